"""The part of the walk past every page that only chains with certificates have: from the request to the use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from playwright.sync_api import Page

from tests.journeys.hands import press
from tests.journeys.live import House
from tests.pages.desk.counter import rich
from tests.pages.serving import SECRET
from webapp.pages.shared.visit import now
from webapp.usecases.look_at_certificate import look_at_certificate


def requested(page: Page, house: House) -> Iterator[str]:
    """At the counter: what can be had, the choice, the guest's word."""
    if not house.chain.timeline.at(house.chain.local(now())).rewards:
        return
    who = rich(house.app, house.chain, "3000")
    page.goto(f"{house.desk}members/{who}/certificates/")
    yield "orders"
    press(page.locator(".tile[href]").nth(1))
    press(page.locator("form button.primary"))
    yield "order-mistakes"
    page.locator("input[name=choice]:enabled").first.check(force=True)
    press(page.locator("form button.primary"))
    yield "order-agree"
    press(page.locator("[name=agreed]"))
    yield "orders-done"


def handled(page: Page, house: House) -> Iterator[str]:
    """In the office by the owner, who then stands at the counter: issued, booked, used."""
    if not house.chain.timeline.at(house.chain.local(now())).rewards:
        return
    page.goto(f"{house.office}rewards/")
    yield "rewards"
    page.goto(f"{house.office}rewards/edit")
    page.locator("details.reward").first.evaluate("box => { box.open = true; }")
    yield "rewards-edit"
    page.goto(f"{house.office}certificates/")
    yield "certificates"
    press(page.locator(".entry .row-link").first)
    press(page.locator("form[action$='/issue'] button"))
    certificate = page.url.rpartition("/")[2]
    page.locator("#visit-day").fill(f"{house.chain.local(now()).date() + timedelta(days=1)}")
    page.locator("#visit-time").fill("12:30")
    press(page.locator("form[action$='/booking'] button"))
    yield "certificate"
    page.goto(f"{house.desk}certificates/")
    yield "bookings"
    page.locator("#code").fill(code_of(house, certificate))
    press(page.locator("main form .primary"))
    yield "certificate-shown"
    press(page.locator("form[action$='/use'] button.big"))
    page.locator(".slip").wait_for()


def code_of(house: House, certificate: str) -> str:
    with house.app.app_context():
        found = look_at_certificate(house.chain, UUID(certificate), now(), SECRET)
    assert found is not None
    assert found.code is not None
    return found.code
