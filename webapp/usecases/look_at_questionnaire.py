"""A questionnaire that waits, new beside old; and the queue of all that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.events import Statement
from webapp.engine.facts import Person
from webapp.store import consents, members, questionnaires, staff
from webapp.store.questionnaires import WAITING, Waiting
from webapp.store.tables import Questionnaire
from webapp.usecases.answered import wants_second_person
from webapp.usecases.gather import for_statement
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order
from webapp.usecases.take_joining import STRANGER

__all__ = ["Review", "Waiting", "list_waiting", "look_at_questionnaire"]


class Answer(NamedTuple):
    """One field: `question` as the chain's questionnaire has it; values are None where nothing stands."""

    question: dict[str, Any]
    old: Any
    new: Any

    @property
    def changed(self) -> bool:
        """What the new one leaves out stays as it was."""
        return self.new is not None and self.new != self.old


class Agreed(NamedTuple):
    consent: dict[str, Any]
    old: bool | None
    new: bool


@dataclass(frozen=True, slots=True)
class Review:
    """`first`: there is nothing older to lay beside it. `activates`: accepting it activates the member, whose data it
    has given already. `typed_by` is a name. `unproven`: nobody has shown that the phone is theirs.
    """

    id: UUID
    member: str
    full_name: str | None
    person: Person
    state: str
    channel: str
    filled_at: datetime
    due_on: date | None
    typed_by: str | None
    by_another: bool
    unproven: bool
    first: bool
    activates: bool
    answers: list[Answer]
    consents: list[Agreed]


def list_waiting(chain: OpenChain) -> list[Waiting]:
    """The longest overdue first."""
    return transact(lambda session: questionnaires.queue(session, chain.id), chain.id, readonly=True)


def look_at_questionnaire(chain: OpenChain, actor: Actor, questionnaire: UUID, now: datetime) -> Review | None:
    """As `actor` sees it: `by_another` where somebody else has to decide. None for none of this chain."""

    def work(session: Session) -> Review | None:
        row = questionnaires.by_id(session, chain.id, questionnaire)
        if row is None:
            return None
        order = Order(chain, actor, "", "statement", Statement(member=str(row.member_id)), now)
        facts = for_statement(session, order).facts
        known = members.by_id(session, chain.id, row.member_id)
        if facts.account is None or known is None:
            return None
        person = facts.account.people[known.id]
        old = _old(session, chain, row, known, person)
        typed_by = staff.name_of(session, chain.id, row.typed_by) if row.typed_by else None
        mine = row.typed_by is not None and row.typed_by == actor.staff
        return Review(
            id=row.id,
            member=known.id,
            full_name=known.full_name,
            person=person,
            state=row.state,
            channel=row.channel,
            filled_at=row.filled_at,
            due_on=row.due_on,
            typed_by=typed_by,
            by_another=mine and wants_second_person(chain, row.channel),
            unproven=(row.key or "").startswith(STRANGER),
            first=not old,
            activates=row.operation_id is not None and row.state == WAITING,
            answers=[Answer(field, old.get(field["name"]), _new(row, field)) for field in _fields(chain)],
            consents=_agreed(session, chain, row),
        )

    return transact(work, chain.id, readonly=True)


def _fields(chain: OpenChain) -> list[dict[str, Any]]:
    return list(chain.questionnaire["fields"])


def _new(row: Questionnaire, field: dict[str, Any]) -> Any:
    return row.answers.get(field["name"])


def _old(
    session: Session, chain: OpenChain, row: Questionnaire, known: members.Known, person: Person
) -> dict[str, Any]:
    """What counts without this questionnaire; nothing where it is the member's first."""
    before = questionnaires.counted_before(session, chain.id, row.member_id, row.id)
    old = dict(before.answers) if before is not None else {}
    if row.operation_id is not None or person.questionnaire_on is None:
        return old
    birth = person.birth_date.isoformat() if person.birth_date else None
    now = {"full_name": known.full_name, "phone": known.phone, "email": known.email, "birth_date": birth}
    return old | {name: value for name, value in now.items() if value is not None}


def _agreed(session: Session, chain: OpenChain, row: Questionnaire) -> list[Agreed]:
    before = {told.name: told.given for told in consents.before(session, chain.id, row.member_id, row.id)}
    return [
        Agreed(consent, before.get(consent["name"]), bool(row.answers.get(consent["name"])))
        for consent in chain.questionnaire["consents"]
    ]
