"""Two accounts of one person are merged and parted through the use cases, on both stores (R11)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.usecases.till import Till, till
from webapp.database import transact
from webapp.engine.events import Merge
from webapp.store import members, merges
from webapp.store.duplicates import OPEN
from webapp.store.members import Known
from webapp.usecases.find_members import find_members
from webapp.usecases.list_duplicates import Duplicates, dismiss_pair, list_duplicates, look_at_pair
from webapp.usecases.merge_members import merge_members, weigh_merge
from webapp.usecases.operation import Actor, Outcome
from webapp.usecases.refusal import Refusal
from webapp.usecases.undo_merge import undo_merge

pytestmark = pytest.mark.usefixtures("shared_store")
NOBODY = Actor()
SPA = {"group": "spa_service", "price": "20000"}


def merged(desk: Till, stays: str, goes: str, *theirs: str, key: str | None = None) -> Outcome:
    event = Merge.model_validate({"member": stays, "absorbed": goes, "theirs": theirs})
    return merge_members(desk.chain, NOBODY, key or f"merge-{next(desk.numbers)}", event, desk.now)


def parted(desk: Till, goes: str) -> Outcome:
    chain = desk.chain
    row = transact(lambda session: merges.standing(session, chain.id, UUID(goes)), chain.id)
    assert row is not None
    outcome = undo_merge(chain, NOBODY, f"undo-{next(desk.numbers)}", row.id, desk.now)
    assert outcome is not None
    return outcome


def known(desk: Till, member: str) -> Known:
    chain = desk.chain
    found = transact(lambda session: members.by_id(session, chain.id, UUID(member)), chain.id)
    assert found is not None
    return found


def sums(desk: Till, *people: str) -> int:
    return sum(round(100 * float(desk.standing(one)[kind])) for one in people for kind in ("available", "pending"))


def lots(desk: Till, member: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(lot.values()) for lot in desk.standing(member)["lots"])


@pytest.fixture
def desk() -> Till:
    return till("seven_krasok")


def two(desk: Till) -> tuple[str, str]:
    """One person twice: each with a card, a receipt, bonuses of their own days, the second with a certificate."""
    one, other = desk.active("500"), desk.active("9000")
    desk.did("issue_card", member=one, card="C-1")
    desk.did("issue_card", member=other, card="C-2")
    desk.purchase(one, SPA, receipt="one")()
    desk.now += timedelta(days=1)
    desk.purchase(other, SPA, receipt="other")()
    desk.did("renew_card", member=other, card="C-3")
    desk.now += timedelta(days=1)
    desk.purchase(other, {"group": "spa_service", "price": "10000"}, receipt="earned")()
    desk.now += timedelta(days=8)
    return one, other


def test_lots_keep_their_days_and_no_bonus_is_made_or_lost_r11(desk: Till) -> None:
    one, other = two(desk)
    before, had = sums(desk, one, other), sorted([*lots(desk, one), *lots(desk, other)])
    assert merged(desk, one, other).refused == []
    assert sums(desk, one) == before
    assert lots(desk, one) == had
    assert desk.standing(other) == desk.standing(one)
    assert desk.standing(one)["level"] == "privilege"
    assert {card["card"] for card in desk.standing(one)["cards"]} == {"C-1", "C-2", "C-3"}
    assert desk.reconciled() == []
    assert parted(desk, other).refused == []
    assert sorted([*lots(desk, one), *lots(desk, other)]) == had
    assert desk.standing(one)["level"] == "cumulative"
    assert desk.standing(other)["level"] == "privilege"
    assert desk.reconciled() == []


def test_old_numbers_lead_to_who_stays_r11(desk: Till) -> None:
    one, other = two(desk)
    mine, theirs = known(desk, one).phone, known(desk, other).phone
    merged(desk, one, other)
    assert theirs is not None
    for asked in (theirs, "C-2", "C-3"):
        assert [found.id for found in find_members(desk.chain, asked)] == [one]
    by_card = desk.tell("purchase", card="C-3", receipt="by card", lines=[SPA])
    by_phone = desk.tell("purchase", phone=theirs, receipt="by phone", lines=[SPA])
    by_id = desk.tell("purchase", member=other, receipt="by id", lines=[SPA])
    assert [said.refused for said in (by_card, by_phone, by_id)] == [[], [], []]
    assert {said.member for said in (by_card, by_phone, by_id)} == {one}
    assert (known(desk, one).phone, known(desk, one).further) == (mine, (theirs,))
    parted(desk, other)
    assert [found.id for found in find_members(desk.chain, theirs)] == [other]
    assert desk.tell("purchase", card="C-3", receipt="again", lines=[SPA]).member == other
    assert desk.reconciled() == []


@pytest.mark.parametrize("parting", [False, True])
def test_what_was_bought_before_comes_back_as_ever_r11(desk: Till, parting: bool) -> None:
    """A return of the account that went takes its own lot and its own sums back, merged or parted again."""
    one, other = two(desk)
    spent = desk.standing(one)["measures"]["spend_total"], desk.standing(other)["measures"]["spend_total"]
    merged(desk, one, other)
    back = desk.did("return", receipt="earned")
    assert back["bonuses_taken"] == "700.00"
    assert float(desk.standing(one)["measures"]["spend_total"]) == float(spent[0]) + float(spent[1]) - 10000
    if parting:
        parted(desk, other)
        assert desk.standing(one)["measures"]["spend_total"] == spent[0]
        assert float(desk.standing(other)["measures"]["spend_total"]) == float(spent[1]) - 10000
    assert desk.did("return", receipt="one")["owed"] == "0.00"
    assert desk.tell("return", receipt="earned").refused == ["over_return"]
    assert desk.reconciled() == []


def test_certificates_go_along_and_come_back_with_their_bonuses_r11(desk: Till) -> None:
    one, other = two(desk)
    ordered = desk.tell("order_certificate", member=other, certificate="x", reward="foot_break")
    assert ordered.refused == []
    merged(desk, one, other)
    assert [held["certificate"] for held in desk.standing(one)["certificates"]] == [ordered.certificate]
    before = sums(desk, one)
    back = desk.did("cancel_certificate", certificate=ordered.certificate)
    assert sums(desk, one) == before + round(100 * float(back["bonuses_returned"]))
    parted(desk, other)
    assert [held["state"] for held in desk.standing(other)["certificates"]] == ["cancelled"]
    assert desk.reconciled() == []


def test_what_was_spent_meanwhile_stays_spent_r11() -> None:
    """A receipt after the merge drew on both accounts' lots; who stays keeps what it earned."""
    desk = till("estetic")
    one, other = desk.active("100"), desk.active("300")
    merged(desk, one, other)
    spent = desk.purchase(one, {"item": next(iter(desk.chain.lists.items)), "price": "10000"}, spend="350")()
    assert spent.refused == []
    left = sums(desk, one)
    parted(desk, other)
    assert sums(desk, one, other) == left
    assert sums(desk, other) <= 30000
    assert desk.reconciled() == []


