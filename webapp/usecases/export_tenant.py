"""Writes a chain back into a folder such as those of `tenants/`; loading it gives an equal chain."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.document.check import load
from webapp.engine.document.values import write_number
from webapp.store import catalogue, chains, revisions, rule_journals
from webapp.store.folders import (
    Catalogue,
    Folder,
    Profile,
    Published,
    Questions,
    SalonEntry,
    Texts,
    write_folder,
    write_journals,
)
from webapp.store.message_settings import settings_of
from webapp.usecases.refusal import Refusal


def export_tenant(slug: str, home: Path) -> Refusal | None:
    """Fills `home`, which is made where it is missing. Raises OSError."""
    tenant = transact(lambda session: chains.by_slug(session, slug), None, readonly=True)
    if tenant is None:
        return Refusal("chain_unknown", {"slug": slug})
    write_folder(transact(lambda session: folder_of(session, tenant), tenant, readonly=True), home)
    rows = transact(lambda session: rule_journals.listed(session, tenant), tenant, readonly=True)
    write_journals(home, [(row.name, row.content) for row in rows])
    return None


def folder_of(session: Session, tenant: UUID) -> Folder:
    """All that a chain is but its members and staff."""
    row = chains.read(session, tenant)
    looks = {key: getattr(row, key) for key in ("slug", "name", "currency", "zone", "language", "accent")}
    return Folder(
        profile=Profile.model_validate(looks),
        salons=_salons(session, tenant),
        catalogue=_catalogue(session, tenant, row.tags or {}),
        questions=Questions.model_validate(row.questionnaire),
        texts=Texts.model_validate(row.texts),
        revisions=_revisions(session, tenant),
        messages=settings_of(row.messages),
    )


def _salons(session: Session, tenant: UUID) -> list[SalonEntry]:
    found = []
    for salon in catalogue.salons(session, tenant):
        columns = {key: getattr(salon, key) for key in ("code", "name", "city", "category")}
        known = {key: value for key, value in columns.items() if value is not None}
        found.append(SalonEntry.model_validate({**known, **salon.details}))
    return found


def _catalogue(session: Session, tenant: UUID, tags: dict[str, Any]) -> Catalogue:
    items = [
        {
            "code": item.code,
            "name": item.name,
            "group": item.item_group,
            "price": write_number(item.price),
            "hours": write_number(item.hours),
            "tags": item.tags,
        }
        for item in catalogue.items(session, tenant)
    ]
    groups = {group.code: group.name for group in catalogue.groups(session, tenant)}
    return Catalogue.model_validate({"groups": groups, "tags": tags, "items": items})


def _revisions(session: Session, tenant: UUID) -> list[Published]:
    listed = sorted(revisions.listed(session, tenant), key=lambda revision: revision.number)
    documents = revisions.documents(session, tenant, [revision.id for revision in listed])
    return [Published(revision.starts, load(documents[revision.id])) for revision in listed]
