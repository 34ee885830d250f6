"""Two accounts of one person become one, and two again: lots go over with their days, counters are summed up, the
higher level stands (R11).

What an account brought goes back with it when that is undone, less what was spent of it meanwhile. All that has come
since stays with the account that stayed. Receipts keep the account they were posted to: `Account.absorbed` says where
their lots and counters are to be found.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from webapp.engine import counters, levels, lots, periods, seats
from webapp.engine.decisions import Change, Counted, Decision, Entry
from webapp.engine.events import Merge, Unmerge
from webapp.engine.facts import (
    Absorbed,
    Account,
    Card,
    Certificate,
    Draw,
    Due,
    Facts,
    Gone,
    Lot,
    Person,
    Receipt,
    Span,
    Standing,
    Tally,
)
from webapp.engine.gates import card_of
from webapp.engine.members import ACTIVE, AWAITING_QUESTIONNAIRE, CLOSED, member, refused
from webapp.engine.moment import Moment
from webapp.engine.programme import Programme

UNDONE_WITHIN = timedelta(days=30)
STAGES = (AWAITING_QUESTIONNAIRE, "awaiting_activation", ACTIVE)


def merge(moment: Moment, facts: Facts, event: Merge) -> Decision:
    """`absorbed` and their account go into the member's; nothing is earned, spent or ended by that."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("merge", found)
    change, person = found
    if facts.other is None:
        return refused("merge", "not_enrolled")
    codes = _standing_in_the_way(facts, facts.other, event)
    if codes:
        return refused("merge", *codes)
    theirs = moment.look_at(facts.other)
    goes = theirs.account.people[event.absorbed]
    closed = replace(facts, closed_lots=facts.other_closed_lots)
    seats.sit(moment.programme, theirs, goes.id, closed)
    before = (person.copy(), change.account.standing.copy(), goes.state, seats.own(theirs.account.owed))
    shift = change.account.born_lots
    moved = _take_lots(change, theirs, closed.closed_lots, moment.day)
    _move_debts(theirs, change, seats.own(theirs.account.owed), moment.day)
    taken = Absorbed(goes.id, person.id, shift, theirs.account.born_lots, *_take_counters(moment, change, theirs), {})
    change.account.absorbed[theirs.account.id] = taken
    cards = _take_cards(moment, change.account, theirs.account, person, goes)
    change.account.people[person.id] = one_of(person, goes, "birth_date" in event.theirs)
    if person.state != ACTIVE and change.account.people[person.id].state == ACTIVE:
        lots.release(change, moment.programme, moment.day)
    _take_level(moment.programme, change.account, theirs.account, moment.day)
    _share_days(change.account, theirs.account)
    was, standing, state, owed = before
    goes.state, goes.same_as = CLOSED, person.id
    certificates = tuple(held.id for held in facts.certificates)
    after = change.account.standing.copy()
    into = (change.account.id, moment.day, state, owed, tuple(card.number for card in cards), certificates)
    theirs.account.gone = Gone(*into, was, standing, after)
    decision = Decision("merge", _told(moment, change.account, person.id, moved), [change, theirs], cards=cards)
    decision.moved = [_go(held, change.account.id, person.id, shift) for held in facts.certificates]
    return decision


def _standing_in_the_way(facts: Facts, other: Account, event: Merge) -> list[str]:
    goes = other.people.get(event.absorbed)
    if event.member == event.absorbed:
        return ["same_member"]
    if goes is None or facts.person != event.member or other.gone is not None:
        return ["merged_already"]
    if facts.account is not None and other.id == facts.account.id:
        return ["same_account"]
    found = {
        "closed": goes.state == CLOSED,
        "has_merged": bool(other.absorbed),
        "holds_rewards": bool(other.memory.held) or any(not each.undone for each in other.memory.events.values()),
        "shared_account": any(one.state != CLOSED for one in other.people.values() if one is not goes),
    }
    return [code for code, holds in found.items() if holds]


