"""Publishes a programme document as the chain's next revision. What is published never changes (design 2, rule 12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.engine.document.check import Problem, check, dump
from webapp.engine.document.schema import InForce, ProgrammeDocument
from webapp.store import audit, chains, revisions
from webapp.store.tables import Revision
from webapp.usecases.answer_once import Once, answered, keep
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Publication:
    """What came of it. Without `revision` nothing was published: `problems` or `refusal` say why."""

    revision: UUID | None = None
    starts: str | None = None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    refusal: Refusal | None = None
    repeated: bool = False


class Ready(NamedTuple):
    """A revision that may be published, all but its number, and what is surely not meant in it."""

    row: Revision
    warnings: list[Problem]


def publish_programme(
    chain: OpenChain,
    text: str,
    now: datetime,
    by: UUID | None = None,
    span: InForce | None = None,
    once: Once | None = None,
) -> Publication:
    """`span` takes the place of the document's own days in force. Rules take over at once or at the beginning of a day
    to come; what is said of earlier days stays as it was. A machine publishes `once` under its key. Raises KeyReused.
    """
    if once is not None and (known := _published_before(chain, once)) is not None:
        return known
    ready = draw_up(chain, text, now, by, span)
    if isinstance(ready, Publication):
        return ready

    def work(session: Session) -> Publication:
        chains.lock(session, chain.id)
        if once is not None and (known := answered(session, chain.id, once)) is not None:
            return _repeated(known)
        publish_in(session, chain, ready.row, once)
        return Publication(ready.row.id, ready.row.starts, warnings=ready.warnings)

    return transact(work, chain.id)


def draw_up(
    chain: OpenChain, text: str, now: datetime, by: UUID | None, span: InForce | None = None
) -> Ready | Publication:
    """The revision, or why there is none."""
    document, problems, warnings = check(text)
    if document is None or problems:
        return Publication(problems=problems, warnings=warnings)
    if span is not None:
        document = document.model_copy(update={"in_force": span})
    local = chain.local(now)
    refusal = _refusal(chain, document, local)
    if refusal is not None:
        return Publication(warnings=warnings, refusal=refusal)
    row = Revision(tenant_id=chain.id, id=new_id(), starts=_start(document.in_force, local), document=dump(document))
    row.published_by, row.published_at = by, now
    return Ready(row, warnings)


def _published_before(chain: OpenChain, once: Once) -> Publication | None:
    known = transact(lambda session: answered(session, chain.id, once), chain.id, readonly=True)
    return _repeated(known) if known is not None else None


def _repeated(known: dict[str, Any]) -> Publication:
    return Publication(UUID(known["revision"]), known["starts"], repeated=True)


def _refusal(chain: OpenChain, document: ProgrammeDocument, local: datetime) -> Refusal | None:
    span, today = document.in_force, local.date()
    if document.currency != chain.currency:
        return Refusal("other_currency", {"found": document.currency, "currency": chain.currency})
    if span.from_ is not None and span.from_ < today:
        return Refusal("start_in_past", {"day": span.from_})
    if span.until is not None and span.until <= today:
        return Refusal("end_in_past", {"day": span.until})
    return None


def _start(span: InForce, local: datetime) -> str:
    """A day to come begins at its midnight; without one, and today, the rules begin now."""
    later = span.from_ is not None and span.from_ > local.date()
    return f"{span.from_}T00:00:00" if later else local.isoformat(timespec="seconds")


def publish_in(session: Session, chain: OpenChain, row: Revision, once: Once | None = None) -> None:
    """Numbers the revision and writes it, as part of a transaction that is open and has locked the chain."""
    row.number = revisions.next_number(session, chain.id)
    revisions.add(session, [row])
    before = {"number": row.number - 1} if row.number > 1 else {}
    after = {"number": row.number, "starts": row.starts}
    machine = once.api_key if once is not None else None
    told = (str(row.id), row.published_by, before, after)
    audit.note(session, chain.id, row.published_at, "programme_published", *told, api_key=machine)
    if once is not None:
        keep(session, chain.id, once, {"revision": str(row.id), "starts": row.starts}, row.published_at)
