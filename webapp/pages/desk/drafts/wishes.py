"""What a guest wishes of a receipt beside its lines: rewards, the booking that it keeps, whose rights are used, from
which purse; and what the rules read of the visit. Only where the chain's programme asks for it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from webapp.engine.facts import Happened
from webapp.engine.questions import Question, Questions
from webapp.pages.shared.language import say
from webapp.pages.shared.questions import read_attributes
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.store.members import folded
from webapp.usecases.gather import uuid_of
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refer_friend import referrer_of
from webapp.usecases.weigh_receipt import Weighed

MOST_REF, MOST_NAME, MOST_CODE = 60, 60, 40
MOST_REWARDS = 20
_SIGNS = 16


@dataclass(slots=True)
class Wishes:
    """As they were typed; `on_lines` by the line's key, `introduced` the member whose code was named."""

    rewards: list[str] = field(default_factory=list)
    on_lines: dict[str, str] = field(default_factory=dict)
    booking: str = ""
    guest: str = ""
    purse: str = ""
    friend: str = ""
    introduced: str | None = None
    typed_attributes: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)

    def asked(self, member: str) -> dict[str, Any]:
        """In the words of a quote."""
        told = {
            "rewards": tuple(self.rewards),
            "booking": self.booking,
            "guest": _pseudonym(member, self.guest) if self.guest else "",
            "purse": self.purse,
            "introduced_by": self.introduced,
            "attributes": self.attributes,
        }
        return {name: value for name, value in told.items() if value}


class Offer(NamedTuple):
    """What may be wished for now: rewards, a booking by its reference, for which those that stand are offered, gifts
    with their givers' names and how much is left.
    """

    rewards: list[str]
    bookings: bool
    happened: list[Happened]
    purses: list[tuple[str, str, int]]
    guests: bool
    attributes: tuple[Question, ...]


def read_wishes(
    chain: OpenChain, asked: Questions, reading: Reading, sent: MultiDict[str, str], member: str, lines: list[str]
) -> Wishes:
    """`lines` are the keys of the draft's lines. Nothing is wished for by one who is no member."""
    if not member:
        return Wishes()
    rewards = [code for code in dict.fromkeys(sent.getlist("reward")) if code in asked.rewards][:MOST_REWARDS]
    on_lines = {key: reading.typed(f"reward-{key}") for key in lines}
    wishes = Wishes(rewards, {key: code for key, code in on_lines.items() if code in asked.rewards})
    wishes.booking = reading.typed("booking")[:MOST_REF] if asked.bookings else ""
    wishes.guest = reading.typed("guest")[:MOST_NAME] if asked.guests else ""
    purse = uuid_of(reading.typed("purse")) if asked.apart else None
    wishes.purse = str(purse) if purse else ""
    if asked.friends:
        _read_friend(chain, wishes, reading, member)
    wishes.typed_attributes = {question.name: reading.typed(f"attribute-{question.name}") for question in _told(asked)}
    wishes.attributes = read_attributes(_told(asked), reading)
    return wishes


def _told(asked: Questions) -> tuple[Question, ...]:
    """A day is the member's, not the receipt's."""
    return tuple(question for question in asked.attributes if not question.day)


def _read_friend(chain: OpenChain, wishes: Wishes, reading: Reading, member: str) -> None:
    wishes.friend = reading.typed("friend")[:MOST_CODE]
    found = referrer_of(chain, wishes.friend) if wishes.friend else None
    if wishes.friend and found is None:
        reading.errors.setdefault("friend", say("me.referral.unknown"))
    elif found is not None and str(found) == member:
        reading.errors.setdefault("friend", refusals(["self_referral"])[0])
    elif found is not None:
        wishes.introduced = str(found)


def offer(asked: Questions, weighed: Weighed, wishes: Wishes) -> Offer | None:
    """None where nothing may be wished for."""
    if weighed.known is None:
        return None
    purses = [
        (giver, weighed.givers.get(giver, ""), left) for giver, left in weighed.standing["purses"].items() if left
    ]
    found = Offer(
        _rewards(asked, weighed, wishes),
        asked.bookings,
        _bookings(asked, weighed) if asked.bookings else [],
        purses if asked.apart else [],
        asked.guests,
        _told(asked),
    )
    return found if any(found) else None


def _bookings(asked: Questions, weighed: Weighed) -> list[Happened]:
    """Those that nothing has taken up yet, by which somebody may have come."""
    followed = {each.ref for each in weighed.happened if each.name in asked.events and asked.events[each.name].follows}
    return [each for each in weighed.happened if each.ref not in followed]


def _rewards(asked: Questions, weighed: Weighed, wishes: Wishes) -> list[str]:
    """Those that can be had now; of a choice what there is to choose among."""
    choosable = weighed.programme.choosable
    shown = {*weighed.standing["rewards"], *wishes.rewards, *wishes.on_lines.values()}
    shown |= {option for code in shown if code in choosable for option in choosable[code].document.gives.choice}
    return [code for code in asked.rewards if code in shown and choosable[code].kind != "choice"]


def _pseudonym(member: str, name: str) -> str:
    """The same for the same name, however it is typed: rules only count different ones, and books keep none (R63)."""
    told = f"{member} {' '.join(folded(name).split())}"
    return f"guest-{hashlib.sha256(told.encode()).hexdigest()[:_SIGNS]}"
