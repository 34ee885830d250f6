"""What a chain's programme asks to be told beside receipts, at the counter and without script: events, rewards, bonuses
given away, people on an account, choices, particulars, leaving; only where the document asks for it (goal 6.4).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from flask import Flask

from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import draft, member, new_phone
from tests.pages.me.guests import signed_in
from tests.pages.reader import Page, Reader
from tests.usecases.founded import DESK, PASSWORD, hired
from tests.usecases.till import Till, till
from webapp.pages.shared.visit import now
from webapp.usecases.look_at_member import look_at_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refer_friend import refer_friend
from webapp.usecases.statement import statement

PROGRAMMES = Path(__file__).parents[2] / "programmes"
Found = Callable[[str], OpenChain]


BOOKED = (PROGRAMMES / "points-held-at-booking" / "programme.yaml").read_text(encoding="utf-8")
RULES = (
    BOOKED.partition("currency: RUB\n")[2].replace(
        "expires: never}}", "expires: never}, gift: {name: {ru: Подарки, en: Gifts}, transfer: apart, expires: 1 year}}"
    )
    + """
  deposit: {on: {event: deposit}, if: {event: {amount: 100}}, then: {earn: {give: 10%, wallet: gift}}}
  women: {if: {attribute: {sex: f}}, then: {earn: {give: 1, wallet: gift}}}
  friend: {on: {friend: first_sale}, then: {earn: {give: 300, wallet: gift}}}
spending: {gift: {share: 100%}}
people: {share: [wallets, counters, levels], further: 1, guests: 2}
choices: {benefit: {of: [cashback, discount], default: cashback, change: yearly}}
enrolment: {minimum_term: 3 months, leaving: 14 days}
"""
)


class Counter(NamedTuple):
    """Someone of a chain's staff who reads Russian, and what its members have."""

    app: Flask
    till: Till
    chain: OpenChain
    reader: Reader

    def open(self, who: str, page: str = "") -> Page:
        return self.reader.open(f"/{self.chain.slug}/desk/members/{who}{page}")

    def guest(self, name: str = "Ольга Белова", bonuses: str = "", days_ago: int = 0) -> str:
        who = member(self.app, self.chain, name, days_ago=days_ago)
        if bonuses:
            with self.app.app_context():
                self.till.did("grant", key=f"given {who}", member=who, bonuses=bonuses, reason="start")
        return who

    def gift(self, who: str) -> str:
        return str(self.standing(who)["wallets"]["gift"]["available"])

    def deposit(self, who: str, amount: str) -> Page:
        """A tenth of it is a gift."""
        self.open(who, "/events/?name=deposit")
        return self.reader.press("Отметить", amount=amount)

    def standing(self, who: str) -> dict[str, Any]:
        with self.app.app_context():
            return statement(self.chain, who, now()).result

    def twice(self, button: str, **typed: str) -> Page:
        """The same form, sent by a double tap."""
        form, pressed = self.reader._button(button)
        data = form.sent(pressed, {name.replace("__", "-"): value for name, value in typed.items()})
        self.reader.send(pressed.action, data)
        return self.reader.send(pressed.action, data)


@pytest.fixture(scope="module")
def desk(app: Flask, sign_in: SignIn) -> Counter:
    """A manager in a chain that asks for all of it; the file's tests share it, each with members of its own."""
    with app.app_context():
        own = till("blank", RULES, now())
        chain = own.chain
    reader = sign_in(chain, role="manager")
    reader.open(f"/{chain.slug}/desk/?lang=ru")
    return Counter(app, own, chain, reader)


def test_a_reward_is_held_for_a_booking_once_and_given_back_when_it_is_undone(desk: Counter) -> None:
    who = desk.guest(bonuses="500")
    page = desk.open(who, "/events/")
    assert page.links["Запись"] and "Пока ничего не отмечено" in page.text
    page = desk.reader.follow("Запись")
    day = (desk.chain.local(now()) + timedelta(days=3)).date().isoformat()
    page = desk.twice("Отметить", reward="massage", ref="B1", for__day=day, for__time="12:30")
    assert desk.standing(who)["available"] == "200.00"
    assert "Отложено: 300" in page.text and "B1" in page.text
    desk.open(who, "/events/?name=booked")
    page = desk.reader.press("Отметить", ref="B1", reward="massage")
    assert page.status == 422 and "Это событие уже отмечено" in page.text and page.field("ref") == "B1"
    draft(desk.reader, desk.chain, who, "service")
    assert desk.reader.press("Пересчитать", booking="B1").field("booking") == "B1"
    desk.open(who, "/events/")
    assert "Возвращено: 300" in desk.twice("Отмечено по ошибке").text
    assert desk.standing(who)["available"] == "500.00"


def test_what_cannot_be_read_is_named_and_kept_as_typed(desk: Counter) -> None:
    who = desk.guest()
    desk.open(who, "/events/?name=booked")
    page = desk.reader.press("Отметить", for__day="2020-01-01", for__time="12:30", reward="massage")
    assert page.status == 422 and page.field("for-day") == "2020-01-01"
    desk.open(who, "/events/?name=booked")
    assert "Столько доступных бонусов нет" in desk.reader.press("Отметить", ref="B9", reward="massage").text


