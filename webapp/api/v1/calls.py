"""The call itself: which machine makes it, when it is, and under which Idempotency-Key it writes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from flask import Response, g, request

from webapp.api.v1.problems import Problem, invalid, say
from webapp.engine.events import read_moment
from webapp.usecases import limit_calls
from webapp.usecases.limit_calls import Allowance
from webapp.usecases.move_clock import move_clock
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.who_calls import Caller, who_calls

REALM = {"WWW-Authenticate": 'Bearer realm="Laurel"'}
_KEY = re.compile(r"[\x21-\x7e]{1,100}")
OURS = "api "
"""Before every key of a machine, so that none is ever that of a form or of the night."""


def recognised() -> Caller:
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    found = who_calls(key.strip(), real_now()) if kind.lower() == "bearer" else None
    if found is None:
        raise Problem(401, "unknown_key", REALM)
    if found.home.state == "suspended":
        raise Problem(403, "chain_stopped")
    return found


def count() -> None:
    allowance = limit_calls.admit_call(caller(), real_now(), limit_calls.MOST)
    g.allowance = allowance
    if not allowance.admitted:
        raise Problem(429, "too_many_calls", {"Retry-After": str(allowance.reset)})


def tell_allowance(response: Response) -> Response:
    allowance: Allowance | None = g.get("allowance")
    if allowance is not None:
        response.headers["RateLimit-Limit"] = str(allowance.most)
        response.headers["RateLimit-Remaining"] = str(allowance.left)
        response.headers["RateLimit-Reset"] = str(allowance.reset)
    return response


def demand(scope: str) -> None:
    if scope not in caller().scopes:
        raise Problem(403, "scope", scope=scope)


def caller() -> Caller:
    found: Caller = g.caller
    return found


def chain() -> OpenChain:
    return caller().chain


def actor(salon: str | None = None) -> Actor:
    one = caller()
    # A key of a sandbox is no row of the sandbox itself.
    return Actor(salon=salon or one.salon, api_key=one.key)


def in_place(salon: str | None) -> str | None:
    """The salon that is meant: where the key is bound to one, that and no other."""
    bound = caller().salon
    if bound is not None and salon not in (None, bound):
        raise Problem(403, "salon", salon=bound)
    return bound if bound is not None else salon


def real_now() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    """When it happens: now, or what a sandbox's clock shows."""
    found: datetime | None = g.get("moment")
    return found or caller().clock or real_now()


def happen_at(told: Any) -> None:
    """`at` of a body or of a look moves the clock of a sandbox; everywhere else it is now."""
    g.moment = _sandbox_moment(told)
    if g.moment != caller().clock and not move_clock(caller(), g.moment):
        raise invalid("at", say("api.time_goes_back"))


def _sandbox_moment(told: Any) -> datetime:
    if not caller().sandbox:
        raise invalid("at", say("api.only_in_a_sandbox"))
    try:
        local = read_moment(told)
    except ValueError:
        raise invalid("at", say("api.moment_form")) from None
    return local.replace(tzinfo=chain().zone)


def idempotency_key() -> str:
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        raise Problem(400, "key_missing")
    if not _KEY.fullmatch(sent):
        raise Problem(400, "key_form")
    return OURS + sent
