"""A walk past the pages on which members act alone, in either language: what is looked at and what is photographed."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.journeys.guests import come_in
from tests.journeys.hands import press
from tests.journeys.live import House
from tests.pages.desk.counter import new_phone, rich
from tests.pages.me.guests import guest
from webapp.engine.events import RenewCard
from webapp.pages.shared.visit import now, operation_id
from webapp.usecases.handle_card import renew_card
from webapp.usecases.operation import Actor


def someone(house: House) -> str:
    """A member who may do all that the programme offers: of 7 Krasok a holder of the registered card."""
    if not house.chain.lists.items.get("silk_road"):
        return guest(house.app, house.chain)
    today = house.chain.local(now()).date()
    who = rich(house.app, house.chain, birth=f"{today.replace(year=today.year - 36, day=min(today.day, 28))}")
    with house.app.app_context():
        renew_card(house.chain, Actor(), operation_id(), RenewCard(member=who, card=new_phone()), now())
    return who


def doing(page: Page, house: House, language: str) -> Iterator[str]:
    """Goes on to the next page each time it is asked, and tells its name."""
    own = come_in(page, house, someone(house))
    page.goto(f"{own}requests/?lang={language}")
    yield "ways"
    if page.locator("a[href$='/orders/']").count():
        yield from _certificates(page, own)
    for kind in ("call_back", "claim", "benefit", "booking"):
        page.goto(f"{own}requests/new?kind={kind}")
        yield f"ask-{kind}"
    press(page.locator("main form button.primary"))
    yield "ask-mistakes"
    page.goto(f"{own}requests/new?kind=call_back")
    page.locator("#phone").fill(new_phone())
    press(page.locator("main form button.primary"))
    yield "call-clock"
    page.goto(f"{own}requests/")
    yield "ways-asked"
    if page.locator("a[href$='/referral/']").count():
        page.goto(f"{own}referral/")
        yield "referral"
    if page.locator("a[href$='/persons/']").count():
        page.goto(f"{own}persons/")
        yield "persons"
        press(page.locator("main form button.primary"))
        yield "persons-link"
        page.goto(f"{own}persons/")
        yield "persons-invited"
    page.goto(f"{own}questionnaire/")
    yield "questionnaire"
    press(page.locator("main form button.primary"))
    yield "questionnaire-form"


def _certificates(page: Page, own: str) -> Iterator[str]:
    page.goto(f"{own}orders/")
    yield "catalogue"
    page.goto(f"{own}orders/new?reward=foot_break")
    yield "order"
    press(page.locator("main form button.primary"))
    yield "order-mistakes"
    page.locator("input[name=choice]:enabled").first.check(force=True)
    press(page.locator("main form button.primary"))
    yield "order-agree"
    press(page.locator("[name=agreed]"))
    yield "ordered"
