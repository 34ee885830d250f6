"""What a programme's document has to be told of, beside receipts: the events that it knows with what it reads of each,
attributes of members, rewards had outside a receipt. Whoever asks people for facts asks for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from webapp.engine.document.amounts import Amount, Steps, Table, Told, leaves_of
from webapp.engine.document.conditions import Condition
from webapp.engine.document.ends import Available
from webapp.engine.document.kinds import Counting
from webapp.engine.document.triggers import Anchor, Trigger
from webapp.engine.effects.add_person import Joining
from webapp.engine.effects.earn import Earning
from webapp.engine.effects.undo import Undoing
from webapp.engine.happenings import CANCELLED
from webapp.engine.programme import BOOKED, Programme, walk

OF_EVENTS = ("amount", "units", "ahead")
TOLD_BASES = ("minutes", "hours")
NAMES_OF = Trigger | Counting | Available | Anchor
MOST_KEPT = 256


class Question(NamedTuple):
    """An attribute: the words that the document knows of it, none where any text or number will do, or a `day`."""

    name: str
    words: tuple[str, ...] = ()
    day: bool = False


class EventForm(NamedTuple):
    """What is read of an event: `booked` the time that it is for, `times` how often in a row, `rewards` those that may
    be named at it. `asks`: it is a request, which may be refused. `follows`: it takes up an earlier one by its
    reference, releasing or undoing what that one brought.
    """

    name: str
    asks: bool
    follows: bool
    amount: bool
    units: bool
    booked: bool
    times: bool
    attributes: tuple[Question, ...]
    rewards: tuple[str, ...]


class Questions(NamedTuple):
    """`wallets` are those whose bonuses may be given to another, `apart` whether such gifts are purses of their own.
    `bookings`: a receipt may keep one. `leaving`: there are terms of it.
    """

    events: dict[str, EventForm]
    attributes: tuple[Question, ...]
    rewards: tuple[str, ...]
    wallets: tuple[str, ...]
    apart: bool
    people: bool
    guests: bool
    friends: bool
    bookings: bool
    leaving: bool


@lru_cache(maxsize=MOST_KEPT)
def questions_of(programme: Programme) -> Questions:
    document = programme.document
    found = list(walk(document))
    earnings = [each for each in found if isinstance(each, Earning)]
    conditions = [each for each in found if isinstance(each, Condition)]
    transferable = {name: rule.transfer for name, rule in programme.wallets.items() if rule.transfer != "no"}
    terms = document.enrolment
    return Questions(
        {name: _event(programme, name) for name in _names(programme, found)},
        _of_member(found),
        tuple(name for name, reward in programme.choosable.items() if reward.kind != "certificate"),
        tuple(transferable),
        "apart" in transferable.values(),
        document.people.further is not None or any(isinstance(each, Joining) for each in found),
        document.people.guests is not None or any(each.guest is not None for each in conditions),
        bool(programme.friends),
        programme.booking_words or any(each.released_by or each.undone_by for each in earnings),
        terms.minimum_term is not None or terms.leaving is not None,
    )


def _names(programme: Programme, found: list[Any]) -> list[str]:
    """In the order in which the document speaks of them."""
    names = [each.name for each in found if isinstance(each, NAMES_OF) and each.kind in ("event", "request")]
    names += [name for each in found if isinstance(each, Earning) for name in each.undone_by]
    names += [BOOKED] if BOOKED in programme.event_names else []
    known = [
        name
        for name in dict.fromkeys(names)
        if name in programme.event_names
        and name not in programme.document.rankings
        and not _gives_paper(programme, name)
    ]
    return list(dict.fromkeys([*known, *((BOOKED, CANCELLED) if programme.booking_words else ())]))


def _gives_paper(programme: Programme, name: str) -> bool:
    """A request for certificates has a verb of its own."""
    rule = programme.requests.get(name)
    gift = rule.then.of("give") if rule is not None else None
    given = gift.reward if gift else None
    kinds = {programme.choosable[str(leaf)].kind for leaf in leaves_of(given) for leaf in _each(leaf)}
    return kinds == {"certificate"}


def _each(leaf: Any) -> Iterable[Any]:
    return leaf if isinstance(leaf, tuple) else (leaf,)


def _event(programme: Programme, name: str) -> EventForm:
    document = programme.document
    rules = [rule for rule in document.rules.values() if rule.on in (Trigger("event", name), Trigger("request", name))]
    parts = list(walk([part for rule in rules for part in (rule.if_, rule.then)]))
    counted = [each.count for each in document.counters.values() if isinstance(each.count, Counting)]
    counted = [each for each in counted if each.kind == "event" and each.name == name]
    asked = [each.event for each in parts if isinstance(each, Condition) and each.event]
    read = {word for each in asked for word in each} | {each.of for each in counted} | _amounts(parts)
    attributes: dict[str, set[str]] = {}
    for each in [*asked, *_kept_bookings(programme)]:
        _gather(attributes, ((word, bound) for word, bound in each.items() if word not in OF_EVENTS))
    _gather(attributes, _cells(parts, "event."))
    for word in read - {*OF_EVENTS, *attributes, "1", ""}:
        attributes[word] = set()
    booking = {code: each for code, each in document.rewards.items() if each.taken == "at_booking" or each.named}
    asks = any(rule.on.kind == "request" for rule in rules)
    return EventForm(
        name,
        asks,
        name == CANCELLED or any(isinstance(each, Undoing) for each in parts) or name in _taken_up(programme),
        "amount" in read,
        "units" in read,
        name == BOOKED or "ahead" in read or (programme.booking_words and not asks),
        bool(counted),
        _questions(attributes),
        tuple(booking) if not asks and name != CANCELLED else (),
    )


def _taken_up(programme: Programme) -> set[str]:
    """Events that release or undo what another one, or a receipt, brought."""
    earnings = [each for each in walk(programme.document) if isinstance(each, Earning)]
    released = {each.released_by.name for each in earnings if each.released_by and each.released_by.kind == "event"}
    return released | {name for each in earnings for name in each.undone_by}


def _kept_bookings(programme: Programme) -> list[dict[str, Any]]:
    """What receipts read of the bookings that they keep."""
    return [each.booked for each in walk(programme.document) if isinstance(each, Condition) and each.booked]


def _amounts(parts: Iterable[Any]) -> set[str]:
    """What amounts are made of: the event's own, or what is told with it."""
    found: set[str] = set()
    for each in parts:
        if (isinstance(each, Told) and each.kind == "event") or (isinstance(each, Steps) and each.of == "event"):
            found.add(each.name)
        if isinstance(each, Earning) and (each.per or each.per_full or _in_percent(each.give)):
            found.add(each.base if each.base in (*TOLD_BASES, "units") else "amount")
    return found


