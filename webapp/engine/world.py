"""A chain held in memory: gathers the facts for each verb and keeps what was decided. For journals, drafts and
checks.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from webapp.engine import rankings
from webapp.engine.calendar import midnight
from webapp.engine.decide import decide
from webapp.engine.decisions import Change, Decision
from webapp.engine.events import Event
from webapp.engine.facts import Account, Certificate, Chain, Facts, Lot, Receipt, folded_number
from webapp.engine.moment import Moment
from webapp.engine.programme import Timeline

_BY_CERTIFICATE = frozenset(f"{step}_certificate" for step in ("issue", "deliver", "cancel", "book", "use", "transfer"))


class World:
    """Accounts, receipts by their folded numbers, cards, phones and certificates of one chain. Members are known by the
    journal's own keys. Where it `ranks`, it tells of places by itself; books that are told again know
    them already.
    """

    def __init__(self, timeline: Timeline, chain: Chain, ranks: bool = True) -> None:
        self.timeline = timeline
        self.chain = chain
        self.accounts: dict[str, Account] = {}
        self.account_of: dict[str, str] = {}
        self.phones: dict[str, str] = {}
        self.phone_of: dict[str, str] = {}
        self.cards: dict[str, str] = {}
        self.receipts: dict[str, Receipt] = {}
        self.closed_lots: dict[str, dict[int, Lot]] = {}
        self.certificates: dict[str, Certificate] = {}
        self.same_as: dict[str, str] = {}
        self.ranks = ranks
        self.ranked_to: date | None = None

    def tell(self, at: datetime, verb: str, event: Event, new_account: str = "") -> Decision:
        """Decides upon the event and keeps what follows. `new_account` names the account that an enrolment opens."""
        self._rank(at.date())
        return self._tell(at, verb, event, new_account)

    def _rank(self, day: date) -> None:
        """Whoever is placed when a period is over hears of it at 00:00, before anything of that day."""
        since, self.ranked_to = self.ranked_to or day, day
        for period in rankings.over(self.timeline, since, day) if self.ranks and since < day else ():
            at = midnight(period.end)
            found = [one for account in self.accounts.values() for one in rankings.entrants(period, account)]
            moment = Moment(at, self.timeline, self.timeline.at(at))
            for event in [*rankings.placed(moment, period, rankings.in_order(found))]:
                self._tell(at, "event", event)

    def _tell(self, at: datetime, verb: str, event: Event, new_account: str = "") -> Decision:
        facts = self.facts(verb, event)
        if new_account:
            facts.new_account = new_account
        decision = decide(self.timeline, facts, at, verb, event)
        self._keep(verb, event, decision)
        return decision

    def facts(self, verb: str, event: Any) -> Facts:
        """What the verb may look at."""
        facts = Facts(self.chain)
        if verb in ("enrol", "opening"):
            self._for_enrolment(facts, event)
        elif verb == "undo_event":
            self._member(facts, self._of_event(event))
            self._referrer(facts)
        elif verb in ("purchase", "quote"):
            self._for_purchase(facts, verb, event)
        elif verb == "return":
            self._for_return(facts, event)
        elif verb == "block_card":
            self._holder_of(facts, event.card)
        elif verb in _BY_CERTIFICATE:
            facts.certificate = self.certificates.get(event.certificate)
            if facts.certificate:
                facts.account = self.accounts[facts.certificate.account]
                facts.closed_lots = self.closed_lots.get(facts.certificate.account, {})
        elif verb in ("merge", "unmerge"):
            self._for_merge(facts, event.member, getattr(event, "absorbed", event.member))
        elif hasattr(event, "member"):
            self._member(facts, event.member)
            self._besides(facts, verb, event)
        return facts

    def _for_merge(self, facts: Facts, member: str, goes: str) -> None:
        """The other account is that of who goes or has gone, whoever they are now."""
        self._member(facts, member)
        other = self.account_of.get(goes)
        if other is not None:
            facts.other, facts.other_person = self.accounts[other], goes
            facts.other_closed_lots = self.closed_lots.get(other, {})
            holds = other if member != goes or facts.account is None else facts.account.id
            facts.certificates = [held for held in self.certificates.values() if held.account == holds]

    def _member(self, facts: Facts, key: str | None) -> None:
        """Whoever was merged into another is that other one."""
        key = self.same_as.get(key or "", key)
        account = self.account_of.get(key or "")
        if account is not None:
            facts.account, facts.person = self.accounts[account], key
            facts.closed_lots = self.closed_lots.get(account, {})

    def _for_enrolment(self, facts: Facts, event: Any) -> None:
        facts.person = event.member
        facts.new_account = f"account of {event.member}"
        if event.member in self.account_of:
            facts.phone_taken = True
        phone = plain_phone(event.phone)
        facts.phone_taken = facts.phone_taken or (phone is not None and phone in self.phones)
        if getattr(event, "referred_by", None) is not None:
            same_phone = phone is not None and self.phone_of.get(event.referred_by) == phone
            facts.same_person = event.referred_by == event.member or same_phone
            if event.referred_by in self.account_of:
                facts.other_person = event.referred_by
                facts.other = self.accounts[self.account_of[event.referred_by]]

    def _for_purchase(self, facts: Facts, verb: str, event: Any) -> None:
        facts.receipt_taken = verb == "purchase" and folded_number(event.receipt) in self.receipts
        if event.card is not None:
            self._holder_of(facts, event.card)
        else:
            self._member(
                facts, self.phones.get(plain_phone(event.phone) or "") if event.phone is not None else event.member
            )
        self._referrer(facts, event.introduced_by)

    def _of_event(self, event: Any) -> str | None:
        """Whose event bears the reference, where nobody is named."""
        if event.member is not None:
            return str(event.member)
        for account in self.accounts.values():
            for each in account.memory.events.values():
                if each.ref == event.ref and not each.undone:
                    return each.person
        return None

    def _holder_of(self, facts: Facts, number: str) -> None:
        holder = self.cards.get(number)
        facts.known_card = holder is not None
        self._member(facts, holder)
        if facts.account is not None:
            facts.card = facts.account.cards.get(number)

    def _referrer(self, facts: Facts, introduced_by: str | None = None) -> None:
        person = facts.account.people.get(facts.person or "") if facts.account else None
        brought_by = person.brought_by or (introduced_by if introduced_by != person.id else None) if person else None
        friend = self.same_as.get(brought_by, brought_by) if brought_by else None
        account = self.account_of.get(friend) if friend else None
        if account is not None:
            facts.other_person = brought_by
            facts.other = self.accounts[account]
            facts.other_closed_lots = self.closed_lots.get(account, {})

    def _for_return(self, facts: Facts, event: Any) -> None:
        facts.receipt = self.receipts.get(folded_number(event.receipt))
        if facts.receipt and facts.receipt.account:
            posted_to = self.accounts[facts.receipt.account]
            facts.account = self.accounts[posted_to.gone.into] if posted_to.gone else posted_to
            person = facts.account.known(facts.receipt.person)
            facts.person = person.id if person else facts.receipt.person
            facts.closed_lots = self.closed_lots.get(facts.account.id, {})
            self._referrer(facts)

    def _besides(self, facts: Facts, verb: str, event: Any) -> None:
        if verb == "questionnaire":
            phone = plain_phone(event.answers.phone)
            facts.phone_taken = phone is not None and self.phones.get(phone, event.member) != event.member
        elif verb in ("issue_card", "renew_card"):
            facts.card_taken = event.card in self.cards
            host = getattr(event, "account_of", None)
            host = self.same_as.get(host or "", host)
            if host is not None and host in self.account_of:
                facts.other, facts.other_person = self.accounts[self.account_of[host]], host
        elif verb == "event":
            facts.receipt = self._own_receipt(facts, event.ref)
            self._referrer(facts)
        elif verb in ("transfer", "join_account"):
            host = event.to if verb == "transfer" else event.account_of
            if host in self.account_of:
                facts.other, facts.other_person = self.accounts[self.account_of[host]], host
        elif verb == "leave_account":
            facts.new_account = f"account of {event.member} alone {len(self.accounts)}"
        elif verb == "statement" and facts.account is not None:
            facts.certificates = [held for held in self.certificates.values() if held.account == facts.account.id]

    def _own_receipt(self, facts: Facts, ref: str | None) -> Receipt | None:
        """The member's receipt that an event refers to."""
        receipt = self.receipts.get(folded_number(ref)) if ref else None
        mine = receipt is not None and facts.account is not None and receipt.account == facts.account.id
        return receipt if mine else None

    def _keep(self, verb: str, event: Any, decision: Decision) -> None:
        if verb in ("statement", "quote"):
            return
        for change in decision.changes:
            self._keep_account(change)
        for card in decision.cards:
            self.cards[card.number] = card.person
        if decision.receipt is not None:
            self.receipts[folded_number(decision.receipt.number)] = decision.receipt
        if decision.certificate is not None:
            self.certificates[decision.certificate.id] = decision.certificate
        self.certificates.update({held.id: held for held in decision.moved})
        if decision.changes and not decision.refused:
            self._keep_phone(verb, event)

    def _keep_account(self, change: Change) -> None:
        account = change.account
        self.accounts[account.id] = account
        for person in account.people.values():
            self.account_of[person.id] = account.id
            self.same_as.pop(person.id, None)
            if person.same_as is not None:
                self.same_as[person.id] = person.same_as
        closed = self.closed_lots.setdefault(account.id, {})
        for number, lot in change.lots.items():
            if lot.left:
                closed.pop(number, None)
            else:
                closed[number] = lot

    def _keep_phone(self, verb: str, event: Any) -> None:
        if verb == "close":
            self.phones.pop(self.phone_of.pop(event.member, ""), None)
        given = (
            event.phone if verb in ("enrol", "opening") else event.answers.phone if verb == "questionnaire" else None
        )
        phone = plain_phone(given)
        if phone is not None:
            self.phones.pop(self.phone_of.get(event.member, ""), None)
            self.phones[phone] = event.member
            self.phone_of[event.member] = phone


def plain_phone(text: str | None) -> str | None:
    """The digits of a phone, a Russian 8 in front read as +7: enough to tell two numbers of a journal apart."""
    digits = re.sub(r"\D", "", text or "")
    if not digits:
        return None
    return "7" + digits[1:] if len(digits) == 11 and digits[0] == "8" else digits
