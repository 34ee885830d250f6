"""The owner makes keys for machines, which are shown once, and revokes them."""

from __future__ import annotations

from flask import Flask

from tests.pages.reader import Reader
from webapp.usecases.open_chain import OpenChain


def _status(app: Flask, token: str) -> int:
    return app.test_client().get("/api/v1/salons", headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_key_is_shown_once_used_and_revoked_r36(app: Flask, estetic: OpenChain, office: Reader) -> None:
    page = office.open(f"/{estetic.slug}/office/keys/?lang=en")
    assert "There are no keys yet." in page.text
    form = page.forms[-1]
    typed: dict[str, str | None] = {"name": "Till 3", "scope-rules": "1", "expires": "2999-12-31"}
    sent = form.sent(form.buttons[0], typed)
    page = office.send(form.action, sent)
    assert (page.status, "shown once" in page.text) == (200, True)
    token = page.html.partition('id="token" type="text" value="')[2].partition('"')[0]
    assert _status(app, token) == 200
    again = office.send(form.action, sent)
    assert (again.status, token in again.html, "was shown once" in again.text) == (422, False, True)
    page = office.open(f"/{estetic.slug}/office/keys/")
    assert token not in page.html
    assert "last used" in page.text
    office.press("Revoke : Till 3")
    assert _status(app, token) == 401


def test_a_form_that_lacks_something_says_so(estetic: OpenChain, office: Reader) -> None:
    office.open(f"/{estetic.slug}/office/keys/?lang=en")
    page = office.press("Make the key", name="", expires="2020-01-01")
    assert page.status == 422
    for said in ("Fill in this field", "Tick at least one scope", "This day is over"):
        assert said in page.text
