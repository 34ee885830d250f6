"""Levels: what makes one due, when it begins, how its periods are judged, and what a return takes back of a
promotion. Levels of different ladders are held together.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from webapp.engine import calendar
from webapp.engine.calendar import Duration, period_end
from webapp.engine.counters import begin_anew, value_of
from webapp.engine.document.conditions import Condition
from webapp.engine.document.ends import End, may_go_on
from webapp.engine.ends import LOOKED_UP, end_of, key_of
from webapp.engine.facts import Account, Due, Span, Standing
from webapp.engine.lots import end_with, follow
from webapp.engine.programme import LevelRule, Programme
from webapp.engine.rules.tables import bound
from webapp.engine.situation import Situation

if TYPE_CHECKING:
    from webapp.engine.decisions import Change


FIXED = (frozenset, type(None))
"""A level's `from` that the document names, or none; else it is looked up."""


class Way(NamedTuple):
    """What a level still wants, by counter, in hundredths of its unit; `until` is the first day that is too late for
    it, None where there is no such day.
    """

    level: str
    missing: dict[str, int]
    until: date | None = None


def situation(programme: Programme, account: Account, day: date) -> Situation:
    """The account's holder on that day, without a receipt."""
    noon = calendar.noon(day)
    return Situation(programme, noon, day, account, account.people.get(account.holder), account.standing.level)


def limit_on(programme: Programme, account: Account, day: date, limit: Any, level: str | None = None) -> int:
    """What a limit of the document comes to for the account on that day, in hundredths, as if it held the level where
    one is named; 0 where the limit tells nothing.
    """
    about = situation(programme, account, day)
    about.level = level or about.level
    return bound(limit)(about, None) or 0


def standing_on(programme: Programme, account: Account, ladder: str) -> Standing:
    """Where the account stands on a ladder: the first one's standing is the account's own."""
    if ladder == programme.main_ladder:
        return account.standing
    return account.ladders.setdefault(ladder, Standing())


def standings(programme: Programme, account: Account) -> list[tuple[str, Standing]]:
    return [
        (ladder, standing_on(programme, account, ladder)) for ladder in programme.ladders or (programme.main_ladder,)
    ]


def held(programme: Programme, account: Account) -> tuple[str, ...]:
    """The levels that the account holds, of every ladder."""
    return tuple(standing.level for _, standing in standings(programme, account) if standing.level is not None)


def entered(programme: Programme, level: LevelRule, account: Account, day: date) -> bool:
    if level.by_rule or level.enter is None:
        return not level.by_rule
    return level.enter(situation(programme, account, day), None)


def promote(
    programme: Programme,
    account: Account,
    day: date,
    visit: bool = True,
    change: Change | None = None,
    fact: bool = True,
) -> None:
    """Looked at after each fact, only upwards: the highest level whose condition holds becomes due, or begins
    at once. Where it is already held and says so, meeting the condition again moves its end. Without a `fact`, by time
    alone, only what asks for nothing begins.
    """
    for ladder, standing in standings(programme, account):
        find = _reached if fact else _asking_nothing
        level = find(programme, account, day, ladder, standing)
        due = _still_due(programme, account, day, standing)
        if level is not None and (due is None or level.rank > due.rank):
            become_due(programme, account, level, day, visit, change=change)
        if programme.renewing_levels and fact:
            _renew(programme, account, standing, day, change)


def become_due(
    programme: Programme,
    account: Account,
    level: LevelRule,
    day: date,
    visit: bool = True,
    rule: str | None = None,
    lasts: Any = None,
    change: Change | None = None,
) -> None:
    """The level begins at once, or is due until what begins it comes; `rule` is the one that sets it, if one does, for
    as long as it `lasts` by that.
    """
    standing = standing_on(programme, account, level.ladder)
    begins, _ = _terms(programme, level, rule)
    if begins == "after_present" and (standing.level is None or standing.until is None):
        begins = "at_once"
    if begins in ("at_once", "same_sale"):
        begin(programme, account, level, day, lasts=lasts, change=change)
        return
    standing.due = Due(level.name, day, standing.period_from, standing.lost_on, visit, rule)
    standing.begins_on = None
    if begins == "next_month":
        standing.begins_on = calendar.end_of_period(day, "month")
    elif begins == "after_present":
        standing.begins_on = standing.until


