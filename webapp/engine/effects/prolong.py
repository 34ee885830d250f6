"""Moving the end of a level's period on: for a pause, or as a thank-you."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, model_validator

from webapp.engine import calendar, levels, lots
from webapp.engine.document.amounts import Amount, Amounts
from webapp.engine.document.conditions import Strict
from webapp.engine.document.known import Finding, unknown
from webapp.engine.document.measured import Unit, measured
from webapp.engine.document.reader import Path
from webapp.engine.document.triggers import Spans
from webapp.engine.document.values import Word, misfit
from webapp.engine.document.words import DAY
from webapp.engine.effect import Effect
from webapp.engine.facts import Deed, Standing
from webapp.engine.money import WHOLE

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import RuleCode
    from webapp.engine.document.phrases import Speaker
    from webapp.engine.document.schema import ProgrammeDocument

MOST_DAYS = 36_525


class Prolongation(Strict):
    """By a span, or by so many days as an event or a table tells; of the level named, else of whichever is held."""

    by: Spans | None = None
    days: Amounts | None = None
    level: Word | None = None

    @model_validator(mode="after")
    def _one(self) -> Prolongation:
        if (self.by is None) == (self.days is None):
            raise misfit("one_of", accepted=["by: 30 days", "days: 30"], found="prolong")
        return self


def act(case: Case, rule: RuleCode, effect: Prolongation) -> None:
    """A level that has no end, or ends with the card, stays as it is."""
    programme = case.programme
    ladder = programme.levels[effect.level].ladder if effect.level else programme.main_ladder
    standing = levels.standing_on(programme, case.account, ladder)
    if standing.until is None or standing.level is None or programme.levels[standing.level].with_card:
        return
    if effect.level not in (None, standing.level):
        return
    days = _days(case, effect, standing)
    _move(case, standing, days)
    case.deeds.append(Deed("prolong", rule.name, standing.level, 0, days, case.day, str(standing.since)))


def _days(case: Case, effect: Prolongation, standing: Standing) -> int:
    if effect.by is not None and standing.until is not None:
        return (calendar.span_end(standing.until, effect.by, case.programme.working_days) - standing.until).days
    told = case.looked(effect.days)
    return 0 if told is None else min(int(told.value) // WHOLE, MOST_DAYS)


def _move(case: Case, standing: Standing, days: int) -> None:
    """Later periods are counted from the moved end, and what ends with the level goes along."""
    if standing.until is not None:
        standing.until = max(standing.until + timedelta(days=days), case.day + calendar.ONE_DAY)
        standing.anchor = standing.until
        lots.follow(case.change, "level", standing.until)


def undo(case: Case, deed: Deed) -> None:
    """Only of the same level, begun on the same day: what ended or began anew since then is another's."""
    level = case.programme.levels.get(deed.name)
    standing = levels.standing_on(case.programme, case.account, level.ladder) if level else None
    if standing is not None and (standing.level, str(standing.since)) == (deed.name, deed.told):
        _move(case, standing, -deed.amount)


def say(s: Speaker, effect: Prolongation, told: Any) -> Iterator[str]:
    if effect.by is not None:
        span = s.span(effect.by)
    else:
        days = measured(s, effect.days, Unit(*[lambda n: s.counted(n, DAY, "day")] * 2))
        span = days if isinstance(effect.days, Amount) else s(f"столько дней: {days}", f"so many days: {days}")
    name = f" {s.name('levels', effect.level)}" if effect.level else ""
    yield s(f"срок уровня{name} продлевается на {span}", f"the term of level{name} is prolonged by {span}")


def errors(document: ProgrammeDocument, effect: Prolongation, loc: Path) -> Iterator[Finding]:
    named = [effect.level] if effect.level else []
    yield from unknown(named, document.levels, "unknown_level", (*loc, "level"), listed=False)


def _span(value: Any) -> Any:
    return {"by": value} if isinstance(value, str) else value


EFFECT = Effect(105, Annotated[Prolongation, BeforeValidator(_span)], act, say, errors, undo)
