"""The programmes that a new chain may begin with: whatever lies in the folder of chains that ship as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from webapp.engine.document.schema import Named
from webapp.store.folders import read_folder


@cache
def list_presets(home: Path) -> dict[str, Named]:
    """Each folder's name with what the chain in it is called. Read once: what ships does not change. Raises BadFile."""
    folders = sorted(path.parent for path in home.glob("*/tenant.yaml"))
    return {folder.name: read_folder(folder).profile.name for folder in folders}
