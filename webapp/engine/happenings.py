"""Named events, requests, rewards had outside a receipt, and members' choices: facts that rules answer to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from webapp.engine import cycle, lots, rewards, seats
from webapp.engine.case import Case, in_hundredths
from webapp.engine.compiled import RewardRule, RuleCode
from webapp.engine.decisions import ByWallet, Change, Decision
from webapp.engine.document.triggers import Trigger
from webapp.engine.events import Choose, NamedEvent, Redeem, UndoEvent
from webapp.engine.facts import Deed, Facts, Happened, Person
from webapp.engine.members import case_of, member, refused
from webapp.engine.moment import Moment
from webapp.engine.programme import Programme
from webapp.engine.rules.conditions import why_not
from webapp.engine.rules.undoing import of_friend, quietly, undo, undo_of_friend, undo_refs, undone_mark
from webapp.engine.sale import lines_of_event

CANCELLED = "cancelled"
"""The name of the event that gives up what was held for a booking."""
BIRTHDAY_GIFT = "birthday_gift"
"""The request that is no event: its certificate is asked for by a verb of its own, without a reference."""


def happen(moment: Moment, facts: Facts, event: NamedEvent) -> Decision:
    """An event that the document names, or a request that a rule answers."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("event", found)
    change, person = found
    programme = moment.programme
    if not moment.open:
        return refused("event", "outside_programme")
    if not _known(programme, event):
        return refused("event", "not_offered")
    if event.ref is not None and _twice(change, event):
        return refused("event", "duplicate_event")
    case = _case(moment, change, person, facts, event)
    codes = _refusals(case, Trigger("event", event.name))
    codes += _request_codes(case, event.name)
    if codes:
        return refused("event", *dict.fromkeys(codes))
    if event.reward is not None and event.ref is not None:
        codes = rewards.book(case, event.reward, event.ref)
        if codes:
            return refused("event", *codes)
    return _happened(case, event, change)


def _known(programme: Programme, event: NamedEvent) -> bool:
    return event.name in programme.event_names or (programme.booking_words and event.ref is not None)


def _twice(change: Change, event: NamedEvent) -> bool:
    known = change.account.memory.events.get(f"{event.ref} {event.name}")
    return known is not None and not known.undone


def _case(moment: Moment, change: Change, person: Person, facts: Facts, event: NamedEvent) -> Case:
    case = case_of(moment, change, person, facts, event.ref, source=event.name)
    attributes = dict(event.attributes)
    if event.reward is not None:
        attributes.setdefault("reward", event.reward)
    booked = event.for_ or _booked_for(change, event.ref)
    case.situation.event = Happened(
        event.name,
        event.ref or "",
        moment.at,
        person.id,
        event.amount or 0,
        event.units or 0,
        attributes,
        booked,
    )
    case.situation.lines = lines_of_event(event, facts.chain) or []
    salon = facts.chain.salon(event.salon)
    if salon is not None:
        case.situation.salon = salon
    if event.ref is not None:
        case.situation.booking = next(
            (each for each in change.account.memory.events.values() if each.ref == event.ref and not each.undone), None
        )
    if facts.other is not None:
        case.friend = _introducer(moment, change, person, facts)
    return case


def _introducer(moment: Moment, change: Change, person: Person, facts: Facts) -> Case | None:
    """The case of the one who introduced the member."""
    if facts.other is None or person.brought_by is None:
        return None
    other = change if facts.other.id == change.account.id else moment.look_at(facts.other)
    referrer = other.account.known(person.brought_by)
    if referrer is not None and other is not change:
        seats.sit(moment.programme, other, referrer.id)
    if other is not change:
        facts = replace(facts, closed_lots=facts.other_closed_lots)
    return case_of(moment, other, referrer, facts, source="referral") if referrer is not None else None


def _booked_for(change: Change, ref: str | None) -> Any:
    """The time that an earlier event of this reference was booked for."""
    if ref is None:
        return None
    known = [each.booked_for for each in change.account.memory.events.values() if each.ref == ref]
    return next((time for time in reversed(known) if time is not None), None)


def _refusals(case: Case, trigger: Trigger) -> list[str]:
    """Rules that refuse the event itself."""
    found = []
    for rule in case.programme.on.get(trigger, ()):
        code = rule.refuse.get("event")
        if code is not None and (rule.whole is None or rule.whole(case.situation, None)):
            found.append(code)
    return found


def _request_codes(case: Case, name: str) -> list[str]:
    """A request is refused where no rule that it asks may run."""
    rules = case.programme.on.get(Trigger("request", name), [])
    if not rules:
        return []
    codes = _refusals(case, Trigger("request", name))
    if codes:
        return codes
    running = [rule for rule in rules if not rule.refuse]
    if any(_fits(case, rule) and case.may(rule) for rule in running):
        return []
    first = next((rule for rule in running if _fits(case, rule)), None)
    if first is not None:
        return [_once_code(first)]
    return [code for rule in running[:1] for code in why_not(rule.asked, case.situation)] or ["not_eligible"]


