"""The one door of the engine: a fact and what is known go in, a decision comes out. Nothing here is written down or
looked up.

The order of things in one fact: time (all that is due up to the fact), who is there and what stands in the way, prices,
spending, what is payable, earning, counters, levels. Each verb keeps that order; a quote is a purchase up
to the earning.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from webapp.engine import belonging, cards, certificates, happenings, members, merging, seats, still
from webapp.engine.decisions import Decision
from webapp.engine.events import EVENTS, Event, Statement
from webapp.engine.facts import Facts
from webapp.engine.moment import Moment
from webapp.engine.programme import Timeline
from webapp.engine.purchase import purchase
from webapp.engine.returns import return_units
from webapp.engine.statement import statement

Verb = Callable[[Moment, Facts, Any], Decision]


def decide(timeline: Timeline, facts: Facts, at: datetime, verb: str, event: Event) -> Decision:
    """What follows from the fact `event` at the tenant's local time `at`, under the revision that rules then."""
    if isinstance(event, Statement) and event.at_end:
        at = datetime.combine(at.date(), time.max)
    moment = Moment(at, timeline, timeline.at(at))
    decision = VERBS[verb](moment, facts, event)
    for change in decision.changes:
        seats.rest(change)
        if change.endless:
            return Decision(decision.verb, {"refused": ["endless_rules"]})
        if moment.programme.still_wallets:
            still.look(change, moment.programme, moment.day)
    return decision


VERBS: dict[str, Verb] = {
    "enrol": members.enrol,
    "questionnaire": members.fill_questionnaire,
    "activate": members.activate,
    "issue_card": cards.issue_card,
    "renew_card": cards.renew_card,
    "block_card": cards.block_card,
    "purchase": purchase,
    "quote": purchase,
    "return": return_units,
    "order_certificate": certificates.order_certificate,
    "issue_certificate": certificates.issue_certificate,
    "deliver_certificate": certificates.deliver_certificate,
    "cancel_certificate": certificates.cancel_certificate,
    "book_certificate": certificates.book_certificate,
    "use_certificate": certificates.use_certificate,
    "transfer_certificate": certificates.transfer_certificate,
    "grant": members.grant,
    "withdraw": members.withdraw,
    "birthday_gift": certificates.birthday_gift,
    "close": members.close,
    "merge": merging.merge,
    "unmerge": merging.unmerge,
    "mismatch": members.mark_mismatch,
    "event": happenings.happen,
    "undo_event": happenings.undo_event,
    "redeem": happenings.redeem,
    "choose": happenings.choose,
    "set": members.set_attributes,
    "opening": belonging.opening,
    "transfer": belonging.transfer,
    "join_account": belonging.join_account,
    "leave_account": belonging.leave_account,
    "leave": belonging.leave,
    "settle": members.settle_account,
    "statement": statement,
}

assert VERBS.keys() == EVENTS.keys()
