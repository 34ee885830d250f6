"""Requests of guests by the use cases: clocks, one answer each, what a claim posts, who has a birthday."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import current_app
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.usecases.founded import DESK, NOW, OWNER, hired
from tests.usecases.till import Till, till
from webapp.database import transact
from webapp.engine.events import Grant, Purchase, Withdraw
from webapp.store.certificates import Counted
from webapp.store.requests import DECLINED, DONE, Decided
from webapp.store.tables import Staff
from webapp.usecases.accept_claim import accept_claim
from webapp.usecases.answer_request import answer_request, take_request
from webapp.usecases.change_visit import change_visit
from webapp.usecases.correct_bonuses import correct_bonuses, look_at_corrections
from webapp.usecases.list_audit import Search, list_audit
from webapp.usecases.list_birthdays import Row, count_due, list_birthdays
from webapp.usecases.list_queue import count_queues, list_queue, unknown_year
from webapp.usecases.list_requests import list_requests, list_visits, of_member
from webapp.usecases.look_at_request import Look, look_at_request
from webapp.usecases.make_request import Asked, Made, make_request
from webapp.usecases.move_on import Step, move_on
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, KeyReused, Outcome
from webapp.usecases.refusal import Refusal
from webapp.usecases.request_terms import BENEFIT, BOOKING, CALL_BACK, CLAIM, due_at

pytestmark = pytest.mark.usefixtures("shared_store")
PHONE = "+79261234567"
NOBODY = Actor()


def asked_for(desk: Till, asked: Asked, now: datetime | None = None, actor: Actor = NOBODY) -> UUID:
    made = make_request(desk.chain, actor, f"request-{next(desk.numbers)}", asked, now or desk.now)
    assert isinstance(made, Made), made
    return made.id


def looked(desk: Till, request: UUID, now: datetime | None = None) -> Look:
    found = look_at_request(desk.chain, request, now or desk.now)
    assert found is not None
    return found


def refused(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_a_call_is_due_in_fifteen_minutes_by_night_too_7k_21() -> None:
    """7K-21: 15 minutes round the clock; late from the very moment on, and late ones first."""
    desk = till("seven_krasok")
    night = datetime(2026, 12, 31, 23, 55, tzinfo=UTC)
    first = asked_for(desk, Asked(CALL_BACK, subject=PHONE, name="Ада"), night)
    second = asked_for(desk, Asked(CALL_BACK, subject="+79261234568"), night - timedelta(minutes=3))
    assert looked(desk, first, night).asked.due_at == night + timedelta(minutes=15)
    waiting = list_requests(desk.chain, CALL_BACK, night + timedelta(minutes=14, seconds=59))
    assert [row.asked.id for row in waiting.rows] == [second, first]
    assert [row.late for row in waiting.rows] == [True, False]
    assert count_queues(desk.chain, night + timedelta(minutes=14, seconds=59)) == {"calls": Counted(2, 1)}
    assert count_queues(desk.chain, night + timedelta(minutes=15))["calls"] == Counted(2, 2)


@pytest.mark.parametrize(
    ("made", "last"),
    [
        ("2026-12-30T12:00", date(2027, 1, 15)),  # 31 December and 1 to 10 January are days off
        ("2026-11-27T23:59", date(2026, 12, 4)),
        ("2026-11-28T00:00", date(2026, 12, 4)),
    ],
)
def test_a_claim_is_due_by_the_chains_working_days_r27(made: str, last: date) -> None:
    """R27, R26: five working days of the country's calendar; the last day is included to its end."""
    desk = till("estetic")
    local = datetime.fromisoformat(made).replace(tzinfo=desk.chain.zone)
    end = due_at(desk.chain, CLAIM, local)
    assert desk.chain.local(end) == datetime.combine(last + timedelta(days=1), datetime.min.time())


