"""What time alone brings about: birthdays, once and for whom; and that nothing depends on when somebody looks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.engine.told import Scene, programme, scene
from webapp.engine.decisions import Change
from webapp.engine.events import read_moment
from webapp.engine.settle import settle

BIRTHDAY = "wallets: {bonus: {}}\nrules: {party: {on: birthday, REST then: {earn: 100}}}"


def born(birth: str, rules: str = BIRTHDAY.replace("REST", ""), on: str = "2024-01-01") -> Scene:
    made = scene(rules, "olga", on=on)
    made.tell(on, "questionnaire", member="olga", answers={"birth_date": birth})
    return made


def gifts(made: Scene, at: str) -> list[str]:
    return [str(lot["available_from"]) for lot in made.statement(at, "olga")["lots"]]


def test_a_birthday_gives_at_midnight_every_year() -> None:
    """ES-2.3b, X-time-4."""
    made = born("1990-06-05")
    assert gifts(made, "2024-06-04T23:59:59") == []
    assert gifts(made, "2024-06-05T00:00") == ["2024-06-05"]
    assert gifts(made, "2026-12-31") == ["2024-06-05", "2025-06-05", "2026-06-05"]


@pytest.mark.parametrize(
    ("custom", "found"),
    [("feb_28", ["2024-02-29", "2025-02-28", "2026-02-28"]), ("mar_1", ["2024-02-29", "2025-03-01", "2026-03-01"])],
)
def test_29_february_as_the_document_says(custom: str, found: list[str]) -> None:
    """R23."""
    made = born("1996-02-29", f"calendar: {{feb_29: {custom}}}\n" + BIRTHDAY.replace("REST", ""))
    assert gifts(made, "2026-12-31") == found


@pytest.mark.parametrize(("once", "found"), [("", 2), ("once: {per: year},", 1), ("once: {per: life},", 1)])
def test_a_birthday_moved_to_later_in_the_year_gives_once(once: str, found: int) -> None:
    """R23: the birth date is edited after the gift."""
    made = born("1990-06-05", BIRTHDAY.replace("REST", once))
    made.tell("2024-07-01", "questionnaire", member="olga", answers={"birth_date": "1990-09-05"})
    assert len(gifts(made, "2024-12-31")) == found
    assert len(gifts(made, "2025-12-31")) == found + (once != "once: {per: life},")


def test_who_has_left_has_no_birthday() -> None:
    """X-and-12."""
    made = born("1990-06-05")
    made.tell("2024-06-01", "close", member="olga")
    assert gifts(made, "2024-12-31") == []


def test_no_birthday_outside_the_days_of_the_programme() -> None:
    """7K-23."""
    made = born("1990-06-05", "in_force: {from: 2024-01-01, until: 2025-06-05}\n" + BIRTHDAY.replace("REST", ""))
    assert gifts(made, "2026-12-31") == ["2024-06-05"]


@pytest.mark.parametrize("looked_at", [[], ["2024-06-20"], ["2024-06-05", "2024-07-02"]])
def test_a_birthday_runs_under_the_rules_of_its_own_day_whenever_somebody_looks(looked_at: list[str]) -> None:
    """R25, R30: on 5 June there is a gift, from 1 July on there is none any more."""
    made = born("1990-06-05")
    follower = programme("wallets: {bonus: {}}")
    made.world.timeline = made.world.timeline.followed_by(read_moment("2024-07-01"), follower)
    for at in looked_at:
        made.tell(at, "mismatch", member="olga", open=False)
    assert gifts(made, "2025-12-31") == ["2024-06-05"]


LEVELLED = "levels: {basic: {enter: always}}\nwallets: {bonus: {}}\nrules: {accrual: {on: sale, then: {earn: 5%}}}"


@pytest.mark.parametrize("on", ["birthday", "{date: 06-05}", "{weekly: mon}"])
def test_rules_that_take_over_later_do_nothing_on_the_days_of_those_before(on: str) -> None:
    """R30: on 5 June no rule acts, so nothing is looked at that day, not the level either, whatever July brings."""
    made = born("1990-06-05", "wallets: {bonus: {}}")
    spring = made.world.timeline.followed_by(read_moment("2024-02-01"), programme(LEVELLED))
    summer = spring.followed_by(read_moment("2024-07-01"), programme(BIRTHDAY.replace("birthday, REST", f"{on},")))
    often, once = (Change(made.account("olga").copy()) for _ in range(2))
    for day in (date(2024, 6, 5), date(2024, 6, 30)):
        settle(often, spring, day)
    for change in (often, once):
        settle(change, summer, date(2025, 12, 31))
    assert often.account == once.account
    assert once.account.standing.level is None
    assert once.account.lots


@pytest.mark.parametrize(
    ("start", "first"), [("2024-06-05T00:00", "2024-06-05"), ("2024-06-05T00:00:01", "2025-06-05")]
)
def test_a_birthday_counts_from_the_first_midnight_of_its_rules(start: str, first: str) -> None:
    """ES-2.3b, R30."""
    made = born("1990-06-05", "wallets: {bonus: {}}")
    follower = programme(BIRTHDAY.replace("REST", ""))
    made.world.timeline = made.world.timeline.followed_by(read_moment(start), follower)
    assert gifts(made, "2025-12-31")[0] == first


GIFT = """
cards: {valid: 2 years}
levels: {basic: {enter: always}}
rules: {party: {on: {request: birthday_gift}, if: {birthday: WINDOW}, then: {give: mask}, once: {per: birthday}}}
rewards: {mask: {gives: {certificate: {}}}}
certificates: {valid: 30 days}
"""


def asked(window: str, *days: str, birth: str = "1990-06-05") -> list[list[str]]:
    """What is refused when the gift is asked for on these days."""
    made = born(birth, GIFT.replace("WINDOW", window))
    made.tell("2024-01-02", "issue_card", member="olga", card="C1")
    answers: list[dict[str, Any]] = [
        made.tell(day, "birthday_gift", member="olga", certificate=f"K{place}") for place, day in enumerate(days)
    ]
    return [answer["refused"] for answer in answers]


def test_one_gift_for_each_birthday_in_a_window_after_it() -> None:
    """7K-16, R23."""
    days = ["2024-06-04", "2024-06-05", "2024-06-12", "2024-06-13", "2025-06-12", "2025-06-12"]
    found = asked("{after: 7}", *days)
    assert found == [["outside_birthday"], [], ["already_granted"], ["outside_birthday"], [], ["already_granted"]]


def test_one_gift_for_each_birthday_in_a_window_around_it() -> None:
    """R23: two days before and two days after are one birthday."""
    found = asked("{before: 7, after: 7}", "2024-06-03", "2024-06-07", "2025-06-03")
    assert found == [[], ["already_granted"], []]


def test_one_gift_for_each_birthday_in_a_window_over_new_year() -> None:
    """7K-16, R23: 30 December and 2 January are one birthday, on either side of it."""
    for birth in ("1990-12-30", "1990-01-02"):
        found = asked("{before: 7, after: 7}", "2024-12-30", "2025-01-02", "2025-12-30", birth=birth)
        assert found == [[], ["already_granted"], []]
