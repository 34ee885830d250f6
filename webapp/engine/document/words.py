"""Words of the two languages: numbers with their nouns, money, percents, days and spans as people write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from webapp.engine.calendar import Duration
from webapp.engine.document.everyday import RUSSIAN
from webapp.engine.money import WHOLE

NBSP = "\u00a0"
SYMBOLS = {
    **{"RUB": "₽", "EUR": "€", "USD": "$", "GBP": "£", "KZT": "₸", "BYN": "Br", "GEL": "₾", "AMD": "֏"},
    **{"PLN": "zł", "CZK": "Kč", "SEK": "kr", "NOK": "kr", "DKK": "kr", "JPY": "¥", "AUD": "A$", "CAD": "C$"},
}
SUMS_IN = {
    "RUB": ("рублях", "roubles"),
    "EUR": ("евро", "euros"),
    "USD": ("долларах США", "US dollars"),
    "GBP": ("фунтах стерлингов", "pounds sterling"),
    "KZT": ("тенге", "tenge"),
    "BYN": ("белорусских рублях", "Belarusian roubles"),
    "GEL": ("лари", "lari"),
    "AMD": ("драмах", "drams"),
    "PLN": ("злотых", "zlotys"),
    "CZK": ("чешских кронах", "Czech crowns"),
    "SEK": ("шведских кронах", "Swedish kronor"),
    "NOK": ("норвежских кронах", "Norwegian kroner"),
    "DKK": ("датских кронах", "Danish kroner"),
    "CHF": ("швейцарских франках", "Swiss francs"),
    "JPY": ("иенах", "yen"),
    "AUD": ("австралийских долларах", "Australian dollars"),
    "CAD": ("канадских долларах", "Canadian dollars"),
}
BEFORE_THE_SUM = frozenset({"EUR", "USD", "GBP", "JPY", "AUD", "CAD"})

Noun = tuple[str, str, str]
"""A Russian noun beside 1, 2 and 5: бонус, бонуса, бонусов."""

BONUS: Noun = ("бонус", "бонуса", "бонусов")
HOUR: Noun = ("час", "часа", "часов")
MINUTE: Noun = ("минута", "минуты", "минут")
VISIT: Noun = ("визит", "визита", "визитов")
RECEIPT: Noun = ("чек", "чека", "чеков")
UNIT: Noun = ("единица", "единицы", "единиц")
DAY: Noun = ("день", "дня", "дней")
MONTH: Noun = ("месяц", "месяца", "месяцев")
YEAR: Noun = ("год", "года", "лет")
WORKING_DAY: Noun = ("рабочий день", "рабочих дня", "рабочих дней")
_OF_WORKING_DAY: Noun = ("рабочего дня", "рабочих дней", "рабочих дней")

MONTHS_RU = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = {
    "mon": ("понедельник", "Monday"),
    "tue": ("вторник", "Tuesday"),
    "wed": ("среда", "Wednesday"),
    "thu": ("четверг", "Thursday"),
    "fri": ("пятница", "Friday"),
    "sat": ("суббота", "Saturday"),
    "sun": ("воскресенье", "Sunday"),
}


BUT_WEEKDAYS = {
    **{"mon": "понедельника", "tue": "вторника", "wed": "среды", "thu": "четверга"},
    **{"fri": "пятницы", "sat": "субботы", "sun": "воскресенья"},
}
_INNER_RU = str.maketrans("«»", "„“")
_INNER_EN = str.maketrans("“”", "‘’")


def plural(count: int, noun: Noun) -> str:
    """The noun beside a whole number: 1 бонус, 2 бонуса, 5 бонусов, 11 бонусов, 21 бонус."""
    last, tens = count % 10, count % 100
    if last == 1 and tens != 11:
        return noun[0]
    return noun[1] if 2 <= last <= 4 and not 12 <= tens <= 14 else noun[2]


class Speech:
    """One language, and the currency that sums are in."""

    def __init__(self, language: str, currency: str) -> None:
        self.russian = language == "ru"
        self.language = language
        self.currency = currency

    def __call__(self, russian: str, english: str) -> str:
        return russian if self.russian else english

    def number(self, amount: int, decimals: int = 0) -> str:
        """Hundredths as people write them: 17 777,50 or 17,777.50; `decimals` writes a fraction in full."""
        whole, part = divmod(amount, WHOLE)
        text = f"{whole:,}".replace(",", NBSP) if self.russian else f"{whole:,}"
        fraction = f"{part:02d}" if decimals else f"{part:02d}".rstrip("0")
        return f"{text}{self(',', '.')}{fraction}" if part else text

    def money(self, amount: int) -> str:
        symbol = SYMBOLS.get(self.currency, self.currency)
        text = self.number(amount, decimals=2)
        if not self.russian and self.currency in BEFORE_THE_SUM:
            return f"{symbol}{text}"
        return f"{text}{NBSP}{symbol}"

    def counted(self, amount: int, noun: Noun, english: str) -> str:
        """Hundredths with their noun: 5 бонусов, 66,6 бонуса; 1 bonus, 5 bonuses."""
        return f"{self.number(amount)}{NBSP}{self._noun(amount, noun, english)}"

    def of_counted(self, amount: int, noun: Noun, english: str) -> str:
        """The same in the genitive that follows «не больше»: 1 часа, 2 часов."""
        if not self.russian:
            return self.counted(amount, noun, english)
        one = amount % WHOLE or (amount // WHOLE % 10 == 1 and amount // WHOLE % 100 != 11)
        return f"{self.number(amount)}{NBSP}{noun[1] if one else noun[2]}"

    def bonuses(self, amount: int) -> str:
        return self.counted(amount, BONUS, "bonus")

    def percent(self, part: int) -> str:
        return f"{self.number(part)}{self(NBSP, '')}%"

    def day(self, day: date) -> str:
        return f"{self.month_day((day.month, day.day))}{NBSP}{day.year}{self(NBSP + 'года', '')}"

    def month_day(self, day: tuple[int, int]) -> str:
        return f"{day[1]}{NBSP}{(MONTHS_RU if self.russian else MONTHS_EN)[day[0] - 1]}"

    def span(self, span: Duration) -> str:
        """How long: 12 месяцев, 1 день, 5 рабочих дней."""
        if span.hours or (span.months and span.days):
            return self._mixed(span)
        count, noun, english = _measured(span)
        if not self.russian:
            return f"{count}{NBSP}{english}{'' if count == 1 else 's'}"
        return f"{count}{NBSP}{plural(count, noun)}"

    def _mixed(self, span: Duration, of: bool = False) -> str:
        """Of several units: 12 months − 1 day."""
        parts = [(span.months, MONTH, "month"), (span.days, DAY, "day"), (span.hours, HOUR, "hour")]
        told = ""
        for count, noun, english in parts:
            if count:
                text = (self.of_counted if of else self.counted)(abs(count) * WHOLE, noun, english)
                told += f"{' − ' if count < 0 else ' + ' if told else ''}{text}"
        return told

    def of_span(self, span: Duration) -> str:
        """The same in the genitive: в течение 1 дня, 12 месяцев."""
        if not self.russian:
            return self.span(span)
        if span.hours or (span.months and span.days):
            return self._mixed(span, of=True)
        count, noun, _ = _measured(span)
        if noun is WORKING_DAY:
            return f"{count}{NBSP}{plural(count, _OF_WORKING_DAY)}"
        return f"{count}{NBSP}{noun[1] if plural(count, noun) == noun[0] else noun[2]}"

    def quote(self, text: str) -> str:
        """In the language's quotes, with quotes inside drawn as inner ones."""
        return f"«{text.translate(_INNER_RU)}»" if self.russian else f"“{text.translate(_INNER_EN)}”"

    def sized(self, kind: str, code: str, amount: int) -> str:
        """A number of what a counter or a wallet of that name holds, with its unit where that is known."""
        return self.number(amount)

    def named(self, code: str) -> str:
        """A name of the document's own."""
        return self.quote(self.common(code))

    def common(self, code: str) -> str:
        """What people call a code that the document gives no name."""
        return RUSSIAN.get(code, readable(code)) if self.russian else readable(code)

    def all_of(self, items: Iterable[str]) -> str:
        return self._list(list(items), self("и", "and"))

    def any_of(self, items: Iterable[str]) -> str:
        return self._list(list(items), self("или", "or"))

    def weekday(self, code: str) -> str:
        return self(*WEEKDAYS[code])

    def but_weekday(self, code: str) -> str:
        """After «кроме»."""
        return self(BUT_WEEKDAYS[code], WEEKDAYS[code][1])

    def _list(self, items: Sequence[str], last: str) -> str:
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {last} {items[-1]}"

    def _noun(self, amount: int, noun: Noun, english: str) -> str:
        if not self.russian:
            return english if amount == WHOLE else f"{english}es" if english.endswith("s") else f"{english}s"
        return noun[1] if amount % WHOLE else plural(amount // WHOLE, noun)


def readable(code: str) -> str:
    """A code for people, where nobody has given it a name."""
    return code.replace("_", " ").strip()


def sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?', '…')) else '.'}"


def _measured(span: Duration) -> tuple[int, Noun, str]:
    if span.working_days:
        return span.working_days, WORKING_DAY, "working day"
    if span.months:
        years, months = divmod(span.months, 12)
        return (years, YEAR, "year") if not months and years > 1 else (span.months, MONTH, "month")
    return span.days, DAY, "day"
