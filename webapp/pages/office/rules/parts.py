"""The parts of a document that have a form of their own: each rule, wallet, counter and level, and how bonuses pay."""

from __future__ import annotations

from typing import Any

from webapp.engine.document.schema import Spending
from webapp.engine.document.triggers import PLAIN
from webapp.pages.office.rules import conditions
from webapp.pages.office.rules.fields import Choices, Field, Part, PartForm, Words, mapping

ONLY = "-"
"""Names the one way of paying of a document that has one."""
OTHERS = "if_others"
"""Under which a rule's form has the conditions that have no field."""

NAMES = (
    Field("name.ru", ("Название по-русски", "Name in Russian"), kind="said"),
    Field("name.en", ("Название по-английски", "Name in English"), kind="said"),
)
_TRIGGERS: dict[str, Words] = {
    "sale": ("Покупка", "A sale"),
    "visit": ("Визит", "A visit"),
    "return": ("Возврат", "A return"),
    "enrolled": ("Вступление", "Enrolment"),
    "questionnaire": ("Анкета", "A questionnaire"),
    "activated": ("Активация", "Activation"),
    "card_issued": ("Выдача карты", "A card is issued"),
    "birthday": ("День рождения", "A birthday"),
    "joined": ("Вошёл на общий счёт", "Joined an account"),
    "left": ("Вышел с общего счёта", "Left an account"),
    "leaving": ("Выходит из программы", "Leaves the programme"),
}
_ONCE: Choices = (
    ("", ("Сколько угодно раз", "As often as it happens")),
    ("day", ("Раз в день", "Once a day")),
    ("visit", ("Раз за визит", "Once a visit")),
    ("month", ("Раз в месяц", "Once a month")),
    ("year", ("Раз в год", "Once a year")),
    ("life", ("Один раз", "Once ever")),
    ("level_period", ("Раз за период уровня", "Once in a period of the level")),
    ("friend", ("Раз на друга", "Once for each friend")),
    ("ref", ("Раз на номер события", "Once for each reference")),
)
_BEGINS: Choices = (
    ("at_once", ("Сразу", "At once")),
    ("same_sale", ("С этой же покупки", "With this very sale")),
    ("next_visit", ("Со следующего визита", "With the next visit")),
    ("next_month", ("Со следующего месяца", "With the next month")),
    ("card_issue", ("С выдачи карты", "With the card's issue")),
    ("after_present", ("После нынешнего уровня", "After the present level")),
)
CONDITION: Words = (
    "Словами документа, по строке на условие, например age: {at_least: 60}",
    "In the document's words, one a line, as age: {at_least: 60}",
)
END: Words = ("Например 12 months или {idle: 6 months}", "As 12 months or {idle: 6 months}")


def _rule(value: Any) -> Part:
    """`once: year` is short for `once: {per: year}`; of the conditions those without a field stand apart."""
    part, once = mapping(value), mapping(value).get("once")
    if once is not None and not (isinstance(once, dict) and "per" in once):
        part["once"] = {"per": once}
    asked = part.pop("if", None)
    if isinstance(asked, dict):
        own = {key: inner for key, inner in asked.items() if key in conditions.known()}
        rest = {key: inner for key, inner in asked.items() if key not in own}
        part |= {key: inner for key, inner in (("if", own), (OTHERS, rest)) if inner}
    elif asked is not None:
        part[OTHERS] = asked
    return part


def _closed_rule(part: Part) -> Any:
    rest = part.get(OTHERS)
    asked = {**part.get("if", {}), **rest} if isinstance(rest, dict) else rest or part.get("if")
    kept = {key: inner for key, inner in part.items() if key not in ("if", OTHERS)}
    return {**kept, "if": asked} if asked is not None else kept


def _triggers() -> Choices:
    return tuple((name, _TRIGGERS.get(name, (name, name))) for name in PLAIN)