def test_the_chains_own_days_off_and_deadlines_count_r27() -> None:
    """R27: a working Saturday of the chain's own, and spans that its document names."""
    rules = (
        "zone: Europe/Moscow\ncalendar: {exceptions: {2026-11-28: true, 2026-11-30: false}}\n"
        "requests: {call_back: 1 hour, claim: 2 working days, booking: 3 days}"
    )
    desk = till("blank", rules)
    friday = datetime(2026, 11, 27, 9, tzinfo=UTC)
    assert due_at(desk.chain, CALL_BACK, friday) == friday + timedelta(hours=1)
    assert desk.chain.local(due_at(desk.chain, CLAIM, friday)).date() == date(2026, 12, 2)
    assert desk.chain.local(due_at(desk.chain, BOOKING, friday)).date() == date(2026, 12, 1)


def test_who_calls_from_a_members_phone_is_that_member_7k_21() -> None:
    """7K-21: whoever calls, the same call is not written down twice; a form sent twice is one request (R2, R4)."""
    desk = till("seven_krasok")
    member = desk.active()
    own = of_member(desk.chain, UUID(member), desk.now)
    assert own is not None
    asked = Asked(CALL_BACK, subject=own.known.phone)
    first = make_request(desk.chain, Actor(), "the-same", asked, desk.now)
    again = make_request(desk.chain, Actor(), "the-same", asked, desk.now)
    assert isinstance(first, Made) and isinstance(again, Made)
    assert (again.id, again.repeated) == (first.id, True)
    assert looked(desk, first.id).known is not None
    assert refused(make_request(desk.chain, Actor(), "another", asked, desk.now)) == "asked_already"
    with pytest.raises(KeyReused):
        make_request(desk.chain, Actor(), "the-same", asked._replace(subject="+79260000000"), desk.now)


def test_a_benefit_of_the_level_is_requested_taken_and_done_7k_18() -> None:
    """7K-17, 7K-18: the consultation is for holders of Privilege; one at a time; declined only with a reason."""
    desk = till("seven_krasok")
    member = desk.active()
    wanted = Asked(BENEFIT, UUID(member), "doctor")
    assert refused(make_request(desk.chain, Actor(), "early", wanted, desk.now)) == "benefit_unknown"
    desk.did("issue_card", member=member, card="C-1")
    desk.purchase(member, {"group": "spa_service", "price": "20000"})()
    desk.did("renew_card", member=member, card="C-2")
    request = asked_for(desk, wanted)
    assert refused(make_request(desk.chain, Actor(), "twice", wanted, desk.now)) == "asked_already"
    actor = Actor(hired(desk.chain, OWNER))
    assert take_request(desk.chain, actor, request, desk.now) is None
    assert looked(desk, request).asked.state == "taken"
    assert refused(answer_request(desk.chain, actor, request, Decided(DECLINED, " "), desk.now)) == "reason_missing"
    assert answer_request(desk.chain, actor, request, Decided(DONE, "Во вторник"), desk.now) is None
    assert answer_request(desk.chain, actor, request, Decided(DONE, "Во вторник"), desk.now) is None
    other = answer_request(desk.chain, actor, request, Decided(DECLINED, "Нет врача"), desk.now)
    assert refused(other) == "request_decided"
    assert refused(take_request(desk.chain, actor, request, desk.now)) == "request_decided"
    assert looked(desk, request).asked.reason == "Во вторник"
    asked_for(desk, wanted)


def test_a_visit_is_agreed_with_salon_and_time() -> None:
    """7K-20: the manager confirms a time, and the salon sees who comes."""
    desk = till("seven_krasok")
    member, local = desk.active(), desk.chain.local(desk.now)
    request = asked_for(desk, Asked(BOOKING, UUID(member), salon="arbat", wished=local + timedelta(days=1)))
    when = local.replace(second=0) + timedelta(days=2)
    for bad, why in (
        (Decided(DONE), "visit_missing"),
        (Decided(DONE, None, when, "moon"), "salon_unknown"),
        (Decided(DONE, None, local - timedelta(days=1), "arbat"), "visit_past"),
    ):
        assert refused(answer_request(desk.chain, Actor(), request, bad, desk.now)) == why
    assert answer_request(desk.chain, Actor(), request, Decided(DONE, None, when, "khimki"), desk.now) is None
    assert [row.asked.id for row in list_visits(desk.chain, "khimki", desk.now)] == [request]
    assert list_visits(desk.chain, "arbat", desk.now) == []
    assert list_visits(desk.chain, None, desk.now + timedelta(days=3)) == []