def _terms(programme: Programme, level: LevelRule, rule: str | None) -> tuple[str, Any]:
    """When the level begins and how long it lasts, by the rule that sets it or by itself."""
    setting = programme.rule_named.get(rule or "")
    set_by = setting.then.of("level") if setting is not None else None
    if set_by is None:
        return level.begins, None
    return set_by.begins or level.begins, set_by.lasts


def _renew(programme: Programme, account: Account, standing: Standing, day: date, change: Change | None) -> None:
    level = programme.levels.get(standing.level or "")
    if level is None or level.renews != "when_met" or standing.since == day or level.lasts is None:
        return
    if standing.until is None or not _counts(level, change) or not entered(programme, level, account, day):
        return
    ends = end_of(programme, level.lasts, day, situation(programme, account, day)).day
    if ends is None or ends > standing.until:
        standing.until = ends
        if change is not None:
            follow(change, "level", ends)


def _counts(level: LevelRule, change: Change | None) -> bool:
    """Whether the fact counts anything that the level asks for: what takes back or is only asked meets nothing anew."""
    return (
        change is None
        or not level.counters
        or any(each.amount > 0 and each.counter in level.counters for each in change.counted)
    )


def _reached(programme: Programme, account: Account, day: date, ladder: str, standing: Standing) -> LevelRule | None:
    """The highest level above the present one whose condition holds."""
    about = None
    for level in _above(programme, ladder, standing):
        if not isinstance(level.from_, FIXED) and not _from_here(programme, level, account, standing, day):
            continue
        if level.enter is None:
            return level
        about = about or situation(programme, account, day)
        if level.enter(about, None):
            return level
    return None


def _above(programme: Programme, ladder: str, standing: Standing) -> list[LevelRule]:
    """What may be reached from where the account stands; a level that is no longer known is as none."""
    above = programme.above.get(ladder)
    if above is None:
        return []
    return above[standing.level] if standing.level in above else above[None]


def _from_here(programme: Programme, level: LevelRule, account: Account, standing: Standing, day: date) -> bool:
    """Whether the level may be reached from the present one."""
    lower = level.from_
    if lower is None or isinstance(lower, frozenset):
        return lower is None or standing.level in lower
    return standing.level in (programme.looked_up(lower)(situation(programme, account, day), None) or ())


def _asking_nothing(
    programme: Programme, account: Account, day: date, ladder: str, standing: Standing
) -> LevelRule | None:
    """The ladder's level that is always held, where none is."""
    if standing.level is not None:
        return None
    return next((level for level in _above(programme, ladder, standing) if level.base and level.from_ is None), None)


def way(programme: Programme, account: Account, day: date) -> Way | None:
    """To the lowest level above the present one that is reached by counting; None at the top, and where a level is due
    or wants nothing that is counted.
    """
    standing = account.standing
    present = rank_of(programme, standing.level)
    for level in programme.ladders.get(programme.main_ladder, ()):
        asked = programme.document.levels[level.name].enter
        if level.rank <= present or level.by_rule or not _from_here(programme, level, account, standing, day):
            continue
        missing = _missing(programme, account, day, asked)
        ends = standing.until if any(programme.counters[name].over == "level_period" for name in missing) else None
        return Way(level.name, missing, ends) if missing and due_now(programme, account, day) is None else None
    return None


def keeping(programme: Programme, account: Account) -> Way | None:
    """What the present level still wants in order to be kept when its period ends, as it will be judged then; nothing
    is missing where it is kept already. None where no condition keeps it.
    """
    standing = account.standing
    asked = _kept_by(programme, standing.level or "")
    if asked is None or standing.level is None or standing.until is None:
        return None
    last = standing.until - timedelta(days=1)
    return Way(standing.level, _missing(programme, account, last, asked), standing.until)


def _kept_by(programme: Programme, name: str) -> Condition | None:
    """What keeps a level when its period ends: with `matching` and nothing else what it asks itself."""
    level, rule = programme.document.levels.get(name), programme.levels.get(name)
    if level is None or rule is None or level.keep is not None:
        return level.keep if level is not None else None
    stays = level.else_ == "matching" and may_go_on(level.lasts) and rule.enter is not None and not rule.by_rule
    return level.enter if stays else None


