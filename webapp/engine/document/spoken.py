"""Any part of a document in plain words of either language: what no sentence of its own says is said by this."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from webapp.engine.document.values import read_month_day
from webapp.engine.document.words import DAY, HOUR, MONTH, VISIT, WORKING_DAY, YEAR, Noun, Speech
from webapp.engine.money import WHOLE

WORDS: dict[str, tuple[str, str]] = {
    "after": ("через", "after"),
    "by_rule": ("даётся правилом", "given by a rule"),
    "from": ("считая от", "counted from"),
    "end_of": ("по окончании: календарный", "at the end of the calendar"),
    "plus": ("и ещё", "and more"),
    "yearly": ("ежегодно", "yearly"),
    "carry_over_from": ("с переносом с", "carried over from"),
    "date": ("дата", "date"),
    "idle": ("тишина", "silence of"),
    "of": ("из", "of"),
    "first": ("что раньше", "whichever comes first"),
    "with": ("вместе с", "together with"),
    "last_day": ("последний день", "the last day"),
    "in": ("входит", "included"),
    "out": ("не входит", "not included"),
    "table": ("таблица по", "a table by"),
    "steps": ("ступени по", "steps by"),
    "else": ("иначе", "else"),
    "counter": ("счётчик", "counter"),
    "wallet": ("кошелёк", "wallet"),
    "event": ("событие", "event"),
    "request": ("просьба", "request"),
    "level": ("уровень", "level"),
    "reward": ("награда", "reward"),
    "price": ("цена", "price"),
    "line": ("строка чека", "the receipt's line"),
    "receipt": ("чек", "the receipt"),
    "visit": ("визит", "visit"),
    "unit": ("единица", "unit"),
    "times": ("раз", "times"),
    "value": ("стоимость награды", "the reward's value"),
    "points": ("баллы", "points"),
    "money": ("деньги", "money"),
    "worth": ("стоимость одной единицы", "worth of one unit"),
    "per": ("на каждые", "for each"),
    "per_full": ("за каждые полные", "for each full"),
    "available": ("когда можно тратить", "when it can be used"),
    "expires": ("когда сгорает", "when it expires"),
    "while": ("сгорание стоит на месте, пока", "expiry stands still while"),
    "order": ("порядок траты", "order of spending"),
    "soonest_end": ("сначала то, что раньше сгорит", "what expires sooner goes first"),
    "oldest": ("сначала самое давнее", "the oldest goes first"),
    "most": ("не больше", "at most"),
    "least": ("не меньше", "at least"),
    "floor": ("при списании сверх остатка", "a taking below the balance leaves"),
    "debt": ("долг", "a debt"),
    "transfer": ("передача другому", "giving to another"),
    "pooled": ("разрешена, складывается с его собственными", "allowed, pooled with their own"),
    "apart": ("разрешена, хранится отдельно", "allowed, kept apart"),
    "at_once": ("сразу", "at once"),
    "next_day": ("на следующий день", "the next day"),
    "next_visit": ("со следующего визита", "with the next visit"),
    "next_sale": ("со следующей покупки", "with the next sale"),
    "next_month": ("со следующего месяца", "with the next month"),
    "same_sale": ("с той же покупки", "with the same sale"),
    "after_present": ("после нынешнего", "after the present one"),
    "card_issue": ("с выдачи карты", "with the issue of the card"),
    "count": ("считает", "counts"),
    "over": ("за", "over"),
    "since": ("начиная с", "since"),
    "resets": ("обнуляется", "is reset"),
    "on": ("на что", "on"),
    "to": ("кому или до чего", "to"),
    "rest": ("остаток", "the rest"),
    "kept": ("сохраняется", "kept"),
    "lost": ("теряется", "lost"),
    "earned": ("начислено в кошелёк", "earned in wallet"),
    "give": ("даёт", "gives"),
    "periods": ("периоды", "periods"),
    "in_a_row": ("подряд", "in a row"),
    "average": ("среднее", "the average of"),
    "last": ("последние", "the last"),
    "people": ("люди на счёте", "people on the account"),
    "minutes": ("минуты", "minutes"),
    "hours": ("часы", "hours"),
    "units": ("единицы", "units"),
    "paid": ("уплачено", "paid"),
    "gross": ("по ценам до скидок", "at prices before discounts"),
    "discounted": ("после скидок", "after discounts"),
    "visits": ("визиты", "visits"),
    "receipts": ("чеки", "receipts"),
    "each": ("каждые", "each"),
    "restarts": ("начинается заново с уровнем", "begun anew by level"),
    "level_up": ("любое повышение", "any rise"),
    "lasts": ("длится", "lasts"),
    "ladder": ("лестница", "ladder"),
    "renews": ("продление", "renewal"),
    "when_met": ("когда условие выполнено снова", "when its condition is met again"),
    "at_end": ("в конце срока", "at its end"),
    "until": ("кончается раньше, если", "ends early if"),
    "empties": ("опустел", "empties"),
    "reaches": ("достигает", "reaches"),
    "every": ("каждые", "every"),
    "begins": ("начинается", "begins"),
    "ends": ("кончается", "ends"),
    "changes": ("меняется", "changes"),
    "used": ("использована", "used"),
    "given": ("дана", "given"),
    "lapsed": ("пропала", "lapsed"),
    "friend": ("друг", "friend"),
    "first_sale": ("первая покупка", "the first sale"),
    "sale": ("покупка", "a sale"),
    "return": ("возврат", "a return"),
    "enrolled": ("вступление", "joining"),
    "questionnaire": ("анкета", "the questionnaire"),
    "activated": ("активация", "activation"),
    "card_issued": ("выдача карты", "the issue of a card"),
    "birthday": ("день рождения", "the birthday"),
    "anniversary": ("годовщина", "the anniversary of"),
    "enrolment": ("вступления", "joining"),
    "before": ("до", "before"),
    "by": ("за", "by"),
    "level_end": ("конца уровня", "the level's end"),
    "lot_end": ("сгорания бонусов", "the expiry of bonuses"),
    "month": ("месяц", "month"),
    "quarter": ("квартал", "quarter"),
    "half": ("полугодие", "half-year"),
    "year": ("год", "year"),
    "week": ("неделя", "week"),
    "day": ("день", "day"),
    "life": ("всё время", "life"),
    "level_period": ("срок уровня", "the level's period"),
    "calendar_month": ("календарный месяц", "the calendar month"),
    "calendar_quarter": ("календарный квартал", "the calendar quarter"),
    "calendar_half": ("календарное полугодие", "the calendar half-year"),
    "calendar_year": ("календарный год", "the calendar year"),
    "this": ("самого события", "the fact itself"),
    "first_visit": ("первого визита", "the first visit"),
    "last_visit": ("последнего визита", "the last visit"),
    "level_began": ("начала уровня", "the level's beginning"),
    "at_least": ("не меньше", "at least"),
    "more_than": ("больше", "more than"),
    "at_most": ("не больше", "at most"),
    "less_than": ("меньше", "less than"),
    "equals": ("ровно", "exactly"),
    "total": ("сумма", "total"),
    "if": ("если", "if"),
    "any": ("любое из", "any of"),
    "all": ("все из", "all of"),
    "not": ("неверно, что", "it is not so that"),
    "group": ("группа", "group"),
    "item": ("товар", "item"),
    "tag": ("отметка", "mark"),
    "quantity": ("количество", "quantity"),
    "hours_of_line": ("часы услуги", "hours of the service"),
    "offer": ("чужая акция", "an offer from outside"),
    "had": ("уже было", "had before"),
    "same": ("тот же", "the same"),
    "rewarded": ("с наградой", "with a reward"),
    "salon": ("салон", "salon"),
    "salon_category": ("категория салона", "salon category"),
    "channel": ("канал", "channel"),
    "tender": ("чем оплачено", "paid by"),
    "spends": ("тратятся бонусы", "bonuses are spent"),
    "uses": ("используется награда", "a reward is used"),
    "booked": ("запись", "the booking"),
    "attribute": ("признак", "attribute"),
    "nth": ("визит по счёту", "the visit's number"),
    "instalments": ("рассрочка", "instalments"),
    "sale_of": ("покупка из группы", "a sale of group"),
    "state": ("состояние", "state"),
    "age": ("возраст", "age"),
    "choice": ("выбор", "choice"),
    "segment": ("сегмент", "segment"),
    "guest": ("гость", "a guest"),
    "holds": ("есть награда", "holds a reward"),
    "weekday": ("день недели", "weekday"),
    "dates": ("даты", "dates"),
    "months": ("месяцы", "months"),
    "within": ("в пределах", "within"),
    "amount": ("сумма", "amount"),
    "ahead": ("до назначенного времени остаётся", "the time until the booked one"),
    "percent": ("процент", "percent"),
    "cheapest": ("самая дешёвая", "the cheapest"),
    "dearest": ("самая дорогая", "the dearest"),
    "chosen": ("выбранная", "the chosen"),
    "lines": ("строки", "lines"),
    "price_up_to": ("с ценой до", "priced up to"),
    "base": ("от чего считается", "counted on"),
    "paid_by": ("только за оплату", "only for what is paid by"),
    "scaled": ("по оплаченной доле", "by the share paid"),
    "paid_share": ("доля оплаченного", "the share paid"),
    "released_by": ("станет доступным, когда", "becomes usable on"),
    "undone_by": ("снимается, если", "is taken back on"),
    "adds": ("добавляется", "adds"),
    "cap": ("предел", "the cap"),
    "both": ("обоим", "both"),
    "member": ("участнику", "the member"),
    "take": ("списывает", "takes"),
    "convert": ("обменивает", "converts"),
    "rate": ("по курсу", "at the rate"),
    "blocks": ("блоками", "in blocks"),
    "expire": ("сжигает", "expires"),
    "reset": ("обнуляет", "resets"),
    "set": ("ставит признак", "sets the attribute"),
    "values": ("значения", "values"),
    "for": ("на", "for"),
    "undo": ("отменяет", "undoes"),
    "what": ("что", "what"),
    "ref": ("факт той же ссылки", "the fact of the same reference"),
    "add_person": ("добавляет человека на счёт", "adds a person to the account"),
    "limit": ("не больше", "no more than"),
    "message": ("сообщение", "the message"),
    "valid": ("действует", "is good for"),
    "once": ("не чаще", "no more often than"),
    "combine": ("в группе скидок", "in the group of discounts"),
    "not_with": ("не вместе с", "not together with"),
    "at": ("проверяется", "looked at"),
    "discounts": ("скидки", "discounts"),
    "offers": ("чужие акции", "offers from outside"),
    "rewards": ("награды", "rewards"),
    "spending": ("оплата бонусами", "paying with bonuses"),
    "booking": ("запись", "the booking"),
    "gives": ("это", "it is"),
    "discount": ("скидка", "a discount"),
    "as": ("считается как", "counts as"),
    "payment": ("способ оплаты", "a way of paying"),
    "change": ("сдача или перемена", "the change"),
    "taken": ("списывается", "taken"),
    "at_booking": ("при записи", "at the booking"),
    "at_use": ("при использовании", "at its use"),
    "transferable": ("можно передать", "may be handed on"),
    "named": ("называют заранее", "to be named beforehand"),
    "yes": ("да", "yes"),
    "no": ("нет", "no"),
    "true": ("да", "yes"),
    "false": ("нет", "no"),
    "share": ("доля", "the share"),
    "step": ("шаг", "the step"),
    "cover": ("покрывает", "covers"),
    "part": ("часть", "a part"),
    "whole_line": ("строку целиком", "a whole line"),
    "whole_receipt": ("чек целиком", "the whole receipt"),
    "by_itself": ("без просьбы", "without being asked"),
    "best": ("лучшая", "the best"),
    "add": ("складываются", "they add up"),
    "chain": ("одна после другой", "one after another"),
    "further": ("ещё людей на счёт", "further people"),
    "guests": ("гости", "guests"),
    "guests_spend": ("гости тратят бонусы", "guests spend bonuses"),
    "wallets": ("кошельки", "wallets"),
    "counters": ("счётчики", "counters"),
    "levels": ("уровни", "levels"),
    "default": ("если не выбрано", "where nothing is chosen"),
    "any_visit": ("в любой визит", "at any visit"),
    "never": ("никогда", "never"),
    "short": ("чего не хватает для списания", "what is missing to be taken back"),
    "forgive": ("прощается", "forgiven"),
    "spent": ("потраченное", "what was spent"),
    "back": ("возвращается", "given back"),
    "rewards_used": ("использованные награды", "rewards used"),
    "rewards_given": ("данные награды", "rewards given"),
    "taken_if_unused": ("снимаются, если не использованы", "taken unless used"),
    "kept_units_at": ("оставленное считается по цене", "kept units are priced as"),
    "list": ("прайса", "in the list"),
    "days": ("дней", "days"),
    "minimum_term": ("выйти можно не раньше чем через", "one may leave no sooner than after"),
    "leaving": ("участие кончается после просьбы через", "the membership ends after the request in"),
    "spend": ("тратить до активации", "spending before activation"),
    "refuse": ("отказ, причина", "it is refused, the reason"),
    "level_lost": ("потери уровня", "the loss of a level"),
    "joined": ("вход на общий счёт", "joining an account"),
    "weekly": ("каждую неделю", "weekly on"),
}
_SPAN = re.compile(r"([0-9]+) (hour|day|month|year|working day|visit)s?")
_UNITS: dict[str, tuple[Noun, str]] = {
    "hour": (HOUR, "hour"),
    "day": (DAY, "day"),
    "month": (MONTH, "month"),
    "year": (YEAR, "year"),
    "working day": (WORKING_DAY, "working day"),
    "visit": (VISIT, "visit"),
}


NAMES: dict[str, frozenset[str]] = {
    **dict.fromkeys(("counter", "request", "reward", "holds", "item", "group", "tag", "salon", "segment"), frozenset()),
    **dict.fromkeys(("wallet", "spends", "uses", "discounted", "offer", "undone_by", "reset", "expire"), frozenset()),
    **dict.fromkeys(("choice", "not_with", "combine", "ladder", "restarts"), frozenset()),
    "event": frozenset({"amount", "units"}),
    "level": frozenset({"any", "none"}),
    "anniversary": frozenset({"enrolment", "first_visit"}),
    "level_to": frozenset({"none"}),
}
"""What bears names of the document's own, and which words stand there that are none."""
KEYS_ARE_NAMES = frozenset({"count", "wallet", "attribute", "choice", "values", "price"})
NOT_NAMES = frozenset({"discounts", "offers", "rewards", "spending", "true", "false", "level_up"})


