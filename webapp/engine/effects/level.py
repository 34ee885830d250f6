"""Setting a level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from webapp.engine import levels
from webapp.engine.document.amounts import WordsByTable, leaves_of
from webapp.engine.document.conditions import Strict
from webapp.engine.document.ends import Ends
from webapp.engine.document.kinds import Begins
from webapp.engine.document.known import Finding, unknown
from webapp.engine.document.reader import Path
from webapp.engine.document.shorthand import wrapped
from webapp.engine.document.spoken import spoken
from webapp.engine.document.when import end_words
from webapp.engine.effect import Effect

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import RuleCode
    from webapp.engine.document.phrases import Speaker
    from webapp.engine.document.schema import ProgrammeDocument


class LevelSet(Strict):
    to: WordsByTable
    lasts: Ends | None = None
    begins: Begins | None = None


def act(case: Case, rule: RuleCode, effect: LevelSet) -> None:
    name = case.looked(effect.to)
    programme, change = case.programme, case.change
    if name == "none":
        levels.fall(change, programme, None, case.day)
    level = programme.levels.get(name or "")
    if level is None:
        return
    standing = levels.standing_on(programme, case.account, level.ladder)
    since = standing.since
    same = standing.level == level.name
    levels.become_due(programme, case.account, level, case.day, rule=rule.name, change=change)
    if same and standing.level == level.name and standing.since == case.day:
        standing.since = since
    case.level = standing.level


def say(s: Speaker, effect: LevelSet, told: Any) -> Iterator[str]:
    text = s("даётся уровень: ", "level given: ") + spoken(s, told["to"], "level_to")
    if "lasts" in told:
        text += s("; он кончается ", "; it ends ") + end_words(s, told["lasts"])
    if "begins" in told:
        text += s("; начинается ", "; it begins ") + spoken(s, told["begins"])
    yield text


def errors(document: ProgrammeDocument, effect: LevelSet, loc: Path) -> Iterator[Finding]:
    for name in leaves_of(effect.to):
        if name != "none":
            yield from unknown([name], document.levels, "unknown_level", loc, listed=False)


EFFECT = Effect(100, Annotated[LevelSet, wrapped("to")], act, say, errors)
