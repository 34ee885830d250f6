"""Members on their phones, come in without the way through the door, which has tests of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from playwright.sync_api import Page

from tests.journeys.live import House, Member
from tests.pages.me.guests import COOKIE
from webapp.database import transact
from webapp.pages.shared.visit import now
from webapp.usecases.enter_code import admit
from webapp.usecases.tokens import new_token

SALE = re.compile("Покупка|Purchase")


def come_in(page: Page, house: House, who: str) -> str:
    """The address of the member's own pages; `who` is the member's id."""
    token = new_token()
    with house.app.app_context():
        transact(lambda session: admit(session, house.chain.id, UUID(who), token, now()), house.chain.id)
    home = f"{house.address}/{house.chain.slug}/me/"
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": f"{house.address}/{house.chain.slug}/"}])
    return home


def pages(page: Page, house: House, who: Member) -> Iterator[str]:
    """The member's own, one after the other, for whoever looks at them."""
    home = come_in(page, house, who.id)
    page.goto(home)
    yield "me-home"
    page.goto(f"{home}card")
    yield "me-card"
    page.goto(f"{home}history/")
    yield "me-history"
    # What moved bonuses or took something off is read with its clause.
    page.locator("main .me-history li:has(.row-link)").last.locator("a").click()
    page.wait_for_load_state()
    yield "me-first-operation"
    page.goto(f"{home}history/")
    page.get_by_role("link", name=SALE).first.click()
    page.wait_for_load_state()
    yield "me-sale"
    page.goto(f"{home}certificates/")
    yield "me-certificates"
    if page.locator("main h2 a").count():
        page.locator("main h2 a").first.click()
        page.wait_for_load_state()
        yield "me-certificate"
    page.goto(f"{home}offers/")
    yield "me-offers"
    page.goto(f"{home}offline")
    yield "me-offline"


OWN = {
    "me-profile": "profile/",
    "me-password": "password/",
    "me-phone": "phone/",
    "me-consents": "consents/",
    "me-data": "data/",
    "me-data-all": "data/all",
    "me-closing": "data/closing",
    "me-erasure": "data/erasure",
}
"""What is the member's own to say and to see."""
DOORS = {
    "me-sign-in": "me/sign-in",
    "me-sign-in-first": "me/codes/first",
    "me-sign-in-password": "me/sign-in/password",
    "me-forgotten": "me/forgotten-password",
    "me-goodbye": "me/data/erased",
    "public-rules": "rules/",
    "public-revision": "rules/1/",
    "public-salons": "salons/",
    "public-call": "call/",
    "public-call-thanks": "call/thanks",
    "public-join": "join/",
    "public-join-thanks": "join/thanks",
}
"""What a stranger sees of the chain."""


def doors(page: Page, house: House, language: str) -> Iterator[str]:
    yield from _places(page, f"{house.address}/{house.chain.slug}/", DOORS, language)


def own(page: Page, house: House, language: str) -> Iterator[str]:
    yield from _places(page, come_in(page, house, house.member().id), OWN, language)


def _places(page: Page, home: str, places: dict[str, str], language: str) -> Iterator[str]:
    for name, address in places.items():
        answer = page.goto(f"{home}{address}?lang={language}")
        assert answer and answer.ok, name
        yield name
