"""Parts of sentences: who is meant by a name, when something ends, how much it is, and what must hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from webapp.engine.calendar import Duration
from webapp.engine.document.amounts import ELSE, Table
from webapp.engine.document.bounds import Asked, Compare, Hours
from webapp.engine.document.circumstances import COMPARED, MONTHS, MORE, NAMED, NEVER, companion
from webapp.engine.document.conditions import BirthdayWindow, Condition, ReceiptTotal
from webapp.engine.document.everyday import RUSSIAN
from webapp.engine.document.kinds import Counting
from webapp.engine.document.spoken import spoken, word
from webapp.engine.document.words import BONUS, HOUR, MINUTE, RECEIPT, UNIT, VISIT, Noun, Speech, readable

if TYPE_CHECKING:
    from webapp.engine.document.named import Named
    from webapp.engine.document.schema import ProgrammeDocument

CHANNELS = {"desk": ("салон", "the salon"), "online": ("интернет-магазин", "the online shop")}
TENDERS = {
    "cash": ("наличными", "cash"),
    "bank_card": ("банковской картой", "bank card"),
    "gift_card": ("подарочной картой", "gift card"),
    "deposit": ("депозитом", "deposit"),
}
STATES = {
    "active": ("активен", "active"),
    "awaiting_questionnaire": ("не заполнил анкету", "awaiting the questionnaire"),
    "awaiting_activation": ("ждёт активации", "awaiting activation"),
    "suspended": ("приостановлен", "suspended"),
    "closed": ("вышел из программы", "closed"),
}
NOUNS: dict[str, tuple[Noun, str]] = {
    "visits": (VISIT, "visit"),
    "receipts": (RECEIPT, "receipt"),
    "units": (UNIT, "unit"),
    "hours": (HOUR, "hour"),
    "minutes": (MINUTE, "minute"),
}
KEYS = {
    "level": ("уровень", "level", "прочие уровни и участники без уровня", "other levels and members without one"),
    "group": ("группа", "group", "прочие группы", "other groups"),
    "item": ("товар", "item", "прочие товары", "other items"),
    "tag": ("отметка", "mark", "прочие отметки и строки без отметки", "other marks and lines without one"),
    "channel": ("канал", "channel", "прочие каналы", "other channels"),
    "grade": ("мастер", "master", "прочие мастера", "other masters"),
    "salon_category": ("категория салона", "salon category", "прочие категории салонов", "other salon categories"),
    "weekday": ("день недели", "weekday", "прочие дни", "other days"),
    "tender": ("оплачено", "paid by", "оплачено иначе", "paid in other ways"),
}


CALLED = ("wallets", "counters", "levels", "rewards", "choices", "rankings", "rules")
"""Sections whose things have names."""


class Places(NamedTuple):
    """What people call the place whose time it is, and the country of the calendar; their codes stand for no name."""

    city: str = ""
    country: str = ""


UNNAMED = Places()


class Lists(NamedTuple):
    """What the chain's own lists call things, by their codes."""

    groups: Mapping[str, Named] = MappingProxyType({})
    items: Mapping[str, Named] = MappingProxyType({})
    tags: Mapping[str, Named] = MappingProxyType({})
    salons: Mapping[str, Named] = MappingProxyType({})


NO_LISTS = Lists()


