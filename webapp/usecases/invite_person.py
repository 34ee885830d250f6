"""A member invites somebody to their account: by a one-time link to a questionnaire of their own (7K-14, 7K-20).

Who is invited is a member without a name until the questionnaire comes in. Then the host sees the name and says that it
is they whom the account is to be shared with: until that word what was gathered is the host's alone, whoever got hold
of the link. No phone is asked of the host, so that nobody learns who is a member (R45).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.belonging import places
from webapp.engine.cards import further_cards
from webapp.engine.decisions import Decision
from webapp.engine.document.benefits import shares_accounts
from webapp.engine.events import Enrol, IssueCard, JoinAccount, Statement
from webapp.engine.facts import Account
from webapp.engine.members import CLOSED
from webapp.engine.moment import Moment
from webapp.engine.programme import Programme
from webapp.ledger import operations
from webapp.store import members, questionnaire_links
from webapp.store.members import Known
from webapp.store.questionnaire_links import Guest
from webapp.usecases.enrol import enrol
from webapp.usecases.gather import for_member
from webapp.usecases.handle_card import issue_card, made_number
from webapp.usecases.join_account import join_account
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome
from webapp.usecases.refusal import Refusal
from webapp.usecases.send_questionnaire import Sent, new_link, write_link

__all__ = ["Guest", "Sharing", "invite_person", "look_at_persons", "take_in"]


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who shares the account. `places` is how many more than its holder may, `taken` how many do. Only the account's
    first holder invites.
    """

    known: Known
    programme: Programme
    level: str | None
    people: list[Known]
    guests: list[Guest]
    places: int
    taken: int
    by_card: bool
    holds: bool

    @property
    def free(self) -> int:
        """Places for which nobody has been invited yet."""
        return max(0, self.places - self.taken - len(self.guests))

    def refusal(self) -> Refusal | None:
        """Why nobody can be invited now."""
        if not self.holds:
            return Refusal("further_holder")
        return None if self.free else Refusal("further_limit", {"places": self.places})


def look_at_persons(chain: OpenChain, member: UUID, now: datetime) -> Sharing | None:
    """None where the programme shares no accounts, for nobody of this chain, and for who has left it."""
    order = Order(chain, Actor(), "", "statement", Statement(member=str(member)), now)
    programme = order.programme
    if not shares_accounts(programme.document):
        return None

    def work(session: Session) -> Sharing | None:
        facts = for_member(session, order).facts
        known = members.by_id(session, chain.id, UUID(facts.person)) if facts.person else None
        if facts.account is None or known is None:
            return None
        account = Moment(order.local, chain.timeline, programme).look_at(facts.account).account
        if account.people[known.id].state == CLOSED:
            return None
        places, taken = _places(programme, account, order.local.date())
        holder = account.known(account.holder)
        return Sharing(
            known=known,
            programme=programme,
            level=account.standing.level,
            people=members.on_account(session, chain.id, UUID(account.id)),
            guests=questionnaire_links.guests_of(session, chain.id, UUID(known.id), UUID(account.id)),
            places=places,
            taken=taken,
            by_card=_by_card(programme),
            holds=holder is not None and holder.id == known.id,
        )

    return transact(work, chain.id, readonly=True)


def _by_card(programme: Programme) -> bool:
    """Whether one joins by a further card (7K-14), or without any."""
    return programme.cards is not None and programme.cards.further is not None


def _places(programme: Programme, account: Account, day: date) -> tuple[int, int]:
    """How many there are and how many are taken: by further cards, or by people beside the first."""
    return (further_cards if _by_card(programme) else places)(programme, account, day)


def invite_person(
    chain: OpenChain, host: UUID, key: str, now: datetime, again: UUID | None = None
) -> Sent | Outcome | Refusal | None:
    """A link to be given to whoever is invited; `again` is a guest whose link was lost or has run out. Sent twice under
    one key it invites one guest, and each time makes a link. An outcome is one that the engine refused; None where
    accounts are not shared, and for no guest of the host. Raises KeyReused.
    """
    sharing = look_at_persons(chain, host, now)
    if sharing is None:
        return None
    actor, sent = Actor(member=host), new_link(chain, now)
    if again is not None:
        waiting = next((guest for guest in sharing.guests if guest.member == again), None)
        if waiting is None:
            return None
        return Refusal("guest_filled") if waiting.filled else _send(chain, host, again, sent, now)

    def write(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        guest = UUID(decision.changes[0].account.holder)
        write_link(session, chain, actor, guest, sent, now, host)

    refused = sharing.refusal()
    if refused is not None and not _is_known(chain, key):
        return refused
    outcome = enrol(chain, actor, key, Enrol(member="guest"), now, write)
    if outcome.refused:
        return outcome
    return _send(chain, host, UUID(outcome.member or ""), sent, now) if outcome.repeated else sent


def _is_known(chain: OpenChain, key: str) -> bool:
    """Whether this very invitation was made before: its own guest is not in its way."""
    return transact(lambda session: operations.by_key(session, chain.id, key), chain.id, readonly=True) is not None


def _send(chain: OpenChain, host: UUID, guest: UUID, sent: Sent, now: datetime) -> Sent:
    """Another link for the same guest; the first questionnaire that comes in ends them all."""
    actor = Actor(member=host)
    transact(lambda session: write_link(session, chain, actor, guest, sent, now, host), chain.id)
    return sent


def take_in(chain: OpenChain, host: UUID, key: str, guest: UUID, now: datetime) -> Outcome | Refusal | None:
    """The host's word on a guest whose questionnaire is in: from now on the account is shared, with a further card
    where the programme has cards. None for no guest of the host. Raises KeyReused.
    """
    sharing = look_at_persons(chain, host, now)
    if sharing is None:
        return None
    waiting = next((found for found in sharing.guests if found.member == guest), None)
    if waiting is None and not (_is_known(chain, key) and any(one.id == str(guest) for one in sharing.people)):
        return None
    if waiting is not None and not waiting.filled:
        return Refusal("guest_unfilled")
    actor, member = Actor(member=host), str(guest)
    if sharing.by_card:
        card = IssueCard(member=member, card=made_number(), account_of=str(host))
        return issue_card(chain, actor, key, card, now, made=True)
    return join_account(chain, actor, key, JoinAccount(member=member, account_of=str(host)), now)
