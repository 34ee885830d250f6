"""Who belongs to an account: brought over from elsewhere, joining and leaving it, giving bonuses to one another,
asking to leave the programme.
"""

from __future__ import annotations

from datetime import date

from webapp.engine import calendar, counters, levels, lots, rewards, seats
from webapp.engine.decisions import ByWallet, Change, Counted, Decision
from webapp.engine.document.triggers import Trigger
from webapp.engine.events import JoinAccount, Leave, LeaveAccount, Opening, Transfer
from webapp.engine.facts import Account, Facts, Person
from webapp.engine.members import ACTIVE, CLOSED, after, case_of, member, refused
from webapp.engine.moment import Moment
from webapp.engine.money import WHOLE
from webapp.engine.programme import Programme

OPENING = "opening"


def opening(moment: Moment, facts: Facts, event: Opening) -> Decision:
    """A member with what stands at this moment; no rule fires."""
    programme, day = moment.programme, moment.day
    codes = ["phone_taken"] if facts.phone_taken else []
    unknown = [name for name in event.wallets if name not in programme.wallets]
    unknown += [name for name in event.counters if name not in programme.counters]
    unknown += [name for name in event.rewards if name not in programme.choosable]
    if unknown or (event.level is not None and event.level not in programme.levels):
        codes.append("not_offered")
    if codes:
        return refused("opening", *codes)
    enrolled = event.enrolled or event.first_visit or day
    person = Person(facts.person or "", enrolled, ACTIVE, event.birth_date, day, attributes=dict(event.attributes))
    account = Account(facts.new_account, person.id, day, day, {person.id: person})
    change = Change(account)
    levels.begin_base(moment.programme, change.account, day, change)
    _bring_level(moment, change, event)
    _bring_counters(moment, change, event)
    _bring_lots(moment, change, person, event)
    memory = account.memory
    memory.first_visit, memory.last_visit = event.first_visit, event.last_visit or event.first_visit
    memory.visits = memory.receipts = int(event.first_visit is not None)
    memory.choices.update(event.choices)
    case = case_of(moment, change, person, facts)
    for name, times in event.rewards.items():
        rewards.give(case, name, min(times, rewards.room(case)), OPENING)
    for name in programme.crossed_wallets:
        memory.seen[name] = programme.balance(account, name, moment.at)
    if event.last_visit or event.first_visit:
        seen = calendar.midnight(event.last_visit or event.first_visit or day)
        for key in ("sale", "visit"):
            if key in programme.watched:
                memory.latest[key] = seen
    change.happened.clear()
    return Decision("opening", {"state": person.status, "refused": []}, [change])


def _bring_level(moment: Moment, change: Change, event: Opening) -> None:
    level = moment.programme.levels.get(event.level or "")
    if level is None:
        return
    since = event.level_since or moment.day
    levels.begin(moment.programme, change.account, level, since)
    if event.level_until is not None:
        levels.standing_on(moment.programme, change.account, level.ladder).until = event.level_until


def _bring_counters(moment: Moment, change: Change, event: Opening) -> None:
    for name, amount in event.counters.items():
        if amount:
            added = counters.put(moment.programme.counters[name], change.account, moment.day, amount, moment.at)
            change.counted.append(Counted(name, moment.day, added, change.account.tallies[name].epoch))


def _bring_lots(moment: Moment, change: Change, person: Person, event: Opening) -> None:
    situation = levels.situation(moment.programme, change.account, moment.day)
    situation.person, situation.at = person, moment.at
    for wallet, listed in event.wallets.items():
        for lot in listed:
            if not lot.amount:
                continue
            born = lots.bear(
                change,
                moment.programme,
                wallet,
                lot.amount,
                moment.day,
                OPENING,
                expires=lot.expires,
                rule=lots.BY_HAND,
                situation=situation,
            )
            if lot.available_from is not None:
                lots.keep(change, born._replace(available_from=lot.available_from))


