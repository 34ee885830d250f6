"""Who may see what: the table has every address, and the way through the sign-in leads back (R47, R53)."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.desk.counter import member
from tests.pages.reader import Reader
from webapp.pages.shared.access import ACCESS, ANYONE, APART, MEMBER, OPERATOR, STAFF
from webapp.usecases.open_chain import OpenChain

Found = Callable[[str], OpenChain]
SignIn = Callable[..., Reader]


def test_every_address_is_in_the_table_and_nothing_else(app: Flask) -> None:
    """The API has a table of its own (tests/api/test_access.py)."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {name for name in endpoints if not name.startswith(APART)} == set(ACCESS)


def test_the_table_knows_the_roles_alone() -> None:
    assert all(roles in (ANYONE, OPERATOR, MEMBER) or roles <= STAFF for roles in ACCESS.values())


def test_an_address_that_is_not_in_the_table_is_no_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ACCESS, "platform.home.show")
    assert app.test_client().get("/").status_code == 404


def test_after_the_sign_in_the_wanted_page_is_shown(app: Flask, found: Found, sign_in: SignIn) -> None:
    chain = found("estetic")
    sign_in(chain, salon="centre")
    reader = Reader(app.test_client())
    wanted = f"/{chain.slug}/desk/members/{member(app, chain)}"
    reader.open(wanted)
    page = reader.press("Войти", email="desk-centre@example.org", password="correct horse battery")
    assert page.address == wanted


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/{slug}/../../evil",
        "javascript:alert(1)",
        "/{slug}\n/desk/",
        "/another-chain/desk/",
        " https://evil.example",
    ],
)
def test_the_way_back_leads_nowhere_else_r53(app: Flask, found: Found, sign_in: SignIn, address: str) -> None:
    chain = found("estetic")
    sign_in(chain, salon="centre")
    reader = Reader(app.test_client())
    reader.open(f"/{chain.slug}/desk/sign-in")
    typed = {"email": "desk-centre@example.org", "password": "correct horse battery"}
    form, button = reader._button("Войти")
    data = form.sent(button, {**typed, "next": address.format(slug=chain.slug)})
    assert reader.send(button.action, data).address == f"/{chain.slug}/desk/"
