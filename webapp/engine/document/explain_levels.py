"""Levels, in sentences: how one comes to them, how long they last and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webapp.engine.calendar import Duration
from webapp.engine.document.amounts import Table, leaves_of, written
from webapp.engine.document.details import details
from webapp.engine.document.ends import End, may_go_on
from webapp.engine.document.lifetimes import level_end
from webapp.engine.document.phrases import Speaker, condition, nothing_asked, rows
from webapp.engine.document.schema import Level
from webapp.engine.document.spoken import spoken
from webapp.engine.document.when import PERIODS, trigger_words

MAIN = "levels"
MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}
SAID = frozenset(
    {"from", "enter", "lasts", "keep", "else", "benefits", "begins", "ladder", "by_rule", "until", "renews"}
)
BEGINS = {
    "at_once": ("начинается сразу, для следующей покупки", "begins at once, for the next purchase"),
    "next_visit": ("начинается со следующего визита в другой день", "begins with the next visit on another day"),
    "card_issue": (
        "начинается с выдачи его карты, если условие выполнено и в тот день",
        "begins with the issue of its card, if the condition holds on that day too",
    ),
    "same_sale": ("начинается с той самой покупки, что его дала", "begins with the very purchase that gives it"),
    "next_month": ("начинается с первого дня следующего месяца", "begins on the first day of the next month"),
    "after_present": (
        "начинается, когда кончится нынешний уровень, а без него сразу",
        "begins when the present level ends, without one at once",
    ),
}


def levels(s: Speaker) -> Iterator[str]:
    if not s.document.levels:
        return
    yield from _ladders(s)
    yield s(
        "Условия уровней проверяют после каждого события, и только вверх; если выполнено несколько, даётся высший",
        "What levels ask is looked at after each event, only upwards; where several hold, the highest is given",
    )
    setters = Setters(s)
    for code, level in s.document.levels.items():
        yield from _level(s, code, level, setters)


def _ladders(s: Speaker) -> Iterator[str]:
    ladders: dict[str, list[str]] = {}
    for code, level in s.document.levels.items():
        ladders.setdefault(level.ladder, []).append(s.name("levels", code))
    for ladder, names in ladders.items():
        listed = s.all_of(names)
        if ladder == MAIN:
            yield s(f"Уровни, от низшего к высшему: {listed}", f"The levels, lowest first: {listed}")
        else:
            of = s.named(ladder)
            yield s(
                f"Уровни лестницы {of}, от низшего к высшему: {listed}",
                f"The levels of ladder {of}, lowest first: {listed}",
            )
    if len(ladders) > 1:
        yield s(
            "Уровни разных лестниц держат одновременно: на каждой лестнице — свой",
            "Levels of different ladders are held together: one on each ladder",
        )


def _level(s: Speaker, code: str, level: Level, setters: Setters) -> Iterator[str]:
    name = s(f"Уровень {s.name('levels', code)}", f"Level {s.name('levels', code)}")
    yield from details(s, name, level, SAID)
    rising = _rising(s, level)
    if setters.alone(code, level):
        yield s(f"{name} даётся только правилом{rising}", f"{name} is given by a rule alone{rising}")
    elif nothing_asked(level.enter):
        yield s(f"{name} даётся без условий{rising}", f"{name} is given without a condition{rising}")
    else:
        asked = condition(s, level.enter)
        yield s(f"{name} даётся, если {asked}{rising}", f"{name} is given if {asked}{rising}")
    begins = (
        ("начинается со вступления", "begins on joining")
        if setters.base.get(level.ladder) == code
        else BEGINS[level.begins]
    )
    yield f"{name} {s(*begins)}; {s('он', 'it')} {_lasting(s, code, level, setters)}"
    if level.renews == "when_met" and setters.alone(code, level):
        yield s(f"{name}: данный снова, он начинает свой срок заново", f"{name}: given again, it begins its time anew")
    elif level.renews == "when_met":
        yield s(
            f"{name}: когда его условие выполнено снова, конец срока отодвигается",
            f"{name}: meeting its condition again moves its end on",
        )
    early = _early(s, level)
    if early and not endless(level):
        yield s(f"{name} кончается раньше, если {early}", f"{name} ends early as soon as this is so: {early}")
    yield from _after(s, name, level, code in setters.ending, setters.alone(code, level))
    if level.benefits:
        listed = "; ".join(benefit.say(s.language) for benefit in level.benefits.values())
        yield s(
            f"Преимущества уровня {s.name('levels', code)}: {listed}",
            f"Benefits of level {s.name('levels', code)}: {listed}",
        )


def _rising(s: Speaker, level: Level) -> str:
    if isinstance(level.from_, tuple):
        lower = s.any_of(s.name("levels", other) for other in level.from_)
        return s(f"; подняться на него можно только с уровня {lower}", f"; it is reached from level {lower} only")
    if level.from_ is not None:
        lower = spoken(s, written(level.from_), "level")
        return s(f"; подняться на него можно только с уровня: {lower}", f"; it is reached only from level: {lower}")
    return ""


class Setters:
    """Which rules set which level, and which levels are held from the beginning."""

    def __init__(self, s: Speaker) -> None:
        self.rules: dict[str, list[str]] = {}
        self.ending: dict[str, list[str]] = {}
        for name, rule in s.document.rules.items():
            effect = rule.then.of("level")
            for code in dict.fromkeys(leaves_of(effect.to)) if effect else ():
                self.rules.setdefault(code, []).append(name)
                if effect.lasts is not None:
                    self.ending.setdefault(code, []).append(name)
        self.base: dict[str, str] = {}
        for code, level in s.document.levels.items():
            if nothing_asked(level.enter) and not self.alone(code, level):
                self.base.setdefault(level.ladder, code)

    def alone(self, code: str, level: Level) -> bool:
        """Whether rules alone give it."""
        return level.by_rule or ("enter" not in level.model_fields_set and code in self.rules)


def endless(level: Level) -> bool:
    return level.lasts is None or getattr(level.lasts, "kind", "") == "never"


def _lasting(s: Speaker, code: str, level: Level, setters: Setters) -> str:
    """How long it is held: by itself, until something ends it, or as the rule says that sets it."""
    ruled = setters.ending.get(code, [])
    rules = s.any_of(s.name("rules", rule) for rule in ruled)
    early = _early(s, level)
    if not endless(level):
        term = s(f"; данный правилом {rules} — сколько сказано в нём", f"; given by rule {rules}, as that says")
        return level_end(s, level.lasts) + (term if ruled else "")
    alone = s("не кончается", "never ends")
    if early:
        alone = s(f"держится, пока не наступит это: {early}", f"holds until this comes: {early}")
    if not ruled:
        return alone
    if setters.alone(code, level) and ruled == setters.rules[code]:
        term = s(f"длится столько, сколько сказано в правиле {rules}", f"lasts as long as rule {rules} says")
        until = s(f", и не дольше, чем до этого: {early}", f", and no longer than until this: {early}")
        return term + (until if early else "")
    return alone + s(
        f"; данный правилом {rules} — длится столько, сколько сказано в нём",
        f"; given by rule {rules} it lasts as long as that says",
    )


def _early(s: Speaker, level: Level) -> str:
    """What ends it before its time."""
    if level.until is None:
        return ""
    if level.until.on is not None:
        return trigger_words(s, level.until.on.written())
    return condition(s, level.until.when) if level.until.when is not None else ""


def _kept_for(s: Speaker, lasts: Any) -> str:
    """For how long a level is kept once more when its period ends."""
    if not isinstance(lasts, End) or lasts.kind not in ("end_of", "after") or (lasts.span and lasts.span.hours):
        return s("ещё на один такой же срок", "for one more such time")
    if lasts.kind == "after" and lasts.span:
        return s(f"ещё на {s.span(lasts.span)}", f"for {s.span(lasts.span)} more")
    plus = lasts.span or Duration()
    kept = _kept_months(MONTHS_OF[str(lasts.period)], plus)
    if kept:
        return s(f"ещё на {s.span(Duration(months=kept))}", f"for {s.span(Duration(months=kept))} more")
    russian, english = PERIODS[str(lasts.period)]
    return s(
        f"до конца календарного {russian}, в котором кончился прежний срок, и ещё {s.span(plus)}",
        f"until the end of the calendar {english} in which the ended time ended, and {s.span(plus)} more",
    )


def _kept_months(period: int, plus: Duration) -> int:
    """The new end is counted from the last day of the ended span: whole periods, as many as the rest begins. None can
    be told of working days and of long rows of days.
    """
    if plus.working_days or plus.days < 0 or plus.days > 28:
        return 0
    return max(1, -(-(plus.months + (1 if plus.days else 0)) // period)) * period


def _after(s: Speaker, name: str, level: Level, ended: bool, alone: bool) -> Iterator[str]:
    """What follows when the level's period ends."""
    never = endless(level) and not ended and level.until is None
    if never and level.keep is None and level.else_ == "none":
        return
    if level.keep is not None:
        asked, more = condition(s, level.keep), _kept_for(s, level.lasts)
        yield s(f"{name} в конце срока остаётся {more}, если {asked}", f"{name} is kept at its end {more} if {asked}")
    own = level.else_ == "matching" and not alone and not endless(level) and may_go_on(level.lasts)
    if own and level.keep is None:
        more = _kept_for(s, level.lasts)
        yield s(
            f"{name} в конце срока остаётся {more}, если за истёкший срок его условие выполнено",
            f"{name} is kept at its end {more} if the ended time meets its own condition",
        )
    after = _following(s, level)
    if own or level.keep is not None:
        yield s(f"{name}: если это не выполнено, {after}", f"{name}: if that does not hold, {after}")
    else:
        yield s(f"{name}: когда он кончается, {after}", f"{name}: when it ends, {after}")


def _following(s: Speaker, level: Level) -> str:
    following: dict[Any, tuple[str, str]] = {
        "none": ("уровня не остаётся", "no level is left"),
        "matching": (
            "наступает высший из более низких, условие которого выполнено за истёкший срок",
            "the highest lower level follows whose condition the ended time meets",
        ),
    }
    if isinstance(level.else_, str):
        named = s.name("levels", level.else_)
        return s(*following.get(level.else_, (f"наступает уровень {named}", f"level {named} follows")))
    if isinstance(level.else_, Table):
        named = "; ".join(rows(s, level.else_, lambda code: s(*following.get(code, (s.name("levels", code),) * 2))))
        return s(f"следует вот что: {named}", f"this follows: {named}")
    named = spoken(s, written(level.else_), "level")
    return s(f"наступает уровень: {named}", f"this level follows: {named}")
