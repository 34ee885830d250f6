"""Whatever is told to the use cases, in whatever order, again under the same key, with a clock that is set back: the
books are right, and a replay of the operations makes the same books (I1–I8, R31).

The engine's own test of this kind lies in `tests/engine`; here it is the store that must not lose or invent anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import databases
from tests.conftest import LONG
from tests.usecases.till import Call, Till, till
from webapp.database import opened
from webapp.usecases.operation import Outcome
from webapp.usecases.settle_accounts import settle_accounts

Draw = Callable[..., Any]

STEPS = 40 if LONG else 25
GAPS = [
    timedelta(0),
    timedelta(hours=6),
    timedelta(hours=-1),
    timedelta(days=1),
    timedelta(days=8),
    timedelta(days=400),
]
PRICES = ["0", "0.01", "999.99", "1000", "20000", "250000"]
ANSWERS = {"full_name": "Вера", "birth_date": "1990-11-22"}
MORE_ANSWERS = {**ANSWERS, "phone": "+79120009999"}


class Counter:
    """Draws what happens next. Whoever and whatever is named may not exist, or be long gone."""

    def __init__(self, desk: Till, draw: Draw) -> None:
        self.desk, self.draw = desk, draw
        self.items = list(desk.chain.lists.items)
        self.salons = list(desk.chain.lists.salons)
        self.members = [desk.active(), desk.enrolled()]
        desk.tell("grant", member=self.members[0], bonuses="5000", reason="where the chain has bonuses")
        self.told: list[tuple[Call, Outcome]] = []
        self.receipts, self.cards, self.certificates = ["none"], ["none"], ["none"]

    def one(self, values: list[Any]) -> Any:
        return self.draw(st.sampled_from(values))

    def step(self) -> None:
        kinds: list[Callable[[], Call | None]] = [
            self.buy,
            self.buy,
            self.give_back,
            self.grant,
            self.fill,
            self.enrol,
            self.mark,
            self.card,
        ]
        kinds += [self.exchange, self.lose, self.order, self.certificate, self.leave, self.repeat, self.night]
        kinds += [self.merge, self.part]
        self.desk.now += self.one(GAPS)
        call = self.one(kinds)()
        if call is not None:
            self.told.append((call, call()))
            self.learn(*self.told[-1])

    def learn(self, call: Call, outcome: Outcome) -> None:
        if call.verb == "enrol" and outcome.member:
            self.members.append(outcome.member)
        if call.verb == "purchase" and outcome.operation:
            self.receipts.append(call.fields["receipt"])
        if call.fields.get("card") and call.verb != "purchase" and outcome.operation:
            self.cards.append(call.fields["card"])
        if outcome.certificate and outcome.operation:
            self.certificates.append(outcome.certificate)

    def repeat(self) -> None:
        """I4."""
        posted = [(call, outcome) for call, outcome in self.told if outcome.operation]
        if posted:
            call, outcome = self.one(posted)
            again = call()
            assert again.repeated
            assert (again.result, again.operation) == (outcome.result, outcome.operation)

    def night(self) -> None:
        settle_accounts(self.desk.chain, self.desk.now)

    def buy(self) -> Call:
        lines = [
            {"item": self.one(self.items), "price": self.one(PRICES), "quantity": self.one([1, 2, 3]), "hours": "9"}
            for _ in range(self.one([1, 1, 2, 4]))
        ]
        by_card = self.one([False, False, True])
        who: dict[str, Any] = {"card": self.one(self.cards)} if by_card else {"member": self.one([None, *self.members])}
        dated = self.one([None, None, None, 1, 30])
        return self.desk.purchase(
            who.pop("member", None),
            *lines,
            **who,
            spend=self.one([None, "max", "1", "150.50"]),
            tenders=self.one([None, {"gift_card": "700", "cash": "1"}]),
            channel=self.one([None, "online"]),
            instalments=self.one([None, None, True]),
            dated=self.desk.now.date() - timedelta(days=dated) if dated else None,
        )

    def give_back(self) -> Call:
        lines = self.one([None, [{"line": 1}], [{"line": 1, "quantity": 1}], [{"line": 2}]])
        return self.desk.call("return", receipt=self.one(self.receipts), lines=lines)

    def grant(self) -> Call:
        expires = self.one([None, self.desk.now.date() + timedelta(days=5)])
        return self.desk.call("grant", member=self.one(self.members), bonuses="77.70", reason="x", expires=expires)

    def fill(self) -> Call:
        answers = self.one([ANSWERS, MORE_ANSWERS, {}])
        verb = self.one(["questionnaire", "questionnaire", "activate"])
        return self.desk.call(verb, member=self.one(self.members), answers=answers if verb != "activate" else None)

    def enrol(self) -> Call:
        phone = self.one([None, f"+7913{len(self.told):07d}", "+79120000001", "+79120009999"])
        return self.desk.call("enrol", member="x", phone=phone, referred_by=self.one([None, *self.members]))

    def mark(self) -> Call:
        return self.desk.call("mismatch", member=self.one(self.members), open=self.one([True, False]))

    def card(self) -> Call:
        number = self.one([f"C-{len(self.told)}", *self.cards])
        host = self.one([None, None, *self.members])
        return self.desk.call("issue_card", member=self.one(self.members), card=number, account_of=host)

    def exchange(self) -> Call:
        return self.desk.call("renew_card", member=self.one(self.members), card=f"C-{len(self.told)}")

    def lose(self) -> Call:
        return self.desk.call("block_card", card=self.one(self.cards))

    def order(self) -> Call:
        verb = self.one(["order_certificate", "birthday_gift"])
        return self.desk.call(verb, member=self.one(self.members), certificate="x", reward="foot_break")

    def certificate(self) -> Call:
        verb = self.one(["issue", "deliver", "book", "use", "transfer", "cancel"])
        more: dict[str, Any] = {"salon": self.one(self.salons)} if verb in ("book", "use") else {}
        more |= {"visit": f"{self.desk.now + timedelta(days=1):%Y-%m-%dT%H:%M}"} if verb == "book" else {}
        more |= {"to": "Nina"} if verb == "transfer" else {}
        return self.desk.call(f"{verb}_certificate", certificate=self.one(self.certificates), **more)

    def merge(self) -> Call:
        """R11."""
        theirs = self.one([None, ["full_name", "phone", "birth_date"]])
        return self.desk.call("merge", member=self.one(self.members), absorbed=self.one(self.members), theirs=theirs)

    def part(self) -> Call:
        """R11."""
        return self.desk.call("unmerge", member=self.one(self.members))

    def leave(self) -> Call | None:
        """Seldom, or soon nobody would be left."""
        seldom = self.one([False] * 4 + [True])
        return self.desk.call("close", member=self.one(self.members), reason="x") if seldom else None


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with databases.fresh_sqlite(tmp_path_factory.mktemp("any")) as fresh, opened(fresh.url):
        yield


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("preset", ["estetic", "keep_looking", "seven_krasok"])
def test_the_books_are_right_whatever_is_told(preset: str) -> None:
    """I1–I8."""

    @settings(max_examples=100 if LONG else 15)
    @given(st.data())
    def told(data: st.DataObject) -> None:
        desk = till(preset)
        counter = Counter(desk, data.draw)
        if preset == "seven_krasok":
            privileged(counter)
        for _ in range(data.draw(st.integers(5, STEPS))):
            counter.step()
        assert desk.reconciled() == []

    told()


def privileged(counter: Counter) -> None:
    """The first member has a card that others may join, and a certificate that all may try."""
    desk, member = counter.desk, counter.members[0]
    desk.did("issue_card", member=member, card="P-1")
    desk.purchase(member, {"group": "spa_service", "price": "20000"})()
    desk.did("renew_card", member=member, card="P-2")
    desk.now += timedelta(days=8)
    ordered = desk.tell("order_certificate", member=member, certificate="x", reward="foot_break")
    counter.cards += ["P-1", "P-2"]
    counter.certificates.append(ordered.certificate or "none")