def test_queues_warn_of_a_year_whose_moved_days_are_not_known_r27() -> None:
    """R27: from the day on from which something due now may end in it."""
    desk = till("seven_krasok")
    queue = list_queue(desk.chain, "claims", desk.now)
    days = (date(2026, 11, 27), date(2092, 12, 17), date(2093, 2, 1))
    assert [unknown_year(queue, day) for day in days] == [None, 2092, 2093]


def test_an_agreed_visit_gets_another_salon_and_time_and_the_log_tells_both() -> None:
    desk = till("seven_krasok")
    local = desk.chain.local(desk.now).replace(second=0)
    wanted = Asked(BOOKING, UUID(desk.active()), salon="arbat", wished=local + timedelta(days=1))
    request, first, later = asked_for(desk, wanted), local + timedelta(days=2), local + timedelta(days=3)

    def changed(salon: str, when: datetime) -> str | None:
        told = change_visit(desk.chain, Actor(), request, salon, when, desk.now)
        return told.code if told is not None else None

    assert changed("khimki", later) == "visit_not_agreed"
    assert answer_request(desk.chain, Actor(), request, Decided(DONE, None, first, "khimki"), desk.now) is None
    assert changed("moon", later) == "salon_unknown"
    assert changed("arbat", local - timedelta(minutes=1)) == "visit_past"
    for _ in "twice":
        assert changed("arbat", later) is None
    assert list_visits(desk.chain, "khimki", desk.now) == []
    (row,) = list_visits(desk.chain, "arbat", desk.now)
    assert (row.asked.visit, row.asked.state) == (later.isoformat(), DONE)
    (note,) = list_audit(desk.chain, Search(action="visit_changed")).happenings
    assert (note.before["salon"], note.after["salon"]) == ("khimki", "arbat")
    assert note.after["visit"] == later.isoformat()


LINES: dict[str, Any] = {"lines": [{"item": "peeling", "price": "3000"}], "salon": "centre"}


def claim_of(desk: Till, member: str, number: str = "A-17", days_ago: int = 3) -> UUID:
    day = desk.chain.local(desk.now).date() - timedelta(days=days_ago)
    return asked_for(desk, Asked(CLAIM, UUID(member), number, bought_on=day, salon="centre"))


def accept(desk: Till, request: UUID, key: str, actor: Actor = NOBODY) -> Outcome | Refusal | None:
    event = Purchase.model_validate({**LINES, "receipt": "typed otherwise", "tenders": {"cash": "3000"}})
    return accept_claim(desk.chain, actor, key, request, event, desk.now)


def test_an_accepted_claim_posts_what_was_missed_dated_as_the_receipt_es_2_11() -> None:
    """ES-2.11, R28: under the claim's own number and day, once, whoever accepts it again."""
    desk = till("estetic")
    member = desk.active()
    desk.now += timedelta(days=10)
    request = claim_of(desk, member)
    before = desk.standing(member)["available"]
    first = accept(desk, request, "first")
    assert isinstance(first, Outcome) and first.operation is not None, first
    assert first.result["earned"] == "100.00"
    again = accept(desk, request, "first")
    assert isinstance(again, Outcome) and (again.operation, again.repeated) == (first.operation, True)
    assert refused(accept(desk, request, "second")) == "request_decided"
    assert (before, desk.standing(member)["available"]) == ("0.00", "100.00")
    look = looked(desk, request)
    assert (look.asked.state, look.asked.receipt_id) == (DONE, look.posted)
    assert look.posted is not None
    claimed = Asked(CLAIM, UUID(member), " a-0017 ", bought_on=date(2026, 11, 29))
    assert refused(make_request(desk.chain, Actor(), "more", claimed, desk.now)) == "claimed_already"
    future = Asked(CLAIM, UUID(member), "B-1", bought_on=date(2030, 1, 1))
    assert refused(make_request(desk.chain, Actor(), "future", future, desk.now)) == "claim_day"
    assert desk.reconciled() == []


