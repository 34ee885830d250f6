"""A member comes in by a one-time code; an outsider learns nothing by asking for one (R43, R44, R45, R46)."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from flask import Flask

from tests.pages.desk.counter import card, member, new_phone
from tests.pages.desk.test_statements import counted
from tests.pages.me.guests import COOKIE, asked, at_once, code_of, count_nothing, guest, letters, signed_in
from tests.pages.reader import Page, Reader
from webapp.engine.events import Close, Merge
from webapp.messages.letters import Words
from webapp.pages.shared.visit import now, operation_id
from webapp.usecases.ask_code import Asking, Letter, Wanted, ask_code
from webapp.usecases.change_messages import change_event
from webapp.usecases.close_membership import close_membership
from webapp.usecases.enter_code import look_at_code
from webapp.usecases.merge_members import merge_members
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.refusal import Refusal

CHANCE = re.compile(r'[0-9a-f]{8}-[0-9a-f-]{27}|value="[^"]*"|data-wait="[^"]*"')


def entered(reader: Reader, code: str) -> Page:
    return reader.press("Войти", code=code)


def wrong_for(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_member_comes_in_by_phone_and_is_offered_a_password_once(app: Flask, estetic: OpenChain) -> None:
    phone = new_phone()
    guest(app, estetic, "Клара Новая", phone)
    reader = asked(app, estetic, phone, f"&next=/{estetic.slug}/me/?here")
    assert phone not in reader.page.address
    letter = letters(app, estetic)[-1]
    assert (letter["channel"], letter["to"]) == ("sms", phone)
    page = entered(reader, f" {code_of(letter)[:3]} {code_of(letter)[3:]} ")
    assert "/me/password/" in page.address
    page = reader.follow("Не сейчас")
    assert "Клара Новая" in page.text
    assert page.address == f"/{estetic.slug}/me/?here"
    count_nothing(app)
    again = asked(app, estetic, phone)
    assert entered(again, code_of(letters(app, estetic)[-1])).address == f"/{estetic.slug}/me/"


def test_a_code_comes_in_the_chains_own_words(app: Flask, estetic: OpenChain) -> None:
    own = {"ru": Words("Код Эстетик", "Ваш код: {code}, живёт {minutes} минут")}
    with app.app_context():
        change_event(estetic, "code", ("email", "sms"), own, now(), UUID(int=0))
    phone = new_phone()
    guest(app, estetic, phone=phone)
    asked(app, estetic, phone)
    text = letters(app, estetic)[-1]["text"]
    assert re.fullmatch("Ваш код: [0-9]{6}, живёт 10 минут", text), text


def test_the_code_goes_by_the_other_way_when_asked_for_after_a_minute(app: Flask, estetic: OpenChain) -> None:
    phone = new_phone()
    guest(app, estetic, phone=phone)
    reader = asked(app, estetic, phone)
    sent = len(letters(app, estetic))
    page = reader.press("channel=email")
    assert "слишком" in page.text
    assert len(letters(app, estetic)) == sent
    count_nothing(app)
    reader.press("channel=email")
    assert letters(app, estetic)[-1]["to"] == f"guest{phone[1:]}@example.org"
    first, second = (code_of(letter) for letter in letters(app, estetic)[-2:])
    assert "/me/password/" in entered(reader, first).address, "a letter that comes late is good as well"
    other = asked(app, estetic, new_phone())
    assert entered(other, second).status == 422


def test_a_code_is_good_once_and_for_ten_minutes(app: Flask, estetic: OpenChain) -> None:
    phone = new_phone()
    guest(app, estetic, phone=phone)
    reader = asked(app, estetic, phone)
    code, address = code_of(letters(app, estetic)[-1]), reader.page.address
    with app.app_context():
        row = look_at_code(estetic, UUID(address.partition("?")[0].rpartition("/")[2]), now())
    assert row is not None
    assert row.expires_at - row.made_at == timedelta(minutes=10)
    entered(reader, code)
    other = Reader(app.test_client())
    other.open(address)
    assert entered(other, code).status == 422


def test_five_wrong_codes_lock_the_person_out_over_all_codes_and_ways_r44(app: Flask, estetic: OpenChain) -> None:
    """R44: 6 wrong, a new code, the right one: still locked; by the e-mail as well."""
    phone = new_phone()
    guest(app, estetic, phone=phone)
    reader = asked(app, estetic, phone)
    code = code_of(letters(app, estetic)[-1])
    for _ in range(6):
        entered(reader, wrong_for(code))
    for who in (phone, f"guest{phone[1:]}@example.org"):
        count_nothing(app)
        reader = asked(app, estetic, who)
        page = entered(reader, code_of(letters(app, estetic)[-1]))
        assert page.status == 422
    assert reader.client.get_cookie(COOKIE, path=f"/{estetic.slug}/") is None


def test_so_many_codes_go_to_one_phone_and_from_one_network_however_many_are_asked_for_r44(
    app: Flask, estetic: OpenChain
) -> None:
    phone = new_phone()
    guest(app, estetic, phone=phone)
    before = len(letters(app, estetic))
    for _ in range(10):
        assert asked(app, estetic, phone).page.status in (200, 422)
    assert len(letters(app, estetic)) == before + 1
    answers = [asked(app, estetic, new_phone()).page.status for _ in range(40)]
    assert answers.count(200) == 29


def test_of_many_who_ask_at_one_moment_one_gets_a_code_r44(app: Flask, estetic: OpenChain) -> None:
    phone, form = new_phone(), operation_id()
    guest(app, estetic, phone=phone)

    def ask(key: str) -> UUID | Refusal:
        way = Asking("192.0.2.1", key, "a secret", lambda code: Letter(code, code, code))
        return ask_code(estetic, Wanted("phone", phone, "sms"), way, now())

    before = len(letters(app, estetic))
    answers = at_once(app, [partial(ask, key) for key in (form, form, operation_id(), operation_id())])
    assert len(letters(app, estetic)) == before + 1
    assert answers[0] == answers[1], "a form that comes twice is one asking"


def test_a_phone_or_card_is_one_however_it_is_written_r44(app: Flask, found) -> None:  # type: ignore[no-untyped-def]
    chain = found("seven_krasok")
    who = member(app, chain, phone=(phone := new_phone()))
    number = card(app, chain, who)
    before = len(letters(app, chain))
    for text in (phone, f"{phone[:2]} {phone[2:]}", f"8 ({phone[2:5]}) {phone[5:]}", number, number.lower()):
        reader = Reader(app.test_client())
        reader.open(f"/{chain.slug}/me/codes/first?lang=ru")
        reader.press("Получить код", who=text, born__day="20", born__month="5", born__year="1990")
    assert len(letters(app, chain)) == before + 2
    asked(app, chain, phone)
    assert len(letters(app, chain)) == before + 2


def asking(app: Flask, chain: OpenChain, who: str) -> tuple[list[str], list[str]]:
    """The statements of asking for a code and of a wrong code, and all that is shown."""
    reader = Reader(app.test_client())
    reader.open(f"/{chain.slug}/me/sign-in?lang=ru")
    with counted(app) as said:
        shown = [reader.press("Получить код", who=who).html]
        shown.append(entered(reader, "000000").html)
    return said, [CHANCE.sub("", page) for page in shown]


@pytest.mark.parametrize("way", ["phone", "email"])
def test_known_and_unknown_cost_the_same_statements_and_are_told_the_same_r45(
    app: Flask, estetic: OpenChain, way: str
) -> None:
    phone = new_phone()
    guest(app, estetic, phone=phone)
    known, unknown = (phone, new_phone())
    if way == "email":
        known, unknown = (f"guest{known[1:]}@example.org", f"nobody{unknown[1:]}@example.org")
    asking(app, estetic, new_phone())
    ours, theirs = asking(app, estetic, known), asking(app, estetic, unknown)
    assert [line.split(" WHERE ")[0] for line in ours[0]] == [line.split(" WHERE ")[0] for line in theirs[0]]
    assert ours[1] == theirs[1]


def test_a_birth_date_with_the_card_leads_to_a_code_and_never_in_by_itself_r43(app: Flask, found) -> None:  # type: ignore[no-untyped-def]
    """7K-19: the first sign-in asks card or phone and birth date; a wrong date sends nothing and is told the same."""
    chain = found("seven_krasok")
    who = member(app, chain, phone=(phone := new_phone()))
    number = card(app, chain, who)
    shown = []
    for text, year in ((number.lower(), "1991"), (number, "1990"), (phone, "1990")):
        count_nothing(app)
        sent, reader = len(letters(app, chain)), Reader(app.test_client())
        reader.open(f"/{chain.slug}/me/sign-in?lang=ru")
        reader.follow("Первый вход по карте")
        page = reader.press("Получить код", who=text, born__day="20", born__month="5", born__year=year)
        shown.append(CHANCE.sub("", page.html))
        assert len(letters(app, chain)) == sent + (year == "1990")
        assert reader.client.get_cookie(COOKIE, path=f"/{chain.slug}/") is None
    assert shown[0] == shown[1] == shown[2]
    assert "/me/password/" in entered(reader, code_of(letters(app, chain)[-1])).address


def test_of_several_who_share_an_email_the_right_one_is_chosen(app: Flask, estetic: OpenChain) -> None:
    shared = f"family{new_phone()[1:]}@example.org"
    guest(app, estetic, "Анна Первая", email=shared)
    second = guest(app, estetic, "Вера Вторая", email=shared)
    reader = asked(app, estetic, shared)
    assert "Анна" not in reader.page.text
    entered(reader, code_of(letters(app, estetic)[-1]))
    reader.press("Войти", member=second)
    assert "Вера Вторая" in reader.follow("Не сейчас").text


def test_who_has_left_comes_in_no_more_and_is_told_what_strangers_are_r46(app: Flask, estetic: OpenChain) -> None:
    phone = new_phone()
    who = guest(app, estetic, phone=phone)
    inside = signed_in(app, estetic, who)
    assert inside.open(f"/{estetic.slug}/me/").address.endswith("/me/")
    with app.app_context():
        close_membership(estetic, Actor(), operation_id(), Close(member=who), now())
    assert "sign-in" in inside.open(f"/{estetic.slug}/me/").address
    before = len(letters(app, estetic))
    for way in (phone, f"guest{phone[1:]}@example.org"):
        count_nothing(app)
        assert asked(app, estetic, way).page.status == 200
    assert len(letters(app, estetic)) == before


def test_who_was_merged_into_another_comes_in_as_that_one_r46(app: Flask, estetic: OpenChain) -> None:
    phone = new_phone()
    stays, goes = guest(app, estetic, "Анна Остаётся"), guest(app, estetic, "Анна Ушла", phone)
    inside = signed_in(app, estetic, goes)
    with app.app_context():
        event = Merge(member=stays, absorbed=goes)
        assert merge_members(estetic, Actor(), operation_id(), event, now()).refused == []
    assert "sign-in" in inside.open(f"/{estetic.slug}/me/").address
    for number, way in enumerate((phone, f"guest{phone[1:]}@example.org")):
        count_nothing(app)
        reader = asked(app, estetic, way)
        entered(reader, code_of(letters(app, estetic)[-1]))
        assert "Анна Остаётся" in (reader.page if number else reader.follow("Не сейчас")).text


def test_a_sign_in_ends_here_and_everywhere_for_copies_of_its_cookie_too_r46(app: Flask, estetic: OpenChain) -> None:
    who = guest(app, estetic)
    first, second = signed_in(app, estetic, who), signed_in(app, estetic, who)
    copy = first.client.get_cookie(COOKIE, path=f"/{estetic.slug}/")
    assert copy is not None
    first.open(f"/{estetic.slug}/me/profile/?lang=ru")
    first.press("Выйти")
    first.client.set_cookie(COOKIE, copy.value, path=f"/{estetic.slug}/")
    assert "sign-in" in first.open(f"/{estetic.slug}/me/").address
    third, before = signed_in(app, estetic, who), len(letters(app, estetic))
    second.open(f"/{estetic.slug}/me/profile/?lang=ru")
    second.press("Выйти на всех устройствах")
    assert "sign-in" in third.open(f"/{estetic.slug}/me/").address
    assert [("завершён" in letter["text"]) for letter in letters(app, estetic)[before:]] == [True, True]
    last = signed_in(app, estetic, who)
    last.open(f"/{estetic.slug}/me/profile/?lang=ru")
    last.press("Выйти на всех устройствах")
    assert len(letters(app, estetic)) == before + 2, "who was in nowhere else learns nothing by it"


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(app: Flask, estetic: OpenChain) -> None:
    reader = Reader(app.test_client())
    page = reader.open(f"/{estetic.slug}/me/?x=1")
    assert page.address.startswith(f"/{estetic.slug}/me/sign-in?next=")
    assert page.field("next") == f"/{estetic.slug}/me/?x=1"


def test_staff_are_nobody_on_the_members_pages_and_members_nobody_at_the_desk(
    app: Flask, estetic: OpenChain, desk: Reader
) -> None:
    assert "sign-in" in desk.open(f"/{estetic.slug}/me/").address
    who = guest(app, estetic, "Клара Новая")
    token = signed_in(app, estetic, who).client.get_cookie(COOKIE, path=f"/{estetic.slug}/")
    assert token is not None
    desk.client.set_cookie(COOKIE, token.value, path=f"/{estetic.slug}/")
    assert "Клара Новая" in desk.open(f"/{estetic.slug}/me/").text
    assert desk.open(f"/{estetic.slug}/desk/").status == 200
    alone = signed_in(app, estetic, who)
    assert "/desk/sign-in" in alone.open(f"/{estetic.slug}/desk/").address