def _fits(case: Case, rule: RuleCode) -> bool:
    return rule.whole is None or rule.whole(case.situation, None)


def _once_code(rule: RuleCode) -> str:
    per = rule.once.per if rule.once else ""
    return "already_granted" if per in ("life", "birthday", "friend", "ref") else "limit_per_period"


def _happened(case: Case, event: NamedEvent, change: Change) -> Decision:
    programme, memory = case.programme, case.memory
    if event.ref is not None:
        with quietly(case):
            _undone_by(case, event)
            if event.name == CANCELLED:
                case.released = rewards.give_up(case, case.refs)
    for _ in range(event.times):
        for rule in programme.counters.values():
            told = rule.told
            if rule.count == "event" and told is not None and told.name == event.name and case.fits(rule):
                case.count(rule, {"amount": event.amount or 0, "units": event.units or 0}.get(told.of, 100))
        cycle.fire(case, Trigger("event", event.name), Trigger("request", event.name))
    cycle.aftermath(case, visit=False)
    friends = _friends(case)
    if event.ref is not None and case.situation.event is not None:
        memory.events.pop(f"{event.ref} {event.name}", None)
        memory.events[f"{event.ref} {event.name}"] = case.situation.event._replace(deeds=tuple(case.deeds))
        if case.friend is not None and case.friend.deeds:
            noted = Happened(event.name, "", case.situation.at, case.person.id, deeds=tuple(case.friend.deeds))
            case.friend.memory.events[of_friend(case.situation.event)] = noted
    return Decision("event", told_of(case), [change, *friends])


def _friends(case: Case) -> list[Change]:
    """The account of who introduced the member, where something has become of it."""
    friend = case.friend
    if friend is None or not (friend.deeds or friend.touched) or friend.change is case.change:
        return []
    cycle.aftermath(friend, visit=False)
    return [friend.change]


def _undone_by(case: Case, event: NamedEvent) -> None:
    """Bonuses of rules that this event undoes, where it bears the reference of the fact that brought them."""
    names = {rule.name for rule in case.programme.rules if rule.earn and event.name in rule.earn.undone_by}
    if not names:
        return
    for key, happened in list(case.memory.events.items()):
        if happened.ref not in case.refs:
            continue
        own = tuple(deed for deed in happened.deeds if deed.rule in names and deed.kind in ("earned", "capped", "once"))
        if own:
            undo(case, own)
            undo_of_friend(case, happened, rules=names)
            left = tuple(deed for deed in happened.deeds if deed not in own)
            case.memory.events[key] = happened._replace(deeds=left)
    _undo_sales(case, names)


def _undo_sales(case: Case, names: set[str]) -> None:
    """What a receipt of this reference or booking earned by those rules."""
    closed = case.facts.closed_lots if case.facts else {}
    known = {**closed, **case.account.lots}
    for lot in list(known.values()):
        bears = lot.origin in case.refs or (lot.terms is not None and lot.terms.ref in case.refs)
        mark = undone_mark(lot)
        if lot.rule in names and bears and mark not in case.memory.marks:
            case.memory.marks[mark] = str(case.day)
            back = int(case.memory.marks.pop(f"returned lot {lot.number}", "0"))
            left = lot.issued - back
            taken = lots.take_back(
                case.change, case.programme, lot.number, left, lot.wallet, case.day, closed, lot.rule
            )
            case.taken[lot.wallet] = case.taken.get(lot.wallet, 0) + taken
            _uncap(case, lot.rule or "", lot.born, left)


def _uncap(case: Case, name: str, born: date, amount: int) -> None:
    """A cap is net of what was undone."""
    rule = case.programme.rule_named[name]
    if rule.earn is not None and rule.earn.cap is not None:
        period = case.period(rule.earn.cap[0], born)
        undo(case, [Deed("capped", name, f"cap {name}", 0, amount, born, period)])


def told_of(case: Case) -> dict[str, Any]:
    """What came of it, in the journals' words."""
    wallets = dict.fromkeys(case.programme.wallets, 0)
    found: dict[str, Any] = {
        name: ByWallet(wallets | getattr(case, name)) for name in ("earned", "taken", "held", "released")
    }
    found["given"] = in_hundredths(case.given)
    if case.converted:
        found["converted"] = {
            "from": sum(each["from"] for each in case.converted),
            "to": sum(each["to"] for each in case.converted),
        }
    found["level"] = case.account.standing.level
    found["refused"] = []
    return found