def test_data_are_chosen_and_each_has_their_own_again_r11(desk: Till) -> None:
    one, other = two(desk)
    answers = {"full_name": "Olga Belova", "email": "olga@example.com", "birth_date": "1991-01-02"}
    desk.did("questionnaire", member=other, answers=answers)
    was, theirs = known(desk, one), known(desk, other)
    merged(desk, one, other, "full_name", "phone", "email", "birth_date")
    now = known(desk, one)
    assert (now.full_name, now.phone, now.email) == ("Olga Belova", theirs.phone, "olga@example.com")
    assert set(now.further) == {was.phone}
    assert [found.id for found in find_members(desk.chain, "Olga Bel")] == [one]
    parted(desk, other)
    assert known(desk, one) == was
    assert known(desk, other) == theirs
    assert [found.id for found in find_members(desk.chain, "Olga Bel")] == [other]


def test_after_thirty_days_it_stands_for_good_r11(desk: Till) -> None:
    one, other = two(desk)
    merged(desk, one, other)
    desk.now += timedelta(days=31)
    assert parted(desk, other).refused == ["too_late"]
    assert list_duplicates(desk.chain, desk.now).merged == []
    desk.now -= timedelta(days=1)
    assert parted(desk, other).refused == []


def test_what_makes_no_sense_is_refused_r11(desk: Till) -> None:
    one, other = two(desk)
    third = desk.active()
    assert merged(desk, one, one).refused == ["same_member"]
    assert merged(desk, one, other, key="merge").refused == []
    again = merged(desk, one, other, key="merge")
    assert again.repeated
    assert merged(desk, one, other).refused == ["merged_already"]
    assert merged(desk, other, one).refused == ["merged_already"]
    assert merged(desk, third, one).refused == ["has_merged"]
    assert merged(desk, third, other).refused == ["merged_already"]
    assert merged(desk, one, third).refused == []
    assert parted(desk, other).refused == ["merged_since"]
    assert parted(desk, third).refused == []
    assert desk.tell("close", member=other, reason="x").refused == ["merged_already"]
    assert desk.reconciled() == []


def test_a_shared_account_does_not_go_but_may_stay_r11(desk: Till) -> None:
    one, other = two(desk)
    guest = desk.active()
    desk.did("issue_card", member=guest, card="C-9", account_of=other)
    assert merged(desk, one, other).refused == ["shared_account"]
    assert merged(desk, other, guest).refused == ["same_account"]
    assert merged(desk, other, one).refused == []
    assert desk.reconciled() == []


def test_who_has_rewards_to_use_stays_r11() -> None:
    rules = """
wallets: {bonus: {worth: 1}}
rewards: {half: {gives: {discount: 50%}}}
rules: {large: {on: sale, if: {receipt: 5000}, then: {give: half}}}
"""
    desk = till(rules=rules)
    plain, holder = desk.enrolled(), desk.enrolled()
    desk.purchase(holder, {"group": "service", "price": "6000"})()
    assert merged(desk, plain, holder).refused == ["holds_rewards"]
    assert merged(desk, holder, plain).refused == []
    assert desk.reconciled() == []