class Speaker(Speech):
    """A language together with the names that the document and the catalogue give to things."""

    def __init__(
        self, document: ProgrammeDocument, language: str, lists: Lists = NO_LISTS, places: Places = UNNAMED
    ) -> None:
        super().__init__(language, document.currency)
        self.document = document
        self.lists = lists
        self.places = places
        self.ladders = len({level.ladder for level in document.levels.values()})

    def name(self, section: str, code: str) -> str:
        """The own name of a level, wallet, counter, reward, rule or campaign, else its code; in quotes."""
        return self._called(getattr(getattr(self.document, section).get(code), "name", None), code)

    def sized(self, kind: str, code: str, amount: int) -> str:
        """In what the wallet or the counter is counted in."""
        if kind == "wallet":
            held = self.document.wallets.get(code)
            return self.money(amount) if held is not None and held.unit == "money" else self.bonuses(amount)
        counter = self.document.counters.get(code)
        if counter is None:
            return self.number(amount)
        if counts_money(counter.count):
            return self.money(amount)
        if isinstance(counter.count, Counting) and counter.count.kind == "earned":
            return self.sized("wallet", counter.count.name, amount)
        noun = NOUNS.get(counter.count) if isinstance(counter.count, str) else None
        return self.counted(amount, *noun) if noun else self.number(amount)

    def named(self, code: str) -> str:
        """What a name of the document or of the catalogue is called."""
        if code in self.lists.groups:
            return self.group(code)
        for section in CALLED:
            if code in getattr(self.document, section):
                return self.name(section, code)
        return self._called(self.lists.items.get(code), code)

    def common(self, code: str) -> str:
        """As it is named where the usual word is the name that the document gives to something else."""
        said = super().common(code)
        return readable(code) if self.russian and code in RUSSIAN and self._names_another(code, said) else said

    def _names_another(self, code: str, said: str) -> bool:
        things = [item for section in CALLED for item in getattr(self.document, section).items()]
        named = [(other, told) for other, thing in things if (told := getattr(thing, "name", None)) is not None]
        return any(other != code and told.say("ru").casefold() == said.casefold() for other, told in named)

    def bare(self, code: str) -> str:
        """The same without quotes, to stand alone."""
        return self.named(code)[1:-1]

    def term(self, kind: str, code: str) -> str:
        """What certificates call a master's grade or a salon's category, else its code; in quotes."""
        terms = self.document.certificates
        return self._called(getattr(terms, kind).get(code) if terms else None, code)

    def group(self, code: str) -> str:
        return self._called(self.lists.groups.get(code), code)

    def item(self, code: str) -> str:
        return self._called(self.lists.items.get(code), code)

    def tag(self, code: str) -> str:
        return self._called(self.lists.tags.get(code), code)

    def salon(self, code: str) -> str:
        return self._called(self.lists.salons.get(code), code)

    def channel(self, code: str) -> str:
        return self(*CHANNELS[code]) if code in CHANNELS else self._called(None, code)

    def tender(self, code: str) -> str:
        return self(*TENDERS[code]) if code in TENDERS else self._called(None, code)

    def _called(self, named: Named | None, code: str) -> str:
        return self.quote(named.say(self.language) if named else self.common(code))

    def key(self, key: str, value: str) -> str:
        """A value of a table's key: «группа «Услуги»»."""
        russian, english, *others = KEYS.get(key) or self._own_key(key)
        if value == ELSE:
            return self(*others)
        spoken: dict[str, Callable[[str], str]] = {
            "level": lambda code: self.name("levels", code),
            "group": self.group,
            "item": self.item,
            "tag": self.tag,
            "salon": self.salon,
            "channel": self.channel,
            "weekday": self.weekday,
            "tender": self.tender,
            "grade": lambda code: self.term("grades", code),
            "salon_category": lambda code: self.term("salon_categories", code),
        }
        said = spoken[key](value) if key in spoken else self._called(None, value)
        return f"{self(russian, english)} {said}"

    def _own_key(self, key: str) -> tuple[str, ...]:
        """A choice, or an attribute of the member or of an event."""
        kind, _, name = key.partition(".")
        named = self.named(name or kind)
        russian, english = {
            "choice": ("выбор", "choice"),
            "attribute": ("признак", "attribute"),
            "event": ("признак события", "the event's attribute"),
        }.get(kind, ("", ""))
        return f"{russian} {named}:".lstrip(), f"{english} {named}:".lstrip(), "прочие", "others"

    def wallet(self, code: str | None) -> str:
        """The name of a wallet, of the first where none is named."""
        return self.name("wallets", code or next(iter(self.document.wallets), ""))

    def purse(self, code: str | None, russian: str, english: str) -> str:
        """The wallet with the words before it, where there are several; nothing where there is one."""
        return f" {self(russian, english)} {self.wallet(code)}" if len(self.document.wallets) > 1 else ""


def rows(s: Speaker, table: Table, cell: Callable[[Any], str]) -> list[str]:
    """A table row by row, one for each value of its first key."""
    otherwise = ELSE in table.cells
    return [_row(s, table.keys, value, inner, cell, otherwise) for value, inner in table.cells.items()]


def _row(s: Speaker, keys: tuple[str, ...], value: str, inner: Any, cell: Callable[[Any], str], otherwise: bool) -> str:
    """A row with the rows below it; `otherwise` tells that what it lacks is found in an outer `else`."""
    label = s.key(keys[0], value)
    if not isinstance(inner, dict):
        return f"{label} — {cell(inner)}"
    outer = otherwise and value != ELSE
    parts = [_row(s, keys[1:], below, deeper, cell, outer or ELSE in inner) for below, deeper in inner.items()]
    if outer and ELSE not in inner:
        parts.append(f"{s.key(keys[1], ELSE)} — {s('как для остальных', 'as for the others')}")
    joined = "; ".join(parts) if len(keys) == 2 else "; ".join(f"({part})" for part in parts)
    return f"{label}: {joined}"


