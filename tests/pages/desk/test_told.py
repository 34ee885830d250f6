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
from tests.pages.reader import Page, Reader
from tests.usecases.founded import DESK, PASSWORD, hired
from tests.usecases.till import Till, till
from webapp.engine.questions import questions_of
from webapp.pages.shared.visit import now
from webapp.usecases.look_at_member import look_at_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refer_friend import refer_friend
from webapp.usecases.statement import statement

PROGRAMMES = Path(__file__).parents[2] / "programmes"
Found = Callable[[str], OpenChain]
Counters = Callable[[str], "Counter"]


def rules(name: str) -> str:
    return (PROGRAMMES / name / "programme.yaml").read_text(encoding="utf-8").partition("currency: RUB\n")[2]


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
def at(app: Flask, sign_in: SignIn) -> Counters:
    """The counter of a chain that runs one of the documents of `tests/programmes`; its tests share it."""
    made: dict[str, Counter] = {}

    def of(name: str) -> Counter:
        if name not in made:
            with app.app_context():
                own = till("blank", rules(name), now())
                chain = own.chain
            reader = sign_in(chain, role="manager")
            reader.open(f"/{chain.slug}/desk/?lang=ru")
            made[name] = Counter(app, own, chain, reader)
        return made[name]

    return of


def test_a_reward_is_held_for_a_booking_once_and_given_back_when_it_is_undone(at: Counters) -> None:
    desk = at("points-held-at-booking")
    who = desk.guest(bonuses="500")
    page = desk.open(who, "/events/")
    assert page.links["Запись"] and "Пока ничего не отмечено" in page.text
    page = desk.reader.follow("Запись")
    day = (desk.chain.local(now()) + timedelta(days=3)).date().isoformat()
    page = desk.twice("Отметить", reward="massage", ref="B1", for__day=day, for__time="12:30")
    assert desk.standing(who)["available"] == "200.00"
    assert "Отложено: 300" in page.text and "B1" in page.text
    desk.open(who, "/events/new?name=booked")
    page = desk.reader.press("Отметить", ref="B1", reward="massage")
    assert page.status == 422 and "Это событие уже отмечено" in page.text and page.field("ref") == "B1"
    desk.open(who, "/events/")
    assert "Возвращено: 300" in desk.twice("Отменить").text
    assert desk.standing(who)["available"] == "500.00"


def test_what_cannot_be_read_is_named_and_kept_as_typed(at: Counters) -> None:
    desk = at("points-held-at-booking")
    who = desk.guest()
    desk.open(who, "/events/new?name=booked")
    page = desk.reader.press("Отметить", for__day="2020-01-01", for__time="12:30", reward="massage")
    assert page.status == 422 and page.field("for-day") == "2020-01-01"
    desk.open(who, "/events/new?name=booked")
    assert "Столько доступных бонусов нет" in desk.reader.press("Отметить", ref="B9", reward="massage").text


def test_an_event_with_an_amount_tells_what_it_brought(at: Counters) -> None:
    desk = at("prepaid-deposit-with-bonus")
    who = desk.guest()
    desk.open(who, "/events/new?name=deposit")
    assert desk.reader.press("Отметить", amount="").status == 422
    page = desk.reader.press("Отметить", amount="10000")
    assert "Начислено: 10 000,00" in page.text.replace("\xa0", " ") and "Начислено: 1 000" in page.text.replace("\xa0", " ")
    assert "Депозит доступны, не сгорают 10 000" in desk.open(who).text.replace("\xa0", " ")


def test_a_reward_is_bought_and_then_used_on_a_receipt(at: Counters) -> None:
    desk = at("points-held-at-booking")
    who = desk.guest(bonuses="120")
    desk.open(who, "/redemptions/")
    desk.open(who, "/redemptions/new?reward=surprise")
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


