"""What a benefit does not go together with, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from webapp.engine.document.benefits import DISCOUNTS
from webapp.engine.document.phrases import Speaker

Kind = Literal["discount", "reward", "earn", "spending"]

GIVES_WAY = {
    "offers": ("чужая акция", "an offer from outside"),
    "rewards": ("награда, которую хотят использовать", "a reward that is to be used"),
}
"""To these a discount gives way, however large it is."""
PRESENT = {
    "offers": ("чужая акция", "an offer from outside"),
    DISCOUNTS: ("скидка", "a discount"),
    "rewards": ("использованная награда", "a used reward"),
    "spending": ("оплата бонусами", "a payment with bonuses"),
}


def not_beside(s: Speaker, names: list[str], kind: Kind, at: str = "line", group: str | None = None) -> Iterator[str]:
    """One clause each; `group` is the group of discounts that the benefit itself is in."""
    if kind in ("earn", "spending"):
        if names:
            yield _barred(s, names, kind, at)
        return
    for name in names:
        if name == "spending":
            yield s(
                "не действует на чек, на который тратят бонусы",
                "it does not act on a receipt that bonuses are spent on",
            )
        elif name == "rewards" and kind == "reward":
            yield s("с другими наградами на одном чеке её не используют", "no other reward is used on the same receipt")
        elif name in GIVES_WAY:
            what = s(*GIVES_WAY[name])
            if at == "receipt":
                yield s(f"не действует на чек, где есть {what}", f"it does not act on a receipt with {what}")
            else:
                yield s(f"не действует на строки, где есть {what}", f"it does not act on lines with {what}")
        else:
            other = s("другими скидками", "other discounts") if name == DISCOUNTS else s.named(name)
            which = _which(s, name, at, group or DISCOUNTS)
            yield s(f"вместе с {other} не действует: {which}", f"it does not go together with {other}: {which}")


def _which(s: Speaker, name: str, at: str, group: str) -> str:
    """Which of two acts: in a group in which the best is taken the larger, else what comes first."""
    where = s("на чек", "on the receipt") if at == "receipt" else s("на строку", "on the line")
    terms = s.document.combine.get(group)
    if (terms is None or terms.take == "best") and _group_of(s, name) == group:
        return s(f"{where} действует то, что больше", f"the larger acts {where}")
    return s(f"{where} действует то, что идёт раньше", f"what comes first acts {where}")


def _group_of(s: Speaker, name: str) -> str:
    if name in s.document.combine:
        return name
    benefit = s.document.rules.get(name) or s.document.rewards.get(name)
    return (benefit.combine if benefit is not None else None) or DISCOUNTS


def _barred(s: Speaker, names: list[str], kind: Kind, at: str) -> str:
    told = s.any_of(s(*PRESENT[name]) if name in PRESENT else s.named(name) for name in names)
    if kind == "spending":
        return s(f"не платят за строки, где есть {told}", f"they do not pay for lines with {told}")
    if at == "receipt":
        return s(f"не начисляется на чек, где есть {told}", f"a receipt with {told} earns nothing by it")
    return s(f"не начисляется на строки, где есть {told}", f"lines with {told} earn nothing by it")
