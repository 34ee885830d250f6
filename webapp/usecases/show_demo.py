"""Fills an empty chain with people and some history, so that whoever looks at it for the first time sees it work."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from webapp.database import transact
from webapp.engine.calendar import months_after
from webapp.engine.events import Activate, Enrol, IssueCard, OrderCertificate, Purchase, Questionnaire
from webapp.engine.money import written
from webapp.store import chains
from webapp.store.message_events import EVENTS
from webapp.store.message_settings import EventSettings
from webapp.store.message_settings import written as written_settings
from webapp.usecases.activate import activate
from webapp.usecases.enrol import enrol
from webapp.usecases.fill_questionnaire import fill_questionnaire
from webapp.usecases.handle_card import issue_card
from webapp.usecases.handle_certificate import order_certificate
from webapp.usecases.open_chain import OpenChain, OpenItem
from webapp.usecases.operation import Actor
from webapp.usecases.post_receipt import post_receipt


class Visit(NamedTuple):
    """So many days ago, for about so many roubles; `spend` asks for bonuses to pay."""

    days_ago: int
    roubles: int
    spend: str | None = None


class Guest(NamedTuple):
    name: str
    born: date
    visits: tuple[Visit, ...]
    filled: bool = True


GUESTS = (
    Guest(
        "Ольга Белова",
        date(1985, 6, 20),
        (Visit(190, 19_000), Visit(120, 8_000), Visit(40, 6_500, "max"), Visit(9, 4_000)),
    ),
    Guest("Ирина Сотова", date(1991, 9, 15), (Visit(300, 210_000), Visit(220, 60_000), Visit(60, 12_000))),
    Guest(
        "Мария Лебедева",
        date(1978, 2, 28),
        (Visit(330, 250_000), Visit(280, 380_000), Visit(90, 45_000), Visit(3, 9_000)),
    ),
    Guest("Анна Королёва", date(1996, 2, 29), (Visit(75, 5_200), Visit(31, 3_100))),
    Guest("Татьяна Ершова", date(1969, 11, 3), (Visit(200, 198_000), Visit(12, 7_500))),
    Guest("Виктор Щукин", date(1988, 4, 12), (Visit(20, 2_900),), filled=False),
    Guest("Елена Журавлёва", date(2001, 1, 10), (Visit(150, 18_500), Visit(100, 21_000), Visit(5, 3_300, "max"))),
    Guest("Наталья Ким", date(1993, 12, 31), ()),
    Guest("Tatiana Ershova", date(1969, 11, 3), (Visit(34, 6_400),)),
)
AGREES = "marketing_email"
"""The first guest has agreed to it, so that there is somebody to send advertising to."""
FIRST_PHONE = 79_120_000_100
SHOWN = f"+{FIRST_PHONE}"
"""The phone of the guest as whom a visitor of the demonstration comes in."""


def fill(chain: OpenChain, now: datetime) -> int:
    """Enrols the guests and posts their receipts at the times of their visits. Returns how many guests there are."""
    for number, guest in enumerate(GUESTS):
        _Story(chain, number, guest, now).tell()
    transact(lambda session: chains.set_messages(session, chain.id, _telling(chain)), chain.id)
    return len(GUESTS)


def _telling(chain: OpenChain) -> dict[str, Any]:
    """Everything that a chain may tell, by mail, beside what it tells already: told from now on, for what has happened
    by then is old. Phones of the demonstration may be somebody's, its mails reach nobody.
    """
    events = {name: EventSettings(ways=["email"]) for name, event in EVENTS.items() if not event.always}
    return written_settings(chain.messages.model_copy(update={"events": {**events, **chain.messages.events}}))


class _Story:
    """One guest from the first visit to the last."""

    def __init__(self, chain: OpenChain, number: int, guest: Guest, now: datetime) -> None:
        self.chain = chain
        self.guest = guest
        self.now = now
        self.name = f"demo-{number + 1}"
        self.phone = f"+{FIRST_PHONE + number}"
        self.actor = Actor(salon=chain.salons[0].code if chain.salons else None)
        self.member = ""

    def tell(self) -> None:
        visits = self.guest.visits
        joined = self.now - timedelta(days=visits[0].days_ago if visits else 1, minutes=30)
        self._join(joined)
        for number, visit in enumerate(visits, start=1):
            self._visit(visit, number)
        self._order()

    def _join(self, at: datetime) -> None:
        event = Enrol(member="new", phone=self.phone, full_name=self.guest.name)
        self.member = enrol(self.chain, self.actor, f"{self.name}-enrol", event, at).member or ""
        if not self.guest.filled or not self.member:
            return
        # A domain that belongs to nobody, so that no mail ever reaches a stranger.
        answers: dict[str, Any] = {"full_name": self.guest.name, "birth_date": self._birthday().isoformat()}
        answers["phone"] = self.phone
        answers["email"] = f"{self.name}@{self.chain.slug}.example"
        agreed = {one["name"]: True for one in self.chain.questionnaire["consents"] if one.get("required")}
        answers |= {**agreed, **({AGREES: True} if self.name == "demo-1" else {})}
        form = Questionnaire.model_validate({"member": self.member, "channel": "paper", "answers": answers})
        filled = fill_questionnaire(self.chain, self.actor, f"{self.name}-form", form, at)
        if filled.result.get("state") == "awaiting_activation":
            at += timedelta(minutes=5)
            activate(self.chain, self.actor, f"{self.name}-active", Activate(member=self.member), at)

    def _birthday(self) -> date:
        """The first guest has a birthday in three days, whenever the demonstration is shown."""
        if self.name != "demo-1":
            return self.guest.born
        return months_after(self.chain.local(self.now).date() + timedelta(days=3), -12 * 40)

    def _visit(self, visit: Visit, number: int) -> None:
        at = self.now - timedelta(days=visit.days_ago)
        receipt = f"{self.name}-{number}".upper()
        asked: dict[str, Any] = {"member": self.member, "receipt": receipt, "lines": self._lines(visit, number)}
        if visit.spend and self.chain.timeline.at(self.chain.local(at)).spending:
            asked["spend"] = visit.spend
        post_receipt(self.chain, self.actor, receipt, Purchase.model_validate(asked), at)
        if number == 1 and self.guest.filled and self.chain.timeline.at(self.chain.local(at)).cards:
            card = IssueCard(member=self.member, card=self.name.upper())
            issue_card(self.chain, self.actor, f"{self.name}-card", card, at + timedelta(minutes=10))

    def _order(self) -> None:
        """A certificate for the smallest share, where there are such and the bonuses are enough; some wait too long."""
        at = self.now - timedelta(days=int(self.name[-1]) % 5)
        programme = self.chain.timeline.at(self.chain.local(at))
        if programme.certificates is None or not self.member:
            return
        share = written(min(programme.certificates.shares))
        for reward in programme.rewards:
            told = {"member": self.member, "certificate": "new", "reward": reward, "share": share}
            event = OrderCertificate.model_validate(told)
            if not order_certificate(self.chain, self.actor, f"{self.name}-order", event, at).refused:
                return

    def _lines(self, visit: Visit, number: int) -> list[dict[str, Any]]:
        """Two different items of the catalogue that come to about the wanted sum."""
        items: list[OpenItem] = sorted(self.chain.items, key=lambda item: item.price)
        first = items[number % len(items)]
        rest = max(0, visit.roubles * 100 - first.price)
        affordable = [item for item in items if 0 < item.price <= rest]
        lines = [{"item": first.code, "quantity": 1}]
        if affordable:
            second = affordable[-1 - number % min(3, len(affordable))]
            lines.append({"item": second.code, "quantity": min(20, rest // second.price)})
        return lines
