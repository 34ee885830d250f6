"""Takes out what tells who a person is, wherever it stands outside of the ledger; sums, days and states stay (R63)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, String, Uuid, bindparam, delete, func, select, text, update
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.store import merges
from webapp.store.members import folded
from webapp.store.names import LONGEST_WORD
from webapp.store.personal import OF_PEOPLE, Whose, of_person, table_of
from webapp.store.requests import DECLINED, NEW, TAKEN
from webapp.store.tables import (
    Audit,
    Certificate,
    Erasure,
    GuestRequest,
    Job,
    KeptForm,
    Member,
    MemberPhone,
    MemberTrace,
    MemberWord,
    Merge,
    NamePiece,
    Questionnaire,
)

SHORTEST = 5
"""Signs of a word by which it is looked for in what others have typed."""
KEPT_OF_A_REQUEST = frozenset({"receipt", "salon", "bought_on"})


def whose(session: Session, tenant: UUID, member: UUID) -> Whose | None:
    """The person who answers for this member, with all whom they turned out to be; None for nobody of the chain."""
    row = session.get(Member, (tenant, member))
    if row is None:
        return None
    found, new = set[UUID](), {merges.who_is(session, tenant, member)}
    while new:
        found |= new
        new = merges.gone_into(session, tenant, new) - found
    here = (Member.tenant_id == tenant) & Member.id.in_(found)
    accounts = frozenset(session.scalars(select(Member.account_id).where(here)))
    return Whose(frozenset(found), accounts, _phones(session, tenant, found))


def _phones(session: Session, tenant: UUID, members: Collection[UUID]) -> frozenset[str]:
    """Numbers that are or were theirs and are nobody else's."""
    now = select(MemberPhone.number).where(MemberPhone.tenant_id == tenant, MemberPhone.member_id.in_(members))
    ever = select(MemberTrace.value).where(
        MemberTrace.tenant_id == tenant, MemberTrace.member_id.in_(members), MemberTrace.kind == "phone"
    )
    numbers = {*session.scalars(now), *session.scalars(ever)}
    others = select(MemberPhone.number).where(
        MemberPhone.tenant_id == tenant, MemberPhone.number.in_(numbers), MemberPhone.member_id.not_in(members)
    )
    return frozenset(numbers - set(session.scalars(others)))


def erase(session: Session, tenant: UUID, of: Whose, now: datetime) -> None:
    """All at once; what the ledger keeps is for `ledger.forgetting`."""
    words = _words(session, tenant, of)
    _drop_pieces(session, tenant, of)
    _strike_reasons(session, tenant, of)
    _keep_parts(session, tenant, of, now)
    # What hangs on others goes first, as long as it can still be found by them.
    for name, table in reversed(OF_PEOPLE.items()):
        here = of_person(name, tenant, of)
        if table.rows == "go":
            session.execute(delete(table_of(name)).where(here))
        elif table.erased:
            session.execute(update(table_of(name)).where(here).values(table.erased))
    here = (Member.tenant_id == tenant) & Member.id.in_(of.members)
    session.execute(update(Member).where(here).values(closed=True, erased_at=now))
    _drop_mentions(session, tenant, words)


def _names(session: Session, tenant: UUID, of: Whose) -> set[str]:
    """All that the person was ever called, as far as it is still written anywhere."""
    found: set[str | None] = set()
    here = (Member.tenant_id == tenant) & Member.id.in_(of.members)
    found |= set(session.scalars(select(Member.full_name).where(here)))
    for told in session.scalars(select(Merge.before).where(Merge.tenant_id == tenant, _merged(of))):
        found |= {told.get(side, {}).get("full_name") for side in ("member", "after")}
    for answers in session.scalars(_answers(tenant, of)):
        found.add(answers.get("full_name"))
    return {name for name in found if name}


def _merged(of: Whose) -> ColumnElement[bool]:
    return Merge.member_id.in_(of.members) | Merge.gone_member_id.in_(of.members)


def _answers(tenant: UUID, of: Whose) -> Select[Any]:
    here = (Questionnaire.tenant_id == tenant) & Questionnaire.member_id.in_(of.members)
    found: Select[Any] = select(Questionnaire.answers).where(here)
    return found


def _words(session: Session, tenant: UUID, of: Whose) -> set[str]:
    """By what the person would be mentioned: numbers, addresses, names in whole."""
    found: set[str | None] = {*of.phones, *_names(session, tenant, of)}
    here = (Member.tenant_id == tenant) & Member.id.in_(of.members)
    for row in session.execute(select(Member.phone, Member.email).where(here)):
        found |= set(row)
    for answers in session.scalars(_answers(tenant, of)):
        found |= {answers.get(name) for name in ("phone", "email")}
    for told in session.scalars(select(Merge.before).where(Merge.tenant_id == tenant, _merged(of))):
        found |= {told.get(side, {}).get(name) for side in ("member", "after") for name in ("phone", "email")}
    return {word for word in found if isinstance(word, str) and len(word) >= SHORTEST}


def _drop_pieces(session: Session, tenant: UUID, of: Whose) -> None:
    """Words of their names that nobody else bears."""
    own = {word[:LONGEST_WORD] for name in _names(session, tenant, of) for word in folded(name).split()}
    here = (MemberWord.tenant_id == tenant) & MemberWord.word.in_(own)
    others = set(session.scalars(select(MemberWord.word).where(here, MemberWord.member_id.not_in(of.members))))
    session.execute(delete(NamePiece).where(NamePiece.tenant_id == tenant, NamePiece.word.in_(own - others)))


