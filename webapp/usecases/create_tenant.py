"""Signs a chain up: a copy of a preset under an address, a name and an owner of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from webapp.engine.document.schema import Named, ProgrammeDocument
from webapp.store.folders import Folder, Published, read_folder
from webapp.usecases.add_staff import Newcomer
from webapp.usecases.load_tenant import found
from webapp.usecases.refusal import Refusal


class Particulars(NamedTuple):
    """What a new chain says of itself; what it leaves out is the preset's."""

    slug: str
    name: str | None = None
    zone: str | None = None
    currency: str | None = None


def create_tenant(preset: Path, particulars: Particulars, owner: Newcomer, now: datetime) -> UUID | Refusal:
    """The new chain's id, or why not. `preset` is a folder of `tenants/`. Raises BadFile, and ValueError for a zone or
    currency that is none.
    """
    return found(_adapted(read_folder(preset), particulars), now, owner)


def _adapted(folder: Folder, particulars: Particulars) -> Folder:
    given = {key: value for key, value in particulars._asdict().items() if value is not None}
    if "name" in given:
        given["name"] = Named(ru=given["name"], en=given["name"])
    profile = type(folder.profile).model_validate({**dict(folder.profile), **given})
    changes: dict[str, str] = {key: given[key] for key in given if key in ("zone", "currency")}
    adapted = [Published(revision.starts, _changed(revision.document, changes)) for revision in folder.revisions]
    return replace(folder, profile=profile, revisions=adapted)


def _changed(document: ProgrammeDocument, changes: dict[str, str]) -> ProgrammeDocument:
    return document.model_copy(update=changes)
