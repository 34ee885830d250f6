"""The one loop of triggers, rules and effects: what a fact sets off, whatever kind of fact it was."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from webapp.engine import levels, lots, rewards
from webapp.engine.case import Case
from webapp.engine.counters import window_end
from webapp.engine.document.triggers import Trigger
from webapp.engine.ends import key_of
from webapp.engine.rules import acting

MOST_STEPS = 100
"""After so many a document runs in circles, and the loop stops; a fact that led there is refused, time goes on."""


class Crossing(NamedTuple):
    """A threshold that was crossed, how often, up to which value, and what is left above it."""

    trigger: Trigger
    times: int
    value: int
    rest: int = 0


def fire(case: Case, *triggers: Trigger, times: int = 1) -> None:
    """Runs the rules on these triggers, so many times, and notes that they have happened."""
    for trigger in triggers * times:
        for rule in case.programme.on.get(trigger, ()) if case.change.room else ():
            acting.run(case, rule)
        for counter in case.programme.resets.get(trigger, ()):
            _reset(case, counter.name, trigger)
    remember(case, *triggers)


def remember(case: Case, *triggers: Trigger) -> None:
    """Notes when they last happened, where something looks back to them, and what begins anew or goes on with them."""
    programme = case.programme
    if not programme.remembers:
        return
    keys = frozenset(key_of(trigger) for trigger in triggers)
    for key in keys:
        if key in programme.watched:
            case.memory.latest[key] = case.situation.at
        for name in programme.since_triggers.get(key, ()):
            case.reset(name)
        case.released = _added(
            case.released,
            lots.release_awaited(case.change, programme, key, case.refs, case.day, case.situation),
        )
        rewards.release(case, key)
    if programme.idle_wallets:
        lots.keep_alive(case.change, programme, case.situation, keys)
    if programme.idle_levels:
        levels.keep_alive(programme, case.change, keys)
    for rule in programme.rows:
        ends = window_end(rule, case.account, case.day)
        lots.follow(case.change, rule.name, ends)
        levels.go_on(programme, case.change, rule.name, ends)
    if programme.ending_levels:
        levels.end_early(programme, case.change, case.day, keys)


def _added(some: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    for name, amount in more.items():
        some[name] = some.get(name, 0) + amount
    return some


def aftermath(case: Case, visit: bool = True, fact: bool = True) -> None:
    """Steps 8 and 9: thresholds that were crossed, what levels and rewards did, levels that begin; until nothing more
    follows. Without a `fact`, by time alone, no level is reached.
    """
    programme, change = case.programme, case.change
    if not programme.levels and not programme.crosses and not change.happened:
        return
    steps = 0
    while steps < MOST_STEPS:
        steps += 1
        crossing = _next(case) if programme.crosses else None
        if crossing is not None:
            _cross(case, crossing)
            continue
        if programme.levels:
            levels.promote(programme, change.account, case.day, visit, change, fact)
            if programme.ending_levels:
                levels.end_early(programme, change, case.day)
        if not change.happened:
            return
        if not programme.answered:
            change.happened.clear()
            return
        _answer_happened(case)
    change.endless = case.facts is not None


def _answer_happened(case: Case) -> None:
    happened, case.change.happened = case.change.happened, []
    for (kind, name, how), alike in groupby(happened):
        case.situation.level = case.account.standing.level
        triggers = [Trigger(kind, name, how)]
        if kind == "level" and how != "changes":
            triggers.append(Trigger(kind, "any", how))
        fire(case, *dict.fromkeys(triggers), times=len(list(alike)))


def _next(case: Case) -> Crossing | None:
    """The first crossing in the document's order that has not been answered yet."""
    for trigger in case.programme.crossings:
        found = _counter(case, trigger) if trigger.kind == "counter" else _wallet(case, trigger)
        if found is not None:
            return found
    _settle_start(case)
    return None


def _settle_start(case: Case) -> None:
    """What was looked at is what the next look starts from."""
    for name, (value, lowered) in list(case.start.items()):
        now = case.value(name)
        if now != value:
            tally = case.account.tallies.get(name)
            if tally is not None and now > value and lowered:
                tally.lowered = max(0, tally.lowered - (now - value))
            case.start[name] = (now, tally.lowered if tally else 0)
            if value == 0 and now > 0:
                for follower in case.programme.watched_counters.get(name, ()):
                    case.reset(follower, case.counted_now(follower))
    for name in case.programme.crossed_wallets:
        case.memory.seen[name] = case.balance(name)


def _counter(case: Case, trigger: Trigger) -> Crossing | None:
    value, lowered = case.start.get(trigger.name, (0, 0))
    now = case.value(trigger.name)
    times = _crossed(trigger, case.reached.get(trigger, value + lowered), now)
    rest = now % trigger.number if trigger.how == "every" else now - trigger.number
    return Crossing(trigger, times, now, rest) if times else None


def _crossed(trigger: Trigger, before: int, now: int) -> int:
    if now <= before:
        return 0
    if trigger.how == "reaches":
        return int(before < trigger.number <= now)
    return now // trigger.number - max(0, before) // trigger.number


def _wallet(case: Case, trigger: Trigger) -> Crossing | None:
    now = case.balance(trigger.name)
    before = case.reached.get(trigger, case.memory.seen.get(trigger.name, 0))
    times = int(before > 0 and now == 0) if trigger.how == "empties" else _crossed(trigger, before, now)
    return Crossing(trigger, times, now) if times else None


def _cross(case: Case, crossing: Crossing) -> None:
    """The rules of the crossing, then the resets that it brings."""
    programme, trigger = case.programme, crossing.trigger
    case.reached[trigger] = crossing.value
    for rule in programme.on.get(trigger, ()):
        acting.run(case, rule, crossing.times)
    for counter in programme.resets.get(trigger, ()):
        _reset(case, counter.name, trigger, crossing.rest)
    remember(case, trigger)
    if trigger.kind == "wallet":
        now = case.balance(trigger.name)
        case.reached[trigger] = min(crossing.value, now)


def _reset(case: Case, name: str, trigger: Trigger, rest: int = 0) -> None:
    resets = case.programme.document.counters[name].resets
    keeps = resets is not None and resets.to == "rest" and trigger.name == name
    case.reset(name, rest if keeps else 0, cause=f"{trigger.kind} {trigger.how}")
