"""Two and more who do the same or contrary things at the same moment, each in a process of its own (R1–R10, R12)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import LONG
from tests.faults.books import operations, written
from tests.faults.conftest import CREW
from tests.faults.crew import Crew, Raised, Task
from tests.faults.stories import GOOD, STORIES, ordered, vip
from tests.usecases.desk import VERBS
from tests.usecases.founded import NOW, OWNER
from tests.usecases.till import Call, Till, till
from webapp.database import db
from webapp.engine.events import Purchase
from webapp.ledger.reconcile import Discrepancy
from webapp.usecases.add_staff import add_staff
from webapp.usecases.operation import Actor, KeyReused, Outcome

PLAIN = "wallets: {bonus: {worth: 1}}\nspending: {share: 50%}\n"
"""Bonuses are spent, and nothing earns them."""
ROUNDS = 100 if LONG else 6
in_chain = pytest.mark.parametrize
every_verb = in_chain(("desk", "story"), list(STORIES.values()), indirect=["desk"], ids=list(STORIES))


@pytest.fixture
def store(shared_store: str) -> str:
    """One for the file's tests, which the crew keeps open; each founds chains of its own."""
    return shared_store


@pytest.fixture
def plain(store: str) -> Till:
    return till(rules=PLAIN)


def at_once(crew: Crew, calls: Sequence[Task]) -> list[Any]:
    """All went through without an exception."""
    outcomes = crew.at_once(db.engine.url.render_as_string(hide_password=False), calls)
    assert [outcome for outcome in outcomes if isinstance(outcome, Raised)] == []
    return outcomes


def test_only_what_the_balance_covers_is_spent_r1(crew: Crew, plain: Till) -> None:
    """R1, I2, I3: eight spend 100 each of 350 at once; three go through, five learn why not."""
    member = plain.active("50")
    for _ in range(ROUNDS):
        plain.did("grant", member=member, bonuses="300", reason="x")
        outcomes = at_once(crew, [plain.purchase(member, spend="100") for _ in range(CREW)])
        answers = Counter((outcome.result["redeemed"], tuple(outcome.refused)) for outcome in outcomes)
        assert answers == {("100.00", ()): 3, ("0.00", ("insufficient_bonuses",)): CREW - 3}
        assert plain.standing(member)["available"] == "50.00"
    assert plain.reconciled() == []


def test_who_was_refused_may_try_again_with_what_is_left_r1(crew: Crew, plain: Till) -> None:
    member = plain.active("350")
    at_once(crew, [plain.purchase(member, spend="100") for _ in range(CREW)])
    assert plain.purchase(member, spend="50")().refused == []
    assert plain.standing(member)["available"] == "0.00"


@every_verb
def test_a_double_tap_is_one_operation_with_one_answer_r2(
    crew: Crew, desk: Till, story: Callable[[Till], Call]
) -> None:
    """R2, I4: also where the second would be refused by what the first has done."""
    call = story(desk)
    outcomes = at_once(crew, [call] * 4)
    assert sorted(outcome.repeated for outcome in outcomes) == [False, True, True, True]
    same = {(str(outcome.result), outcome.operation, outcome.member, outcome.certificate) for outcome in outcomes}
    assert len(same) == 1
    assert outcomes[0].operation is not None
    assert operations(desk, call.key) == 1
    assert desk.reconciled() == []


def test_a_known_key_with_another_body_changes_nothing_r4(desk: Till) -> None:
    member = desk.active("500")
    sale = desk.purchase(member, spend="100", key="k")
    sale()
    before = written(desk)
    others: list[dict[str, Any]] = [{"spend": "101"}, {"receipt": "other"}, {"lines": [{"item": "product"}]}]
    for other in others:
        with pytest.raises(KeyReused):
            desk.tell("purchase", key="k", **{**sale.fields, **other})
    with pytest.raises(KeyReused):
        desk.tell("grant", key="k", member=member, bonuses="1", reason="x")
    assert written(desk) == before


