"""Conditions on what a member has, has done and does now, each as a clause that can follow «если»."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from webapp.engine.document.amounts import written
from webapp.engine.document.bounds import Compare
from webapp.engine.document.spoken import word
from webapp.engine.document.triggers import Anchor
from webapp.engine.document.when import trigger_words
from webapp.engine.document.words import BONUS

if TYPE_CHECKING:
    from webapp.engine.document.phrases import Speaker

Bounds = Callable[..., str]
"""Says a number's bounds, each number as told."""

MONTHS = (
    *(("январь", "January"), ("февраль", "February"), ("март", "March"), ("апрель", "April"), ("май", "May")),
    *(("июнь", "June"), ("июль", "July"), ("август", "August"), ("сентябрь", "September")),
    *(("октябрь", "October"), ("ноябрь", "November"), ("декабрь", "December")),
)
COMPARED = {
    "at_least": ("не меньше", "at least"),
    "more_than": ("больше", "more than"),
    "at_most": ("не больше", "at most"),
    "less_than": ("меньше", "less than"),
}


def _offer(s: Speaker, asked: bool | str, bounds: Bounds) -> str:
    if isinstance(asked, str):
        return s(
            f"строка продаётся по чужой акции {s.quote(asked)}", f"the line carries the outside offer {s.quote(asked)}"
        )
    if asked:
        return s("строка продаётся по чужой акции", "the line carries an offer from outside")
    return s("строка продаётся не по чужой акции", "the line carries no offer from outside")


def _had(s: Speaker, asked: Any, bounds: Bounds, denied: bool = False) -> str:
    what = s("тот же товар", "the same item") if asked.same == "item" else s("товар той же группы", "the same group")
    over = s(f" за {s.span(asked.over)} до этого", f" in the last {s.span(asked.over)}") if asked.over else ""
    if denied:
        return s(f"участник ещё не покупал {what}{over}", f"the member has not had {what}{over}")
    return s(f"участник уже покупал {what}{over}", f"the member has had {what} before{over}")


def companion(s: Speaker, asked: Any, line: str) -> str:
    """Another line of the receipt, of which `line` is said."""
    several = asked.units > 1
    units = s(f"не меньше {asked.units} единиц", f"at least {asked.units} units") if several else s("что-то", "a unit")
    return s(
        f"в чеке есть {units} на другой строке, где {line}", f"the receipt has {units} on another line of which {line}"
    )


def _by_name(russian: str, english: str) -> Callable[[Speaker, Any, Bounds], str]:
    return lambda s, asked, bounds: f"{s(russian, english)} {s.quote(asked)}"


def _named(
    plain: tuple[str, str], none: tuple[str, str], named: tuple[str, str]
) -> Callable[[Speaker, Any, Bounds], str]:
    def say(s: Speaker, asked: bool | str, bounds: Bounds) -> str:
        if isinstance(asked, str):
            return _by_name(*named)(s, asked, bounds)
        return s(*(plain if asked else none))

    return say


def _nth(s: Speaker, asked: Any, bounds: Bounds) -> str:
    if asked.every is not None:
        return s(f"это каждый {asked.every}-й визит", f"it is every visit of number {asked.every}, and its multiples")
    said = bounds(s, asked.visit, s.number)
    return s(f"номер визита — {said}", f"the visit's number is {said}")


def _first(s: Speaker, asked: Any, bounds: Bounds, denied: str = "") -> str:
    if asked.sale_of is not None:
        group = s.group(asked.sale_of)
        return s(f"это {denied}первая покупка из группы {group}", f"it is {denied}the first purchase of group {group}")
    if asked.of == "visit":
        return s(f"это {denied}первый визит", f"it is {denied}the first visit")
    return s(f"это {denied}первая покупка", f"it is {denied}the first purchase")


def _wallets(s: Speaker, asked: dict[str, Compare], bounds: Bounds) -> str:
    told = [(s.name("wallets", name), _balance(s, name, bound, bounds)) for name, bound in asked.items()]
    return s.all_of(s(f"в кошельке {name} — {bound}", f"wallet {name} holds {bound}") for name, bound in told)


def _balance(s: Speaker, name: str, bound: Compare, bounds: Bounds) -> str:
    held = s.document.wallets.get(name)
    if held is not None and held.unit == "money":
        return bounds(s, bound, s.money)
    return bounds(s, bound, lambda n: s.of_counted(n, BONUS, "bonus"), s.bonuses)


def _number(russian: str, english: str) -> Callable[[Speaker, Any, Bounds], str]:
    return lambda s, asked, bounds: f"{s(russian, english)} {bounds(s, asked, s.number)}"


