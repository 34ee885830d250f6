"""Members who are likely one person: looked for when a member's data change, by values of an index, so that a chain of
a million members is asked as quickly as one of a thousand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, delete, insert, select, text, union_all, update
from sqlalchemy.orm import Session, aliased

from webapp.database import new_id
from webapp.store.alike import pairs, sounds
from webapp.store.duplicate_tables import Duplicate, MemberTrace
from webapp.store.phones import normalised
from webapp.store.tables import Member

OPEN, DISMISSED, MERGED = "open", "dismissed", "merged"
PHONE, NAME, BORN, BIRTH = "phone", "name", "born", "birth"
NAMED = "named"
"""The reason of a pair that somebody has chosen."""
MOST_ALIKE = 5
"""What more members share tells nothing of any of them."""
LASTING = frozenset({PHONE})
"""A number tells whose it is or was; a name that was changed tells nothing any more."""

Trace = tuple[str, str]


def traces_of(name: str | None, phones: Iterable[str], birth: date | None) -> set[Trace]:
    """By what the member may be known again."""
    found = {(PHONE, number) for number in phones}
    two_words = pairs(name or "")
    found |= {(NAME, words) for words in two_words}
    if birth is not None:
        found |= {(BORN, f"{birth.isoformat()} {words}") for words in two_words} | {(BIRTH, birth.isoformat())}
    return found


def trace(session: Session, member: Member, phones: Iterable[str], birth: date | None) -> None:
    """Keeps what the member may be known by, and notes whoever is known by the same."""
    tenant = member.tenant_id
    here = (MemberTrace.tenant_id == tenant) & (MemberTrace.member_id == member.id)
    kept = {(row.kind, row.value) for row in session.execute(select(MemberTrace.kind, MemberTrace.value).where(here))}
    born = birth or next((date.fromisoformat(value) for kind, value in kept if kind == BIRTH), None)
    numbers = {number for number in map(normalised, phones) if number is not None}
    wanted = traces_of(member.full_name, numbers, born)
    gone = {one for one in kept - wanted if one[0] not in LASTING}
    for kind in {kind for kind, _ in gone}:
        values = [value for of, value in gone if of == kind]
        session.execute(delete(MemberTrace).where(here, MemberTrace.kind == kind, MemberTrace.value.in_(values)))
    new = wanted - kept
    if not new:
        return
    rows = [{"tenant_id": tenant, "member_id": member.id, "kind": kind, "value": value} for kind, value in sorted(new)]
    session.execute(insert(MemberTrace), rows)
    wanted |= {one for one in kept if one[0] in LASTING}
    alike = _sharing(session, member, sorted(one for one in wanted if one[0] != BIRTH))
    if alike:
        _note(session, member, _reasons(session, member, wanted, alike))


def _sharing(session: Session, member: Member, new: Sequence[Trace]) -> dict[UUID, set[str]]:
    """Who else has some of these traces, and what kinds of them."""
    asked = [
        select(MemberTrace.kind, MemberTrace.value, MemberTrace.member_id)
        .where(
            MemberTrace.tenant_id == member.tenant_id,
            MemberTrace.kind == kind,
            MemberTrace.value == value,
            MemberTrace.member_id != member.id,
        )
        .limit(MOST_ALIKE + 1)
        .subquery()
        for kind, value in new
    ]
    if not asked:
        return {}
    rows = session.execute(union_all(*(select(query) for query in asked))).all()
    having: dict[Trace, list[UUID]] = {}
    for kind, value, other in rows:
        having.setdefault((kind, value), []).append(other)
    found: dict[UUID, set[str]] = {}
    for (kind, _), others in having.items():
        for other in others if len(others) <= MOST_ALIKE else ():
            found.setdefault(other, set()).add(kind)
    return found


def _reasons(session: Session, member: Member, own: set[Trace], alike: dict[UUID, set[str]]) -> dict[UUID, list[str]]:
    """Why each of those who are still members may be the same, if anything speaks for it. A name alone is enough where
    it is the same in whole and no birth date contradicts.
    """
    births = {value for kind, value in own if kind == BIRTH}
    query = (
        select(Member.id, Member.full_name, MemberTrace.value)
        .outerjoin(
            MemberTrace,
            (MemberTrace.tenant_id == Member.tenant_id)
            & (MemberTrace.member_id == Member.id)
            & (MemberTrace.kind == BIRTH),
        )
        .where(Member.tenant_id == member.tenant_id, Member.id.in_(alike), Member.closed.is_(False))
    )
    found = {}
    for other, name, birth in session.execute(query):
        kinds = alike[other]
        contradicts = bool(births) and birth is not None and birth not in births
        named = BORN in kinds or (NAME in kinds and _same_name(member.full_name, name))
        reasons = [PHONE] if PHONE in kinds else []
        if named and (reasons or not contradicts):
            reasons.append(NAME)
        if birth in births and reasons:
            reasons.append(BIRTH)
        found[other] = reasons
    return found


def _same_name(one: str | None, other: str | None) -> bool:
    """Whether all words of the shorter one are among those of the longer."""
    heard = sorted((set(sounds(one or "")), set(sounds(other or ""))), key=len)
    return heard[0] <= heard[1]


_COLUMNS = (
    *(bindparam(name, type_=Uuid()) for name in ("tenant_id", "id", "first_id", "second_id")),
    bindparam("reasons", type_=Duplicate.__table__.c.reasons.type),
)
_NOTE = text(
    """INSERT INTO duplicates (tenant_id, id, first_id, second_id, reasons, state)
    VALUES (:tenant_id, :id, :first_id, :second_id, :reasons, :state)
    ON CONFLICT (tenant_id, first_id, second_id) DO UPDATE SET reasons = excluded.reasons
    WHERE duplicates.state = :state"""
).bindparams(*_COLUMNS)


def _note(session: Session, member: Member, reasons: dict[UUID, list[str]]) -> None:
    """A pair that was dismissed stays dismissed; one that nothing speaks for any more is forgotten."""
    rows = []
    for other in sorted(reasons):
        first, second = sorted((member.id, other))
        if not reasons[other]:
            pair = (Duplicate.tenant_id == member.tenant_id) & (Duplicate.first_id == first)
            session.execute(delete(Duplicate).where(pair, Duplicate.second_id == second, Duplicate.state == OPEN))
            continue
        told = {"first_id": first, "second_id": second, "reasons": reasons[other], "state": OPEN}
        rows.append({"tenant_id": member.tenant_id, "id": new_id(), **told})
    if rows:
        session.connection().execute(_NOTE, rows)


_NAME = text(
    """INSERT INTO duplicates (tenant_id, id, first_id, second_id, reasons, state)
    VALUES (:tenant_id, :id, :first_id, :second_id, :reasons, :state)
    ON CONFLICT (tenant_id, first_id, second_id) DO NOTHING"""
).bindparams(*_COLUMNS)


def name(session: Session, tenant: UUID, first: UUID, second: UUID) -> tuple[UUID, bool]:
    """The pair of these two, in the order of their ids, and whether it was not open before."""
    told = {"first_id": first, "second_id": second, "reasons": [NAMED], "state": DISMISSED}
    session.connection().execute(_NAME, {"tenant_id": tenant, "id": new_id(), **told})
    here = (Duplicate.tenant_id == tenant) & (Duplicate.first_id == first) & (Duplicate.second_id == second)
    change = update(Duplicate).where(here, Duplicate.state == DISMISSED)
    opened = session.execute(
        change.values(state=OPEN, decided_by=None, decided_at=None).returning(Duplicate.id)
    ).first()
    return session.scalars(select(Duplicate.id).where(here)).one(), opened is not None


_FIRST, _SECOND = aliased(Member), aliased(Member)


class Likely(NamedTuple):
    """A pair with the two rows."""

    pair: Duplicate
    first: Member
    second: Member


def _pairs(tenant: UUID) -> Select[Any]:
    first = (_FIRST.tenant_id == Duplicate.tenant_id) & (_FIRST.id == Duplicate.first_id)
    second = (_SECOND.tenant_id == Duplicate.tenant_id) & (_SECOND.id == Duplicate.second_id)
    here = (Duplicate.tenant_id == tenant, _FIRST.tenant_id == tenant, _SECOND.tenant_id == tenant)
    found: Any = select(Duplicate, _FIRST, _SECOND)
    query: Select[Any] = found.join(_FIRST, first).join(_SECOND, second).where(*here)
    return query


def listed(session: Session, tenant: UUID, after: UUID | None, most: int) -> list[Likely]:
    """The open pairs of two members who have not left, the newest first, from behind `after` on."""
    query = _pairs(tenant).where(Duplicate.state == OPEN, _FIRST.closed.is_(False), _SECOND.closed.is_(False))
    if after is not None:
        query = query.where(Duplicate.id < after)
    return [Likely(*row) for row in session.execute(query.order_by(Duplicate.id.desc()).limit(most))]


def by_id(session: Session, tenant: UUID, pair: UUID) -> Likely | None:
    row = session.execute(_pairs(tenant).where(Duplicate.id == pair)).one_or_none()
    return Likely(*row) if row is not None else None


def decide(session: Session, tenant: UUID, pair: UUID, state: str, by: UUID | None, now: datetime) -> bool:
    """False where somebody has decided before."""
    here = (Duplicate.tenant_id == tenant) & (Duplicate.id == pair) & (Duplicate.state == OPEN)
    change = update(Duplicate).where(here).values(state=state, decided_by=by, decided_at=now)
    return session.execute(change.returning(Duplicate.id)).first() is not None


def mark(session: Session, tenant: UUID, one: UUID, other: UUID, state: str, by: UUID | None, now: datetime) -> None:
    """What has become of the pair, if it was one."""
    first, second = sorted((one, other))
    here = (Duplicate.tenant_id == tenant) & (Duplicate.first_id == first) & (Duplicate.second_id == second)
    session.execute(update(Duplicate).where(here).values(state=state, decided_by=by, decided_at=now))


def births(session: Session, tenant: UUID, members: Collection[UUID]) -> dict[UUID, date]:
    here = (MemberTrace.tenant_id == tenant) & MemberTrace.member_id.in_(members) & (MemberTrace.kind == BIRTH)
    rows = session.execute(select(MemberTrace.member_id, MemberTrace.value).where(here))
    return {member: date.fromisoformat(value) for member, value in rows}
