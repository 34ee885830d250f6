"""Messages to members: what a posting and the calendar bring about, by which channel, when, and what keeps one back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from tests.ledger.test_statements import counted
from tests.usecases.till import Till, till
from webapp.database import new_id, transact
from webapp.messages.gateways import Gateways, Text
from webapp.messages.outbox import own_key
from webapp.messages.senders import Letter, Undelivered
from webapp.store import chains
from webapp.store.message_settings import MessageSettings, written
from webapp.store.tables import Job, Member, Message, Tenant
from webapp.usecases import ask_code as asked
from webapp.usecases.ask_code import Asking, Channel, Wanted, ask_code
from webapp.usecases.change_consent import change_consent, refuse_advertising
from webapp.usecases.change_phone import ask_to_change_phone
from webapp.usecases.choose_way import choose_way, look_at_ways
from webapp.usecases.deliver_next import PAUSES, Carriers, deliver_next
from webapp.usecases.hold_jobs import hold_jobs
from webapp.usecases.refusal import Refusal
from webapp.usecases.settle_accounts import settle_accounts
from webapp.usecases.tell_by_calendar import tell_by_calendar
from webapp.usecases.way_out import read_way_out

pytestmark = pytest.mark.usefixtures("shared_store")
SECRET, SITE = "s" * 40, "https://laurel.example.org"
RULES = """
wallets: {bonus: {worth: 1, expires: {after: 40 days}}}
rules:
  bonus: {on: sale, then: {earn: 10%, message: {ru: "Приходите к нам ещё", en: Come again}}}
