"""Whose data were erased, kept beside the database: a copy that was put back knows them again (R63)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from webapp.store.erasing import Gone


class Erasures:
    """A file of lines, each an erasure: ids that name nobody, for the host's own account alone to read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[Gone]:
        """Each member once. Raises ValueError for a file that is none."""
        try:
            lines = self.path.read_text().splitlines()
        except FileNotFoundError:
            return []
        found = (json.loads(line) for line in lines if line.strip())
        gone = [
            Gone(UUID(chain), UUID(member), reason, datetime.fromisoformat(at)) for chain, member, reason, at in found
        ]
        return list({(one.tenant, one.member): one for one in gone}.values())

    def add(self, gone: Iterable[Gone]) -> None:
        lines = [json.dumps([str(one.tenant), str(one.member), one.reason, one.at.isoformat()]) for one in gone]
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        with open(os.open(self.path, flags, 0o600), "a") as file:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