RULE = PartForm(
    ("Правило", "Rule"),
    (
        *NAMES,
        Field(
            "on",
            ("Когда", "When"),
            ("Другое пишется как в документе, например {event: review}", "Others are written as {event: review}"),
            kind="open",
            choices=_triggers(),
        ),
        *conditions.fields(),
        Field(OTHERS, ("Другие условия", "Other conditions"), CONDITION, kind="yaml", of="if"),
        Field("once.per", ("Как часто", "How often"), kind="open", choices=_ONCE),
        Field("once.times", ("Сколько раз за это время", "How many times in it"), ("Пусто — один", "Empty: once")),
        Field("combine", ("Группа скидок", "Group of discounts")),
        Field("not_with", ("Не вместе с", "Not with"), ("Через запятую", "With commas"), kind="words"),
        Field(
            "at",
            ("Не вместе на", "Not together on"),
            kind="choice",
            choices=(("line", ("Строке чека", "A line")), ("receipt", ("Всём чеке", "The receipt"))),
        ),
    ),
    opened=_rule,
    closed=_closed_rule,
)
WALLET = PartForm(
    ("Кошелёк", "Wallet"),
    (
        *NAMES,
        Field("worth", ("Сколько рублей стоит бонус", "What a bonus is worth in money")),
        Field("step", ("Шаг бонуса", "Step of a bonus"), ("Например 1 или 0.01", "As 1 or 0.01")),
        Field(
            "round",
            ("Округление", "Rounding"),
            kind="choice",
            choices=(
                ("down", ("Вниз", "Down")),
                ("half_up", ("К ближайшему", "To the nearest")),
                ("up", ("Вверх", "Up")),
            ),
        ),
        Field("expires", ("Когда сгорают", "When they run out"), END),
        Field(
            "available",
            ("Когда доступны", "When they can be used"),
            ("Другое, например 14 days", "Others as 14 days"),
            kind="open",
            choices=(
                ("", ("Сразу", "At once")),
                ("next_day", ("На следующий день", "The next day")),
                ("next_visit", ("Со следующего визита", "With the next visit")),
            ),
        ),
        Field("while", ("Срок стоит, пока", "The end stands still while"), CONDITION, kind="yaml"),
        Field("most", ("Не больше на счёте", "At most on the account")),
        Field(
            "floor",
            ("Если списать больше, чем есть", "Where more is taken than there is"),
            kind="choice",
            choices=(
                ("", ("Как у возвратов", "As returns say")),
                ("0", ("Остаётся ноль", "Nought is left")),
                ("debt", ("Остаётся долг", "A debt is left")),
            ),
        ),
        Field(
            "transfer",
            ("Передача другому", "Giving to another"),
            kind="choice",
            choices=(
                ("no", ("Нельзя", "No")),
                ("pooled", ("Можно, вместе со своими", "Yes, with one's own")),
                ("apart", ("Можно, отдельно от своих", "Yes, apart from one's own")),
            ),
        ),
    ),
)
COUNTER = PartForm(
    ("Счётчик", "Counter"),
    (
        *NAMES,
        Field("count", ("Что считать", "What is counted"), ("Например paid, visits, units", "As paid, visits, units")),
        Field("if", ("Что подходит", "What fits"), CONDITION, kind="yaml"),
        Field("over", ("За какое время", "Over which time"), ("Например 12 months или life", "As 12 months or life")),
        Field("since", ("Не раньше", "Never before"), ("Например 2026-01-01", "As 2026-01-01")),
        Field("resets", ("Начинается заново", "Begins anew"), kind="yaml"),
        Field("most", ("Не больше за период", "At most in a period"), ("Например {day: 1}", "As {day: 1}")),
    ),
)
LEVEL = PartForm(
    ("Уровень", "Level"),
    (
        *NAMES,
        Field(
            "enter",
            ("Как получить", "How it is reached"),
            ("always или счётчики, например spend: 10000", "always, or counters as spend: 10000"),
            kind="yaml",
        ),
        Field("from", ("Только с уровней", "Only from levels"), kind="words"),
        Field("begins", ("Когда начинается", "When it begins"), kind="choice", choices=_BEGINS),
        Field("lasts", ("Сколько длится", "How long it lasts"), ("Пусто — всегда", "Empty: for ever")),
        Field("keep", ("Как сохранить", "How it is kept"), kind="yaml"),
        Field(
            "else",
            ("Иначе", "Otherwise"),
            ("Уровень, none или matching", "A level, none or matching"),
        ),
        Field(
            "renews",
            ("Продление", "Renewal"),
            kind="choice",
            choices=(
                ("at_end", ("В конце срока", "At the end")),
                ("when_met", ("Как только условие снова выполнено", "Whenever the condition is met again")),
            ),
        ),
        Field("until", ("Заканчивается раньше", "Ends earlier"), kind="yaml"),
        Field("ladder", ("Лестница уровней", "Ladder of levels")),
    ),
)
SPENDING = PartForm(
    ("Оплата бонусами", "Paying with bonuses"),
    (
        Field("share", ("Какую часть можно оплатить", "Which share can be paid"), ("Например 50%", "As 50%")),
        Field(
            "per",
            ("Часть чего", "A share of"),
            kind="choice",
            choices=(
                ("line", ("Строки чека", "A line")),
                ("unit", ("Единицы", "A unit")),
                ("receipt", ("Чека", "The receipt")),
            ),
        ),
        Field("on", ("Какие строки", "Which lines"), CONDITION, kind="yaml"),
        Field("if", ("При каких условиях", "On which conditions"), CONDITION, kind="yaml"),
        Field("from", ("Если на счёте не меньше", "With at least so many on the account")),
        Field("least", ("Не меньше за раз", "At least at once")),
        Field("step", ("Кратно", "In steps of")),
        Field("most", ("Не больше за раз", "At most at once")),
        Field(
            "cover",
            ("Что покрывать", "What is covered"),
            kind="choice",
            choices=(
                ("part", ("Любую часть", "Any part")),
                ("whole_line", ("Строку целиком или ничего", "All of a line or nothing")),
                ("whole_receipt", ("Чек целиком или ничего", "All of the receipt or nothing")),
            ),
        ),
        Field("by_itself", ("Списываются сами, без просьбы", "They pay by themselves"), kind="flag"),
        Field("not_with", ("Не вместе с", "Not with"), ("Через запятую", "With commas"), kind="words"),
        Field("wallet", ("Кошелёк", "Wallet"), ("Пусто — первый", "Empty: the first one")),
    ),
)
PARTS = {"rules": RULE, "wallets": WALLET, "counters": COUNTER, "levels": LEVEL, "spending": SPENDING}
"""In the order in which the draft shows them."""


def entries(tree: Any, section: str) -> dict[str, Any]:
    """What the section has, by name, in its order."""
    found = tree.get(section) if isinstance(tree, dict) else None
    if not isinstance(found, dict):
        return {}
    return {ONLY: found} if section == "spending" and not _several(found) else dict(found)


def with_entries(tree: Part, section: str, parts: dict[str, Any]) -> Part:
    """The document with these in the section."""
    value: Any = parts[ONLY] if section == "spending" and ONLY in parts else parts
    if not parts:
        return {key: part for key, part in tree.items() if key != section}
    return {**tree, section: value}


def path_of(section: str, name: str) -> str:
    return section if name == ONLY else f"{section}.{name}"


def _several(found: dict[str, Any]) -> bool:
    """Ways of paying by their wallets, as the schema tells them from one."""
    known = {one.alias or name for name, one in Spending.model_fields.items()}
    return bool(found) and not set(found) & known and all(isinstance(part, dict) for part in found.values())