def test_the_key_of_another_person_is_not_answered_r4(desk: Till) -> None:
    sale = desk.purchase(desk.active("500"), key="k")
    sale()
    other = add_staff(desk.chain, OWNER, NOW)
    assert isinstance(other, UUID)
    with pytest.raises(KeyReused):
        VERBS["purchase"](desk.chain, Actor(other), "k", Purchase.model_validate(sale.fields), sale.now)


def test_the_key_of_another_chain_is_unknown_r4(desk: Till) -> None:
    desk.purchase(desk.active("500"), key="k")()
    other = till("estetic")
    outcome = other.purchase(other.active(), receipt="elsewhere", key="k")()
    assert not outcome.repeated
    assert other.reconciled() == [] == desk.reconciled()


def test_twenty_at_once_with_one_key_are_one_posting_r5(crew: Crew, desk: Till) -> None:
    call = desk.purchase(desk.active("500"), spend="max")
    outcomes = at_once(crew, [call] * 20)
    assert sum(not outcome.repeated for outcome in outcomes) == 1
    assert len({(str(outcome.result), outcome.operation) for outcome in outcomes}) == 1
    assert operations(desk, call.key) == 1


@in_chain("whose", ["one", "each", "nobody"])
def test_a_receipt_entered_twice_under_two_keys_is_posted_once_r6(crew: Crew, desk: Till, whose: str) -> None:
    """R6: by two people, for one member, for a member each, for strangers."""
    one: str | None = desk.active() if whose != "nobody" else None
    members = [one, desk.active() if whose == "each" else one]
    for number in range(5):
        calls = [desk.purchase(member, receipt=f"paper {number}") for member in members]
        outcomes = at_once(crew, calls)
        first, second = sorted(outcomes, key=lambda outcome: "duplicate_receipt" in outcome.refused)
        assert first.operation is not None
        assert "duplicate_receipt" not in first.refused
        assert second.operation is None
        assert "duplicate_receipt" in second.refused
    assert desk.reconciled() == []


@in_chain("again", ["att-0f4", "ATT - 0F4", "ATT-000F4", "ATT–0F4", "АТТ-0F4", "ＡＴＴ-0F4", "ATT-0F4"])
def test_a_number_is_the_same_however_it_is_typed_r6(desk: Till, again: str) -> None:
    """R6: in small letters, with spaces and zeros, another dash, Russian letters, wide ones."""
    member = desk.active()
    desk.purchase(member, receipt="ATT-0F4")()
    assert "duplicate_receipt" in desk.purchase(member, receipt=again)().refused
    assert desk.did("return", receipt=again)["refund"] == "1000.00"
    assert "duplicate_receipt" not in desk.purchase(member, receipt="ATT-F40")().refused
    assert desk.reconciled() == []


def test_of_ten_at_once_the_fifth_of_the_day_passes_alone_r7(crew: Crew, desk: Till) -> None:
    member = desk.active()
    for _ in range(4):
        assert desk.purchase(member)().refused == []
    outcomes = at_once(crew, [desk.purchase(member) for _ in range(10)])
    assert Counter(tuple(outcome.refused) for outcome in outcomes) == {(): 1, ("daily_limit",): 9}
    assert desk.reconciled() == []


def test_the_days_operations_are_those_of_the_salons_day_r7(crew: Crew, desk: Till) -> None:
    """R7: five in the last second and five in the next one, at once; four were used of the ending day."""
    member = desk.active()
    midnight = datetime(2026, 12, 1, tzinfo=desk.chain.zone)
    desk.now = last = midnight - timedelta(seconds=1)
    for _ in range(4):
        assert desk.purchase(member)().refused == []
    before = [desk.purchase(member) for _ in range(5)]
    desk.now = midnight
    after = [desk.purchase(member) for _ in range(5)]
    outcomes = at_once(crew, [call for pair in zip(before, after, strict=True) for call in pair])
    assert Counter(tuple(outcome.refused) for outcome in outcomes[::2]) == {(): 1, ("daily_limit",): 4}
    assert {tuple(outcome.refused) for outcome in outcomes[1::2]} == {()}
    for moment in (last, midnight):
        desk.now = moment
        assert desk.purchase(member)().refused == ["daily_limit"]
    assert desk.reconciled() == []


