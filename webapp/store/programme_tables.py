"""What the office drafts before it publishes: the chain's draft of its rules, and the journals that rules are tried
on.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base


class RuleDraft(Base):
    """The rules as they may be published one day, one draft a chain, begun from the revision `base_id`. `document` is
    YAML and may have mistakes; `mark` is another after every change, so that nobody writes over what they have not
    seen.
    """

    __tablename__ = "rule_drafts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        ForeignKeyConstraint(["tenant_id", "base_id"], ["revisions.tenant_id", "revisions.id"]),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    base_id: Mapped[UUID]
    document: Mapped[str] = mapped_column(Text)
    mark: Mapped[UUID]
    begun_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]
    changed_at: Mapped[datetime]


class RuleJournal(Base):
    """A journal with worked examples of the chain: its text as it was given."""

    __tablename__ = "rule_journals"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    content: Mapped[str] = mapped_column(Text)
    added_by: Mapped[UUID | None]
    added_at: Mapped[datetime]
