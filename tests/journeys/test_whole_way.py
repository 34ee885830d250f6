"""A guest's whole way on a phone, for each preset: joins on the public page, comes in by the first code, gets what the
clauses give and sees it used, refuses advertising out of an e-mail, is erased. With script and without.

The mails are real: the product sends them by SMTP, and what is in them is typed or opened.
"""

from __future__ import annotations

import email
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from itertools import product
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.certificates import code_of
from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.live import PRESETS, House, Member
from tests.journeys.looks import look
from tests.messages.mailhost import Mailhost, mailhost
from tests.pages.desk.counter import new_phone
from tests.pages.me.guests import count_nothing
from tests.pages.reader import Reader
from tests.pages.serving import SECRET
from tests.usecases.founded import OWNER, founded, hired, opened
from webapp.database import transact
from webapp.engine.document.check import dump
from webapp.engine.document.schema import InForce, ProgrammeDocument
from webapp.engine.events import Grant, Purchase
from webapp.messages.gateways import Gateways, TextFiles
from webapp.messages.letters import Words
from webapp.messages.senders import Smtp
from webapp.messages.texts import TEXTS
from webapp.pages.shared.visit import now
from webapp.store import members
from webapp.usecases.ask_code import PAUSE
from webapp.usecases.change_messages import change_event, change_message_settings
from webapp.usecases.deliver_next import Carriers, deliver_next
from webapp.usecases.grant import grant
from webapp.usecases.list_messages import list_messages
from webapp.usecases.operation import Actor
from webapp.usecases.post_receipt import post_receipt
from webapp.usecases.publish_programme import publish_programme
from webapp.usecases.reconcile_chain import reconcile_chain

TOUCH = 44
NAME = "Клара Прощальная"
NEWS = "у нас двойные бонусы до воскресенья"
SHORT = {("seven_krasok", True), ("estetic", False)}
"""What the suite walks; the long form has every crossing."""
WAYS = [
    pytest.param(preset, script, marks=() if (preset, script) in SHORT else pytest.mark.long)
    for preset, script in product(PRESETS, (True, False))
]


@dataclass
class Guest:
    """On a phone, with a mailbox; `who` is known once the chain has an account for them."""

    house: House
    page: Page
    script: bool
    host: Mailhost
    folder: Path
    who: Member
    read: int = 0

    @property
    def site(self) -> str:
        return f"{self.house.address}/{self.house.chain.slug}/"

    @property
    def email(self) -> str:
        return f"klara{self.who.phone[1:]}@example.org"

    def seen(self) -> None:
        """axe needs script, and what is drawn is the same without."""
        if self.script:
            look(self.page, TOUCH)

    def tap(self, name: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=name).first.tap()  # type: ignore[arg-type]

    def mails(self, days: int = 0) -> list[EmailMessage]:
        """What has come since the last look, once the worker has done all that is due by now, or so many days later."""
        texts = TextFiles(self.folder)
        carriers = Carriers(Smtp(self.host.url, "laurel@example.org"), Gateways(texts, texts))
        with self.house.app.app_context():
            while deliver_next(carriers, now() + timedelta(days=days), SECRET, self.house.address):
                pass
        got, self.read = self.host.got[self.read :], len(self.host.got)
        read = [email.message_from_string(one, policy=default) for one in got]
        return [one for one in read if one["To"] == self.email]


@pytest.fixture
def host() -> Iterator[Mailhost]:
    with mailhost() as host:
        yield host