@in_chain("desk", ["seven_krasok"], indirect=True)
@pytest.mark.parametrize("share", ["100", "30"])
def test_a_certificate_shown_twenty_times_at_once_is_used_once_r8(crew: Crew, desk: Till, share: str) -> None:
    """R8, I6: in the salons that take it; what is due in money is taken once too."""
    call = ordered(desk)
    outcome = replace(call, fields={**call.fields, "share": share})()
    certificate = outcome.certificate
    desk.did("issue_certificate", certificate=certificate)
    salons = [code for code, salon in desk.chain.lists.salons.items() if salon.category == "standard"]
    visit = (desk.now + timedelta(days=1)).replace(tzinfo=None).isoformat(timespec="seconds")
    desk.did("book_certificate", certificate=certificate, salon=salons[0], visit=visit)
    calls = [desk.call("use_certificate", certificate=certificate, salon=salons[n % len(salons)]) for n in range(20)]
    outcomes = at_once(crew, calls)
    assert Counter(tuple(outcome.refused) for outcome in outcomes) == {(): 1, ("certificate_state",): 19}
    assert sum(operations(desk, f"{call.key} rest") for call in calls) == (share != "100")
    assert desk.reconciled() == []


def worth(desk: Till, member: str, spent: Outcome) -> Decimal:
    """What the member has and has spent, less what they owe."""
    standing = desk.standing(member)
    return Decimal(standing["available"]) - Decimal(standing["owed"]) + Decimal(spent.result["redeemed"])


@in_chain("granted", ["50", "150", "400"])
def test_a_return_while_its_bonuses_are_being_spent_ends_the_same_in_any_order_r9(
    crew: Crew, desk: Till, granted: str
) -> None:
    """R9: 50 of the grant pay the receipt that comes back, the rest and what it earned are spent, or cannot be."""

    def begun() -> tuple[str, Call, Call]:
        member = desk.active(granted)
        sale = desk.purchase(member, {"item": "procedure", "price": "1000"}, spend="50")
        sale()
        everything = desk.standing(member)["available"]
        spending = desk.purchase(member, {"item": "product", "price": "2000"}, spend=everything)
        return member, spending, desk.call("return", receipt=sale.fields["receipt"])

    ends = set()
    for _ in range(3):
        member, spending, returning = begun()
        spent = spending()
        returning()
        ends.add(worth(desk, member, spent))
        member, spending, returning = begun()
        returning()
        ends.add(worth(desk, member, spending()))
        member, spending, returning = begun()
        spent, came_back = at_once(crew, [spending, returning])
        assert came_back.refused == []
        ends.add(worth(desk, member, spent))
    assert ends == {Decimal(granted)}
    assert desk.reconciled() == []


@in_chain("known", [True, False])
def test_a_return_asked_for_twice_at_once_is_made_once_r10(crew: Crew, desk: Till, known: bool) -> None:
    """R10: also of a receipt without a member, which no account guards."""
    for _ in range(5):
        sale = desk.purchase(desk.active() if known else None)
        sale()
        outcomes = at_once(crew, [desk.call("return", receipt=sale.fields["receipt"]) for _ in range(4)])
        assert Counter(tuple(outcome.refused) for outcome in outcomes) == {(): 1, ("over_return",): 3}
    assert desk.reconciled() == []


