"""The rules in the office: read, drafted as a text and by forms, tried on journals, published (design 2, rule 12;
design 4).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import member
from tests.pages.reader import Page, Reader
from webapp.engine.events import Purchase, Quote
from webapp.pages.shared.visit import now, operation_id
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.operation import Actor
from webapp.usecases.post_receipt import post_receipt
from webapp.usecases.quote import quote

Found = Callable[[str], OpenChain]
BIRTHDAY = """journal: Подарок ко дню рождения
events:
- {at: 2025-03-03T10:00:00, do: enrol, member: diana, phone: "+79220230001"}
- {at: 2025-03-03T10:00:00, do: questionnaire, member: diana, channel: paper, answers: {full_name: "Диана", birth_date: 1996-03-05, phone: "+79220230001"}}
- {at: 2025-03-03T10:00:00, do: activate, member: diana}
- {at: 2025-03-06T10:00:00, do: statement, member: diana, expect: {available: 100.00}}
"""


@pytest.fixture
def chain(founded_here: Found) -> OpenChain:
    return founded_here("estetic")


@pytest.fixture
def owner(sign_in: SignIn, chain: OpenChain) -> Reader:
    reader = sign_in(chain, role="owner")
    reader.open(f"/{chain.slug}/office/rules/?lang=ru")
    return reader


@pytest.fixture
def drafting(owner: Reader) -> Reader:
    """The owner, at a draft that has just been begun."""
    page = owner.press("Начать черновик")
    assert "Начат с редакции 1." in page.text
    return owner


def fresh(app: Flask, chain: OpenChain) -> OpenChain:
    with app.app_context():
        found = open_chain(chain.slug)
    assert found is not None
    return found


def at(reader: Reader, chain: OpenChain, place: str = "") -> Page:
    return reader.open(f"/{chain.slug}/office/rules/{place}")


def with_gift(reader: Reader, chain: OpenChain, amount: str) -> Page:
    """The birthday's gift is changed by its form."""
    at(reader, chain, "draft/")
    reader.follow("День рождения")
    return reader.press("Сохранить черновик", **{"then-earn-give": amount})


def test_a_rule_is_changed_by_its_form_published_and_told_to_everyone(
    app: Flask, chain: OpenChain, drafting: Reader
) -> None:
    page = with_gift(drafting, chain, "много")
    assert page.status == 422
    assert "Начислить бонусы, Сколько: 'много' не величина" in page.text
    assert 'id="then-earn-give-error"' in page.html
    assert page.field("then-earn-give") == "много"
    page = drafting.press("Сохранить черновик", **{"then-earn-give": "150"})
    assert "Черновик сохранён." in page.text
    assert "Было: «День рождения»" in page.text
    drafting.follow("Проверить и опубликовать")
    page = drafting.press("Опубликовать")
    assert "Правила опубликованы и уже действуют." in page.text
    assert "Редакция 2 действует сейчас" in page.text
    assert "Опубликовано: Dina," in page.text
    assert "150 бонусов" in Reader(app.test_client()).open(f"/{chain.slug}/?lang=ru").text
    page = drafting.open(f"/{chain.slug}/office/audit/")
    for words in ("Опубликованы правила", "Начат черновик правил", "rules.birthday"):
        assert words in page.text
    assert fresh(app, chain).timeline.at(chain.local(now())).document.campaigns.keys() == {
        "promo_first",
        "promo_last",
        "promo_services",
    }


def test_parts_are_added_moved_and_removed_by_forms(chain: OpenChain, drafting: Reader) -> None:
    drafting.follow("Добавить правило")
    page = drafting.press("Сохранить черновик", code="birthday", **{"then-earn-give": "7%", "then-earn-adds": "true"})
    assert page.status == 422
    assert "Такой код уже есть" in page.text
    words = {
        "code": "happy_hours",
        "name-ru": "Счастливые часы",
        "name-en": "Happy hours",
        "if-hours": "10:00-14:00",
        "if-weekday-mon": "1",
    }
    page = drafting.press("Сохранить черновик", **words)
    assert "Счастливые часы" in page.text
    assert "Ошиб" not in page.text
    page = at(drafting, chain, "draft/document")
    document = page.field("document") or ""
    assert "  happy_hours:\n    name:\n      ru: Счастливые часы" in document
    at(drafting, chain, "draft/")
    form = next(form for form in drafting.page.forms if form.action.endswith("/happy_hours/move"))
    up = next(button for button in form.buttons if button.value == "up")
    drafting.send(form.action, form.sent(up, {}))
    moved = at(drafting, chain, "draft/document").field("document") or ""
    assert moved.index("happy_hours:") < moved.index("birthday:")
    at(drafting, chain, "draft/")
    form = next(form for form in drafting.page.forms if form.action.endswith("/happy_hours/move"))
    page = drafting.send(form.action, form.sent(form.buttons[-1], {}))
    assert "Счастливые часы" not in page.text
    drafting.follow("Оплата бонусами")
    page = drafting.press("Сохранить черновик", share="40%")
    assert "40" in page.text
    drafting.follow("Добавить уровень")
    page = drafting.press("Сохранить черновик", code="gold", enter="spent: 10000")
    assert page.status == 422
    assert 'id="enter-error"' in page.html


