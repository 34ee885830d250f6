"""One call of each verb, with all that has to be there before it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.usecases.till import Call, Till

GOOD = {"group": "spa_service", "price": "20000", "hours": "77"}
"""Brings the next level within reach."""


def ordered(desk: Till) -> Call:
    """All the bonuses go into one certificate."""
    member = vip(desk)
    desk.did("grant", member=member, bonuses="700", reason="x")
    desk.now += timedelta(days=8)
    return desk.call("order_certificate", member=member, certificate="x", reward="foot_break")


def vip(desk: Till, card: str = "C") -> str:
    member = desk.active()
    desk.did("issue_card", member=member, card=f"{card}-1")
    for number in (2, 3):
        desk.purchase(member, GOOD)()
        desk.did("renew_card", member=member, card=f"{card}-{number}")
    assert desk.standing(member)["level"] == "vip_privilege"
    return member


def returned(desk: Till) -> Call:
    sale = desk.purchase(desk.active())
    sale()
    return desk.call("return", receipt=sale.fields["receipt"])


def returned_by_a_stranger(desk: Till) -> Call:
    sale = desk.purchase(None)
    sale()
    return desk.call("return", receipt=sale.fields["receipt"])


def enrolment(desk: Till) -> Call:
    return desk.call("enrol", member="x", phone="+79991112233")


def questionnaire(desk: Till) -> Call:
    return desk.call("questionnaire", member=desk.enrolled(), answers={"full_name": "Вера", "phone": "+79991112233"})


def activation(desk: Till) -> Call:
    member = desk.enrolled()
    desk.did("questionnaire", member=member, answers={"birth_date": "1990-08-15"})
    return desk.call("activate", member=member)


def first_card(desk: Till) -> Call:
    return desk.call("issue_card", member=desk.active(), card="N-1")


def further_card(desk: Till) -> Call:
    host = vip(desk)
    return desk.call("issue_card", member=desk.active(), card="N-1", account_of=host)


def closing(desk: Till) -> Call:
    return desk.call("close", member=desk.active(), reason="x")


def gift(desk: Till) -> Call:
    member = vip(desk)
    desk.now = datetime(2027, 8, 15, 12, tzinfo=UTC)
    return desk.call("birthday_gift", member=member, certificate="x")


STORIES: dict[str, tuple[str, Callable[[Till], Call]]] = {
    "purchase": ("estetic", lambda desk: desk.purchase(desk.active("500"), spend="max")),
    "stranger": ("estetic", lambda desk: desk.purchase(None)),
    "grant": ("estetic", lambda desk: desk.call("grant", member=desk.active(), bonuses="10", reason="x")),
    "return": ("estetic", returned),
    "stranger's return": ("estetic", returned_by_a_stranger),
    "enrol": ("estetic", enrolment),
    "questionnaire": ("estetic", questionnaire),
    "activate": ("estetic", activation),
    "close": ("estetic", closing),
    "card": ("seven_krasok", first_card),
    "further card": ("seven_krasok", further_card),
    "order": ("seven_krasok", ordered),
    "gift": ("seven_krasok", gift),
}
