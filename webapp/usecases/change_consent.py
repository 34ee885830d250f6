"""A member gives or refuses a consent, in their own pages or by the link of a message (KL-4.2, ES-7.6).

Each change of mind is a row with its time, its way and the version of the text; the rows before it stay. What is said
counts at once: advertising that waits in the outbox asks again when it is sent (R65). A refusal is taken in any state
of the chain and of the member.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import consents, members, merges
from webapp.store.consents import ADVERTISING, Said, advertising
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal

Source = Literal["cabinet", "message"]
"""The member's own pages, or a message's way out."""


def change_consent(
    chain: OpenChain, member: UUID, name: str, given: bool, source: Source, now: datetime
) -> Refusal | None:
    """None: it counts from now on. Saying the same twice leaves one row. What the chain has stopped asking for can
    still be refused.
    """
    return transact(lambda session: _change(session, chain, member, name, given, source, now), chain.id)


def refuse_advertising(
    chain: OpenChain, member: UUID, channel: str | None, source: Source, now: datetime
) -> Refusal | None:
    """By one channel, as sms, email or messenger; None is all of them."""

    def work(session: Session) -> Refusal | None:
        if members.by_id(session, chain.id, member) is None:
            return Refusal("member_unknown")
        who = merges.who_is(session, chain.id, member)
        for name in [advertising(channel)] if channel else _advertised(session, chain, who):
            _change(session, chain, who, name, False, source, now)
        return None

    return transact(work, chain.id)


def _advertised(session: Session, chain: OpenChain, member: UUID) -> list[str]:
    asked = [consent["name"] for consent in chain.questionnaire["consents"]]
    said = [told.name for told in consents.latest(session, chain.id, member)]
    return [name for name in dict.fromkeys([*asked, *said]) if name.startswith(f"{ADVERTISING}_")]


def _change(
    session: Session, chain: OpenChain, member: UUID, name: str, given: bool, source: Source, now: datetime
) -> Refusal | None:
    if members.by_id(session, chain.id, member) is None:
        return Refusal("member_unknown")
    member = merges.who_is(session, chain.id, member)
    last = {told.name: told for told in consents.latest(session, chain.id, member)}.get(name)
    asked = next((consent for consent in chain.questionnaire["consents"] if consent["name"] == name), None)
    if asked is None and (given or last is None):
        return Refusal("consent_unknown")
    if asked is not None and asked["required"] and not given:
        return Refusal("consent_needed")
    version = str(asked["version"]) if asked is not None else last.version if last is not None else ""
    if last is None or last.given != given or (given and last.version != version):
        consents.say(session, chain.id, member, Said(name, given, version), source, now)
    return None