def _in_percent(amount: Any) -> bool:
    return any(isinstance(leaf, Amount) and leaf.percent for leaf in leaves_of(amount))


def _of_member(found: list[Any]) -> tuple[Question, ...]:
    attributes: dict[str, set[str]] = {}
    for each in found:
        if isinstance(each, Condition):
            _gather(attributes, (each.attribute or {}).items())
            _gather(attributes, [("segment", tuple(each.segment))] if each.segment else [])
    _gather(attributes, [*_cells(found, "attribute."), *_cells(found, "segment")])
    days = {each.name for each in found if isinstance(each, Trigger) and each.kind == "anniversary"} - {"enrolment"}
    named = [question for question in _questions(attributes) if question.name not in days]
    return (*named, *(Question(name, day=True) for name in sorted(days)))


def _cells(parts: Iterable[Any], prefix: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The keys of tables that begin so, each with the words of its cells."""
    for table in parts:
        if not isinstance(table, Table):
            continue
        for depth, key in enumerate(table.keys):
            if key.startswith(prefix):
                yield (
                    key.removeprefix("attribute.").removeprefix("event."),
                    tuple(path[depth] for path, _ in table.leaves() if len(path) > depth),
                )


def _gather(attributes: dict[str, set[str]], told: Iterable[tuple[str, Any]]) -> None:
    for word, bound in told:
        attributes.setdefault(word, set()).update(bound if isinstance(bound, tuple) else ())


def _questions(attributes: dict[str, set[str]]) -> tuple[Question, ...]:
    return tuple(Question(word, tuple(sorted(words - {"else"}))) for word, words in attributes.items())