def _listed(russian: str, english: str, section: str = "") -> Callable[[Speaker, Any, Bounds], str]:
    def say(s: Speaker, asked: list[str], bounds: Bounds) -> str:
        return (
            f"{s(russian, english)} {s.any_of(s.name(section, name) if section else s.quote(name) for name in asked)}"
        )

    return say


def _choice(s: Speaker, asked: dict[str, list[str]], bounds: Bounds) -> str:
    said = [f"{s.name('choices', name)} — {s.any_of(map(s.quote, words))}" for name, words in asked.items()]
    return f"{s('выбор участника:', 'the member has chosen:')} {s.all_of(said)}"


def _since(s: Speaker, asked: Any, bounds: Bounds) -> str:
    said = s.all_of(
        [f"{s(*words)} {s.of_span(getattr(asked, name))}" for name, words in COMPARED.items() if getattr(asked, name)]
    )
    of = asked.of
    if isinstance(of, Anchor) and of.kind != "event":
        return s(f"с {word(s, of.kind)} прошло {said}", f"{said} have passed since {word(s, of.kind)}")
    told = trigger_words(s, written(of) if isinstance(of, Anchor) else of.written())
    return s(f"с последнего раза ({told}) прошло {said}", f"{said} have passed since the latest time of this: {told}")


def _happened(russian: str, english: str) -> Callable[[Speaker, Any, Bounds], str]:
    def say(s: Speaker, asked: dict[str, Any], bounds: Bounds) -> str:
        found = []
        for name, wanted in asked.items():
            label = word(s, name) if name in ("amount", "units", "ahead") else s.named(name)
            if isinstance(wanted, tuple):
                told = s.any_of(map(s.named, wanted))
            elif isinstance(wanted, Compare):
                told = bounds(s, wanted, s.money if name == "amount" else s.number)
            else:
                bound = ((words, getattr(wanted, bound)) for bound, words in COMPARED.items())
                told = s.all_of(f"{s(*words)} {s.of_span(span)}" for words, span in bound if span is not None)
                found.append(s(f"до назначенного времени {told}", f"the booked time {told} ahead"))
                continue
            label = s(label, "an amount of") if name == "amount" else label
            found.append(f"{label}{s(' — ', ': ' if isinstance(wanted, tuple) else ' ')}{told}")
        return f"{s(russian, english)} {s.all_of(found)}"

    return say


def _months(s: Speaker, asked: Any, bounds: Bounds) -> str:
    return f"{s('месяц —', 'the month is')} {s.any_of(s(*MONTHS[month - 1]) for month in asked)}"


MORE: dict[str, Callable[[Speaker, Any, Bounds], str]] = {
    "offer": _offer,
    "had": _had,
    "rewarded": _named(
        ("на строке использована награда", "a reward is used on the line"),
        ("на строке не использована награда", "no reward is used on the line"),
        ("на строке использована награда", "the line uses the reward"),
    ),
    "uses": _named(
        ("на чеке использована награда", "a reward is used on the receipt"),
        ("на чеке не использована награда", "no reward is used on the receipt"),
        ("на чеке использована награда", "the receipt uses the reward"),
    ),
    "discounted": _named(
        ("на чек действует скидка", "a discount acts on the receipt"),
        ("на чек не действует скидка", "no discount acts on the receipt"),
        ("на чек действует скидка", "the receipt has the discount"),
    ),
    "guest": _named(
        ("покупает гость", "a guest buys"),
        ("покупает сам участник", "the member buys, no guest"),
        ("покупает гость", "the guest is"),
    ),
    "booked": _happened("в записи", "the booking has"),
    "event": _happened("в событии", "the event has"),
    "nth": _nth,
    "first": _first,
    "minutes": _number("минут одной единицы —", "the minutes of a unit are"),
    "age": _number("возраст —", "the age is"),
    "people": _number("людей на счёте —", "the people on the account are"),
    "segment": _listed("сегмент —", "the segment is"),
    "holds": _listed("у участника есть награда", "the member holds the reward", "rewards"),
    "choice": _choice,
    "wallet": _wallets,
    "since": _since,
    "months": _months,
}
"""One entry for each word of the grammar that is not said beside the others."""

NAMED = frozenset({"rewarded", "uses", "discounted"})
"""Words that stand with a name or with yes and no."""
NEVER: dict[str, Callable[[Speaker, Any, Bounds], str]] = {
    "had": lambda s, asked, bounds: _had(s, asked, bounds, denied=True),
    "first": lambda s, asked, bounds: _first(s, asked, bounds, s("не ", "not ")),
    "rewarded": _by_name("на строке не использована награда", "the line does not use the reward"),
    "uses": _by_name("на чеке не использована награда", "the receipt does not use the reward"),
    "discounted": _by_name("на чек не действует скидка", "the receipt does not have the discount"),
}
"""The same denied."""
