"""Cards at the desk: issue a first, further or replacing one, exchange one, block a lost one."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.engine.decisions import Decision
from webapp.engine.events import BlockCard, IssueCard, RenewCard
from webapp.store import cards, members
from webapp.usecases.gather import for_block, for_card
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform

MADE = frozenset({"card"})
DIGITS = 12


def issue_card(
    chain: OpenChain, actor: Actor, key: str, event: IssueCard, now: datetime, made: bool = False
) -> Outcome:
    """`made`: the number is one of `made_number`, which a repeat would make anew."""
    made_here = MADE if made else frozenset[str]()
    return perform(Order(chain, actor, key, "issue_card", event, now, made_here), for_card, _keep)


def renew_card(
    chain: OpenChain, actor: Actor, key: str, event: RenewCard, now: datetime, made: bool = False
) -> Outcome:
    made_here = MADE if made else frozenset[str]()
    return perform(Order(chain, actor, key, "renew_card", event, now, made_here), for_card, _keep)


def made_number() -> str:
    """A card's number where the chain has none printed: digits alone, which a scanner types the same on any layout,
    nobody can guess, and the last of them tells a slip of the pen (Luhn).
    """
    digits = [secrets.randbelow(9) + 1, *(secrets.randbelow(10) for _ in range(DIGITS - 2))]
    doubled = [digit * 2 if place % 2 else digit for place, digit in enumerate(reversed(digits), start=1)]
    total = sum(digit // 10 + digit % 10 for digit in doubled)
    return "".join(map(str, [*digits, -total % 10]))


def block_card(chain: OpenChain, actor: Actor, key: str, event: BlockCard, now: datetime) -> Outcome:
    return perform(Order(chain, actor, key, "block_card", event, now), for_block, _keep)


def _keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
    """Writes the cards of the account and of the one left for it, and whose account the holder of a further card is on
    now.
    """
    if len(decision.changes) > 1:
        members.move(session, order.tenant, decision.cards[0].person, decision.changes[0].account.id)
    for change in decision.changes:
        cards.keep(session, order.tenant, change.account.id, list(change.account.cards.values()))