def test_a_card_on_the_account_of_one_who_went_is_one_on_that_of_who_stays_r11(desk: Till) -> None:
    one, other = two(desk)
    merged(desk, one, other)
    friend = desk.tell("enrol", member="x", referred_by=other)
    guest = desk.active()
    assert desk.tell("issue_card", member=guest, card="C-9", account_of=other).refused == []
    assert desk.standing(guest)["available"] == desk.standing(one)["available"]
    assert friend.refused == []
    assert desk.reconciled() == []


def test_a_questionnaire_that_waits_is_decided_on_first() -> None:
    desk = till("estetic")
    one = desk.active()
    other = desk.enrolled()
    desk.did("questionnaire", member=other, answers={"full_name": "Ольга", "birth_date": "1990-08-15"})
    assert merged(desk, one, other).refused == ["questionnaire_waiting"]


def test_the_preview_tells_what_the_merge_makes_r11(desk: Till) -> None:
    one, other = two(desk)
    event = Merge(member=one, absorbed=other)
    preview = weigh_merge(desk.chain, NOBODY, event, desk.now)
    assert preview is not None and preview.merged is not None
    assert preview.contradicting == ["phone"]
    assert desk.standing(one)["available"] == "500.00"
    merged(desk, one, other)
    shown = preview.merged.standing
    told = desk.standing(one)
    assert (shown["available"], shown["level"]) == (round(100 * float(told["available"])), told["level"])
    assert len(shown["lots"]) == len(told["lots"])
    assert known(desk, one) == preview.merged.known


def listed(desk: Till) -> Duplicates:
    return list_duplicates(desk.chain, desk.now)


def enrolled(desk: Till, name: str, birth: str | None = None) -> str:
    member = desk.enrolled(full_name=name)
    if birth:
        desk.did("questionnaire", member=member, answers={"full_name": name, "birth_date": birth})
    return member


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (("Юлия Щербакова", None), ("Julia Scherbakova", None), ["name"]),
        (("Александр Хрущёв", "1980-01-02"), ("Khrushchev Alexander", "1980-01-02"), ["name", "birth"]),
        (("Ольга Ивановна Белова", "1980-01-02"), ("Ольга Ивановна Чернова", "1980-01-02"), ["name", "birth"]),
        (("Ольга Ивановна Белова", None), ("Ольга Ивановна Чернова", None), None),
        (("Ольга Белова", "1980-01-02"), ("Ольга Белова", "1980-01-03"), None),
        (("Ольга", "1980-01-02"), ("Ольга", "1980-01-02"), None),
    ],
)
def test_one_person_twice_is_found_by_name_and_birth_date(one: Any, other: Any, reasons: list[str] | None) -> None:
    desk = till()
    first, second = enrolled(desk, *one), enrolled(desk, *other)
    found = listed(desk).pairs
    assert [pair.reasons for pair in found] == ([reasons] if reasons else [])
    assert all({str(pair.first.id), str(pair.second.id)} == {first, second} for pair in found)


def test_a_number_that_one_had_before_tells_of_the_other() -> None:
    desk = till()
    first = desk.enrolled(full_name="Ольга Белова")
    old = known(desk, first).phone
    desk.did("questionnaire", member=first, answers={"phone": "+79990000001"})
    second = desk.tell("enrol", member="x", phone=old, full_name="Вера Чернова").member
    assert [(str(pair.first.id), str(pair.second.id), pair.reasons) for pair in listed(desk).pairs] == [
        (first, second, ["phone"])
    ]


def test_what_many_share_tells_nothing() -> None:
    """However many are called so, nobody is paired with them all."""
    desk = till()
    for _ in range(12):
        enrolled(desk, "Анна Иванова", "1990-01-01")
    assert len(listed(desk).pairs) == 15


def test_a_pair_that_was_dismissed_is_not_shown_again() -> None:
    desk = till()
    first, second = enrolled(desk, "Юлия Цой"), enrolled(desk, "Julia Tsoy")
    pair = listed(desk).pairs[0].id
    staff = UUID(first)
    assert dismiss_pair(desk.chain, staff, pair, desk.now) is None
    assert listed(desk).pairs == []
    assert dismiss_pair(desk.chain, staff, pair, desk.now) is None
    assert dismiss_pair(desk.chain, UUID(second), pair, desk.now) == Refusal("decided_pair")
    desk.did("questionnaire", member=second, answers={"full_name": "Юлия Цой", "birth_date": "1990-01-01"})
    assert listed(desk).pairs == []


def test_a_merge_settles_its_pair_and_its_undoing_opens_it() -> None:
    desk = till()
    first, second = enrolled(desk, "Юлия Цой"), enrolled(desk, "Julia Tsoy")
    pair = listed(desk).pairs[0]
    merged(desk, first, second)
    found = listed(desk)
    assert found.pairs == []
    assert [(str(one.member), one.gone, one.until - one.on) for one in found.merged] == [
        (first, "Julia Tsoy", timedelta(days=30))
    ]
    parted(desk, second)
    shown = look_at_pair(desk.chain, pair.id)
    assert shown is not None
    assert (shown.state, listed(desk).merged) == (OPEN, [])
