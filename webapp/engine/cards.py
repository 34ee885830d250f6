"""Cards: the first, further ones on a common account, the exchange, the loss (7K-1, 7K-2, 7K-4, 7K-12 to 7K-15)."""

from __future__ import annotations

from datetime import date
from typing import Any

from webapp.engine import calendar, counters, levels
from webapp.engine.calendar import Duration
from webapp.engine.decisions import Change, Counted, Decision
from webapp.engine.document.triggers import Trigger
from webapp.engine.events import BlockCard, IssueCard, RenewCard
from webapp.engine.facts import Account, Card, Facts, Person
from webapp.engine.gates import card_of
from webapp.engine.members import after, case_of, member, refused
from webapp.engine.moment import Moment
from webapp.engine.money import WHOLE
from webapp.engine.programme import LevelRule, Programme


def issue_card(moment: Moment, facts: Facts, event: IssueCard) -> Decision:
    """A first card, a further card on another's account, or the replacement of a lost or ended one."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("issue_card", found)
    change, person = found
    codes = _first_codes(moment, facts, person)
    if event.account_of is not None:
        return _join(moment, facts, event, change, person, codes)
    held = card_of(change.account, person.id)
    if held and held.state_on(moment.day) == "active":
        codes.append("not_eligible")
    elif held and held.further and held.state == "blocked":
        codes.extend(_limit(moment, change.account))
    if codes:
        return refused("issue_card", *codes)
    card = _new_card(moment, change, person, held, event.card)
    return _issued("issue_card", moment, change, card)


def _first_codes(moment: Moment, facts: Facts, person: Person) -> list[str]:
    codes = []
    if moment.programme.cards is None:
        codes.append("not_offered")
    if not moment.open:
        codes.append("outside_programme")
    if facts.card_taken:
        codes.append("card_taken")
    if person.questionnaire_on is None and moment.programme.enrolment.activation.by == "questionnaire":
        codes.append("questionnaire_missing")
    return codes


def _new_card(moment: Moment, change: Change, person: Person, held: Card | None, number: str) -> Card:
    """The level due begins; a lost registered card is replaced with a fresh term; else it is the lowest card."""
    programme, account, day = moment.programme, change.account, moment.day
    level = levels.due_now(programme, account, day)
    if person.id == account.holder and level is not None and level.begins == "card_issue":
        return _begin_with_card(moment, change, person, level, number, further=False)
    if held is not None and held.state == "blocked" and held.ends is not None and held.level == account.standing.level:
        card = _card(programme, person, held.level, number, day, held.further)
        if not held.further:
            account.standing.until = card.ends
        return _put(account, card)
    if held is not None and held.further and held.ends is not None and held.state == "blocked":
        return _put(account, _card(programme, person, account.standing.level, number, day, True))
    return _put(account, _card(programme, person, programme.base_level, number, day, False))


def _begin_with_card(
    moment: Moment, change: Change, person: Person, level: LevelRule, number: str, further: bool
) -> Card:
    card = _card(moment.programme, person, level.name, number, moment.day, further)
    levels.begin(moment.programme, change.account, level, moment.day, until=card.ends)
    return _put(change.account, card)


def _limit(moment: Moment, account: Account) -> list[str]:
    """Whether the account has a further card to give: as many may be good at a time as its level allows (7K-14)."""
    allowed, good = further_cards(moment.programme, account, moment.day)
    return ["card_limit"] if good >= allowed else []


def further_cards(programme: Programme, account: Account, day: date) -> tuple[int, int]:
    """How many further cards may be good at a time, and how many are."""
    limit = programme.cards.further if programme.cards else None
    allowed = levels.limit_on(programme, account, day, limit) // WHOLE if limit is not None else 0
    return allowed, sum(card.further and card.state_on(day) == "active" for card in account.cards.values())


def _join(moment: Moment, facts: Facts, event: IssueCard, own: Change, person: Person, codes: list[str]) -> Decision:
    """A further card: its holder joins the account, and what they had gathered alone stays behind; or has it anew on
    the account where an earlier one was lost or has ended (7K-14).
    """
    held = card_of(own.account, person.id)
    good = held if held and held.state_on(moment.day) == "active" else None
    again = facts.other is not None and facts.other.id == own.account.id
    other = own if again else moment.look_at(facts.other) if facts.other else None
    host = other.account.people.get(facts.other_person or "") if other else None
    entitled = bool(held and held.further and not good) if again else good is None or good.ends is None
    if other is None or host is None:
        codes.append("not_enrolled")
    elif host.state == "closed":
        codes.append("closed")
    elif entitled or not again:
        codes.extend(_limit(moment, other.account))
    if not entitled:
        codes.append("not_eligible")
    if codes or other is None:
        return refused("issue_card", *codes)
    if not again:
        other.account.people[person.id] = own.account.people.pop(person.id)
        if good:
            _put(own.account, good._replace(state="replaced"))
    card = _put(
        other.account, _card(moment.programme, person, other.account.standing.level, event.card, moment.day, True)
    )
    decision = _issued("issue_card", moment, other, card)
    if not again:
        decision.changes.append(own)
    return decision


def renew_card(moment: Moment, facts: Facts, event: RenewCard) -> Decision:
    """The exchange: a due level begins; else the hours of the last 12 months decide, from 60 days before the end
    (7K-4, 7K-13).
    """
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("renew_card", found)
    change, person = found
    codes = _first_codes(moment, facts, person)
    held = card_of(change.account, person.id)
    level = _exchanged_for(moment, change, person, held) if held is not None else None
    if held is None or level is None:
        codes.append("not_eligible")
    if held is not None and held.state == "blocked":
        codes.append("card_blocked")
    if codes or held is None or level is None:
        return refused("renew_card", *codes)
    account = change.account
    account.cards[held.number] = held._replace(state="replaced")
    carries = not held.further or _first_holder_left(account)
    if carries and account.standing.level != level.name:
        card = _begin_with_card(moment, change, person, level, event.card, held.further)
    else:
        card = _put(account, _card(moment.programme, person, level.name, event.card, moment.day, held.further))
        if carries:
            account.standing.until = card.ends
    return _issued("renew_card", moment, change, card)


def _first_holder_left(account: Account) -> bool:
    """Then the level lives with the further cards, since all cards of an account share it (7K-14)."""
    holder = account.people.get(account.holder)
    return holder is None or holder.state == "closed"


def _exchanged_for(moment: Moment, change: Change, person: Person, held: Card) -> LevelRule | None:
    """The level that the exchange brings, or None where nothing entitles to one."""
    programme, account, day = moment.programme, change.account, moment.day
    due = levels.due_now(programme, account, day)
    if due is not None and due.begins == "card_issue" and person.id == account.holder:
        return due
    renewal = programme.cards.renewal if programme.cards else None
    registered = _last_registered(account, person) if held.ends is None else held
    before = programme.levels.get(registered.level or "") if registered else None
    if renewal is None or before is None or registered is None or registered.ends is None:
        return None
    if day < calendar.span_end(registered.ends, Duration(-renewal.within.months, -renewal.within.days)):
        return None
    reached = counters.value_of(programme.counters[renewal.counter], account, day)
    for level in reversed(programme.levels.values()):
        needs = levels.limit_on(programme, account, day, renewal.needs, level.name)
        if level.rank <= before.rank and needs and reached >= needs:
            return level
    return None


def _last_registered(account: Account, person: Person) -> Card | None:
    """The registered card that a member held before the lowest one was given anew, be it lost since: enough hours bring
    its level back.
    """
    ended = (card for card in reversed(account.cards.values()) if card.person == person.id and card.ends is not None)
    return next((card for card in ended if card.state != "replaced"), None)


def block_card(moment: Moment, facts: Facts, event: BlockCard) -> Decision:
    """Lost: blocked for good. A card that may not be recovered takes what was gathered on it along (7K-15)."""
    if facts.account is None or facts.card is None:
        return refused("block_card", "unknown_card")
    change = moment.look_at(facts.account)
    account = change.account
    card = account.cards[event.card]
    if account.people[card.person].state == "closed":
        return refused("block_card", "closed")
    if card.state == "blocked":
        return refused("block_card", "card_blocked")
    account.cards[event.card] = card._replace(state="blocked")
    cards = moment.programme.cards
    if card.ends is None and card.state == "active" and cards and cards.lost == "not_recovered":
        for name in moment.programme.counters:
            counters.begin_anew(account, name, moment.day)
            change.counted.append(Counted(name, moment.day, 0, account.tallies[name].epoch))
        account.standing.due = None
    return Decision("block_card", {"state": "blocked", "refused": []}, [change], cards=[account.cards[event.card]])


def _card(programme: Programme, person: Person, level: str | None, number: str, day: date, further: bool) -> Card:
    """A new card; one of a level that lives with its card ends with the term, the lowest never ends by itself."""
    rule = programme.levels.get(level or "")
    ends = calendar.span_end(day, programme.cards.valid) if programme.cards and rule and rule.with_card else None
    return Card(number, person.id, level, "active", day, ends, further)


def _put(account: Account, card: Card) -> Card:
    account.cards[card.number] = card
    return card


def _issued(verb: str, moment: Moment, change: Change, card: Card) -> Decision:
    holder = change.account.people.get(card.person)
    if verb == "issue_card" and holder is not None:
        after(case_of(moment, change, holder, source="card"), Trigger("card_issued"))
    levels.promote(moment.programme, change.account, moment.day)
    level = change.account.standing.level
    result: dict[str, Any] = {
        "card": card.number,
        "state": card.state,
        "level": level,
        "valid_until": card.ends,
        "refused": [],
    }
    return Decision(verb, result, [change], cards=[card])
