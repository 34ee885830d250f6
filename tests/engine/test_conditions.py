"""Every word of a condition acts: for each there is a sale where it holds and one where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.told import Scene, scene
from webapp.engine.document.conditions import LINE_WORDS, WORDS

AT = "2025-03-03T12:00"
"""A Monday."""


def olga(condition: str, **attributes: Any) -> Scene:
    """Born on 5 March 1990, level `basic`, one visit so far. Sales that meet the condition earn 10 %."""
    made = scene(
        "wallets: {bonus: {step: 0.01}}\n"
        "spending: {share: 50%}\n"
        "counters: {visits: {count: visits}, spend: {count: paid}}\n"
        "levels: {basic: {enter: always}, good: {enter: {visits: 3}}}\n"
        "choices: {benefit: {of: [cash, off], default: cash}}\n"
        "rewards: {gift: {gives: {money: 100}, on: {group: [product, service]}}}\n"
        f"rules: {{trial: {{if: {condition}, then: {{earn: 10%}}}}, cheap: {{if: {{group: gift_card}}, then: {{discount: 5%}}}},"
        " gives: {on: {event: booked}, if: {event: {first: yes}}, then: {give: gift}}}",
        "olga",
    )
    made.tell("2025-03-01T10:00", "questionnaire", member="olga", answers={"birth_date": "1990-03-05"})
    made.tell("2025-03-01T10:00", "grant", member="olga", bonuses=100, reason="welcome")
    if attributes:
        made.tell("2025-03-01T10:00", "set", member="olga", attributes=attributes)
    made.tell(
        "2025-03-01T11:00", "event", member="olga", name="booked", ref="B1", attributes={"room": "blue", "first": "yes"}
    )
    made.tell("2025-03-01T11:00", "event", member="olga", name="booked", ref="B2", attributes={"room": "red"})
    made.buy("2025-03-01T11:00", "olga", {"group": "visit", "price": 1000})
    return made


def earns(made: Scene, at: str = AT, *lines: dict[str, Any], **fields: Any) -> bool:
    fields.setdefault("member", "olga")
    at = fields.pop("when", at)
    lines = lines or ({"item": "haircut"},)
    answer = made.tell(at, "purchase", receipt="R", lines=list(lines), **fields)
    return bool(answer["earned"])


Sold = dict[str, Any]

LINES: list[tuple[str, Sold, Sold]] = [
    ("{group: service}", {"item": "haircut"}, {"item": "cream"}),
    ("{group: [product, service]}", {"item": "cream"}, {"item": "card"}),
    ("{group: service}", {"group": "service", "price": 10}, {"group": "product", "price": 10}),
    ("{item: [haircut, cream]}", {"item": "cream"}, {"item": "massage"}),
    ("{item: haircut}", {"item": "haircut"}, {"group": "service", "price": 10}),
    ("{tag: spa}", {"item": "massage"}, {"item": "haircut"}),
    ("{tag: [spa, night]}", {"item": "haircut", "tags": ["night"]}, {"item": "massage", "tags": []}),
    ("{price: 1000}", {"item": "haircut"}, {"item": "haircut", "price": "999.99"}),
    ("{price: {more_than: 1000}}", {"item": "haircut", "price": "1000.01"}, {"item": "haircut"}),
    ("{price: {at_most: 1000}}", {"item": "haircut"}, {"item": "haircut", "price": "1000.01"}),
    ("{price: {less_than: 1000}}", {"item": "haircut", "price": "999.99"}, {"item": "haircut"}),
    ("{price: {equals: 1000}}", {"item": "haircut"}, {"item": "haircut", "price": 1001}),
    ("{price: {at_least: 500, less_than: 1000}}", {"item": "cream"}, {"item": "haircut"}),
    ("{quantity: 3}", {"item": "cream", "quantity": 3}, {"item": "cream", "quantity": 2}),
    ("{quantity: {at_most: 1}}", {"item": "cream"}, {"item": "cream", "quantity": 2}),
    ("{hours_of_line: 1.5}", {"item": "massage"}, {"item": "haircut"}),
    ("{hours_of_line: {less_than: 1.5}}", {"item": "massage", "hours": "1.49"}, {"item": "massage"}),
    ("{group: service, tag: spa}", {"item": "massage"}, {"item": "haircut"}),
    ("{not: {tag: action}}", {"item": "haircut"}, {"item": "cream"}),
    ("{any: [{tag: spa}, {item: cream}]}", {"item": "cream"}, {"item": "haircut"}),
    ("{all: [{group: service}, {price: {more_than: 1500}}]}", {"item": "massage"}, {"item": "haircut"}),
    ("{not: {any: [{tag: spa}, {item: cream}]}}", {"item": "haircut"}, {"item": "cream"}),
    ("{any: [{tag: spa}, {channel: online}]}", {"item": "massage"}, {"item": "haircut"}),
    ("{minutes: 90}", {"item": "massage"}, {"item": "haircut"}),
    ("{hours: 1.5}", {"item": "massage"}, {"item": "haircut"}),
    ("{offer: true}", {"item": "haircut", "offer": {"percent": 5}}, {"item": "haircut"}),
    (
        "{offer: spring}",
        {"item": "haircut", "offer": {"name": "spring", "price": 5}},
        {"item": "cream", "offer": {"amount": 5}},
    ),
    ("{had: {same: group, over: 3 days}}", {"group": "visit", "price": 5}, {"item": "haircut"}),
    ("{rewarded: true}", {"item": "cream", "reward": "gift"}, {"item": "haircut"}),
    ("{with: {group: product}}", {"item": "haircut"}, {"item": "cream"}),
]


@pytest.mark.parametrize(("condition", "holds", "fails"), LINES)
def test_words_that_choose_lines(condition: str, holds: Sold, fails: Sold) -> None:
    answer = olga(condition).tell(AT, "purchase", member="olga", receipt="R", lines=[holds, fails])
    assert [bool(line["earned"]) for line in answer["lines"]] == [True, False]


RECEIPTS: list[tuple[str, Sold, Sold]] = [
    ("{receipt: 1000}", {"lines": [{"item": "cream", "quantity": 2}]}, {"lines": [{"item": "cream"}]}),
    ("{receipt: {less_than: 1000}}", {"lines": [{"item": "cream"}]}, {"lines": [{"item": "haircut"}]}),
    ("{channel: online}", {"channel": "online"}, {}),
    ("{channel: desk}", {}, {"channel": "online"}),
    ("{salon: river}", {"salon": "river"}, {}),
    ("{salon: centre}", {}, {"salon": "river"}),
    ("{salon_category: luxury}", {"salon": "river"}, {"salon": "centre"}),
    ("{tender: cash}", {"tenders": {"cash": 1000}}, {"tenders": {"bank_card": 1000}}),
    ("{tender: [cash, deposit]}", {"tenders": {"deposit": 1, "bank_card": 999}}, {}),
    ("{spends: true}", {"spend": 50}, {}),
    ("{spends: false}", {}, {"spend": "max"}),
    ("{instalments: true}", {"instalments": True}, {}),
    ("{instalments: false}", {"instalments": False}, {"instalments": True}),
    ("{not: {salon: river}}", {}, {"salon": "river"}),
    ("{all: [{salon: river}, {channel: online}]}", {"salon": "river", "channel": "online"}, {"salon": "river"}),
    ("{any: [{salon: river}, {channel: online}]}", {"channel": "online"}, {}),
    ("{receipt: {total: 1000, if: {group: service}}}", {}, {"lines": [{"item": "card"}]}),
    ("{receipt: {total: 900, of: paid}}", {}, {"spend": 100, "lines": [{"item": "cream", "quantity": 1}]}),
    ("{with: {group: product, units: 2}}", {"lines": [{"item": "haircut"}, {"item": "cream", "quantity": 2}]}, {}),
    ("{uses: gift}", {"rewards": ["gift"], "lines": [{"item": "cream"}, {"item": "haircut"}]}, {}),
    ("{discounted: cheap}", {"lines": [{"item": "card"}]}, {}),
    ("{booked: {room: blue}}", {"booking": "B1"}, {"booking": "B2"}),
    ("{nth: {visit: 2}}", {}, {"when": "2025-03-01T12:00"}),
    ("{nth: {every: 2}}", {}, {"when": "2025-03-01T12:00"}),
    ("{first: visit}", {"when": "2025-03-01T12:00"}, {}),
    ("{first: {sale_of: service}}", {}, {"lines": [{"item": "cream"}]}),
    ("{guest: true}", {"guest": "Nina"}, {}),
    ("{attribute: {party: 4}}", {"attributes": {"party": "5"}}, {"attributes": {"party": "3"}}),
    ("{attribute.party: {at_most: 4}}", {"attributes": {"party": "4"}}, {"attributes": {"party": "5"}}),
    ("{salon: river, channel: online}", {"salon": "river", "channel": "online"}, {"channel": "online"}),
]


@pytest.mark.parametrize(("condition", "holds", "fails"), RECEIPTS)
def test_words_of_the_receipt(condition: str, holds: Sold, fails: Sold) -> None:
    for fields, wanted in ((holds, True), (fails, False)):
        lines = fields.get("lines", [{"item": "haircut"}])
        rest = {name: value for name, value in fields.items() if name != "lines"}
        assert earns(olga(condition), AT, *lines, **rest) is wanted


TIMES = [
    ("{weekday: mon}", "2025-03-03", "2025-03-04"),
    ("{weekday: [sat, sun]}", "2025-03-09", "2025-03-10"),
    ("{hours: 10:00-14:30}", "2025-03-03T10:00", "2025-03-03T09:59:59"),
    ("{hours: 10:00-14:30}", "2025-03-03T14:29:59", "2025-03-03T14:30"),
    ("{hours: 22-24}", "2025-03-03T23:59:59", "2025-03-03T21:59:59"),
    ("{hours: 22:00-06:00}", "2025-03-03T22:00", "2025-03-03T21:59:59"),
    ("{hours: 22:00-06:00}", "2025-03-03T05:59:59", "2025-03-03T06:00"),
    ("{hours: 22-6, weekday: mon}", "2025-03-03T00:30", "2025-03-04T00:30"),
    ("{dates: 2025-03-03}", "2025-03-03T23:59:59", "2025-03-04T00:00"),
    ("{dates: 2025-03-05..2025-03-07}", "2025-03-05", "2025-03-04"),
    ("{dates: 2025-03-05..2025-03-07}", "2025-03-07T23:59:59", "2025-03-08"),
    ("{dates: [2025-03-03, 2025-03-10..2025-03-12]}", "2025-03-11", "2025-03-05"),
    ("{birthday: {}}", "2025-03-05", "2025-03-04"),
    ("{birthday: {before: 3}}", "2025-03-02", "2025-03-01T12:00"),
    ("{birthday: {after: 7}}", "2025-03-12", "2025-03-13"),
    ("{birthday: {before: 1, after: 1}}", "2025-03-06", "2025-03-07"),
    ("{not: {weekday: mon}}", "2025-03-04", "2025-03-03"),
    ("{months: [apr, 5]}", "2025-05-31", "2025-03-31"),
    ("{birthday: month}", "2025-03-31", "2025-04-01"),
    ("{birthday: week}", "2025-03-09", "2025-03-10"),
    ("{age: 35}", "2025-03-05", "2025-03-04"),
    ("{since: {of: last_visit, at_most: 10 days}}", "2025-03-11", "2025-03-12"),
    ("{since: {of: {event: booked}, less_than: 24 hours}}", "2025-03-02T10:59", "2025-03-02T11:00"),
    ("{since: {of: enrolment, more_than: 2 months}}", "2025-03-02", "2025-03-01T20:00"),
]


@pytest.mark.parametrize(("condition", "holds", "fails"), TIMES)
def test_words_of_time(condition: str, holds: str, fails: str) -> None:
    """7K-16: the birthday's window has both ends included."""
    assert earns(olga(condition), holds)
    assert not earns(olga(condition), fails)


