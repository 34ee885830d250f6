"""What is kept of a member, as a page shows it: each table in the words of people. Numbers that name nothing to them,
and the sums behind a decision, stand in the file alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from webapp.engine.programme import Programme
from webapp.engine.sentences import ENTRIES
from webapp.pages.me.data import names
from webapp.pages.shared import formats, rules, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.words import item_name, salon_name
from webapp.translations.say import knows
from webapp.usecases.tell_my_data import MyData

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
PHONE = re.compile(r"\+\d{8,15}")
AMOUNT = re.compile(r"-?\d+\.\d\d")
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LEAP = 1972
MOST_ROWS = 200
"""Rows of a table on the page; the file has all of them."""
FILE_ALONE = {
    "operations": {"local", "result", "request"},
    "certificates": {"details"},
    "merges": {"before"},
}


class Row(NamedTuple):
    cells: list[tuple[str, str]]


class Table(NamedTuple):
    """`many` is how many rows there are, `rows` those that are shown, the newest last."""

    name: str
    many: int
    rows: list[Row]


def readable(told: MyData) -> list[Table]:
    return [
        Table(say(f"me.export.table.{name}"), len(rows), [_row(name, row) for row in rows[-MOST_ROWS:]])
        for name, rows in told.tables.items()
    ]


def _row(table: str, row: Mapping[str, Any]) -> Row:
    shown = {name: value for name, value in row.items() if name not in FILE_ALONE.get(table, ())}
    cells = ((_label(table, name), _said(table, name, value)) for name, value in shown.items())
    return Row([(label, value) for label, value in cells if value])


def _label(table: str, name: str) -> str:
    own = f"me.export.column.{table}.{name}"
    return say(own if knows(own) else f"me.export.column.{name}")


def _said(table: str, name: str, value: Any) -> str:
    named = NAMED.get(f"{table}.{name}") or NAMED.get(name)
    if named is not None and isinstance(value, str | int):
        return named(value)
    if isinstance(value, bool):
        return say("queue.yes") if value else say("queue.no")
    if name == "tenders":
        return "; ".join(f"{_word('receipt.pay')(tender)}: {_money(amount)}" for tender, amount in value.items())
    if isinstance(value, Mapping):
        parts = ((names.field(key), _said(table, key, part)) for key, part in value.items())
        return "; ".join(f"{label}: {part}" for label, part in parts if label and part)
    if isinstance(value, list):
        return ", ".join(filter(None, (_said(table, name, part) for part in value)))
    return "" if value is None else _plain(str(value))


def _plain(text: str) -> str:
    """Moments and days as people write them, in the chain's time; amounts and phones too; anything else as it is."""
    if ID.fullmatch(text):
        return ""
    if MOMENT.fullmatch(text):
        return formats.moment(language(), visit.chain().local(datetime.fromisoformat(text)))
    if LOCAL.fullmatch(text):
        return formats.moment(language(), text)
    if DAY.fullmatch(text):
        return formats.day(language(), text)
    if PHONE.fullmatch(text):
        return formats.phone(text)
    return formats.number(language(), text) if AMOUNT.fullmatch(text) else text


def _money(value: str | int) -> str:
    return formats.money(language(), value, visit.chain().currency)


def _birthday(value: str | int) -> str:
    month, day = divmod(int(value), 100)
    return formats.day(language(), date(LEAP, month, day), LEAP)


def _word(kind: str) -> Callable[[str | int], str]:
    return lambda value: say(f"{kind}.{value}") if knows(f"{kind}.{value}") else str(value)


def _entry(value: str | int) -> str:
    said = ENTRIES.get(str(value))
    return said[language() == "en"].removesuffix(": {sum}") if said is not None else str(value)


def _named(name_of: Callable[[Programme, str], str]) -> Callable[[str | int], str]:
    return lambda value: name_of(visit.chain().timeline.at(visit.today()), str(value))


MONEY = ("gross", "discount", "payable", "price")
NAMED: Mapping[str, Callable[[str | int], str]] = {
    "content": lambda value: say("me.export.picture"),
    "birth_day": _birthday,
    "salon": lambda value: salon_name(str(value)),
    "deliver_to": lambda value: salon_name(str(value)),
    "verb": _word("audit.did"),
    "channel": _word("queue.channel"),
    "receipts.channel": _word("me.export.channel"),
    "messages.channel": _word("messages.way"),
    "member_codes.channel": _word("messages.way"),
    "member_codes.purpose": _word("me.export.purpose"),
    "messages.event": _word("messages.event"),
    "requests.kind": _word("request.kind"),
    "requests.subject": lambda value: _plain(_named(rules.benefit_name)(value)),
    "member_traces.kind": _word("me.export.trace"),
    "entries.kind": _entry,
    "questionnaires.state": _word("me.export.state"),
    "duplicates.state": _word("me.export.state"),
    "cards.state": _word("member.card"),
    "certificates.state": _word("certificate.state"),
    "requests.state": _word("request.state"),
    "messages.state": _word("messages.state"),
    "level": _named(rules.level_name),
    "reward": _named(rules.reward_name),
    "counter": _named(rules.counter_name),
    "source": _named(rules.source_name),
    "campaign": _named(rules.source_name),
    "wallet": names.wallet,
    "item": lambda value: item_name(str(value), ""),
    "item_group": lambda value: item_name(None, str(value)),
    "member_phones.field": lambda value: names.field(str(value)) or str(value),
    "consents.name": names.consent,
    **dict.fromkeys(MONEY, _money),
}
