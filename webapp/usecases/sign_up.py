"""Signs a chain up from outside: its owner comes without an invitation and is let in at once.

Nothing here tells an outsider about other people: an e-mail is known to its own chain alone, and addresses of chains
are public (R45). How many sign up is limited by counters, and no member is written to before the e-mail is confirmed
(R55).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.document.schema import Named
from webapp.engine.events import Enrol
from webapp.messages.outbox import own_key
from webapp.store import jobs, staff
from webapp.usecases import limits, passwords
from webapp.usecases.add_staff import Newcomer, folded, unfit
from webapp.usecases.ask_to_confirm import mail_link
from webapp.usecases.create_tenant import Particulars, create_tenant
from webapp.usecases.enrol import enrol
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.operation import Actor
from webapp.usecases.refusal import Refusal
from webapp.usecases.sign_in import IDLE
from webapp.usecases.slugs import unusable
from webapp.usecases.tokens import new_token, token_hash

MOST_FROM_ONE_ADDRESS, MOST_AT_ALL = 5, 100
"""Chains that may sign up within an hour."""
TRIAL = {"ru": "Пробный участник", "en": "Trial member"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form asks for. `preset` is a folder of `tenants/`; `key` is the form's own, so that a second sending
    of it finds the chain that the first one made.
    """

    preset: Path
    slug: str
    name: Named
    city: Named
    zone: str
    currency: str
    language: str
    owner: str
    email: str
    password: str
    key: str


class SignedUp(NamedTuple):
    """The owner's sign-in, and a member to try a receipt with."""

    chain: OpenChain
    token: str
    member: str | None


def sign_up(wish: Wish, address: str, link: str, now: datetime) -> SignedUp | Refusal:
    """`address` is the network address that asks; `link` is the page that confirms an e-mail, up to the token."""
    owner = Newcomer(wish.email, wish.owner, "owner", wish.password)
    refused = unusable(wish.slug) or unfit(owner)
    if refused is not None:
        return refused
    known = _made_before(wish, now)
    if known is not None:
        return known
    allowed = {
        limits.subject("sign-up", limits.network(address)): MOST_FROM_ONE_ADDRESS,
        limits.subject("sign-up of anyone"): MOST_AT_ALL,
    }
    if not transact(lambda session: limits.admits(session, allowed, now), None):
        return Refusal("too_many_sign_ups")
    token = new_token()

    def welcome(session: Session, tenant: UUID, person: UUID) -> None:
        staff.open_session(session, tenant, person, token_hash(token), now, now + IDLE)
        mail_link(session, tenant, person, folded(wish.email), wish.name.say(wish.language), link, wish.language, now)
        jobs.remember(session, tenant, _form(wish), now)

    particulars = Particulars(wish.slug, wish.name, wish.zone, wish.currency, wish.language, wish.city)
    made = create_tenant(wish.preset, particulars, owner, now, welcome)
    if isinstance(made, Refusal):
        # The same form may have been faster on another connection.
        return _made_before(wish, now) or made
    return _entered(wish, token, now)


def _form(wish: Wish) -> str:
    return own_key(None, f"sign-up:{limits.subject('form', wish.key)}")


def _made_before(wish: Wish, now: datetime) -> SignedUp | None:
    """The chain that this very form made, for whoever knows its owner's password."""
    chain = open_chain(wish.slug)
    if chain is None or transact(lambda session: jobs.chain_of(session, _form(wish)), None, readonly=True) != chain.id:
        return None
    email = folded(wish.email)
    person = transact(lambda session: staff.by_email(session, chain.id, email), chain.id, readonly=True)
    if person is None or not passwords.matches(person.password_hash or passwords.NOBODY, wish.password):
        return None
    token = new_token()
    transact(
        lambda session: staff.open_session(session, chain.id, person.id, token_hash(token), now, now + IDLE), chain.id
    )
    return _entered(wish, token, now)


def _entered(wish: Wish, token: str, now: datetime) -> SignedUp:
    chain = open_chain(wish.slug)
    assert chain is not None
    salon = next(iter(chain.lists.salons), None)
    event = Enrol(member="new", full_name=TRIAL[wish.language], salon=salon)
    return SignedUp(chain, token, enrol(chain, Actor(None, salon), "trial-member", event, now).member)
