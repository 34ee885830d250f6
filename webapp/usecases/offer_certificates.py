"""What a member could order now: each certificate of the catalogue with its prices, and why not where not (7K-8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decide import decide
from webapp.engine.document.amounts import ELSE, Table
from webapp.engine.document.schema import Reward
from webapp.engine.document.values import MYRIAD
from webapp.engine.events import BirthdayGift, OrderCertificate, Statement
from webapp.engine.facts import Facts
from webapp.engine.money import written
from webapp.engine.programme import Programme
from webapp.store import members
from webapp.store.members import Known
from webapp.usecases.gather import for_statement
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order

DEFAULT_GRADE, DEFAULT_CATEGORY = "certified", "standard"
"""What an order is for that names neither (design 3)."""


class Price(NamedTuple):
    """A cell of a reward's table: for a master of that grade in a salon of that category."""

    grade: str
    category: str
    amount: int


class Offer(NamedTuple):
    """A share of a price, in parts of ten thousand: so many bonuses now, so much money at the visit."""

    price: Price
    share: int
    bonuses: int
    remainder: int
    refused: tuple[str, ...]


class Offered(NamedTuple):
    """A reward of the catalogue: the cheapest way to it, and all ways where they were asked for."""

    reward: str
    cheapest: Offer
    offers: tuple[Offer, ...]


class Gift(NamedTuple):
    """The compliment of a birthday: the rewards that may be chosen, and why it cannot be had now."""

    rewards: tuple[str, ...]
    refused: tuple[str, ...]


class Catalogue(NamedTuple):
    known: Known
    programme: Programme
    standing: dict[str, Any]
    rewards: tuple[Offered, ...]
    gift: Gift | None


def offer_certificates(chain: OpenChain, member: str, now: datetime, reward: str | None = None) -> Catalogue | None:
    """All ways to `reward`, of the others the cheapest alone. None for nobody of this chain."""
    order = Order(chain, Actor(), "", "statement", Statement(member=member), now)

    def work(session: Session) -> Catalogue | None:
        facts = for_statement(session, order).facts
        known = members.by_id(session, chain.id, UUID(facts.person)) if facts.person else None
        if facts.account is None or known is None:
            return None
        standing = decide(chain.timeline, facts, order.local, order.verb, order.event).result
        found = []
        for code, terms in order.programme.rewards.items():
            priced = list(prices(terms))
            if priced and order.programme.certificates is not None:
                found.append(_offered(order, facts, code, priced, whole=code == reward))
        return Catalogue(known, order.programme, standing, tuple(found), _gift(order, facts))

    return transact(work, chain.id, readonly=True)


def prices(reward: Reward) -> Iterator[Price]:
    """Every cell of the price, in the document's order."""
    if not reward.price or reward.gives.certificate is None:
        return
    price = next(iter(reward.price.values()))
    if isinstance(price, int):
        yield Price(DEFAULT_GRADE, DEFAULT_CATEGORY, int(price))
        return
    if not isinstance(price, Table):
        return
    for path, amount in price.leaves():
        told = dict(zip(price.keys, path, strict=False))
        grade, category = told.get("grade", DEFAULT_GRADE), told.get("salon_category", DEFAULT_CATEGORY)
        if ELSE not in (grade, category):
            yield Price(grade, category, int(amount))


def _offered(order: Order, facts: Facts, code: str, priced: list[Price], whole: bool) -> Offered:
    terms = order.programme.certificates
    assert terms is not None
    lowest = min(priced, key=lambda price: price.amount)
    cheapest = _offer(order, facts, code, lowest, min(terms.shares))
    ways = [_offer(order, facts, code, price, share) for price in priced for share in terms.shares] if whole else []
    return Offered(code, cheapest, tuple(ways))


def _offer(order: Order, facts: Facts, code: str, price: Price, share: int) -> Offer:
    event = OrderCertificate.model_validate(
        {
            "member": facts.person,
            "certificate": "offer",
            "reward": code,
            "grade": price.grade,
            "salon_category": price.category,
            "share": written(share),
        }
    )
    decision = decide(order.chain.timeline, facts, order.local, "order_certificate", event)
    bonuses = -(-price.amount * share // MYRIAD)
    return Offer(price, share, bonuses, price.amount - bonuses, tuple(decision.refused))


def _gift(order: Order, facts: Facts) -> Gift | None:
    """Nothing where the programme has no such gift."""
    rule = order.programme.requests.get("birthday_gift")
    if rule is None or rule.give is None or facts.account is None:
        return None
    level = facts.account.standing.level
    choice = rule.give.cell((level,)) if isinstance(rule.give, Table) else rule.give
    event = BirthdayGift(member=facts.person or "", certificate="gift")
    decision = decide(order.chain.timeline, facts, order.local, "birthday_gift", event)
    return Gift(tuple(choice or ()), tuple(decision.refused))
