"""Keeps the words of members' names so that any part of one is found: each word of the chain stands there from each of
its letters on.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, Uuid, bindparam, delete, text
from sqlalchemy.orm import Session

from webapp.store.tables import MemberWord

LONGEST_WORD = 60
LONGEST_PIECE = 24
MOST_WORDS = 12


def _insert(table: str, *columns: str) -> TextClause:
    values = ", ".join(f":{column}" for column in columns)
    said = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values}) ON CONFLICT DO NOTHING"
    ids = [bindparam(column, type_=Uuid()) for column in columns if column.endswith("_id")]
    return text(said).bindparams(*ids)


_WORD = _insert("member_words", "tenant_id", "member_id", "word")
_PIECE = _insert("name_pieces", "tenant_id", "piece", "word")


def keep(session: Session, tenant: UUID, member: UUID, name: str) -> None:
    """`name` is folded, and the only one by which the member is found from now on."""
    forget(session, tenant, member)
    words = sorted({word[:LONGEST_WORD] for word in name.split()[:MOST_WORDS]})
    if not words:
        return
    connection = session.connection()
    connection.execute(_WORD, [{"tenant_id": tenant, "member_id": member, "word": word} for word in words])
    # In one order in every transaction, or two of them could wait for each other.
    pieces = sorted({(piece, word) for word in words for piece in pieces_of(word)})
    rows: list[dict[str, Any]] = [{"tenant_id": tenant, "piece": piece, "word": word} for piece, word in pieces]
    connection.execute(_PIECE, rows)


def pieces_of(word: str) -> list[str]:
    return [word[place : place + LONGEST_PIECE] for place in range(len(word))]


def forget(session: Session, tenant: UUID, member: UUID) -> None:
    here = (MemberWord.tenant_id == tenant) & (MemberWord.member_id == member)
    session.execute(delete(MemberWord).where(here))
