"""Setting a level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from webapp.engine import levels
from webapp.engine.document.amounts import Steps, WordsByTable, leaves_of
from webapp.engine.document.conditions import Strict
from webapp.engine.document.ends import Ends
from webapp.engine.document.kinds import Begins
from webapp.engine.document.known import Finding, unknown
from webapp.engine.document.measured import stepped
from webapp.engine.document.reader import Path
from webapp.engine.document.shorthand import wrapped
from webapp.engine.document.spoken import spoken
from webapp.engine.document.when import end_words
from webapp.engine.effect import Effect
from webapp.engine.ends import LOOKED_UP
from webapp.engine.facts import Deed, Standing

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import LevelRule, RuleCode
    from webapp.engine.document.phrases import Speaker
    from webapp.engine.document.schema import ProgrammeDocument


NONE = "none"
"""Of a rule that takes the level away."""


class LevelSet(Strict):
    to: WordsByTable
    lasts: Ends | None = None
    begins: Begins | None = None


def act(case: Case, rule: RuleCode, effect: LevelSet) -> None:
    name = case.looked(effect.to)
    level = case.programme.levels.get(name or "")
    if name == NONE:
        _fall(case, rule)
    elif level is not None:
        _set(case, rule, level, effect.lasts)


def _fall(case: Case, rule: RuleCode) -> None:
    account, before = case.account, _stood(case.account.standing)
    tallies = account.tallies.copy()
    levels.fall(case.change, case.programme, None, case.day)
    for counter, tally in tallies.items():
        if account.tallies[counter] is not tally:
            case.note_reset(counter, tally, by=rule.name)
    case.deeds.append(Deed("level", rule.name, NONE, 0, 0, case.day, stood=before))


def _set(case: Case, rule: RuleCode, level: LevelRule, lasts: Any) -> None:
    standing = levels.standing_on(case.programme, case.account, level.ladder)
    before, same = _stood(standing), standing.level == level.name
    if isinstance(lasts, LOOKED_UP):
        # What the fact says is known to none but the fact.
        lasts = case.programme.looked_up(lasts)(case.situation, None)
    levels.become_due(case.programme, case.account, level, case.day, rule=rule.name, lasts=lasts, change=case.change)
    if same and standing.level == level.name and standing.since == case.day:
        standing.since = before.since
    case.level = standing.level
    case.deeds.append(Deed("level", rule.name, level.name, 0, 0, case.day, stood=before))


def _stood(standing: Standing) -> Standing:
    return replace(standing.copy(), history=[])


def undo(case: Case, deed: Deed) -> None:
    """Where another event has set the same level since, that one has set it, on what was before this one."""
    level = case.programme.levels.get(deed.name)
    if deed.stood is None or deed.day is None or (level is None and deed.name != NONE):
        return
    ladder = level.ladder if level is not None else case.programme.main_ladder
    if not _handed_on(case, deed):
        name = level.name if level is not None else None
        levels.put_back(case.change, case.programme, ladder, name, deed.day, deed.stood.copy(), case.day)


def _handed_on(case: Case, deed: Deed) -> bool:
    events, later = case.memory.events, False
    for key, happened in events.items():
        for place, other in enumerate(happened.deeds):
            if later and (other.kind, other.name) == ("level", deed.name):
                heir = other._replace(stood=deed.stood)
                deeds = (*happened.deeds[:place], heir, *happened.deeds[place + 1 :])
                events[key] = happened._replace(deeds=deeds)
                return True
            later = later or other is deed
    return False


def say(s: Speaker, effect: LevelSet, told: Any) -> Iterator[str]:
    if effect.to == "none":
        yield s("уровень снимается", "the level is taken away")
        return
    given = spoken(s, told["to"], "level_to")
    if isinstance(effect.to, Steps):
        given = stepped(s, effect.to, lambda code: s.name("levels", code))
    text = s("даётся уровень: ", "level given: ") + given
    if told.get("lasts") == "never":
        text += s("; он не кончается", "; it never ends")
    elif "lasts" in told:
        text += s("; он кончается ", "; it ends ") + end_words(s, told["lasts"])
    if "begins" in told:
        text += s("; начинается ", "; it begins ") + spoken(s, told["begins"])
    yield text


def errors(document: ProgrammeDocument, effect: LevelSet, loc: Path) -> Iterator[Finding]:
    for name in leaves_of(effect.to):
        if name != NONE:
            yield from unknown([name], document.levels, "unknown_level", loc, listed=False)


EFFECT = Effect(100, Annotated[LevelSet, wrapped("to")], act, say, errors, undo)
