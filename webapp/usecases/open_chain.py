"""A chain as every request needs it: its words, its lists, its rules ready to decide.

One short statement where nothing has changed. What was read is kept in the process, under a mark that grows with every
change, so that all processes see a change with their next request.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, NamedTuple, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from webapp.database import current_engine, transact
from webapp.engine.document.check import load
from webapp.engine.document.schema import Named
from webapp.engine.facts import Chain, Item, Salon
from webapp.engine.programme import Programme, Timeline
from webapp.store import catalogue, chains, revisions
from webapp.store.arrivals import Mark, SignedIn, arrived
from webapp.store.message_settings import MessageSettings, settings_of
from webapp.store.revisions import Listed

Key = TypeVar("Key")
Value = TypeVar("Value")

SANDBOX = chains.SANDBOX
WORKING = ("open", SANDBOX)
"""States of chains in which something may be done."""
MOST_KEPT = 1000
"""So many chains and so many compiled revisions are kept in a process; the oldest go first."""


class OpenSalon(NamedTuple):
    code: str
    name: Named
    city: Named
    category: str | None
    hours: Named | None
    address: Named | None


class OpenGroup(NamedTuple):
    code: str
    name: Named


class OpenItem(NamedTuple):
    """Price in kopecks and hours in hundredths, of one unit."""

    code: str
    name: Named
    group: str
    price: int
    hours: int
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenChain:
    """`lists` is what the engine is told of catalogue and salons; `salons`, `groups` and `items` tell people the same.

    `questionnaire`, `texts` and `messages` stand as in the chain's folder. They are shared by all requests: nobody
    changes them.
    """

    id: UUID
    slug: str
    name: Named
    currency: str
    zone: ZoneInfo
    language: str
    accent: str
    timeline: Timeline
    lists: Chain
    revisions: tuple[Listed, ...]
    questionnaire: dict[str, Any]
    texts: dict[str, Any]
    messages: MessageSettings
    told: frozenset[str]
    """The events that are told to members by some channel."""
    salons: tuple[OpenSalon, ...]
    groups: tuple[OpenGroup, ...]
    items: tuple[OpenItem, ...]
    tags: dict[str, Named]
    """What the catalogue's tags are called, as far as the chain has said it."""
    confirmed: bool
    """Whether the owner's e-mail is known to be theirs; before that no member is written to (R55)."""
    state: str
    """open, suspended by the operator, or closed by its owner, and `state_reason` says why; or a sandbox."""
    state_reason: str | None
    most_members: int | None

    def local(self, now: datetime) -> datetime:
        """The chain's local time, to the second, as the engine is told it."""
        return now.astimezone(self.zone).replace(tzinfo=None, microsecond=0)

    def midnight(self, now: datetime) -> datetime:
        """When the chain's day began."""
        return datetime.combine(now.astimezone(self.zone).date(), time(), self.zone)


class Kept(NamedTuple):
    mark: Mark
    chain: OpenChain


class Arrival(NamedTuple):
    """A request's chain, and the sign-in there that it carries."""

    chain: OpenChain
    signed_in: SignedIn | None


_kept: WeakKeyDictionary[Engine, dict[str, Kept]] = WeakKeyDictionary()
_compiled: dict[UUID, Programme] = {}


def open_chain(slug: str) -> OpenChain | None:
    """The chain that answers to `slug`; None where none does."""
    found = arrive(slug, "")
    return found.chain if found is not None else None


