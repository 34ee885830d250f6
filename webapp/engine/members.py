"""Becoming and being a member: enrolment, questionnaire, activation, mismatch, attributes, leaving; bonuses granted and
withdrawn by hand.
"""

from __future__ import annotations

from typing import Any

from webapp.engine import calendar, cycle, levels, lots, seats
from webapp.engine.case import Case
from webapp.engine.decisions import Change, Decision
from webapp.engine.document.triggers import Trigger
from webapp.engine.ends import end_of
from webapp.engine.events import (
    Activate,
    Close,
    Enrol,
    Grant,
    Mismatch,
    Questionnaire,
    SetAttributes,
    Settle,
    Withdraw,
)
from webapp.engine.facts import Account, Facts, Person
from webapp.engine.moment import Moment
from webapp.engine.settle import give_birthday, keep_given
from webapp.engine.situation import Situation

ACTIVE = "active"
AWAITING_QUESTIONNAIRE = "awaiting_questionnaire"
AWAITING_ACTIVATION = "awaiting_activation"
CLOSED = "closed"


def member(moment: Moment, facts: Facts) -> tuple[Change, Person] | str:
    """The member with all that time has brought about, or why there is none to act for: `not_enrolled`, `closed`."""
    if facts.account is None or facts.person is None:
        return "not_enrolled"
    change = moment.look_at(facts.account)
    person = change.account.people[facts.person]
    seats.sit(moment.programme, change, person.id, facts)
    return "closed" if person.state == CLOSED else (change, person)


def refused(verb: str, *codes: str) -> Decision:
    return Decision(verb, {"refused": list(codes)})


def enrol(moment: Moment, facts: Facts, event: Enrol) -> Decision:
    """Opens an account for a new member; a refused enrolment leaves nothing behind."""
    codes = []
    if not moment.open:
        codes.append("outside_programme")
    if facts.phone_taken:
        codes.append("phone_taken")
    if facts.same_person:
        codes.append("self_referral")
    if codes:
        return refused("enrol", *codes)
    day = moment.day
    by_enrolment = moment.programme.enrolment.activation.by == "enrolment"
    person = Person(
        facts.person or "", day, ACTIVE if by_enrolment else AWAITING_QUESTIONNAIRE, brought_by=facts.other_person
    )
    account = Account(facts.new_account, person.id, day, day, {person.id: person})
    change = Change(account)
    levels.begin_base(moment.programme, account, day, change)
    decision = Decision("enrol", {"state": person.status, "refused": []}, [change])
    case = case_of(moment, change, person, facts)
    after(case, Trigger("enrolled"), *((Trigger("activated"),) if by_enrolment else ()))
    _reward_introducer(moment, facts, case, decision)
    return decision


def case_of(
    moment: Moment, change: Change, person: Person, facts: Facts | None = None, *refs: str | None, source: str = ""
) -> Case:
    """The case of a fact that is no receipt."""
    account = change.account
    situation = Situation(moment.programme, moment.at, moment.day, account, person, account.standing.level)
    situation.before = {name: situation.counter(name) for name in moment.programme.told_counters}
    return Case(moment.programme, change, person, situation, facts, refs, source)


def after(case: Case, *triggers: Trigger) -> None:
    """What follows from a fact that is no receipt."""
    if case.programme.runs_on(case.day):
        for trigger in triggers:
            cycle.fire(case, trigger)
        cycle.aftermath(case, visit=False)
    case.change.happened.clear()


def _reward_introducer(moment: Moment, facts: Facts, case: Case, decision: Decision) -> None:
    rules = [rule for rule in moment.programme.friends if rule.trigger.name == "enrolled"]
    if not rules or facts.other is None or facts.other_person is None:
        return
    change = moment.look_at(facts.other)
    referrer = change.account.people.get(facts.other_person)
    if referrer is None or referrer.state == CLOSED or referrer.mismatch:
        return
    seats.sit(moment.programme, change, referrer.id)
    other = case_of(moment, change, referrer, facts, source="referral")
    other.friend, case.source = case, "referral"
    after(other, Trigger("friend", "enrolled"))
    decision.changes.append(change)