def test_the_document_names_each_mistake_at_its_place_and_doubts(chain: OpenChain, drafting: Reader) -> None:
    text = at(drafting, chain, "draft/document").field("document") or ""
    page = drafting.press(
        "Сохранить черновик", document=text.replace("give: 250", "give: много").replace("age: 18", "age: x")
    )
    line = text[: text.index("give: 250")].count("\n") + 1
    assert f"Строка {line}, rules.friend.then.earn.give 'много' не величина" in page.text
    assert "enrolment.age" in page.text
    assert "В документе 2 ошибки" in page.text
    page = at(drafting, chain, "draft/publish")
    assert page.address.endswith("/draft/"), "with mistakes nothing is published"
    page = drafting.open(f"/{chain.slug}/office/rules/draft/document")
    page = drafting.press("Сохранить черновик", document="\0name: [")
    assert "не читается" in at(drafting, chain, "draft/").text
    drafting.open(f"/{chain.slug}/office/rules/draft/document")
    extra = "\n  more:\n    then: {earn: 7}\n  still_more:\n    then: {earn: 9}\nspending:"
    page = drafting.press("Сохранить черновик", document=text.replace("\nspending:", extra))
    assert "скорее всего, задумано иначе" in page.text
    assert "rules.still_more" in page.text


def test_another_persons_newer_change_is_not_written_over(chain: OpenChain, drafting: Reader, sign_in: SignIn) -> None:
    other = sign_in(chain, role="owner", salon="centre")
    at(other, chain, "draft/spending/-")
    page = with_gift(drafting, chain, "150")
    page = other.press("Сохранить черновик", share="40%")
    assert page.status == 409
    assert "Черновик тем временем изменил кто-то ещё" in page.text
    assert page.field("share") == "40%"
    page = other.press("Сохранить черновик")
    assert page.status == 409, "what was typed upon an older draft can be copied, not sent once more"
    assert "give: 150" in (at(drafting, chain, "draft/document").field("document") or "")
    at(other, chain, "draft/document")
    with_gift(drafting, chain, "160")
    page = other.press("Сохранить черновик", document="name: x")
    assert page.status == 409
    assert page.field("document") == "name: x"