def test_an_event_with_an_amount_tells_what_it_brought(desk: Counter) -> None:
    who = desk.guest()
    assert desk.deposit(who, "").status == 422
    assert "Начислено: 1 000 (Подарки)" in desk.deposit(who, "10000").text.replace("\xa0", " ")
    text = desk.open(who).text
    assert "Подарки 1 000" in text.replace("\xa0", " ") and "Депозит" in text


def test_the_member_sees_what_was_told_and_each_wallet(desk: Counter) -> None:
    who = desk.guest(bonuses="120")
    desk.deposit(who, "10000")
    desk.open(who, "/redemptions/?reward=surprise")
    desk.reader.press("Выдать", quantity="1", choice="bottle")
    own = signed_in(desk.app, desk.chain, who)
    assert "Подарки 1 000" in own.open(f"/{desk.chain.slug}/me/?lang=ru").text.replace("\xa0", " ")
    told = own.open(f"/{desk.chain.slug}/me/history/").text
    assert "Депозит" in told and "Получена награда: surprise" in told and "Событие" not in told


def test_a_reward_that_only_the_rules_give_has_no_form(desk: Counter) -> None:
    page = desk.open(desk.guest(bonuses="120"), "/redemptions/?reward=bottle")
    assert "она появится, когда её дадут правила" in page.text and "Выдать" not in page.text


def test_a_reward_is_bought_and_then_used_on_a_receipt(desk: Counter) -> None:
    who = desk.guest(bonuses="120")
    desk.open(who, "/redemptions/")
    desk.open(who, "/redemptions/?reward=surprise")
    page = desk.reader.press("Выдать", quantity="3", choice="bottle")
    assert page.status == 422 and page.field("quantity") == "3"
    page = desk.twice("Выдать", quantity="1", choice="bottle")
    assert "Списано: 50" in page.text and "На руках" in page.text
    assert desk.standing(who)["available"] == "70.00"
    page = draft(desk.reader, desk.chain, who, "service")
    assert "wish-bottle" in page.ids
    page = desk.reader.press("Пересчитать", reward="bottle")
    assert "Применены награды" in page.text
    page = desk.reader.press("Провести чек", reward="bottle")
    assert "850" in page.text
    assert desk.standing(who)["held_rewards"] == []


def test_gifts_stay_apart_and_pay_from_their_own_purse(desk: Counter) -> None:
    giver, friend = desk.guest("Инна Щедрая"), desk.guest("Ольга Дарёная")
    desk.deposit(giver, "25000")
    desk.open(giver, "/transfers/")
    page = desk.reader.press("Найти", search="Дарёная")
    page = desk.reader.open(next(address for words, address in page.links.items() if "Дарёная" in words))
    page = desk.reader.press("Подарить", bonuses="9000")
    assert page.status == 422 and page.field("bonuses") == "9000"
    desk.twice("Подарить", bonuses="2000")
    assert desk.gift(giver) == "500.00"
    assert desk.standing(friend)["purses"] == {giver: "2000.00"}
    draft(desk.reader, desk.chain, friend, "service")
    desk.reader.press("Пересчитать", purse=giver, spend="max")
    desk.reader.press("Провести чек")
    desk.reader.press("confirmed")
    assert desk.standing(friend)["purses"] == {giver: "1000.00"}


def test_what_the_programme_leaves_open_is_chosen_at_the_counter(desk: Counter) -> None:
    who = desk.guest()
    assert desk.open(who, "/choices/").field("value") == "cashback"
    assert "Выбрано" in desk.twice("Выбрать", value="discount").text
    assert desk.standing(who)["choices"] == {"benefit": "discount"}
    page = desk.reader.press("Выбрать", value="cashback")
    assert page.status == 422 and page.field("value") == "cashback"


def test_people_join_an_account_bring_guests_whose_names_are_not_kept_and_leave_r63(desk: Counter) -> None:
    host, friend = desk.guest("Ольга Главная", bonuses="100"), desk.guest("Пётр Семейный")
    desk.open(host, "/people/")
    desk.reader.press("Найти", search="Семейный")
    page = desk.reader.open(next(link for words, link in desk.reader.page.links.items() if "Семейный" in words))
    assert "на общий счёт не переходит" in page.text and desk.standing(friend)["available"] == "0.00"
    assert "Присоединились к счёту" in desk.twice("Присоединить к счёту").text
    assert desk.standing(friend)["available"] == "100.00"
    for name in ("Анна Гостья", " анна  ГОСТЬЯ "):
        draft(desk.reader, desk.chain, host, "service")
        desk.reader.press("Провести чек", guest=name)
    assert desk.standing(host)["guests"] == "1.00"
    with desk.app.app_context():
        sheet = look_at_member(desk.chain, host, now())
    assert sheet is not None and len(sheet.sharing) == 2
    desk.open(host, "/people/")
    assert "начинает с нуля" in desk.reader.follow("Выходит со счёта").text
    page = desk.twice("Выходит со счёта")
    assert page.status == 200 and desk.standing(friend)["available"] == "0.00"