def whole(table: Table) -> bool:
    """Whether every value of the keys has a cell."""
    cells: Any = table.cells
    while isinstance(cells, dict):
        if ELSE not in cells:
            return False
        cells = cells[ELSE]
    return True


def bounds(s: Speaker, compare: Compare, shown: Callable[[int], str], exact: Callable[[int], str] | None = None) -> str:
    """«не меньше 5 и меньше 10»; `exact` says a number that follows «ровно»."""
    named = ((s(*words), getattr(compare, name)) for name, words in COMPARED.items())
    found = [f"{word} {shown(bound)}" for word, bound in named if bound is not None]
    if compare.equals is not None:
        found.append(f"{s('ровно', 'exactly')} {(exact or shown)(compare.equals)}")
    return s.all_of(found)


def counter_bounds(s: Speaker, code: str, compare: Compare) -> str:
    """A counter with its bounds, in the counter's own unit."""
    return f"{s.name('counters', code)} {s('—', 'is')} {count_bounds(s, code, compare)}"


def count_bounds(s: Speaker, code: str, compare: Compare) -> str:
    """Bounds in the counter's own unit: «не меньше 77 часов»."""
    counter = s.document.counters.get(code)
    if counter is None or counts_money(counter.count):
        return bounds(s, compare, s.money)
    if isinstance(counter.count, Counting) and counter.count.kind == "earned":
        held = s.document.wallets.get(counter.count.name)
        if held is not None and held.unit == "money":
            return bounds(s, compare, s.money)
        return bounds(s, compare, lambda n: s.of_counted(n, BONUS, "bonus"), s.bonuses)
    if counter.count not in NOUNS:
        return bounds(s, compare, s.number)
    noun, english = NOUNS[str(counter.count)]
    return bounds(s, compare, lambda n: s.of_counted(n, noun, english), lambda n: s.counted(n, noun, english))


def counts_money(count: Any) -> bool:
    """Whether a counter's numbers are sums of money."""
    if isinstance(count, str):
        return count in ("paid", "gross")
    return count is not None and bool(count.kind == "average" or (count.kind == "event" and count.of == "amount"))


def condition(s: Speaker, asked: Condition) -> str:
    """A condition as one clause that can follow «если»."""
    clauses = [_clause(s, asked, name, value) for name, value in asked.words().items()]
    clauses.extend(_inner(s, part) for part in asked.all or ())
    if asked.any is not None:
        options = "; ".join(f"({condition(s, part)})" for part in asked.any)
        clauses.append(s(f"верно хотя бы одно из: {options}", f"at least one of these holds: {options}"))
    if asked.not_ is not None:
        clauses.append(_not(s, asked.not_))
    return s.all_of(clauses) or s("ничего не требуется", "nothing is asked")


def _hours(s: Speaker, hours: Hours) -> str:
    """Over midnight the day's own last hours and first ones."""
    start, end = str(hours).split("-")
    if hours.over_midnight:
        return s(f"с {start} до 24:00 или с 00:00 до {end}", f"from {start} to 24:00 or from 00:00 to {end}")
    return s(f"с {start} до {end}", f"{start} to {end}")


def _clause(s: Speaker, asked: Condition, name: str, value: Any) -> str:
    if name in SAID:
        return SAID[name](s, value)
    if name in MORE:
        return MORE[name](s, value, bounds)
    written = asked.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    key = name.rstrip("_")
    return f"{word(s, key)}: {spoken(s, written.get(key, True))}"


def nothing_asked(asked: Condition) -> bool:
    return not asked.words() and not asked.parts()


def _inner(s: Speaker, part: Condition) -> str:
    text = condition(s, part)
    return f"({text})" if len(part.words()) + len(part.parts()) > 1 else text


def _not(s: Speaker, inner: Condition) -> str:
    words = inner.words()
    if len(words) == 1 and not inner.parts():
        word, value = next(iter(words.items()))
        if word in DENIED:
            return DENIED[word](s, value)
        if word in NEVER and (word not in NAMED or isinstance(value, str)):
            return NEVER[word](s, value, bounds)
        if isinstance(value, bool) and (word in MORE or word == "instalments"):
            return _clause(s, inner, word, not value)
    if inner.any is not None and not words and len(inner.parts()) == len(inner.any):
        options = "; ".join(f"({condition(s, part)})" for part in inner.any)
        return s(f"не верно ни одно из: {options}", f"none of these holds: {options}")
    text = condition(s, inner)
    return s(f"неверно, что {text}", f"it is not so that {text}")