def advertising(house: House, preset: str) -> House:
    """A chain of the preset whose campaign writes at each visit (7K-17, ES-2.8), at any hour, by e-mail."""
    with house.app.app_context():
        count_nothing(house.app)
        chain = founded(preset)
        owner, today = hired(chain, OWNER), chain.local(now()).date()
        document = chain.timeline.at(chain.local(now())).document
        campaign = {"news": {"on": "sale", "then": {"message": {"ru": NEWS, "en": "double bonuses until Sunday"}}}}
        tree = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        tree["rules"] |= campaign
        wanted = dump(ProgrammeDocument.model_validate(tree))
        made = publish_programme(chain, wanted, now(), owner, InForce.model_validate({"from": today}))
        assert made.revision is not None, made
        hours = chain.messages.model_copy(update={"quiet_from": 9, "quiet_until": 9})
        change_message_settings(chain, hours, now(), owner)
        for event in ("rule", "earned", "level_reached"):
            said: dict[str, Words] = {language: TEXTS[language][event] for language in TEXTS}
            change_event(chain, event, ("email",), said, now(), owner)
        return replace(house, chain=opened(chain.slug))


@pytest.mark.parametrize(("preset", "script"), WAYS)
def test_a_guest_joins_has_what_the_clauses_give_refuses_advertising_and_is_erased(
    open_page: OpenPage, houses: dict[str, House], host: Mailhost, tmp_path: Path, preset: str, script: bool
) -> None:
    """KL-4.2, 7K-17, 7K-22, ES-7.6, R63."""
    house, options = advertising(houses[preset], preset), {"is_mobile": True, "java_script_enabled": script}
    page = open_page(PHONE, **options)
    guest = Guest(house, page, script, host, tmp_path, Member("", NAME, new_phone()))
    joins(guest)
    comes_in_by_the_first_code(guest)
    FIRST[preset](guest)
    refuses_advertising_out_of_the_mail(guest, open_page(PHONE, **options))
    AFTER[preset](guest)
    is_told_no_more_than_of_the_account(guest)
    looks_at_own_data(guest)
    is_erased(guest)


def joins(guest: Guest) -> None:
    page = guest.page
    page.goto(f"{guest.site}?lang=ru")
    page.locator("main .actions .button.primary").tap()
    page.locator("#full_name").fill(NAME)
    for part, value in (("day", "20"), ("month", "5"), ("year", "1990")):
        page.locator(f"#birth_date-{part}").fill(value)
    page.locator("input[type=tel]").first.fill(guest.who.phone)
    page.locator("#email").fill(guest.email)
    for tick in ("individual", "consent", "marketing_email"):
        if page.locator(f"#{tick}").count():
            page.locator(f"#{tick}").check()
    page.locator("main form .button.primary").tap()
    page.wait_for_url("**/join/thanks")
    guest.seen()
    assert guest.mails() == []
    with guest.house.app.app_context():
        chain = guest.house.chain
        who = transact(lambda session: members.by_phone(session, chain.id, guest.who.phone), chain.id)
    guest.who = guest.who._replace(id=str(who))


def comes_in_by_the_first_code(guest: Guest) -> None:
    """7K-22: a wrong one first; a password is offered and refused."""
    page = guest.page
    page.goto(f"{guest.site}me/")
    page.locator("#who").fill(guest.email)
    page.locator("main form .primary").tap()
    expect(page.locator("#code")).to_have_attribute("autocomplete", "one-time-code")
    again = page.locator("[data-wait]").first
    if guest.script:
        expect(again).to_be_disabled()
        expect(again).to_contain_text(re.compile(rf"\b[0-9]{{1,{len(str(PAUSE.seconds))}}}\sс"))
    else:
        expect(again).to_be_enabled()
    guest.seen()
    page.locator("#code").fill("000")
    page.locator("main form .primary").tap()
    expect(page.locator("#code-error")).to_be_visible()
    (letter,) = guest.mails()
    code = re.search(r"\b[0-9]{6}\b", said(letter))
    assert code is not None
    page.locator("#code").fill(code[0])
    page.locator("main form .primary").tap()
    expect(page.locator("#new-password")).to_be_visible()
    page.locator("main a.button").tap()
    expect(page.locator("h1")).to_have_text(NAME)


def said(letter: EmailMessage) -> str:
    return str(letter.get_content())


