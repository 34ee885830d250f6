"""What members do without anybody of the staff: it is told that it was they, and nothing of another's can be touched."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from uuid import UUID

import pytest

from tests.usecases.founded import founded
from tests.usecases.till import Till, till
from webapp.database import transact
from webapp.engine.events import Answers, BirthdayGift, CertificateStep, OrderCertificate, TransferCertificate
from webapp.store import members
from webapp.usecases.answer_link import answer_link
from webapp.usecases.handle_certificate import give_birthday_gift, move_certificate, order_certificate
from webapp.usecases.invite_person import Sharing, invite_person, look_at_persons, take_in
from webapp.usecases.list_audit import Happening, Search, list_audit
from webapp.usecases.look_at_own_certificate import look_at_own_certificate
from webapp.usecases.make_request import MOST_WAITING, Asked, Made, make_request
from webapp.usecases.operation import Actor, KeyReused, Outcome
from webapp.usecases.refer_friend import refer_friend, referrer_of
from webapp.usecases.refusal import Refusal
from webapp.usecases.request_terms import BOOKING, CALL_BACK
from webapp.usecases.send_questionnaire import Sent, send_questionnaire

pytestmark = pytest.mark.usefixtures("shared_store")


@pytest.fixture
def desk() -> Till:
    return till("seven_krasok")


def privileged(desk: Till, card: str, bonuses: str | None = None) -> UUID:
    member = desk.active(bonuses)
    desk.did("issue_card", member=member, card=f"{card}-1")
    desk.purchase(member, {"group": "spa_service", "price": "20000"})()
    desk.did("renew_card", member=member, card=f"{card}-2")
    return UUID(member)


def ordered(desk: Till, member: UUID, key: str = "an order of one's own") -> Outcome:
    event = OrderCertificate.model_validate({"member": str(member), "certificate": "new", "reward": "foot_break"})
    return order_certificate(desk.chain, Actor(member=member), key, event, desk.now)


def happened(desk: Till, action: str) -> Happening:
    return list_audit(desk.chain, Search(action=action)).happenings[0]


def sharing(desk: Till, member: UUID) -> Sharing:
    found = look_at_persons(desk.chain, member, desk.now)
    assert found is not None
    return found


def filled(desk: Till, sent: object, name: str, phone: str) -> None:
    assert isinstance(sent, Sent), sent
    told = {"full_name": name, "phone": phone, "birth_date": date(1990, 8, 15)}
    outcome = answer_link(desk.chain, sent.token, Answers.model_validate(told), desk.now)
    assert outcome is not None and outcome.refused == []


def test_the_audit_tells_that_the_member_ordered_it_and_a_double_tap_orders_once_r4(desk: Till) -> None:
    member = privileged(desk, "A", "5000")
    first, second = ordered(desk, member), ordered(desk, member)
    assert (first.refused, second.repeated, second.certificate) == ([], True, first.certificate)
    told = happened(desk, "order_certificate")
    assert (told.by, told.by_member, told.by_member_name) == (None, member, "Ольга Белова")


def test_the_key_of_one_member_is_no_answer_for_another_r4(desk: Till) -> None:
    member, other = privileged(desk, "A", "5000"), privileged(desk, "B", "5000")
    assert ordered(desk, member).refused == []
    with pytest.raises(KeyReused):
        ordered(desk, other)


def test_nobody_touches_a_certificate_of_another_account(desk: Till) -> None:
    member, other = privileged(desk, "A", "5000"), privileged(desk, "B")
    certificate = ordered(desk, member).certificate or ""
    assert look_at_own_certificate(desk.chain, other, UUID(certificate), desk.now) is None
    assert look_at_own_certificate(founded("seven_krasok"), member, UUID(certificate), desk.now) is None
    for verb, event in (
        ("transfer_certificate", TransferCertificate(certificate=certificate, to="Mallory")),
        ("cancel_certificate", CertificateStep(certificate=certificate)),
    ):
        refused = move_certificate(desk.chain, Actor(member=other), f"of another {verb}", verb, event, desk.now)
        assert refused.refused == ["another_account"]
    own = look_at_own_certificate(desk.chain, member, UUID(certificate), desk.now)
    assert own is not None and (own.state, own.holder) == ("requested", "Ольга Белова")


def test_a_member_gives_a_certificate_away_and_takes_another_back_7k_10(desk: Till) -> None:
    member = privileged(desk, "A", "5000")
    given, back = ordered(desk, member).certificate or "", ordered(desk, member, "a second one").certificate or ""
    actor = Actor(member=member)
    event = TransferCertificate(certificate=given, to="Анна")
    assert move_certificate(desk.chain, actor, "given away", "transfer_certificate", event, desk.now).refused == []
    before = desk.standing(str(member))["available"]
    step = CertificateStep(certificate=back)
    assert move_certificate(desk.chain, actor, "taken back", "cancel_certificate", step, desk.now).refused == []
    assert desk.standing(str(member))["available"] != before
    looks = [look_at_own_certificate(desk.chain, member, UUID(one), desk.now) for one in (given, back)]
    assert [(look.state, look.holder) for look in looks if look] == [
        ("requested", "Анна"),
        ("cancelled", "Ольга Белова"),
    ]
    assert looks[0] is not None and looks[0].steps[-1].step.by_member == member


def test_the_gift_of_a_birthday_is_had_once_whatever_is_edited_r23(desk: Till) -> None:
    """R23, 7K-16: the new date of birth, accepted meanwhile, brings no second one."""
    member = privileged(desk, "A")
    desk.now = desk.now.replace(year=2027, month=8, day=16)
    event = BirthdayGift(member=str(member), certificate="new")
    actor = Actor(member=member)
    assert give_birthday_gift(desk.chain, actor, "a gift", event, desk.now).refused == []
    desk.now += timedelta(days=2)
    desk.did("questionnaire", member=str(member), answers={"full_name": "Ольга Белова", "birth_date": "1990-08-18"})
    assert give_birthday_gift(desk.chain, actor, "another gift", event, desk.now).refused == ["already_granted"]


def test_what_a_member_asks_for_is_theirs_and_has_an_end(desk: Till) -> None:
    member = UUID(desk.active())
    actor = Actor(member=member)
    asked = Asked(CALL_BACK, member, subject="+79261234567")
    made = make_request(desk.chain, actor, "call me", asked, desk.now)
    assert isinstance(made, Made) and happened(desk, "request_made").by_member == member
    visit = Asked(BOOKING, member, salon="arbat", wished=desk.chain.local(desk.now) + timedelta(days=1))
    for number in range(1, MOST_WAITING):
        assert isinstance(make_request(desk.chain, actor, f"visit {number}", visit, desk.now), Made)
    much = make_request(desk.chain, actor, "one too many", visit, desk.now)
    assert isinstance(much, Refusal) and much.code == "asked_much"
    assert isinstance(make_request(desk.chain, Actor(), "at the desk", visit, desk.now), Made)


def test_a_friend_is_brought_by_a_code_that_says_nothing_of_anybody_es_2_3b() -> None:
    desk = till("estetic")
    member = UUID(desk.active())
    referral = refer_friend(desk.chain, member, desk.now)
    assert referral is not None and referral.friends == 0
    assert refer_friend(desk.chain, member, desk.now) == referral
    typed = f" {referral.code[:4].lower()}-{referral.code[4:]} "
    assert referrer_of(desk.chain, typed) == member
    assert referrer_of(founded("estetic"), referral.code) is None
    assert [referrer_of(desk.chain, code) for code in ("", "nonsense", str(member))] == [None, None, None]
    desk.enrolled(referred_by=str(member))
    counted = refer_friend(desk.chain, member, desk.now)
    assert counted is not None and counted.friends == 1


def test_a_programme_that_gives_nothing_for_friends_has_no_codes(desk: Till) -> None:
    assert refer_friend(desk.chain, UUID(desk.active()), desk.now) is None


def test_a_guest_joins_with_a_card_after_the_questionnaire_and_the_hosts_word_7k_14(desk: Till) -> None:
    host, other = privileged(desk, "A", "5000"), privileged(desk, "B")
    sent = invite_person(desk.chain, host, "an invitation", desk.now)
    assert isinstance(sent, Sent)
    assert isinstance(invite_person(desk.chain, host, "an invitation", desk.now), Sent)
    [guest] = sharing(desk, host).guests
    assert (guest.filled, guest.full_name, sharing(desk, host).free) == (False, None, 0)
    early = take_in(desk.chain, host, "too early", guest.member, desk.now)
    assert isinstance(early, Refusal) and early.code == "guest_unfilled"
    again = invite_person(desk.chain, host, "the link was lost", desk.now, again=guest.member)
    filled(desk, again, "Анна Белова", "+79261112233")
    assert answer_link(desk.chain, sent.token, Answers(full_name="Mallory"), desk.now) is None
    assert take_in(desk.chain, other, "of another", guest.member, desk.now) is None
    assert invite_person(desk.chain, other, "of another", desk.now, again=guest.member) is None
    joined = take_in(desk.chain, host, "the word", guest.member, desk.now)
    assert isinstance(joined, Outcome) and joined.refused == []
    repeated = take_in(desk.chain, host, "the word", guest.member, desk.now)
    assert isinstance(repeated, Outcome) and repeated.repeated
    shared = sharing(desk, host)
    assert {known.full_name for known in shared.people} == {"Ольга Белова", "Анна Белова"}
    assert (shared.guests, shared.taken, shared.free) == ([], 1, 0)
    tenant = desk.chain.id
    known = transact(lambda session: members.by_id(session, tenant, guest.member), tenant, readonly=True)
    assert known is not None and known.account == shared.known.account
    limit = invite_person(desk.chain, host, "one too many", desk.now)
    assert isinstance(limit, Refusal) and limit.code == "further_limit"
    theirs = invite_person(desk.chain, guest.member, "of the guest", desk.now)
    assert isinstance(theirs, Refusal) and theirs.code == "further_holder"
    certificate = UUID(ordered(desk, host).certificate or "")
    assert look_at_own_certificate(desk.chain, host, certificate, desk.now) is not None
    assert look_at_own_certificate(desk.chain, guest.member, certificate, desk.now) is None


def test_a_programme_without_shared_accounts_invites_nobody() -> None:
    desk = till("estetic")
    assert invite_person(desk.chain, UUID(desk.active()), "an invitation", desk.now) is None


def test_whoever_finds_a_link_moves_no_account_to_their_own_phone_r43() -> None:
    """R43: a first questionnaire that names another phone than the account's waits to be looked at."""
    desk = till("blank")
    for phone, state in (("+79990001122", "waiting"), (None, "accepted")):
        member = desk.enrolled()
        sent = send_questionnaire(desk.chain, Actor(), UUID(member), desk.now)
        assert isinstance(sent, Sent)
        told = {"full_name": "Анна Чужая", "phone": phone, "birth_date": date(1990, 8, 15)}
        outcome = answer_link(desk.chain, sent.token, Answers.model_validate(told), desk.now)
        assert outcome is not None and outcome.refused == []
        known = transact(partial(members.by_id, tenant=desk.chain.id, member=UUID(member)), desk.chain.id)
        assert known is not None
        assert (known.phone != phone, known.full_name) == (True, None if state == "waiting" else "Анна Чужая")
