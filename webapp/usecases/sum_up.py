"""Adds up what a chain's operations did once they are a day old, so that no look at its figures does it anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import first_id_at, made_at, transact
from webapp.ledger import figures
from webapp.ledger.figures import Summed
from webapp.usecases.open_chain import OpenChain

LAG = timedelta(days=1)
"""So long after an id was made its transaction has surely ended, whatever the clocks of hosts say."""


def sum_up(chain: OpenChain, now: datetime, lag: timedelta = LAG) -> None:
    """Once or often, late or never: the figures stay the same. Writes once in `lag` at most."""
    before = first_id_at(now - lag)
    if transact(lambda session: _is_due(session, chain.id, before, lag), chain.id, readonly=True):
        transact(lambda session: _sum_up(session, chain.id, before), chain.id)


def _is_due(session: Session, tenant: UUID, before: UUID, lag: timedelta) -> bool:
    summed, last = figures.up_to(session, tenant), figures.newest(session, tenant, before)
    return last is not None and (summed is None or made_at(last) > made_at(summed) + lag)


def _sum_up(session: Session, tenant: UUID, before: UUID) -> None:
    summed, last = figures.kept(session, tenant, lock=True), figures.newest(session, tenant, before)
    if last is not None and (summed.up_to is None or summed.up_to < last):
        new = figures.sums(session, tenant, summed.up_to, last)
        figures.keep(session, tenant, Summed(last, figures.added(summed.sums, new)))
