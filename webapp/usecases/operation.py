"""The one way of every loyalty verb: gather under locks, decide, write down, answer. A repeat of its key gets the
first answer (R2–R5).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.engine.decide import decide
from webapp.engine.decisions import Decision
from webapp.engine.events import Event, Purchase, Quote
from webapp.engine.facts import Facts
from webapp.engine.journal import plain
from webapp.engine.programme import Programme
from webapp.ledger import operations
from webapp.ledger.account import Held
from webapp.ledger.post import Decided, Posting, Sale, mark_returned, post
from webapp.messages.outbox import send_news
from webapp.store import audit
from webapp.usecases.news import Posted, news_of
from webapp.usecases.open_chain import SANDBOX, WORKING, OpenChain


class Actor(NamedTuple):
    """Who acts, in which salon and on which tablet, or the member who does it alone, or a machine by its key; the night
    is none of them.
    """

    staff: UUID | None = None
    salon: str | None = None
    tablet: UUID | None = None
    member: UUID | None = None
    api_key: UUID | None = None


CREDITS = frozenset({"purchase", "quote", "grant"})
"""What may give an account bonuses or bring it nearer to a level, by the hand of someone of the staff."""
TOLD = frozenset({"event", "join_account"})
"""What gives bonuses where the programme says so: what did is counted like a receipt."""
ANOTHERS = CREDITS | TOLD | {"opening", "undo_event", "redeem", "set", "transfer"}
"""What nobody of the staff does for an account of their own."""
MERGES = frozenset({"merge", "unmerge"})
NOTICED, MOST_BY_ONE = 3, 5
"""From so many in a day on, what one person gives one account stands in the audit log; after so many another has to."""


class KeyReused(Exception):
    """The operation's key is known with another body, or is another person's (R4)."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done: the chain, who asks, the operation's key, the verb and its event, and the moment."""

    chain: OpenChain
    actor: Actor
    key: str
    verb: str
    event: Event
    now: datetime
    made: frozenset[str] = frozenset()
    """Fields of the event that hold ids made for it here, which a repeat would make anew."""
    in_full: bool = False
    """The tenders of a purchase must make up what is payable."""

    @property
    def tenant(self) -> UUID:
        return self.chain.id

    @property
    def local(self) -> datetime:
        """The tenant's local time, to the second."""
        return self.now.astimezone(self.chain.zone).replace(tzinfo=None, microsecond=0)

    @property
    def programme(self) -> Programme:
        """The revision that decides: a late receipt runs by that of its own day."""
        dated = self.event.dated if isinstance(self.event, Quote) else None
        return self.chain.timeline.on(dated) if dated else self.chain.timeline.at(self.local)

    def fingerprint(self) -> str:
        asked = {name: value for name, value in self.event.written().items() if name not in self.made}
        body = json.dumps([self.verb, asked], ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(body.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer: the result in the journals' words, as JSON; `repeated` for a key that was known. `certificate` is the
    id of the one that the operation was about.
    """

    result: dict[str, Any]
    operation: UUID | None = None
    member: str | None = None
    repeated: bool = False
    decision: Decision | None = None
    certificate: str | None = None

    @property
    def refused(self) -> list[str]:
        return list(self.result.get("refused", ()))


@dataclass(slots=True)
class Gathered:
    """The facts of a verb, the accounts as they were read under their locks, whether the key is known, and the last
    operation that all this goes back to. Of who acts: whether the account is theirs, and how often they have given it
    something today.
    """

    facts: Facts
    held: dict[str, Held] = field(default_factory=dict)
    earlier: bool = False
    last: UUID | None = None
    whose_actor: bool = False
    credits: int = 0

    def barred(self, verb: str) -> list[str]:
        """Why it is not for this person to give the account something (R48)."""
        if verb in MERGES:
            return ["own_merge"] if self.whose_actor else []
        if verb in ANOTHERS and self.whose_actor:
            return ["own_account"]
        return ["second_person"] if verb in CREDITS and self.credits >= MOST_BY_ONE else []

    def is_anothers(self, member: str) -> bool:
        """Whether a member who acts alone would touch accounts none of which is theirs."""
        touched = [account for account in (self.facts.account, self.facts.other) if account is not None]
        return bool(touched) and all(account.known(member) is None for account in touched)


Gather = Callable[[Session, Order], Gathered]
Keep = Callable[[Session, Order, Decision, UUID], None]


def perform(order: Order, gather: Gather, keep: Keep | None = None) -> Outcome:
    """Does it in one transaction. Raises KeyReused. A refusal that changes nothing leaves nothing, not even its key."""

    return transact(lambda session: perform_in(session, order, gather, keep), order.tenant)


def perform_in(session: Session, order: Order, gather: Gather, keep: Keep | None = None) -> Outcome:
    """The same inside a transaction that is already open, as a part of something greater."""
    if order.chain.state not in WORKING:
        return Outcome({"refused": ["chain_stopped"]})
    found = gather(session, order)
    if found.earlier:
        return _repeat(session, order)
    if barred := found.barred(order.verb):
        return Outcome({"refused": barred})
    if order.actor.member is not None and found.is_anothers(str(order.actor.member)):
        return Outcome({"refused": ["another_account"]})
    decision = decide(order.chain.timeline, found.facts, order.local, order.verb, order.event)
    if order.verb in TOLD and found.credits >= MOST_BY_ONE and _gives(decision):
        return Outcome({"refused": ["second_person"]})
    result = plain(decision.result)
    if _changed(order, result, decision):
        result["refused"].append("changed")
    elif decision.changes or decision.receipt is not None:
        return _write(session, order, found, decision, result, keep)
    # It may be this very operation, posted while this transaction waited for the account, that stands in the way.
    known = operations.by_key(session, order.tenant, order.key)
    return Outcome(result, decision=decision) if known is None else _repeat(session, order)


def _write(
    session: Session, order: Order, found: Gathered, decision: Decision, result: dict[str, Any], keep: Keep | None
) -> Outcome:
    posting = posting_of(order, found.facts, found.last, decision, result)
    post(session, order.chain.timeline, Decided(posting, decision, found.held, _sale(order)))
    _mark_returned(session, posting, found, decision, order)
    if keep is not None:
        keep(session, order, decision, posting.operation)
    tell(session, order, Posted(order.verb, posting.account, posting.member, decision, found.held))
    counts = order.verb in CREDITS or (order.verb in TOLD and _gives(decision))
    if counts and order.actor.staff and found.credits + 1 >= NOTICED:
        told = {"count": str(found.credits + 1), "receipt": posting.request.get("receipt")}
        who, where = order.actor.staff, order.actor.salon
        audit.note(session, order.tenant, order.now, "credits_noticed", posting.member or "", who, {}, told, where)
    certificate = posting.request.get("certificate")
    return Outcome(result, posting.operation, posting.member, decision=decision, certificate=certificate)


def _gives(decision: Decision) -> bool:
    return any(entry.kind == "accrued" for entry in decision.changes[0].entries) if decision.changes else False


def tell(session: Session, order: Order, posted: Posted) -> None:
    """What members hear of it goes out with the operation or not at all. In a sandbox nobody hears of anything."""
    if order.chain.state == SANDBOX:
        return
    told = news_of(posted, order.programme, order.chain.told)
    if told:
        send_news(session, order.tenant, order.key, [news._asdict() for news in told], order.now)


def _changed(order: Order, result: dict[str, Any], decision: Decision) -> bool:
    """Whether the receipt would come out otherwise than it was agreed to: as quoted (R13), and paid in full."""
    if order.in_full and isinstance(order.event, Purchase) and decision.receipt is not None:
        paid = sum(order.event.tenders.values())
        if paid != decision.result["payable"]:
            return True
    quote = order.event.quote if isinstance(order.event, Purchase) else None
    return quote is not None and decision.receipt is not None and not _holds(quote, order, result)


def _holds(quote: str, order: Order, result: dict[str, Any]) -> bool:
    """Whether the figures are still those; a quote that names its end is good until then."""
    figures, _, end = quote.partition(".")
    over = end.isdecimal() and order.now.timestamp() > int(end)
    return figures == mark(order, result) and not over


def ask(order: Order, gather: Gather) -> Outcome:
    """Decides without writing: a quote, a statement."""

    def work(session: Session) -> Outcome:
        found = gather(session, order)
        decision = decide(order.chain.timeline, found.facts, order.local, order.verb, order.event)
        return Outcome(plain(decision.result), decision=decision)

    return transact(work, order.tenant, readonly=True)


def mark(order: Order, result: dict[str, Any]) -> str:
    """What a quote answers besides its figures: the same as long as revision and figures stay the same (R13)."""
    told = json.dumps([order.programme.revision, result], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _repeat(session: Session, order: Order) -> Outcome:
    known = operations.by_key(session, order.tenant, order.key)
    who = (order.actor.staff, order.actor.member, order.actor.api_key)
    mine = known is not None and (known.staff_id, known.by_member_id, known.api_key_id) == who
    if known is None or not mine or known.fingerprint != order.fingerprint():
        raise KeyReused(order.key)
    member = str(known.member_id) if known.member_id else None
    return Outcome(known.result, known.id, member, repeated=True, certificate=known.request.get("certificate"))


def posting_of(order: Order, facts: Facts, last: UUID | None, decision: Decision, result: dict[str, Any]) -> Posting:
    """The operation's row; its id comes after `last`, the one that all this goes back to."""
    held = decision.changes[0].account.id if decision.changes else None
    request = order.event.written()
    return Posting(
        order.tenant,
        new_id(after=last),
        order.key,
        order.fingerprint(),
        order.verb,
        UUID(order.programme.revision),
        order.now,
        order.local,
        operations.without_personal_data(order.verb, request, facts.person),
        result,
        held,
        facts.person if held else None,
        order.actor.staff,
        order.actor.salon,
        order.actor.tablet,
        order.actor.member,
        order.actor.api_key,
    )


def _sale(order: Order) -> Sale | None:
    return (
        Sale(order.event.channel, order.event.tenders)
        if order.verb == "purchase" and isinstance(order.event, Quote)
        else None
    )


def _mark_returned(session: Session, posting: Posting, found: Gathered, decision: Decision, order: Order) -> None:
    before, after = found.facts.receipt, decision.receipt
    if order.verb == "return" and before is not None and after is not None:
        mark_returned(session, posting, before.number, before.lines, after.lines)