def one_of(stays: Person, goes: Person, theirs: bool) -> Person:
    """What is known of either; of what gives once, that either has had it. `theirs` is the birth date of who goes."""
    right = (goes.birth_date, stays.birth_date) if theirs else (stays.birth_date, goes.birth_date)
    each_other = stays.brought_by == goes.id or goes.brought_by == stays.id
    brought_by = None if each_other else stays.brought_by or goes.brought_by
    ahead = max(stays, goes, key=lambda one: STAGES.index(one.state))
    return replace(
        stays,
        enrolled_on=min(stays.enrolled_on, goes.enrolled_on),
        state=ahead.state,
        birth_date=right[0] or right[1],
        questionnaire_on=max(filter(None, (stays.questionnaire_on, goes.questionnaire_on)), default=None),
        activate_by=ahead.activate_by,
        mismatch=stays.mismatch or goes.mismatch,
        attributes={**goes.attributes, **stays.attributes},
        given=periods.joined(stays.given, goes.given),
        brought_by=brought_by,
        friend_paid=stays.friend_paid or goes.friend_paid,
    )


def _take_lots(ours: Change, theirs: Change, closed: dict[int, Lot], day: date) -> int:
    """Every lot, open or closed, under its number and as many more as lots were born here; what was left of them."""
    shift = ours.account.born_lots
    known = {**closed, **theirs.lots, **theirs.account.lots}
    known = {number: lot for number, lot in known.items() if seats.APART not in lot.wallet}
    ours.account.born_lots += theirs.account.born_lots
    for number in sorted(known):
        _hand_over(theirs, ours, known[number], number + shift, day)
    return sum(lot.left for lot in known.values())


def _hand_over(giver: Change, taker: Change, lot: Lot, number: int, day: date) -> None:
    if lot.left or lot.lapsed:
        giver.entries.append(Entry("moved_out", lot.wallet, lot.number, -lot.left, day, lapsed=-lot.lapsed))
        taker.entries.append(Entry("moved_in", lot.wallet, number, lot.left, day, lapsed=lot.lapsed))
        giver.lots[lot.number] = lot._replace(left=0, lapsed=0)
        giver.account.lots.pop(lot.number, None)
    taker.lots[number] = lot._replace(number=number)
    if lot.left:
        taker.account.lots[number] = taker.lots[number]


def _move_debts(giver: Change, taker: Change, owed: dict[str, int], day: date) -> None:
    """What either still owes is paid by the next accrual, as ever."""
    for wallet, amount in owed.items():
        for change, moved, kind in ((giver, -amount, "moved_out"), (taker, amount, "moved_in")):
            change.entries.append(Entry(kind, wallet, None, 0, day, debt=moved))
            left = change.account.owed.pop(wallet, 0) + moved
            change.account.owed.update({wallet: left} if left else {})


def _take_counters(
    moment: Moment, ours: Change, theirs: Change
) -> tuple[dict[str, tuple[int, int]], dict[str, dict[date, int]]]:
    """Day by day; two visits on one day are one. Days that are kept no more go where no window reaches."""
    epochs, counted = {}, {}
    for name, brought in seats.own(theirs.account.tallies).items():
        rule = moment.programme.counters.get(name)
        tally = ours.account.tallies.setdefault(name, Tally())
        once = rule is not None and rule.count == "visits"
        added = {day: 0 if once and tally.days.get(day) else amount for day, amount in brought.days.items()}
        older = brought.total - sum(brought.days.values())
        if older:
            added[min([*brought.days, *tally.days], default=theirs.account.opened_on) - timedelta(days=1)] = older
        epochs[name], counted[name] = (brought.epoch, tally.epoch), added
        for day, amount in added.items():
            if amount:
                if day in brought.days:
                    tally.days[day] = tally.days.get(day, 0) + amount
                tally.total += amount
                ours.counted.append(Counted(name, day, amount, tally.epoch))
        for when, n in brought.moments.items():
            if added.get(when.date()):
                tally.moments[when] = tally.moments.get(when, 0) + n
    return epochs, counted


def _take_cards(moment: Moment, account: Account, theirs: Account, person: Person, goes: Person) -> list[Card]:
    """All of them; the one held here stays the one that is meant where none is shown, if it is still good."""
    held, brought = card_of(account, person.id), card_of(theirs, goes.id)
    good = [card is not None and card.state_on(moment.day) == "active" for card in (held, brought)]
    moved = {card.number: card._replace(person=person.id) for card in theirs.cards.values() if card.person == goes.id}
    later = held is None or (good[1] and not good[0])
    account.cards = {**account.cards, **moved} if later else {**moved, **account.cards}
    theirs.cards = {number: card for number, card in theirs.cards.items() if number not in moved}
    return list(moved.values())


