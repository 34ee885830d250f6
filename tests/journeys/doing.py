"""A walk past the pages on which members act alone, in either language: what is looked at and what is photographed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from playwright.sync_api import Locator, Page

from tests.journeys.live import House
from tests.pages.desk.counter import new_phone, rich
from tests.pages.me.guests import COOKIE, guest
from webapp.database import transact
from webapp.engine.events import RenewCard
from webapp.pages.shared.visit import now, operation_id
from webapp.usecases.enter_code import admit
from webapp.usecases.handle_card import renew_card
from webapp.usecases.operation import Actor
from webapp.usecases.tokens import new_token


def someone(house: House) -> str:
    """A member who may do all that the programme offers: of 7 Krasok a holder of the registered card."""
    if not house.chain.lists.items.get("silk_road"):
        return guest(house.app, house.chain)
    today = house.chain.local(now()).date()
    who = rich(house.app, house.chain, birth=f"{today.replace(year=today.year - 36, day=min(today.day, 28))}")
    with house.app.app_context():
        renew_card(house.chain, Actor(), operation_id(), RenewCard(member=who, card=new_phone()), now())
    return who


def arrive(page: Page, house: House, who: str) -> str:
    """Signed in without the way through the door; the address of the member's own pages."""
    token = new_token()
    with house.app.app_context():
        transact(lambda session: admit(session, house.chain.id, UUID(who), token, now()), house.chain.id)
    path = f"/{house.chain.slug}/"
    page.context.add_cookies([{"name": COOKIE, "value": token, "domain": "127.0.0.1", "path": path}])
    return f"{house.address}{path}me/"


def doing(page: Page, house: House, language: str) -> Iterator[str]:
    """Goes on to the next page each time it is asked, and tells its name."""
    own = arrive(page, house, someone(house))
    page.goto(f"{own}requests/?lang={language}")
    yield "ways"
    if page.locator("a[href$='/orders/']").count():
        yield from _certificates(page, own)
    for kind in ("call_back", "claim", "benefit", "booking"):
        page.goto(f"{own}requests/new?kind={kind}")
        yield f"ask-{kind}"
    _press(page.locator("main form button.primary"))
    yield "ask-mistakes"
    page.goto(f"{own}requests/new?kind=call_back")
    page.locator("#phone").fill(new_phone())
    _press(page.locator("main form button.primary"))
    yield "call-clock"
    page.goto(f"{own}requests/")
    yield "ways-asked"
    if page.locator("a[href$='/referral/']").count():
        page.goto(f"{own}referral/")
        yield "referral"
    if page.locator("a[href$='/persons/']").count():
        page.goto(f"{own}persons/")
        yield "persons"
        _press(page.locator("main form button.primary"))
        yield "persons-link"
        page.goto(f"{own}persons/")
        yield "persons-invited"
    page.goto(f"{own}questionnaire/")
    yield "questionnaire"
    _press(page.locator("main form button.primary"))
    yield "questionnaire-form"


def _certificates(page: Page, own: str) -> Iterator[str]:
    page.goto(f"{own}orders/")
    yield "catalogue"
    page.goto(f"{own}orders/new?reward=foot_break")
    yield "order"
    _press(page.locator("main form button.primary"))
    yield "order-mistakes"
    page.locator("input[name=choice]:enabled").first.check(force=True)
    _press(page.locator("main form button.primary"))
    yield "order-agree"
    _press(page.locator("[name=agreed]"))
    yield "ordered"


def _press(button: Locator) -> None:
    """One that leads to another page, or to this one anew."""
    with button.page.expect_navigation():
        button.click()
