"""Signs a chain up: a copy of a preset under an address, a name and an owner of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from webapp.engine.document.schema import Named
from webapp.store.folders import Folder, Published, Questions, SalonEntry, Texts, read_folder, written
from webapp.store.message_settings import MessageSettings
from webapp.usecases.add_staff import Newcomer
from webapp.usecases.load_tenant import Welcome, found
from webapp.usecases.refusal import Refusal

Section = TypeVar("Section", Questions, Texts, MessageSettings)


class Particulars(NamedTuple):
    """What a new chain says of itself; what it leaves out is the preset's. One that names its city takes the preset as
    a mould: its rules and catalogue, not its salons nor whom to ask.
    """

    slug: str
    name: Named | None = None
    zone: str | None = None
    currency: str | None = None
    language: str | None = None
    city: Named | None = None


def create_tenant(
    preset: Path, particulars: Particulars, owner: Newcomer, now: datetime, welcome: Welcome | None = None
) -> UUID | Refusal:
    """The new chain's id, or why not. `preset` is a folder of `tenants/`. Raises BadFile, and ValueError for a zone or
    currency that is none.
    """
    return found(_adapted(read_folder(preset), particulars), now, owner, welcome)


def _adapted(folder: Folder, particulars: Particulars) -> Folder:
    told = {key: value for key, value in particulars._asdict().items() if value is not None and key != "city"}
    profile = type(folder.profile).model_validate({**dict(folder.profile), **told})
    changes: dict[str, Any] = {key: told[key] for key in told if key in ("zone", "currency")}
    if particulars.city is None:
        return replace(folder, profile=profile, revisions=_changed(folder, changes))
    changes["name"] = profile.name
    return replace(
        folder,
        profile=profile,
        revisions=_changed(folder, changes),
        salons=[_only_salon(folder, particulars.city)],
        questions=_renamed(folder.questions, folder.profile.name, profile.name),
        texts=_own_texts(folder, profile.name),
        messages=_renamed(folder.messages, folder.profile.name, profile.name),
    )


def _changed(folder: Folder, changes: dict[str, Any]) -> list[Published]:
    return [Published(one.starts, one.document.model_copy(update=changes)) for one in folder.revisions]


def _only_salon(folder: Folder, city: Named) -> SalonEntry:
    category = folder.salons[0].category if folder.salons else None
    name = Named(ru="Главный салон", en="Main salon")
    return SalonEntry(code="main", name=name, city=city, category=category)


def _own_texts(folder: Folder, name: Named) -> Texts:
    """Without the preset's contacts, nor any text that would still speak of it."""
    old = folder.profile.name
    texts = _renamed(folder.texts, old, name).texts
    kept = {key: said for key, said in texts.items() if old.ru not in said.ru and old.en not in said.en}
    return Texts(texts=kept)


def _renamed(section: Section, old: Named, new: Named) -> Section:
    """The same words with the new chain's name where the preset's stood."""

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: walk(inner) for key, inner in node.items()}
        if isinstance(node, list):
            return [walk(inner) for inner in node]
        if isinstance(node, str):
            for was, becomes in ((old.ru, new.ru), (old.en, new.en)):
                # A backslash in a name is a backslash.
                node = re.sub(rf"\b{re.escape(was)}\b", becomes.replace("\\", r"\\"), node)
        return node

    return type(section).model_validate(walk(written(section)))