def test_two_managers_accept_one_claim_at_once_es_2_11() -> None:
    """ES-2.11: one posting, the other is told that it is done."""
    desk = till("estetic")
    member = desk.active()
    desk.now += timedelta(days=10)
    request, app = claim_of(desk, member), current_app._get_current_object()  # type: ignore[attr-defined]

    def work(key: str) -> Outcome | Refusal | None:
        with app.app_context():
            return accept(desk, request, key)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(work, [f"at-once-{number}" for number in range(4)]))
    done = [one for one in answers if isinstance(one, Outcome)]
    assert (len(done), {one.code for one in answers if isinstance(one, Refusal)}) == (1, {"request_decided"})
    assert desk.standing(member)["available"] == "100.00"


def test_a_claim_that_is_declined_says_why_and_posts_nothing_es_2_11() -> None:
    """ES-2.11; and nobody posts what they claim themselves (R48)."""
    desk = till("estetic")
    member = desk.active()
    request = claim_of(desk, member, days_ago=0)
    answer_request(desk.chain, Actor(), request, Decided(DECLINED, "Чек другой сети"), desk.now)
    assert refused(accept(desk, request, "late")) == "request_decided"
    own = of_member(desk.chain, UUID(member), desk.now)
    assert own is not None
    assert (own.rows[0].asked.reason, desk.standing(member)["available"]) == ("Чек другой сети", "0.00")
    person, phone, chain = hired(desk.chain), own.known.phone, desk.chain

    def note_phone(session: Session) -> None:
        here = (Staff.tenant_id == chain.id) & (Staff.id == person)
        session.execute(update(Staff).where(here).values(phone=phone))

    transact(note_phone, chain.id)
    mine = accept(desk, claim_of(desk, member, "B-2"), "mine", Actor(person))
    assert isinstance(mine, Outcome) and mine.refused == ["own_account"]


def test_what_is_refused_leaves_the_claim_open_es_2_11() -> None:
    """ES-2.11: a receipt that is posted already stays as it is."""
    desk = till("estetic")
    member = desk.active()
    desk.purchase(None, {"item": "peeling"}, receipt="A-17")()
    outcome = accept(desk, claim_of(desk, member, "a-17", days_ago=0), "posted")
    assert isinstance(outcome, Outcome) and outcome.refused == ["duplicate_receipt"]
    assert count_queues(desk.chain, desk.now)["claims"].waiting == 1


def test_bonuses_are_corrected_with_a_reason_and_under_the_cap_of_a_day_r49() -> None:
    """R49: granted and withdrawn count together for one person and one day; never below nothing."""
    desk = till("blank", "wallets: {bonus: {worth: 1}}\nlimits: {by_hand_a_day: 500}")
    member, actor = desk.active(), Actor(hired(desk.chain, OWNER))

    def told(kind: type[Grant | Withdraw], bonuses: str, reason: str = "Ошиблись", by: Actor = actor) -> Any:
        event = kind.model_validate({"member": member, "bonuses": bonuses, "reason": reason})
        return correct_bonuses(desk.chain, by, f"correction-{next(desk.numbers)}", event, desk.now)

    assert refused(told(Grant, "5", " ")) == "reason_missing"
    assert told(Grant, "300").refused == []
    assert told(Withdraw, "100").result["bonuses_taken"] == "100.00"
    assert refused(told(Withdraw, "100.01")) == "by_hand_cap"
    other = Actor(hired(desk.chain, DESK))
    assert told(Withdraw, "200.01", by=other).refused == ["insufficient_bonuses"]
    assert desk.standing(member)["available"] == "200.00"
    look = look_at_corrections(desk.chain, actor, UUID(member), desk.now)
    assert look is not None
    assert [(step.verb, step.request["reason"], by) for step, by in look.steps] == [
        ("withdraw", "Ошиблись", OWNER.name),
        ("grant", "Ошиблись", OWNER.name),
    ]
    assert (look.left, look.available) == (100_00, 200_00)
    desk.now += timedelta(days=1)
    assert told(Withdraw, "200").refused == []
    assert desk.reconciled() == []


