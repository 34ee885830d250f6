"""The tables beside the ledger. Names and phones of people stand only in `members` with its phones, words and traces,
in `questionnaires`, `requests` and `merges`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Amount, Base, exact
from webapp.store.certificate_tables import Certificate as Certificate
from webapp.store.certificate_tables import CertificateCode as CertificateCode
from webapp.store.door_tables import MemberCode as MemberCode
from webapp.store.door_tables import MemberPassword as MemberPassword
from webapp.store.door_tables import MemberSession as MemberSession
from webapp.store.duplicate_tables import Duplicate as Duplicate
from webapp.store.duplicate_tables import MemberTrace as MemberTrace
from webapp.store.duplicate_tables import Merge as Merge
from webapp.store.message_tables import Message as Message
from webapp.store.programme_tables import RuleDraft as RuleDraft
from webapp.store.programme_tables import RuleJournal as RuleJournal
from webapp.store.request_tables import GuestRequest as GuestRequest
from webapp.store.request_tables import RequestPhoto as RequestPhoto


class Slug(Base):
    """Which chain answers to a part of the address. A plain local table, as what is unique over all chains
    must be (design 6). Beside it what the operator's list shows: the chain's state, and its size and last use as they
    were when they were last counted.
    """

    __tablename__ = "slugs"
    __table_args__ = (Index("ix_slugs_counted_at", "counted_at"),)

    slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(16), server_default="open", default="open")
    members: Mapped[int | None] = mapped_column(BigInteger)
    used_at: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]


class Tenant(Base):
    """A chain. `lists` grows with each change of what `open_chain` tells, so that processes know when to read
    it anew. `state` is open, suspended or closed. `confirmed_at` is when the owner's e-mail was found to be theirs:
    before that no message goes to a member (R55). `most_members` is the operator's limit.
    """

    __tablename__ = "tenants"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64))
    name: Mapped[dict[str, Any]]
    currency: Mapped[str] = mapped_column(String(3))
    zone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    accent: Mapped[str] = mapped_column(String(16))
    questionnaire: Mapped[dict[str, Any]]
    texts: Mapped[dict[str, Any]]
    messages: Mapped[dict[str, Any] | None]
    """What members are told; None as long as the chain has said nothing of it."""
    tags: Mapped[dict[str, Any] | None]
    """What the catalogue's tags are called, where the chain has said it."""
    lists: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), server_default="open", default="open")
    state_reason: Mapped[str | None] = mapped_column(String(400))
    most_members: Mapped[int | None]
    confirmed_at: Mapped[datetime | None]


class Salon(Base):
    __tablename__ = "salons"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"]), UniqueConstraint("tenant_id", "code"))

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    name: Mapped[dict[str, Any]]
    city: Mapped[dict[str, Any]]
    category: Mapped[str | None] = mapped_column(String(64))
    details: Mapped[dict[str, Any]]


class ItemGroup(Base):
    __tablename__ = "item_groups"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"]), UniqueConstraint("tenant_id", "code"))

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    name: Mapped[dict[str, Any]]


class Item(Base):
    __tablename__ = "items"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint("price >= 0 AND hours >= 0", name="amounts"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    name: Mapped[dict[str, Any]]
    item_group: Mapped[str] = mapped_column(String(120))
    price: Mapped[int] = mapped_column(Amount)
    hours: Mapped[int] = mapped_column(Amount)
    tags: Mapped[list[Any]]


class Staff(Base):
    """A person who works for the chain. `role` is owner, manager, desk or analyst; `salons` are the codes of those
    where they may stand, none for anywhere. A password is for the e-mail's owner, a PIN for a tablet; `phone` is that
    by which they are a guest themselves.
    """

    __tablename__ = "staff"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"]), UniqueConstraint("tenant_id", "email"))

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    salons: Mapped[list[Any]]
    password_hash: Mapped[str | None] = mapped_column(String(255))
    pin_hash: Mapped[str | None] = mapped_column(String(255))
    seen_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Tablet(Base):
    """A device at a counter. Its cookie holds a random token, this row its hash; `salon` is where it lies now."""

    __tablename__ = "tablets"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "enrolled_by"], ["staff.tenant_id", "staff.id"]),
        UniqueConstraint("tenant_id", "token_hash"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    salon: Mapped[str | None] = mapped_column(String(120))
    token_hash: Mapped[str] = mapped_column(String(64))
    enrolled_by: Mapped[UUID | None]
    enrolled_at: Mapped[datetime]
    used_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class StaffSession(Base):
    """A sign-in, on a tablet or elsewhere. The cookie holds a random token, this row its hash: taking the row away ends
    the session at once (R46).
    """

    __tablename__ = "staff_sessions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"]),
        ForeignKeyConstraint(["tenant_id", "tablet_id"], ["tablets.tenant_id", "tablets.id"]),
        UniqueConstraint("tenant_id", "token_hash"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID]
    tablet_id: Mapped[UUID | None]
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class StaffLink(Base):
    """A link that is good once: an invitation, a new secret for someone, a tablet to enrol. The row goes when it is
    used; the link itself is this row's id under the service's signature. `key` is the operation that asked for it.
    """

    __tablename__ = "staff_links"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"]),
        ForeignKeyConstraint(["tenant_id", "made_by"], ["staff.tenant_id", "staff.id"]),
        UniqueConstraint("tenant_id", "key"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(16))
    staff_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]]
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class KeptForm(Base):
    """What someone had typed when their tablet was locked: for them alone, on that tablet, until it is swept."""

    __tablename__ = "kept_forms"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"]),
        ForeignKeyConstraint(["tenant_id", "tablet_id"], ["tablets.tenant_id", "tablets.id"]),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(primary_key=True)
    tablet_id: Mapped[UUID] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime]


