"""What members do alone on their phones, without script: order, give away, ask, refer, invite; never for another."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import new_phone, rich, spoken
from tests.pages.me.guests import guest, signed_in
from tests.pages.reader import Page, Reader
from tests.usecases.till import till
from webapp.engine.events import RenewCard
from webapp.pages.shared.visit import now, operation_id
from webapp.store.requests import DECLINED, Decided
from webapp.usecases.answer_request import answer_request
from webapp.usecases.handle_card import renew_card
from webapp.usecases.list_requests import of_member
from webapp.usecases.look_at_certificate import Look, look_at_certificate
from webapp.usecases.look_at_member import look_at_member
from webapp.usecases.look_at_request import photo_of
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.refer_friend import referrer_of
from webapp.usecases.send_questionnaire import MOST_TRIES

Found = Callable[[str], OpenChain]
PNG = b"\x89PNG\r\n\x1a\n and more"


@pytest.fixture
def spa(found: Found) -> OpenChain:
    return found("seven_krasok")


class Phone:
    """A member with a phone in the hand, who reads Russian."""

    def __init__(self, app: Flask, chain: OpenChain, who: str) -> None:
        self.app, self.chain, self.who = app, chain, who
        self.reader = signed_in(app, chain, who)
        self.open("requests/?lang=ru")

    def open(self, address: str = "") -> Page:
        return self.reader.open(f"/{self.chain.slug}/me/{address}")

    def requests(self) -> list[tuple[str, str]]:
        with self.app.app_context():
            own = of_member(self.chain, UUID(self.who), now())
        assert own is not None
        return [(row.asked.kind, row.asked.state) for row in own.rows]


@pytest.fixture
def phone(app: Flask, spa: OpenChain) -> Phone:
    """A holder of the registered card, with bonuses."""
    return Phone(app, spa, rich(app, spa))


@pytest.fixture
def office(sign_in: SignIn, estetic: OpenChain) -> Reader:
    """The owner, who reads Russian."""
    reader = sign_in(estetic, role="owner")
    reader.open(f"/{estetic.slug}/office/audit/?lang=ru")
    return reader


@pytest.fixture
def other(app: Flask, spa: OpenChain) -> Phone:
    return Phone(app, spa, rich(app, spa))


def looked(phone: Phone, address: str) -> Look:
    with phone.app.app_context():
        found = look_at_certificate(phone.chain, UUID(address.split("/")[-2]), now())
    assert found is not None
    return found


def ordered(phone: Phone) -> Page:
    phone.open("orders/new?reward=foot_break")
    agree = phone.reader.press("Дальше", choice="certified.standard.3000", delivery="email")
    assert agree.status == 200 and "Списать 600 бонусов" in agree.text
    return phone.reader.press("Да, списать 600")


def test_a_certificate_is_ordered_agreed_to_and_shown_as_requested_7k_8(phone: Phone) -> None:
    catalogue = phone.open("orders/")
    assert "Фут-брейк" in catalogue.text
    page = ordered(phone)
    assert "Сертификат заказан" in page.text
    look = looked(phone, page.address)
    assert (look.state, look.held.bonuses, look.steps[0].step.by_member) == ("requested", 60000, UUID(phone.who))


def test_a_double_tap_orders_once_r4(phone: Phone) -> None:
    phone.open("orders/new?reward=foot_break")
    phone.reader.press("Дальше", choice="certified.standard.3000", delivery="email")
    form, button = phone.reader._button("agreed")
    pages = [phone.reader.send(button.action, form.sent(button, {})) for _ in range(2)]
    assert pages[0].address == pages[1].address
    assert phone.open("orders/").html.count("/holder") == 1


def test_the_gift_of_a_birthday_is_had_once_7k_16(app: Flask, spa: OpenChain, phone: Phone) -> None:
    assert all(form.buttons[0].disabled for form in phone.open("orders/").forms if form.action.endswith("/gift"))
    today = spa.local(now()).date()
    celebrant = Phone(app, spa, rich(app, spa, birth=f"{today.replace(year=today.year - 36):%Y-%m-%d}"))
    celebrant.open("orders/")
    page = celebrant.reader.press("Получить: Фут-брейк")
    assert looked(celebrant, page.address).held.bonuses == 0
    assert all(form.buttons[0].disabled for form in celebrant.open("orders/").forms if form.action.endswith("/gift"))


def test_a_level_without_a_gift_of_birthdays_says_so_7k_16(app: Flask, spa: OpenChain) -> None:
    phone = Phone(app, spa, guest(app, spa))
    for page in ("orders/", "offers/"):
        assert "Подарок ко дню рождения На этом" in (text := phone.open(page).text) or "День рождения На этом" in text


def test_a_member_chooses_what_the_programme_leaves_open(app: Flask) -> None:
    rules = "choices: {benefit: {name: {ru: Выгода, en: Benefit}, of: [cash, off], default: cash, change: yearly}}"
    with app.app_context():
        desk = till("blank", rules)
        chain, who = desk.chain, desk.active()
    phone = Phone(app, chain, who)
    assert phone.open("choices/").field("value") == "cash"
    assert "действует с этого момента" in phone.reader.press("Выбрать", value="off").text
    assert phone.open("choices/").field("value") == "off"
    refused = phone.reader.press("Выбрать", value="cash")
    assert refused.status == 422 and refused.field("value") == "cash"


def test_what_the_balance_does_not_allow_is_grey_and_says_why_7k_25(app: Flask, spa: OpenChain) -> None:
    poor = Phone(app, spa, guest(app, spa))
    page = poor.open("orders/")
    assert "Фут-брейк" not in page.links and "Фут-брейк" in page.text
    assert "Столько доступных бонусов нет." in page.text
    page = poor.open("orders/new?reward=foot_break")
    assert 'value="certified.standard.3000" disabled' in page.html


def test_a_certificate_is_given_away_and_taken_back_7k_10(phone: Phone) -> None:
    page = ordered(phone)
    nameless = phone.reader.press("Подарить", to="")
    assert nameless.status == 422
    given = phone.reader.press("Подарить", to="Анна Новая")
    assert "новое имя" in given.text and looked(phone, page.address).holder == "Анна Новая"
    assert "бонусы снова ваши" in phone.reader.press("Отменить сертификат").text
    assert looked(phone, page.address).state == "cancelled"


def test_a_certificate_of_another_member_or_chain_is_no_page(phone: Phone, other: Phone, found: Found) -> None:
    path = ordered(phone).address.split("/me/")[1]
    stranger = Phone(phone.app, found("estetic"), guest(phone.app, found("estetic")))
    for outsider in (other, stranger):
        assert outsider.open(path).status == 404
        assert outsider.open("requests/new?kind=call_back").status == 200
        token = ("csrf_token", outsider.reader.page.field("csrf_token") or "")
        for verb in (path, path.replace("holder", "cancellation")):
            sent = [token, ("operation", operation_id()), ("to", "Mallory")]
            assert outsider.reader.send(f"/{outsider.chain.slug}/me/{verb}", sent).status == 404
    assert looked(phone, path).holder == "Ольга Белова"


def test_a_call_is_promised_by_a_time_in_words_and_asked_for_once_7k_21(phone: Phone) -> None:
    assert "днём или ночью" in phone.open("requests/new?kind=call_back").text
    wrong = phone.reader.press("Отправить", phone="12")
    assert wrong.status == 422 and wrong.field("phone") == "12"
    number = new_phone()
    shown = phone.reader.press("Отправить", phone=number, words="о подарке")
    assert "Позвоним до" in shown.text and 'role="timer"' in shown.html
    phone.open("requests/new?kind=call_back")
    again = phone.reader.press("Отправить", phone=number)
    assert again.status == 422 and phone.requests() == [("call_back", "new")]


def test_a_claim_goes_with_its_photo_and_shows_what_came_of_it_es_2_11(
    app: Flask, estetic: OpenChain, office: Reader
) -> None:
    phone = Phone(app, estetic, guest(app, estetic))
    form = phone.open("requests/new?kind=claim")
    day = estetic.local(now()).date()
    told = {"kind": "claim", "receipt": "A-77", "bought-day": day.day, "bought-month": day.month}
    told |= {"bought-year": day.year, "salon": "", "words": "не начислили"}
    told |= {name: form.field(name) for name in ("csrf_token", "operation")}
    address = f"/{estetic.slug}/me/requests/"
    late = {**told, "bought-month": 13, "photo": (io.BytesIO(PNG), "receipt.png")}
    wrong = phone.reader.client.post(address, data=late, content_type="multipart/form-data")
    assert wrong.status_code == 422 and "Выберите фото ещё раз" in wrong.text
    sent = {**told, "photo": (io.BytesIO(PNG), "receipt.png")}
    answer = phone.reader.client.post(address, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    asked = UUID(answer.location.rpartition("/")[2])
    with app.app_context():
        photo = photo_of(estetic, asked)
        assert photo is not None and photo.content == PNG
        assert answer_request(estetic, Actor(), asked, Decided(DECLINED, "чек чужой"), now()) is None
    assert "чек чужой" in phone.open(f"requests/{asked}").text
    assert "Участник: Ольга Белова" in office.open(f"/{estetic.slug}/office/audit/").text
    assert Phone(app, estetic, guest(app, estetic)).open(f"requests/{asked}").status == 404


def test_a_call_is_promised_within_the_programmes_own_time(app: Flask, estetic: OpenChain) -> None:
    page = Phone(app, estetic, guest(app, estetic)).open("requests/new?kind=call_back")
    assert "Срок ответа: 15 минут" in page.text and "ночи" not in page.text


def test_a_visit_and_a_benefit_are_asked_for_7k_18(phone: Phone) -> None:
    assert "Записаться на визит" in phone.open("requests/").text
    phone.open("requests/new?kind=booking")
    wrong = phone.reader.press("Отправить", salon="arbat")
    assert wrong.status == 422
    day = f"{phone.chain.local(now()).date() + timedelta(days=1):%Y-%m-%d}"
    phone.reader.press("Отправить", **{"salon": "arbat", "wished-day": day, "wished-time": "12:30"})
    phone.open("requests/new?kind=benefit")
    with phone.app.app_context():
        sheet = look_at_member(phone.chain, phone.who, now())
    assert sheet is not None
    benefit = next(iter(sheet.programme.document.levels[sheet.standing["level"]].benefits))
    assert "Менеджер ответит" in phone.reader.press("Отправить", benefit=benefit).text
    assert set(phone.requests()) == {("booking", "new"), ("benefit", "new")}


def test_a_friend_gets_a_link_that_says_nothing_of_the_member_es_2_3b(app: Flask, estetic: OpenChain) -> None:
    who = guest(app, estetic)
    page = Phone(app, estetic, who).open("referral/")
    code = page.html.split("from=")[1].split('"')[0]
    with app.app_context():
        assert str(referrer_of(estetic, code)) == who
    assert who not in page.html and "250" in page.text
    friend = Reader(app.test_client())
    join = friend.open(f"/{estetic.slug}/join/?lang=ru&from={code}")
    assert join.field("from") == code


def test_a_friend_names_the_code_in_the_salon_es_2_3b(app: Flask, estetic: OpenChain, desk: Reader) -> None:
    phone = Phone(app, estetic, guest(app, estetic))
    code = phone.open("referral/").html.split("from=")[1].split('"')[0]
    desk.open(f"/{estetic.slug}/desk/")
    number = new_phone()
    desk.press("Найти", search=number)
    wrong = desk.press(f"Открыть счёт для {spoken(number)}", friend="AAAA-AAAA")
    assert wrong.status == 422 and wrong.field("friend") == "AAAA-AAAA" and "Такого кода ни у кого нет" in wrong.text
    desk.press(f"Открыть счёт для {spoken(number)}", friend=code.lower())
    assert "Вступил 1 друг" in phone.open("referral/").text


def test_what_the_programme_has_not_is_no_page(phone: Phone, app: Flask, estetic: OpenChain) -> None:
    here = Phone(app, estetic, guest(app, estetic))
    assert [here.open(path).status for path in ("orders/", "persons/", "choices/")] == [404, 404, 404]
    assert [phone.open(path).status for path in ("referral/", "choices/")] == [404, 404]
    assert "Общий счёт" not in here.open("requests/").text


def test_data_change_by_the_chains_own_questionnaire_es_4_1(app: Flask, estetic: OpenChain) -> None:
    who = guest(app, estetic)
    phone = Phone(app, estetic, who)
    phone.open("questionnaire/")
    form = phone.reader.press("Заполнить анкету")
    assert form.status == 200 and "/questionnaire/" in form.address
    number = new_phone()
    told = {"full_name": "Ольга Новая", "phone": number, "birth_date-day": "20", "birth_date-month": "5"}
    ticked = {consent["name"]: "1" for consent in estetic.questionnaire["consents"] if consent["required"]}
    sent = phone.reader.press("Отправить анкету", **told, **{"birth_date-year": "1990", "individual": "1"}, **ticked)
    assert "Спасибо" in sent.text, sent.text
    assert "ждёт, пока её примут" in phone.open("questionnaire/").text
    with app.app_context():
        sheet = look_at_member(estetic, who, now())
    assert sheet is not None and sheet.known.full_name == "Ольга Белова"


def test_however_many_links_are_made_they_tell_of_few_phones_whose_they_are_r45(app: Flask, estetic: OpenChain) -> None:
    phone, number = Phone(app, estetic, guest(app, estetic)), new_phone()
    guest(app, estetic, phone=number)
    told = {"full_name": "Ольга Новая", "phone": number, "birth_date-day": "20", "birth_date-month": "5"}
    ticked = {consent["name"]: "1" for consent in estetic.questionnaire["consents"] if consent["required"]}
    learnt = 0
    for _ in range(MOST_TRIES + 1):
        phone.open("questionnaire/")
        if phone.reader.press("Заполнить анкету").status == 200:
            sent = phone.reader.press(
                "Отправить анкету", **told, **{"birth_date-year": "1990", "individual": "1"}, **ticked
            )
            learnt += "другому участнику" in sent.text
    assert learnt == MOST_TRIES


def test_a_guest_is_invited_fills_the_questionnaire_and_is_taken_in_7k_14(phone: Phone, other: Phone) -> None:
    with phone.app.app_context():
        renew_card(phone.chain, Actor(), operation_id(), RenewCard(member=phone.who, card=new_phone()), now())
    phone.open("persons/")
    link = phone.reader.press("Пригласить")
    address = link.html.split('id="address" type="text" value="')[1].split('"')[0]
    guests = Reader(phone.app.test_client())
    guests.open("/" + address.split("/", 3)[3] + "?lang=ru")
    told = {"full_name": "Анна Новая", "phone": new_phone()}
    told |= {"birth_date-day": "1", "birth_date-month": "2", "birth_date-year": "1991"}
    ticked = {consent["name"]: "1" for consent in phone.chain.questionnaire["consents"] if consent["required"]}
    assert "Спасибо" in guests.press("Отправить анкету", **told, **ticked).text
    assert "Анна Новая" in phone.open("persons/").text
    action = next(form.action for form in phone.reader.page.forms if form.action.rpartition("/")[2].count("-") == 4)
    assert other.open("requests/new?kind=call_back").status == 200
    token = ("csrf_token", other.reader.page.field("csrf_token") or "")
    assert other.reader.send(action, [token, ("operation", operation_id())]).status == 404
    phone.open("persons/")
    assert "Теперь счёт у вас общий" in phone.reader.press("Да, счёт общий").text
    assert phone.reader.send(action.replace(action.rpartition("/")[2], str(uuid4())), [token]).status in (400, 404)
