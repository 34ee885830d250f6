"""A certificate from the request to its use: its code, what is due in money, what lists and lookers are told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.faults.stories import vip
from tests.usecases.desk import SECRET
from tests.usecases.founded import NOW, OWNER, hired
from tests.usecases.till import Till, till
from webapp.database import transact
from webapp.engine.events import CertificateStep, OrderCertificate, UseCertificate
from webapp.store import audit, certificate_codes
from webapp.store.certificates import Place
from webapp.store.tables import Certificate, CertificateCode, Job
from webapp.usecases import codes, list_certificates, list_queue
from webapp.usecases.find_certificate import MOST_FROM_DEVICE, MOST_IN_CHAIN, MOST_OF_PERSON, Seeker, find_certificate
from webapp.usecases.handle_certificate import hand_over, order_certificate
from webapp.usecases.issue_certificate import issue_certificate, renew_code
from webapp.usecases.look_at_certificate import Look, look_at_certificate
from webapp.usecases.look_at_receipt import look_at_receipt
from webapp.usecases.offer_certificates import Catalogue, Offer, offer_certificates
from webapp.usecases.operation import Actor
from webapp.usecases.refusal import Refusal
from webapp.usecases.send_certificate import send_certificate
from webapp.usecases.use_certificate import Payment, Used, use_certificate

pytestmark = pytest.mark.usefixtures("shared_store")


@pytest.fixture
def desk() -> Till:
    return till("seven_krasok")


def rich(desk: Till, bonuses: str = "5000") -> str:
    """A holder of Privilege with so many bonuses at hand."""
    member = desk.active()
    desk.purchase(member, {"group": "product", "price": "17777"})()
    desk.did("issue_card", member=member, card=f"P-{uuid4().hex[:8]}")
    desk.did("grant", member=member, bonuses=bonuses, reason="start")
    desk.now += timedelta(days=8)
    return member


def ordered(desk: Till, member: str, **wanted: Any) -> str:
    outcome = desk.tell("order_certificate", member=member, certificate="x", **{"reward": "foot_break", **wanted})
    assert outcome.refused == []
    assert outcome.certificate is not None
    return outcome.certificate


def issued(desk: Till, member: str, **wanted: Any) -> str:
    certificate = ordered(desk, member, **wanted)
    desk.did("issue_certificate", certificate=certificate)
    return certificate


def booked(desk: Till, member: str, salon: str = "khimki", **wanted: Any) -> str:
    certificate = issued(desk, member, **wanted)
    visit = (desk.now + timedelta(days=2)).strftime("%Y-%m-%dT12:00")
    desk.did("book_certificate", certificate=certificate, salon=salon, visit=visit)
    return certificate


def seen(desk: Till, certificate: str, secret: str | None = SECRET) -> Look:
    look = look_at_certificate(desk.chain, UUID(certificate), desk.now, secret)
    assert look is not None
    return look


def used(desk: Till, certificate: str, key: str = "use", payment: Payment | None = None, salon: str = "khimki") -> Used:
    event = UseCertificate(certificate=certificate, salon=salon)
    return use_certificate(desk.chain, Actor(salon=salon), key, event, desk.now, payment)


def code_of(desk: Till, certificate: str) -> str:
    code = seen(desk, certificate).code
    assert code is not None
    return code


def seek(desk: Till, text: str, staff: UUID | None = None, device: str = "tablet") -> UUID | Refusal:
    seeker = Seeker(staff or STAFF, device)
    return find_certificate(desk.chain, seeker, text, desk.now, SECRET)


STAFF = uuid4()


def test_a_code_is_made_with_the_issue_and_lies_under_seal_r52(desk: Till) -> None:
    """R52: 12 signs in three groups, without look-alikes; the database holds a hash and a seal."""
    certificate = ordered(desk, rich(desk))
    assert seen(desk, certificate).code is None
    desk.did("issue_certificate", certificate=certificate)
    code = code_of(desk, certificate)
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert not set(code) & set("01OIL")
    chain = desk.chain.id

    def rows(session: Session) -> tuple[str, str, str]:
        row = session.scalars(select(CertificateCode).where(CertificateCode.tenant_id == chain)).one()
        kept = session.scalars(select(Certificate).where(Certificate.tenant_id == chain)).one()
        return row.hash, row.sealed, str(kept.details)

    told = transact(rows, chain, readonly=True)
    assert not any(code.replace("-", "") in text or code in text for text in told)
    assert seek(desk, code) == UUID(certificate)


def test_a_code_is_told_to_nobody_who_lacks_the_secret_r52(desk: Till) -> None:
    certificate = issued(desk, rich(desk))
    assert seen(desk, certificate, None).code is None
    other = seen(desk, certificate, "another secret of the service")
    assert other.code is None
    assert other.lost_code


@pytest.mark.parametrize("how", ["small", "plain", "spaced", "layout", "cyrillic"])
def test_a_code_is_found_however_it_is_typed(desk: Till, how: str) -> None:
    """Typed by hand, or by a scanner under the other keyboard."""
    certificate = issued(desk, rich(desk))
    code = "AKEX-MHTP-CY22"
    put(desk, certificate, code.replace("-", ""))
    typed = {
        "small": "akex-mhtp-cy22",
        "plain": "AKEXMHTPCY22",
        "spaced": " akex mhtp  cy22 ",
        "layout": "ФЛУЧ-ЬРЕЗ-СН22",
        "cyrillic": "АКЕХ-МНТР-СУ22",
    }[how]
    assert seek(desk, typed) == UUID(certificate)


def put(desk: Till, certificate: str, code: str) -> None:
    chain, id_ = desk.chain.id, UUID(certificate)
    told = (codes.hashed(SECRET, chain, code), codes.sealed(SECRET, chain, id_, code))
    transact(lambda session: certificate_codes.put(session, chain, id_, *told, desk.now), chain)


def test_what_is_no_code_counts_as_no_guess_r52(desk: Till) -> None:
    for text in ("", "123", "ACDE-FGHJ-KMN", "x" * 5000, "☃" * 12):
        for _ in range(MOST_OF_PERSON):
            found = seek(desk, text)
            assert isinstance(found, Refusal)
            assert found.code == "code_form"
    certificate = issued(desk, rich(desk))
    assert seek(desk, code_of(desk, certificate)) == UUID(certificate)


def test_a_thousand_wrong_codes_from_ten_devices_end_at_the_chains_limit_r52(desk: Till) -> None:
    """R52: by person, by device, by chain; then nobody is answered, the right code neither, and the owners are told."""
    hired(desk.chain, OWNER)
    certificate = issued(desk, rich(desk))
    code = code_of(desk, certificate)
    answers: list[str] = []
    for number in range(1000):
        found = seek(desk, codes.made(), UUID(int=number % 20), f"device {number % 10}")
        assert isinstance(found, Refusal)
        answers.append(found.code)
    assert answers.count("code_wrong") == MOST_IN_CHAIN
    assert answers[-1] == "code_tries"
    late = seek(desk, code, uuid4(), "a device that was never seen")
    assert isinstance(late, Refusal)
    chain = desk.chain.id

    def told(session: Session) -> tuple[int, list[Any]]:
        noted = audit.listed(session, chain, audit.Wanted(action="codes_guessed"), None, 100)
        return len(noted), [job.payload for job in session.scalars(select(Job).where(Job.tenant_id == chain))]

    noted, mails = transact(told, chain, readonly=True)
    assert noted >= 1
    assert [mail["to"] for mail in mails] == [OWNER.email]
    assert code not in str(mails)
    desk.now += timedelta(minutes=16)
    assert seek(desk, code) == UUID(certificate)


def test_one_person_and_one_device_have_limits_of_their_own_r52(desk: Till) -> None:
    assert MOST_OF_PERSON < MOST_FROM_DEVICE < MOST_IN_CHAIN
    alone = [seek(desk, codes.made(), STAFF, f"device {number}") for number in range(MOST_OF_PERSON + 1)]
    assert [refusal.code for refusal in alone if isinstance(refusal, Refusal)][-2:] == ["code_wrong", "code_tries"]
    shared = [seek(desk, codes.made(), uuid4(), "one tablet") for _ in range(MOST_FROM_DEVICE + 1)]
    assert [refusal.code for refusal in shared if isinstance(refusal, Refusal)][-2:] == ["code_wrong", "code_tries"]


def test_a_right_code_wipes_the_slips_before_it_r52(desk: Till) -> None:
    code = code_of(desk, issued(desk, rich(desk)))
    for _ in range(3):
        for number in range(MOST_OF_PERSON - 1):
            seek(desk, codes.made(), STAFF, f"device {number}")
        assert isinstance(seek(desk, code), UUID)


def test_a_code_of_another_chain_is_no_code_here_r35(desk: Till) -> None:
    code = code_of(desk, issued(desk, rich(desk)))
    found = seek(till("seven_krasok"), code)
    assert isinstance(found, Refusal)
    assert found.code == "code_wrong"


def test_a_new_code_ends_the_old_one(desk: Till) -> None:
    certificate = issued(desk, rich(desk))
    old = code_of(desk, certificate)
    assert renew_code(desk.chain, Actor(), UUID(certificate), desk.now, SECRET) is None
    assert isinstance(seek(desk, old), Refusal)
    assert seek(desk, code_of(desk, certificate)) == UUID(certificate)
    desk.did("cancel_certificate", certificate=certificate)
    for id_, why in ((UUID(certificate), "certificate_not_good"), (uuid4(), "certificate_unknown")):
        refused = renew_code(desk.chain, Actor(), id_, desk.now, SECRET)
        assert refused is not None
        assert refused.code == why


def test_issuing_twice_under_one_key_makes_one_code_i4(desk: Till) -> None:
    certificate = ordered(desk, rich(desk))
    desk.did("issue_certificate", key="once", certificate=certificate)
    code = code_of(desk, certificate)
    assert desk.tell("issue_certificate", key="once", certificate=certificate).repeated
    assert code_of(desk, certificate) == code


def test_the_rest_in_money_is_a_receipt_that_earns_and_counts_nothing_7k_8(desk: Till) -> None:
    """7K-8: 30 % of 4 000 in bonuses, 2 800 at the visit, paid by card."""
    member = rich(desk)
    certificate = booked(desk, member, reward="thai_berry", share="30")
    before = desk.standing(member)
    done = used(desk, certificate, payment=Payment("KHIMKI-1", "bank_card"))
    assert done.outcome.result["state"] == "used"
    assert done.receipt is not None
    slip = look_at_receipt(desk.chain, done.receipt)
    assert slip is not None
    assert (slip.payable, slip.earned, slip.tenders, slip.salon) == (280_000, 0, {"bank_card": 280_000}, "khimki")
    assert slip.known is not None
    assert slip.known.id == member
    after = desk.standing(member)
    assert after["measures"] == {**before["measures"], "hours_12m": "2.00"}
    assert (after["available"], after["pending"]) == (before["available"], before["pending"])
    assert seen(desk, certificate).rest == done.receipt
    assert desk.reconciled() == []


def test_the_rest_can_be_given_back_as_any_receipt(desk: Till) -> None:
    certificate = booked(desk, rich(desk), reward="coconut_paradise", share="50")
    used(desk, certificate, payment=Payment("KHIMKI-2", "cash"))
    assert desk.did("return", receipt="KHIMKI-2")["refund"] == "2200.00"
    assert desk.reconciled() == []


def test_without_the_rest_in_money_nothing_is_used(desk: Till) -> None:
    certificate = booked(desk, rich(desk), share="30")
    assert used(desk, certificate).outcome.refused == ["changed"]
    assert seen(desk, certificate).state == "booked"
    desk.purchase(None, receipt="TAKEN")()
    taken = used(desk, certificate, payment=Payment("TAKEN", "cash"))
    assert "duplicate_receipt" in taken.outcome.refused
    assert seen(desk, certificate).state == "booked"
    assert desk.reconciled() == []


def test_paid_in_full_it_needs_no_receipt(desk: Till) -> None:
    done = used(desk, booked(desk, rich(desk)))
    assert (done.outcome.refused, done.receipt) == ([], None)


def test_who_comes_second_is_told_where_and_when_the_first_was_r8(desk: Till) -> None:
    certificate = booked(desk, rich(desk))
    used(desk, certificate, "first")
    desk.now += timedelta(minutes=5)
    second = used(desk, certificate, "second", salon="leninsky")
    assert second.outcome.refused == ["certificate_state"]
    assert second.first is not None
    assert (second.first.salon, second.first.local) == ("khimki", "2026-11-30T12:30:00")
    again = used(desk, certificate, "first")
    assert again.outcome.repeated


@pytest.mark.parametrize("named", ["none", "00000000-0000-4000-8000-000000000000"])
def test_a_certificate_that_does_not_exist_is_refused(desk: Till, named: str) -> None:
    assert desk.tell("use_certificate", certificate=named, salon="centre").refused == ["not_offered"]


def test_its_life_is_told_in_order_with_who_and_where(desk: Till) -> None:
    owner = hired(desk.chain, OWNER)
    certificate = ordered(desk, rich(desk))
    event = CertificateStep(certificate=certificate)
    issue_certificate(desk.chain, Actor(owner, "arbat"), "issue", event, desk.now, SECRET)
    desk.did("transfer_certificate", certificate=certificate, to="Ирина Белкина")
    look = seen(desk, certificate)
    assert [told.step.verb for told in look.steps] == ["order_certificate", "issue_certificate", "transfer_certificate"]
    assert (look.steps[1].by, look.steps[1].step.salon) == ("Olga", "arbat")
    assert look.holder == "Ирина Белкина"
    assert [salon.code for salon in look.salons] == [
        *("leninsky", "leningradsky", "khimki", "yubileyny", "mytishchi", "krestovsky")
    ]
    assert look_at_certificate(till("seven_krasok").chain, UUID(certificate), desk.now) is None


def test_a_vip_certificate_is_taken_everywhere_7k_11(desk: Till) -> None:
    member = vip(desk)
    desk.did("grant", member=member, bonuses="5000", reason="x")
    desk.now += timedelta(days=8)
    assert len(seen(desk, issued(desk, member)).salons) == 12


def test_the_paper_goes_to_a_named_salon_7k_9(desk: Till) -> None:
    member = rich(desk)
    asked = {"member": member, "certificate": "x", "reward": "foot_break", "delivery": "salon"}
    outcome = order_certificate(
        desk.chain, Actor(), "o", OrderCertificate.model_validate(asked), desk.now, deliver_to="arbat"
    )
    assert outcome.result["deliver_by"] == "2026-12-07"
    assert outcome.certificate is not None
    assert seen(desk, outcome.certificate).deliver_to == "arbat"


def queue(desk: Till, name: str, after: Place | None = None) -> list[str]:
    return [row.held.id for row in list_certificates.list_certificates(desk.chain, name, desk.now, after).rows]


def test_lists_go_by_what_is_due_and_count_what_is_late_7k_9(desk: Till) -> None:
    """7K-9: to issue and to deliver, the earliest day first."""
    member = rich(desk, "40000")
    paper = ordered(desk, member, delivery="salon")
    mail = ordered(desk, member)
    gone = issued(desk, member)
    visiting = booked(desk, member)
    ended = issued(desk, member)
    desk.did("cancel_certificate", certificate=ended)
    assert queue(desk, "requested") == [mail, paper]
    assert queue(desk, "issued") == [gone, visiting]
    assert queue(desk, "booked") == [visiting]
    assert queue(desk, "cancelled") == [ended]
    desk.now += timedelta(days=4)
    listing = list_certificates.list_certificates(desk.chain, "requested", desk.now)
    assert [(row.held.id, row.late) for row in listing.rows] == [(mail, True), (paper, False)]
    assert listing.counts["requested"] == (2, 1)
    assert listing.counts["booked"] == (1, 1)
    desk.now += timedelta(days=40)
    assert sorted(queue(desk, "expired")) == sorted([gone, visiting])
    assert queue(desk, "issued") == queue(desk, "booked") == []


@pytest.mark.parametrize("delivery", ["salon", "email"])
def test_what_is_booked_before_it_was_delivered_stays_to_be_delivered_7k_9(desk: Till, delivery: str) -> None:
    """It waits by the clock of its delivery, is marked once, and stays booked."""
    certificate = issued(desk, rich(desk), delivery=delivery)
    told = {"salon": "khimki", "visit": (desk.now + timedelta(days=20)).replace(tzinfo=None).isoformat()}
    desk.did("book_certificate", certificate=certificate, **told)
    desk.now += timedelta(days=9)
    (row,) = list_queue.list_queue(desk.chain, "deliver", desk.now).rows
    assert (str(row.id), row.late) == (certificate, True)
    assert list_queue.count_queues(desk.chain, desk.now)["deliver"] == (1, 1)
    listing = list_certificates.list_certificates(desk.chain, "booked", desk.now)
    assert (listing.counts["issued"], listing.counts["booked"], listing.rows[0].late) == ((1, 1), (1, 0), False)
    for _ in "twice":
        step = (desk.chain, Actor(), f"key {next(desk.numbers)}", UUID(certificate), desk.now)
        if delivery == "salon":
            assert hand_over(*step).refused == []
        else:
            assert send_certificate(*step[:4], "guest@example.org", desk.now).refused == []
    assert queue(desk, "issued") == [] and queue(desk, "booked") == [certificate]
    assert list_queue.count_queues(desk.chain, desk.now) == {}
    assert seen(desk, certificate).delivered_on == desk.chain.local(desk.now).date()


def test_a_long_list_comes_in_pages_without_gaps(desk: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_certificates, "MOST", 3)
    member = rich(desk, "40000")
    made = [ordered(desk, member, delivery=("email", "salon")[number % 2]) for number in range(8)]
    for name, falling in (("requested", False), ("cancelled", True)):
        pages, after = [], None
        while True:
            listing = list_certificates.list_certificates(desk.chain, name, desk.now, after)
            pages.append([row.held.id for row in listing.rows])
            after = listing.older
            if after is None:
                break
        found = [id_ for page in pages for id_ in page]
        assert (len(pages), sorted(found)) == (3, sorted(made)), falling
        for certificate in made if name == "requested" else ():
            desk.did("cancel_certificate", certificate=certificate)


def test_a_salon_sees_its_bookings_of_today_and_later(desk: Till) -> None:
    member = rich(desk, "20000")
    here, elsewhere = booked(desk, member), booked(desk, member, "leninsky")

    def bookings(salon: str | None) -> list[str]:
        return [row.held.id for row in list_certificates.list_bookings(desk.chain, salon, desk.now).rows]

    assert bookings("khimki") == [here]
    assert sorted(bookings(None)) == sorted([here, elsewhere])
    desk.now += timedelta(days=3)
    assert bookings(None) == []


def catalogue(desk: Till, member: str, reward: str | None = None) -> Catalogue:
    found = offer_certificates(desk.chain, member, desk.now, reward)
    assert found is not None
    return found


def test_what_a_member_can_afford_and_why_not_the_rest_7k_8(desk: Till) -> None:
    """7K-8: 12 programmes, four categories of price and luxury for Baliniz-classic, three shares."""
    member = rich(desk, "1000")
    told = {offered.reward: offered for offered in catalogue(desk, member, "foot_break").rewards}
    assert len(told) == 12
    assert told["foot_break"].cheapest.refused == ()
    assert told["foot_break"].cheapest.bonuses == 60_000
    assert told["thai_berry"].cheapest.refused == ("insufficient_bonuses",)
    ways = {(o.price.grade, o.price.category, o.share): o for o in told["foot_break"].offers}
    assert len(ways) == 12
    half = ways["certified", "standard", 5_000]
    assert (half.bonuses, half.remainder, half.refused) == (100_000, 100_000, ())
    assert ways["top_master", "premium", 3_000].refused == ()
    assert ways["top_master", "premium", 10_000].refused == ("insufficient_bonuses",)
    luxury = [o for o in _ways(desk, member, "baliniz_classic") if o.price.category == "luxury"]
    assert {o.price.amount for o in luxury} == {900_000, 1_100_000}


def _ways(desk: Till, member: str, reward: str) -> tuple[Offer, ...]:
    return next(offered for offered in catalogue(desk, member, reward).rewards if offered.reward == reward).offers


def test_an_offer_is_what_the_order_then_takes(desk: Till) -> None:
    member = rich(desk, "3000")
    offer = next(offer for offer in _ways(desk, member, "thai_berry") if offer.share == 5_000 and not offer.refused)
    outcome = desk.tell(
        "order_certificate",
        member=member,
        certificate="x",
        reward="thai_berry",
        grade=offer.price.grade,
        salon_category=offer.price.category,
        share="50",
    )
    assert (outcome.result["bonuses"], outcome.result["remainder"]) == ("2000.00", "2000.00")
    assert (offer.bonuses, offer.remainder) == (200_000, 200_000)


def test_the_birthday_gift_is_offered_around_the_birthday_alone_7k_16(desk: Till) -> None:
    member = rich(desk)
    gift = catalogue(desk, member).gift
    assert gift is not None
    assert (gift.rewards, gift.refused) == (("foot_break",), ("outside_birthday",))
    desk.now = datetime(2027, 8, 22, 9, tzinfo=NOW.tzinfo)
    gift = catalogue(desk, member).gift
    assert gift is not None
    assert gift.refused == ()


def test_a_programme_without_certificates_offers_none() -> None:
    desk = till("estetic")
    found = catalogue(desk, desk.active())
    assert (found.rewards, found.gift) == ((), None)