def test_a_birthday_whose_date_nobody_knows_is_never() -> None:
    made = scene("wallets: {bonus: {}}\nrules: {trial: {if: {birthday: {after: 366}}, then: {earn: 10%}}}", "olga")
    assert not earns(made)


def test_the_window_of_a_birthday_may_span_new_year() -> None:
    """7K-16, R23: 28 December to 4 January."""
    made = olga("{birthday: {after: 7}}")
    made.tell("2025-03-02", "questionnaire", member="olga", answers={"birth_date": "1990-12-28"})
    days = ["2025-12-27", "2025-12-28", "2026-01-04", "2026-01-05"]
    found = [bool(made.buy(day, "olga")["earned"]) for day in days]
    assert found == [False, True, True, False]


def test_the_level() -> None:
    assert earns(olga("{level: basic}"))
    assert not earns(olga("{level: good}"))
    made = olga("{level: [good]}")
    made.buy("2025-03-04", "olga")
    made.buy("2025-03-05", "olga")
    assert earns(made, "2025-03-06")


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ("{segment: vip}", True),
        ("{segment: [staff]}", False),
        ("{choice: {benefit: cash}}", True),
        ("{choice: {benefit: off}}", False),
        ("{people: {equals: 1}}", True),
        ("{people: 2}", False),
        ("{holds: gift}", True),
        ("{not: {holds: [gift]}}", False),
        ("{wallet: {bonus: 100}}", True),
        ("{wallet: {bonus: {more_than: 200}}}", False),
        ("{event: {amount: 1}}", False),
    ],
)
def test_words_of_the_member(condition: str, wanted: bool) -> None:
    assert earns(olga(condition, segment="vip")) is wanted


