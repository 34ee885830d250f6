"""Reads a sent form field by field: keeps what was typed, and what is wrong with it in words that say how to mend it.

Amounts and dates are read by our own strict readers: numbers of other scripts, exponents and NaN are no amounts (R57).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from webapp.engine.money import hundredths
from webapp.pages.shared.language import say
from webapp.store.phones import normalised

MOST_TEXT = 400
MOST_NUMBER = 40
"""Of a receipt's number."""
MOST_AMOUNT = 10**11
"""A thousand million roubles: what no receipt of a salon comes near."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DIGITS = re.compile(r"[0-9]{1,4}")
JUST_COME, FARTHEST = timedelta(hours=1), timedelta(days=730)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRITTEN = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}")


class Reading:
    def __init__(self, sent: Mapping[str, str]) -> None:
        self.sent = sent
        self.errors: dict[str, str] = {}

    def typed(self, name: str) -> str:
        """As it was typed, but for what no eye sees: control characters and spaces around (R58)."""
        text = unicodedata.normalize("NFC", self.sent.get(name, ""))
        return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Cs")).strip()

    def wrong(self, name: str, key: str, **values: object) -> None:
        self.errors.setdefault(name, say(f"field.{key}", **values))

    def text(self, name: str, required: bool = False, most: int = MOST_TEXT) -> str | None:
        text = self.typed(name)
        if not text:
            if required:
                self.wrong(name, "missing")
            return None
        if len(text) > most:
            self.wrong(name, "too_long", most=most)
            return None
        return text

    def money(self, name: str, required: bool = False) -> int | None:
        text = self.text(name, required, most=40)
        if text is None:
            return None
        try:
            amount = hundredths(text)
        except ValueError:
            amount = -1
        if not 0 <= amount <= MOST_AMOUNT:
            self.wrong(name, "money")
            return None
        return amount

    def quantity(self, name: str, most: int, least: int = 1) -> int | None:
        text = self.typed(name)
        if not _DIGITS.fullmatch(text) or not least <= int(text) <= most:
            self.wrong(name, "quantity", least=least, most=most)
            return None
        return int(text)

    def phone(self, name: str, required: bool = False) -> str | None:
        """In E.164, whatever way it was written in."""
        text = self.text(name, required, most=60)
        number = normalised(text)
        if text is not None and number is None:
            self.wrong(name, "phone")
        return number

    def phones(self, names: Sequence[str], required: bool = False) -> list[str]:
        """Several numbers, each in a field of its own; where one is needed, the first field says so."""
        found = [self.phone(name) for name in names]
        numbers = list(dict.fromkeys(number for number in found if number is not None))
        if required and not numbers:
            self.wrong(names[0], "missing")
        return numbers

    def chosen(self, name: str, choices: Collection[str], required: bool = False) -> str | None:
        """One of what was offered; anything else is asked for again."""
        word = self.typed(name)
        if word in choices:
            return word
        if word or required:
            self.wrong(name, "missing")
        return None

    def email(self, name: str, required: bool = False) -> str | None:
        text = self.text(name, required, most=254)
        if text is not None and not _EMAIL.fullmatch(text):
            self.wrong(name, "email")
            return None
        return text

    def day(self, name: str, today: date, required: bool = False) -> date | None:
        """A past day in three fields: NAME-day, NAME-month, NAME-year."""
        parts = [self.typed(f"{name}-{part}") for part in ("year", "month", "day")]
        if not any(parts):
            if required:
                self.wrong(name, "missing")
            return None
        try:
            if not all(_DIGITS.fullmatch(part) for part in parts):
                raise ValueError
            found = date(*map(int, parts))
        except ValueError:
            self.wrong(name, "day")
            return None
        if found > today:
            self.wrong(name, "day_future")
        elif found.year < today.year - 120:
            self.wrong(name, "day_past")
        return found

    def moment(self, name: str, now: datetime) -> datetime | None:
        """A day and a time of it, in two fields, NAME-day and NAME-time: not over yet, for which somebody who has just
        come is not too late, and within two years. `now` is local.
        """
        try:
            day, time = self._coming_day(self.typed(f"{name}-day")), self.typed(f"{name}-time")
            found = datetime.combine(day, datetime.strptime(time, "%H:%M").time())
        except ValueError:
            self.wrong(name, "moment")
            return None
        if found < now.replace(tzinfo=None) - JUST_COME:
            self.wrong(name, "moment_past")
            return None
        if found > now.replace(tzinfo=None) + FARTHEST:
            self.wrong(name, "moment")
            return None
        return found

    def coming_day(self, name: str, today: date) -> date | None:
        """A day from today on, or none where nothing was typed."""
        text = self.typed(name)
        try:
            day = self._coming_day(text) if text else None
        except ValueError:
            self.wrong(name, "coming_day")
            return None
        if day is not None and day < today:
            self.wrong(name, "moment_past")
        return day

    @staticmethod
    def _coming_day(text: str) -> date:
        """As browsers send it, or as people write it: `2027-03-08`, `8.3.2027`."""
        if _WRITTEN.fullmatch(text):
            day, month, year = map(int, text.split("."))
            return date(year, month, day)
        if not _ISO.fullmatch(text):
            raise ValueError("no day")
        return date.fromisoformat(text)

    def ticked(self, name: str) -> bool:
        return name in self.sent

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        word = self.typed(name)
        return word if word in choices else default
