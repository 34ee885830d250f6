"""What members see of themselves by the use cases: ends, ways, certificates, and each movement with its why."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from tests.usecases.till import Till, till
from webapp.engine.document.explain import clauses, explain
from webapp.usecases.look_at_history import MOST, History, Look, look_at_history, look_at_operation
from webapp.usecases.look_at_home import Home, OnDay, look_at_home
from webapp.usecases.look_at_offers import Acted, look_at_offers

pytestmark = pytest.mark.usefixtures("shared_store")


def home(desk: Till, member: str) -> Home:
    found = look_at_home(desk.chain, member, desk.now)
    assert found is not None
    return found


def history(desk: Till, member: str, after: UUID | None = None) -> History:
    found = look_at_history(desk.chain, member, desk.now, after)
    assert found is not None
    return found


def opened(desk: Till, member: str, verb: str) -> Look:
    """The newest of that verb."""
    newest = next(done for done in history(desk, member).done if done.verb == verb)
    assert newest.id is not None
    found = look_at_operation(desk.chain, member, newest.id, desk.now)
    assert found is not None
    return found


def privileged(desk: Till) -> str:
    """A member of 7 Krasok with a card of the level Privilege."""
    member = desk.active()
    desk.purchase(member, {"group": "product", "price": "20000"})()
    desk.did("issue_card", member=member, card=f"7K{next(desk.numbers)}")
    return member


def test_home_tells_what_ends_after_which_day_and_what_is_to_come_7k_6_7k_7() -> None:
    desk = till("seven_krasok")
    member = privileged(desk)
    card = home(desk, member).card
    assert card is not None
    desk.purchase(None, {"item": "spa_service", "price": "1000"}, card=card.number)()
    found = home(desk, member)
    assert found.coming == [OnDay(date(2026, 11, 29), 7000)]
    assert found.ending == [OnDay(date(2027, 1, 19), 7000)]
    assert (found.standing["available"], found.standing["pending"]) == (0, 7000)
    assert found.way is not None
    assert (found.way.level, found.way.missing, found.way.until) == ("vip_privilege", {"hours_12m": 7600}, None)
    assert found.renewal is not None and found.renewal_needs == 1000 and found.renewal.reached == 100


def test_home_tells_what_keeps_the_level_and_until_when_kl_2_1_3() -> None:
    desk = till("keep_looking")
    member = desk.enrolled()
    desk.purchase(member, {"group": "service", "price": "200000"})()
    assert "level_due" in {hint.code for hint in home(desk, member).hints}
    desk.now += timedelta(days=1)
    desk.purchase(member, {"group": "service", "price": "1000"})()
    found = home(desk, member)
    ends = date(2027, 11, 23)
    assert found.keeping is not None and found.way is not None
    assert (found.keeping.level, found.keeping.missing, found.keeping.until) == (
        "silver",
        {"spend_period": 20000000 - 95000},
        ends,
    )
    assert (found.way.level, found.way.missing, found.way.until) == ("gold", {"spend_period": 35000000 - 95000}, ends)
    desk.purchase(member, {"group": "service", "price": "300000"})()
    kept = home(desk, member).keeping
    assert kept is not None and kept.missing == {}


def test_a_sale_is_opened_down_to_the_lots_that_it_drew_and_made_es_2_2() -> None:
    desk = till("estetic")
    member = desk.active("500")
    line = {"group": "procedure", "price": "3000"}
    desk.purchase(member, line, spend="500")()
    look = opened(desk, member, "purchase")
    assert look.slip is not None and look.done.change == 8330 - 50000
    assert [(lot.moved.kind, lot.moved.amount, lot.born) for lot in look.lots] == [
        ("redeemed", -50000, False),
        ("accrued", 8330, True),
    ]
    reason = look.slip.lines[0].worked.reasons[0]
    numbered = clauses(explain(look.done.programme.document, "ru"))
    sections = explain(look.done.programme.document, "en")
    sentence = next(
        one for section in sections for one in section.sentences if one.number == numbered["earning", reason.rule]
    )
    assert sentence.rule == reason.rule and "Bonuses for procedures" in sentence.text


def test_a_friends_first_receipt_is_told_without_the_friend_es_2_3b() -> None:
    desk = till("estetic")
    member = desk.active()
    friend = desk.active(referred_by=member)
    desk.purchase(friend, {"group": "procedure", "price": "3000"}, salon=desk.chain.salons[0].code)()
    look = opened(desk, member, "purchase")
    assert (look.done.own, look.done.told, look.done.salon, look.slip) == (False, {}, None, None)
    assert [(moved.kind, moved.amount, moved.rule) for moved in look.done.moved] == [("accrued", 25000, "friend")]
    assert {done.verb for done in history(desk, friend).done} == {"purchase", "activate", "questionnaire", "enrol"}


def test_what_time_took_stands_in_the_history_before_anybody_writes_it_down_7k_7() -> None:
    desk = till("seven_krasok")
    member = privileged(desk)
    card = home(desk, member).card
    assert card is not None
    desk.purchase(None, {"item": "spa_service", "price": "1000"}, card=card.number)()
    desk.now += timedelta(days=70)
    found = history(desk, member)
    assert [(moved.kind, moved.amount, moved.day) for moved in found.lapsed] == [("expired", -7000, date(2027, 1, 20))]
    desk.purchase(None, {"item": "spa_service", "price": "1000"}, card=card.number)()
    later = history(desk, member)
    assert later.lapsed == [] and "expired" in {moved.kind for moved in later.done[0].moved}


def test_a_history_is_read_page_by_page_and_each_thing_stands_on_one_of_them() -> None:
    desk = till("blank")
    member = desk.active()
    for _ in range(MOST + 3):
        desk.purchase(member)()
    first = history(desk, member)
    assert len(first.done) == MOST and first.older is not None
    rest = history(desk, member, first.older)
    assert rest.older is None
    told = [done.id for done in (*first.done, *rest.done)]
    assert len(set(told)) == len(told) and told == sorted(told, reverse=True, key=str)
    assert [done.verb for done in (*first.done, *rest.done)].count("purchase") == MOST + 3


def test_of_a_common_account_each_reads_who_bought_but_not_what_concerns_the_other_alone_7k_14() -> None:
    desk = till("seven_krasok")
    member, other = privileged(desk), desk.active()
    desk.did("issue_card", member=other, card="further", account_of=member)
    desk.purchase(None, {"item": "spa_service", "price": "1000"}, card="further")()
    done = history(desk, member).done
    assert done[0].verb == "purchase" and done[0].who is not None and done[0].who.id == other
    assert not [one for one in done if one.verb in ("questionnaire", "enrol") and one.who and one.who.id == other]


def test_a_certificate_in_hand_is_the_orderers_own_alone_7k_10() -> None:
    desk = till("seven_krasok")
    member, other = privileged(desk), desk.active()
    desk.did("issue_card", member=other, card="further", account_of=member)
    desk.did("grant", member=member, bonuses="9000", reason="start")
    order = {"reward": "foot_break", "grade": "certified", "salon_category": "standard", "share": "100%"}
    desk.did("order_certificate", member=member, certificate="c", delivery="email", **order)
    assert [(one.own, one.state) for one in home(desk, member).certificates] == [(True, "requested")]
    theirs = home(desk, other).certificates
    assert [(one.own, one.ordered_by) for one in theirs] == [(False, "Ольга Белова")]
    assert opened(desk, member, "order_certificate").reward == "foot_break"


def test_what_is_another_accounts_is_nobodys_here() -> None:
    desk = till("blank")
    member, other = desk.active(), desk.active()
    desk.purchase(other)()
    theirs = history(desk, other).done[0].id
    assert theirs is not None
    assert look_at_operation(desk.chain, member, theirs, desk.now) is None
    assert look_at_operation(desk.chain, member, uuid4(), desk.now) is None
    assert look_at_home(desk.chain, str(uuid4()), desk.now) is None


def test_offers_tell_what_is_there_of_a_campaign_until_when_and_what_the_last_visit_spent_of_it_es_2_8() -> None:
    desk = till("estetic")
    member = desk.active()
    desk.did("grant", member=member, bonuses="100", reason="spring", campaign="promo_first")
    desk.purchase(member, {"group": "procedure", "price": "3000"}, spend="40")()
    found = look_at_offers(desk.chain, member, desk.now)
    assert found is not None and found.birthday is not None
    assert [(one.campaign, one.left, one.last, one.spent) for one in found.promotions] == [
        ("promo_first", 6000, None, 4000)
    ]
    assert (found.birthday.day, found.birthday.bonuses) == (date(2027, 8, 15), 10000)
    assert found.acted == [Acted("procedures", True)]


def test_a_birthday_gift_is_told_with_why_it_cannot_be_had_now_7k_16() -> None:
    desk = till("seven_krasok")
    member = privileged(desk)
    found = look_at_offers(desk.chain, member, desk.now)
    assert found is not None and found.birthday is not None
    assert (found.birthday.rewards, found.birthday.refused) == (("foot_break",), ("outside_birthday",))
    assert set(found.benefits) == {"doctor", "pleasantness"}
    desk.now = desk.now.replace(year=2027, month=8, day=20)
    then = look_at_offers(desk.chain, member, desk.now)
    assert then is not None and then.birthday is not None and then.birthday.refused == ()
