"""What members hold of the things that a programme names: bonuses by wallet, levels and given rewards."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from webapp.engine import facts
from webapp.engine.seats import APART
from webapp.ledger.account import SNAPSHOT
from webapp.ledger.tables import Account, Lot

AT_ONCE = 500


class Holding(NamedTuple):
    """How many accounts hold it, and how much: bonuses in hundredths, rewards in pieces."""

    accounts: int = 0
    amount: int = 0


def wallets(session: Session, tenant: UUID) -> dict[str, Holding]:
    """What is left in each wallet; what people of one account have apart is the same wallet's."""
    left, owners = func.sum(Lot.left_over), func.count(Lot.account_id.distinct())
    query = select(Lot.wallet, owners, left).where(Lot.tenant_id == tenant, Lot.left_over > 0).group_by(Lot.wallet)
    found: dict[str, Holding] = {}
    for wallet, accounts, amount in session.execute(query):
        name = wallet.partition(APART)[0]
        known = found.get(name, Holding())
        found[name] = Holding(known.accounts + accounts, known.amount + int(amount))
    return found


def levels_and_rewards(
    session: Session, tenant: UUID, levels: Collection[str], rewards: Collection[str]
) -> tuple[dict[str, Holding], dict[str, Holding]]:
    """Of these levels and rewards, as the accounts were last written down. Only accounts that name one are read."""
    told = [Account.snapshot.contains(f'"{name}"', autoescape=True) for name in {*levels, *rewards}]
    found: tuple[dict[str, Holding], dict[str, Holding]] = ({}, {})
    if not told:
        return found
    query = select(Account.snapshot).where(Account.tenant_id == tenant, or_(*told))
    for snapshots in session.scalars(query).partitions(AT_ONCE):
        for account in map(SNAPSHOT.validate_json, snapshots):
            _add(found[0], [name for name in _levels(account) if name in levels])
            _add(found[1], [held.reward for held in account.memory.held.values() if held.reward in rewards])
    return found


def _levels(account: facts.Account) -> Iterator[str]:
    owns: tuple[facts.Account | facts.Own, ...] = (account, *account.apart.values())
    for own in owns:
        for standing in (own.standing, *own.ladders.values()):
            if standing.level is not None:
                yield standing.level


def _add(found: dict[str, Holding], names: list[str]) -> None:
    for name in dict.fromkeys(names):
        known = found.get(name, Holding())
        found[name] = Holding(known.accounts + 1, known.amount + names.count(name))