def test_journals_are_kept_and_played_under_the_draft_before_it_is_published(
    app: Flask, chain: OpenChain, owner: Reader
) -> None:
    at(owner, chain, "journals/")
    page = owner.press("Сохранить журналы", text=BIRTHDAY.replace("do: activate", "do: fly"))
    assert page.status == 422
    assert ":5:" in page.text and "unknown verb 'fly'" in page.text
    assert page.field("text") != ""
    page = owner.press("Сохранить журналы", text="events: [{at: 2025-01-01, do: publish, programme: programme.yaml}]")
    assert page.status == 422
    assert "not the path of one" in page.text
    files = {"files": [(BytesIO(BIRTHDAY.encode()), "birthday.yaml"), (BytesIO(b"events: []"), "../../none.yaml")]}
    token = owner.page.field("csrf_token")
    owner.client.post(
        f"/{chain.slug}/office/rules/journals/",
        data={"csrf_token": token, **files},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    page = at(owner, chain, "journals/")
    assert "Подарок ко дню рождения" in page.text
    assert "none.yaml" in page.text and ".." not in page.text
    at(owner, chain)
    owner.press("Начать черновик")
    with_gift(owner, chain, "150")
    page = owner.follow("Проверить и опубликовать")
    assert "Не сходятся журналы: 1 из 2" in page.text
    assert '6 statement: available "100.00" "150.00"' in page.text
    page = owner.press("Опубликовать")
    assert page.status == 422
    assert "Журналы не сходятся" in page.text
    day = chain.local(now()).date() + timedelta(days=3)
    form, button = owner._button("Опубликовать")
    sent = form.sent(button, {"despite": "1", "from": f"{day}"})
    page = owner.send(button.action, sent)
    assert "начнут действовать в назначенный день" in page.text
    assert "Редакция 2 ещё не действует" in page.text
    page = owner.send(button.action, sent)
    assert "начнут действовать в назначенный день" in page.text, "a double tap gets the first answer"
    revisions = fresh(app, chain).revisions
    assert [one.number for one in revisions] == [1, 2]
    assert revisions[1].starts == f"{day}T00:00:00"


def test_going_back_is_publishing_an_earlier_revision_again_and_what_was_quoted_before_is_told_changed_r13(
    app: Flask, chain: OpenChain, drafting: Reader
) -> None:
    with_gift(drafting, chain, "150")
    drafting.follow("Проверить и опубликовать")
    drafting.press("Опубликовать")
    sold = {"member": member(app, chain), "lines": [{"group": "procedure", "price": "3000"}]}
    before = fresh(app, chain)
    with app.app_context():
        agreed = quote(before, Quote.model_validate(sold), now()).result["quote"]["id"]
    at(drafting, chain, "1/")
    page = drafting.follow("Опубликовать ещё раз")
    assert "100 бонусов" in page.text
    page = drafting.press("Опубликовать", **{"from": "2020-01-01"})
    assert page.status == 422
    page = drafting.press("Опубликовать", **{"from": ""})
    assert "Редакция 3 действует сейчас" in page.text
    after = fresh(app, chain)
    documents = [after.timeline.named(str(one.id)).document for one in after.revisions]
    assert documents[2] == documents[0]
    with app.app_context():
        event = Purchase.model_validate({**sold, "receipt": operation_id(), "quote": agreed})
        assert post_receipt(after, Actor(), operation_id(), event, now()).refused == ["changed"]


def test_a_draft_that_others_have_overtaken_says_so_and_asks(
    app: Flask, chain: OpenChain, drafting: Reader, sign_in: SignIn
) -> None:
    at(drafting, chain, "1/")
    drafting.open(f"/{chain.slug}/office/rules/1/again")
    drafting.press("Опубликовать")
    page = at(drafting, chain, "draft/")
    assert "опубликована редакция 2" in page.text
    drafting.follow("Проверить и опубликовать")
    page = drafting.press("Опубликовать")
    assert page.status == 422
    assert 'id="over-error"' in page.html
    manager = sign_in(chain, role="manager")
    page = at(manager, chain, "draft/")
    assert page.status == 200
    assert not [form for form in page.forms if "/rules/" in form.action], "managers look and change nothing"
    at(drafting, chain, "draft/")
    page = drafting.press("Удалить черновик")
    assert "Черновик удалён." in page.text


def test_rules_that_leave_out_what_members_hold_say_so_and_ask(app: Flask, chain: OpenChain, drafting: Reader) -> None:
    """A wallet under another name is another wallet: nobody takes away balances by a slip of the pen."""
    with app.app_context():
        sold = {
            "member": member(app, chain),
            "receipt": operation_id(),
            "lines": [{"group": "procedure", "price": 3000}],
        }
        assert post_receipt(chain, Actor(), operation_id(), Purchase.model_validate(sold), now()).refused == []
    text = at(drafting, chain, "draft/document").field("document") or ""
    drafting.press("Сохранить черновик", document=text.replace("\n  bonus:", "\n  stars:"))
    page = at(drafting, chain, "draft/publish")
    assert "Кошелёк «" in page.text and "у 1 участника" in page.text
    page = drafting.press("Опубликовать")
    assert page.status == 422
    assert 'id="dropped-error"' in page.html
    assert len(fresh(app, chain).revisions) == 1
    page = drafting.press("Опубликовать", dropped="1")
    assert "Редакция 2 действует сейчас" in page.text
    at(drafting, chain, "1/again")
    page = drafting.press("Опубликовать")
    assert "Редакция 3 действует сейчас" in page.text, "nobody has any stars yet"