"""
RULES_PLAIN = """
wallets: {bonus: {worth: 1, expires: {after: 40 days}}}
rules: {bonus: {on: sale, then: {earn: 10%}}}
"""


@dataclass
class Post:
    """Carries mails and texts, and keeps them; `down` makes it fail."""

    letters: list[Letter] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    down: bool = False

    def send(self, sent: Any) -> None:
        if self.down:
            raise Undelivered("down")
        (self.letters if isinstance(sent, Letter) else self.texts).append(sent)

    def works(self, now: datetime) -> list[str]:
        """Until nothing is due."""
        done = []
        while (became := deliver_next(Carriers(self, Gateways(self, self)), now, SECRET, SITE)) is not None:
            done.append(str(became))
        return done


@pytest.fixture
def post() -> Iterator[Post]:
    transact(lambda session: session.query(Job).delete(), None)
    yield Post()


def telling(events: dict[str, Any], rules: str | None = RULES_PLAIN, preset: str = "blank", **settings: Any) -> Till:
    """A chain that tells these events, each by the named channels."""
    desk = till(preset, rules)
    told = {name: {"ways": list(ways)} for name, ways in events.items()}
    kept = MessageSettings.model_validate({"events": told, **settings}).model_dump(mode="json", exclude_none=True)
    change = update(Tenant).where(Tenant.id == desk.chain.id).values(messages=kept, lists=Tenant.lists + 1)
    transact(lambda session: session.execute(change), desk.chain.id)
    return desk


def guest(desk: Till, email: str | None = None) -> str:
    member = desk.active()
    if email is not None:
        change = update(Member).where(Member.tenant_id == desk.chain.id, Member.id == UUID(member))
        transact(lambda session: session.execute(change.values(email=email)), desk.chain.id)
    return member


def phone_of(desk: Till, member: str) -> str:
    here = select(Member.phone).where(Member.tenant_id == desk.chain.id, Member.id == UUID(member))
    return str(transact(lambda session: session.scalar(here), desk.chain.id))


def agrees(desk: Till, member: str, channel: str) -> None:
    assert change_consent(desk.chain, UUID(member), f"marketing_{channel}", True, "cabinet", desk.now) is None


def states(desk: Till) -> list[tuple[str, str, str]]:
    query = select(Message.event, Message.channel, Message.state).where(Message.tenant_id == desk.chain.id)
    return sorted(tuple(row) for row in transact(lambda session: session.execute(query).all(), desk.chain.id))  # type: ignore[misc]


def test_what_a_purchase_brings_is_told_by_the_first_channel_that_reaches_the_guest(post: Post) -> None:
    desk = telling({"earned": ["email", "sms"]}, order=["email", "sms", "messenger"])
    one, other = guest(desk, "anna@example.org"), guest(desk)
    desk.purchase(one)()
    desk.purchase(other)()
    assert post.works(desk.now).count("sent") == 2
    assert post.letters[0].to == "anna@example.org"
    assert "начислено бонусов: 100" in post.letters[0].text
    assert not post.letters[0].way_out
    assert "начислено бонусов: 100" in post.texts[0].text
    assert states(desk) == [("earned", "email", "sent"), ("earned", "sms", "sent")]


def test_a_repeat_and_a_second_look_of_the_worker_tell_nothing_twice_r17(post: Post) -> None:
    desk = telling({"earned": ["sms"]})
    sold = desk.purchase(guest(desk))
    sold()
    sold()
    assert post.works(desk.now) == ["told", "sent"]
    waits = update(Job).values(done_at=None, payload={"key": sold.key, "at": desk.now.isoformat(), "news": []})
    transact(lambda session: session.execute(waits.where(Job.kind == "member_news")), None)
    assert post.works(desk.now) == ["told"]
    assert len(post.texts) == 1


def test_a_posting_costs_one_statement_more_and_none_where_nothing_is_told(post: Post) -> None:
    silent, telling_ = telling({}), telling({"earned": ["sms"], "spent": ["sms"]})
    costs = []
    for desk in (silent, telling_):
        member = guest(desk)
        desk.purchase(member)()
        call = desk.purchase(member)
        with counted() as said:
            call()
        costs.append(len(said))
    assert costs[1] == costs[0] + 1


def test_a_gateway_that_is_down_is_tried_again_under_the_same_id_r18(post: Post) -> None:
    desk = telling({"earned": ["sms"]})
    desk.purchase(guest(desk))()
    post.down = True
    assert post.works(desk.now) == ["told", "put off"]
    post.down = False
    assert post.works(desk.now + PAUSES[0]) == ["sent"]
    assert states(desk) == [("earned", "sms", "sent")]


def test_advertising_goes_to_who_agreed_to_that_channel_and_shows_the_way_out_7k_17_es_7_6(post: Post) -> None:
    desk = telling({"rule": ["email", "sms"]}, RULES)
    willing, silent = guest(desk, "anna@example.org"), guest(desk, "vera@example.org")
    agrees(desk, willing, "email")
    for member in (willing, silent):
        desk.purchase(member)()
    assert post.works(desk.now).count("sent") == 1
    letter = post.letters[0]
    assert letter.to == "anna@example.org"
    assert "Приходите к нам ещё" in letter.text
    assert letter.way_out in letter.text and letter.way_out.startswith(f"{SITE}/{desk.slug}/refusals/")
    way = read_way_out(SECRET, desk.chain, letter.way_out.rpartition("/")[2])
    assert way is not None and (str(way.member), way.channel) == (willing, "email")
    assert read_way_out("t" * 40, desk.chain, letter.way_out.rpartition("/")[2]) is None
    assert states(desk) == [("rule", "email", "no_consent"), ("rule", "email", "sent")]


def test_who_refuses_while_a_message_waits_gets_none_of_it_r65(post: Post) -> None:
    desk = telling({"rule": ["sms"], "earned": ["sms"]}, RULES)
    member = guest(desk)
    agrees(desk, member, "sms")
    desk.purchase(member)()
    post.down = True
    post.works(desk.now)
    post.down = False
    assert refuse_advertising(desk.chain, UUID(member), "sms", "message", desk.now) is None
    post.works(desk.now + PAUSES[0])
    assert [("начислено" in text.text) for text in post.texts] == [True]
    assert states(desk) == [("earned", "sms", "sent"), ("rule", "sms", "no_consent")]


def test_at_night_only_who_did_something_themself_is_answered(post: Post) -> None:
    desk = telling({"earned": ["sms"], "level_due": ["sms"], "rule": ["sms"]}, RULES)
    member = guest(desk)
    agrees(desk, member, "sms")
    desk.now = desk.now.replace(hour=19, minute=30)
    desk.purchase(member)()
    assert sorted(post.works(desk.now)) == ["held", "sent", "told"]
    morning = desk.now.replace(hour=6, minute=0) + timedelta(days=1)
    assert post.works(morning - timedelta(seconds=1)) == []
    assert post.works(morning) == ["sent"]


@pytest.mark.parametrize(
    ("settings", "reached"),
    [
        ({"most_for_member": 2}, 2),
        ({"most_for_address": 1}, 1),
        ({"most_a_day": 2}, 2),
        ({"price": {"sms": "3.50"}, "money_a_day": "7"}, 2),
    ],
    ids=["member", "address", "day", "money"],
)
def test_a_days_share_is_not_exceeded_and_the_rest_goes_tomorrow(
    post: Post, settings: dict[str, Any], reached: int
) -> None:
    desk = telling({"earned": ["sms"]}, **settings)
    member = guest(desk)
    for _ in range(reached + 1):
        desk.purchase(member)()
    assert post.works(desk.now).count("sent") == reached
    assert post.works(desk.now + timedelta(hours=1)) == []
    assert post.works(desk.now + timedelta(days=1)) == ["sent"]
    assert {state for _, _, state in states(desk)} == {"sent"}


def test_a_member_is_told_by_the_channel_that_they_wish_where_it_reaches_them(post: Post) -> None:
    desk = telling(
        {"earned": ["email", "sms"], "spent": ["sms"], "rule": ["messenger"]}, order=["email", "sms", "messenger"]
    )
    one, other = (UUID(guest(desk, email)) for email in ("anna@example.org", None))
    assert look_at_ways(desk.chain, one) == (("email", "sms"), None)
    assert look_at_ways(desk.chain, other) == (("sms",), None)
    assert [choose_way(desk.chain, one, way) for way in ("messenger", "sms")] == [False, True]
    assert look_at_ways(desk.chain, one).chosen == "sms"
    desk.purchase(str(one))()
    post.works(desk.now)
    assert (len(post.letters), len(post.texts)) == (0, 1)
    assert choose_way(desk.chain, one, None)
    desk.purchase(str(one))()
    post.works(desk.now)
    assert (len(post.letters), len(post.texts)) == (1, 1)


def asks(desk: Till, phone: str, way: Channel = "sms") -> UUID | Refusal:
    asking = Asking("192.0.2.1", str(new_id()), SECRET, lambda code: asked.Letter(code, code, code))
    return ask_code(desk.chain, Wanted("phone", phone, way), asking, desk.now)


def test_codes_and_messages_share_the_days_money_r44(post: Post) -> None:
    """R44: money a day. What nobody gets costs nothing; a way that costs nothing stays open."""
    desk = telling({"earned": ["sms"]}, price={"sms": "3.50"}, money_a_day="11")
    phones = [phone_of(desk, guest(desk)) for _ in range(3)]
    asked_so = [asks(desk, phone) for phone in ("+79990000000", *phones[:2])]
    assert all(isinstance(one, UUID) for one in asked_so)
    desk.purchase(guest(desk))()
    desk.purchase(guest(desk))()
    assert post.works(desk.now).count("sent") == 3, "two codes and one of two messages"
    assert asks(desk, phones[2]) == Refusal("codes_too_dear") == asks(desk, "+79990000001")
    assert isinstance(asks(desk, phones[2], "email"), UUID)


def test_a_change_of_phone_is_two_messages_to_two_phones_r44(post: Post) -> None:
    desk = telling({}, price={"sms": 1}, money_a_day="11")
    member = guest(desk)
    letters = [Asking("192.0.2.1", str(new_id()), SECRET, lambda code: asked.Letter(code, code, code)) for _ in "12"]

    def changes(number: str, letter: Asking) -> UUID | Refusal:
        return ask_to_change_phone(desk.chain, UUID(member), number, "sms", letter, desk.now)

    for number in range(4):
        assert isinstance(changes(f"+7999000001{number}", letters[0]._replace(key=str(new_id()))), UUID)
    assert isinstance(asks(desk, phone_of(desk, member)), UUID), "the fifth to that phone within the hour"
    assert changes("+79990000020", letters[1]) == Refusal("codes_too_many")
    assert post.works(desk.now).count("sent") == 9


def test_a_name_never_becomes_a_link_in_a_message(post: Post) -> None:
    desk = telling({"earned": ["sms"]})
    said = {"ways": ["sms"], "ru": {"subject": "{name}", "text": "{name}: {amount}"}}
    kept = MessageSettings.model_validate({"events": {"earned": said}})
    tenant, member = desk.chain.id, guest(desk)
    transact(lambda session: chains.set_messages(session, tenant, written(kept)), tenant)
    named = update(Member).where(Member.tenant_id == tenant, Member.id == UUID(member))
    transact(lambda session: session.execute(named.values(full_name="Приз http://prize.example/1")), tenant)
    desk.purchase(member)()
    post.works(desk.now)
    assert [text.text for text in post.texts] == ["Приз http prize. example/1: 100"]


def test_what_comes_too_late_lapses(post: Post) -> None:
    desk = telling({"earned": ["sms"]})
    desk.purchase(guest(desk))()
    post.down = True
    post.works(desk.now)
    post.down = False
    assert "lapsed" in post.works(desk.now + timedelta(days=4))
    assert not post.texts
    assert states(desk) == [("earned", "sms", "lapsed")]


def test_the_calendar_tells_once_what_comes_up(post: Post) -> None:
    """Born on 15 August; bonuses of 40 days, so that 30 and 7 days before their end are days 10 and 33."""
    desk = telling({"expiring_30": ["sms"], "expiring_7": ["sms"], "birthday": ["sms"]})
    member = guest(desk)
    agrees(desk, member, "sms")
    desk.purchase(member)()
    told = []
    for day in range(40):
        now = desk.now + timedelta(days=day)
        told += [day] * tell_by_calendar(desk.chain, now)
        assert tell_by_calendar(desk.chain, now) == 0
        post.works(now)
    # The news is looked for on three days, so that a night may be missed, and told on the first.
    assert told == [10, 11, 12, 33, 34, 35]
    assert len(post.texts) == 2
    assert "бонусы в количестве 100 можно потратить по 31" in post.texts[0].text.lower().replace("\u00a0", " ")
    birthday = desk.now.replace(year=2027, month=8, day=15)
    assert tell_by_calendar(desk.chain, birthday) == 1
    post.works(birthday)
    assert "с днём рождения" in post.texts[-1].text


def test_a_night_without_a_worker_and_an_older_copy_send_nothing_twice_r68(post: Post) -> None:
    desk = telling({"earned": ["sms"]})
    desk.purchase(guest(desk))()
    later = desk.now + timedelta(hours=1)
    assert hold_jobs(later, later) == 1
    assert post.works(later) == []
    key = own_key(desk.chain.id, "news key")
    assert len(key) < 200


def test_until_the_owners_e_mail_is_confirmed_nobody_is_written_to_r55(post: Post) -> None:
    desk = telling({"earned": ["sms"]})
    change = update(Tenant).where(Tenant.id == desk.chain.id).values(confirmed_at=None, lists=Tenant.lists + 1)
    transact(lambda session: session.execute(change), desk.chain.id)
    desk.purchase(guest(desk))()
    assert post.works(desk.now) == ["held"]
    assert not post.texts


LEVELS = """
counters: {spent: {count: paid}}
levels:
  base: {enter: always}
  gold: {name: {ru: Золото, en: Gold}, enter: {spent: 1000}, begins: BEGINS, lasts: 60 days, else: base}