def _take_level(programme: Programme, account: Account, theirs: Account, day: date) -> None:
    """The higher level stands with its period, of equal ones that which lasts longer; sums may then lead to more."""
    stood, due = account.standing, _higher(programme, account.standing.due, theirs.standing.due)
    if _height(programme, theirs.standing) > _height(programme, stood):
        account.standing = replace(theirs.standing.copy(), history=list(stood.history))
    standing = account.standing
    if standing.level != stood.level:
        standing.history.append(Span(day, standing.level))
    rises = due is not None and levels.rank_of(programme, due.level) > levels.rank_of(programme, standing.level)
    standing.due = due if rises else None
    levels.promote(programme, account, day, visit=False)


def _height(programme: Programme, standing: Standing) -> tuple[int, date]:
    return levels.rank_of(programme, standing.level), standing.until or date.max


def _higher(programme: Programme, one: Due | None, other: Due | None) -> Due | None:
    return max(filter(None, (one, other)), key=lambda due: levels.rank_of(programme, due.level), default=None)


def _share_days(account: Account, theirs: Account) -> None:
    for day, done in theirs.operations.items():
        account.operations[day] = account.operations.get(day, 0) + done
    account.last_visit = max(filter(None, (account.last_visit, theirs.last_visit)), default=None)


def _go(held: Certificate, account: str, person: str, shift: int) -> Certificate:
    draws = tuple(Draw(draw.lot + shift, draw.amount) for draw in held.draws)
    return replace(held, account=account, person=person, draws=draws)


def _told(moment: Moment, account: Account, person: str, moved: int) -> dict[str, Any]:
    available, pending = lots.balance(account, moment.programme.main_wallet or "", moment.day)
    told = {"state": account.people[person].status, "level": account.standing.level}
    return {**told, "available": available, "pending": pending, "moved": moved, "refused": []}


def lots_shift(account: Account, receipt: Receipt) -> int:
    """What to add to the numbers of the receipt's lots: it may have been posted to an account that was taken in."""
    taken = account.absorbed.get(receipt.account or "")
    return taken.shift if taken is not None else 0


def uncount_absorbed(account: Account, receipt: Receipt, taken: Absorbed, name: str, amount: int) -> tuple[int, int]:
    """Our epoch for the receipt's, and how much of `amount` had come over: never more than the account has brought."""
    theirs, ours = taken.epochs.get(name, (-1, -1))
    brought = taken.counted.get(name, {})
    if theirs != receipt.epochs.get(name, 0) or not brought:
        return -1, 0
    day = receipt.day if receipt.day in brought else min(brought)
    less = min(amount, brought[day])
    returned = taken.returned.get(name, {})
    account.absorbed[receipt.account or ""] = taken._replace(
        counted={**taken.counted, name: {**brought, day: brought[day] - less}},
        returned={**taken.returned, name: {**returned, receipt.day: returned.get(receipt.day, 0) + amount}},
    )
    return ours, less