def test_gifts_stay_apart_and_pay_from_their_own_purse(at: Counters) -> None:
    desk = at("choices-and-packages")
    giver, friend = desk.guest("Инна Щедрая", bonuses="2500"), desk.guest("Ольга Дарёная")
    desk.open(giver, "/transfers/")
    page = desk.reader.press("Найти", search="Дарёная")
    page = desk.reader.open(next(address for words, address in page.links.items() if "Дарёная" in words))
    page = desk.reader.press("Подарить", bonuses="9000")
    assert page.status == 422 and page.field("bonuses") == "9000"
    desk.twice("Подарить", bonuses="2000")
    assert desk.standing(giver)["available"] == "500.00"
    assert desk.standing(friend)["purses"] == {giver: "2000.00"}
    draft(desk.reader, desk.chain, friend, "service")
    page = desk.reader.press("Пересчитать", purse=giver, spend="max")
    assert "1 000" in page.text.replace("\xa0", " ")
    page = desk.reader.press("Провести чек", purse=giver, spend="max")
    desk.reader.press("confirmed")
    assert desk.standing(friend)["purses"] == {giver: "1000.00"}


def test_what_the_programme_leaves_open_is_chosen_at_the_counter(at: Counters) -> None:
    desk = at("choices-and-packages")
    who = desk.guest()
    assert desk.open(who, "/choices/").field("value") == "cashback"
    assert "Выбрано" in desk.twice("Выбрать", value="discount").text
    assert desk.standing(who)["choices"] == {"benefit": "discount"}
    page = desk.reader.press("Выбрать", value="cashback")
    assert page.status == 422 and page.field("value") == "cashback"


def test_people_join_an_account_bring_guests_and_leave(at: Counters) -> None:
    desk = at("family-rate")
    host, friend = desk.guest("Ольга Главная", bonuses="100"), desk.guest("Пётр Семейный")
    desk.open(host, "/people/")
    desk.reader.press("Найти", search="Семейный")
    assert "Присоединились к счёту" in desk.reader.press("person").text
    assert desk.standing(friend)["available"] == "100.00"
    draft(desk.reader, desk.chain, host, "service")
    desk.reader.press("Пересчитать", guest="Анна Гостья")
    page = desk.reader.press("Провести чек")
    assert desk.standing(host)["guests"] == "1.00" and "Анна Гостья" not in page.text
    with desk.app.app_context():
        sheet = look_at_member(desk.chain, host, now())
    assert sheet is not None and len(sheet.sharing) == 2
    desk.open(host, "/people/")
    page = desk.twice("Выходит со счёта")
    assert page.status == 200 and desk.standing(friend)["available"] == "0.00"


def test_no_name_of_a_guest_is_kept_r63(at: Counters) -> None:
    desk = at("family-rate")
    who = desk.guest()
    for name in ("Анна Гостья", " анна  ГОСТЬЯ "):
        draft(desk.reader, desk.chain, who, "service")
        desk.reader.press("Пересчитать", guest=name)
        desk.reader.press("Провести чек")
    assert desk.standing(who)["guests"] == "1.00"


def test_particulars_are_a_managers_to_tell(at: Counters, sign_in: SignIn) -> None:
    desk = at("dates-and-anniversaries")
    who = desk.guest()
    desk.open(who, "/attributes/")
    assert desk.reader.press("Сохранить", attribute__sex="", attribute__frozen="").status == 422
    assert "Сохранено" in desk.twice("Сохранить", attribute__sex="f").text
    assert desk.standing(who)["attributes"] == {"sex": "f"}
    counter = sign_in(desk.chain)
    assert counter.open(f"/{desk.chain.slug}/desk/members/{who}/attributes/").status == 403
    assert "Особые сведения" not in counter.open(f"/{desk.chain.slug}/desk/members/{who}").text


def test_a_member_leaves_after_the_terms_of_the_programme(at: Counters) -> None:
    desk = at("membership-by-fee")
    early, late = desk.guest(), desk.guest(days_ago=120)
    desk.open(early, "/leaving/")
    page = desk.reader.press("Участник просит о выходе")
    assert page.status == 422 and "Выйти пока нельзя" in page.text
    desk.open(late, "/leaving/")
    page = desk.twice("Участник просит о выходе")
    assert "Выходит" in page.text and desk.standing(late)["state"] == "leaving"