def spoken(s: Speech, value: Any, of: str = "") -> str:
    """A value as it is written in the document, in words; `of` is the key that it stands under."""
    if isinstance(value, bool):
        return s("да", "yes") if value else s("нет", "no")
    if isinstance(value, dict) and "table" in value:
        keys = value["table"] if isinstance(value["table"], list) else [value["table"]]
        return f"{s.all_of(_by(s, key) for key in keys)}: {_cells(s, value, keys, of)}"
    if isinstance(value, dict) and "steps" in value:
        told = [f"{s('от', 'from')} {_plain(s, str(at))} — {_bracketed(s, cell, of)}" for at, cell in _steps(value)]
        return f"{steps_of(s, value['steps'])}: {'; '.join(told)}"
    if isinstance(value, dict):
        return "; ".join(_pair(s, key, inner, of) for key, inner in value.items()) or s("да", "yes")
    if isinstance(value, list | tuple):
        return ", ".join(_bracketed(s, inner, of) for inner in value)
    text = str(value)
    named = of in NAMES and text not in NAMES[of] and text not in NOT_NAMES and re.fullmatch(r"[a-z_][a-z0-9_]*", text)
    return s.named(text) if named else _plain(s, text)


TABLES: dict[str, tuple[str, str]] = {
    "level": ("по уровню", "by level"),
    "group": ("по группе товара", "by group"),
    "item": ("по товару", "by item"),
    "tag": ("по отметке", "by mark"),
    "channel": ("по каналу", "by channel"),
    "grade": ("по мастеру", "by master"),
    "salon": ("по салону", "by salon"),
    "salon_category": ("по категории салона", "by the salon's category"),
    "weekday": ("по дню недели", "by weekday"),
    "tender": ("по способу оплаты", "by way of payment"),
    "segment": ("по сегменту", "by segment"),
    "choice": ("по выбору", "by the choice"),
    "attribute": ("по признаку", "by the attribute"),
    "event": ("по признаку события", "by the event's attribute"),
}
STEPS: dict[str, tuple[str, str]] = {
    "receipt": ("по сумме чека до скидок", "by the receipt's sum before discounts"),
    "line": ("по сумме строки до скидок", "by the line's sum before discounts"),
    "people": ("по числу людей на счёте", "by the number of people on the account"),
    "quantity": ("по количеству", "by the quantity"),
    "units": ("по количеству", "by the quantity"),
}


