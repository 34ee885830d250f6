"""A till in a chain of a test's own: tells the use cases what happens, here or in another process."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from itertools import count
from typing import Any

from tests.usecases.desk import ACTOR, VERBS
from tests.usecases.founded import NOW, founded, opened
from webapp.engine.document.check import check
from webapp.engine.events import EVENTS
from webapp.ledger.reconcile import Discrepancy
from webapp.store.folders import BEGINNING, Published
from webapp.usecases.handle_certificate import move_certificate
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Outcome
from webapp.usecases.reconcile_chain import reconcile_chain
from webapp.usecases.statement import statement


@dataclass(frozen=True)
class Call:
    """One thing to be told; calling it tells it, in whatever process that is."""

    slug: str
    verb: str
    key: str
    now: datetime
    fields: dict[str, Any]

    def __call__(self) -> Outcome:
        event = EVENTS[self.verb].model_validate(self.fields)
        chain = opened(self.slug)
        if self.verb in VERBS:
            outcome = VERBS[self.verb](chain, ACTOR, self.key, event, self.now)
        else:
            outcome = move_certificate(chain, ACTOR, self.key, self.verb, event, self.now)
        return replace(outcome, decision=None)


@dataclass
class Till:
    """`call` says what is to be told, `tell` tells it; without a key it gets one of its own."""

    slug: str
    now: datetime = NOW
    numbers: count[int] = field(default_factory=lambda: count(1))

    @property
    def chain(self) -> OpenChain:
        return opened(self.slug)

    def call(self, verb: str, key: str | None = None, **fields: Any) -> Call:
        given = {name: value for name, value in fields.items() if value is not None}
        return Call(self.slug, verb, key or f"key-{next(self.numbers)}", self.now, given)

    def tell(self, verb: str, key: str | None = None, **fields: Any) -> Outcome:
        return self.call(verb, key, **fields)()

    def did(self, verb: str, key: str | None = None, **fields: Any) -> dict[str, Any]:
        """The result of what goes through."""
        outcome = self.tell(verb, key, **fields)
        assert outcome.refused == []
        return outcome.result

    def enrolled(self, **fields: Any) -> str:
        """A new member's id."""
        number = next(self.numbers)
        outcome = self.tell("enrol", member="x", phone=f"+7912{number:07d}", **fields)
        assert outcome.refused == [] and outcome.member is not None
        return outcome.member

    def active(self, bonuses: str | None = None, **fields: Any) -> str:
        """A new member who may do everything, with `bonuses` granted."""
        member = self.enrolled(**fields)
        self.did("questionnaire", member=member, answers={"full_name": "Ольга Белова", "birth_date": "1990-08-15"})
        if self.standing(member)["state"] != "active":
            self.did("activate", member=member)
        if bonuses is not None:
            self.did("grant", member=member, bonuses=bonuses, reason="start")
        return member

    def purchase(self, member: str | None, *lines: dict[str, Any], key: str | None = None, **fields: Any) -> Call:
        """A receipt with a number of its own; without lines, one of the chain's first item for 1000."""
        number = fields.pop("receipt", None) or f"R{next(self.numbers)}"
        sold = list(lines) or [{"item": next(iter(self.chain.lists.items)), "price": "1000"}]
        return self.call("purchase", key, member=member, receipt=number, lines=sold, **fields)

    def standing(self, member: str) -> dict[str, Any]:
        return statement(self.chain, member, self.now).result

    def reconciled(self) -> list[Discrepancy]:
        return reconcile_chain(self.chain)


def till(preset: str = "blank", rules: str | None = None, now: datetime = NOW) -> Till:
    """In a new chain made of a preset; `rules` take the place of its programme."""
    return Till(founded(preset, None, now, None if rules is None else [_ruling(rules)]).slug, now)


@cache
def _ruling(rules: str) -> Published:
    document, problems, _ = check(f"name: {{ru: Проба, en: Trial}}\ncurrency: RUB\n{rules}")
    assert document is not None, problems
    return Published(BEGINNING, document)
