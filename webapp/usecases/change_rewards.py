"""Publishes a changed catalogue of rewards, as the chain's next revision, from a day on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from webapp.engine.document.schema import InForce, ProgrammeDocument
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.publish_programme import Publication, publish_programme
from webapp.usecases.reward_catalogue import RewardTable, table_of, written


def look_at_rewards(chain: OpenChain, now: datetime) -> tuple[ProgrammeDocument, RewardTable]:
    """As they are in force now."""
    document = chain.timeline.at(chain.local(now)).document
    return document, table_of(chain, document)


def change_rewards(
    chain: OpenChain, revision: str, table: RewardTable, now: datetime, by: UUID | None, start: date | None
) -> Publication | None:
    """None where the rules are no longer those of `revision`, upon which the table was drawn up. `start` is the first
    day; without one it is at once. The rules end when they ended before.
    """
    programme = chain.timeline.at(chain.local(now))
    if programme.revision != revision:
        return None
    document, before = look_at_rewards(chain, now)
    span = InForce(until=document.in_force.until)
    if start is not None:
        span = InForce.model_validate({"from": start, "until": document.in_force.until})
    return publish_programme(chain, written(document, before, table), now, by, span)
