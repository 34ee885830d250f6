"""Everything under `/api/v1`."""

from __future__ import annotations

from flask import Blueprint

from webapp.api.v1 import (
    access,
    accounts,
    calls,
    cards,
    certificates,
    discounts,
    events,
    members,
    problems,
    reference,
    rules,
    sales,
    sandbox,
    standing,
    unknown,
)

NOUNS = (members, accounts, cards, standing, sales, certificates, events, rules, discounts, sandbox, reference)
PARTS = tuple(noun.routes for noun in NOUNS)
api = Blueprint("api", __name__, url_prefix="/api/v1")
problems.register(api)
access.register(api)
api.after_request(calls.tell_allowance)
for part in PARTS:
    api.register_blueprint(part)
unknown.register(api)