def holder(desk: Till, born: str, card: str) -> str:
    """Of Privilege."""
    member = desk.enrolled()
    desk.did("questionnaire", member=member, answers={"full_name": card, "birth_date": born})
    desk.did("issue_card", member=member, card=f"{card}-1")
    desk.purchase(member, {"group": "spa_service", "price": "20000"})()
    desk.did("renew_card", member=member, card=f"{card}-2")
    return member


def birthdays(desk: Till, now: datetime) -> list[Row]:
    chain = desk.chain

    def work(session: Session) -> list[Row]:
        found = list_birthdays(session, chain, now, None, 50)
        assert count_due(session, chain, now).waiting == sum(row.last is not None and row.due for row in found)
        return found

    return transact(work, chain.id, readonly=True)


def celebrating(desk: Till, day: str) -> list[tuple[str | None, str, bool]]:
    found = birthdays(desk, at(desk.chain, day))
    return [(row.who.full_name, row.birthday.isoformat(), row.due) for row in found]


def at(chain: OpenChain, day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=chain.zone)


def test_whose_gift_is_due_and_whose_is_coming_7k_16() -> None:
    """7K-16, R23: from the birthday for 7 days more, over New Year too; only whose level has a gift; not once given."""
    desk = till("seven_krasok", now=datetime(2026, 12, 1, 9, tzinfo=UTC))
    ada = holder(desk, "1990-12-28", "Ада")
    holder(desk, "1985-01-10", "Яна")
    desk.did("questionnaire", member=desk.enrolled(), answers={"full_name": "Без карты", "birth_date": "1990-12-28"})
    assert celebrating(desk, "2026-12-13") == []
    assert celebrating(desk, "2026-12-14") == [("Ада", "2026-12-28", False)]
    assert celebrating(desk, "2027-01-04") == [("Ада", "2026-12-28", True), ("Яна", "2027-01-10", False)]
    row = birthdays(desk, at(desk.chain, "2027-01-04"))[0]
    assert (row.rewards, row.last) == (("foot_break",), date(2027, 1, 4))
    assert celebrating(desk, "2027-01-05") == [("Яна", "2027-01-10", False)]
    desk.now = at(desk.chain, "2027-01-04")
    desk.did("birthday_gift", member=ada, certificate="x")
    assert celebrating(desk, "2027-01-04") == [("Яна", "2027-01-10", False)]
    assert celebrating(desk, "2027-12-20") == [("Ада", "2027-12-28", False)]
    assert celebrating(desk, "2027-12-28") == [("Ада", "2027-12-28", True), ("Яна", "2028-01-10", False)]


def test_an_edited_birth_date_gives_no_second_gift_r23() -> None:
    """R23: moved over New Year within the window, either way, in the list and in what is given."""
    for born, moved, given, later in (
        ("1990-12-30", "1990-01-03", "2026-12-31", "2027-01-03"),
        ("1990-01-03", "1990-12-30", "2027-01-03", "2027-01-05"),
    ):
        desk = till("seven_krasok", now=datetime(2026, 12, 1, 9, tzinfo=UTC))
        member = holder(desk, born, "Ада")
        desk.now = at(desk.chain, given)
        desk.did("birthday_gift", member=member, certificate="x")
        desk.did("questionnaire", member=member, answers={"full_name": "Ада", "birth_date": moved})
        desk.now = at(desk.chain, later)
        assert desk.tell("birthday_gift", member=member, certificate="y").refused == ["already_granted"]
        assert celebrating(desk, later) == []


