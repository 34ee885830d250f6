"""Where a member stands on a day: state, balance, lots, level, counters, cards, certificates. Reads only."""

from __future__ import annotations

from datetime import date
from typing import Any

from webapp.engine import calendar, counters, levels, lots, rewards, seats, still
from webapp.engine.case import in_hundredths
from webapp.engine.decisions import Change, Decision
from webapp.engine.events import Statement
from webapp.engine.facts import Account, Facts, HeldReward, Lot, Person
from webapp.engine.moment import Moment
from webapp.engine.rules.tables import choice_of


def statement(moment: Moment, facts: Facts, event: Statement) -> Decision:
    if facts.account is None or facts.person is None:
        return Decision("statement", {"refused": ["not_enrolled"]})
    change = moment.look_at(facts.account)
    return Decision("statement", stands(moment, facts, change, change.account.people[facts.person]))


def stands(moment: Moment, facts: Facts, change: Change, person: Person) -> dict[str, Any]:
    programme, account, day = moment.programme, change.account, moment.day
    seats.sit(programme, change, person.id)
    main = programme.main_wallet or ""
    available, pending = lots.balance(account, main, day, moment.at)
    situation = levels.situation(programme, account, day)
    situation.person, situation.at = person, moment.at
    due = levels.due_now(programme, account, day)
    standing = account.standing
    return {
        "state": person.status,
        "activate_by": person.activate_by,
        "available": available,
        "pending": pending,
        "owed": sum(seats.own(account.owed).values()),
        "level": standing.level,
        "level_since": standing.since,
        "level_until": standing.until,
        "level_due": due.name if due else None,
        "measures": {
            name: counters.value_of(rule, account, day, at=moment.at) for name, rule in programme.counters.items()
        },
        "wallets": {
            name: dict(zip(("available", "pending"), lots.balance(account, name, day, moment.at), strict=True))
            for name in programme.wallets
        },
        "rewards": in_hundredths(rewards.counted(programme, account, situation)),
        "held_rewards": [_held(held) for held in account.memory.held.values()],
        "choices": {name: choice_of(situation, name) for name in programme.document.choices},
        "attributes": dict(person.attributes),
        "purses": _purses(account),
        "people": sum(each.state != "closed" for each in account.people.values()) * 100,
        "guests": _guests(account) * 100,
        "levels": {
            ladder: standing.level for ladder, standing in levels.standings(programme, account) if programme.levels
        },
        "lots": [_shown(account, lot, day) for lot in _in_order(moment, _visible(moment, account))],
        "cards": [
            {
                "card": card.number,
                "member": card.person,
                "level": card.level,
                "state": card.state_on(day),
                "valid_until": card.ends,
            }
            for card in account.cards.values()
        ],
        "certificates": [
            {
                "certificate": held.id,
                "reward": held.reward,
                "state": held.state_on(day),
                "valid_until": held.valid_until,
            }
            for held in facts.certificates
        ],
        "refused": [],
    }


def _visible(moment: Moment, account: Account) -> list[Lot]:
    """All but what somebody else on the account has alone."""
    return [lot for lot in account.lots.values() if moment.programme.apart is None or seats.APART not in lot.wallet]


def _in_order(moment: Moment, held: list[Lot]) -> list[Lot]:
    """Available ones first, each part in spending order."""
    ordered = lots.spending_order(moment.programme, held)
    return sorted(ordered, key=lambda lot: not lots.available_on(lot, moment.day))


def _shown(account: Account, lot: Lot, day: date) -> dict[str, Any]:
    ends = still.end_shown(account, lot, day)
    return {"amount": lot.left, "available_from": lot.available_from, "expires": ends, "source": lot.source}


def _held(held: HeldReward) -> dict[str, Any]:
    return {
        "code": held.reward,
        "value": held.value,
        "available_from": held.available_from,
        "valid_until": None if held.ends is None else held.ends - calendar.ONE_DAY,
    }


def _purses(account: Account) -> dict[str, int]:
    found: dict[str, int] = {}
    for lot in account.lots.values():
        if lot.terms is not None and lot.terms.purse is not None:
            found[lot.terms.purse] = found.get(lot.terms.purse, 0) + lot.left
    return found


def _guests(account: Account) -> int:
    since = account.standing.since or account.opened_on
    return sum(day >= since for day in account.memory.guests.values())
