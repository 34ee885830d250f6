"""What a chain's programme asks to be told beside receipts, at the counter and without script: events, rewards,
bonuses given away, people on an account, choices, particulars, leaving; shown only where the document asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import member
from tests.pages.reader import Page, Reader
from tests.usecases.till import Till, till
from webapp.engine.document.reader import Mapping
from webapp.pages.shared.visit import now
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.statement import statement

PROGRAMMES = Path(__file__).parents[2] / "programmes"
RULES = "\n".join(
    (PROGRAMMES / name / "programme.yaml").read_text(encoding="utf-8").partition("currency: RUB\n")[2]
    for name in ("points-held-at-booking",)
)
Found = Callable[[str], OpenChain]


class Counter(NamedTuple):
    """Someone of a chain's staff, and what its members have."""

    app: Flask
    till: Till
    reader: Reader

    @property
    def chain(self) -> OpenChain:
        return self.till.chain

    def open(self, who: str, page: str = "") -> Page:
        return self.reader.open(f"/{self.chain.slug}/desk/members/{who}{page}")

    def standing(self, who: str) -> dict[str, object]:
        with self.app.app_context():
            return statement(self.chain, who, now()).result


def counter(app: Flask, sign_in: SignIn, rules: str, role: str = "manager") -> Counter:
    with app.app_context():
        made = till("blank", rules, now())
        chain = made.chain
    reader = sign_in(chain, role=role)
    reader.open(f"/{chain.slug}/desk/?lang=ru")
    return Counter(app, made, reader)


@pytest.fixture(scope="module")
def booking(app: Flask, sign_in: SignIn) -> Counter:
    return counter(app, sign_in, RULES)


def test_smoke(app: Flask, booking: Counter) -> None:
    who = member(app, booking.chain)
    for page in ("", "/events/", "/events/new?name=booked", "/redemptions/", "/redemptions/new?reward=surprise"):
        page = booking.open(who, page)
        assert page.status == 200