wallets: {bonus: {worth: 1}}
rules: {bonus: {on: sale, then: {earn: 10%}}}
"""


@pytest.mark.parametrize(
    ("begins", "told"), [("at_once", ["level_reached"]), ("next_visit", ["level_due", "level_reached"])]
)
def test_a_level_is_told_when_it_is_due_when_it_begins_and_before_it_ends(
    post: Post, begins: str, told: list[str]
) -> None:
    desk = telling(
        {name: ["sms"] for name in ("level_due", "level_reached", "level_ending")}, LEVELS.replace("BEGINS", begins)
    )
    member = guest(desk)
    desk.purchase(member)()
    if begins == "next_visit":
        desk.now += timedelta(days=1)
        desk.purchase(member)()
    post.works(desk.now)
    assert [event for event, _, _ in states(desk)] == told
    assert "Золото" in post.texts[0].text
    assert sum(tell_by_calendar(desk.chain, desk.now + timedelta(days=day)) for day in range(27, 33)) == 3
    post.works(desk.now + timedelta(days=32))
    assert [event for event, _, _ in states(desk)].count("level_ending") == 1


def test_a_certificate_is_told_at_each_step_of_its_life(post: Post) -> None:
    steps = ("issued", "delivered", "booked", "used", "cancelled", "expired")
    desk = telling({f"certificate_{step}": ["sms"] for step in steps}, None, "seven_krasok")
    member = guest(desk)
    desk.purchase(member, {"group": "product", "price": "17777"})()
    desk.did("issue_card", member=member, card="P-1")
    desk.did("grant", member=member, bonuses="9000", reason="start")
    desk.now += timedelta(days=8)
    ordered = {"member": member, "certificate": "x", "reward": "foot_break", "delivery": "salon"}
    first, second, third = (desk.tell("order_certificate", **ordered).certificate for _ in range(3))
    for certificate in (first, second, third):
        desk.did("issue_certificate", certificate=certificate)
    desk.did("deliver_certificate", certificate=first)
    day = (desk.now + timedelta(days=2)).date()
    desk.did("book_certificate", certificate=first, salon="khimki", visit=f"{day} 12:00")
    desk.did("use_certificate", certificate=first, salon="khimki")
    desk.did("cancel_certificate", certificate=second)
    post.works(desk.now)
    later = desk.now + timedelta(days=38)
    assert tell_by_calendar(desk.chain, later) == 1
    post.works(later)
    assert {event for event, _, _ in states(desk)} == {f"certificate_{step}" for step in steps}
    booked = next(text.text for text in post.texts if "вы записаны" in text.text)
    assert "12:00" in booked and "{" not in booked


def test_what_the_rules_write_when_time_alone_sets_them_off_goes_out_too(post: Post) -> None:
    rules = """
wallets: {bonus: {worth: 1}}
rules:
  bonus: {on: sale, then: {earn: 10%}}
  quiet: {on: {idle: 10 days, of: [sale]}, then: {message: {ru: "Мы скучаем", en: We miss you}}, once: {per: sale}}
"""
    desk = telling({"rule": ["sms"]}, rules)
    member = guest(desk)
    agrees(desk, member, "sms")
    desk.purchase(member)()
    later = desk.now + timedelta(days=12)
    assert settle_accounts(desk.chain, later) == 1
    assert settle_accounts(desk.chain, later) == 0
    post.works(later)
    assert ["Мы скучаем" in text.text for text in post.texts] == [True]
