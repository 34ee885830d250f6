"""Which endpoint speaks which word of the journals, and how bodies and answers are described."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic.json_schema import models_json_schema

from webapp.api.v1.certificates import Use
from webapp.engine.events import EVENTS
from webapp.engine.expectation import AMOUNTS, ANSWERS, DAYS

LISTS = frozenset(
    {"lines", "units", "lots", "cards", "certificates", "held_rewards", "refused", "because", "rewards_used"}
)
MADE_HERE = {"enrol": "member", "opening": "member", "order_certificate": "certificate", "birthday_gift": "certificate"}


class Word(NamedTuple):
    """`schema` names the body; None where there is none."""

    verb: str
    schema: str | None


def _word(verb: str) -> Word:
    return Word(verb, "Use" if verb == "use_certificate" else EVENTS[verb].__name__)


WORDS: dict[str, Word] = {
    "api.members.create": _word("enrol"),
    "api.members.bring": _word("opening"),
    "api.members.fill": _word("questionnaire"),
    "api.members.activate": _word("activate"),
    "api.members.grant": _word("grant"),
    "api.members.withdraw": _word("withdraw"),
    "api.members.mismatch": _word("mismatch"),
    "api.members.describe": _word("set"),
    "api.members.choose": _word("choose"),
    "api.members.close": _word("close"),
    "api.members.leave": _word("leave"),
    "api.members.merge": _word("merge"),
    "api.members.part": _word("unmerge"),
    "api.accounts.join": _word("join_account"),
    "api.accounts.leave": _word("leave_account"),
    "api.accounts.transfer": _word("transfer"),
    "api.cards.issue": _word("issue_card"),
    "api.cards.renew": _word("renew_card"),
    "api.cards.block": _word("block_card"),
    "api.standing.statement": Word("statement", None),
    "api.sales.quote": _word("quote"),
    "api.sales.create": _word("purchase"),
    "api.sales.take_back": _word("return"),
    "api.certificates.create": _word("order_certificate"),
    "api.certificates.issue": _word("issue_certificate"),
    "api.certificates.deliver": _word("deliver_certificate"),
    "api.certificates.book": _word("book_certificate"),
    "api.certificates.transfer": _word("transfer_certificate"),
    "api.certificates.use": _word("use_certificate"),
    "api.certificates.cancel": _word("cancel_certificate"),
    "api.certificates.gift": _word("birthday_gift"),
    "api.certificates.redeem": _word("redeem"),
    "api.events.create": _word("event"),
    "api.events.undo": _word("undo_event"),
    "api.rules.publish": Word("publish", None),
}
LOOKS: dict[str, tuple[str, ...]] = {
    "api.members.index": ("phone", "card", "email", "name", "limit", "cursor"),
    "api.standing.statement": ("at", "at_end"),
    "api.standing.certificates": ("at",),
    "api.standing.operations": ("limit", "cursor"),
    "api.events.undo": ("member", "at"),
    "api.discounts.show": ("email",),
}
"""What may stand in an address behind the question mark."""


def schemas_of_bodies() -> dict[str, Any]:
    models = {EVENTS[word.verb] for word in WORDS.values() if word.schema not in (None, "Use")} | {Use}
    named = sorted(models, key=lambda model: model.__name__)
    _, told = models_json_schema(
        [(model, "validation") for model in named], by_alias=True, ref_template="#/components/schemas/{model}"
    )
    found: dict[str, Any] = told["$defs"]
    # Moving a receipt to its right buyer is done at the desk.
    del found["Purchase"]["properties"]["moved_from"]
    return found


def schema_of_answer(verb: str) -> dict[str, Any]:
    """The fields that a journal may expect of the word, as the API writes them."""
    described = _described(ANSWERS[verb], verb)
    if verb in MADE_HERE:
        described["properties"] = {MADE_HERE[verb]: {"type": "string", "format": "uuid"}} | described["properties"]
    return described


def _described(shape: Any, name: str) -> dict[str, Any]:
    if isinstance(shape, dict):
        inner: dict[str, Any] = {"type": "object", "properties": {key: _described(shape[key], key) for key in shape}}
    elif name in AMOUNTS:
        inner = {"type": "string", "examples": ["66.60"]} if shape is None else {"type": ["string", "object"]}
    elif name in DAYS:
        return {"type": ["string", "null"], "format": "date"}
    elif shape is ...:
        return {"type": ["object", "array", "string", "null"]}
    else:
        inner = {"type": "string"} if name in LISTS else {}
    return {"type": "array", "items": inner} if name in LISTS else inner
