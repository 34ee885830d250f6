"""Plays the chain's journals under rules that may be published, and tells each expectation that they don't meet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from webapp.engine.document.schema import InForce, ProgrammeDocument
from webapp.engine.folder import BadFile
from webapp.engine.journal import Played, plain, play, read_journal
from webapp.engine.programme import Programme, timeline_of
from webapp.engine.world import World
from webapp.store.tables import RuleJournal
from webapp.usecases.keep_journals import journals_of
from webapp.usecases.open_chain import OpenChain


class Missed(NamedTuple):
    """An expectation that was not met: the line of its event, what was done there, which figure, wanted and found."""

    line: int
    verb: str
    figure: str
    wanted: str
    found: str


class Tried(NamedTuple):
    """`wrong` says why the journal cannot be played under these rules, line by line."""

    id: UUID
    name: str
    title: str
    missed: list[Missed]
    wrong: list[str]

    @property
    def holds(self) -> bool:
        return not self.missed and not self.wrong


def try_journals(chain: OpenChain, document: ProgrammeDocument, only: UUID | None = None) -> list[Tried]:
    """All journals or one, as if these rules had been in force from the programme's first day."""
    first = chain.timeline.at(datetime.min).document.in_force.from_
    until = document.in_force.until
    span = InForce.model_validate(
        {"from": first if until is None or first is None or first < until else None, "until": until}
    )
    programme = Programme(document.model_copy(update={"in_force": span}), "draft")
    return [_tried(chain, programme, row) for row in journals_of(chain) if only in (None, row.id)]


def _tried(chain: OpenChain, programme: Programme, row: RuleJournal) -> Tried:
    title, missed = row.name, list[Missed]()
    try:
        journal = read_journal(row.name, row.content)
        title = journal.title
        for played in play(journal, World(timeline_of([programme]), chain.lists)):
            missed.extend(_missed(played))
    except BadFile as error:
        return Tried(row.id, row.name, title, missed, list(error.problems))
    return Tried(row.id, row.name, title, missed, [])


def _missed(played: Played) -> Iterator[Missed]:
    step = played.step
    for one in played.differences:
        yield Missed(step.line, step.verb, one.path, _written(one.wanted), _written(one.found))


def _written(value: Any) -> str:
    return json.dumps(plain(value), ensure_ascii=False)