def unmerge(moment: Moment, facts: Facts, event: Unmerge) -> Decision:
    """Within 30 days; what has happened since belongs to the account that stayed."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("unmerge", found)
    change, person = found
    gone = facts.other.gone if facts.other else None
    if facts.other is None or gone is None or person.id == event.member:
        return refused("unmerge", "not_merged")
    taken = change.account.absorbed.get(facts.other.id)
    if taken is None:
        return refused("unmerge", "moved_on")
    if moment.day > gone.on + UNDONE_WITHIN:
        return refused("unmerge", "too_late")
    if next(reversed(change.account.absorbed)) != facts.other.id:
        return refused("unmerge", "merged_since")
    theirs = Change(facts.other.copy())
    theirs.account.gone, theirs.account.settled_to = None, moment.day
    seats.sit(moment.programme, theirs, event.member)
    del change.account.absorbed[facts.other.id]
    moved = _give_lots_back(change, theirs, facts.closed_lots, taken, moment.day)
    left = {wallet: min(owed, change.account.owed.get(wallet, 0)) for wallet, owed in gone.owed.items()}
    _move_debts(change, theirs, {wallet: amount for wallet, amount in left.items() if amount}, moment.day)
    _give_counters_back(change, theirs, taken)
    cards = _give_cards_back(change.account, theirs.account, gone, taken)
    _part(change.account, theirs.account, gone, taken)
    _lower_level(moment.programme, change.account, gone, moment.day)
    decision = Decision("unmerge", _told(moment, change.account, person.id, moved), [change, theirs], cards=cards)
    here = (held for held in facts.certificates if held.id in gone.certificates)
    decision.moved = [_go(held, theirs.account.id, taken.person, -taken.shift) for held in here]
    return decision


def _give_lots_back(ours: Change, theirs: Change, closed: dict[int, Lot], taken: Absorbed, day: date) -> int:
    known = {**closed, **ours.lots, **ours.account.lots}
    brought = [lot for number, lot in known.items() if taken.shift < number <= taken.shift + taken.lots]
    for lot in sorted(brought):
        _hand_over(ours, theirs, lot, lot.number - taken.shift, day)
    return sum(lot.left for lot in brought)


def _give_counters_back(ours: Change, theirs: Change, taken: Absorbed) -> None:
    """What is returned of a receipt lowers the counter of the account that it was posted to."""
    for name, days in taken.counted.items():
        tally = ours.account.tallies.get(name)
        if tally is not None and tally.counts(taken.epochs[name][1]):
            for day, amount in days.items():
                _lower(ours, name, day, amount, tally.epoch)
    for name, days in taken.returned.items():
        for day, amount in days.items():
            _lower(theirs, name, day, amount, taken.epochs[name][0])


def _lower(change: Change, name: str, day: date, amount: int, epoch: int) -> None:
    if amount:
        counters.lower(change.account, name, day, amount, epoch)
        change.counted.append(Counted(name, day, -amount, epoch))


def _give_cards_back(account: Account, theirs: Account, gone: Gone, taken: Absorbed) -> list[Card]:
    """As they stand now, those that are still here."""
    back = {number: account.cards.pop(number) for number in gone.cards if number in account.cards}
    moved = {number: card._replace(person=taken.person) for number, card in back.items()}
    theirs.cards = {**theirs.cards, **moved}
    return list(moved.values())


def _part(account: Account, theirs: Account, gone: Gone, taken: Absorbed) -> None:
    """Two persons again. What has been learned of the one since stays known; gifts were had by both."""
    now, goes = account.people[taken.now], theirs.people[taken.person]
    goes.state, goes.same_as = gone.state, None
    given = periods.joined(now.given, goes.given)
    was, merged = gone.person, [one_of(gone.person, goes, theirs) for theirs in (False, True)]
    same = next((made for made in merged if made.birth_date == now.birth_date), merged[0])
    for name in ("enrolled_on", "state", "birth_date", "questionnaire_on", "activate_by", "mismatch", "brought_by"):
        if getattr(now, name) == getattr(same, name):
            setattr(now, name, getattr(was, name))
    brought = {name: value for name, value in goes.attributes.items() if name not in was.attributes}
    now.attributes = {name: value for name, value in now.attributes.items() if brought.get(name) != value}
    if was.friend_paid is None and now.friend_paid == goes.friend_paid:
        now.friend_paid = None
    elif was.friend_paid is None:
        goes.friend_paid = None
    now.given, goes.given = dict(given), dict(given)
    for day, done in theirs.operations.items():
        left = account.operations.get(day, 0) - done
        account.operations.pop(day, None)
        account.operations.update({day: left} if left > 0 else {})


def _lower_level(programme: Programme, account: Account, gone: Gone, day: date) -> None:
    """The level of before, unless it has changed since the merge: then it stands until its period ends."""
    standing = account.standing
    if _apart(standing) == _apart(gone.after):
        account.standing = replace(gone.standing.copy(), history=standing.history)
        if account.standing.level != standing.level:
            account.standing.history.append(Span(day, account.standing.level))
    levels.review_due(programme, account, day)
    levels.promote(programme, account, day, visit=False)


def _apart(standing: Standing) -> Standing:
    """All but the history, which only grows."""
    return replace(standing, history=[])