def test_particulars_are_a_managers_to_tell(desk: Counter, sign_in: SignIn) -> None:
    who = desk.guest()
    desk.open(who, "/attributes/")
    assert desk.reader.press("Сохранить", attribute__sex="").status == 422
    assert "Сохранено" in desk.twice("Сохранить", attribute__sex="f").text
    assert desk.standing(who)["attributes"] == {"sex": "f"}
    counter = sign_in(desk.chain)
    assert counter.open(f"/{desk.chain.slug}/desk/members/{who}/attributes/").status == 403
    assert "Особые сведения" not in counter.open(f"/{desk.chain.slug}/desk/members/{who}").text


def test_a_member_leaves_after_the_terms_of_the_programme(desk: Counter) -> None:
    early, late = desk.guest(), desk.guest(days_ago=120)
    desk.open(early, "/leaving/")
    page = desk.reader.press("Участник просит о выходе")
    assert page.status == 422 and "Выйти пока нельзя" in page.text
    desk.open(late, "/leaving/")
    page = desk.twice("Участник просит о выходе")
    assert "Выходит" in page.text and desk.standing(late)["state"] == "leaving"


def test_whoever_brought_a_guest_is_named_while_they_pay(desk: Counter) -> None:
    friend, who = desk.guest("Лена Приведшая"), desk.guest("Ольга Новая")
    with desk.app.app_context():
        codes = [found.code for one in (friend, who) if (found := refer_friend(desk.chain, UUID(one), now()))]
    draft(desk.reader, desk.chain, who, "service")
    page = desk.reader.press("Пересчитать", friend=codes[1])
    assert page.status == 422 and "Привести самого себя нельзя" in page.text
    desk.reader.press("Провести чек", friend=codes[0])
    assert desk.gift(friend) == "300.00"
    page = draft(desk.reader, desk.chain, who, "service")
    assert page.status == 200 and "friend" not in page.ids
    assert desk.reader.press("Провести чек").status == 200 and desk.gift(friend) == "300.00"


def test_a_member_is_brought_over_within_what_one_person_may_give_by_hand_r49(desk: Counter) -> None:
    address = f"/{desk.chain.slug}/office/members/brought/"
    told = {"phone": new_phone(), "full_name": "Ольга Новосёлова", "wallet-points": "700", "wallet-gift": "40"}
    told |= {"birth_date-day": "5", "birth_date-month": "6", "birth_date-year": "1990"}
    desk.reader.open(address)
    page = desk.reader.press("Перенести", **told)
    assert page.status == 422 and page.field("wallet-gift") == "40"
    page = desk.twice("Перенести", password=PASSWORD, **told)
    assert "Участник перенесён" in page.text and "Ольга Новосёлова" in page.text
    assert desk.gift(page.address.rpartition("/")[2]) == "40.00"
    desk.reader.open(address)
    page = desk.reader.press("Перенести", password=PASSWORD, **told)
    assert page.status == 422 and "Этот телефон принадлежит другому" in page.text
    told |= {"phone": new_phone(), "wallet-gift": "9500"}
    page = desk.reader.press("Перенести", password=PASSWORD, **told)
    assert page.status == 422 and page.field("wallet-gift") == "9500"


def test_what_a_programme_does_not_ask_for_is_not_there(app: Flask, estetic: OpenChain, sign_in: SignIn) -> None:
    reader, who = sign_in(estetic, role="owner"), member(app, estetic)
    sheet = f"/{estetic.slug}/desk/members/{who}"
    assert "further" not in reader.open(sheet).ids
    for page in ("events", "redemptions", "transfers", "people", "choices", "attributes", "leaving"):
        assert reader.open(f"{sheet}/{page}/").address == sheet
    assert "wishes" not in draft(reader, estetic, who).ids


def test_nobody_tells_events_of_their_own_account_or_takes_others_bonuses_r48(app: Flask, desk: Counter) -> None:
    email, guest = f"own{new_phone()}@example.org", desk.guest("Инна Щедрая")
    desk.deposit(guest, "9000")
    with app.app_context():
        told = {"member": "x", "phone": new_phone(), "full_name": "Анна Стойкина", "email": email}
        own = desk.till.tell("enrol", key=email, **told).member
        hired(desk.chain, DESK._replace(email=email, name="Анна Стойкина"))
    reader = Reader(app.test_client())
    reader.open(f"/{desk.chain.slug}/desk/sign-in?lang=ru")
    reader.press("Войти", email=email, password=PASSWORD)
    members = f"/{desk.chain.slug}/desk/members"
    reader.open(f"{members}/{guest}/transfers/?to={own}")
    pages = [reader.press("Подарить", bonuses="100")]
    reader.open(f"{members}/{own}/events/?name=deposit")
    pages.append(reader.press("Отметить", amount="1000"))
    reader.open(f"{members}/{guest}/people/?joins={own}")
    pages.append(reader.press("joins"))
    assert [(page.status, "Это ваш собственный счёт" in page.text) for page in pages] == [(422, True)] * 3