def _birthday(s: Speaker, window: BirthdayWindow) -> str:
    if window.within is not None:
        words = {
            "day": ("сегодня день рождения участника", "it is the member's birthday"),
            "week": ("идёт неделя дня рождения участника", "it is the week of the member's birthday"),
            "month": ("идёт месяц дня рождения участника", "it is the month of the member's birthday"),
        }
        return s(*words[window.within])
    before, after = _days(s, window.before), _days(s, window.after)
    if not window.before and not window.after:
        return s("сегодня день рождения участника", "it is the member's birthday")
    start = s(f"за {before} до дня рождения", f"{before} before the birthday") if window.before else ""
    start = start or s("с дня рождения", "the birthday itself")
    if not window.after:
        return s(
            f"время — {start} и до него самого включительно", f"the time is from {start} to the day itself, included"
        )
    return s(
        f"время — {start} и ещё {after} после него включительно",
        f"the time is from {start} to {after} after it, included",
    )


def _days(s: Speaker, count: int) -> str:
    return s.span(Duration(days=count))


def _days_of(s: Speaker, spans: list[Any]) -> list[str]:
    return [s.day(a) if a == b else s(f"с {s.day(a)} по {s.day(b)}", f"{s.day(a)} to {s.day(b)}") for a, b in spans]


def _dates(s: Speaker, spans: list[Any]) -> str:
    said = s.any_of(_days_of(s, spans))
    return s(f"дата — {said}", f"the date is {said}")


def _not_dates(s: Speaker, spans: list[Any]) -> str:
    said = s.all_of(_days_of(s, spans))
    return s(f"дата — любая, кроме: {said}", f"the date is any but: {said}")


def _words(russian: str, english: str, spoken: Callable[[Speaker, str], str]) -> Callable[[Speaker, Any], str]:
    def say(s: Speaker, words: list[str]) -> str:
        return f"{s(russian, english)} {s.any_of(spoken(s, word) for word in words)}"

    return say


def _except(russian: str, english: str, spoken: Callable[[Speaker, str], str]) -> Callable[[Speaker, Any], str]:
    def say(s: Speaker, words: list[str]) -> str:
        return f"{s(russian, english)} {s.all_of(spoken(s, word) for word in words)}"

    return say


def _flag(yes: tuple[str, str], no: tuple[str, str]) -> Callable[[Speaker, Any], str]:
    return lambda s, flag: s(*(yes if flag else no))


def _category(s: Speaker, code: str) -> str:
    return s.term("salon_categories", code)


def _level(s: Speaker, code: str) -> str:
    return s.name("levels", code)


def _held(s: Speaker, asked: list[str]) -> str:
    """Levels of several ladders are held together."""
    names = s.any_of(_level(s, code) for code in asked)
    if s.ladders > 1:
        return s(f"у участника есть уровень {names}", f"the member holds level {names}")
    return s(f"уровень участника — {names}", f"the member's level is {names}")


def _not_held(s: Speaker, asked: list[str]) -> str:
    if s.ladders > 1:
        names = s.any_of(_level(s, code) for code in asked)
        return s(f"у участника нет уровня {names}", f"the member does not hold level {names}")
    names = s.all_of(_level(s, code) for code in asked)
    return s(f"уровень участника — любой, кроме {names}", f"the member's level is any but {names}")


def _attributes(s: Speaker, asked: dict[str, Asked]) -> str:
    said = [f"{s.named(name)} {s('—', 'is')} {_asked(s, wanted)}" for name, wanted in asked.items()]
    return s(f"признак участника {s.all_of(said)}", f"the member's attribute {s.all_of(said)}")


def _attribute_not(s: Speaker, asked: dict[str, Asked]) -> str:
    ((name, wanted),) = asked.items()
    return s(f"{s.named(name)} — не {_asked(s, wanted)}", f"{s.named(name)} is not {_asked(s, wanted)}")


def _asked(s: Speaker, wanted: Asked) -> str:
    if isinstance(wanted, tuple):
        return s.any_of(map(s.named, wanted))
    return bounds(s, wanted, s.number) if isinstance(wanted, Compare) else spoken(s, wanted.written())


def _receipt(s: Speaker, asked: ReceiptTotal) -> str:
    of = s("сумма чека до скидок", "the receipt before discounts")
    if asked.of == "paid":
        of = s("уплаченное по чеку", "what is paid of the receipt")
    if asked.if_ is not None:
        of += s(
            f" по строкам, для которых верно: {condition(s, asked.if_)},",
            f", by lines of which this holds: {condition(s, asked.if_)},",
        )
    return f"{of} {s('—', 'is')} {bounds(s, asked.total, s.money)}"


