"""Keeps the chain's journals: worked examples in the words of `tenants/README.md`, on which rules are tried before they
are published.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.engine.folder import BadFile
from webapp.engine.journal import read_journal
from webapp.store import audit, chains, rule_journals
from webapp.store.tables import RuleJournal
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal

MOST_JOURNALS = 300
LARGEST = 128 * 1024
LARGEST_TOGETHER = 1024 * 1024
LONGEST_NAME = 120
_TITLE = re.compile(r"^\s*[\"']?journal[\"']?\s*:\s*([^\n{}]+?),?\s*$", re.MULTILINE)


class Given(NamedTuple):
    """A journal as it was uploaded or typed: under which name, and its text."""

    name: str
    content: str


class Kept(NamedTuple):
    id: UUID
    name: str
    title: str


def list_journals(chain: OpenChain) -> list[Kept]:
    return [Kept(row.id, row.name, title_of(row)) for row in journals_of(chain)]


def journals_of(chain: OpenChain) -> Sequence[RuleJournal]:
    return transact(lambda session: rule_journals.listed(session, chain.id), chain.id, readonly=True)


def look_at_journal(chain: OpenChain, journal: UUID) -> RuleJournal | None:
    return transact(lambda session: rule_journals.find(session, chain.id, journal), chain.id, readonly=True)


def title_of(row: RuleJournal) -> str:
    """What a journal calls itself at its head, as far as one line tells: a list of them reads none as a whole."""
    found = _TITLE.search(row.content)
    return found[1].strip("\"' ") or row.name if found else row.name


def keep_journals(
    chain: OpenChain, given: Sequence[Given], now: datetime, by: UUID | None
) -> Refusal | list[str] | None:
    """All of them or, where one cannot be read, none: then what is wrong with it, line by line. One of a name that is
    there already takes its place.
    """
    wrong = [problem for one in given for problem in unreadable(one)]
    if wrong:
        return wrong
    names = {one.name: one for one in given}

    def work(session: Session) -> Refusal | None:
        chains.lock(session, chain.id)
        others = [row for row in rule_journals.listed(session, chain.id) if row.name not in names]
        together = [*(row.content for row in others), *(one.content for one in names.values())]
        if len(together) > MOST_JOURNALS or sum(map(len, together)) > LARGEST_TOGETHER:
            return Refusal("journals_many", {"most": MOST_JOURNALS, "size": LARGEST_TOGETHER // 1024})
        rule_journals.drop(session, chain.id, names)
        rows = [RuleJournal(tenant_id=chain.id, id=new_id(), name=one.name) for one in names.values()]
        for row in rows:
            row.content, row.added_by, row.added_at = names[row.name].content, by, now
        rule_journals.add(session, rows)
        told = {"journals": ", ".join(sorted(names))}
        audit.note(session, chain.id, now, "journals_kept", str(len(names)), by, {}, told)
        return None

    return transact(work, chain.id)


def unreadable(given: Given) -> list[str]:
    """Why it is no journal, each with its line."""
    if len(given.content) > LARGEST:
        return [f"{given.name}:1:1: the journal is larger than {LARGEST // 1024} KB"]
    try:
        read_journal(given.name, given.content)
    except BadFile as error:
        return list(error.problems)
    return []


def remove_journal(chain: OpenChain, journal: UUID, now: datetime, by: UUID | None) -> bool:
    """Whether there was one."""

    def work(session: Session) -> bool:
        row = rule_journals.find(session, chain.id, journal)
        if row is None:
            return False
        rule_journals.drop(session, chain.id, [row.name])
        audit.note(session, chain.id, now, "journal_removed", str(journal), by, {"journals": row.name}, {})
        return True

    return transact(work, chain.id)
