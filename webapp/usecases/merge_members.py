"""Merges two members who are one person; what it would bring is worked out first, and nothing is written (R11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decide import decide
from webapp.engine.decisions import Decision
from webapp.engine.events import Merge, Statement
from webapp.engine.facts import Account, Certificate, Facts, Person
from webapp.engine.moment import Moment
from webapp.engine.programme import Programme
from webapp.store import (
    cards,
    certificates,
    consents,
    duplicates,
    member_sessions,
    members,
    merges,
    names,
    questionnaire_links,
    questionnaires,
)
from webapp.store.consents import Told
from webapp.store.duplicates import MERGED
from webapp.store.members import Known
from webapp.store.merges import Joined
from webapp.usecases.gather import for_merge, uuid_of
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Gathered, Order, Outcome, perform

PERSONAL = ("full_name", "phone", "email", "birth_date")


class _Waiting(Exception):
    """A questionnaire of who goes waits for a decision."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, or what they would be together. `standing` is a statement's result: ints and dates."""

    known: Known
    person: Person
    standing: dict[str, Any]
    consents: list[Told]
    questionnaires: int

    def personal(self, name: str) -> str | date | None:
        return self.person.birth_date if name == "birth_date" else getattr(self.known, name)


class Preview(NamedTuple):
    """`merged` is None where `refused` says why not. `contradicting` are the data of which one side's has to be chosen:
    without a choice those of who stays.
    """

    stays: Side
    goes: Side
    merged: Side | None
    refused: list[str]
    contradicting: list[str]
    programme: Programme


def weigh_merge(chain: OpenChain, actor: Actor, event: Merge, now: datetime) -> Preview | None:
    """None where one of them is nobody of this chain, or is somebody else by now."""
    order = Order(chain, actor, "", "merge", event, now)

    def work(session: Session) -> Preview | None:
        gathered = for_merge(session, order)
        facts = gathered.facts
        goes = facts.other.people.get(event.absorbed) if facts.other else None
        if facts.account is None or facts.other is None or goes is None or facts.person != event.member:
            return None
        own = certificates.of_account(session, chain.id, facts.account.id)
        stays_as = _side(session, order, facts.account, event.member, own)
        goes_as = _side(session, order, facts.other, event.absorbed, facts.certificates)
        if stays_as is None or goes_as is None:
            return None
        decision = decide(chain.timeline, facts, order.local, "merge", event)
        refused = gathered.barred("merge") or decision.refused
        merged = None if refused else _together(order, decision, stays_as, goes_as, own)
        differ = [name for name in PERSONAL if _differ(stays_as.personal(name), goes_as.personal(name))]
        return Preview(stays_as, goes_as, merged, refused, differ, order.programme)

    return transact(work, chain.id, readonly=True)


def _differ(one: object, other: object) -> bool:
    return bool(one) and bool(other) and one != other


def _side(session: Session, order: Order, account: Account, member: str, held: list[Certificate]) -> Side | None:
    known = members.by_id(session, order.tenant, UUID(member))
    if known is None:
        return None
    looked = Moment(order.local, order.chain.timeline, order.programme).look_at(account).account
    said = consents.latest(session, order.tenant, UUID(member))
    filled = questionnaires.counted(session, order.tenant, [UUID(member)]).get(UUID(member), 0)
    return Side(known, looked.people[member], _standing(order, looked, member, held), said, filled)


def _standing(order: Order, account: Account, member: str, held: list[Certificate]) -> dict[str, Any]:
    facts = Facts(order.chain.lists, account, member, certificates=held)
    return decide(order.chain.timeline, facts, order.local, "statement", Statement(member=member)).result


def _together(order: Order, decision: Decision, stays: Side, goes: Side, own: list[Certificate]) -> Side:
    event = order.event
    assert isinstance(event, Merge)
    account = decision.changes[0].account
    chosen = {name: getattr((goes if name in event.theirs else stays).known, name) for name in PERSONAL[:3]}
    chosen = {name: value or getattr(stays.known, name) or getattr(goes.known, name) for name, value in chosen.items()}
    phones = [stays.known.phone, *stays.known.further, goes.known.phone, *goes.known.further]
    further = tuple(dict.fromkeys(phone for phone in phones if phone and phone != chosen["phone"]))
    known = stays.known._replace(**chosen, further=further)
    newest = {told.name: told for told in sorted([*stays.consents, *goes.consents], key=lambda told: told.at)}
    standing = _standing(order, account, event.member, [*own, *decision.moved])
    filled = stays.questionnaires + goes.questionnaires
    return Side(known, account.people[event.member], standing, [newest[name] for name in sorted(newest)], filled)


def merge_members(chain: OpenChain, actor: Actor, key: str, event: Merge, now: datetime) -> Outcome:
    """`absorbed` is the member from now on whoever asks for them. Raises KeyReused."""

    def gather(session: Session, order: Order) -> Gathered:
        gathered = for_merge(session, order)
        goes = uuid_of(event.absorbed)
        if goes and not gathered.earlier and questionnaires.waiting_of(session, chain.id, goes) is not None:
            raise _Waiting
        return gathered

    def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        _keep(session, order, event, decision, operation)

    try:
        return perform(Order(chain, actor, key, "merge", event, now), gather, keep)
    except _Waiting:
        return Outcome({"refused": ["questionnaire_waiting"]})


def _keep(session: Session, order: Order, event: Merge, decision: Decision, operation: UUID) -> None:
    ours, theirs = (change.account for change in decision.changes)
    member, goes = UUID(event.member), UUID(event.absorbed)
    person = ours.people[event.member]
    friend = UUID(person.brought_by) if person.brought_by else None
    joined = Joined(member, goes, UUID(ours.id), UUID(theirs.id), event.theirs, friend)
    merges.join(session, order.tenant, joined, operation, order.now)
    names.forget(session, order.tenant, goes)
    member_sessions.close_all(session, order.tenant, goes)
    members.call_anew(session, order.tenant, member, person.birth_date)
    keep_moved(session, order, decision, ours.id)
    questionnaire_links.use_up(session, order.tenant, goes, order.now)
    duplicates.mark(session, order.tenant, member, goes, MERGED, order.actor.staff, order.now)


def keep_moved(session: Session, order: Order, decision: Decision, account: str) -> None:
    """Cards and certificates are where the decision put them."""
    cards.move(session, order.tenant, [card.number for card in decision.cards], account)
    for change in decision.changes:
        cards.keep(session, order.tenant, change.account.id, list(change.account.cards.values()))
    for certificate in decision.moved:
        certificates.keep(session, order.tenant, certificate)