def fill_questionnaire(moment: Moment, facts: Facts, event: Questionnaire) -> Decision:
    """A questionnaire, the first or a later one: only this changes personal data (ES-4.1, 4.2)."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("questionnaire", found)
    change, person = found
    if person.id != event.member:
        return refused("questionnaire", "merged_already")
    programme, answers = moment.programme, event.answers
    codes = []
    if not moment.open:
        codes.append("outside_programme")
    birth = answers.birth_date or person.birth_date
    age = programme.enrolment.age
    if age is not None and birth is not None and not calendar.of_age(birth, age, moment.day, programme.feb_29):
        codes.append("under_age")
    if programme.enrolment.individuals_only and answers.individual is False:
        codes.append("not_individual")
    if facts.phone_taken:
        codes.append("phone_taken")
    if codes:
        return refused("questionnaire", *codes)
    if birth != person.birth_date:
        keep_given(programme, person, birth)
    person.birth_date = birth
    person.questionnaire_on = moment.day
    activation = programme.enrolment.activation
    if person.state == AWAITING_QUESTIONNAIRE or person.state == AWAITING_ACTIVATION:
        within = activation.within
        if within is None:
            _become_active(moment, change, person)
        else:
            person.state = AWAITING_ACTIVATION
            span = within.get(event.channel)
            person.activate_by = calendar.span_end(moment.day, span, programme.working_days) if span else None
    first = Trigger("questionnaire")
    after(case_of(moment, change, person, facts), first)
    result: dict[str, Any] = {"state": person.status, "activate_by": person.activate_by, "refused": []}
    return Decision("questionnaire", result, [change])


def activate(moment: Moment, facts: Facts, event: Activate) -> Decision:
    """The questionnaire has been entered in the database: what had gathered may now be spent (ES-1.5, 2.6)."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("activate", found)
    change, person = found
    if person.state == ACTIVE:
        return refused("activate", "already_active")
    if person.questionnaire_on is None:
        return refused("activate", "questionnaire_missing")
    _become_active(moment, change, person)
    return Decision("activate", {"state": person.status, "refused": []}, [change])


def _become_active(moment: Moment, change: Change, person: Person) -> None:
    person.state = ACTIVE
    person.activate_by = None
    lots.release(change, moment.programme, moment.day)
    give_birthday(change, moment.programme, person, moment.day)
    after(case_of(moment, change, person), Trigger("activated"))


def mark_mismatch(moment: Moment, facts: Facts, event: Mismatch) -> Decision:
    """Data that do not match stop earning and spending until the flag is taken down (ES-7.3)."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("mismatch", found)
    change, person = found
    person.mismatch = event.open
    return Decision("mismatch", {"state": person.status, "refused": []}, [change])


def settle_account(moment: Moment, facts: Facts, event: Settle) -> Decision:
    """What any look would find, written down: also where all have left."""
    if facts.account is None:
        return refused("settle", "not_enrolled")
    return Decision("settle", {"refused": []}, [moment.look_at(facts.account)])


def set_attributes(moment: Moment, facts: Facts, event: SetAttributes) -> Decision:
    """Facts on the member that rules may read."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("set", found)
    change, person = found
    person.attributes.update(event.attributes)
    after(case_of(moment, change, person, facts))
    return Decision("set", {"refused": []}, [change])


def close(moment: Moment, facts: Facts, event: Close) -> Decision:
    """The member leaves; a common account goes on for the others."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("close", found)
    change, person = found
    if person.id != event.member:
        return refused("close", "merged_already")
    person.state = CLOSED
    stays = next((other for other in change.account.people.values() if other.state != CLOSED), None)
    if stays is not None:
        seats.sit(moment.programme, change, stays.id)
        after(case_of(moment, change, stays, facts), Trigger("left"))
    return Decision("close", {"state": CLOSED, "refused": []}, [change])


def grant(moment: Moment, facts: Facts, event: Grant) -> Decision:
    """Bonuses given by hand, by a campaign's own rules where one is named (ES-2.8, 2.10, 7.5)."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("grant", found)
    change, person = found
    programme = moment.programme
    codes = []
    if not moment.open:
        codes.append("outside_programme")
    if person.mismatch:
        codes.append("mismatch")
    campaign = programme.campaigns.get(event.campaign) if event.campaign else None
    wallet = campaign.wallet if campaign else programme.main_wallet
    if wallet is None or (event.campaign and campaign is None):
        codes.append("not_offered")
    if codes or wallet is None:
        return refused("grant", *codes)
    waits = person.state != ACTIVE
    case = case_of(moment, change, person, facts)
    own = campaign.expires if campaign and campaign.expires else None
    expires = event.expires or (end_of(programme, own, moment.day, case.situation).day if own else None)
    lot = lots.bear(
        change,
        programme,
        wallet,
        event.bonuses,
        moment.day,
        event.campaign or "grant",
        waits=waits,
        expires=expires,
        campaign=event.campaign,
        rule=lots.BY_HAND,
        situation=case.situation,
    )
    lots.expire(change, moment.day)
    after(case)
    return Decision("grant", {"earned": event.bonuses, "expires": lot.expires, "refused": []}, [change])


def withdraw(moment: Moment, facts: Facts, event: Withdraw) -> Decision:
    """Bonuses taken by hand, in spending order: what is available, never more (R49)."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("withdraw", found)
    change, _ = found
    programme = moment.programme
    wallet = programme.main_wallet
    if wallet is None:
        return refused("withdraw", "not_offered")
    ready = lots.usable(programme, change.account, wallet, moment.day)
    if event.bonuses > sum(lot.left for lot in ready):
        return refused("withdraw", "insufficient_bonuses")
    left = event.bonuses
    for lot in ready:
        part = min(lot.left, left)
        if part:
            lots.take(change, lot, part, moment.day, "withdrawn", lots.BY_HAND)
        left -= part
    return Decision("withdraw", {"bonuses_taken": event.bonuses, "refused": []}, [change])