def _by(s: Speech, key: str) -> str:
    kind, _, name = key.partition(".")
    return f"{s(*TABLES[kind])} {s.named(name)}" if name else s(*TABLES[kind])


def steps_of(s: Speech, of: Any) -> str:
    """What steps go by."""
    if isinstance(of, str):
        return s(*STEPS[of]) if of in STEPS else _plain(s, of)
    ((kind, name),) = of.items()
    if kind == "event":
        if name == "amount":
            return s("по сумме события", "by the event's amount")
        return s(f"по признаку события {s.named(name)}", f"by the event's attribute {s.named(name)}")
    what = s("по счётчику", "by counter") if kind == "counter" else s("по остатку кошелька", "by the balance of wallet")
    return f"{what} {s.named(name)}"


def _steps(value: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(at, cell) for at, cell in value.items() if at != "steps"]


def _cells(s: Speech, cells: dict[str, Any], keys: list[str], of: str) -> str:
    told = []
    for key, cell in cells.items():
        if key == "table":
            continue
        label = word(s, key) if key == "else" else s.weekday(key) if keys[0] == "weekday" else s.named(key)
        deeper = len(keys) > 1 and isinstance(cell, dict)
        told.append(f"{label} — {f'({_cells(s, cell, keys[1:], of)})' if deeper else _bracketed(s, cell, of)}")
    return "; ".join(told)