def arrive(slug: str, token_hash: str) -> Arrival | None:
    """The same, together with whose token that is, if anyone's."""
    if not slug.isprintable():
        return None
    kept_here = _kept.setdefault(current_engine(), {})
    kept = kept_here.get(slug)
    if kept is not None and kept.chain.state == SANDBOX:
        return None
    if kept is not None:
        known = kept.chain
        came = transact(lambda session: arrived(session, known.id, slug, token_hash), known.id, readonly=True)
        if came is not None and came.mark == kept.mark:
            return Arrival(known, came.signed_in)
        kept_here.pop(slug, None)
    # Whose address it is belongs to no chain; all the rest is the chain's own.
    tenant = transact(lambda session: chains.by_slug(session, slug), None, readonly=True)
    if tenant is None:
        return None

    def work(session: Session) -> tuple[Kept, SignedIn | None] | None:
        came = arrived(session, tenant, slug, token_hash)
        # The mark is read before the rest: what changes in between is found stale by the next look.
        return (Kept(came.mark, _read(session, tenant)), came.signed_in) if came is not None else None

    found = transact(work, tenant, readonly=True)
    if found is None:
        return None
    _keep(kept_here, slug, found[0])
    return Arrival(found[0].chain, found[1])


def open_at(tenant: UUID, slug: str, mark: Mark) -> OpenChain:
    """The chain of that id, which is known to stand at `mark`."""
    kept_here = _kept.setdefault(current_engine(), {})
    kept = kept_here.get(slug)
    if kept is None or kept.mark != mark or kept.chain.id != tenant:
        kept = Kept(mark, transact(lambda session: _read(session, tenant), tenant, readonly=True))
        _keep(kept_here, slug, kept)
    return kept.chain


def _read(session: Session, tenant: UUID) -> OpenChain:
    row = chains.read(session, tenant)
    listed = revisions.listed(session, tenant)
    salons = tuple(_salon(salon) for salon in catalogue.salons(session, tenant))
    messages = settings_of(row.messages)
    items = tuple(_item(item) for item in catalogue.items(session, tenant))
    return OpenChain(
        id=tenant,
        slug=row.slug,
        name=_words(row.name),
        currency=row.currency,
        zone=ZoneInfo(row.zone),
        language=row.language,
        accent=row.accent,
        timeline=_timeline(session, tenant, listed),
        lists=_lists(items, salons),
        revisions=tuple(listed),
        questionnaire=row.questionnaire,
        texts=row.texts,
        messages=messages,
        told=frozenset(name for name, event in messages.events.items() if event.ways),
        salons=salons,
        groups=tuple(OpenGroup(group.code, _words(group.name)) for group in catalogue.groups(session, tenant)),
        items=items,
        tags={code: _words(name) for code, name in (row.tags or {}).items()},
        confirmed=row.confirmed_at is not None,
        state=row.state,
        state_reason=row.state_reason,
        most_members=row.most_members,
    )


def _timeline(session: Session, tenant: UUID, listed: list[Listed]) -> Timeline:
    programmes = {revision.id: _compiled[revision.id] for revision in listed if revision.id in _compiled}
    missing = [revision.id for revision in listed if revision.id not in programmes]
    if missing:
        for revision, document in revisions.documents(session, tenant, missing).items():
            programmes[revision] = Programme(load(document), str(revision))
            _keep(_compiled, revision, programmes[revision])
    return Timeline([(datetime.fromisoformat(revision.starts), programmes[revision.id]) for revision in listed])


def _lists(items: Iterable[OpenItem], salons: Iterable[OpenSalon]) -> Chain:
    return Chain(
        {item.code: Item(item.code, item.group, item.price, item.hours, item.tags) for item in items},
        {salon.code: Salon(salon.code, salon.category) for salon in salons},
    )


def _salon(row: Any) -> OpenSalon:
    hours, address = row.details.get("hours"), row.details.get("address")
    return OpenSalon(
        row.code,
        _words(row.name),
        _words(row.city),
        row.category,
        _words(hours) if hours else None,
        _words(address) if address else None,
    )


def _item(row: Any) -> OpenItem:
    return OpenItem(row.code, _words(row.name), row.item_group, row.price, row.hours, tuple(row.tags))


def _words(said: dict[str, Any]) -> Named:
    return Named(ru=said["ru"], en=said["en"])


def _keep(kept: dict[Key, Value], key: Key, value: Value) -> None:
    if len(kept) >= MOST_KEPT:
        kept.pop(next(iter(kept)), None)
    kept[key] = value
