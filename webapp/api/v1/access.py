"""Which scope a key needs for which endpoint. What is not in the table is closed, and a test fails on it."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, g, request

from webapp.api.v1 import calls
from webapp.api.v1.problems import not_found

ANYONE: Final = "anyone"
"""No key is asked for."""
ANY_KEY: Final = "any key"

SCOPES: Final[dict[str, str]] = {
    "api.members.create": "members",
    "api.members.index": "lookup",
    "api.members.bring": "members",
    "api.members.fill": "members",
    "api.members.activate": "members",
    "api.members.grant": "members",
    "api.members.withdraw": "members",
    "api.members.mismatch": "members",
    "api.members.describe": "members",
    "api.members.choose": "members",
    "api.members.close": "members",
    "api.members.leave": "members",
    "api.members.merge": "members",
    "api.members.part": "members",
    "api.accounts.join": "members",
    "api.accounts.leave": "members",
    "api.accounts.transfer": "members",
    "api.cards.issue": "members",
    "api.cards.renew": "members",
    "api.cards.block": "members",
    "api.standing.statement": "lookup",
    "api.standing.operations": "lookup",
    "api.standing.certificates": "lookup",
    "api.rules.publish": "rules",
    "api.rules.programme": "rules",
    "api.rules.catalogue": "rules",
    "api.rules.salons": "rules",
    "api.rules.put_item": "rules",
    "api.sales.quote": "sales",
    "api.sales.create": "sales",
    "api.sales.show": "sales",
    "api.sales.take_back": "sales",
    "api.certificates.create": "certificates",
    "api.certificates.show": "certificates",
    "api.certificates.issue": "certificates",
    "api.certificates.deliver": "certificates",
    "api.certificates.book": "certificates",
    "api.certificates.transfer": "certificates",
    "api.certificates.use": "certificates",
    "api.certificates.cancel": "certificates",
    "api.certificates.gift": "certificates",
    "api.certificates.redeem": "certificates",
    "api.events.create": "events",
    "api.events.undo": "events",
    "api.discounts.show": "discounts",
    "api.sandbox.destroy": ANY_KEY,
    "api.reference.openapi": ANYONE,
    "api.reference.docs": ANYONE,
    "api.unknown": ANY_KEY,
}


READS: Final = frozenset({"api.sales.quote", "api.unknown"})
"""What is sent by POST and writes nothing."""


def register(blueprint: Blueprint) -> None:
    blueprint.before_request(check)


def check() -> None:
    """Lets the call through, or ends it: who, how often, what for, and under which key it writes."""
    scope = SCOPES.get(request.endpoint or "")
    if scope is None:
        raise not_found()
    if scope == ANYONE:
        return
    g.caller = calls.recognised()
    calls.count()
    if scope != ANY_KEY:
        calls.demand(scope)
    if request.method not in ("GET", "HEAD") and request.endpoint not in READS:
        calls.idempotency_key()
