"""What a posting makes news for members of. Nothing is read and nothing asked where the chain tells none of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from webapp.engine.decisions import Change, Decision
from webapp.engine.facts import Account, Certificate
from webapp.engine.programme import Programme
from webapp.ledger.account import Held
from webapp.store.message_events import EVENTS, RULE

SILENT = frozenset({"merge", "unmerge", "opening", "join_account", "leave_account"})
"""What moves bonuses and levels without giving or taking any."""
NIGHT = "settle"
STEPS = {
    "issue_certificate": "certificate_issued",
    "deliver_certificate": "certificate_delivered",
    "book_certificate": "certificate_booked",
    "use_certificate": "certificate_used",
    "cancel_certificate": "certificate_cancelled",
}


class News(NamedTuple):
    """What happened to whom. `values` are as the engine knows them: hundredths, days, names of the document. `own` is
    whether the member themself has just done it.
    """

    event: str
    member: str
    values: Mapping[str, Any]
    own: bool = False


class Posted(NamedTuple):
    """An operation that was written down; `held` are the accounts as they were before."""

    verb: str
    account: str | None
    member: str | None
    decision: Decision
    held: Mapping[str, Held]


def news_of(posted: Posted, programme: Programme, told: frozenset[str]) -> list[News]:
    """As far as it is among the events that are `told`."""
    if not told or posted.verb in SILENT:
        return []
    found = [*_of_member(posted)]
    for change in posted.decision.changes:
        before = posted.held.get(change.account.id)
        member = posted.member if change.account.id == posted.account else None
        found += _of_account(change, before.account if before else None, member or change.account.holder, programme)
    fresh = posted.verb != NIGHT
    return [one._replace(own=fresh and EVENTS[one.event].own) for one in found if one.event in told]


def _of_member(posted: Posted) -> Iterator[News]:
    certificate, event = posted.decision.certificate, STEPS.get(posted.verb)
    if posted.verb == "enrol" and posted.member is not None:
        yield News("enrolled", posted.member, {})
    # What goes by e-mail is told by the mail that carries it.
    by_mail = event == "certificate_delivered" and certificate is not None and certificate.delivery == "email"
    if certificate is not None and event is not None and not by_mail:
        yield News(event, certificate.person, about(certificate))


def about(certificate: Certificate) -> dict[str, Any]:
    found: dict[str, Any] = {"reward": certificate.reward, "salon": certificate.salon}
    if certificate.valid_until is not None:
        found["until"] = certificate.valid_until.isoformat()
    if certificate.visit is not None:
        found["visit"] = certificate.visit.isoformat()
    return found


def _of_account(change: Change, before: Account | None, member: str, programme: Programme) -> Iterator[News]:
    account = change.account
    balance = sum(lot.left for lot in account.lots.values())
    for person in account.people.values():
        known = before.people.get(person.id) if before else None
        if person.state == "active" and (known is None or known.state != "active"):
            yield News("activated", person.id, {"balance": balance})
    for event, kinds, sign in (("earned", ("accrued",), 1), ("spent", ("redeemed", "transferred"), -1)):
        amount = sign * sum(entry.amount for entry in change.entries if entry.kind in kinds)
        if amount > 0:
            yield News(event, member, {"amount": amount, "balance": balance})
    yield from _of_levels(account, before, member, programme)
    for person_id, text in change.messages:
        said = text if isinstance(text, str) else {"ru": text.ru, "en": text.en}
        yield News(RULE, person_id, {"text": said})


def _of_levels(account: Account, before: Account | None, member: str, programme: Programme) -> Iterator[News]:
    now, was = account.standing, before.standing if before else None
    if now.due is not None and (was is None or was.due is None or was.due.level != now.due.level):
        yield News("level_due", member, {"level": now.due.level})
    # The level that everybody begins with is none that was reached.
    if was is not None and now.level != was.level and _rank(programme, now.level) > _rank(programme, was.level):
        yield News("level_reached", member, {"level": now.level})


def _rank(programme: Programme, level: str | None) -> int:
    known = programme.levels.get(level or "")
    return known.rank if known is not None else -1
