"""What someone of the staff may not give, whichever way and whoever's card it is (R48)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from tests.faults.stories import vip
from tests.usecases.founded import DESK, OWNER, hired
from tests.usecases.till import Till, till
from webapp.database import transact
from webapp.engine.events import Grant, NamedEvent, Opening, UndoEvent
from webapp.store import staff
from webapp.usecases.bring_member import bring_member
from webapp.usecases.grant import grant
from webapp.usecases.operation import MOST_BY_ONE, Actor, Outcome
from webapp.usecases.tell_event import tell_event
from webapp.usecases.undo_event import undo_event

pytestmark = pytest.mark.usefixtures("shared_store")


def given(desk: Till, actor: Actor, member: str, key: str) -> Outcome:
    event = Grant.model_validate({"member": member, "bonuses": "100", "reason": "x"})
    return grant(desk.chain, actor, key, event, desk.now)


def test_bonuses_by_hand_and_a_common_account_are_own_as_well_r48() -> None:
    """R48: known by the e-mail of whoever shares the account, in whatever letters it was written."""
    desk = till("seven_krasok")
    relative = vip(desk)
    olga, anna = Actor(hired(desk.chain)), Actor(hired(desk.chain, OWNER._replace(email="anna@example.org")))
    assert given(desk, olga, relative, "before").refused == []
    own = desk.active(email="Owner@Example.org")
    assert given(desk, olga, own, "alone").refused == ["own_account"]
    desk.did("issue_card", member=own, card="F", account_of=relative)
    assert given(desk, olga, relative, "shared").refused == ["own_account"]
    assert given(desk, anna, relative, "by a colleague").refused == []
    assert given(desk, Actor(), relative, "by the night").refused == []


def test_what_one_person_gives_one_account_is_counted_by_the_chains_day_r48() -> None:
    """R48: a repeat counts once and is answered as before; the next day begins anew."""
    desk = till()
    guest, olga = desk.active(), Actor(hired(desk.chain))
    for number in range(MOST_BY_ONE):
        assert given(desk, olga, guest, f"k{number}").refused == []
    assert given(desk, olga, guest, "k0").repeated
    assert given(desk, olga, guest, "one more").refused == ["second_person"]
    assert given(desk, olga, desk.active(), "another guest").refused == []
    desk.now += timedelta(days=1)
    assert given(desk, olga, guest, "tomorrow").refused == []


EVENTS = """
wallets: {bonus: {transfer: pooled}}
people: {further: 3}
rules:
  gift: {on: {event: gift}, then: {earn: {give: 100}}}
  fee: {on: {event: fee}, then: {take: 60}}
  seen: {on: {event: seen}, then: {message: thanks}}
"""


def told(desk: Till, actor: Actor, member: str, name: str, key: str) -> Outcome:
    event = NamedEvent.model_validate({"member": member, "name": name, "ref": key})
    return tell_event(desk.chain, actor, key, event, desk.now)


def test_events_that_give_are_counted_like_receipts_r48() -> None:
    """R48: what brings nothing may be told as often as it happens; a colleague goes on."""
    desk = till("blank", EVENTS)
    guest, olga, anna = desk.active(), Actor(hired(desk.chain)), Actor(hired(desk.chain, DESK))
    for number in range(MOST_BY_ONE):
        assert told(desk, olga, guest, "gift", f"g{number}").refused == []
    assert told(desk, olga, guest, "gift", "one more").refused == ["second_person"]
    assert told(desk, olga, guest, "gift", "g0").repeated
    assert told(desk, olga, guest, "seen", "seen").refused == []
    assert given(desk, olga, guest, "by hand").refused == ["second_person"]
    assert told(desk, anna, guest, "gift", "by a colleague").refused == []
    assert desk.reconciled() == []


def test_nobody_undoes_what_was_taken_of_their_own_r48() -> None:
    desk = till("blank", EVENTS)
    own, olga, anna = desk.active(email="owner@example.org"), Actor(hired(desk.chain)), Actor(hired(desk.chain, DESK))
    assert told(desk, anna, own, "gift", "g").refused == told(desk, anna, own, "fee", "f").refused == []
    event = UndoEvent(member=own, ref="f")
    assert undo_event(desk.chain, olga, "own", event, desk.now).refused == ["own_account"]
    assert undo_event(desk.chain, anna, "anna", event, desk.now).refused == []
    assert desk.standing(own)["available"] == "100.00"
    assert desk.reconciled() == []


def test_what_an_event_brought_to_a_friend_is_taken_back_even_when_spent_r10() -> None:
    """R10: told and undone as often as one likes, nobody is the richer for it."""
    desk = till("blank", EVENTS.replace("{give: 100}", "{give: 100, to: both}"))
    olga, heir = desk.active(), desk.active()
    pete = desk.active(referred_by=olga)
    for number in range(2):
        desk.did("event", member=pete, name="gift", ref="x")
        given_on = desk.tell("transfer", member=olga, to=heir, bonuses="100").refused
        assert given_on == ([] if number == 0 else ["insufficient_bonuses"])
        desk.did("undo_event", member=pete, ref="x", key=f"undo {number}")
        assert desk.tell("undo_event", member=pete, ref="x").refused == ["unknown_event"]
    found = [desk.standing(who) for who in (olga, heir, pete)]
    held = sum(Decimal(one["available"]) - Decimal(one["owed"]) for one in found)
    assert held == 0, found
    assert desk.reconciled() == []


def test_nobody_brings_themselves_over_with_bonuses_r48() -> None:
    desk = till("blank", EVENTS)
    chain, olga = desk.chain, hired(desk.chain)

    def note(session: Session) -> None:
        person = staff.by_id(session, chain.id, olga)
        assert person is not None
        person.phone = "+79120000048"

    transact(note, chain.id)
    for phone, refused in (("8 (912) 000-00-48", ["own_account"]), ("8 (912) 000-00-49", [])):
        event = Opening.model_validate({"member": "x", "phone": phone, "wallets": {"bonus": "100"}})
        outcome = bring_member(chain, Actor(olga), phone, event, desk.now)
        assert isinstance(outcome, Outcome) and outcome.refused == refused