def _pair(s: Speech, key: str, inner: Any, of: str = "") -> str:
    label = s.named(key) if of in KEYS_ARE_NAMES and key != "table" and key != "steps" else word(s, key)
    if isinstance(inner, dict) and set(inner) == {"ru", "en"}:
        return f"{label} {s.quote(inner[s.language])}"
    return f"{label} {_bracketed(s, inner, key)}"


def _bracketed(s: Speech, inner: Any, of: str = "") -> str:
    text = spoken(s, inner, of)
    return f"({text})" if isinstance(inner, dict) and len(inner) > 1 else text


def word(s: Speech, key: str) -> str:
    """A word of the language, or a name of the document's own in quotes."""
    if key in WORDS:
        return s(*WORDS[key])
    return _plain(s, key)


def _plain(s: Speech, text: str) -> str:
    if text in WORDS:
        return s(*WORDS[text])
    try:
        if re.fullmatch(r"[0-9]{2}-[0-9]{2}", text):
            return s.month_day(read_month_day(text))
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return s.day(date.fromisoformat(text))
    except ValueError:
        pass
    if re.fullmatch(r"-?[0-9]+([.,][0-9]+)?%?", text) or re.fullmatch(r"[0-9.,:\-]+", text):
        return text.replace(".", ",") if s.russian and re.fullmatch(r"[0-9]+\.[0-9]+%?", text) else text
    if _SPAN.search(text):
        return _SPAN.sub(lambda found: _span(s, found[1], found[2]), text)
    return s.named(text)


def _span(s: Speech, number: str, unit: str) -> str:
    noun, english = _UNITS[unit]
    return s.counted(int(number) * WHOLE, noun, english)
