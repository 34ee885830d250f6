"""When bonuses are gone and how long levels last, in sentences."""

from __future__ import annotations

from typing import Any

from webapp.engine.document.amounts import Table, written
from webapp.engine.document.ends import End
from webapp.engine.document.phrases import Speaker, rows, whole
from webapp.engine.document.triggers import THIS
from webapp.engine.document.when import PERIODS, end_words, trigger_words


def lots_last(s: Speaker, end: End) -> bool:
    """Whether the day on which a span ends is still inside it."""
    return bool((end.last_day or s.document.calendar.last_day) == "in")


PLAIN_ENDS = frozenset({"never", "after", "yearly", "end_of", "date", "card"})


def plain_end(end: Any) -> bool:
    """Whether an end has a sentence of its own."""
    return end is None or (isinstance(end, End) and end.kind in PLAIN_ENDS and end.anchor == THIS and not end.last_day)


def lots_end(s: Speaker, end: Any) -> str:
    """When bonuses are gone."""
    if isinstance(end, End) and end.kind == "idle" and end.span:
        return _idle_end(s, end, s.span(end.span))
    if isinstance(end, End) and end.kind == "after" and end.span and end.span.hours and plain_end(end):
        span = s.span(end.span)
        return s(f"бонусы сгорают через {span} после начисления", f"bonuses expire {span} after they are earned")
    if isinstance(end, End) and end.kind == "card":
        return s(
            f"бонусы сгорают вместе со сроком счётчика {s.named('card')}",
            f"bonuses expire together with the time of counter {s.named('card')}",
        )
    if isinstance(end, Table):
        told = "; ".join(rows(s, end, lambda cell: lots_end(s, cell)))
        return told if whole(end) else told + s("; прочие бонусы не сгорают", "; other bonuses never expire")
    if isinstance(end, End) and end.kind == "after" and end.span and end.anchor == THIS:
        return _after_end(s, end, s.span(end.span))
    if not plain_end(end):
        return s("бонусы сгорают ", "bonuses expire ") + end_words(s, written(end))
    if end is None or end.kind == "never":
        return s("бонусы не сгорают", "bonuses never expire")
    if end.kind == "yearly" and end.month_day:
        return _yearly(s, end, s.month_day(end.month_day))
    if end.kind == "end_of" and end.period:
        russian, english = PERIODS[end.period]
        when = s("по окончании", "at the end of")
        if end.span:
            when = s(f"через {s.span(end.span)} после окончания", f"{s.span(end.span)} after the end of")
        return s(
            f"бонусы сгорают {when} календарного {russian}, в котором начислены",
            f"bonuses expire {when} the calendar {english} in which they are earned",
        )
    day = s.day(end.day) if end.day else ""
    return s(f"бонусы сгорают {day} в 00:00", f"bonuses expire on {day} at 00:00")


def _idle_end(s: Speaker, end: End, span: str) -> str:
    of = s.any_of(trigger_words(s, trigger.written()) for trigger in end.of)
    last = _last_day(s, end)
    if len(end.of) == 1:
        return s(
            f"бонусы сгорают все, когда {span} не было этого: {of}{last}",
            f"all bonuses expire when there was none of this for {span}: {of}{last}",
        )
    return s(
        f"бонусы сгорают все, когда {span} не было ничего из этого: {of}{last}",
        f"all bonuses expire when for {span} there was none of this: {of}{last}",
    )


def _last_day(s: Speaker, end: End) -> str:
    if not lots_last(s, end) or (end.span and end.span.hours):
        return ""
    return s("; последний день срока ещё входит в него", "; the last day of that span is still inside it")


def _after_end(s: Speaker, end: End, span: str) -> str:
    if lots_last(s, end):
        return s(
            f"бонусы сгорают через {span} после дня, за который начислены: в этот день они ещё есть",
            f"bonuses expire {span} after the day that they are earned for: on that day they are still there",
        )
    return s(
        f"бонусы сгорают через {span} после дня, за который начислены: в этот день их уже нет",
        f"bonuses expire {span} after the day that they are earned for: on that day they are gone",
    )


def _yearly(s: Speaker, end: End, day: str) -> str:
    text = s(f"бонусы сгорают раз в год, {day} в 00:00", f"bonuses expire once a year, on {day} at 00:00")
    if end.carry_over:
        first = s.month_day(end.carry_over)
        text += s(
            f", а начисленные с {first} до этого дня живут ещё год",
            f"; those earned from {first} until then live a year longer",
        )
    return text


def level_end(s: Speaker, end: Any) -> str:
    """How long a level lasts."""
    if isinstance(end, Table):
        told = s("держится по-разному: ", "is held so: ") + "; ".join(rows(s, end, lambda cell: level_end(s, cell)))
        return told if whole(end) else told + s("; в прочих случаях не кончается", "; otherwise it never ends")
    if isinstance(end, End) and end.kind == "after" and end.span and end.anchor == THIS:
        last = _last_day(s, end) if end.last_day else ""
        return s(f"длится {s.span(end.span)}{last}", f"lasts {s.span(end.span)}{last}")
    if not plain_end(end):
        return s("кончается ", "ends ") + end_words(s, written(end))
    if end.kind == "card" and s.document.cards is None and "card" in s.document.counters:
        named = s.named("card")
        return s(f"кончается вместе со сроком счётчика {named}", f"ends together with the time of counter {named}")
    if end.kind == "card":
        return s("держится, пока действует карта", "holds as long as the card is good")
    if end.kind == "yearly" and end.month_day:
        text = s(f"держится до {s.month_day(end.month_day)}", f"holds until {s.month_day(end.month_day)}")
        if end.carry_over:
            first = s.month_day(end.carry_over)
            text += s(
                f", а начатый с {first} — до этого дня следующего года",
                f", and one begun from {first} on until that day of the next year",
            )
        return text
    if end.kind == "end_of" and end.period:
        later = s(f", и ещё {s.span(end.span)}", f", and {s.span(end.span)} more") if end.span else ""
        russian, english = PERIODS[end.period]
        return s(
            f"держится до конца календарного {russian}, в котором начался{later}",
            f"holds until the end of the calendar {english} in which it began{later}",
        )
    if end.kind == "date" and end.day:
        return s(
            f"держится до {s.day(end.day)}, не включая этот день", f"holds until {s.day(end.day)}, that day excluded"
        )
    return s("не кончается", "never ends")