_STRIKE = text("SELECT strike_reasons(:tenant, :subjects)").bindparams(
    bindparam("tenant", type_=Uuid()), bindparam("subjects", type_=ARRAY(String))
)


def _strike_reasons(session: Session, tenant: UUID, of: Whose) -> None:
    """Out of the audit log: what staff wrote of the person and their receipts in words of their own."""
    receipts = table_of("receipts").c
    own = select(receipts.id, receipts.number).where(receipts.tenant_id == tenant, receipts.member_id.in_(of.members))
    subjects = {str(member) for member in of.members}
    for row in session.execute(own):
        subjects |= {str(row.id), row.number}
    if session.connection().dialect.name == "postgresql":
        session.execute(_STRIKE, {"tenant": tenant, "subjects": sorted(subjects)})
        return
    here = (Audit.tenant_id == tenant) & Audit.subject.in_(subjects)
    struck = func.json_remove(Audit.after, "$.reason")
    told = here & func.json_extract(Audit.after, "$.reason").is_not(None)
    session.execute(update(Audit.__table__).where(told).values(after=struck))  # type: ignore[arg-type]


def _keep_parts(session: Session, tenant: UUID, of: Whose, now: datetime) -> None:
    """Of what the rules or the books need a part of, the rest goes."""
    held = select(Certificate).where(of_person("certificates", tenant, of), Certificate.tenant_id == tenant)
    for certificate in session.scalars(held):
        certificate.details = {**certificate.details, "holder": None}
    asked = select(GuestRequest).where(of_person("requests", tenant, of), GuestRequest.tenant_id == tenant)
    for request in session.scalars(asked):
        request.details = {name: value for name, value in request.details.items() if name in KEPT_OF_A_REQUEST}
        request.subject = None if request.kind == "call_back" else request.subject
        if request.state in (NEW, TAKEN):
            request.state, request.decided_at = DECLINED, now
    session.flush()


def _drop_mentions(session: Session, tenant: UUID, words: Collection[str]) -> None:
    """Mails that wait or were given up, and forms that a lock has kept, where one of the words stands in them."""
    looked = {form for word in words for form in _written(word)}
    jobs = select(Job.id, Job.payload).where(Job.tenant_id == tenant, Job.done_at.is_(None))
    found = [row.id for row in session.execute(jobs) if _mentions(json.dumps(row.payload, ensure_ascii=False), looked)]
    session.execute(delete(Job).where(Job.tenant_id == tenant, Job.id.in_(found)))
    forms = select(KeptForm).where(KeptForm.tenant_id == tenant)
    for form in session.scalars(forms).all():
        if _mentions(form.form, looked):
            session.delete(form)
    session.flush()


def _written(word: str) -> Iterable[str]:
    """As it may stand in a form or an address; of a number, the digits that people type."""
    yield from (word, word.casefold(), quote(word), quote_plus(word), json.dumps(word)[1:-1])
    if word.startswith("+") and word[1:].isdigit():
        yield word[2:]


def _mentions(told: str, looked: Collection[str]) -> bool:
    folded = told.casefold()
    return any(word.casefold() in folded for word in looked)


class Gone(NamedTuple):
    """Whose data were erased."""

    tenant: UUID
    member: UUID
    reason: str
    at: datetime


def note(session: Session, gone: Gone) -> None:
    row = Erasure(id=new_id(), tenant_id=gone.tenant, member_id=gone.member, reason=gone.reason, at=gone.at)
    session.add(row)
    session.flush()


def is_noted(session: Session, tenant: UUID, member: UUID) -> bool:
    here = (Erasure.tenant_id == tenant) & (Erasure.member_id == member)
    return session.execute(select(Erasure.id).where(here)).first() is not None


def erased_at(session: Session, tenant: UUID, member: UUID) -> datetime | None:
    here = (Member.tenant_id == tenant) & (Member.id == member)
    return session.execute(select(Member.erased_at).where(here)).scalar()


def listed(session: Session, tenant: UUID, most: int) -> list[Gone]:
    """Of one chain, the newest first."""
    return _gone(session, select(Erasure).where(Erasure.tenant_id == tenant).order_by(Erasure.id.desc()).limit(most))


def unnoted(session: Session, most: int) -> list[Gone]:
    """Of all chains, those that are not kept beside the database yet."""
    query = select(Erasure).where(Erasure.noted_at.is_(None)).order_by(Erasure.id).limit(most)
    return _gone(session, query)


def every(session: Session) -> list[Gone]:
    """Of all chains."""
    return _gone(session, select(Erasure).order_by(Erasure.id))


def _gone(session: Session, query: Select[Any]) -> list[Gone]:
    return [Gone(row.tenant_id, row.member_id, row.reason, row.at) for row in session.scalars(query)]


def mark_noted(session: Session, gone: Iterable[Gone], now: datetime) -> None:
    for one in gone:
        here = (Erasure.tenant_id == one.tenant) & (Erasure.member_id == one.member)
        session.execute(update(Erasure).where(here).values(noted_at=now))
