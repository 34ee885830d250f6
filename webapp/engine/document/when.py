"""Times as people tell them: what sets a rule off, when something ends, and once in which period."""

from __future__ import annotations

import re
from typing import Any

from webapp.engine.document.spoken import spoken
from webapp.engine.document.values import read_duration, read_number
from webapp.engine.document.words import Speech

PER = {
    "unit": ("на единицу", "a unit"),
    "line": ("на строку", "a line"),
    "receipt": ("на чек", "a receipt"),
    "visit": ("за визит", "a visit"),
    "day": ("за день", "a day"),
    "week": ("за неделю", "a week"),
    "month": ("за календарный месяц", "a calendar month"),
    "quarter": ("за календарный квартал", "a calendar quarter"),
    "year": ("за календарный год", "a calendar year"),
    "life": ("за всё время", "for life"),
    "level_period": ("за срок уровня", "in a level's period"),
    "friend": ("за каждого друга", "for each friend"),
    "ref": ("на одну и ту же ссылку", "for the same reference"),
    "birthday": ("на каждый день рождения", "for each birthday"),
}
PERIODS = {
    "month": ("месяца", "month"),
    "quarter": ("квартала", "quarter"),
    "half": ("полугодия", "half-year"),
    "year": ("года", "year"),
}
FACTS = {
    "sale": ("покупка", "a sale"),
    "visit": ("визит", "a visit"),
    "return": ("возврат", "a return"),
    "enrolled": ("вступление в программу", "joining the programme"),
    "questionnaire": ("анкета заполнена", "the questionnaire is filled in"),
    "activated": ("участник стал активным", "the member becomes active"),
    "card_issued": ("выдана карта", "a card is issued"),
    "birthday": ("день рождения", "the birthday"),
    "joined": ("человек вошёл на общий счёт", "a person joins the account"),
    "left": ("человек ушёл с общего счёта", "a person leaves the account"),
    "leaving": ("участник просит о выходе", "the member asks to leave"),
}
FRIENDS = {
    "first_sale": (
        "первая покупка приведённого друга, которая подходит",
        "the first sale of a friend brought that fits",
    ),
    "sale": ("каждая покупка приведённого друга", "each sale of a friend brought"),
    "enrolled": ("вступление приведённого друга", "the joining of a friend brought"),
}
HOWS = {
    "begins": ("начинается", "begins"),
    "ends": ("кончается", "ends"),
    "changes": ("меняется", "changes"),
    "used": ("использована", "is used"),
    "given": ("дана", "is given"),
    "lapsed": ("пропала", "has lapsed"),
}
BEFORE = {
    "level_end": ("до конца уровня", "before the level's end"),
    "birthday": ("до дня рождения", "before the birthday"),
    "lot_end": ("до сгорания бонусов", "before bonuses expire"),
}


def period(s: Speech, per: Any) -> str:
    if isinstance(per, str) and per in PER:
        return s(*PER[per])
    on = trigger_words(s, per)
    return s(f"между двумя такими событиями: {on}", f"between two of these: {on}")


EACH = {
    "hour": ("каждый час", "each hour"),
    "day": ("каждый день", "each day"),
    "month": ("каждый месяц", "each month"),
    "year": ("каждый год", "each year"),
}


def each_words(s: Speech, text: Any) -> str:
    """«каждый месяц», «каждые 30 дней»."""
    number, _, unit = str(text).partition(" ")
    if number == "1" and unit in EACH:
        return s(*EACH[unit])
    if str(text) == "12 months":
        return s(*EACH["year"])
    return s(f"каждые {span_words(s, text)}", f"each {span_words(s, text)}")


def last_words(s: Speech, value: Any) -> str:
    """What is added where the day on which a span ends is said to be inside it, or not."""
    told = value.get("last_day") if isinstance(value, dict) else None
    if told == "in":
        return s("; последний день срока входит в него", "; the last day of that span is inside it")
    return s("; последний день срока в него не входит", "; the last day of that span is not inside it") if told else ""


def span_words(s: Speech, text: Any) -> str:
    """A span as it is written, in words."""
    if re.fullmatch(r"[0-9]+ (hour|day|month|year|working day)s?", str(text)):
        return s.span(read_duration(text))
    return spoken(s, text)


def trigger_words(s: Speech, on: Any) -> str:
    """What a rule answers to, as a noun or a clause after a colon."""
    if isinstance(on, str):
        return s(*FACTS[on]) if on in FACTS else spoken(s, on)
    kind, name = next(iter(on.items()))
    told = _TOLD.get(kind)
    return told(s, name, on) if told is not None else spoken(s, on)


def _sized(s: Speech, name: str, on: dict[str, Any], how: str) -> str:
    return s.sized("counter" if "counter" in on else "wallet", name, read_number(on[how]))


def _crossed(s: Speech, name: Any, on: dict[str, Any]) -> str:
    what = s("счётчик", "counter") if "counter" in on else s("кошелёк", "wallet")
    if "empties" in on:
        return s(f"{what} {s.named(name)} опустел", f"{what} {s.named(name)} is empty")
    if "every" in on:
        number = _sized(s, name, on, "every")
        return s(f"{what} {s.named(name)} прошёл очередные {number}", f"{what} {s.named(name)} passes another {number}")
    number = _sized(s, name, on, "reaches")
    return s(f"{what} {s.named(name)} достиг {number}", f"{what} {s.named(name)} reaches {number}")


