"""What makes a receipt a plain sale: who is no member, whose card is not good, when the programme is not in force."""

from __future__ import annotations

from datetime import date

from webapp.engine.decisions import Change
from webapp.engine.events import Quote
from webapp.engine.facts import Account, Card, Facts, Person
from webapp.engine.moment import Moment
from webapp.engine.programme import Programme

CARD_CODES = {"expired": "card_expired", "blocked": "card_blocked", "replaced": "card_blocked"}


def gates(moment: Moment, facts: Facts, event: Quote, change: Change | None, programme: Programme) -> list[str]:
    """What makes the receipt a plain sale: nothing is given, spent or counted."""
    found = []
    day = event.dated or moment.day
    person = change.account.people.get(facts.person or "") if change else None
    if person is None:
        found.append("not_enrolled" if facts.known_card else "unknown_card")
    elif person.state == "closed":
        found.append("closed")
    elif day < person.enrolled_on:
        found.append("not_enrolled")
    if not programme.runs_on(day):
        found.append("outside_programme")
    if change and person and person.state != "closed" and programme.cards:
        found.extend(_card_gates(programme, change.account, facts.card, person, event, day))
    return found


def _card_gates(
    programme: Programme, account: Account, shown: Card | None, person: Person, event: Quote, day: date
) -> list[str]:
    card = shown or card_of(account, person.id)
    if event.dated and card and card.state != "blocked":
        card = _card_on(account, person.id, event.dated)
    if card is None:
        return []
    # A number that is not on its holder's account was left behind on another, lost or ended (7K-14, 7K-15).
    left_behind = event.card is not None and shown is None
    state = "blocked" if left_behind else card.state_on(day)
    codes = (
        ["card_not_presented"] if not event.scanned and programme.cards and programme.cards.must_be_presented else []
    )
    if state in CARD_CODES:
        codes.append(CARD_CODES[state])
    return codes


def card_of(account: Account, person: str) -> Card | None:
    """The card that a member holds now, or held last."""
    for card in reversed(account.cards.values()):
        if card.person == person and card.state != "replaced":
            return card
    return None


def _card_on(account: Account, person: str, day: date) -> Card | None:
    """The card that a member held on an earlier day; one that was replaced later was good until its end."""
    held = [card for card in account.cards.values() if card.person == person and card.issued_on <= day]
    return held[-1]._replace(state="active") if held else None
