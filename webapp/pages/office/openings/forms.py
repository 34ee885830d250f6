"""What a member is brought over with: bonuses and their end, counters, a level, rewards, facts that the rules read."""

from __future__ import annotations

from typing import Any

from webapp.engine.events import MOST_UNITS, Opening
from webapp.engine.money import written
from webapp.engine.programme import Programme
from webapp.engine.questions import questions_of
from webapp.pages.shared import visit
from webapp.pages.shared.questions import read_attributes
from webapp.pages.shared.reading import Reading

MOST_NAME = 200


def read_opening(programme: Programme, reading: Reading) -> Opening | None:
    """None where something is wrong with a field."""
    today = visit.today().date()
    told: dict[str, Any] = {
        "member": "new",
        "full_name": reading.text("full_name", most=MOST_NAME),
        "phone": reading.phone("phone", required=True),
        "birth_date": reading.day("birth_date", today),
        "first_visit": reading.day("first_visit", today),
        "level": reading.chosen("level", programme.levels),
        "level_until": reading.coming_day("level_until", today),
        "wallets": _wallets(programme, reading),
        "counters": _counters(programme, reading),
        "rewards": _rewards(programme, reading),
        "attributes": read_attributes(questions_of(programme).attributes, reading),
        "choices": _choices(programme, reading),
    }
    if reading.errors:
        return None
    return Opening.model_validate({name: value for name, value in told.items() if value})


def _wallets(programme: Programme, reading: Reading) -> dict[str, list[dict[str, Any]]]:
    today, found = visit.today().date(), {}
    for wallet in programme.wallets:
        amount = reading.money(f"wallet-{wallet}")
        ends = reading.coming_day(f"wallet-{wallet}-ends", today)
        if amount:
            found[wallet] = [{"amount": written(amount), **({"expires": ends} if ends else {})}]
    return found


def _counters(programme: Programme, reading: Reading) -> dict[str, str]:
    told = {name: reading.money(f"counter-{name}") for name in programme.counters}
    return {name: written(amount) for name, amount in told.items() if amount}


def _rewards(programme: Programme, reading: Reading) -> dict[str, int]:
    asked = [name for name in questions_of(programme).rewards if reading.typed(f"reward-{name}")]
    told = {name: reading.quantity(f"reward-{name}", MOST_UNITS, least=0) for name in asked}
    return {name: times for name, times in told.items() if times}


def _choices(programme: Programme, reading: Reading) -> dict[str, str]:
    told = {name: reading.chosen(f"choice-{name}", rule.of) for name, rule in programme.document.choices.items()}
    return {name: value for name, value in told.items() if value}
