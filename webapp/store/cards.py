"""Cards by number; a number once used is taken for good."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.engine import facts
from webapp.store.tables import Card, Member


def taken(session: Session, tenant: UUID, number: str) -> bool:
    return session.execute(select(Card.id).where(Card.tenant_id == tenant, Card.number == number)).first() is not None


def holders(session: Session, tenant: UUID) -> dict[str, str]:
    """Who each number was given to."""
    rows = session.execute(select(Card.number, Card.member_id).where(Card.tenant_id == tenant))
    return {number: str(member) for number, member in rows}


def shares(session: Session, tenant: UUID, member: UUID, number: str) -> bool:
    """Whether the card belongs to the account that the member is on."""
    mine = select(Member.account_id).where(Member.tenant_id == tenant, Member.id == member).scalar_subquery()
    here = select(Card.id).where(Card.tenant_id == tenant, Card.number == number, Card.account_id == mine)
    return session.execute(here).first() is not None


def of_account(session: Session, tenant: UUID, account: UUID) -> list[Card]:
    """In the order in which they were issued."""
    query = select(Card).where(Card.tenant_id == tenant, Card.account_id == account)
    return list(session.scalars(query.order_by(Card.issued_on, Card.id)))


def move(session: Session, tenant: UUID, numbers: Collection[str], account: str) -> None:
    """The cards are another account's now."""
    here = (Card.tenant_id == tenant) & Card.number.in_(numbers)
    session.execute(update(Card).where(here).values(account_id=UUID(account)))


def keep(session: Session, tenant: UUID, account: str, cards: list[facts.Card]) -> None:
    """Writes the account's cards as they now stand: new ones, and those whose state has changed."""
    rows = {
        row.number: row
        for row in session.scalars(select(Card).where(Card.tenant_id == tenant, Card.account_id == UUID(account)))
    }
    for card in cards:
        row = rows.get(card.number)
        if row is None:
            row = Card(tenant_id=tenant, id=new_id(), account_id=UUID(account), number=card.number)
            session.add(row)
        row.member_id, row.level, row.state = UUID(card.person), card.level, card.state
        row.issued_on, row.ends, row.further = card.issued_on, card.ends, card.further
    session.flush()