def transfer(moment: Moment, facts: Facts, event: Transfer) -> Decision:
    """Bonuses of one member become another's, with their old end, where the wallet allows it."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("transfer", found)
    change, person = found
    programme = moment.programme
    name = event.wallet or programme.main_wallet or ""
    wallet = programme.wallets.get(name)
    if wallet is None or wallet.transfer == "no":
        return refused("transfer", "not_transferable")
    other = _other(facts)
    if facts.other is None or other is None or other.state == CLOSED:
        return refused("transfer", "not_enrolled")
    if facts.other.id == change.account.id:
        return refused("transfer", "not_eligible")
    ready = lots.usable(programme, change.account, name, moment.day, moment.at)
    if sum(lot.left for lot in ready) < event.bonuses:
        return refused("transfer", "insufficient_bonuses")
    receiving = moment.look_at(facts.other)
    seats.sit(programme, receiving, other.id)
    about = case_of(moment, receiving, receiving.account.people[other.id], facts)
    room = lots.room(programme, receiving.account, name, moment.day, about.situation)
    if room < event.bonuses:
        return refused("transfer", "wallet_full")
    known = {lot.number: lot for lot in ready}
    purse = person.id if wallet.transfer == "apart" else None
    for number, amount in lots.draw(change, ready, event.bonuses, moment.day, "transferred", "transfer"):
        ends = known[number].expires
        lots.bear(
            receiving,
            programme,
            name,
            amount,
            moment.day,
            "transfer",
            expires=ends,
            rule=lots.BY_HAND,
            purse=purse,
            situation=about.situation,
        )
    after(case_of(moment, change, person, facts))
    after(about)
    return Decision("transfer", {"taken": ByWallet({name: event.bonuses}), "refused": []}, [change, receiving])


def _other(facts: Facts) -> Person | None:
    return facts.other.people.get(facts.other_person or "") if facts.other else None


MOST_PEOPLE = 100
"""On one account where the document names no limit: it is read whole whenever something happens to it."""


def places(programme: Programme, account: Account, day: date) -> tuple[int, int]:
    """How many may be on the account beside its holder, as the document has it on that day and as rules have added;
    and how many are.
    """
    limit = programme.people.further
    allowed = levels.limit_on(programme, account, day, limit) if limit is not None else 0
    allowed = allowed if not programme.open_to_all else MOST_PEOPLE * WHOLE
    joined = sum(person.state != CLOSED for person in account.people.values()) - 1
    return account.memory.further + allowed // WHOLE, joined


def join_account(moment: Moment, facts: Facts, event: JoinAccount) -> Decision:
    """One more person on an account; what they had gathered alone stays behind."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("join_account", found)
    own, person = found
    host = _other(facts)
    if facts.other is None or host is None:
        return refused("join_account", "not_enrolled")
    if host.state == CLOSED:
        return refused("join_account", "closed")
    if facts.other.id == own.account.id:
        return refused("join_account", "not_eligible")
    other = moment.look_at(facts.other)
    allowed, joined = places(moment.programme, other.account, moment.day)
    if joined >= allowed:
        closed = moment.programme.people.further is None and not allowed
        return refused("join_account", "not_offered" if closed else "card_limit")
    other.account.people[person.id] = own.account.people.pop(person.id)
    seats.carry(moment.programme, own, other, person.id, moment.day)
    seats.sit(moment.programme, other, person.id)
    after(case_of(moment, other, other.account.people[person.id], facts), Trigger("joined"))
    return Decision("join_account", {"state": person.status, "refused": []}, [other, own])


def leave_account(moment: Moment, facts: Facts, event: LeaveAccount) -> Decision:
    """The person goes on alone, from nothing; what the account has stays with it."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("leave_account", found)
    change, person = found
    if person.id == change.account.holder or len(change.account.people) < 2:
        return refused("leave_account", "not_eligible")
    leaving = change.account.people.pop(person.id)
    account = Account(facts.new_account, leaving.id, moment.day, moment.day, {leaving.id: leaving})
    own = Change(account)
    levels.begin_base(moment.programme, account, moment.day)
    seats.carry(moment.programme, change, own, leaving.id, moment.day)
    change.account.apart.pop(leaving.id, None)
    own.happened.clear()
    seats.sit(moment.programme, change, change.account.holder)
    after(case_of(moment, change, change.account.people[change.account.holder], facts), Trigger("left"))
    return Decision("leave_account", {"state": leaving.status, "refused": []}, [own, change])


def leave(moment: Moment, facts: Facts, event: Leave) -> Decision:
    """Asks to leave the programme: at once, or after the days that the programme asks for."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("leave", found)
    change, person = found
    enrolment = moment.programme.enrolment
    if enrolment.minimum_term is not None:
        term = calendar.span_end(person.enrolled_on, moment.programme.span(enrolment.minimum_term))
        if moment.day < term:
            return refused("leave", "minimum_term")
    if enrolment.leaving is None:
        person.leaves_on = moment.day + calendar.ONE_DAY
    else:
        person.leaves_on = calendar.span_end(moment.day, moment.programme.span(enrolment.leaving))
    after(case_of(moment, change, person, facts), Trigger("leaving"))
    return Decision("leave", {"state": person.status, "refused": []}, [change])
