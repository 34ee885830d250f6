"""Certificates at the counter: requested for a member, found by the code, used once (7K-8, 7K-10, 7K-11, R8, R52)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import rich
from tests.pages.reader import Page, Reader
from tests.pages.serving import SECRET
from webapp.engine.events import BookCertificate, CertificateStep, OrderCertificate
from webapp.pages.shared.visit import now, operation_id
from webapp.usecases.find_certificate import MOST_OF_PERSON
from webapp.usecases.handle_certificate import move_certificate, order_certificate
from webapp.usecases.issue_certificate import issue_certificate
from webapp.usecases.look_at_certificate import Look, look_at_certificate
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor

Found = Callable[[str], OpenChain]


@pytest.fixture
def spa(found: Found) -> OpenChain:
    return found("seven_krasok")


@pytest.fixture
def counter(sign_in: SignIn, spa: OpenChain) -> Reader:
    """Someone who stands in Khimki, a salon of the standard category."""
    reader = sign_in(spa, salon="khimki")
    reader.open(f"/{spa.slug}/desk/?lang=ru")
    return reader


def looked(app: Flask, chain: OpenChain, certificate: str) -> Look:
    with app.app_context():
        found = look_at_certificate(chain, UUID(certificate), now(), SECRET)
    assert found is not None
    return found


def booked(app: Flask, chain: OpenChain, who: str, visit: bool = True, salon: str = "khimki", **wanted: str) -> str:
    """One that is issued and booked for this evening; with 30 % paid in bonuses unless told otherwise."""
    told = {"member": who, "certificate": "x", "reward": "foot_break", "share": "30", **wanted}
    with app.app_context():
        order = order_certificate(chain, Actor(), operation_id(), OrderCertificate.model_validate(told), now())
        assert order.certificate is not None, order.refused
        step = CertificateStep(certificate=order.certificate)
        issue_certificate(chain, Actor(), f"i {order.certificate}", step, now(), SECRET)
        if visit:
            when = datetime.combine(chain.local(now()).date() + timedelta(days=1), datetime.min.time().replace(hour=18))
            event = BookCertificate(certificate=order.certificate, salon=salon, visit=when)
            assert not move_certificate(
                chain, Actor(), f"b {order.certificate}", "book_certificate", event, now()
            ).refused
    return order.certificate


def shown(app: Flask, chain: OpenChain, reader: Reader, certificate: str) -> Page:
    """The guest shows its code."""
    reader.open(f"/{chain.slug}/desk/certificates/")
    code = looked(app, chain, certificate).code
    assert code is not None
    return reader.press("Найти", code=code.lower())


def test_a_certificate_is_requested_from_the_sheet_7k_8(app: Flask, spa: OpenChain, counter: Reader) -> None:
    """7K-8: what it costs is said before; the guest agrees; the bonuses are gone, and it waits for the manager."""
    who = rich(app, spa, "3000")
    page = counter.open(f"/{spa.slug}/desk/members/{who}")
    page = counter.follow("Сертификаты и заказ")
    assert "Тайская ягода" in page.text
    page = counter.open(page.links["Тайская ягода"])
    choice = "certified.standard.5000"
    page = counter.press("Дальше", choice=choice, delivery="salon", deliver_to="arbat")
    assert "Снять 2 000 бонусов" in page.text
    assert "2 000,00 ₽" in page.text
    assert looked_all(page) == 0
    page = counter.press("agreed")
    assert page.address.endswith(f"/members/{who}/certificates/")
    for words in ("Сертификат заказан", "Тайская ягода", "Заказан", "Доступно: 1 000"):
        assert words in page.text, page.text
    assert "Тайская ягода" in counter.open(f"/{spa.slug}/desk/members/{who}").text


def looked_all(page: Page) -> int:
    """How many certificates the page lists."""
    return page.html.count('class="row-link"')


def test_what_a_member_cannot_afford_is_grey_and_says_why(app: Flask, spa: OpenChain, counter: Reader) -> None:
    who = rich(app, spa, "700")
    page = counter.open(f"/{spa.slug}/desk/members/{who}/certificates/")
    assert "Фут-брейк" in page.links
    assert "Тайская ягода" not in page.links
    assert "Столько доступных бонусов нет." in page.text
    counter.open(page.links["Фут-брейк"])
    assert 'value="certified.standard.3000">' in counter.page.html.replace(" checked", "")
    assert 'value="certified.standard.10000" disabled' in counter.page.html


def test_a_form_that_chooses_nothing_comes_back_as_it_was(app: Flask, spa: OpenChain, counter: Reader) -> None:
    who = rich(app, spa)
    counter.open(f"/{spa.slug}/desk/members/{who}/certificates/new?reward=foot_break")
    assert "По почте почты у гостя нет: её нужно будет ввести при отправке" in counter.page.text
    page = counter.press("Дальше", delivery="salon", deliver_to="arbat")
    assert page.status == 422
    assert "Выберите один из доступных вариантов" in page.text
    assert page.field("delivery") == "salon"
    assert page.field("deliver_to") == "arbat"
    page = counter.press("Дальше", choice="moon.standard.3000", delivery="pigeon")
    assert "Выберите, как доставить" in page.text


def test_the_guest_may_think_again(app: Flask, spa: OpenChain, counter: Reader) -> None:
    who = rich(app, spa)
    counter.open(f"/{spa.slug}/desk/members/{who}/certificates/new?reward=foot_break")
    counter.press("Дальше", choice="certified.standard.3000", delivery="email")
    page = counter.press("change")
    assert page.field("choice") == "certified.standard.3000"
    assert page.status == 200


def test_a_double_tap_orders_once_r2(app: Flask, spa: OpenChain, counter: Reader) -> None:
    who = rich(app, spa)
    counter.open(f"/{spa.slug}/desk/members/{who}/certificates/new?reward=foot_break")
    counter.press("Дальше", choice="certified.standard.3000", delivery="email")
    form, button = counter._button("agreed")
    for _ in range(2):
        page = counter.send(button.action, form.sent(button, {}))
    assert looked_all(page) == 1


def test_sums_that_have_changed_are_agreed_to_anew_r13(app: Flask, spa: OpenChain, counter: Reader) -> None:
    """R13: the guest agreed to 600 bonuses; had the rules changed meanwhile, the form would say otherwise than now."""
    who = rich(app, spa)
    counter.open(f"/{spa.slug}/desk/members/{who}/certificates/new?reward=foot_break")
    counter.press("Дальше", choice="certified.standard.3000", delivery="email")
    form, button = counter._button("agreed")
    assert button.value == "60000.140000"
    button.value = "50000.150000"
    page = counter.send(button.action, form.sent(button, {}))
    assert page.status == 409
    assert "Цифры изменились" in page.text
    assert looked_all(counter.press("agreed")) == 1


def test_a_code_that_came_too_late_is_not_kept_r52(app: Flask, spa: OpenChain, sign_in: SignIn) -> None:
    """R52: a form is kept over the end of a session, a code is not."""
    certificate = booked(app, spa, rich(app, spa))
    code = looked(app, spa, certificate).code or "?"
    stranger = Reader(app.test_client())
    token = stranger.open(f"/{spa.slug}/desk/sign-in").field("csrf_token") or ""
    page = stranger.send(f"/{spa.slug}/desk/certificates/", [("csrf_token", token), ("code", code), ("x", "y")])
    assert page.status == 401
    assert code not in page.html


def test_by_its_code_it_is_used_and_the_rest_is_a_receipt_7k_10(app: Flask, spa: OpenChain, counter: Reader) -> None:
    """7K-8, 7K-10: 30 % in bonuses, 1 400 roubles at the visit."""
    certificate = booked(app, spa, rich(app, spa, name="Клара Вебер"))
    page = shown(app, spa, counter, certificate)
    assert page.status == 200
    assert "Клара Вебер" in page.text
    assert "Доплата деньгами 1 400,00 ₽" in page.text
    page = counter.press("Получено 1 400,00 ₽, использовать", pay="cash")
    assert "/desk/receipts/" in page.address
    for words in ("Сертификат использован", "1 400,00 ₽", "Остаток по сертификату: бонусов не приносит"):
        assert words in page.text, page.text
    assert looked(app, spa, certificate).state == "used"


def test_the_code_stands_in_no_page_of_the_desk_r52(app: Flask, spa: OpenChain, counter: Reader) -> None:
    """R52: it is shown to its owner, its holder and managers."""
    certificate = booked(app, spa, rich(app, spa))
    code = looked(app, spa, certificate).code or "?"
    pages = [counter.open(f"/{spa.slug}/desk/certificates/{certificate}")]
    pages.append(shown(app, spa, counter, certificate))
    for page in pages:
        assert code not in page.html
        assert code.replace("-", "").lower() not in page.html.lower()
    assert counter.open(f"/{spa.slug}/office/certificates/{certificate}").status == 403


def test_without_the_code_nothing_is_used_r52(app: Flask, spa: OpenChain, counter: Reader, sign_in: SignIn) -> None:
    """R52: neither without the word that the code was shown, nor with the word of another certificate or person."""
    mine, other = (booked(app, spa, rich(app, spa), share="100") for _ in range(2))
    shown(app, spa, counter, other)
    form, button = counter._button("Использовать сертификат")
    fields = [field for field in form.sent(button, {}) if field[0] != "shown"]
    word = dict(form.fields)["shown"]
    for forged in ("", "x", word, f"{word}x"):
        page = counter.send(f"/{spa.slug}/desk/certificates/{mine}/use", [*fields, ("shown", forged)])
        assert "введите код ещё раз" in page.text
    colleague = sign_in(spa, salon="leninsky")
    colleague.open(f"/{spa.slug}/desk/certificates/?lang=ru")
    token = colleague.page.field("csrf_token") or ""
    stolen = [field for field in fields if field[0] != "csrf_token"] + [("shown", word), ("csrf_token", token)]
    assert "введите код ещё раз" in colleague.send(f"/{spa.slug}/desk/certificates/{other}/use", stolen).text
    assert {looked(app, spa, one).state for one in (mine, other)} == {"booked"}


def test_the_second_salon_is_told_of_the_first_r8(app: Flask, spa: OpenChain, counter: Reader, sign_in: SignIn) -> None:
    """R8: shown in two salons at once, both at the button; one use, and the second is told where and when."""
    certificate = booked(app, spa, rich(app, spa), share="100")
    second = sign_in(spa, salon="leninsky")
    second.open(f"/{spa.slug}/desk/?lang=ru")
    shown(app, spa, second, certificate)
    shown(app, spa, counter, certificate)
    counter.press("Использовать сертификат")
    page = second.press("Использовать сертификат")
    assert page.status == 422
    assert "Сертификат уже использован: 7 Красок в Химках" in page.text
    assert "Использовать сертификат" not in [button.text for form in page.forms for button in form.buttons]


def test_a_salon_of_another_category_says_why_not_7k_11(app: Flask, spa: OpenChain, sign_in: SignIn) -> None:
    certificate = booked(app, spa, rich(app, spa), share="100")
    reader = sign_in(spa, salon="arbat")
    reader.open(f"/{spa.slug}/desk/?lang=ru")
    page = shown(app, spa, reader, certificate)
    assert "Салоны этой категории сертификат не принимают." in page.text
    assert reader._button("Использовать сертификат")[1].disabled
    form, button = reader._button("Использовать сертификат")
    assert reader.send(button.action, form.sent(button, {})).status == 422
    assert looked(app, spa, certificate).state == "booked"


def test_one_that_is_not_booked_says_so_7k_10(app: Flask, spa: OpenChain, counter: Reader) -> None:
    certificate = booked(app, spa, rich(app, spa), visit=False)
    page = shown(app, spa, counter, certificate)
    assert "Сначала нужна запись" in page.text


def test_a_receipt_number_that_is_taken_uses_nothing_up(app: Flask, spa: OpenChain, counter: Reader) -> None:
    certificate = booked(app, spa, rich(app, spa))
    shown(app, spa, counter, certificate)
    page = counter.press("Получено 1 400,00 ₽, использовать", number="")
    assert (page.status, page.field("pay")) == (422, "bank_card")
    shown(app, spa, counter, certificate)
    counter.press("Получено 1 400,00 ₽, использовать", number="ЧЕК-1")
    other = booked(app, spa, rich(app, spa))
    shown(app, spa, counter, other)
    page = counter.press("Получено 1 400,00 ₽, использовать", number="чек-1")
    assert page.status == 422
    assert "Чек с таким номером уже проведён." in page.text
    assert page.field("number") == "чек-1"
    assert looked(app, spa, other).state == "booked"


def test_the_salon_sees_what_is_booked_there(app: Flask, spa: OpenChain, counter: Reader, sign_in: SignIn) -> None:
    booked(app, spa, rich(app, spa, name="Инга Вечерняя"))
    page = counter.open(f"/{spa.slug}/desk/certificates/")
    assert "Инга Вечерняя" in page.text
    elsewhere = sign_in(spa, salon="leninsky").open(f"/{spa.slug}/desk/certificates/?lang=ru")
    assert "Инга Вечерняя" not in elsewhere.text


def test_a_scanned_code_opens_the_certificate_from_the_first_page(app: Flask, spa: OpenChain, counter: Reader) -> None:
    """A wedge scanner types into the desk's one field, maybe under the Russian keyboard."""
    certificate = booked(app, spa, rich(app, spa, name="Майя Скорая"))
    code = looked(app, spa, certificate).code or ""
    counter.open(f"/{spa.slug}/desk/")
    page = counter.press("Найти", search=code)
    assert "Майя Скорая" in page.text
    assert "Использовать" in page.text


def test_wrong_codes_come_to_an_end_r52(app: Flask, spa: OpenChain, sign_in: SignIn) -> None:
    reader = sign_in(spa, salon="mytishchi")
    reader.open(f"/{spa.slug}/desk/certificates/?lang=ru")
    for _ in range(MOST_OF_PERSON):
        page = reader.press("Найти", code="ACDE-FGHJ-KMNP")
        assert page.status == 422
        assert "Сертификата с таким кодом нет" in page.text
        assert "ACDE" not in page.html
    assert "Неверных кодов было слишком много" in reader.press("Найти", code="ACDE-FGHJ-KMNQ").text


def test_the_gift_says_when_it_may_be_given_7k_16(app: Flask, spa: OpenChain, counter: Reader) -> None:
    page = counter.open(f"/{spa.slug}/desk/members/{rich(app, spa)}/certificates/")
    assert "Подарок ко дню рождения" in page.text
    assert "Подарок даётся только около дня рождения." in page.text


def test_a_chain_without_certificates_shows_none(app: Flask, estetic: OpenChain, desk: Reader) -> None:
    assert "Сертификат по коду" not in desk.open(f"/{estetic.slug}/desk/").text
