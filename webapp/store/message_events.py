"""What a chain may write to its members about: each event with its purpose, its words and its patience."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Literal, NamedTuple

Way = Literal["email", "sms", "messenger"]
WAYS: Final[tuple[Way, ...]] = ("email", "sms", "messenger")
Purpose = Literal["service", "advertising"]


class Event(NamedTuple):
    """`words` are the placeholders of its texts beside `name` and `chain`. `lapses` is how long it is of any use. What
    a member `own` act brought about may come at any hour, while it is fresh. `needs` are words that no text may lack,
    `ways` those that can carry it; what is `always` sent cannot be switched off.
    """

    words: tuple[str, ...] = ()
    purpose: Purpose = "service"
    lapses: timedelta = timedelta(days=3)
    own: bool = False
    needs: tuple[str, ...] = ()
    ways: tuple[Way, ...] = WAYS
    always: bool = False


_CERTIFICATE = ("reward", "until")
_WARNING = Event(own=True, always=True)
CODE, CERTIFICATE, RULE = "code", "certificate", "rule"
EVENTS: Final[Mapping[str, Event]] = {
    CODE: Event(("code", "minutes"), lapses=timedelta(minutes=10), own=True, needs=("code",), always=True),
    CERTIFICATE: Event((*_CERTIFICATE, "booking", "rest"), ways=("email",), always=True),
    "password_changed": _WARNING,
    "phone_changed": _WARNING,
    "visits_ended": _WARNING,
    "enrolled": Event(own=True),
    "activated": Event(("balance",), own=True),
    "earned": Event(("amount", "balance"), own=True),
    "spent": Event(("amount", "balance"), own=True),
    "expiring_30": Event(("amount", "day", "balance")),
    "expiring_7": Event(("amount", "day", "balance")),
    "level_due": Event(("level",)),
    "level_reached": Event(("level",)),
    "level_ending": Event(("level", "day")),
    "certificate_issued": Event(_CERTIFICATE),
    "certificate_delivered": Event((*_CERTIFICATE, "salon")),
    "certificate_booked": Event((*_CERTIFICATE, "salon", "visit"), own=True),
    "certificate_used": Event((*_CERTIFICATE, "salon"), own=True),
    "certificate_expired": Event(_CERTIFICATE),
    "certificate_cancelled": Event(_CERTIFICATE),
    "birthday": Event(purpose="advertising", lapses=timedelta(hours=14)),
    RULE: Event(("text",), purpose="advertising", lapses=timedelta(days=7), needs=("text",)),
}
"""In the order in which the office lists them. `certificate` is the mail that carries a certificate's file, `rule` what
the chain's rules write. What was done to a password, a phone and the sign-ins is told by all ways there are.
"""
COMMON: Final = ("name", "chain")
FRESH: Final = timedelta(hours=1)
"""So long after their own act a member is answered at any hour."""
_PLACE = re.compile(r"\{([^{}]*)\}")


def words_of(event: str) -> tuple[str, ...]:
    return (*COMMON, *EVENTS[event].words)


class Misplaced(NamedTuple):
    """What is wrong with the placeholders of a text: `unknown` or `brace` at that sign, or `missing`."""

    code: str
    found: str
    at: int


def misplaced(event: str, text: str) -> Misplaced | None:
    """The first placeholder that the event cannot fill, or a brace that opens or closes none."""
    for found in _PLACE.finditer(text):
        if found[1] not in words_of(event):
            return Misplaced("unknown", found[1], found.start() + 1)
    # As long as before, so that the place stays the same.
    rest = _PLACE.sub(lambda found: " " * len(found[0]), text)
    stray = next((at for at, sign in enumerate(rest) if sign in "{}"), None)
    if stray is not None:
        return Misplaced("brace", rest[stray], stray + 1)
    lacking = next((word for word in EVENTS[event].needs if f"{{{word}}}" not in text), None)
    return Misplaced("missing", lacking, 0) if lacking is not None else None


def filled(text: str, values: Mapping[str, str]) -> str:
    """What has no value is left out; a value is never read for placeholders."""
    whole = _PLACE.sub(lambda found: values.get(found[1], ""), text)
    return re.sub(r"[ \t]+\n", "\n", whole).strip()
