"""What members are told, as the office changes, previews, tries and reads it; and the way out of advertising."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask import Flask

from tests.pages.desk.conftest import FoundChain, SignIn
from tests.pages.desk.counter import member
from tests.pages.reader import Reader
from tests.pages.serving import SECRET
from webapp.database import new_id, transact
from webapp.pages.shared.visit import now
from webapp.store import consents, messages
from webapp.store.tables import Job
from webapp.usecases.change_consent import change_consent
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.try_message import MOST_IN_AN_HOUR
from webapp.usecases.way_out import WayOut, word_of


@pytest.fixture
def owner(sign_in: SignIn, estetic: OpenChain) -> Reader:
    reader = sign_in(estetic, role="owner")
    reader.open(f"/{estetic.slug}/office/messages/?lang=ru")
    return reader


def fresh(app: Flask, chain: OpenChain) -> OpenChain:
    with app.app_context():
        found = open_chain(chain.slug)
    assert found is not None
    return found


def test_an_event_is_switched_on_in_own_words_and_the_log_tells_who_did_it(
    app: Flask, estetic: OpenChain, owner: Reader
) -> None:
    owner.follow("Бонусы начислены")
    page = owner.press("Сохранить", **{"way-sms": "1", "text-ru": "Ура, {name}:\r\n+{amount}!"})
    assert "Сохранено." in page.text
    settings = fresh(app, estetic).messages.events["earned"]
    assert settings.ways == ["sms"]
    assert settings.ru is not None and settings.ru.text == "Ура, {name}:\n+{amount}!"
    assert settings.en is None
    page = owner.open(f"/{estetic.slug}/office/audit/")
    for words in ("Сообщения участникам изменены", "Бонусы начислены", "СМС", "+{amount}"):
        assert words in page.text


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        (
            "text-ru",
            "Всего {sum}",
            "На месте 7 стоит {sum}, этого сообщение не знает. Можно: {name}, {chain}, {amount}",
        ),
        ("text-en", "{amount} and }", "На месте 14 лишняя скобка «}»"),
        ("subject-ru", "{{amount}}", "На месте 1 лишняя скобка «{»"),
        ("text-ru", "я" * 2001, "2"),
    ],
)
def test_a_placeholder_that_nothing_fills_is_named_with_its_place(
    app: Flask, estetic: OpenChain, owner: Reader, field: str, typed: str, why: str
) -> None:
    before = fresh(app, estetic).messages.events.get("spent")
    owner.follow("Бонусы списаны")
    page = owner.press("Сохранить", **{field: typed})
    assert page.status == 422
    assert why in page.text
    assert f'id="{field}-error"' in page.html
    assert page.field(field) == typed
    assert fresh(app, estetic).messages.events.get("spent") == before


def test_a_text_is_seen_with_real_looking_data_and_tried_on_oneself(
    app: Flask, estetic: OpenChain, owner: Reader
) -> None:
    owner.follow("Сообщения правил и акций")
    page = owner.press("Посмотреть", **{"text-ru": "Анна, {text}"})
    assert "приходите на чай" in page.text
    assert "Отказаться от рекламы: http" in page.text
    page = owner.press("Отправить себе на почту")
    assert "Отправлено: owner-anywhere@example.org" in page.text
    with app.app_context():
        jobs = transact(lambda session: session.query(Job).all(), None, readonly=True)
    tried = [job.payload for job in jobs if "trial" in job.key]
    assert [job["to"] for job in tried] == ["owner-anywhere@example.org"]
    assert "приходите на чай" in tried[0]["text"]
    link = re.search(r"http://localhost(\S+)", tried[0]["text"])
    assert link is not None
    page = Reader(app.test_client()).open(link[1])
    assert page.status == 200 and "Это пробное сообщение" in page.text
    assert app.test_client().post(link[1]).status_code == 404, "it leads to nobody"


def test_trials_are_few_whoever_s_phone_stands_in_the_profile_r44(founded_here: FoundChain, sign_in: SignIn) -> None:
    """R44: a chain is founded by anybody, and a phone in a profile need not be theirs."""
    chain = founded_here("blank")
    reader = sign_in(chain, role="owner")
    page = reader.open(f"/{chain.slug}/office/messages/events/rule?lang=ru")
    for number in range(MOST_IN_AN_HOUR + 1):
        page = reader.press("Отправить себе на почту")
        assert page.status == (200 if number < MOST_IN_AN_HOUR else 422)
    assert "Проб пока слишком много" in page.text


def test_hours_limits_and_prices_are_the_chains_own(app: Flask, estetic: OpenChain, owner: Reader) -> None:
    owner.follow("Время, лимиты и цены")
    page = owner.press("Сохранить", quiet_from="24", order_1="sms", order_2="sms")
    assert page.status == 422
    assert "Назовите каждый канал один раз" in page.text
    assert page.field("quiet_from") == "24"
    page = owner.press(
        "Сохранить", quiet_from="22", order_1="sms", order_2="email", price_sms="3,50", money_a_day="500"
    )
    assert page.status == 200, page.text
    settings = fresh(app, estetic).messages
    assert (settings.quiet_from, settings.order[0], settings.price, settings.money_a_day) == (
        22,
        "sms",
        {"sms": 350},
        50_000,
    )


def test_the_log_tells_to_whom_and_how_it_went_and_no_text(app: Flask, estetic: OpenChain, owner: Reader) -> None:
    who = member(app, estetic, "Вера Лисова")
    with app.app_context():
        told = (new_id(), UUID(who), "code", "sms", "no_address", now())
        transact(lambda session: messages.add(session, estetic.id, *told), estetic.id)
    page = owner.follow("Журнал сообщений")
    for words in ("Вера Лисова", "Код для входа", "СМС", "нет адреса"):
        assert words in page.text


def test_a_manager_reads_and_changes_nothing(estetic: OpenChain, sign_in: SignIn) -> None:
    reader = sign_in(estetic, role="manager")
    assert "Бонусы начислены" in reader.open(f"/{estetic.slug}/office/messages/?lang=ru").text
    assert reader.open(f"/{estetic.slug}/office/messages/events/earned").status == 403


def test_advertising_is_refused_by_one_button_without_a_sign_in_es_7_6_r65(
    app: Flask, estetic: OpenChain, found: FoundChain
) -> None:
    """By the form, and as mail programs post it, without a cookie or a form's token (RFC 8058)."""
    one, other = member(app, estetic), member(app, estetic)
    with app.app_context():
        for who in (one, other):
            assert change_consent(estetic, UUID(who), "marketing_email", True, "cabinet", now()) is None
    address = f"/{estetic.slug}/refusals/{word_of(SECRET, estetic.id, WayOut(UUID(one), 'email'))}"
    reader = Reader(app.test_client())
    assert "Сообщения о вашем счёте продолжат приходить" in reader.open(f"{address}?lang=ru").text
    assert may(app, estetic, one)
    assert "Готово" in reader.press("Отказаться").text
    assert not may(app, estetic, one)
    word = word_of(SECRET, estetic.id, WayOut(UUID(other), "email"))
    posted = app.test_client().post(f"/{estetic.slug}/refusals/{word}", data={"List-Unsubscribe": "One-Click"})
    assert posted.status_code == 200
    assert not may(app, estetic, other)
    foreign = found("seven_krasok")
    for wrong in (f"/{foreign.slug}/refusals/{word}", f"/{estetic.slug}/refusals/{word[:-4]}xxxx"):
        assert app.test_client().post(wrong).status_code == 404


def may(app: Flask, chain: OpenChain, who: str) -> bool:
    with app.app_context():
        return transact(
            lambda session: consents.may_advertise(session, chain.id, UUID(who), "email"), chain.id, readonly=True
        )