def undo_event(moment: Moment, facts: Facts, event: UndoEvent) -> Decision:
    """The deeds of an event backwards, by what was written down then."""
    found = member(moment, facts)
    if not (moment.programme.event_names - {BIRTHDAY_GIFT} or moment.programme.booking_words):
        return refused("undo_event", "not_offered")
    if isinstance(found, str):
        return refused("undo_event", "unknown_event" if found == "not_enrolled" else found)
    change, person = found
    known = [each for each in change.account.memory.events.values() if each.ref == event.ref and not each.undone]
    if not known:
        return refused("undo_event", "unknown_event")
    case = case_of(moment, change, person, facts, event.ref)
    if facts.other is not None:
        case.friend = _introducer(moment, change, person, facts)
    with quietly(case):
        case.released = rewards.give_up(case, case.refs)
    undo_refs(case, case.refs)
    for key, each in list(change.account.memory.events.items()):
        if each.ref == event.ref:
            del change.account.memory.events[key]
    cycle.aftermath(case, visit=False)
    return Decision("undo_event", told_of(case), [change, *_friends(case)])


def redeem(moment: Moment, facts: Facts, event: Redeem) -> Decision:
    """A reward that is no part of a receipt: its price is paid or a held one used; discounts and money are then held
    for later, the rest is handed over.
    """
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("redeem", found)
    change, person = found
    case = case_of(moment, change, person, facts)
    reward = moment.programme.choosable.get(event.reward)
    if reward is None or reward.kind == "certificate":
        return refused("redeem", "not_offered")
    if event.choice is not None and reward.kind != "choice":
        return refused("redeem", "not_offered")
    quantity = event.quantity if event.amount is None else _times_of(case, reward, event.amount)
    codes = _redeem_codes(moment, case, reward, quantity) if quantity else ["not_a_multiple"]
    chosen = _chosen(moment.programme, reward, event.choice)
    if chosen is None:
        codes.append("not_offered")
    if codes or chosen is None:
        return refused("redeem", *dict.fromkeys(codes))
    spent: dict[str, int] = {}
    for _ in range(quantity):
        codes = _have(case, reward, chosen, spent)
        if codes:
            return refused("redeem", *codes)
    cycle.aftermath(case, visit=False)
    result = told_of(case) | {"spent": spent, "taken": ByWallet(dict.fromkeys(moment.programme.wallets, 0) | spent)}
    return Decision("redeem", result, [change])


def _times_of(case: Case, reward: RewardRule, units: int) -> int:
    """How often the reward is had for so many units of its wallet; 0 where they are no multiple of its price."""
    prices = rewards.price_of(case.programme, case.account, reward, case.situation, None)
    price = next(iter(prices.values()), 0) if len(prices) == 1 else 0
    times, rest = divmod(units, price) if price else (0, 0)
    return 0 if rest else times


def _redeem_codes(moment: Moment, case: Case, reward: RewardRule, quantity: int) -> list[str]:
    codes = [] if moment.open else ["outside_programme"]
    if case.person.mismatch:
        codes.append("mismatch")
    if case.activating and not moment.programme.enrolment.before_activation.spend:
        codes.append("not_active")
    return codes + why_not(reward.document.if_, case.situation) + rewards.limits(case, reward, [], quantity)


def _chosen(programme: Programme, reward: RewardRule, choice: str | None) -> RewardRule | None:
    """The reward itself, or the one of a choice that was named; else the first."""
    if reward.kind != "choice":
        return reward
    names = reward.document.gives.choice
    name = choice or names[0]
    return programme.choosable.get(name) if name in names else None


def _have(case: Case, reward: RewardRule, chosen: RewardRule, spent: dict[str, int]) -> list[str]:
    held, price, codes = rewards.backing(case, reward, [], None)
    later = chosen.kind in ("discount", "money")
    if held is not None and later and reward.kind != "choice":
        if not reward.price:
            return ["not_redeemable_here"]
        held, price = None, rewards.price_of(case.programme, case.account, reward, case.situation, None)
        short = [
            name
            for name, units in price.items()
            if case.programme.balance(case.account, name, case.situation.at) < units
        ]
        codes = ["insufficient_bonuses"] if short else []
    if codes:
        return codes
    for wallet, units in rewards.consume(case, rewards.Asked(reward, None, held, price, [])).items():
        spent[wallet] = spent.get(wallet, 0) + units
    if later or chosen.kind == "wallet" or reward.kind == "choice":
        rewards.give(case, chosen.name, 1, reward.name)
    return []


def choose(moment: Moment, facts: Facts, event: Choose) -> Decision:
    """The member decides between what the programme leaves open."""
    found = member(moment, facts)
    if isinstance(found, str):
        return refused("choose", found)
    change, person = found
    rule = moment.programme.document.choices.get(event.setting)
    if rule is None or event.value not in rule.of:
        return refused("choose", "not_offered")
    memory = change.account.memory
    last = memory.chosen_on.get(event.setting)
    if last is not None and memory.choices.get(event.setting) != event.value:
        if rule.change == "never":
            return refused("choose", "too_late")
        if rule.change == "yearly" and last.year == moment.day.year:
            return refused("choose", "limit_per_period")
    memory.choices[event.setting] = event.value
    memory.chosen_on[event.setting] = moment.day
    case = case_of(moment, change, person, facts)
    cycle.aftermath(case, visit=False)
    return Decision("choose", {"refused": []}, [change])
