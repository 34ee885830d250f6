"""P2: a receipt decided by the engine against plain Python that knows one chain's rules by heart. P17:
journals a second.
"""

from __future__ import annotations

import copy
import gc
import random
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

from tests.bench import limits
from tests.bench.measure import Row, interleaved
from webapp.engine.decide import decide
from webapp.engine.events import Activate, Enrol, Grant, IssueCard, Purchase, Questionnaire, SetAttributes
from webapp.engine.folder import open_programme
from webapp.engine.journal import open_journal, play
from webapp.engine.world import World

TENANTS = Path(__file__).resolve().parents[2] / "tenants"
NOW = datetime(2027, 3, 15, 12)
ROUNDS, CALLS = 9, 300


def rows() -> list[Row]:
    measured = []
    for folder, baseline, groups in (
        ("estetic", limits.fixed_bonuses, ("procedure", "complex", "product")),
        ("keep_looking", limits.level_discounts, ("service", "product", "service")),
        ("seven_krasok", limits.percent_bonuses, ("spa_service", "product", "favourite")),
    ):
        for count in (3, 30):
            measured.append(_receipt(folder, baseline, groups, count))
    measured.append(_replay())
    return measured


def _receipt(folder: str, baseline: Callable[..., Any], groups: tuple[str, ...], count: int) -> Row:
    """One receipt of `count` lines for a member with some history; 100 bonuses are spent where the chain allows it."""
    world = _world(folder)
    world.tell(NOW, "set", SetAttributes(member="olga", attributes={}))
    account = world.accounts[world.account_of["olga"]]
    sold = [(groups[number % len(groups)], 150_000 + 1_230 * number, 1 + number % 2) for number in range(count)]
    spend = 10_000 if folder == "estetic" else 0
    lines = [
        {"group": group, "price": f"{price // 100}.{price % 100:02d}", "quantity": quantity}
        for group, price, quantity in sold
    ]
    event = Purchase.model_validate(
        {"member": "olga", "receipt": "B", "lines": lines, **({"spend": "100"} if spend else {})}
    )
    plain = _plain(account, world)

    def engine() -> None:
        for _ in range(CALLS):
            decide(world.timeline, world.facts("purchase", event), NOW, "purchase", event)

    def bare() -> None:
        for _ in range(CALLS):
            state = {**plain, "lots": [dict(lot) for lot in plain["lots"]], "days": dict(plain["days"])}
            baseline(state, sold, spend, NOW.date())

    ratio, spread, product, limit = interleaved(engine, bare, ROUNDS, process_time)
    name = f"P2 {folder}, {count} lines"
    return Row(name, f"{product / CALLS * 1e6:.1f} µs", f"{limit / CALLS * 1e6:.1f} µs", ratio, spread, 3.0, 10.0)


def _world(folder: str) -> World:
    opened = open_programme(TENANTS / folder)
    world = World(opened.timeline, opened.chain)
    start = NOW - timedelta(days=300)
    world.tell(start, "enrol", Enrol(member="olga", phone="+79120000501"))
    answers = {"full_name": "Ольга Белова", "birth_date": "1990-08-15"}
    world.tell(start, "questionnaire", Questionnaire.model_validate({"member": "olga", "answers": answers}))
    world.tell(start, "activate", Activate(member="olga"))
    if folder == "estetic":
        world.tell(start, "grant", Grant.model_validate({"member": "olga", "bonuses": "5000", "reason": "start"}))
    for number in range(12):
        at = start + timedelta(days=20 * number)
        line = {"group": "service" if folder == "keep_looking" else "spa_service", "price": "20000"}
        world.tell(
            at, "purchase", Purchase.model_validate({"member": "olga", "receipt": f"A{number}", "lines": [line]})
        )
        if number == 0 and folder == "seven_krasok":
            world.tell(at, "issue_card", IssueCard(member="olga", card="P-1"))
    return world


def _plain(account: Any, world: World) -> dict[str, Any]:
    lots = [
        {"number": lot.number, "left": lot.left, "born": lot.born, "expires": lot.expires}
        for lot in account.lots.values()
    ]
    days = copy.copy(next(iter(account.tallies.values())).days) if account.tallies else {}
    standing = account.standing
    return {
        "level": standing.level,
        "since": standing.period_from or date.min,
        "due": standing.due and standing.due.level,
        "crossed": standing.due and standing.due.crossed_on,
        "lots": lots,
        "days": days,
        "number": 50,
        "spend": 0,
        "today": 0,
    }


def _replay() -> Row:
    """A year of a chain as one journal in YAML: read, decided, kept."""
    events = 20_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "year.yaml"
        path.write_text(_year(events), encoding="utf-8")
        opened = open_programme(TENANTS / "estetic")
        rates = []
        for _ in range(3):
            gc.collect()
            gc.disable()
            begun = process_time()
            journal = open_journal(path)
            world = World(opened.timeline, opened.chain)
            for _played in play(journal, world):
                pass
            rates.append(len(journal.steps) / (process_time() - begun))
            gc.enable()
    rate = sorted(rates)[1]
    return Row(
        "P17 replay, events a second",
        f"{rate:.0f}/s",
        "20000/s",
        rate / 20_000,
        max(rates) / min(rates),
        1.0,
        0.25,
        more=True,
    )


def _year(events: int) -> str:
    chance = random.Random(17)
    members = 400
    told = ["journal: a year", "events:"]
    for number in range(members):
        member = f"member: m{number}"
        told.append(f'- {{at: 2026-01-01T09:00:00, do: enrol, {member}, phone: "+7912{number:07d}"}}')
        told.append(f"- {{at: 2026-01-01T09:00:00, do: questionnaire, {member}, answers: {{birth_date: 1990-08-15}}}}")
        told.append(f"- {{at: 2026-01-01T09:00:00, do: activate, {member}}}")
    at = datetime(2026, 1, 1, 10)
    for number in range(events):
        at += timedelta(minutes=25)
        items = chance.choices(["procedure", "complex", "course_5", "product"], k=chance.choice([1, 2, 3]))
        lines = ", ".join(f"{{item: {item}, price: {chance.randrange(500, 9000)}}}" for item in items)
        spend = "spend: max, " if chance.random() < 0.3 else ""
        member = f"m{chance.randrange(members)}"
        told.append(
            f"- {{at: {at.isoformat()}, do: purchase, member: {member}, receipt: R{number}, {spend}lines: [{lines}]}}"
        )
    return "\n".join(told)