class SignInFailure(Base):
    """A wrong password, counted for its address and for the account it was tried on; old rows are swept."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        Index("ix_sign_in_failures_tenant_id_subject_at", "tenant_id", "subject", "at"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Member(Base):
    """A person on an account. `search` holds the name as it is looked for: folded case, ё as е. `phone` is the one they
    are called by; all of them stand in `member_phones`. `birth_day` is the month of their birth times 100 and its day.
    `way` is the channel by which they wish to be told of what they do not have to agree to. Since `erased_at` nothing
    tells who it was (R63).
    """

    __tablename__ = "members"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"]),
        ForeignKeyConstraint(["tenant_id", "brought_by"], ["members.tenant_id", "members.id"]),
        UniqueConstraint("tenant_id", "phone"),
        Index("ix_members_tenant_id_account_id", "tenant_id", "account_id"),
        Index("ix_members_tenant_id_email", "tenant_id", "email"),
        Index("ix_members_tenant_id_birth_day", "tenant_id", "birth_day", "id"),
        Index("ix_members_tenant_id_referral_code", "tenant_id", "referral_code", unique=True),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    full_name: Mapped[str | None] = mapped_column(String(400))
    search: Mapped[str | None] = mapped_column(String(400))
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    birth_day: Mapped[int | None] = mapped_column(SmallInteger)
    way: Mapped[str | None] = mapped_column(String(16))
    brought_by: Mapped[UUID | None]
    referral_code: Mapped[str | None] = mapped_column(String(12))
    """Which a friend names when they join."""
    closed: Mapped[bool] = mapped_column(default=False)
    enrolled_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class MemberPhone(Base):
    """A number by which a member is found: one number, one member. `field` is the questionnaire's that gave it,
    `backwards` its digits from the last one on, by which its end is found (KL-4.2).
    """

    __tablename__ = "member_phones"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        Index("ix_member_phones_tenant_id_backwards", "tenant_id", "backwards"),
        Index("ix_member_phones_tenant_id_member_id", "tenant_id", "member_id"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(exact(20), primary_key=True)
    backwards: Mapped[str] = mapped_column(exact(20))
    member_id: Mapped[UUID]
    field: Mapped[str] = mapped_column(String(64))


class MemberWord(Base):
    """A word of a member's name, folded."""

    __tablename__ = "member_words"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        Index("ix_member_words_tenant_id_member_id", "tenant_id", "member_id"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(exact(60), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)


class NamePiece(Base):
    """A word that somebody in the chain is named with, from one of its letters on: any part of a word is the beginning
    of such a piece. It stays when its last bearer goes, for it names nobody.
    """

    __tablename__ = "name_pieces"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    piece: Mapped[str] = mapped_column(exact(24), primary_key=True)
    word: Mapped[str] = mapped_column(exact(60), primary_key=True)


class ReturnNote(Base):
    """Why units of a receipt came back; `moved_to` is the receipt that took its place with another buyer."""

    __tablename__ = "return_notes"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "operation_id"], ["operations.tenant_id", "operations.id"]),
        ForeignKeyConstraint(["tenant_id", "receipt_id"], ["receipts.tenant_id", "receipts.id"]),
        ForeignKeyConstraint(["tenant_id", "moved_to"], ["receipts.tenant_id", "receipts.id"]),
        Index("ix_return_notes_tenant_id_receipt_id", "tenant_id", "receipt_id"),
        Index("ix_return_notes_tenant_id_moved_to", "tenant_id", "moved_to"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    operation_id: Mapped[UUID] = mapped_column(primary_key=True)
    receipt_id: Mapped[UUID]
    moved_to: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(400))


