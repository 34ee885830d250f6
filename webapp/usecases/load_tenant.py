"""Takes a chain's folder into the database: words, lists, questionnaire, every revision, the first owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.engine.document.check import dump
from webapp.store import audit, catalogue, chains, revisions, rule_journals
from webapp.store.folders import Folder, read_folder, read_journals, written
from webapp.store.tables import Item, ItemGroup, Revision, RuleJournal, Salon, Tenant
from webapp.usecases.add_staff import Hashes, Newcomer, hashed, hire, unfit
from webapp.usecases.refusal import Refusal
from webapp.usecases.slugs import unusable

Welcome = Callable[[Session, UUID, UUID], None]
"""What is written down with a chain that signs up, given the chain and its owner."""


def load_tenant(home: Path, now: datetime, owner: Newcomer | None = None) -> UUID | Refusal:
    """The new chain's id, or why not. Raises BadFile for a folder that cannot be read."""
    return found(read_folder(home), now, owner, journals=read_journals(home))


def found(
    folder: Folder,
    now: datetime,
    owner: Newcomer | None,
    welcome: Welcome | None = None,
    journals: Sequence[tuple[str, str]] = (),
    state: str = "open",
) -> UUID | Refusal:
    """Makes a chain of what a folder says, with its first owner, in one transaction.

    `welcome` is what belongs to it where the owner signed up alone, and nobody vouches for the e-mail yet; `journals`
    are names and texts.
    """
    refused = unusable(folder.profile.slug) or _other_currency(folder) or (unfit(owner) if owner else None)
    if refused is not None:
        return refused
    # Before the transaction, because it takes long on purpose.
    hashes = hashed(owner) if owner else Hashes(None)
    tenant = new_id()

    def work(session: Session) -> UUID | Refusal:
        if not chains.add(session, _chain(tenant, folder, now, welcome is None, state)):
            return Refusal("slug_taken", {"slug": folder.profile.slug})
        catalogue.add(session, _lists(tenant, folder))
        revisions.add(session, [*_revisions(tenant, folder, now)])
        rule_journals.add(session, _journals(tenant, journals, now))
        audit.note(session, tenant, now, "chain_founded", folder.profile.slug)
        if owner is not None:
            person = hire(session, tenant, owner, hashes, now, by=None)
            if welcome is not None and isinstance(person, UUID):
                welcome(session, tenant, person)
        return tenant

    return transact(work, tenant)


def _other_currency(folder: Folder) -> Refusal | None:
    wanted = folder.profile.currency
    currencies = [revision.document.currency for revision in folder.revisions]
    other = next((currency for currency in currencies if currency != wanted), None)
    return Refusal("other_currency", {"found": other, "currency": wanted}) if other else None


def _chain(tenant: UUID, folder: Folder, now: datetime, confirmed: bool, state: str) -> Tenant:
    profile = folder.profile
    return Tenant(
        id=tenant,
        slug=profile.slug,
        name=written(profile.name),
        currency=profile.currency,
        zone=profile.zone,
        language=profile.language,
        accent=profile.accent,
        questionnaire=written(folder.questions),
        texts=written(folder.texts),
        messages=written(folder.messages),
        tags={code: written(name) for code, name in folder.catalogue.tags.items()} or None,
        lists=1,
        state=state,
        created_at=now,
        confirmed_at=now if confirmed else None,
    )


def _lists(tenant: UUID, folder: Folder) -> Iterator[Salon | ItemGroup | Item]:
    for position, salon in enumerate(folder.salons):
        details = {key: written(said) for key in ("hours", "address") if (said := getattr(salon, key)) is not None}
        yield Salon(
            tenant_id=tenant,
            id=new_id(),
            code=salon.code,
            position=position,
            name=written(salon.name),
            city=written(salon.city),
            category=salon.category,
            details=details,
        )
    for position, (code, name) in enumerate(folder.catalogue.groups.items()):
        yield ItemGroup(tenant_id=tenant, id=new_id(), code=code, position=position, name=written(name))
    for position, item in enumerate(folder.catalogue.items):
        yield Item(
            tenant_id=tenant,
            id=new_id(),
            code=item.code,
            position=position,
            name=written(item.name),
            item_group=item.group,
            price=item.price,
            hours=item.hours,
            tags=item.tags,
        )


def _journals(tenant: UUID, journals: Sequence[tuple[str, str]], now: datetime) -> Iterator[RuleJournal]:
    for name, content in journals:
        row = RuleJournal(tenant_id=tenant, id=new_id(), name=name, content=content)
        row.added_by, row.added_at = None, now
        yield row


def _revisions(tenant: UUID, folder: Folder, now: datetime) -> Iterator[Revision]:
    for number, revision in enumerate(folder.revisions, start=1):
        yield Revision(
            tenant_id=tenant,
            id=new_id(),
            number=number,
            starts=revision.starts,
            document=dump(revision.document),
            published_by=None,
            published_at=now,
        )