def test_a_return_as_early_as_its_sale_sees_all_of_it_or_nothing_r9(crew: Crew, desk: Till) -> None:
    """R9: the bonuses that the sale earned are taken back, or the sale is not known yet."""
    member = desk.active()
    for _ in range(2 * ROUNDS):
        desk.now += timedelta(days=1)
        sale = desk.purchase(member, {"item": "procedure", "price": "1000"})
        returns = [desk.call("return", receipt=sale.fields["receipt"]) for _ in range(CREW - 1)]
        sold, *came_back = at_once(crew, [sale, *returns])
        assert sold.refused == []
        through = [outcome for outcome in came_back if not outcome.refused]
        assert [outcome.result["bonuses_taken"] for outcome in through] in ([], ["100.00"])
        if not through:
            desk.did("return", receipt=sale.fields["receipt"])
        assert desk.standing(member)["available"] == "0.00"
    assert desk.reconciled() == []


@in_chain("known", [True, False])
def test_of_three_units_no_more_than_three_come_back_r10(crew: Crew, desk: Till, known: bool) -> None:
    line = {"item": "procedure", "price": "1000", "quantity": 3}
    sale = desk.purchase(desk.active() if known else None, line)
    sale()
    one = [{"line": 1, "quantity": 1}]
    outcomes = at_once(crew, [desk.call("return", receipt=sale.fields["receipt"], lines=one) for _ in range(CREW)])
    assert Counter(tuple(outcome.refused) for outcome in outcomes) == {(): 3, ("over_return",): CREW - 3}
    assert desk.reconciled() == []


def test_two_who_enrol_with_one_phone_are_one_member(crew: Crew, desk: Till) -> None:
    calls = [desk.call("enrol", member="x", phone=phone) for phone in ("+79991112233", "8 999 111-22-33") * 2]
    outcomes = at_once(crew, calls)
    assert Counter(tuple(outcome.refused) for outcome in outcomes) == {(): 1, ("phone_taken",): 3}
    assert desk.reconciled() == []


@in_chain("desk", ["seven_krasok"], indirect=True)
def test_one_card_number_is_given_once(crew: Crew, desk: Till) -> None:
    members = [desk.active() for _ in range(4)]
    outcomes = at_once(crew, [desk.call("issue_card", member=member, card="C-1") for member in members])
    assert Counter(tuple(outcome.refused) for outcome in outcomes) == {(): 1, ("card_taken",): 3}
    assert desk.reconciled() == []


@in_chain("desk", ["seven_krasok"], indirect=True)
def test_who_joins_two_accounts_at_once_is_on_one_of_them(crew: Crew, desk: Till) -> None:
    hosts = [vip(desk, f"H{number}") for number in range(2)]
    for number in range(3):
        member = desk.active()
        sale = desk.purchase(member, GOOD)
        joining = [desk.call("issue_card", member=member, card=f"{number}-{host}", account_of=host) for host in hosts]
        *joined, sold = at_once(crew, [*joining, sale])
        assert Counter(tuple(outcome.refused) for outcome in joined) == {(): 1, ("not_eligible",): 1}
        assert sold.refused == []
    assert desk.reconciled() == []


REFERRING = f"{PLAIN}rules: {{friend: {{on: {{friend: first_sale}}, then: {{earn: 250}}}}}}\n"


