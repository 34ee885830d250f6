"""The owner's own switches for the chain."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from tests.pages.desk.conftest import SignIn
from tests.pages.reader import Reader
from webapp.usecases.open_chain import OpenChain


def test_an_owner_closes_joining_on_the_site_and_opens_it_again(
    app: Flask, founded_here: Callable[[str], OpenChain], sign_in: SignIn
) -> None:
    chain = founded_here("estetic")
    owner, stranger = sign_in(chain, role="owner"), Reader(app.test_client())
    owner.open(f"/{chain.slug}/office/service/?lang=ru")
    for button, status in (("Закрыть анкету", 404), ("Открыть анкету", 200)):
        page = owner.press(button)
        assert page.status == 200
        assert stranger.open(f"/{chain.slug}/join/").status == status
    log = owner.open(f"/{chain.slug}/office/audit/").text
    assert "Вступление на сайте закрыто" in log and "Вступление на сайте открыто" in log
