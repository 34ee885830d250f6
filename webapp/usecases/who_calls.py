"""Tells which machine stands behind a key of the API, and opens its chain: the key names the chain, no address does."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from webapp.database import transact
from webapp.store import api_keys
from webapp.usecases.open_chain import OpenChain, open_at
from webapp.usecases.tokens import new_token, token_hash

PREFIX = "laurel_"
_ID = 22
"""How many signs an id takes."""


class Caller(NamedTuple):
    """A machine. `key` is the row's id, in the chain `home`; `chain` is the one that it works in: its home, or the
    sandbox. `clock` is when it is in a sandbox.
    """

    key: UUID
    name: str
    home: OpenChain
    chain: OpenChain
    scopes: frozenset[str]
    salon: str | None
    clock: datetime | None

    @property
    def sandbox(self) -> bool:
        return self.clock is not None


def new_key(tenant: UUID) -> str:
    return f"{PREFIX}{base64.urlsafe_b64encode(tenant.bytes).decode().rstrip('=')}{new_token()}"


def who_calls(key: str, now: datetime) -> Caller | None:
    """None for a key that is unknown, revoked or over, and for that of a closed chain."""
    tenant = _tenant_of(key)
    if tenant is None:
        return None
    called = transact(lambda session: api_keys.called(session, tenant, token_hash(key)), tenant, readonly=True)
    if called is None or called.key.revoked_at is not None:
        return None
    row = called.key
    if row.expires_at is not None and row.expires_at <= now:
        return None
    home = open_at(tenant, called.standing.slug, called.standing.mark)
    if home.state == "closed":
        return None
    sandbox, chain = row.sandbox_id, home
    if sandbox is not None:
        standing = transact(lambda session: api_keys.standing(session, sandbox), sandbox, readonly=True)
        chain = open_at(sandbox, standing.slug, standing.mark)
    clock = (row.clock or row.made_at) if sandbox is not None else None
    return Caller(row.id, row.name, home, chain, frozenset(row.scopes), row.salon, clock)


def _tenant_of(key: str) -> UUID | None:
    """A key that names no chain is nobody's."""
    if not key.startswith(PREFIX) or not key.isascii():
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(key[len(PREFIX) :][:_ID] + "=="))
    except (binascii.Error, ValueError):
        return None