SAID: dict[str, Callable[[Speaker, Any], str]] = {
    "group": _words("группа товара —", "the group is", lambda s, code: s.group(code)),
    "item": _words("товар —", "the item is", lambda s, code: s.item(code)),
    "tag": _words("на строке есть отметка", "the line bears the mark", lambda s, code: s.tag(code)),
    "price": lambda s, asked: s("цена единицы — ", "the unit's price is ") + bounds(s, asked, s.money),
    "quantity": lambda s, asked: s("количество — ", "the quantity is ") + bounds(s, asked, s.number),
    "hours_of_line": lambda s, asked: (
        s("длительность услуги — ", "the service takes ")
        + bounds(s, asked, lambda n: s.of_counted(n, HOUR, "hour"), lambda n: s.counted(n, HOUR, "hour"))
    ),
    "receipt": _receipt,
    "channel": _words("канал продажи —", "the channel is", lambda s, code: s.channel(code)),
    "salon": _words("салон —", "the salon is", lambda s, code: s.salon(code)),
    "salon_category": _words("категория салона —", "the salon's category is", _category),
    "tender": _words("часть чека оплачена", "part of the receipt is paid by", lambda s, code: s.tender(code)),
    "spends": lambda s, asked: (
        s(f"на чек тратят из кошелька {s.wallet(asked)}", f"wallet {s.wallet(asked)} pays for the receipt")
        if isinstance(asked, str)
        else _flag(
            ("на чек тратят бонусы", "bonuses are spent on the receipt"),
            ("на чек не тратят бонусы", "no bonuses are spent on the receipt"),
        )(s, asked)
    ),
    "instalments": _flag(
        ("чек оплачен в рассрочку, в кредит или частями", "the receipt is paid by instalments or credit"),
        ("чек оплачен сразу, не в рассрочку и не в кредит", "the receipt is not paid by instalments or credit"),
    ),
    "level": lambda s, asked: _held(s, asked),
    "state": _words("участник", "the member is", lambda s, code: s(*STATES.get(code, (code, code)))),
    "attribute": _attributes,
    "counter": lambda s, asked: s.all_of(
        f"{s('счётчик', 'counter')} {counter_bounds(s, code, compare)}" for code, compare in asked.items()
    ),
    "weekday": _words("день недели —", "the day is", lambda s, code: s.weekday(code)),
    "hours": lambda s, hours: s("время — ", "the time is ") + _hours(s, hours),
    "dates": _dates,
    "birthday": _birthday,
    "with_": lambda s, asked: companion(s, asked, condition(s, asked.line)),
}
"""One entry for each word of the grammar, as in the engine."""

DENIED: dict[str, Callable[[Speaker, Any], str]] = {
    "attribute": lambda s, asked: (
        s(f"признак участника {_attribute_not(s, asked)}", f"the member's attribute {_attribute_not(s, asked)}")
        if len(asked) == 1 and isinstance(next(iter(asked.values())), tuple)
        else s(f"неверно, что {_attributes(s, asked)}", f"it is not so that {_attributes(s, asked)}")
    ),
    "spends": lambda s, asked: (
        s(f"на чек не тратят из кошелька {s.wallet(asked)}", f"wallet {s.wallet(asked)} does not pay for the receipt")
        if isinstance(asked, str)
        else SAID["spends"](s, not asked)
    ),
    "dates": _not_dates,
    "months": lambda s, asked: (
        s("месяц — любой, кроме: ", "the month is any but: ") + s.all_of(s(*MONTHS[month - 1]) for month in asked)
    ),
    "group": _except("группа товара — любая, кроме", "the group is any but", lambda s, code: s.group(code)),
    "item": _except("товар — любой, кроме", "the item is any but", lambda s, code: s.item(code)),
    "tag": _words("на строке нет отметки", "the line does not bear the mark", lambda s, code: s.tag(code)),
    "channel": _except("канал продажи — любой, кроме", "the channel is any but", lambda s, code: s.channel(code)),
    "salon": _except("салон — любой, кроме", "the salon is any but", lambda s, code: s.salon(code)),
    "salon_category": _except("категория салона — любая, кроме", "the salon's category is any but", _category),
    "level": lambda s, asked: _not_held(s, asked),
    "weekday": _except("день недели — любой, кроме", "the day is any but", lambda s, code: s.but_weekday(code)),
}
"""The same denied, where a plain word does it better than «неверно, что»."""
