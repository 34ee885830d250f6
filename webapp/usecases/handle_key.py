"""Keys of the API from their making to their end, and the empty copies of a chain that keys of sandboxes open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.messages.outbox import lasting_id
from webapp.store import api_keys, audit
from webapp.store.door_tables import ApiKey
from webapp.usecases.add_staff import unknown_salon
from webapp.usecases.export_tenant import folder_of
from webapp.usecases.load_tenant import found
from webapp.usecases.open_chain import SANDBOX, OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.tokens import token_hash
from webapp.usecases.who_calls import Caller, new_key

SCOPES = ("sales", "lookup", "members", "certificates", "events", "discounts", "rules", "backdate")
LONGEST_NAME = 120


class NewKey(NamedTuple):
    """What a key may do: `scopes` of SCOPES, in one salon alone, until that day included."""

    name: str
    scopes: tuple[str, ...]
    salon: str | None = None
    expires: date | None = None
    sandbox: bool = False


class Made(NamedTuple):
    """`token` is shown once: the database knows its hash alone."""

    id: UUID
    token: str


class Listed(NamedTuple):
    id: UUID
    name: str
    scopes: tuple[str, ...]
    salon: str | None
    expires_at: datetime | None
    sandbox: bool
    made_at: datetime
    used_at: datetime | None


def _is_made(chain: OpenChain, key: UUID) -> bool:
    return transact(lambda session: api_keys.is_made(session, chain.id, key), chain.id, readonly=True)


def create_key(
    chain: OpenChain, wanted: NewKey, now: datetime, by: UUID | None = None, operation: str | None = None
) -> Made | Refusal:
    """A form that is sent once more under its `operation` makes no second key, and is not told the first."""
    refusal = _unfit(chain, wanted, now)
    if refusal is not None:
        return refusal
    id_ = lasting_id(chain.id, f"key {operation}") if operation is not None else new_id()
    if operation is not None and _is_made(chain, id_):
        return Refusal("key_made")
    sandbox = _found_sandbox(chain, now) if wanted.sandbox else None
    token = new_key(chain.id)
    row = ApiKey(tenant_id=chain.id, id=id_, name=wanted.name.strip(), token_hash=token_hash(token))
    row.scopes, row.salon = [scope for scope in SCOPES if scope in wanted.scopes], wanted.salon
    row.expires_at = _end_of(chain, wanted.expires) if wanted.expires else None
    row.sandbox_id, row.made_by, row.made_at = sandbox, by, now
    told = {"name": row.name, "scopes": ", ".join(row.scopes), "salon": row.salon}
    if wanted.expires is not None:
        told["expires"] = wanted.expires.isoformat()

    def work(session: Session) -> Made:
        api_keys.add(session, row)
        audit.note(session, chain.id, now, "key_created", str(row.id), by, after=told)
        return Made(row.id, token)

    return transact(work, chain.id)


def revoke_key(chain: OpenChain, key: UUID, now: datetime, by: UUID | None = None) -> Refusal | None:
    """Its next call finds it unknown (R36)."""

    def work(session: Session) -> Refusal | None:
        row = api_keys.locked(session, chain.id, key)
        if row is None:
            return Refusal("key_unknown")
        row.revoked_at = now
        audit.note(session, chain.id, now, "key_revoked", str(key), by, before={"name": row.name})
        return None

    return transact(work, chain.id)


def list_keys(chain: OpenChain) -> list[Listed]:
    rows = transact(lambda session: api_keys.everyone(session, chain.id), chain.id, readonly=True)
    return [
        Listed(
            *(row.id, row.name, tuple(row.scopes), row.salon, row.expires_at, row.sandbox_id is not None),
            *(row.made_at, row.minute),
        )
        for row in rows
    ]


def empty_sandbox(caller: Caller, now: datetime) -> None:
    """From now on the key opens a new empty copy of the chain as it is today, without a clock."""
    sandbox = _found_sandbox(caller.home, now)

    def work(session: Session) -> None:
        row = api_keys.locked(session, caller.home.id, caller.key)
        if row is not None:
            row.sandbox_id, row.clock, row.made_at = sandbox, None, now

    transact(work, caller.home.id)


def _unfit(chain: OpenChain, wanted: NewKey, now: datetime) -> Refusal | None:
    if not 1 <= len(wanted.name.strip()) <= LONGEST_NAME or not wanted.name.isprintable():
        return Refusal("name_form", {"most": LONGEST_NAME})
    unknown = [scope for scope in wanted.scopes if scope not in SCOPES]
    if unknown or not wanted.scopes:
        return Refusal("scope_unknown", {"scope": ", ".join(unknown) or "…", "accepted": ", ".join(SCOPES)})
    if wanted.expires is not None and wanted.expires < chain.local(now).date():
        return Refusal("key_over", {"day": wanted.expires})
    return unknown_salon(chain, (wanted.salon,)) if wanted.salon is not None else None


def _end_of(chain: OpenChain, day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), chain.zone)


def _found_sandbox(chain: OpenChain, now: datetime) -> UUID:
    folder = transact(lambda session: folder_of(session, chain.id), chain.id, readonly=True)
    profile = folder.profile.model_copy(update={"slug": f"sandbox-{new_id().hex}"})
    made = found(replace(folder, profile=profile), now, None, state=SANDBOX)
    assert isinstance(made, UUID), "the copy of a chain is fit to be one"
    return made
