"""What was typed outlives the session and the token that it was typed under (R50)."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.desk.counter import draft, member
from tests.pages.reader import Page, Reader
from tests.usecases.founded import PASSWORD
from webapp.usecases.open_chain import OpenChain

Found = Callable[[str], OpenChain]
SignIn = Callable[..., Reader]


@pytest.fixture
def typed(app: Flask, found: Found, sign_in: SignIn) -> tuple[Reader, OpenChain, Page]:
    """A draft in a browser of its own, with a price that was changed."""
    chain = found("estetic")
    sign_in(chain, salon="centre")
    reader = Reader(app.test_client())
    reader.open(f"/{chain.slug}/desk/sign-in?lang=ru")
    reader.press("Войти", email="desk-centre@example.org", password=PASSWORD)
    draft(reader, chain, member(app, chain), "peeling")
    return reader, chain, reader.press("Пересчитать", price__0="1234,50")


def test_a_session_that_ended_costs_a_sign_in_and_nothing_that_was_typed(typed: tuple[Reader, OpenChain, Page]) -> None:
    reader, _, _ = typed
    reader.client.delete_cookie("laurel")
    page = reader.press("Провести чек")
    assert page.status == 401
    assert "введённое сохранено" in page.text
    page = reader.press("Войти", email="desk-centre@example.org", password=PASSWORD)
    assert "Введённое сохранилось" in page.text
    page = reader.press("Продолжить")
    assert "Чек проведён" in page.text
    assert "1 234,50 ₽" in page.text


def test_a_wrong_password_does_not_lose_it_either(typed: tuple[Reader, OpenChain, Page]) -> None:
    reader, _, _ = typed
    reader.client.delete_cookie("laurel")
    reader.press("Провести чек")
    page = reader.press("Войти", email="desk-centre@example.org", password="not this one")
    assert page.status == 422
    reader.press("Войти", email="desk-centre@example.org", password=PASSWORD)
    assert "Чек проведён" in reader.press("Продолжить").text


def test_a_token_that_ended_costs_one_more_tap(typed: tuple[Reader, OpenChain, Page]) -> None:
    reader, _, _ = typed
    page = reader.press("Провести чек", csrf_token="of another day")
    assert page.status == 400
    assert "Ничего ещё не проведено" in page.text
    page = reader.press("Отправить ещё раз")
    assert "Чек проведён" in page.text


def test_htmx_is_told_to_show_the_sign_in_in_the_place_of_the_page(typed: tuple[Reader, OpenChain, Page]) -> None:
    reader, _, page = typed
    reader.client.delete_cookie("laurel")
    form = next(form for form in page.forms if form.id == "draft")
    headers = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
    answer = reader.client.post(form.action, data=dict(form.fields), headers=headers)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (401, "body")
    assert "1234,50" in answer.text


def test_what_another_site_made_the_browser_send_is_not_kept(typed: tuple[Reader, OpenChain, Page]) -> None:
    reader, _, page = typed
    reader.client.delete_cookie("laurel")
    form = next(form for form in page.forms if form.id == "draft")
    answer = reader.client.post(form.action, data=dict(form.fields), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 401
    assert "1234,50" not in answer.text


@pytest.mark.parametrize(
    "kept", ["", "[]", "null", '["/other-chain/desk/", []]', '["//evil.example", []]', '["x"', "{}"]
)
def test_what_was_not_kept_by_us_is_not_resumed(app: Flask, found: Found, sign_in: SignIn, kept: str) -> None:
    chain = found("estetic")
    sign_in(chain, salon="centre")
    reader = Reader(app.test_client())
    reader.open(f"/{chain.slug}/desk/sign-in")
    form, button = reader._button("Войти")
    signed = {"email": "desk-centre@example.org", "password": PASSWORD, "kept": kept}
    page = reader.send(button.action, form.sent(button, {**signed}))
    assert page.address == f"/{chain.slug}/desk/"


def test_a_form_whose_posting_broke_can_be_sent_again(
    typed: tuple[Reader, OpenChain, Page], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its operation id goes with it, so that it is done once even if it had been done (R15)."""
    reader, _, _ = typed

    def broken() -> None:
        raise RuntimeError("out of order")

    with monkeypatch.context() as patch:
        patch.setitem(app.view_functions, "desk.receipts.create", broken)
        page = reader.press("Провести чек")
    assert page.status == 500
    assert "out of order" not in page.text
    assert "Чек проведён" in reader.press("Отправить ещё раз").text
