"""A member closes their account in their own pages: at once, or on the day that the programme's rules name."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from webapp.engine.events import Close, Leave
from webapp.usecases.close_membership import close_membership
from webapp.usecases.leave_programme import leave_programme
from webapp.usecases.look_at_member import look_at_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor


class Left(NamedTuple):
    """`refused` are the engine's codes. `leaves_on` is the first day without the account, None where it is closed."""

    refused: list[str]
    leaves_on: date | None = None


def leave_alone(chain: OpenChain, member: str, key: str, now: datetime) -> Left:
    """Raises KeyReused."""
    enrolment = chain.timeline.at(chain.local(now)).enrolment
    if enrolment.leaving is None and enrolment.minimum_term is None:
        return Left(close_membership(chain, Actor(), key, Close(member=member), now).refused)
    left = leave_programme(chain, Actor(), key, Leave(member=member), now)
    sheet = look_at_member(chain, member, now)
    return Left(left.refused, sheet.person.leaves_on if sheet else None)
