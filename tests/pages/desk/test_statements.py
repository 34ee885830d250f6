"""A page asks its database a handful of times, however long the history is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from tests.pages.desk.counter import bought, draft, member
from tests.pages.reader import Reader
from webapp.database import db
from webapp.usecases.open_chain import OpenChain

MOST = 8


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that are made meanwhile, but for those that only begin, end or mark a transaction."""
    said: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith(("BEGIN", "SET LOCAL")):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def regular(app: Flask, estetic: OpenChain) -> str:
    who = member(app, estetic)
    member(app, estetic, "Ольга Серова")
    for _ in range(4):
        bought(app, estetic, who, "peeling")
    return who


Step = Callable[[Reader, OpenChain, str], object]
STEPS: dict[str, Step] = {
    "home": lambda desk, chain, who: desk.open(f"/{chain.slug}/desk/"),
    "find": lambda desk, chain, who: desk.press("Найти", search="ольга"),
    "sheet": lambda desk, chain, who: desk.open(f"/{chain.slug}/desk/members/{who}"),
    "draft": lambda desk, chain, who: draft(desk, chain, who),
    "add": lambda desk, chain, who: desk.press("add=peeling"),
    "questionnaire": lambda desk, chain, who: desk.open(f"/{chain.slug}/desk/members/{who}/questionnaire/"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_page_makes_few_statements(app: Flask, desk: Reader, estetic: OpenChain, regular: str, step: str) -> None:
    desk.open(f"/{estetic.slug}/desk/")
    if step == "add":
        draft(desk, estetic, regular)
    with counted(app) as said:
        STEPS[step](desk, estetic, regular)
    assert len(said) <= MOST, "\n".join(said)


FEWEST = {"sheet": 7, "draft": 3}
"""The chain with the sign-in, the account, who the member is; on the sheet the newest receipts, the questionnaire that
waits, the consents and the latest requests.
"""


def test_sheet_and_receipt_make_as_few_statements_for_thirty_receipts_as_for_three_p13(
    app: Flask, desk: Reader, estetic: OpenChain
) -> None:
    who = member(app, estetic)
    desk.open(f"/{estetic.slug}/desk/")
    for more in (3, 27):
        for _ in range(more):
            bought(app, estetic, who, "peeling")
        for step, fewest in FEWEST.items():
            with counted(app) as said:
                STEPS[step](desk, estetic, who)
            assert len(said) == fewest, "\n".join(said)


def test_slip_and_return_make_few_statements(app: Flask, desk: Reader, estetic: OpenChain, regular: str) -> None:
    draft(desk, estetic, regular, "peeling")
    slip = desk.press("Провести чек").address
    for address in (slip, f"{slip}/return/"):
        with counted(app) as said:
            desk.open(address)
        assert len(said) <= MOST, "\n".join(said)