def test_whoever_brought_a_guest_is_named_while_they_pay(at: Counters) -> None:
    desk = at("refer-with-conditions")
    friend, who = desk.guest("Лена Приведшая"), desk.guest("Ольга Новая")
    with desk.app.app_context():
        codes = [found.code for one in (friend, who) if (found := refer_friend(desk.chain, UUID(one), now()))]
    draft(desk.reader, desk.chain, who, "service", "service", "product")
    page = desk.reader.press("Пересчитать", friend=codes[1])
    assert page.status == 422 and "Привести самого себя нельзя" in page.text
    desk.reader.press("Провести чек", friend=codes[0])
    assert desk.standing(friend)["available"] == "360.00"
    assert "friend" not in draft(desk.reader, desk.chain, who).ids


class TestOpening:
    """A member who is brought over: the secret once more, and within what one person may give by hand (R49)."""

    def test_what_they_have_comes_along(self, at: Counters) -> None:
        desk = at("prepaid-deposit-with-bonus")
        phone = new_phone()
        desk.reader.open(f"/{desk.chain.slug}/office/members/brought/")
        told = {"phone": phone, "full_name": "Ольга Перенесённая", "wallet-deposit": "700", "wallet-bonus": "40"}
        page = desk.reader.press("Перенести", **told)
        assert page.status == 422 and page.field("wallet-bonus") == "40"
        page = desk.twice("Перенести", password=PASSWORD, **told)
        assert "Участник перенесён" in page.text and "Ольга Перенесённая" in page.text
        who = page.address.rpartition("/")[2]
        assert desk.standing(who)["wallets"]["deposit"]["available"] == "700.00"
        desk.reader.open(f"/{desk.chain.slug}/office/members/brought/")
        page = desk.reader.press("Перенести", password=PASSWORD, **told)
        assert page.status == 422 and "Этот телефон принадлежит другому" in page.text
        told |= {"phone": new_phone(), "wallet-bonus": "9500"}
        page = desk.reader.press("Перенести", password=PASSWORD, **told)
        assert page.status == 422 and "10" in page.text and page.field("wallet-bonus") == "9500"


@pytest.mark.parametrize("preset", ["seven_krasok", "keep_looking", "estetic"])
def test_what_a_programme_does_not_ask_for_is_not_there(
    app: Flask, found: Found, sign_in: SignIn, preset: str
) -> None:
    chain = found(preset)
    reader = sign_in(chain, role="owner")
    who = member(app, chain)
    sheet = f"/{chain.slug}/desk/members/{who}"
    reader.open(f"/{chain.slug}/desk/?lang=ru")
    assert "further" not in reader.open(sheet).ids
    for page in ("events", "redemptions", "transfers", "people", "choices", "attributes", "leaving"):
        assert reader.open(f"{sheet}/{page}/").address == sheet
    assert "wishes" not in draft(reader, chain, who).ids
    asked = questions_of(chain.timeline.at(chain.local(now())))
    assert not any(asked._replace(friends=False))


def test_nobody_tells_events_of_their_own_account_or_takes_others_bonuses_r48(app: Flask, at: Counters) -> None:
    desk = at("choices-and-packages")
    email, guest = f"own{new_phone()}@example.org", desk.guest(bonuses="900")
    with app.app_context():
        own = desk.till.tell("enrol", key=email, member="x", phone=new_phone(), email=email).member
        hired(desk.chain, DESK._replace(email=email, name="Анна Стойкина"))
    reader = Reader(app.test_client())
    reader.open(f"/{desk.chain.slug}/desk/sign-in?lang=ru")
    reader.press("Войти", email=email, password=PASSWORD)
    reader.open(f"/{desk.chain.slug}/desk/members/{guest}/transfers/?to={own}")
    page = reader.press("Подарить", bonuses="100")
    assert page.status == 422 and "Это ваш собственный счёт" in page.text
