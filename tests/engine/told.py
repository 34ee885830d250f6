"""The chains that ship, programmes made up for one test, and a scene: a chain in memory that is told facts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from webapp.engine.decisions import Decision
from webapp.engine.document.check import check
from webapp.engine.events import EVENTS, read_moment
from webapp.engine.facts import Account, Chain, Item, Salon
from webapp.engine.folder import Folder, open_programme
from webapp.engine.programme import Programme, Timeline, timeline_of
from webapp.engine.world import World

ROOT = Path(__file__).resolve().parent.parent.parent
TENANTS = ROOT / "tenants"
PRESETS = ("seven_krasok", "keep_looking", "estetic")

SMALL_CHAIN = Chain(
    {
        "haircut": Item("haircut", "service", 100_000, hours=100),
        "massage": Item("massage", "service", 200_000, hours=150, tags=("spa",)),
        "cream": Item("cream", "product", 50_000, tags=("action",)),
        "card": Item("card", "gift_card", 300_000),
    },
    {"centre": Salon("centre", "standard"), "river": Salon("river", "luxury")},
)
"""A chain for made-up programmes: prices of 1000, 2000, 500 and 3000, two salons."""


@cache
def preset(name: str) -> Folder:
    return open_programme(TENANTS / name)


@cache
def programme(text: str) -> Programme:
    """A programme written down in a test: YAML without name and currency."""
    document, errors, _ = check(f"name: {{ru: Проба, en: Trial}}\ncurrency: RUB\n{text}")
    assert document is not None, [f"{problem.path}: {problem.say('en')}" for problem in errors]
    return Programme(document)


class Scene:
    """A chain in memory. Tells facts in the journals' words and gives back what was answered."""

    def __init__(self, timeline: Timeline, chain: Chain = SMALL_CHAIN) -> None:
        self.world = World(timeline, chain)
        self.receipts = 0

    def tell(self, at: str, verb: str, **fields: Any) -> dict[str, Any]:
        return self.decide(at, verb, **fields).result

    def decide(self, at: str, verb: str, **fields: Any) -> Decision:
        return self.world.tell(read_moment(at), verb, EVENTS[verb].model_validate(fields))

    def buy(self, at: str, member: str, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """A receipt with a number of its own; without lines, one haircut."""
        self.receipts += 1
        lines = lines or ({"item": "haircut"},)
        return self.tell(at, "purchase", member=member, receipt=f"R{self.receipts}", lines=list(lines), **fields)

    def account(self, member: str) -> Account:
        return self.world.accounts[self.world.account_of[member]]

    def statement(self, at: str, member: str) -> dict[str, Any]:
        return self.tell(at, "statement", member=member)


def scene(text: str, *members: str, on: str = "2025-01-01") -> Scene:
    """A made-up programme with these members enrolled."""
    made = Scene(timeline_of([programme(text)]))
    for member in members:
        assert made.tell(on, "enrol", member=member)["refused"] == []
    return made


def preset_scene(name: str) -> Scene:
    folder = preset(name)
    return Scene(folder.timeline, folder.chain)