def test_the_state() -> None:
    """A mismatch suspends, so a rule for active members does not run (ES-7.3)."""
    assert earns(olga("{state: active}"))
    assert not earns(olga("{state: suspended}"))


def test_attributes_of_the_member() -> None:
    made = olga("{attribute: {segment: [staff, family]}}", segment="family")
    assert earns(made)
    assert not earns(olga("{attribute: {segment: [staff, family]}}", segment="guest"))
    assert not earns(olga("{attribute: {segment: staff}}"))
    both = "{attribute: {segment: staff, shift: day}}"
    assert earns(olga(both, segment="staff", shift="day"))
    assert not earns(olga(both, segment="staff", shift="night"))


def test_counters_stand_as_they_were_before_the_sale() -> None:
    for condition, wanted in [
        ("{counter: {visits: 1}}", True),
        ("{counter: {visits: 2}}", False),
        ("{counter: {visits: {less_than: 2}}}", True),
        ("{counter: {spend: 1000}}", True),
        ("{counter: {spend: {more_than: 1000}}}", False),
        ("{counter: {visits: 1, spend: 5000}}", False),
        ("{not: {counter: {spend: 5000}}}", True),
    ]:
        assert earns(olga(condition)) is wanted, condition


def test_each_word_of_the_grammar_is_tried_above() -> None:
    """A word added to the grammar needs its cases here."""
    tables = (
        " ".join(condition for condition, *_ in [*LINES, *RECEIPTS, *TIMES])
        + " level state attribute counter segment choice people holds wallet event"
    )
    words = set(tables.replace("{", " ").replace("[", " ").replace(":", " ").split())
    assert words >= WORDS
    assert {word for word in WORDS if any(f"{word}:" in row[0] for row in LINES)} >= LINE_WORDS
