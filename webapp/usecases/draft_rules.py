"""Begins, changes and discards the chain's draft of its rules. Nothing of it holds before it is published."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.engine.document.reader import LARGEST_DOCUMENT
from webapp.engine.document.writer import write
from webapp.store import audit, chains, revisions, rule_drafts
from webapp.store.tables import RuleDraft
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal

DOCUMENT = "document"
"""What was changed, where it was the text as a whole."""


def begin_draft(chain: OpenChain, number: int, now: datetime, by: UUID | None) -> Refusal | None:
    """From the revision of that number. A draft that is there already stays: another may be at work on it."""
    base = next((one for one in chain.revisions if one.number == number), None)
    if base is None:
        return Refusal("revision_unknown", {"number": str(number)})

    def work(session: Session) -> Refusal | None:
        chains.lock(session, chain.id)
        if rule_drafts.find(session, chain.id) is not None:
            return Refusal("draft_there")
        text = draft_of(revisions.documents(session, chain.id, [base.id])[base.id])
        row = RuleDraft(tenant_id=chain.id, base_id=base.id, document=text, mark=new_id())
        row.begun_at, row.changed_by, row.changed_at = now, by, now
        rule_drafts.add(session, row)
        audit.note(session, chain.id, now, "draft_begun", str(base.id), by, {}, {"number": number})
        return None

    return transact(work, chain.id)


def draft_of(document: str) -> str:
    """A published document as text to go on from. When it shall begin is said when it is published."""
    tree: dict[str, Any] = json.loads(document)
    span = {key: day for key, day in tree.get("in_force", {}).items() if key != "from"}
    kept = {key: span if key == "in_force" else part for key, part in tree.items() if key != "in_force" or span}
    return write(kept)


def change_draft(chain: OpenChain, mark: UUID, text: str, part: str, now: datetime, by: UUID | None) -> Refusal | None:
    """`part` names what was changed: a path in the document, or all of it. Refused where the draft is no longer that
    of `mark`.
    """
    if len(text.encode()) > LARGEST_DOCUMENT:
        return Refusal("draft_long", {"most": LARGEST_DOCUMENT // 1024})

    def work(session: Session) -> Refusal | None:
        before = rule_drafts.find(session, chain.id)
        if before is None:
            return Refusal("draft_gone")
        if before.mark == mark and before.document == text:
            return None
        changed = {"document": text, "mark": new_id(), "changed_by": by, "changed_at": now}
        if not rule_drafts.change(session, chain.id, mark, **changed):
            return Refusal("draft_changed")
        audit.note(session, chain.id, now, "draft_changed", str(before.base_id), by, {}, {"part": part})
        return None

    return transact(work, chain.id)


def discard_draft(chain: OpenChain, mark: UUID, now: datetime, by: UUID | None) -> Refusal | None:
    def work(session: Session) -> Refusal | None:
        before = rule_drafts.find(session, chain.id)
        if before is None:
            return None
        if not rule_drafts.drop(session, chain.id, mark):
            return Refusal("draft_changed")
        audit.note(session, chain.id, now, "draft_discarded", str(before.base_id), by)
        return None

    return transact(work, chain.id)
