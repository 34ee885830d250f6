"""Every step that a certificate can take, in a real browser and on both databases (7K-8 to 7K-11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.certificates import code_of
from tests.journeys.conftest import TABLET, OpenPage
from tests.journeys.hands import press
from tests.journeys.live import House, lived_in
from tests.journeys.test_desk import sign_in
from tests.pages.desk.counter import rich
from tests.pages.office.test_certificates import issued, read, sent
from webapp.pages.shared.visit import now


@pytest.fixture
def spa(store_url: str, tmp_path: Path) -> Iterator[House]:
    with lived_in(store_url, tmp_path, ("seven_krasok",)) as houses:
        yield houses["seven_krasok"]


def test_every_way_through_a_certificates_life(open_page: OpenPage, spa: House, tmp_path: Path) -> None:
    """Requested at the counter; issued, handed to a salon or mailed with its file, handed on, booked, refused where it
    is not taken, used once; or cancelled, or run out.
    """
    page = open_page(TABLET)
    sign_in(page, spa, spa.owner)
    who = rich(spa.app, spa.chain, "9000")
    used = requested(page, spa, who, "salon")
    issue(page, spa, used)
    press(page.get_by_role("button", name="Передан в салон"))
    expect(page.locator(".chip", has_text="Доставлен")).to_be_visible()
    book(page, spa)
    refused_elsewhere_and_used(page, spa, used)
    mailed = requested(page, spa, who, "email")
    issue(page, spa, mailed)
    handed_on(page)
    mailed_with_its_file(page, spa, mailed, tmp_path)
    cancelled(page, spa, who)
    run_out(page, spa)


def requested(page: Page, spa: House, who: str, delivery: str) -> str:
    """The id of the certificate."""
    page.goto(f"{spa.desk}members/{who}/certificates/")
    press(page.locator(".tile[href]").first)
    page.locator("input[name=choice]:enabled").first.check(force=True)
    page.locator(f"input[name=delivery][value={delivery}]").check(force=True)
    press(page.get_by_role("button", name="Дальше"))
    press(page.locator("[name=agreed]"))
    return str(page.locator(".row-link").first.get_attribute("href")).rpartition("/")[2]


def issue(page: Page, spa: House, certificate: str) -> None:
    page.goto(f"{spa.office}certificates/{certificate}")
    press(page.get_by_role("button", name="Выпустить сертификат"))
    expect(page.locator(".code")).to_have_text(code_of(spa, certificate))


def book(page: Page, spa: House) -> None:
    page.locator("select[name=salon]").select_option("khimki")
    page.locator("#visit-day").fill(f"{spa.chain.local(now()).date() + timedelta(days=1)}")
    page.locator("#visit-time").fill("12:30")
    press(page.get_by_role("button", name="Записать"))
    expect(page.locator("main")).to_contain_text("7 Красок в Химках")


def shown(page: Page, spa: House, certificate: str) -> None:
    page.goto(f"{spa.desk}certificates/")
    page.locator("#code").fill(code_of(spa, certificate))
    press(page.locator("main form .primary"))


def refused_elsewhere_and_used(page: Page, spa: House, certificate: str) -> None:
    """7K-11, R8: not in a salon of another category; in its own one once."""
    shown(page, spa, certificate)
    page.locator("#salon").select_option("arbat")
    press(page.get_by_role("button", name="Проверить для этого салона"))
    expect(page.locator("#why-not")).to_contain_text("Салоны этой категории сертификат не принимают.")
    expect(page.locator("form[action$='/use'] button.big")).to_be_disabled()
    page.locator("#salon").select_option("khimki")
    press(page.get_by_role("button", name="Проверить для этого салона"))
    press(page.locator("form[action$='/use'] button.big"))
    expect(page.locator(".slip")).to_be_visible()
    shown(page, spa, certificate)
    expect(page.locator("main")).to_contain_text("Сертификат уже использован: 7 Красок в Химках")


def handed_on(page: Page) -> None:
    page.get_by_label("Имя нового владельца").fill("Ирина Белкина")
    press(page.get_by_role("button", name="Передать", exact=True))
    expect(page.get_by_text("Ирина Белкина")).to_be_visible()


def mailed_with_its_file(page: Page, spa: House, certificate: str, folder: Path) -> None:
    """7K-9: what the worker sends, and what the browser downloads, bear the name of who it was handed to."""
    page.get_by_label("Электронная почта").fill("irina@example.org")
    press(page.get_by_role("button", name="Отправить по почте"))
    expect(page.locator(".chip", has_text="Доставлен")).to_be_visible()
    (mail,) = sent(spa.app, spa.chain, folder)
    (attached,) = mail.iter_attachments()
    assert mail["To"] == "irina@example.org"
    with page.expect_download() as awaited:
        page.get_by_role("link", name="Скачать PDF").click()
    for paper in (attached.get_content(), Path(awaited.value.path()).read_bytes()):
        told = read(paper)
        assert "Ирина Белкина" in told
        assert code_of(spa, certificate) in told


def cancelled(page: Page, spa: House, who: str) -> None:
    """The bonuses go back to the account."""
    given = page.locator("dt:text-is('Оплачено бонусами') + dd").inner_text()
    press(page.get_by_role("button", name="Отменить и вернуть бонусы"))
    expect(page.locator(".life")).to_contain_text(f"Возвращено бонусов: {given}")
    expect(page.get_by_role("button", name="Выпустить")).to_have_count(0)
    page.goto(f"{spa.desk}members/{who}/certificates/")
    expect(page.locator("main")).to_contain_text("бонусы возвращены")


def run_out(page: Page, spa: House) -> None:
    """R26: on its 37th day it opens and may be booked, on the 38th it does not."""
    good, over = (issued(spa.app, spa.chain, rich(spa.app, spa.chain, before=days), days_ago=days) for days in (37, 38))
    shown(page, spa, good)
    expect(page.get_by_role("button", name="Использовать сертификат")).to_have_count(0)
    page.goto(f"{spa.office}certificates/{good}")
    expect(page.get_by_role("button", name="Записать")).to_be_visible()
    shown(page, spa, over)
    expect(page.get_by_text("Срок вышел", exact=True)).to_be_visible()
    expect(page.locator("main form")).to_have_count(0)
    page.goto(f"{spa.office}certificates/?queue=expired")
    page.locator(f"a[href$='{over}']").click()
    expect(page.get_by_role("button", name="Записать")).to_have_count(0)
