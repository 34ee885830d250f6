"""Plays journals through the use cases, as a desk would: the journal's keys become ids, its times the clock."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from webapp.database import transact
from webapp.engine import rankings
from webapp.engine.calendar import midnight
from webapp.engine.decisions import ByWallet
from webapp.engine.document.check import dump
from webapp.engine.document.schema import InForce
from webapp.engine.events import Enrol, Event, Opening, Transfer, Unmerge
from webapp.engine.expectation import Difference, differences
from webapp.engine.journal import Step
from webapp.engine.money import hundredths
from webapp.store.tables import Merge
from webapp.usecases import (
    activate,
    bring_member,
    choose_benefit,
    close_membership,
    correct_bonuses,
    enrol,
    fill_questionnaire,
    grant,
    handle_card,
    handle_certificate,
    issue_certificate,
    join_account,
    leave_account,
    leave_programme,
    mark_mismatch,
    merge_members,
    place_members,
    post_receipt,
    publish_programme,
    quote,
    redeem_reward,
    return_receipt,
    set_attributes,
    statement,
    tell_event,
    transfer_bonuses,
    undo_event,
    undo_merge,
    use_certificate,
)
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.operation import Actor, Outcome

ACTOR = Actor()
BY_WALLET = {"earned", "spent", "taken", "held", "released"}
"""What is one amount, or one for each of several wallets."""


def undone_merge(chain: OpenChain, actor: Actor, key: str, event: Unmerge, now: datetime) -> Outcome:
    """The last one of the member who had gone."""
    here = (Merge.tenant_id == chain.id) & (Merge.gone_member_id == UUID(event.member))
    newest = select(Merge.id).where(here).order_by(Merge.id.desc()).limit(1)
    found = transact(lambda session: session.scalar(newest), chain.id)
    outcome = undo_merge.undo_merge(chain, actor, key, found, now) if found else None
    return outcome or Outcome({"refused": ["not_merged"]})


SECRET = "only-for-tests-only-for-tests-only"


def issue(chain: OpenChain, actor: Actor, key: str, event: Any, now: datetime) -> Outcome:
    return issue_certificate.issue_certificate(chain, actor, key, event, now, SECRET)


def use(chain: OpenChain, actor: Actor, key: str, event: Any, now: datetime) -> Outcome:
    """What is due in money is paid in cash."""
    payment = use_certificate.Payment(f"rest {key}", "cash")
    return use_certificate.use_certificate(chain, actor, key, event, now, payment).outcome


VERBS: dict[str, Any] = {
    "enrol": enrol.enrol,
    "questionnaire": fill_questionnaire.fill_questionnaire,
    "activate": activate.activate,
    "issue_card": handle_card.issue_card,
    "renew_card": handle_card.renew_card,
    "block_card": handle_card.block_card,
    "purchase": post_receipt.post_receipt,
    "return": return_receipt.return_receipt,
    "grant": grant.grant,
    "withdraw": correct_bonuses.correct_bonuses,
    "mismatch": mark_mismatch.mark_mismatch,
    "merge": merge_members.merge_members,
    "unmerge": undone_merge,
    "set": set_attributes.set_attributes,
    "close": close_membership.close_membership,
    "order_certificate": handle_certificate.order_certificate,
    "birthday_gift": handle_certificate.give_birthday_gift,
    "issue_certificate": issue,
    "use_certificate": use,
    "event": tell_event.tell_event,
    "undo_event": undo_event.undo_event,
    "redeem": redeem_reward.redeem_reward,
    "choose": choose_benefit.choose_benefit,
    "opening": bring_member.bring_member,
    "transfer": transfer_bonuses.transfer_bonuses,
    "join_account": join_account.join_account,
    "leave_account": leave_account.leave_account,
    "leave": leave_programme.leave_programme,
}


class Desk:
    """A chain of its own for one journal."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.ranked_to: date | None = None
        self.members: dict[str, str] = {}
        self.certificates: dict[str, str] = {}
        self.keys = (f"{slug}-{number}" for number in count(1))

    @property
    def chain(self) -> OpenChain:
        opened = open_chain(self.slug)
        assert opened is not None
        return opened

    def play(self, step: Step) -> list[Difference]:
        """What differs from the step's expectation."""
        chain = self.chain
        self._rank(chain, step.at.date())
        if step.event is None:
            self._publish(chain, step)
            return []
        outcome = self.tell(chain, step.verb, self._ours(step.event), step.at.replace(tzinfo=chain.zone))
        if step.verb in ("enrol", "opening") and outcome.member:
            self.members[step.event.member] = outcome.member  # type: ignore[attr-defined]
        made = outcome.decision.certificate if outcome.decision else None
        if step.verb in ("order_certificate", "birthday_gift") and made:
            self.certificates[step.event.certificate] = made.id  # type: ignore[attr-defined]
        return differences(step.expect, self._theirs(outcome.result)) if step.expect is not None else []

    def _rank(self, chain: OpenChain, day: date) -> None:
        """The night's work comes at once when a period of a ranking is over."""
        since, self.ranked_to = self.ranked_to or day, day
        for period in rankings.over(chain.timeline, since, day) if since < day else ():
            place_members.place_members(chain, midnight(period.end).replace(tzinfo=chain.zone))

    def _publish(self, chain: OpenChain, step: Step) -> None:
        """A journal's rules take over at their moment, whatever first day they name."""
        assert step.programme is not None
        document = step.programme.document
        span = InForce(until=document.in_force.until)
        published = publish_programme.publish_programme(
            chain, dump(document), step.at.replace(tzinfo=chain.zone), span=span
        )
        assert published.revision is not None, published

    def tell(self, chain: OpenChain, verb: str, event: Any, now: datetime) -> Outcome:
        if verb == "statement":
            return statement.statement(chain, event.member, now)
        if verb == "quote":
            return quote.quote(chain, event, now)
        if verb not in VERBS:
            return handle_certificate.move_certificate(chain, ACTOR, next(self.keys), verb, event, now)
        outcome: Outcome = VERBS[verb](chain, ACTOR, next(self.keys), event, now)
        return outcome

    def _ours(self, event: Event) -> Event:
        """The event with our ids for the journal's keys; a key that nobody was enrolled under is nobody's id."""
        ids: dict[str, str] = {}
        for field in (
            "member",
            "account_of",
            "referred_by",
            "introduced_by",
            "purse",
            "absorbed",
            *(("to",) if isinstance(event, Transfer) else ()),
        ):
            known = self.members
            key = getattr(event, field, None)
            if key is not None:
                newcomer = isinstance(event, Enrol | Opening) and field == "member"
                ids[field] = key if newcomer else known.get(key, str(uuid4()))
        certificate = getattr(event, "certificate", None)
        if certificate is not None:
            ids["certificate"] = self.certificates.get(certificate, str(uuid4()))
        if isinstance(event, Enrol) and event.referred_by == event.member:
            ids["referred_by"] = ids["member"]
        return event.model_copy(update=ids)

    def _theirs(self, result: dict[str, Any]) -> dict[str, Any]:
        """The result with the journal's keys for our ids."""
        keys = {ours: theirs for theirs, ours in {**self.members, **self.certificates}.items()}

        def back(value: Any) -> Any:
            if isinstance(value, dict):
                return {name: back(inner) for name, inner in value.items()}
            if isinstance(value, list):
                return [back(inner) for inner in value]
            return keys.get(value, value) if isinstance(value, str) else value

        told: dict[str, Any] = back(result)
        for name in BY_WALLET & told.keys():
            if isinstance(told[name], dict):
                told[name] = ByWallet({wallet: hundredths(amount) for wallet, amount in told[name].items()})
        return told