def visits(guest: Guest, item: str, quantity: int, spend: str | None = None, days: int = 0) -> None:
    """A receipt posted at the counter, today or so many days later."""
    lines = [{"item": item, "quantity": quantity}]
    told = {"member": guest.who.id, "receipt": f"R-{uuid4().hex[:8]}", "lines": lines, "spend": spend}
    event = Purchase.model_validate({name: value for name, value in told.items() if value})
    with guest.house.app.app_context():
        done = post_receipt(guest.house.chain, Actor(), uuid4().hex, event, now() + timedelta(days=days))
    assert not done.refused, done.refused


def becomes_a_holder_of_privilege(guest: Guest) -> None:
    """7K-1, 7K-2: 17 777 roubles and a registered card."""
    visits(guest, "product", 18)
    guest.house.card(guest.who)
    gift = Grant.model_validate({"member": guest.who.id, "bonuses": "3000", "reason": "Маленькая приятность"})
    with guest.house.app.app_context():
        assert not grant(guest.house.chain, Actor(), uuid4().hex, gift, now()).refused
    guest.page.reload()
    expect(guest.page.locator(".me-balance")).to_contain_text("3")
    expect(guest.page.locator(".me-level")).to_contain_text("Привилегия")


def orders_a_certificate_and_sees_it_used(guest: Guest) -> None:
    """7K-8 to 7K-11."""
    page = guest.page
    guest.tap("Обращения", "link")
    guest.tap("Заказать сертификат", "link")
    page.get_by_role("link", name="Фут-брейк").tap()
    page.locator("label:has(input[name=choice]:enabled)").first.tap()
    guest.tap("Дальше")
    page.get_by_role("button", name="Да, списать").tap()
    expect(page.locator(".chips")).to_contain_text("Заказан")
    certificate = page.url.split("/")[-2]
    assert UUID(certificate)
    page.get_by_label("Имя нового владельца").fill("Анна")
    guest.tap("Подарить")
    expect(page.locator(".pairs")).to_contain_text("Анна")
    uses(guest.house, certificate)
    page.reload()
    expect(page.locator(".chips")).to_contain_text("Использован")
    visits(guest, "product", 1)


def uses(house: House, certificate: str) -> None:
    """Issued and booked by the manager, shown at the counter."""
    reader = manager(house)
    reader.open(f"/{house.chain.slug}/office/certificates/{certificate}")
    reader.press("Выпустить сертификат")
    day = f"{house.chain.local(now()).date() + timedelta(days=1):%Y-%m-%d}"
    reader.press("Записать", **{"salon": "khimki", "visit-day": day, "visit-time": "12:30"})
    reader.open(f"/{house.chain.slug}/desk/certificates/")
    reader.press("Найти", code=code_of(house, certificate))
    reader.press("check", salon="khimki")
    form = next(form for form in reader.page.forms if form.action.endswith("/use"))
    assert "использован" in reader.press(form.buttons[-1].text).text


def manager(house: House) -> Reader:
    """The owner at a computer, by HTTP alone."""
    reader = Reader(house.app.test_client())
    reader.open(f"/{house.chain.slug}/desk/sign-in?lang=ru")
    reader.press("Войти", email=house.owner, password=house.password)
    return reader


def gathers_bonuses(guest: Guest) -> None:
    """ES-1.5, ES-2.3, ES-2.6: the questionnaire is accepted, four courses bring 2 000."""
    expect(guest.page.locator(".chip")).to_be_visible()
    reader = manager(guest.house)
    reader.open(f"/{guest.house.chain.slug}/desk/queue/")
    reader.follow(NAME)
    reader.press("Принять анкету")
    visits(guest, "lpg_course_15", 4)
    guest.page.reload()
    expect(guest.page.locator(".me-balance")).to_have_text(re.compile("^2.000$"))


def pays_with_bonuses_and_sees_it(guest: Guest) -> None:
    """ES-3.4: half of the next bill at most."""
    visits(guest, "facial_cleansing", 1, "max")
    reads_the_last_sale(guest)
    expect(guest.page.locator(".me-line dl")).to_contain_text("−")


def earns_silver(guest: Guest) -> None:
    """KL-2.1.2."""
    visits(guest, "balayage", 12)
    guest.page.reload()
    expect(guest.page.locator("main")).to_contain_text("SILVER")