@pytest.mark.parametrize(
    ("day", "found"), [("2027-02-28", "2027-02-28"), ("2028-02-28", None), ("2028-02-29", "2028-02-29")]
)
def test_29_february_is_found_as_the_programme_keeps_it_r23(day: str, found: str | None) -> None:
    """R23: on 28 February in common years; what comes by itself is told of as such (ES-2.3b)."""
    desk = till("estetic")
    member = desk.enrolled()
    answers = {"full_name": "Анна", "birth_date": "1996-02-29", "individual": True}
    desk.did("questionnaire", member=member, answers=answers)
    listed = birthdays(desk, at(desk.chain, day))
    today = [row.birthday.isoformat() for row in listed if row.birthday == date.fromisoformat(day)]
    assert all(row.last is None for row in listed)
    assert today == ([found] if found else [])


def test_nothing_is_listed_where_a_programme_gives_nothing() -> None:
    desk = till("keep_looking")
    desk.active()
    assert birthdays(desk, NOW) == []


def test_a_queue_moves_on_only_what_is_its_own() -> None:
    """ES-2.11: a claim is not closed by a row of the calls, nor settled where nothing was posted."""
    desk = till("estetic")
    member = UUID(desk.active())
    asked = Asked(CLAIM, member, "A-1", bought_on=date(2026, 11, 20))
    claim = asked_for(desk, asked)
    step = Step(desk.chain, NOBODY, "a key", claim, desk.now, "")
    for queue in ("calls", "benefits", "visits"):
        moved = move_on(queue, step)
        assert isinstance(moved, Refusal) and moved.code == "request_decided"
    refused = answer_request(desk.chain, NOBODY, claim, Decided(DONE, "ok"), desk.now)
    assert refused is not None and refused.code == "claim_unposted"
    assert answer_request(desk.chain, NOBODY, claim, Decided(DECLINED, "no"), desk.now) is None
    assert isinstance(make_request(desk.chain, NOBODY, "again", asked, desk.now), Made)


def test_an_acceptance_sent_again_with_other_lines_is_no_repeat_r4() -> None:
    desk = till("estetic")
    claim = asked_for(desk, Asked(CLAIM, UUID(desk.active()), "A-1", bought_on=date(2026, 11, 20)))
    first, other = (
        Purchase.model_validate({"member": "x", "receipt": "x", "lines": [{"item": item}]})
        for item in list(desk.chain.lists.items)[:2]
    )
    outcome = accept_claim(desk.chain, NOBODY, "accept", claim, first, desk.now)
    assert isinstance(outcome, Outcome) and outcome.operation is not None
    again = accept_claim(desk.chain, NOBODY, "accept", claim, first, desk.now)
    assert isinstance(again, Outcome) and again.repeated
    with pytest.raises(KeyReused):
        accept_claim(desk.chain, NOBODY, "accept", claim, other, desk.now)


def test_another_time_for_a_visit_agreed_is_refused_and_a_wish_is_answered_before_it() -> None:
    desk = till("estetic")
    wished = datetime(2026, 11, 22, 16, 30)
    visit = asked_for(desk, Asked(BOOKING, UUID(desk.active()), wished=wished))
    assert desk.chain.local(looked(desk, visit).asked.due_at).replace(tzinfo=None) == wished
    salon = desk.chain.salons[0].code
    agreed = Decided(DONE, None, wished, salon)
    assert answer_request(desk.chain, NOBODY, visit, agreed, desk.now) is None
    assert answer_request(desk.chain, NOBODY, visit, agreed, desk.now) is None
    refused = answer_request(desk.chain, NOBODY, visit, agreed._replace(visit=wished + timedelta(hours=1)), desk.now)
    assert refused is not None and refused.code == "request_decided"
