"""Settings that no sentence of their own says: each in a sentence, by what the setting is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel

from webapp.engine.document.amounts import Amount, Steps, Table, Told
from webapp.engine.document.conditions import Condition
from webapp.engine.document.measured import Unit, bounded, in_money, in_numbers, labelled, measured
from webapp.engine.document.phrases import Speaker, condition
from webapp.engine.document.spoken import spoken, word
from webapp.engine.document.when import end_words, period, span_words, trigger_words
from webapp.engine.document.words import DAY
from webapp.engine.money import WHOLE

Own = Callable[[Speaker, Any], str | None]


def details(
    s: Speaker, name: str, model: BaseModel, said: frozenset[str] | set[str], unit: Unit | None = None
) -> Iterator[str]:
    """Every setting of a section that is not said yet, one sentence each; numbers of what it gives are in `unit`."""
    told = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for key, value in told.items():
        if key not in said and key != "name":
            text = _asked(s, model, key) or _measured(s, model, key, unit or in_numbers(s))
            yield f"{name}: {text or detail(s, key, value)}"


def detail(s: Speaker, key: str, value: Any) -> str:
    """One setting with what it is set to."""
    own = OWN.get(key)
    return (own(s, value) if own else None) or f"{word(s, key)} — {spoken(s, value, key)}"


BOUNDS = {
    "most": ("не больше", "at most"),
    "least": ("не меньше", "at least"),
    "price_up_to": ("с ценой не выше", "priced up to"),
    "from": ("тратить можно, когда на счёте не меньше", "only with a balance of at least"),
    "further": ("кроме первого на счёт могут войти ещё не больше", "besides the first, others may join, at most"),
    "guests": ("гостей может быть не больше", "guests, at most"),
    "times": ("раз — не больше", "how often: at most"),
}
SUMS = {
    "amount": ("скидка", "taken off:"),
    "price": ("цена становится", "the price becomes"),
}
"""What is always money."""


def _measured(s: Speaker, model: BaseModel, key: str, unit: Unit) -> str | None:
    """A bound or a sum with its unit."""
    value = getattr(model, f"{key}_", None)
    value = getattr(model, key, None) if value is None else value
    if not isinstance(value, int | Amount | Told | Table | Steps) or isinstance(value, bool):
        return None
    if key in SUMS:
        return labelled(s, *SUMS[key], value, in_money(s))
    if key in ("units", "step"):
        label = s("единиц", "units") if key == "units" else s("шаг", "the step")
        return f"{label} — {measured(s, value, in_numbers(s) if key == 'units' else unit)}"
    numbers = in_numbers(s) if key in ("further", "guests", "times") else unit
    numbers = in_money(s) if key == "price_up_to" else numbers
    return bounded(s, *BOUNDS[key], value, numbers) if key in BOUNDS else None


def _asked(s: Speaker, model: BaseModel, key: str) -> str | None:
    asked = getattr(model, f"{key}_", None) or getattr(model, key, None)
    if not isinstance(asked, Condition) or key not in CONDITIONS:
        return None
    return s(*CONDITIONS[key]) + " " + condition(s, asked)


CONDITIONS = {
    "if": ("только если", "only if"),
    "on": ("только для строк, о которых верно:", "only for lines of which this holds:"),
    "while": ("срок не идёт, пока", "the time of expiry stands still while"),
}


def _per(s: Speaker, value: Any) -> str | None:
    if isinstance(value, dict):
        return _caps(s, value)
    if value in ("unit", "line", "receipt"):
        return None
    number = spoken(s, value)
    return s(f"столько за каждые {number}, за часть — по доле", f"so much for each {number}, in proportion for a part")


def _caps(s: Speaker, value: dict[str, Any]) -> str:
    told = s.all_of(f"{spoken(s, most)} {period(s, per)}" for per, most in value.items())
    return s(f"не больше {told}", f"at most {told}")


def _per_full(s: Speaker, value: Any) -> str:
    number = spoken(s, value)
    return s(
        f"столько за каждые полные {number}, за остаток ничего", f"so much for each full {number}, nothing for a part"
    )


def _once(s: Speaker, value: dict[str, Any]) -> str:
    times, per = value.get("times", 1), period(s, value["per"])
    if times == 1:
        return s(f"не чаще одного раза {per}", f"not more than once {per}")
    return s(f"раз {per} — не больше {times}", f"not more than {times} times {per}")


def _released(s: Speaker, value: Any) -> str:
    on = trigger_words(s, value)
    return s(f"это ждёт и станет доступным, когда будет: {on}", f"it waits and becomes usable at this: {on}")


def _undone(s: Speaker, value: list[str]) -> str:
    names = s.any_of(s.named(name) for name in value)
    return s(f"снимается после события {names}", f"it is taken back after the event {names}")


def _ends(russian: str, english: str) -> Own:
    def say(s: Speaker, value: Any) -> str:
        if value == "never":
            return s(f"не {russian}", "it never ends")
        return f"{s(russian, english)} {end_words(s, value)}"

    return say


def _available(s: Speaker, value: Any) -> str:
    if isinstance(value, dict):
        event = s.named(value["event"])
        return s(f"пользоваться этим можно после события {event}", f"it can be used after the event {event}")
    known = {
        "at_once": ("пользоваться этим можно сразу", "it can be used at once"),
        "next_day": ("пользоваться этим можно со следующего дня", "it can be used from the next day on"),
        "next_visit": ("пользоваться этим можно со следующего визита", "it can be used from the next visit on"),
        "next_sale": ("пользоваться этим можно со следующей покупки", "it can be used from the next purchase on"),
    }
    if value in known:
        return s(*known[value])
    return s(f"пользоваться этим можно через {span_words(s, value)}", f"it can be used after {span_words(s, value)}")


def _floor(s: Speaker, value: Any) -> str:
    if value == "debt":
        return s("чего не хватило при списании, остаётся долгом", "what a taking lacks is left as a debt")
    return s("списывают не больше того, что есть", "no more is taken than there is")


def _change(s: Speaker, value: str) -> str | None:
    said = {
        "kept": ("что не потрачено за раз, остаётся на следующий", "what one use leaves is kept for the next"),
        "lost": ("что не потрачено за раз, пропадает", "what one use leaves is lost"),
        "yearly": (
            "выбор меняют не чаще раза в календарный год",
            "the choice is changed at most once in a calendar year",
        ),
        "never": ("выбор не меняют", "the choice is not changed"),
        "any_visit": ("выбор меняют в любой визит", "the choice is changed at any visit"),
    }
    return s(*said[value]) if value in said else None


def _blocks(s: Speaker, value: dict[str, Any]) -> str:
    told = "; ".join(f"{spoken(s, units)} — {spoken(s, worth)}" for units, worth in value.items())
    return s(f"блоками, бонусы и сколько они стоят: {told}", f"in blocks, bonuses and what they are worth: {told}")


def _most(s: Speaker, value: Any) -> str:
    return _caps(s, value)


def which_units(s: Speaker, of: Any) -> str | None:
    """Which of the units that fit are taken."""
    said = {
        "cheapest": ("берётся самое дешёвое из подходящего", "the cheapest of what fits is taken"),
        "dearest": ("берётся самое дорогое из подходящего", "the dearest of what fits is taken"),
        "chosen": ("берётся то, что выберут", "what is chosen is taken"),
    }
    return s(*said[of]) if of in said else None


def _to(s: Speaker, value: Any) -> str | None:
    said = {
        "both": ("получают оба, участник и тот, кто его привёл", "both get it, the member and who brought them"),
        "friend": ("получает тот, кто привёл участника", "whoever brought the member gets it"),
    }
    return s(*said[value]) if value in said else None


def _share(s: Speaker, value: Any) -> str | None:
    if not isinstance(value, list):
        return None
    return s("общее у всех на счёте — ", "all on the account share ") + s.all_of(spoken(s, each) for each in value)


def _named(russian: str, english: str, called: Callable[[Speaker, str], str]) -> Own:
    def say(s: Speaker, value: Any) -> str:
        names = value if isinstance(value, list) else [value]
        return f"{s(russian, english)} {s.any_of(called(s, str(each)) for each in names)}"

    return say


COVERS = {
    "whole_line": ("строку оплачивают целиком или никак", "a line is paid whole or not at all"),
    "whole_receipt": ("чек оплачивают целиком или никак", "the receipt is paid whole or not at all"),
}
PAYMENT = (
    "это способ оплаты, а не скидка: на оплаченное ею начисляется и считается так же, как на деньги",
    "it is a way of paying, no discount: what it pays earns and counts as money does",
)
GIVEN = {
    "taken": ("подаренные за покупку награды забирают", "rewards given for the purchase are taken away"),
    "kept": ("подаренные за покупку награды остаются", "rewards given for the purchase are kept"),
}
KEPT_AT = {"list": ("за оставленное считают цену по прайсу", "what is kept is priced as in the list")}
OWN: dict[str, Own] = {
    "blocks": _blocks,
    "of": which_units,
    "to": _to,
    "share": _share,
    "paid_by": _named("только за то, что оплачено", "only for what is paid by", lambda s, code: s.tender(code)),
    "days": lambda s, value: s(
        f"вернуть можно в течение {s.of_counted(value * WHOLE, DAY, 'day')}",
        f"accepted within {s.counted(value * WHOLE, DAY, 'day')}",
    ),
    "minimum_term": lambda s, value: s(
        f"выйти можно не раньше чем через {span_words(s, value)}",
        f"one may leave no sooner than {span_words(s, value)}",
    ),
    "leaving": lambda s, value: s(
        f"участие кончается через {span_words(s, value)} после просьбы",
        f"the membership ends {span_words(s, value)} after the request",
    ),
    "since": lambda s, value: s(f"считает только с {spoken(s, value)}", f"it counts only since {spoken(s, value)}"),
    "kept_units_at": lambda s, value: s(*KEPT_AT[value]) if value in KEPT_AT else None,
    "named": lambda s, value: s("её называют при записи", "it is named at the booking"),
    "guests_spend": lambda s, value: s("гости бонусы не тратят", "guests spend no bonuses"),
    "visit": lambda s, value: s("каждый чек — отдельный визит", "each receipt is a visit of its own"),
    "last_day": lambda s, value: s("последний день срока входит в него", "the last day of a span is inside it"),
    "change": _change,
    "per": _per,
    "per_full": _per_full,
    "once": _once,
    "released_by": _released,
    "undone_by": _undone,
    "expires": _ends("сгорает", "it expires"),
    "valid": _ends("кончается", "it ends"),
    "available": _available,
    "cover": lambda s, value: s(*COVERS[value]),
    "at": lambda s, value: s("смотрят на весь чек, а не на одну строку", "the whole receipt is looked at, not a line"),
    "as": lambda s, value: s(*PAYMENT),
    "taken": lambda s, value: s(
        "бонусы за неё удерживают с самой записи, при отмене они возвращаются",
        "its bonuses are held from the booking on, and given back if that is cancelled",
    ),
    "rest": lambda s, value: s("остаток кошелька при этом пропадает", "the rest of the wallet is lost with it"),
    "combine": _named("группа скидок —", "its group of discounts is", lambda s, code: s.named(code)),
    "spent": lambda s, value: s("потраченные бонусы не возвращаются", "bonuses that were spent do not come back"),
    "rewards_used": lambda s, value: s(
        "использованная на покупку награда не возвращается", "a reward used on the purchase does not come back"
    ),
    "rewards_given": lambda s, value: s(*GIVEN[value]),
    "floor": _floor,
    "most": _most,
}
"""What is said better by its own sentence; None leaves it to the words of the document."""
