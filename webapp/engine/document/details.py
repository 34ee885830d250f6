"""Settings that no sentence of their own says: each in a sentence, by what the setting is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel

from webapp.engine.document.conditions import Condition
from webapp.engine.document.phrases import Speaker, condition
from webapp.engine.document.spoken import spoken, word
from webapp.engine.document.when import end_words, period, trigger_words

Own = Callable[[Speaker, Any], str | None]


def details(s: Speaker, name: str, model: BaseModel, said: frozenset[str] | set[str]) -> Iterator[str]:
    """Every setting of a section that is not said yet, one sentence each."""
    told = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for key, value in told.items():
        if key not in said and key != "name":
            yield f"{name}: {_asked(s, model, key) or detail(s, key, value)}"


def detail(s: Speaker, key: str, value: Any) -> str:
    """One setting with what it is set to."""
    own = OWN.get(key)
    return (own(s, value) if own else None) or f"{word(s, key)} — {spoken(s, value, key)}"


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


def _cap(s: Speaker, value: dict[str, Any]) -> str:
    most, per = spoken(s, value["most"]), period(s, value["per"])
    return s(f"не больше {most} {per}", f"at most {most} {per}")


def _once(s: Speaker, value: dict[str, Any]) -> str:
    times, per = value.get("times", 1), period(s, value["per"])
    if times == 1:
        return s(f"не чаще одного раза {per}", f"not more than once {per}")
    return s(f"раз {per} — не больше {times}", f"not more than {times} times {per}")


def _released(s: Speaker, value: Any) -> str:
    on = trigger_words(s, value)
    return s(f"до того ждёт: {on}", f"it waits until then: {on}")


def _undone(s: Speaker, value: list[str]) -> str:
    names = s.any_of(s.named(name) for name in value)
    return s(f"снимается после события {names}", f"it is taken back after the event {names}")


def _ends(russian: str, english: str) -> Own:
    return lambda s, value: f"{s(russian, english)} {end_words(s, value)}"


def _floor(s: Speaker, value: Any) -> str:
    if value == "debt":
        return s("чего не хватило при списании, остаётся долгом", "what a taking lacks is left as a debt")
    return s("списывают не больше того, что есть", "no more is taken than there is")


def _bound(russian: str, english: str) -> Own:
    return lambda s, value: f"{s(russian, english)} {spoken(s, value)}"


def _gives(s: Speaker, value: dict[str, Any]) -> str | None:
    if "choice" in value:
        names = s.any_of(s.named(code) for code in value["choice"])
        return s(f"на выбор {names}", f"a choice of {names}")
    if "item" in value:
        times = f" × {value['quantity']}" if "quantity" in value else ""
        return s(
            f"бесплатно товар {s.named(value['item'])}{times}", f"item {s.named(value['item'])}{times} for nothing"
        )
    if "wallet" in value:
        units = spoken(s, value.get("units", ""))
        return s(f"{units} в кошелёк {s.wallet(value['wallet'])}", f"{units} to wallet {s.wallet(value['wallet'])}")
    if "money" in value:
        return s(f"деньги на оплату: {spoken(s, value['money'])}", f"money to pay with: {spoken(s, value['money'])}")
    if "discount" not in value and "price" not in value:
        return None
    text = s(f"скидка {spoken(s, value.get('discount'))}", f"a discount of {spoken(s, value.get('discount'))}")
    if "price" in value:
        text = s(f"цена становится {spoken(s, value['price'])}", f"the price becomes {spoken(s, value['price'])}")
    if "units" in value:
        text += s(f", единиц — {spoken(s, value['units'])}", f", units: {spoken(s, value['units'])}")
    if "of" in value:
        text += f", {spoken(s, value['of'])}"
    if "price_up_to" in value:
        text += s(f", ценой до {spoken(s, value['price_up_to'])}", f", priced up to {spoken(s, value['price_up_to'])}")
    if "most" in value:
        text += s(f", не больше {spoken(s, value['most'])}", f", at most {spoken(s, value['most'])}")
    return text


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


def _from(s: Speaker, value: Any) -> str:
    number = spoken(s, value)
    return s(f"тратить можно, когда на счёте не меньше {number}", f"only with a balance of at least {number}")


def _until(s: Speaker, value: dict[str, Any]) -> str | None:
    if "on" not in value:
        return None
    return s(
        f"кончается раньше, если {trigger_words(s, value['on'])}", f"it ends early: {trigger_words(s, value['on'])}"
    )


def _blocks(s: Speaker, value: dict[str, Any]) -> str:
    told = "; ".join(f"{spoken(s, units)} — {spoken(s, worth)}" for units, worth in value.items())
    return s(f"блоками, бонусы и сколько они стоят: {told}", f"in blocks, bonuses and what they are worth: {told}")


def _most(s: Speaker, value: Any) -> str:
    if isinstance(value, dict) and not {"table", "steps"} & value.keys():
        return _caps(s, value)
    return s(f"не больше {spoken(s, value)}", f"at most {spoken(s, value)}")


def _of(s: Speaker, value: Any) -> str | None:
    if value not in ("cheapest", "dearest", "chosen"):
        return None
    return s(f"действует на одно: {spoken(s, value)}", f"it acts on this: {spoken(s, value)}")


def _to(s: Speaker, value: Any) -> str | None:
    said = {
        "both": ("получают оба, участник и друг", "both get it, member and friend"),
        "friend": ("получает друг", "the friend gets it"),
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


KEPT_AT = {"list": ("за оставленное считают цену по прайсу", "what is kept is priced as in the list")}
OWN: dict[str, Own] = {
    "until": _until,
    "blocks": _blocks,
    "of": _of,
    "to": _to,
    "share": _share,
    "units": _bound("единиц —", "units:"),
    "price_up_to": _bound("с ценой не выше", "priced up to"),
    "paid_by": _named("только за то, что оплачено", "only for what is paid by", lambda s, code: s.tender(code)),
    "not_with": _named("не действует, если есть", "not together with", lambda s, code: s.named(code)),
    "days": _bound("вернуть можно не позже чем через столько дней:", "within this many days:"),
    "kept_units_at": lambda s, value: s(*KEPT_AT[value]) if value in KEPT_AT else None,
    "named": lambda s, value: s("её называют при записи", "it is named at the booking"),
    "guests_spend": lambda s, value: s("гости бонусы не тратят", "guests spend no bonuses"),
    "by_itself": lambda s, value: s("тратятся сами, без просьбы участника", "they pay by themselves, unasked"),
    "visit": lambda s, value: s("каждый чек — отдельный визит", "each receipt is a visit of its own"),
    "last_day": lambda s, value: s("последний день срока входит в него", "the last day of a span is inside it"),
    "amount": _bound("скидка", "taken off:"),
    "price": _bound("цена становится", "the price becomes"),
    "from": _from,
    "by_rule": lambda s, value: s("сам собой он не даётся", "it is never given by itself"),
    "change": _change,
    "per": _per,
    "per_full": _per_full,
    "cap": _cap,
    "once": _once,
    "released_by": _released,
    "undone_by": _undone,
    "expires": _ends("сгорает", "it expires"),
    "valid": _ends("кончается", "it ends"),
    "floor": _floor,
    "most": _most,
    "least": _bound("не меньше", "at least"),
    "gives": _gives,
}
"""What is said better by its own sentence; None leaves it to the words of the document."""
