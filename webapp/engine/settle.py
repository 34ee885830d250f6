"""What time alone brings about, up to a day: lots expire, cards and level periods end, birthdays give.

Settling day by day and settling once end in the same place: every happening has its own day, and days
without one change
nothing. On one day the order is that of design 3: ends of lots, of level periods (a registered card's end among them),
birthdays. That pending lots become available needs no step: it is a fact of the date.
"""

from __future__ import annotations

from datetime import date, timedelta

from webapp.engine import levels, lots
from webapp.engine.calendar import birthday_in, last_birthday, next_birthday
from webapp.engine.counters import forget_old_days
from webapp.engine.decisions import Change
from webapp.engine.facts import Account, Person
from webapp.engine.programme import EventRule, Programme, Timeline

KEPT_OPERATIONS = timedelta(days=400)


def settle(change: Change, timeline: Timeline, day: date) -> None:
    """Brings the account to 00:00 of `day`, with all that has happened on the way."""
    account = change.account
    if account.gone is not None:
        return
    while account.settled_to < day:
        happening = next_happening(account, timeline)
        if happening is None or happening > day:
            break
        account.settled_to = happening
        programme = timeline.on(happening)
        lots.expire(change, happening)
        if account.standing.until is not None and account.standing.until <= happening:
            levels.judge(change, programme, happening)
        for person in account.people.values():
            give_birthday(change, programme, person, happening)
    if account.settled_to < day:
        account.settled_to = day
        _forget(account, timeline.on(day), day)


def next_happening(account: Account, timeline: Timeline) -> date | None:
    """The next day, after the one the account is settled to, on which time alone may change something: under the rules
    of that day, whatever those of today say. Nothing changes on an account that another one has taken in.
    """
    if account.gone is not None:
        return None
    settled = account.settled_to
    tomorrow = settled + timedelta(days=1)
    days = [max(lot.expires, tomorrow) for lot in account.lots.values() if lot.expires is not None]
    if account.standing.until is not None:
        days.append(max(account.standing.until, tomorrow))
    for custom in timeline.birthday_customs:
        births = (person.birth_date for person in account.people.values())
        days.extend(next_birthday(birth, settled, custom) for birth in births if birth is not None)
    return min(days, default=None)


def give_birthday(change: Change, programme: Programme, person: Person, day: date) -> None:
    """The birthday's bonuses, once a year, where the person is in good standing and the programme runs (ES-2.3b)."""
    birth = person.birth_date
    if birth is None or birthday_in(birth, day.year, programme.feb_29) != day or not programme.runs_on(day):
        return
    if person.state == "closed":
        return
    situation = levels.situation(programme, change.account, day)
    situation.person = person
    for rule in programme.birthdays:
        if rule.amount is None or (rule.when is not None and not rule.when(situation, None)):
            continue
        if may_give(programme, rule, person, day):
            lots.bear(change, programme, rule.wallet, rule.amount, day, "birthday", rule=rule.name)
            mark_given(programme, rule, person, day)


def may_give(programme: Programme, rule: EventRule, person: Person, day: date) -> bool:
    """A turn of a birthday is a year's: what was given for a later one stands for the earlier ones too."""
    given = person.given.get(rule.name)
    turn = _turn(programme, rule, person, day)
    return rule.once is None or given is None or (given < turn if rule.once == "birthday" else given != turn)


def mark_given(programme: Programme, rule: EventRule, person: Person, day: date) -> None:
    if rule.once is not None:
        person.given[rule.name] = _turn(programme, rule, person, day)


def keep_given(programme: Programme, person: Person, birth: date | None) -> None:
    """Before the birth date is changed to `birth`: what was given for a birthday was given for the same one at its new
    place, be that in the next year (R23).
    """
    old = person.birth_date
    if old is None or birth is None:
        return
    for rule in (*programme.birthdays, *programme.requests.values()):
        year = person.given.get(rule.name)
        if rule.once == "birthday" and year is not None:
            had = birthday_in(old, int(year), programme.feb_29)
            near = [birthday_in(birth, had.year + step, programme.feb_29) for step in (-1, 0, 1)]
            nearest = min(near, key=lambda day: abs(day - had))
            person.given[rule.name] = str(max(had.year, nearest.year))


def _turn(programme: Programme, rule: EventRule, person: Person, day: date) -> str:
    """The period in which a rule with `once` gives a single time: the calendar year, the year of the birthday's
    window, a life.
    """
    if rule.once == "life":
        return "life"
    if rule.once == "birthday" and person.birth_date is not None:
        return str(last_birthday(person.birth_date, day + timedelta(days=rule.lead), programme.feb_29).year)
    return str(day.year)


def _forget(account: Account, programme: Programme, day: date) -> None:
    forget_old_days(programme.counters.values(), account, day)
    if len(account.operations) > KEPT_OPERATIONS.days // 2:
        account.operations = {
            kept: count for kept, count in account.operations.items() if kept >= day - KEPT_OPERATIONS
        }
