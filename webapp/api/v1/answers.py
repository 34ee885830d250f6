"""How writes are done and answered: the result in the journals' words, and what a repeat of the key gets."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response

from webapp.api.v1 import calls, problems
from webapp.api.v1.problems import Problem, language, not_found, reason
from webapp.engine.events import Event
from webapp.engine.sentences import say_refusal
from webapp.usecases.find_members import find_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Outcome
from webapp.usecases.refusal import Refusal

Verb = Callable[[OpenChain, Actor, str, Any, datetime], Outcome | Refusal]
REPLAYED = "Idempotent-Replayed"
WAITS = "questionnaire"
NOBODY = frozenset({"not_enrolled"})


def told(body: Any, status: int = 200) -> Response:
    return Response(f"{json.dumps(body, ensure_ascii=False)}\n", status, mimetype="application/json")


def write(verb: Verb, event: Event, missing: Collection[str] = (), ours: str | None = None) -> Response:
    """Does it under the sent key. `missing` are the codes that say that what the address names is not there; `ours` is
    the name under which the answer tells the id that was made.
    """
    outcome = done(verb, event)
    if isinstance(outcome, Refusal):
        raise problems.of_refusal(outcome)
    return written(outcome, missing, ours)


def of_member(verb: Verb, event: Any, ours: str | None = None) -> Response:
    """The same of a member whom the address names; the body may name another, whose absence is a refusal."""
    try:
        return write(verb, event, ours=ours)
    except Problem as problem:
        if NOBODY & set(problem.told.get("refused", ())) and find_member(calls.chain(), UUID(event.member)) is None:
            raise not_found() from None
        raise


def done(verb: Verb, event: Event) -> Outcome | Refusal:
    key, actor = calls.idempotency_key(), calls.actor(getattr(event, "salon", None))
    return verb(calls.chain(), actor, key, event, calls.now())


def written(outcome: Outcome, missing: Collection[str] = (), ours: str | None = None) -> Response:
    if outcome.operation is None and outcome.refused:
        if set(missing) & set(outcome.refused):
            raise not_found()
        raise refused(outcome)
    body = dict(outcome.result)
    if ours is not None:
        body = {ours: outcome.certificate if ours == "certificate" else outcome.member, **body}
    # What somebody has to look at first is written down, but no operation yet.
    wrote = outcome.operation is not None or WAITS in outcome.result
    return wrote_down(body, outcome.repeated) if wrote else told(body)


def wrote_down(body: Any, repeated: bool) -> Response:
    """A new write, or what was answered to the first with its key."""
    response = told(body, 200 if repeated else 201)
    if repeated:
        response.headers[REPLAYED] = "true"
    return response


def refused(outcome: Outcome) -> Problem:
    """Nothing was changed. `result` is what would have come, where something can be told of it."""
    codes = outcome.refused
    code = "changed" if "changed" in codes else "refused"
    reasons = [reason(one, say_refusal(one, language())) for one in codes]
    return Problem(409, code, refused=codes, reasons=reasons, result=outcome.result)