def _missing(programme: Programme, account: Account, day: date, asked: Condition) -> dict[str, int]:
    """Of what may be met in several ways, the one that wants the fewest things."""
    found = {}
    for name, wanted in (asked.counter or {}).items():
        least = wanted.at_least if wanted.more_than is None else wanted.more_than + 1
        value = value_of(programme.counters[name], account, day)
        if least is not None and value < least:
            found[name] = least - value
    for part in asked.all or ():
        found |= _missing(programme, account, day, part)
    if asked.any:
        fewest = min((_missing(programme, account, day, part) for part in asked.any), key=len)
        found |= fewest
    return found


def begin(
    programme: Programme,
    account: Account,
    level: LevelRule,
    day: date,
    until: date | None = None,
    lasts: Any = None,
    change: Change | None = None,
) -> None:
    """The level holds from `day` on; its first period begins then. `until` is the card's end where the level lives
    with it.
    """
    standing = standing_on(programme, account, level.ladder)
    before = standing.level
    standing.level, standing.since, standing.anchor, standing.period_from = level.name, day, day, day
    ends = lasts or level.lasts
    standing.until = until if level.with_card and not lasts else _ends(programme, account, ends, day)
    standing.history.append(Span(day, level.name))
    due = standing.due
    if due and rank_of(programme, due.level) <= level.rank:
        standing.due = standing.begins_on = None
    if change is not None:
        tell(change, before, level.name)
        follow(change, "level", standing.until)


def begin_base(programme: Programme, account: Account, day: date, change: Change | None = None) -> None:
    """Levels without a condition are held from the beginning, one on each ladder."""
    for ladder in programme.ladders.values():
        base = next((level for level in ladder if level.base), None)
        if base is not None:
            begin(programme, account, base, day, change=change)


def tell(change: Change, before: str | None, after: str | None) -> None:
    """Notes what rules on levels answer to."""
    if before == after:
        return
    if before is not None:
        change.happened.append(("level", before, "ends"))
    if after is not None:
        change.happened.append(("level", after, "begins"))
    for name in dict.fromkeys(filter(None, (after, before))):
        change.happened.append(("level", name, "changes"))
    change.happened.append(("level", "any", "changes"))


def _ends(programme: Programme, account: Account, lasts: Any, born: date) -> date | None:
    if lasts is None:
        return None
    about = situation(programme, account, born) if isinstance(lasts, LOOKED_UP) or lasts.kind != "after" else None
    if about is None and lasts.anchor.kind != "this":
        about = situation(programme, account, born)
    return end_of(programme, lasts, born, about).day


def begin_on_visit(programme: Programme, account: Account, day: date, change: Change | None = None) -> None:
    """A promotion earned at an earlier visit begins with this one (KL-2.1.1, KL-2.2.2)."""
    for ladder in programme.ladders if programme.next_visit_levels else ():
        standing = standing_on(programme, account, ladder)
        due = standing.due
        level = programme.levels.get(due.level) if due else None
        if due is None or level is None or standing.begins_on is not None:
            continue
        begins, lasts = _terms(programme, level, due.rule)
        next_visit = due.crossed_on < day or (not due.visit and account.last_visit != day) or not programme.by_day
        if begins == "next_visit" and next_visit:
            begin(programme, account, level, day, lasts=lasts, change=change)
    account.last_visit = day


def begin_on_day(programme: Programme, change: Change, day: date) -> None:
    """What becomes due on a day of the calendar begins on it."""
    for _, standing in standings(programme, change.account):
        level = programme.levels.get(standing.due.level) if standing.due else None
        if level is not None and standing.begins_on is not None and standing.begins_on <= day:
            lasts = _terms(programme, level, standing.due.rule if standing.due else None)[1]
            begin(programme, change.account, level, day, lasts=lasts, change=change)
            standing.due = standing.begins_on = None


def due_now(programme: Programme, account: Account, day: date) -> LevelRule | None:
    """The level that the next visit or card brings. Where the one that became due cannot begin on this day, it is a
    lower one that a card can bring.
    """
    level = _still_due(programme, account, day, account.standing)
    if level is None and account.standing.due is not None:
        lower = _reached(programme, account, day, programme.main_ladder, account.standing)
        return lower if lower is not None and lower.begins == "card_issue" else None
    return level


def _still_due(programme: Programme, account: Account, day: date, standing: Standing) -> LevelRule | None:
    """The level that became due. One that begins with a card needs its condition on the day itself (7K-4)."""
    due = standing.due
    if due is None:
        return None
    level = programme.levels.get(due.level)
    if level and level.begins == "card_issue" and not entered(programme, level, account, day):
        return None
    return level