def has_the_discount_from_the_next_visit(guest: Guest) -> None:
    """KL-1, KL-2.1.1: the visit after the one that crossed the threshold is another day's."""
    visits(guest, "balayage", 1, days=1)
    reads_the_last_sale(guest)
    expect(guest.page.locator("main")).to_contain_text("скидка 5 %")


FIRST: dict[str, Callable[[Guest], None]] = {
    "seven_krasok": becomes_a_holder_of_privilege,
    "estetic": gathers_bonuses,
    "keep_looking": earns_silver,
}
AFTER: dict[str, Callable[[Guest], None]] = {
    "seven_krasok": orders_a_certificate_and_sees_it_used,
    "estetic": pays_with_bonuses_and_sees_it,
    "keep_looking": has_the_discount_from_the_next_visit,
}


def reads_the_last_sale(guest: Guest) -> None:
    guest.tap("История", "link")
    guest.page.get_by_role("link", name="Покупка").first.tap()
    expect(guest.page.get_by_text("пункт").first).to_be_visible()


def refuses_advertising_out_of_the_mail(guest: Guest, elsewhere: Page) -> None:
    """ES-7.6, RFC 8058: in one tap, on a device where nobody is signed in."""
    letter = next(one for one in guest.mails() if NEWS in said(one))
    link = re.search(r"http://\S+/refusals/\S+", said(letter))
    assert link is not None
    assert letter["List-Unsubscribe"] == f"<{link[0]}>"
    elsewhere.goto(f"{link[0]}?lang=ru")
    if guest.script:
        look(elsewhere, TOUCH)
    elsewhere.get_by_role("button", name="Отказаться").tap()
    expect(elsewhere.locator(".notice.done")).to_contain_text("рекламы больше не будет")


def is_told_no_more_than_of_the_account(guest: Guest) -> None:
    """ES-7.6: another visit brings another advertisement, which is not sent; service messages go on."""
    later = guest.mails(days=1)
    assert later
    assert NEWS not in "".join(said(one) for one in later)
    with guest.house.app.app_context():
        told = list_messages(guest.house.chain, None).messages
    assert [one.state for one in told if one.event == "rule"] == ["no_consent", "sent"]


def looks_at_own_data(guest: Guest) -> None:
    """KL-4.2: what was refused there is refused here; another channel agreed to and refused, a tap each."""
    page = guest.page
    page.goto(f"{guest.site}me/data/")
    guest.tap("Согласия", "link")
    mail, text = (page.locator(".consents .panel", has_text=words) for words in ("электронной почте", "по СМС"))
    expect(mail.last.get_by_role("heading", name="Вы отказались")).to_be_visible()
    text.get_by_role("button", name="Согласиться").tap()
    expect(text.get_by_role("heading", name="Вы согласны")).to_be_visible()
    text.get_by_role("button", name="Отказаться").tap()
    expect(text.get_by_role("heading", name="Вы отказались")).to_be_visible()
    page.goto(f"{guest.site}me/data/all")
    expect(page.get_by_text(NAME).first).to_be_visible()


def is_erased(guest: Guest) -> None:
    """R63: signed out, known no more, and the books stay in order."""
    page, house = guest.page, guest.house
    receipts = house.sheet(guest.who).receipts
    page.goto(f"{guest.site}me/data/")
    guest.tap("Стереть мои данные", "link")
    page.get_by_label("Подтверждение").fill("стереть")
    guest.tap("Стереть")
    expect(page.get_by_text("Ваши данные стёрты")).to_be_visible()
    page.goto(f"{guest.site}me/")
    count_nothing(house.app)
    page.locator("#who").fill(guest.email)
    page.locator("main form .primary").tap()
    expect(page.locator("#code")).to_be_visible()
    assert guest.mails() == []
    sheet = house.sheet(guest.who)
    assert (sheet.known.full_name, sheet.known.phone, sheet.receipts) == (None, None, receipts)
    with house.app.app_context():
        assert reconcile_chain(house.chain) == []
