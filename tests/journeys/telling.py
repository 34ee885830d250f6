"""The owner's pages about what members are told and about data that are erased: what is looked at and photographed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from playwright.sync_api import Page

from tests.journeys.hands import press
from tests.journeys.live import House
from webapp.database import new_id, transact
from webapp.pages.shared.visit import now
from webapp.store import messages

WORD = {"ru": "стереть", "en": "erase"}
TOLD = (("code", "sms", "sent"), ("rule", "messenger", "no_consent"), ("certificate_booked", "email", "failed"))


def telling(page: Page, house: House, language: str) -> Iterator[str]:
    """Goes on to the next page each time it is asked, and tells its name."""
    page.context.clear_cookies(name="laurel")
    page.goto(f"{house.office}messages/?lang={language}")
    page.fill("#email", house.owner)
    page.fill("#password", house.password)
    press(page.locator("main form button"))
    yield "messages"
    yield from _event(page, house)
    yield from _settings(page, house)
    yield from _log(page, house)
    yield from _erasures(page, house, language)


def _event(page: Page, house: House) -> Iterator[str]:
    page.goto(f"{house.office}messages/events/rule")
    yield "message"
    press(page.locator("button[value=preview]"))
    yield "message-preview"
    page.fill("#text-ru", "{sum}")
    press(page.locator("button[value=save]"))
    yield "message-mistakes"


def _settings(page: Page, house: House) -> Iterator[str]:
    page.goto(f"{house.office}messages/settings")
    yield "message-settings"
    page.fill("#quiet_from", "24")
    page.fill("#price_sms", "?")
    press(page.locator("main form button.primary"))
    yield "message-settings-mistakes"


def _log(page: Page, house: House) -> Iterator[str]:
    who = UUID(house.member("Константин Константинопольский").id)
    with house.app.app_context():
        for event, way, state in TOLD:
            told = (house.chain.id, new_id(), who, event, way, state, now())
            transact(lambda session, told=told: messages.add(session, *told), house.chain.id)  # type: ignore[misc]
    page.goto(f"{house.office}messages/log")
    yield "message-log"


def _erasures(page: Page, house: House, language: str) -> Iterator[str]:
    page.goto(f"{house.office}erasures/")
    yield "erasures-before"
    page.goto(f"{house.office}erasures/{house.regular().id}")
    yield "erasure"
    press(page.locator("main form button.primary"))
    yield "erasure-mistakes"
    page.locator("#reason").select_option("written")
    page.locator("#confirmed").fill(WORD[language])
    press(page.locator("main form button.primary"))
    page.locator("main table").wait_for()
    yield "erasures"