def judge(change: Change, programme: Programme, day: date, ladder: str | None = None) -> None:
    """The period has ended: kept, a new one begins where it ended; else the level that follows does."""
    account = change.account
    ladder = ladder or programme.main_ladder
    standing = standing_on(programme, account, ladder)
    level = programme.levels.get(standing.level or "")
    if level is None:
        fall(change, programme, None, day, ladder)
        return
    if standing.due is not None and standing.begins_on is not None and standing.begins_on <= day:
        begin_on_day(programme, change, day)
        return
    following = _after_period(programme, level, account, day)
    if following is level:
        standing.period_from = day
        if level.span and standing.anchor:
            standing.until = _end_in_row(programme, level, standing.anchor, day)
        else:
            standing.until = _next_end(programme, account, level, day)
        follow(change, "level", standing.until)
        return
    fall(change, programme, following, day, ladder)


def _end_in_row(programme: Programme, level: LevelRule, anchor: date, day: date) -> date:
    """The end after that day in the row of periods from the anchor; a last day inside comes once, at the end."""
    span = level.span or Duration()
    inside = timedelta(days=programme.span(span, _last_day(level)).days - span.days)
    return period_end(anchor, span, day - inside) + inside


def _last_day(level: LevelRule) -> str | None:
    return getattr(level.lasts, "last_day", None)


def _next_end(programme: Programme, account: Account, level: LevelRule, day: date) -> date | None:
    """With a calendar period the new end is counted from the last day of the ended span, in which it was deserved."""
    if level.lasts is None:
        return None
    by_period = getattr(level.lasts, "kind", "") == "end_of" and level.lasts.span is not None
    return _ends(programme, account, level.lasts, day - timedelta(days=1) if by_period else day)


def _after_period(programme: Programme, level: LevelRule, account: Account, day: date) -> LevelRule | None:
    """The level after a period: the same where it is kept."""
    if level.keep is not None and level.keep(situation(programme, account, day - timedelta(days=1)), None):
        return level
    return _following(programme, level, account, day, level.rank if may_go_on(level.lasts) else None)


def _following(
    programme: Programme, level: LevelRule, account: Account, day: date, highest: int | None = None
) -> LevelRule | None:
    """The level after one that was not kept: the one named, or with `matching` the highest whose terms the ended time
    met, up to the rank `highest`; without it a lower one.
    """
    last = situation(programme, account, day - timedelta(days=1))
    name = level.otherwise
    if isinstance(name, LOOKED_UP):
        name = programme.looked_up(name)(last, None)
    if name != "matching":
        return programme.levels.get(name or "none")
    highest = level.rank - 1 if highest is None else highest
    open_ = [other for other in programme.ladders[level.ladder] if other.rank <= highest and not other.by_rule]
    return next((other for other in reversed(open_) if (other.keep or other.enter or _held)(last, None)), None)


def _held(situation: Situation, line: object) -> bool:
    return True


def fall(change: Change, programme: Programme, level: LevelRule | None, day: date, ladder: str | None = None) -> None:
    """Down to `level`, or to none. At the bottom counting begins anew for the counters that say so (KL-2.1.4,
    7K-13).
    """
    account = change.account
    standing = standing_on(programme, account, ladder or programme.main_ladder)
    before = standing.level
    if level is not None:
        standing.level, standing.since, standing.anchor, standing.period_from = level.name, day, day, day
        by_period = getattr(level.lasts, "kind", "") == "end_of" and level.lasts.span is not None
        standing.until = _ends(programme, account, level.lasts, day - timedelta(days=1) if by_period else day)
    else:
        standing.level = standing.since = standing.until = standing.anchor = standing.period_from = None
    standing.history.append(Span(day, standing.level))
    tell(change, before, standing.level)
    if before != standing.level:
        end_with(change, "level", day)
    if level is None or level.base:
        standing.lost_on = day
        for rule in programme.counters.values():
            if rule.since_level_lost and rule.over == "life":
                begin_anew(account, rule.name, day)


