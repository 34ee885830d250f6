"""P1: a receipt costs the same few statements, however many lines it has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from tests.usecases.desk import ACTOR
from tests.usecases.till import Till, till
from webapp.database import db
from webapp.engine.events import Purchase
from webapp.usecases.operation import Outcome
from webapp.usecases.post_receipt import post_receipt

MOST = {"sqlite": 8, "postgresql": 4}
"""The goal on PostgreSQL, where a statement is a trip; on SQLite what would be a defect."""
COUNTED = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
EVERYTHING = """
wallets: {bonus: {worth: 1, step: 0.01}}
counters: {spent: {count: paid, over: 12 months}}
levels:
  silver: {enter: {spent: 1000}, begins: at_once, lasts: 12 months, else: none}
rules: {cashback: {on: sale, then: {earn: 5%}}}
spending: {share: 30%}
"""
Story = Callable[[Till], dict[str, Any]]
"""What a receipt needs before it; answers the fields of the receipt itself."""


def earning(desk: Till) -> dict[str, Any]:
    return {"member": desk.active()}


def by_phone(desk: Till) -> dict[str, Any]:
    desk.active()
    return {"phone": "8 (912) 000-00-01"}


def spending(desk: Till) -> dict[str, Any]:
    """Bonuses from many lots."""
    member = desk.active()
    for _ in range(12):
        desk.did("grant", member=member, bonuses="40", reason="x")
    return {"member": member, "spend": "max"}


def with_tenders(desk: Till) -> dict[str, Any]:
    return {"member": desk.active("500"), "spend": "100", "tenders": {"gift_card": "700", "cash": "10"}}


def prepaid(desk: Till) -> dict[str, Any]:
    return {"member": desk.active(), "tenders": {"gift_card": "700", "deposit": "500", "cash": "10"}}


def of_a_friend(desk: Till) -> dict[str, Any]:
    """The first one, which rewards whoever referred them."""
    return {"member": desk.active(referred_by=desk.active())}


def of_a_stranger(desk: Till) -> dict[str, Any]:
    return {}


def counting(desk: Till) -> dict[str, Any]:
    """Bonuses from many lots, a counter, and a level that has begun before."""
    member = desk.active()
    desk.purchase(member)()
    for _ in range(12):
        desk.did("grant", member=member, bonuses="40", reason="x")
    return {"member": member, "spend": "max"}


def when_a_level_begins(desk: Till) -> dict[str, Any]:
    member = desk.active()
    desk.purchase(member, {"item": "service", "price": "250000"})()
    desk.now += timedelta(days=1)
    return {"member": member}


def by_a_privileged_card(desk: Till) -> dict[str, Any]:
    member = desk.active()
    desk.did("issue_card", member=member, card="C-1")
    desk.purchase(None, {"group": "spa_service", "price": "20000"}, card="C-1")()
    desk.did("renew_card", member=member, card="C-2")
    return {"card": "C-2"}


def after_the_card_and_the_bonuses_have_ended(desk: Till) -> dict[str, Any]:
    fields = by_a_privileged_card(desk)
    desk.purchase(None, {"group": "spa_service", "price": "20000"}, **fields)()
    desk.now += timedelta(days=800)
    return fields


STORIES: list[tuple[str, str | None, Story]] = [
    ("blank", None, earning),
    ("blank", None, spending),
    ("blank", None, of_a_stranger),
    ("estetic", None, earning),
    ("estetic", None, by_phone),
    ("estetic", None, spending),
    ("estetic", None, with_tenders),
    ("estetic", None, of_a_friend),
    ("keep_looking", None, earning),
    ("keep_looking", None, prepaid),
    ("keep_looking", None, when_a_level_begins),
    ("seven_krasok", None, by_a_privileged_card),
    ("seven_krasok", None, prepaid),
    ("seven_krasok", None, after_the_card_and_the_bonuses_have_ended),
    ("blank", EVERYTHING, counting),
]


@pytest.mark.usefixtures("shared_store")
@pytest.mark.parametrize(
    ("preset", "rules", "story"),
    STORIES,
    ids=[f"{preset}{'+' if rules else ''}-{story.__name__}" for preset, rules, story in STORIES],
)
def test_a_receipt_of_30_lines_takes_as_few_statements_as_one_of_3_p1(
    preset: str, rules: str | None, story: Story
) -> None:
    assert_few(preset, rules, story, MOST[db.engine.dialect.name])


@pytest.mark.usefixtures("shared_store")
def test_the_day_on_which_bonuses_and_a_counter_bring_a_level_takes_one_more_on_sqlite_p1() -> None:
    assert_few("blank", EVERYTHING, spending, MOST[db.engine.dialect.name] + 1)


def assert_few(preset: str, rules: str | None, story: Story, most: int) -> None:
    sent = {}
    for lines in (3, 30):
        desk = till(preset, rules)
        with counted() as statements:
            outcome = post(desk, story(desk), lines, statements)
        assert outcome.operation is not None
        sent[lines] = list(statements)
    figures = f"{len(sent[3])} statements for 3 lines, {len(sent[30])} for 30; at most {most}: {sent[30]}"
    assert len(sent[3]) == len(sent[30]) <= most, figures


def post(desk: Till, fields: dict[str, Any], lines: int, statements: list[str]) -> Outcome:
    """Only the posting's own statements are left in `statements`."""
    chain = desk.chain
    groups = list(dict.fromkeys(item.group for item in chain.lists.items.values()))
    sold = [
        {"group": groups[place % len(groups)], "price": "1500", "quantity": 1 + place % 2} for place in range(lines)
    ]
    receipt = Purchase.model_validate({"receipt": "measured", "lines": sold, **fields})
    statements.clear()
    return post_receipt(chain, ACTOR, "measured", receipt, desk.now)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements as the driver gets them, one for each row of those that are sent row by row."""
    sent: list[str] = []

    def look(connection: Any, cursor: Any, statement: str, values: Any, context: Any, executemany: bool) -> None:
        if COUNTED.match(statement):
            sent.extend([statement.strip()[:60]] * (len(values) if executemany else 1))

    event.listen(db.engine, "before_cursor_execute", look)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", look)