class Questionnaire(Base):
    """A questionnaire as it was filled. `operation_id` is the event that it made; without one it changes nothing yet.

    `state` is waiting (for a review), accepted, declined, or replaced by a later one. `due_on` is the last day for the
    review. `typed_by` is who typed it in from paper. `key` is what a form sent twice is known by.
    """

    __tablename__ = "questionnaires"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        ForeignKeyConstraint(["tenant_id", "operation_id"], ["operations.tenant_id", "operations.id"]),
        UniqueConstraint("tenant_id", "key"),
        Index("ix_questionnaires_tenant_id_member_id", "tenant_id", "member_id"),
        Index("ix_questionnaires_tenant_id_state_due_on", "tenant_id", "state", "due_on"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID]
    operation_id: Mapped[UUID | None]
    channel: Mapped[str] = mapped_column(String(16))
    answers: Mapped[dict[str, Any]]
    filled_at: Mapped[datetime]
    key: Mapped[str | None] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(16))
    due_on: Mapped[date | None]
    typed_by: Mapped[UUID | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(400))


class QuestionnaireLink(Base):
    """A one-time way to an electronic questionnaire. The address holds a random token, this row its hash. `tries`
    counts phones of other members that were tried on it. `host_id` is the member whose account the guest was invited
    to.
    """

    __tablename__ = "questionnaire_links"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        UniqueConstraint("tenant_id", "token_hash"),
        Index("ix_questionnaire_links_tenant_id_member_id", "tenant_id", "member_id"),
        Index("ix_questionnaire_links_tenant_id_host_id", "tenant_id", "host_id"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID]
    token_hash: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    host_id: Mapped[UUID | None]


class Consent(Base):
    """A consent given or refused, with its text's version (KL-4.2, ES-7.6); a change of mind is another row."""

    __tablename__ = "consents"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        ForeignKeyConstraint(["tenant_id", "questionnaire_id"], ["questionnaires.tenant_id", "questionnaires.id"]),
        ForeignKeyConstraint(["tenant_id", "operation_id"], ["operations.tenant_id", "operations.id"]),
        Index("ix_consents_tenant_id_member_id", "tenant_id", "member_id"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(64))
    given: Mapped[bool]
    version: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(16))
    questionnaire_id: Mapped[UUID | None]
    operation_id: Mapped[UUID | None]
    at: Mapped[datetime]


class Card(Base):
    """A card. Its number is used once in the chain, for good (7K-15)."""

    __tablename__ = "cards"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"]),
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        UniqueConstraint("tenant_id", "number"),
        Index("ix_cards_tenant_id_account_id", "tenant_id", "account_id"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    member_id: Mapped[UUID]
    number: Mapped[str] = mapped_column(String(120))
    level: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    issued_on: Mapped[date]
    ends: Mapped[date | None]
    further: Mapped[bool]


class Revision(Base):
    """A published programme document, never changed afterwards. In force from `starts` of the tenant's local time."""

    __tablename__ = "revisions"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"]), UniqueConstraint("tenant_id", "number"))

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int]
    starts: Mapped[str] = mapped_column(String(19))
    document: Mapped[str] = mapped_column(Text)
    published_by: Mapped[UUID | None]
    published_at: Mapped[datetime]


class Audit(Base):
    """Who did what, when, where, with what before and after; never changed."""

    __tablename__ = "audit"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        Index("ix_audit_tenant_id_at", "tenant_id", "at"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    staff_id: Mapped[UUID | None]
    by_member_id: Mapped[UUID | None]
    api_key_id: Mapped[UUID | None]
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(120))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    salon: Mapped[str | None] = mapped_column(String(120))


_UNNOTED = text("noted_at IS NULL")
_WAITING = text("done_at IS NULL AND dead_at IS NULL")


class Job(Base):
    """Work to be done once the transaction that asked for it is committed. A plain local table: no foreign key
    to or from it. Only what the platform does for itself has no chain. Dead is a job that nobody tries any more.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_jobs_waiting", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID | None]
    key: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    trouble: Mapped[str | None] = mapped_column(String(200))


class EmailConfirmation(Base):
    """A link that was mailed to someone of the staff; its token's hash alone is kept."""

    __tablename__ = "email_confirmations"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"]),
        UniqueConstraint("tenant_id", "token_hash"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID]
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LookPermit(Base):
    """An owner's consent that the platform's operator looks inside the chain, for a limited time."""

    __tablename__ = "look_permits"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"]),)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID]
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Attempt(Base):
    """Something that is limited before any chain is known, such as signing up; old rows are swept."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_subject_at", "subject", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Erasure(Base):
    """Whose data were erased: ids that name nobody, and why in a word. A plain local table, kept beside the database
    too, so that an older copy that is put back forgets them again; `noted_at` is when that was done (R63).
    """

    __tablename__ = "erasures"
    __table_args__ = (
        UniqueConstraint("tenant_id", "member_id"),
        Index("ix_erasures_unnoted", "id", sqlite_where=_UNNOTED, postgresql_where=_UNNOTED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    member_id: Mapped[UUID]
    reason: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    noted_at: Mapped[datetime | None]


class Operator(Base):
    """Someone who runs the platform."""

    __tablename__ = "operators"
    __table_args__ = (UniqueConstraint("email"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]


class OperatorSession(Base):
    """An operator's sign-in, as those of staff."""

    __tablename__ = "operator_sessions"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    operator_id: Mapped[UUID]
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
