"""Giving a reward."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from webapp.engine import rewards
from webapp.engine.document.amounts import Amount, Amounts, Names, Steps, Table, parts_of
from webapp.engine.document.conditions import Strict
from webapp.engine.document.details import details
from webapp.engine.document.ends import Ends
from webapp.engine.document.known import Finding, unknown
from webapp.engine.document.measured import in_money, in_numbers, measured, stepped
from webapp.engine.document.phrases import rows
from webapp.engine.document.reader import Path
from webapp.engine.document.shorthand import wrapped
from webapp.engine.effect import Effect
from webapp.engine.gifts import by_line
from webapp.engine.money import WHOLE
from webapp.engine.situation import Line

Units = tuple[tuple[int, int], ...]

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import RuleCode
    from webapp.engine.document.phrases import Speaker
    from webapp.engine.document.schema import ProgrammeDocument


class Gift(Strict):
    """A reward that is given: how many times, good until when, of which value."""

    reward: Names
    times: Amounts = Amount(WHOLE)
    valid: Ends | None = None
    value: Amounts | None = None


def act(case: Case, rule: RuleCode, effect: Gift) -> None:
    """Where the value is told by a line, one for each unit of those that fit."""
    s = case.situation
    if effect.value is None or not s.lines or not by_line(effect.value):
        _give(case, rule, effect)
        return
    for place, line in enumerate(s.lines):
        for unit in range(line.quantity if rule.lines is None or rule.lines(s, line) else 0):
            _give(case, rule, effect, line, ((place, unit),))


def _give(case: Case, rule: RuleCode, effect: Gift, line: Line | None = None, units: Units = ()) -> None:
    names = case.looked(effect.reward, line)
    times = case.looked(effect.times, line)
    if not names or times is None:
        return
    event = case.situation.event
    wished = event.attributes.get("reward") if event else None
    value = None if effect.value is None else case.looked(effect.value, line)
    if effect.value is not None and value is None:
        return
    chosen = str(wished if wished in names else names[0])
    worth = None if value is None else int(value.value)
    count = int(times.value) // WHOLE
    if case.programme.choosable[chosen].kind != "wallet":
        count = min(count, rewards.room(case))
    rewards.give(case, chosen, count, rule.name, value=worth, valid=effect.valid, units=units)


def say(s: Speaker, effect: Gift, told: Any) -> Iterator[str]:
    if isinstance(effect.reward, Table):
        yield from rows(s, effect.reward, lambda names: _called(s, names))
    else:
        names = effect.reward
        text = _called(s, names) if isinstance(names, tuple) else stepped(s, names, lambda each: _called(s, each))
        yield s(f"даётся награда {text}", f"it gives the reward {text}")
    if by_line(effect.value):
        yield s("за каждую подходящую единицу чека — своя", "each unit of the receipt that fits brings one of its own")
    if effect.value is not None:
        value = measured(s, effect.value, in_money(s))
        yield s(f"её стоимость — {value}", f"its value is {value}")
    if effect.times != Amount(WHOLE):
        times = measured(s, effect.times, in_numbers(s))
        yield s(f"сколько раз она даётся — {times}", f"how many times it is given: {times}")
    yield from details(s, s("эта награда", "that reward"), effect, {"reward", "value", "times"})


def _called(s: Speaker, names: tuple[str, ...]) -> str:
    return s.any_of(s.name("rewards", name) for name in names)


def errors(document: ProgrammeDocument, effect: Gift, loc: Path) -> Iterator[Finding]:
    for path, names in parts_of(effect.reward):
        if not isinstance(names, Table | Steps):
            yield from unknown(names, document.rewards, "unknown_reward", (*loc, *path))


EFFECT = Effect(90, Annotated[Gift, wrapped("reward")], act, say, errors)
