"""A walk past every page, in either language: what is looked at and what is photographed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from playwright.sync_api import Page

from tests.journeys import certificates, guests, requests
from tests.journeys.hands import press
from tests.journeys.live import House, Member

TILES = {
    "estetic": ("facial_cleansing", "rf_lifting"),
    "keep_looking": ("cut_men", "balayage"),
    "seven_krasok": ("silk_road", "thai_berry"),
    "blank": ("service",),
}


def walk(page: Page, house: House, preset: str, language: str) -> Iterator[str]:
    """Goes on to the next page each time it is asked, and tells its name."""
    who = house.regular()
    page.goto(f"{house.address}/?lang={language}")
    yield "platform"
    yield from _sign_up(page, house)
    page.goto(f"{house.address}/{house.chain.slug}/")
    yield "public"
    page.goto(f"{house.address}/{house.chain.slug}/no-such-page")
    yield "not-found"
    yield from _desk(page, house)
    yield from _member(page, house, who)
    yield from _receipt(page, house, preset, who)
    yield from _return(page)
    yield from certificates.requested(page, house)
    yield from requests.asked(page, house, who)
    yield from _office(page, house)
    yield from requests.answered(page, house, who)
    yield from certificates.handled(page, house)
    yield from guests.pages(page, house, who)


def _sign_up(page: Page, house: House) -> Iterator[str]:
    page.goto(f"{house.address}/sign-up/")
    yield "sign-up"
    press(page.locator("main form .button.primary").last)
    yield "sign-up-mistakes"


def _desk(page: Page, house: House) -> Iterator[str]:
    page.goto(house.desk)
    yield "sign-in"
    press(page.locator("main form button"))
    yield "sign-in-mistakes"
    page.locator("#email").fill(house.email)
    page.locator("#password").fill(house.password)
    press(page.locator("main form button"))
    yield "home"


def _member(page: Page, house: House, who: Member) -> Iterator[str]:
    page.locator("#search").fill(who.phone[-4:])
    page.locator(".found").wait_for()
    yield "found"
    page.locator("#search").fill("+7 912 777-66-55")
    page.locator("#full_name").wait_for()
    yield "stranger"
    page.goto(f"{house.desk}members/{who.id}")
    yield "member"
    page.goto(f"{house.desk}members/{who.id}/statement")
    yield "statement"
    page.goto(f"{house.desk}members/{who.id}/questionnaire/")
    yield "questionnaire"
    page.locator("#full_name").fill("")
    press(page.locator("main form button").last)
    yield "questionnaire-mistakes"
    yield from _review(page, house, who)
    yield from _cards(page, house, who)


def _review(page: Page, house: House, who: Member) -> Iterator[str]:
    page.goto(f"{house.desk}members/{who.id}/questionnaire/")
    page.locator("#full_name").fill("Ольга Белова-Новая")
    for tick in page.locator("main [type=checkbox]").all()[:2]:
        tick.check()
    page.locator("main form button").last.click()
    page.locator(".review").wait_for()
    yield "review"
    page.goto(f"{house.desk}queue/")
    yield "queue"
    page.goto(f"{house.desk}members/{who.id}/mismatch/")
    yield "mismatch"
    page.goto(f"{house.desk}members/{who.id}")
    page.locator("button[value=link]").click()
    page.locator(".code").wait_for()
    yield "link"
    address = page.locator("#address").input_value()
    page.goto(address)
    yield "electronic-questionnaire"
    page.locator("main form button").click()
    page.locator(".notice.wrong").wait_for()
    yield "electronic-questionnaire-mistakes"
    page.goto(f"{house.address}/{house.chain.slug}/questionnaire/thanks")
    yield "electronic-questionnaire-thanks"


def _cards(page: Page, house: House, who: Member) -> Iterator[str]:
    page.goto(f"{house.desk}members/{who.id}/cards/")
    yield "cards"
    if not page.locator("a[href$='/block']").count():
        return
    page.locator("a[href$='/block']").first.click()
    page.wait_for_load_state()
    yield "card-block"
    page.goto(f"{house.desk}members/{who.id}/cards/further")
    yield "card-further"
    page.goto(f"{house.desk}members/{who.id}/cards/")
    page.locator("main section .actions a").first.click()
    page.locator(".plastic").wait_for()
    yield "card"


def _receipt(page: Page, house: House, preset: str, who: Member) -> Iterator[str]:
    page.goto(f"{house.desk}receipts/new/?member={who.id}")
    yield "draft-empty"
    for place, code in enumerate(TILES[preset]):
        page.locator(f"#add-{code}").click()
        page.locator(f"#line-{place}").wait_for()
    yield "draft"
    if page.locator("#spend-by-max:enabled").count():
        page.locator("#spend-by-max").check()
        page.get_by_text("−", exact=False).first.wait_for()
    page.locator("#pay-split").check()
    page.locator("#part-cash").fill("1000")
    page.wait_for_load_state("networkidle")
    yield "draft-split"
    page.locator("#number").fill("")
    page.locator("#post").click()
    page.locator("#draft .notice.wrong").wait_for()
    yield "draft-mistakes"
    page.locator("#pay-bank_card").check()
    page.locator("#number").fill(f"WALK-{uuid4().hex[:8]}")
    page.wait_for_load_state("networkidle")
    page.locator("#post").click()
    page.locator(".slip, #confirm").first.wait_for()
    if page.locator("#confirm").count():
        yield "draft-confirm"
        page.locator("#confirm").click()
    page.locator(".slip").wait_for()
    yield "slip"
    slip = page.url
    page.goto(f"{house.desk}today/")
    yield "today"
    page.goto(f"{slip}/move/")
    yield "move"
    page.goto(slip)


def _return(page: Page) -> Iterator[str]:
    page.locator(".slip-actions a[href$='/return/']").click()
    page.locator("#units-1").fill("1")
    page.locator("#reason-1").check()
    yield "return"
    page.locator("main form .primary").click()
    page.locator(".payable").wait_for()
    yield "return-confirm"
    page.locator("main form .primary").click()
    page.locator(".slip").wait_for()
    yield "slip-returned"


def _office(page: Page, house: House) -> Iterator[str]:
    page.context.clear_cookies(name="laurel")
    page.goto(f"{house.office}audit/")
    page.fill("#email", house.owner)
    page.fill("#password", house.password)
    page.locator("main form button").click()
    page.locator(".log-entry").first.wait_for()
    yield "audit"
    page.fill("#since", "2001-01-01")
    page.fill("#until", "2000-01-01")
    page.locator("#search .primary").click()
    page.locator("#log [role=alert]").wait_for()
    yield "audit-mistakes"
    page.fill("#until", "2001-01-01")
    page.locator("#search .primary").click()
    page.locator("#log .empty").wait_for()
    yield "audit-empty"
    yield from _people(page, house)
    yield from _duplicates(page, house)


def _duplicates(page: Page, house: House) -> Iterator[str]:
    for name in ("Юлия Цой", "Julia Tsoy"):
        house.member(name)
    page.goto(f"{house.office}duplicates/")
    yield "duplicates"
    page.goto(f"{house.office}duplicates/choosing?first={house.member('Юлия Цой').id}")
    page.locator("#search").fill("Tsoy")
    press(page.locator("main form .primary"))
    yield "duplicates-choose"
    page.goto(f"{house.office}duplicates/")
    press(page.locator(".entry a.primary").first)
    yield "duplicate"


def _people(page: Page, house: House) -> Iterator[str]:
    page.goto(f"{house.office}staff/")
    yield "staff"
    page.locator(".entry .row-link").first.click()
    page.locator("#dismissal").wait_for()
    yield "person"
    page.goto(f"{house.office}staff/")
    page.locator("input[name=role][value=analyst]").check()
    page.locator("main form.panel .primary").click()
    page.locator("#address").wait_for()
    yield "link"
    page.goto(f"{house.office}tablets/")
    page.locator("main form.panel .primary").click()
    page.locator("[role=alert]:not([hidden])").first.wait_for()
    yield "tablets-mistakes"
    page.goto(f"{house.office}keys/")
    yield "keys"
    page.goto(f"{house.office}service/")
    yield "service"
    page.goto(f"{house.office}dashboard/")
    yield "dashboard"
    page.goto(f"{house.office}dashboard/?since=2001-02&until=2001-01")
    yield "dashboard-mistakes"
    page.goto(f"{house.desk}profile/")
    yield "profile"