def test_friends_buy_while_the_one_who_brought_them_spends_r12(crew: Crew, store: str) -> None:
    """R12: each receipt of a friend locks two accounts, and everybody here has brought somebody."""
    desk = till(rules=REFERRING)
    members = [desk.active()]
    for _ in range(12):
        members.append(desk.active(referred_by=members[len(members) // 3]))
    sales = [desk.purchase(member) for member in members]
    spending = [desk.purchase(member, spend="50") for member in members]
    random.Random(12).shuffle(spending)
    outcomes = at_once(crew, [*spending, *sales])
    returns = [desk.call("return", receipt=sale.fields["receipt"]) for sale in sales]
    outcomes += at_once(crew, [*returns, *[desk.purchase(member, spend="max") for member in members]])
    outcomes += [desk.purchase(member)() for member in members]
    spent = sum(Decimal(outcome.result.get("redeemed", 0)) for outcome in outcomes)
    standings = [desk.standing(member) for member in members]
    left = sum(Decimal(standing["available"]) - Decimal(standing["owed"]) for standing in standings)
    assert left + spent == 250 * (len(members) - 1)
    assert desk.reconciled() == []


def reconciled(slug: str) -> list[Discrepancy]:
    return Till(slug).reconciled()


class Storm:
    """Whatever may happen on a few common accounts, with cards and certificates, thrown together by chance."""

    def __init__(self, desk: Till, seed: int) -> None:
        self.desk, self.chance = desk, random.Random(seed)
        self.hosts = [vip(desk, f"H{number}") for number in range(3)]
        self.members = [*self.hosts, *(desk.active("9000") for _ in range(9))]
        for host in self.hosts:
            desk.did("grant", member=host, bonuses="9000", reason="x")
        desk.now += timedelta(days=8)
        self.receipts: list[str] = []
        self.cards: list[str] = ["H0-3", "H1-3", "H2-3"]
        self.certificates: list[str] = []

    def calls(self, number: int) -> list[Call]:
        kinds = [
            self.buy,
            self.buy,
            self.buy,
            self.give_back,
            self.join,
            self.exchange,
            self.lose,
            self.order,
            self.step,
        ]
        return [self.chance.choice(kinds)() for _ in range(number)]

    def buy(self) -> Call:
        sale = self.desk.purchase(self.chance.choice(self.members), GOOD, {"item": "product", "price": "700"})
        self.receipts.append(sale.fields["receipt"])
        return sale

    def give_back(self) -> Call:
        line = self.chance.choice([None, [{"line": 1}], [{"line": 2}]])
        return self.desk.call("return", receipt=self.chance.choice(self.receipts or ["none"]), lines=line)

    def join(self) -> Call:
        self.cards.append(f"F-{len(self.cards)}")
        host = self.chance.choice([None, *self.hosts, *self.hosts])
        member = self.chance.choice(self.members)
        return self.desk.call("issue_card", member=member, card=self.cards[-1], account_of=host)

    def exchange(self) -> Call:
        self.cards.append(f"F-{len(self.cards)}")
        return self.desk.call("renew_card", member=self.chance.choice(self.members), card=self.cards[-1])

    def lose(self) -> Call:
        return self.desk.call("block_card", card=self.chance.choice(self.cards))

    def order(self) -> Call:
        member = self.chance.choice(self.members)
        return self.desk.call("order_certificate", member=member, certificate="x", reward="foot_break")

    def step(self) -> Call:
        if not self.certificates:
            return self.order()
        verb = self.chance.choice(["issue", "deliver", "cancel", "cancel"])
        return self.desk.call(f"{verb}_certificate", certificate=self.chance.choice(self.certificates))


@in_chain("desk", ["seven_krasok"], indirect=True)
def test_further_cards_returns_and_certificates_in_any_interleaving_r12(crew: Crew, desk: Till) -> None:
    """R12, I1–I8: no exception, no lost update, and the books can be replayed in the order of their operations, at any
    moment between.
    """
    storm = Storm(desk, seed=12)
    through: Counter[str] = Counter()
    for _ in range(ROUNDS):
        calls = storm.calls(3 * CREW - 1)
        *outcomes, found = at_once(crew, [*calls, partial(reconciled, desk.slug)])
        assert found == []
        storm.certificates += [outcome.certificate for outcome in outcomes if outcome.certificate and outcome.operation]
        through.update(call.verb for call, outcome in zip(calls, outcomes, strict=True) if not outcome.refused)
        desk.now += timedelta(hours=3)
    assert desk.reconciled() == []
    assert {"purchase", "return", "issue_card", "block_card", "order_certificate", "cancel_certificate"} <= set(through)
