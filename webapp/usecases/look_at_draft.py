"""The chain's draft of its rules: its text, what it holds, what is wrong with it and what is surely not meant."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.document.check import Problem, check
from webapp.engine.document.compare import Changed, compare
from webapp.engine.document.explain import Section, explain
from webapp.engine.document.phrases import Places
from webapp.engine.document.reader import Unreadable, read
from webapp.engine.document.schema import ProgrammeDocument
from webapp.engine.programme import Programme
from webapp.store import rule_drafts, staff
from webapp.store.tables import RuleDraft
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.tell_rules import lists_of, told


class Draft(NamedTuple):
    """`base` is the number of the revision it was begun from, `newest` that of the one published last. `tree` is None
    where the text cannot be read, `document` where anything is wrong with it.
    """

    text: str
    mark: UUID
    base: int
    newest: int
    changed_at: datetime
    changed_by: str | None
    tree: Any
    document: ProgrammeDocument | None
    problems: list[Problem]
    warnings: list[Problem]

    @property
    def overtaken(self) -> bool:
        """Whether other rules were published meanwhile, which publishing this takes back."""
        return self.newest > self.base


def look_at_draft(chain: OpenChain) -> Draft | None:
    def work(session: Session) -> tuple[RuleDraft, str | None] | None:
        row = rule_drafts.find(session, chain.id)
        if row is None:
            return None
        return row, staff.name_of(session, chain.id, row.changed_by) if row.changed_by else None

    found = transact(work, chain.id, readonly=True)
    return _draft(chain, *found) if found is not None else None


def _draft(chain: OpenChain, row: RuleDraft, name: str | None) -> Draft:
    document, problems, warnings = check(row.document)
    numbers = {one.id: one.number for one in chain.revisions}
    newest = max(numbers.values())
    base = numbers.get(row.base_id, newest)
    tree = tree_of(row.document)
    return Draft(row.document, row.mark, base, newest, row.changed_at, name, tree, document, problems, warnings)


def tree_of(text: str) -> Any:
    """What the text holds, None where it cannot be read or is no mapping."""
    try:
        tree = read(text)
    except Unreadable:
        return None
    return tree if isinstance(tree, dict) else None


def drafted(chain: OpenChain, document: ProgrammeDocument, language: str, places: Places) -> list[Section]:
    """The draft in words."""
    return explain(document, language, lists_of(chain), places)


def differs(
    chain: OpenChain, now: Programme, document: ProgrammeDocument, language: str, places: Places
) -> list[Changed]:
    """What the draft says otherwise than these rules; since when they rule is no part of it."""
    span = document.in_force
    if span.from_ is None:
        span = span.model_copy(update={"from_": now.document.in_force.from_})
    alike = document.model_copy(update={"in_force": span})
    return compare(told(chain, now, language, places), drafted(chain, alike, language, places))
