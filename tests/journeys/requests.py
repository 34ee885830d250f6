"""The part of the walk past every page that is about what guests ask for: at the counter, then in the manager's queues."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.journeys.hands import press
from tests.journeys.live import House, Member


def asked(page: Page, house: House, who: Member) -> Iterator[str]:
    """At the counter: a claim with a mistake first, a call to be made."""
    page.goto(f"{house.desk}members/{who.id}/requests/")
    yield "requests-of-member"
    for kind in ("benefit", "booking"):
        page.goto(f"{house.desk}requests/new?kind={kind}&member={who.id}")
        yield f"request-{kind}"
    page.goto(f"{house.desk}requests/new?kind=claim&member={who.id}")
    press(page.locator("main form button.primary"))
    yield "request-claim-mistakes"
    page.fill("#receipt", "A-17")
    for part, typed in (("day", "20"), ("month", "11"), ("year", "2026")):
        page.fill(f"#bought-{part}", typed)
    page.fill("#words", "Не начислили бонусы за чистку лица")
    press(page.locator("main form button.primary"))
    yield "requests-of-member-with-one"
    page.goto(f"{house.desk}requests/new?kind=call_back")
    page.fill("#phone", "+7 912 345-67-89")
    page.fill("#name", "Константин Константинопольский")
    press(page.locator("main form button.primary"))
    yield "requests"


def answered(page: Page, house: House, who: Member) -> Iterator[str]:
    """In the office: the queues, one moved on in its page, which keeps the focus, a claim, a correction by hand."""
    for queue in ("calls", "questionnaires", "gifts", "claims"):
        page.goto(f"{house.office}queues/{queue}")
        yield f"queue-{queue}"
    page.locator(".waiting .row-link").first.click()
    page.wait_for_load_state()
    yield "request"
    page.goto(f"{house.office}queues/calls")
    page.locator("[name=chosen]").first.check()
    page.locator("main form button.primary").click()
    page.locator(".notice.done:focus").wait_for()
    yield "queue-moved-on"
    page.goto(f"{house.office}members/{who.id}/corrections/")
    yield "correction"