def put_back(
    change: Change, programme: Programme, ladder: str, name: str | None, begun_on: date, before: Standing, day: date
) -> None:
    """A level that was set goes, unless another has come since; the one before it has its end again, and what by now
    has become of it. One that is only due is due no more.
    """
    standing = standing_on(programme, change.account, ladder)
    due = standing.due
    if due is not None and (due.level, due.crossed_on) == (name, begun_on):
        standing.due, standing.begins_on = before.due, before.begins_on
        return
    if name is None:
        lower = standing.level is None or rank_of(programme, standing.level) < rank_of(programme, before.level)
        stands = lower and Span(begun_on, None) in standing.history
    else:
        stands = _has_held(standing, name, begun_on)
    if not stands:
        return
    kept = (due, standing.begins_on) if due is not None else (before.due, before.begins_on)
    standing.level, standing.since, standing.until = before.level, before.since, before.until
    standing.anchor, standing.period_from, standing.lost_on = before.anchor, before.period_from, before.lost_on
    standing.due, standing.begins_on = kept
    if before.level != standing.history[-1].level:
        standing.history.append(Span(day, before.level))
    if before.level is None:
        end_with(change, "level", day)
    else:
        follow(change, "level", standing.until)
    if standing.until is not None and standing.until <= day:
        judge(change, programme, day, ladder)


def rank_of(programme: Programme, level: str | None) -> int:
    return programme.levels[level].rank if level in programme.levels else -1


def _has_held(standing: Standing, name: str, begun_on: date) -> bool:
    """Whether the level holds and has begun since it was set, or since the day on which it was due to begin."""
    last = standing.history[-1] if standing.history else None
    return standing.level == name and last is not None and last.level == name and last.since >= begun_on


def waits(programme: Programme, account: Account, name: str, set_on: date) -> bool:
    """Whether a level that was set on that day is still due."""
    level = programme.levels.get(name)
    due = standing_on(programme, account, level.ladder).due if level is not None else None
    return due is not None and (due.level, due.crossed_on) == (name, set_on)


def keep_alive(programme: Programme, change: Change, keys: frozenset[str]) -> None:
    """A fact that keeps a level alive moves its end, where that is one of silence."""
    for level, idle in programme.idle_levels:
        standing = standing_on(programme, change.account, level.ladder)
        if standing.level == level.name and standing.period_from and any(key_of(each) in keys for each in idle.of):
            standing.until = _ends(programme, change.account, level.lasts, standing.period_from)
            follow(change, "level", standing.until)


def go_on(programme: Programme, change: Change, counter: str, ends: date | None) -> None:
    """Levels that go with a counter's row last as long as it does."""
    for ladder, standing in standings(programme, change.account):
        lasts = programme.levels[standing.level].lasts if standing.level in programme.levels else None
        if isinstance(lasts, End) and lasts.kind == "with" and lasts.name == counter:
            standing.until = ends
            if ladder == programme.main_ladder:
                follow(change, "level", ends)


def end_early(programme: Programme, change: Change, day: date, keys: frozenset[str] = frozenset()) -> None:
    """Levels whose `until` has come: its condition holds, or what it names has happened."""
    for level in programme.ending_levels:
        standing = standing_on(programme, change.account, level.ladder)
        if standing.level != level.name:
            continue
        met = level.until_when is not None and level.until_when(situation(programme, change.account, day), None)
        if met or (level.until_on is not None and _key(level) in keys):
            fall(change, programme, _following(programme, level, change.account, day), day, level.ladder)


def _key(level: LevelRule) -> str:
    return key_of(level.until_on) if level.until_on is not None else ""


def review_due(programme: Programme, account: Account, day: date) -> None:
    """After a return: a promotion goes if its crossing visit, as it then stood, no longer reaches the threshold."""
    standing = account.standing
    due = standing.due
    level = programme.levels.get(due.level) if due else None
    if due is None or level is None or level.enter is None or level.by_rule:
        return
    if not level.enter(AsOfCrossing(programme, account, due), None):
        standing.due = standing.begins_on = None
        promote(programme, account, day, visit=False)


class AsOfCrossing(Situation):
    """The situation of the day on which a level became due, with today's knowledge of what was bought up to then."""

    __slots__ = ("due",)

    def __init__(self, programme: Programme, account: Account, due: Due) -> None:
        noon = calendar.noon(due.crossed_on)
        super().__init__(
            programme, noon, due.crossed_on, account, account.people.get(account.holder), account.standing.level
        )
        self.due = due

    def counter(self, name: str) -> int:
        assert self.account is not None
        return value_of(self.programme.counters[name], self.account, self.day, self.due)


def level_on(account: Account, day: date) -> str | None:
    """The level held on an earlier day (for late receipts)."""
    held = None
    for span in account.standing.history:
        if span.since > day:
            break
        held = span.level
    return held
