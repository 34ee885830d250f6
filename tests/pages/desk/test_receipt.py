"""Posting a receipt as it was shown, once; its slip."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.desk.counter import bought, draft, member
from tests.pages.reader import Page, Reader
from webapp.engine.document.check import dump
from webapp.pages.shared.visit import now
from webapp.usecases.look_at_member import look_at_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.publish_programme import publish_programme

Found = Callable[[str], OpenChain]
POST = "Провести чек"


@pytest.fixture
def olga(app: Flask, estetic: OpenChain) -> str:
    return member(app, estetic)


def receipts(app: Flask, chain: OpenChain, who: str) -> list[str]:
    with app.app_context():
        sheet = look_at_member(chain, who, now())
        assert sheet is not None
        return [receipt.number for receipt in sheet.receipts]


@pytest.mark.parametrize(
    ("preset", "item", "words"),
    [
        ("estetic", "facial_cleansing", ["«Бонусы за процедуры»: 100 бонусов.", "Начислено бонусов +100"]),
        ("keep_looking", "cut_men", ["По этой позиции правила ничего не дают.", "Оплачено 5 000,00 ₽"]),
        ("seven_krasok", "silk_road", ["Шёлковый путь", "Оплачено 6 500,00 ₽"]),
        ("blank", "service", ["5 % от 1 000 ₽ — 50 бонусов", "Начислено бонусов +50"]),
    ],
)
def test_a_slip_says_what_it_gave_and_that_it_is_not_the_tills(
    app: Flask, found: Found, sign_in: Callable[..., Reader], preset: str, item: str, words: list[str]
) -> None:
    chain = found(preset)
    reader = sign_in(chain)
    draft(reader, chain, member(app, chain), item)
    page = reader.press(POST)
    assert page.status == 200
    assert "Чек проведён" in page.text
    assert "Это не кассовый чек" in page.text
    for sentence in words:
        assert sentence in page.text


def test_spent_bonuses_stand_on_the_slip(app: Flask, desk: Reader, estetic: OpenChain, olga: str) -> None:
    bought(app, estetic, olga, "lpg_course_15")
    draft(desk, estetic, olga, "procedure")
    desk.press("Пересчитать", spend="max")
    page = desk.press(POST)
    assert "Спросите гостя: списать 500 бонусов? К оплате останется 500,00 ₽." in page.text
    assert not receipts(app, estetic, olga)[1:]
    page = desk.press("Гость согласен: списать 500")
    assert "Списано бонусов −500" in page.text
    assert "Бонусами оплачено 500, остаётся 500 ₽." in page.text
    assert "Оплачено 500,00 ₽" in page.text


def test_a_double_tap_posts_once_and_shows_the_same_slip_r2(
    app: Flask, desk: Reader, estetic: OpenChain, olga: str
) -> None:
    """And so does a form that is sent again after its answer was lost (R3)."""
    page = draft(desk, estetic, olga, "peeling")
    form = next(form for form in page.forms if form.id == "draft")
    first = desk.send(f"/{estetic.slug}/desk/receipts/", form.fields)
    again = desk.send(f"/{estetic.slug}/desk/receipts/", form.fields)
    assert first.status == again.status == 200
    assert first.address == again.address
    assert len(receipts(app, estetic, olga)) == 1


def test_the_same_form_with_another_body_is_refused_r4(app: Flask, desk: Reader, estetic: OpenChain, olga: str) -> None:
    page = draft(desk, estetic, olga, "peeling")
    operation = page.field("operation")
    desk.press(POST)
    draft(desk, estetic, olga, "facial_cleansing")
    page = desk.press(POST, operation=operation)
    assert page.status == 422
    assert "уже была отправлена" in page.text
    assert "Чистка лица" in page.text
    assert len(receipts(app, estetic, olga)) == 1


def test_figures_that_changed_meanwhile_are_shown_and_asked_again_r13(
    app: Flask, desk: Reader, estetic: OpenChain, olga: str
) -> None:
    bought(app, estetic, olga, "procedure")
    draft(desk, estetic, olga, "procedure")
    desk.press("Пересчитать", spend="max")
    bought(app, estetic, olga, "lpg_course_5")
    page = desk.press(POST)
    assert page.status == 409
    assert "Цифры стали другими" in page.text
    assert "Максимум 400" in page.text
    assert "К оплате 600,00 ₽" in page.text
    assert len(receipts(app, estetic, olga)) == 2
    desk.press(POST)
    page = desk.press("Гость согласен: списать 400")
    assert "Чек проведён" in page.text
    assert "Списано бонусов −400" in page.text


def test_rules_that_were_published_meanwhile_are_shown_and_asked_again_r13(
    app: Flask, founded_here: Found, sign_in: Callable[..., Reader]
) -> None:
    """R13: also where the figures come out the same, for the guest was told of other rules."""
    chain = founded_here("blank")
    reader, who = sign_in(chain), member(app, chain)
    reader.open(f"/{chain.slug}/desk/?lang=ru")
    draft(reader, chain, who, "service")
    with app.app_context():
        document = dump(chain.timeline.at(now().replace(tzinfo=None)).document)
        assert publish_programme(chain, document, now()).revision
    page = reader.press(POST)
    assert (page.status, receipts(app, chain, who)) == (409, [])
    assert "Цифры стали другими" in page.text
    assert "Чек проведён" in reader.press(POST).text


def test_a_number_that_is_taken_is_told_at_its_field_r6(
    app: Flask, desk: Reader, estetic: OpenChain, olga: str
) -> None:
    taken = bought(app, estetic, olga, "procedure")
    draft(desk, estetic, olga, "peeling")
    page = desk.press(POST, number=f"  {taken} ")
    assert page.status == 422
    assert "чек с таким номером уже проведён" in page.text.casefold()
    assert 'id="number-error"' in page.html
    assert page.field("number") == taken
    assert desk.press(POST, number=f"{taken}-2").status == 200


def test_a_manager_posts_it_under_another_number_with_a_reason_r6(
    app: Flask, desk: Reader, estetic: OpenChain, olga: str, sign_in: Callable[..., Reader]
) -> None:
    """R6: the desk is told to ask for one; what was sent twice is posted once, and the log tells why."""
    taken, do = bought(app, estetic, olga, "procedure"), "Провести под другим номером"
    draft(desk, estetic, olga, "peeling")
    page = desk.press(POST, number=taken)
    assert "его проводит управляющий" in page.text
    assert do not in page.text
    form = next(form for form in page.forms if form.id == "draft")
    said = [*form.fields, ("again", "1"), ("why-again", "я сама")]
    assert desk.send(f"/{estetic.slug}/desk/receipts/", said).status == 422
    manager = sign_in(estetic, role="manager")
    manager.open(f"/{estetic.slug}/desk/?lang=ru")
    draft(manager, estetic, olga, "peeling")
    page = manager.press(POST, number=taken)
    assert "Открыть чек, который уже проведён под этим номером" in page.links
    assert manager.press(do).status == 422
    form = next(form for form in manager.page.forms if form.id == "draft")
    said = [(name, value) for name, value in form.fields if name != "why-again"]
    said += [("again", "1"), ("why-again", "Касса обнулилась")]
    first, again = (manager.send(f"/{estetic.slug}/desk/receipts/", said) for _ in range(2))
    assert first.status == 200
    assert first.address == again.address
    numbers = receipts(app, estetic, olga)
    assert len(numbers) == 2
    assert all(number.startswith(taken) for number in numbers)
    log = manager.open(f"/{estetic.slug}/office/audit/").text
    assert "Чек с занятым номером проведён под другим" in log
    assert "Касса обнулилась" in log


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"number": ""}, "number", "Напишите номер чека"),
        ({"price__0": "x"}, "price-0", "Напишите сумму цифрами"),
        ({"spend": "amount", "spend__amount": ""}, "spend-amount", "Заполните это поле"),
        ({"pay": "split", "part__cash": "100"}, "pay", "а к оплате 2 800,00 ₽"),
        ({"pay": "split", "part__cash": "сто"}, "part-cash", "Напишите сумму цифрами"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_posted(
    app: Flask, desk: Reader, estetic: OpenChain, olga: str, typed: dict[str, str], field: str, words: str
) -> None:
    draft(desk, estetic, olga, "peeling")
    page = desk.press(POST, **typed)
    assert page.status == 422
    assert words in page.text
    assert f'href="#{field}"' in page.html
    assert field in page.ids
    for name, value in typed.items():
        assert page.field(name.replace("__", "-")) == value
    assert not receipts(app, estetic, olga)


def test_a_receipt_without_lines_cannot_be_posted(desk: Reader, estetic: OpenChain, olga: str) -> None:
    page = draft(desk, estetic, olga)
    form = next(form for form in page.forms if form.id == "draft")
    assert next(button for button in form.buttons if button.text == POST).disabled
    assert desk.send(f"/{estetic.slug}/desk/receipts/", form.fields).status == 422


def test_split_tenders_are_posted(desk: Reader, estetic: OpenChain, olga: str) -> None:
    draft(desk, estetic, olga, "peeling")
    page = desk.press(POST, pay="split", part__cash="800", part__bank_card="2 000,00")
    assert "Наличные 800,00 ₽" in page.text
    assert "Карта 2 000,00 ₽" in page.text


def test_one_of_a_salon_sells_there_whatever_the_form_says(
    app: Flask, found: Found, sign_in: Callable[..., Reader]
) -> None:
    chain = found("estetic")
    reader, who = sign_in(chain, salon="south"), member(app, chain)
    page = draft(reader, chain, who, "peeling")
    assert (page.field("number") or "").startswith("SOUTH-")
    assert "Эстетик на юге" in reader.press(POST, salon="centre").text


def test_an_owner_chooses_the_salon(app: Flask, found: Found, sign_in: Callable[..., Reader]) -> None:
    chain = found("estetic")
    reader = sign_in(chain, role="owner")
    draft(reader, chain, member(app, chain), "peeling")
    assert "Эстетик на юге" in reader.press(POST, salon="south").text


def test_nobody_of_another_chain_sees_the_slip_r32(
    app: Flask, desk: Reader, estetic: OpenChain, olga: str, found: Found, sign_in: Callable[..., Reader]
) -> None:
    draft(desk, estetic, olga, "peeling")
    slip: Page = desk.press(POST)
    other = found("blank")
    stranger = sign_in(other)
    foreign = slip.address.replace(estetic.slug, other.slug)
    assert stranger.client.get(foreign).status_code == 404
    assert stranger.client.get(slip.address).status_code == 303
