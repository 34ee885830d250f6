"""When the last mail went out, noted outside of the database: a copy that was put back knows less than was done."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path


class Mark:
    """A file in the folder of the host's own data. Workers of one host share it, and the latest moment stays."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "outbox-mark"

    def read(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.path.read_text().strip())
        except (FileNotFoundError, ValueError):
            return None

    def set(self, now: datetime) -> None:
        before = self.read()
        if before is None or before < now:
            beside = self.path.with_suffix(f".{os.getpid()}")
            beside.write_text(now.isoformat())
            beside.replace(self.path)