def _changed(s: Speech, name: Any, on: dict[str, Any]) -> str:
    how = next(s(*HOWS[word]) for word in on if word in HOWS)
    if "reward" in on:
        return s(f"награда {s.named(name)} {how}", f"reward {s.named(name)} {how}")
    level = s("любой", "any") if name == "any" else s.named(name)
    return s(f"уровень {level} {how}", f"level {level} {how}")


def _every(s: Speech, name: Any, on: dict[str, Any]) -> str:
    each = each_words(s, name)
    return f"{each}{from_words(s, on['from'])}" if "from" in on else each


def from_words(s: Speech, anchor: Any) -> str:
    """«, считая от вступления»."""
    if isinstance(anchor, dict):
        event = s.named(anchor["event"])
        return s(f", считая от последнего события {event}", f", counted from the latest event {event}")
    return "" if anchor == "this" else s(", считая от ", ", counted from ") + spoken(s, anchor)


def _silence(s: Speech, name: Any, on: dict[str, Any]) -> str:
    events = on.get("of", ["sale"])
    of = s.any_of(trigger_words(s, other) for other in events)
    what = s("ничего из этого" if len(events) > 1 else "этого", "this")
    span = span_words(s, name)
    return s(f"{span} не было {what}: {of}", f"{span} without {what}: {of}") + last_words(s, on)


_TOLD: dict[str, Any] = {
    "event": lambda s, name, on: s(f"событие {s.named(name)}", f"the event {s.named(name)}"),
    "request": lambda s, name, on: s(f"просьба {s.named(name)}", f"the request {s.named(name)}"),
    "friend": lambda s, name, on: s(*FRIENDS[name]),
    "counter": _crossed,
    "wallet": _crossed,
    "level": _changed,
    "reward": _changed,
    "every": _every,
    "idle": _silence,
    "end_of": lambda s, name, on: s(
        f"кончился календарный {spoken(s, name)}" if name != "half" else "кончилось полугодие",
        f"a calendar {spoken(s, name)} is over",
    ),
    "before": lambda s, name, on: " ".join((span_words(s, on.get("by", "1 day")), s(*BEFORE[name]))),
    "weekly": lambda s, name, on: s(f"каждую неделю, день — {s.weekday(name)}", f"every {s.weekday(name)}"),
    "anniversary": lambda s, name, on: _anniversary(s, name),
    "date": lambda s, name, on: s(f"каждый год {spoken(s, name)}", f"each year on {spoken(s, name)}"),
    "birthday": lambda s, name, on: s("первый день месяца рождения", "the first day of the birthday's month"),
}


def _anniversary(s: Speech, name: str) -> str:
    known = {"enrolment": ("годовщина вступления", "the anniversary of joining")}
    known["first_visit"] = ("годовщина первого визита", "the anniversary of the first visit")
    named = s.named(name)
    return s(*known.get(name, (f"годовщина дня, названного в признаке {named}", f"the anniversary of the day {named}")))


def end_words(s: Speech, end: Any) -> str:
    """When something ends, as a clause after «кончается»."""
    if end == "never":
        return s("никогда", "never")
    if isinstance(end, str):
        return s(f"через {span_words(s, end)}", f"after {span_words(s, end)}")
    if "after" in end:
        span, more = span_words(s, end["after"]), from_words(s, end.get("from", "this")) + last_words(s, end)
        return s(f"через {span}{more}", f"after {span}{more}")
    if "end_of" in end:
        more = span_words(s, end["plus"]) if "plus" in end else ""
        russian, english = PERIODS[end["end_of"]]
        if more:
            last = last_words(s, end)
            return s(
                f"через {more} после конца календарного {russian}{last}",
                f"{more} after the end of the calendar {english}{last}",
            )
        return s(f"с концом календарного {russian}", f"with the end of the calendar {english}")
    if "idle" in end:
        return s("тогда, когда ", "after ") + _silence(s, end["idle"], end)
    if end.get("with") == "level":
        return s("вместе с уровнем", "together with the level")
    if "with" in end:
        named = s.named(end["with"])
        return s(f"вместе со сроком счётчика {named}", f"together with the time of counter {named}")
    if "yearly" in end:
        return _once_a_year(s, end)
    if "date" in end:
        return s(f"в начале дня {spoken(s, end['date'])}", f"at the beginning of {spoken(s, end['date'])}")
    if "first" in end:
        ends = "; ".join(end_words(s, each) for each in end["first"])
        return s(f"тогда, что раньше: {ends}", f"whichever is sooner: {ends}")
    return spoken(s, end)


def _once_a_year(s: Speech, end: dict[str, Any]) -> str:
    day = spoken(s, end["yearly"])
    more = ""
    if "carry_over_from" in end:
        first = spoken(s, end["carry_over_from"])
        more = s(f"; начатое с {first} — годом позже", f"; what begins from {first} on a year later")
    return s(f"раз в год, {day}{more}", f"once a year, on {day}{more}")
