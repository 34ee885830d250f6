"""What rules give, take off and withhold, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webapp.engine.document.amounts import Amount, Steps, Table, Told, leaves_of
from webapp.engine.document.benefits import DISCOUNTS
from webapp.engine.document.beside import Kind, not_beside
from webapp.engine.document.conditions import LINE_WORDS, looks_at_lines
from webapp.engine.document.currencies import WITHOUT_CENTS
from webapp.engine.document.details import detail, details
from webapp.engine.document.measured import (
    bounded,
    by_rows,
    in_money,
    in_numbers,
    in_wallet,
    is_money,
    labelled,
    measured,
    stepped,
)
from webapp.engine.document.phrases import Speaker, condition, rows, whole
from webapp.engine.document.schema import Rule
from webapp.engine.document.spoken import word
from webapp.engine.document.turns import once_of
from webapp.engine.document.when import period, trigger_words
from webapp.engine.document.words import HOUR, MINUTE, UNIT
from webapp.engine.effects.discount import Discount
from webapp.engine.effects.earn import Earning
from webapp.engine.money import WHOLE
from webapp.engine.sentences import REFUSALS

REASONS = {
    "instalments": ("рассрочка, кредит или оплата частями", "instalments, credit or payment in parts"),
    "excluded": ("исключено из программы", "excluded from the programme"),
}
TAKES = {
    "best": ("действует одна, самая выгодная", "one acts, the best"),
    "add": ("складываются", "they add up"),
    "chain": ("действуют одна после другой, каждая на то, что оставила прежняя", "each acts on what the former left"),
    "first": ("действует первая, что подходит", "the first that fits acts"),
}
REQUESTS = {"birthday_gift": ("о подарке ко дню рождения", "for a birthday gift")}
ONCE = {
    "year": ("не чаще раза за календарный год", "at most once in a calendar year"),
    "birthday": ("не чаще раза на каждый день рождения", "at most once for each birthday"),
    "life": ("один раз за всё время", "once for life"),
}


def earning(s: Speaker) -> Iterator[str]:
    found = [(code, rule, rule.then.earn) for code, rule in s.document.rules.items() if rule.on.kind == "sale"]
    for code, rule, earn in found:
        if earn is not None:
            yield from _earning(s, _name(s, code), rule, earn)
    earning = [earn for _, _, earn in found if earn is not None]
    if any(_by_money(earn) for earn in earning):
        yield _earned_on(s)
    if len(earning) > 1:
        yield s(
            "Если строке подходит несколько правил, действует первое по порядку, потом те, что добавляют; те, что "
            "умножают, умножают только первое",
            "Where several rules fit a line, the first of them acts, then those that add; those that multiply "
            "multiply the first alone",
        )


def _by_money(earn: Earning) -> bool:
    """Whether how much it gives goes by what is paid."""
    shares = any(isinstance(leaf, Amount) and leaf.percent for leaf in leaves_of(earn.give))
    return earn.base == "paid" and (shares or earn.per is not None or earn.per_full is not None)


def _earned_on(s: Speaker) -> str:
    """What is earned on where nothing else is said; what counts as money is named."""
    wallets = [wallet for wallet, _ in s.document.ways_of_paying() if is_money(s, wallet)]
    given = [code for code, reward in s.document.rewards.items() if reward.as_ == "payment"]
    names = s.all_of(
        [s(f"из кошелька {s.wallet(code)}", f"from wallet {s.wallet(code)}") for code in wallets]
        + [s(f"наградой {s.name('rewards', code)}", f"by reward {s.name('rewards', code)}") for code in given]
    )
    also = s(f"; оплаченное {names} — это тоже уплаченное деньгами", f"; what is paid {names} is paid in money too")
    return s(
        "Начисляют на то, что уплачено деньгами: после скидок и без оплаченного бонусами",
        "Earning is on what is paid in money: after discounts, less what bonuses paid",
    ) + (also if names else "")


EARNED_SAID = frozenset(
    {"give", "of", "scaled", "wallet", "adds", "times", "per", "per_full", "base", "paid_by", "cap", "to"}
)
RULE_SAID = frozenset({"on", "if", "then", "once", "not_with"})


def _earning(s: Speaker, name: str, rule: Rule, earn: Earning) -> Iterator[str]:
    purse = s.purse(earn.wallet, "в кошелёк", "to wallet")
    if earn.times is not None:
        yield _multiplied(s, name, purse, earn.times)
    else:
        yield from given_by(s, name, purse, rule, earn)
    yield from _terms(s, name, earn)
    yield from _when(s, name, rule)
    yield from _rule_limits(s, name, rule, "earn")
    if earn.times is None:
        yield from _how(s, name, earn)


def _multiplied(s: Speaker, name: str, purse: str, times: Any) -> str:
    factor = measured(s, times, in_numbers(s))
    colon = ":" if by_rows(times) else ""
    return s(
        f"{name}: умножается на{colon} {factor} — только то, что{purse} начислило первое подходящее правило, без "
        "того, что добавили другие",
        f"{name}: multiplied by{colon} {factor} is only what the first rule that fits gives{purse}, not what others "
        "add",
    )


def given_by(s: Speaker, name: str, purse: str, rule: Rule, earn: Earning) -> Iterator[str]:
    """How much it gives, row by row where a table tells."""
    if isinstance(earn.give, Table):
        into = f"{purse.strip()}, " if purse else ""
        for row in rows(s, earn.give, lambda cell: _given(s, cell, rule, earn)):
            yield f"{name}: {into}{row}"
        if not whole(earn.give):
            yield s(f"{name}: за остальное не начисляется ничего", f"{name}: nothing is given for the rest")
    elif isinstance(earn.give, Steps):
        told = stepped(s, earn.give, lambda cell: _given(s, cell, rule, earn))
        yield s(f"{name}: начисляется{purse} {told}", f"{name}: it gives{purse} {told}")
    elif earn.give is not None:
        colon = ":" if isinstance(earn.give, Told) else ""
        given = _given(s, earn.give, rule, earn)
        yield s(f"{name}: начисляется{purse}{colon} {given}", f"{name}: it gives{purse}{colon} {given}")


def _terms(s: Speaker, name: str, earn: Earning) -> Iterator[str]:
    """Within which bounds, when it can be used and until when."""
    unit = in_wallet(s, earn.wallet)
    if earn.paid_by is not None:
        tenders = s.any_of(s.tender(code) for code in earn.paid_by)
        yield s(f"{name}: только за то, что оплачено {tenders}", f"{name}: only for what is paid by {tenders}")
    yield from details(s, name, earn, EARNED_SAID, unit)
    if earn.cap is not None:
        per = period(s, earn.cap.per)
        most = bounded(s, "не больше", "at most", earn.cap.most, unit)
        yield f"{name}: {per}: {most}" if by_rows(earn.cap.most) else f"{name}: {most} {per}"


def _how(s: Speaker, name: str, earn: Earning) -> Iterator[str]:
    if earn.of == "unit":
        yield s(f"{name}: каждая единица округляется отдельно", f"{name}: each unit is rounded for itself")
    elif earn.of in ("receipt", "visit"):
        of = word(s, earn.of)
        yield s(f"{name}: округляется итог целиком: {of}", f"{name}: the whole is rounded: {of}")
    else:
        yield s(f"{name}: округляется итог строки чека", f"{name}: the line's result is rounded")
    if earn.scaled:
        yield s(
            f"{name}: если часть цены оплачена бонусами, начисление уменьшается на ту же долю",
            f"{name}: where bonuses paid a part of the price, the earning shrinks by the same share",
        )
    elif earn.per is None and earn.per_full is None and _has_fixed(earn.give):
        yield s(
            f"{name}: число бонусов не зависит от того, сколько оплачено бонусами",
            f"{name}: the number does not depend on how much bonuses paid",
        )
    yield from _adds(s, name, earn)
    if earn.to != "member":
        yield f"{name}: {detail(s, 'to', earn.to)}"


def _adds(s: Speaker, name: str, earn: Earning) -> Iterator[str]:
    if earn.adds:
        yield s(f"{name}: добавляется к тому, что дали другие правила", f"{name}: it adds to what other rules gave")


def _has_fixed(give: Any) -> bool:
    if isinstance(give, Table):
        return any(isinstance(cell, Amount) and not cell.percent for _, cell in give.leaves())
    return isinstance(give, Amount) and not give.percent


BASES = {
    "paid": ("уплаченного", "what is paid"),
    "discounted": ("суммы после скидок", "the sum after discounts"),
    "gross": ("суммы до скидок", "the sum before discounts"),
    "minutes": ("числа минут", "the minutes"),
    "hours": ("числа часов", "the hours"),
    "units": ("числа единиц", "the units"),
}
OF_FRIEND = ("уплаченного другом", "what the friend pays")
OF_EVENT = ("суммы события", "the event's amount")


def _base(s: Speaker, rule: Rule, earn: Earning) -> str:
    if earn.base == "paid" and rule.on.kind == "friend":
        return s(*OF_FRIEND)
    if rule.on.kind in ("event", "request") and earn.base in ("paid", "discounted", "gross"):
        return s(*OF_EVENT)
    return s(*BASES[earn.base])


def _given(s: Speaker, amount: Any, rule: Rule, earn: Earning) -> str:
    if isinstance(amount, Table | Steps):
        return f"({measured(s, amount, in_wallet(s, earn.wallet))})"
    if isinstance(amount, Amount) and amount.percent:
        base = _base(s, rule, earn)
        return s(f"{s.percent(amount.value)} от {base}", f"{s.percent(amount.value)} of {base}")
    given = measured(s, amount, in_wallet(s, earn.wallet))
    if earn.per is not None or earn.per_full is not None:
        return f"{given} {_for_each(s, rule, earn)}"
    if rule.on.kind != "sale":
        return given
    once = {"receipt": ("за чек", "for a receipt"), "visit": ("за визит", "for a visit")}
    return f"{given} {s(*once.get(earn.of, ('за каждую единицу', 'for each unit')))}"


def _for_each(s: Speaker, rule: Rule, earn: Earning) -> str:
    """«за каждые полные 100 ₽ уплаченного»."""
    number = earn.per if earn.per is not None else earn.per_full or WHOLE
    nouns = {"minutes": (MINUTE, "minute"), "hours": (HOUR, "hour"), "units": (UNIT, "unit")}
    if earn.base in nouns:
        measure, of = s.counted(number, *nouns[earn.base]), ""
    else:
        measure, of = s.money(number), s("", "of ") + _base(s, rule, earn)
    part = f"{measure} {of}".strip()
    if number == WHOLE:
        rest = "" if earn.per is not None else s(", за остаток ничего", ", nothing for a part")
        return s(f"за {part}", f"for each {part}") + rest
    if earn.per is None:
        return s(f"за каждые полные {part}, за остаток ничего", f"for each full {part}, nothing for a part")
    return s(f"за каждые {part}, за часть — по доле", f"for each {part}, in proportion for a part")


DISCOUNT_SAID = frozenset({"percent", "amount", "price", "most"})


def discounts(s: Speaker) -> Iterator[str]:
    giving = [(code, rule) for code, rule in s.document.rules.items() if rule.then.discount and rule.on.kind == "sale"]
    for code, rule in giving:
        if rule.then.discount is not None:
            yield from _discount(s, _name(s, code), rule.then.discount)
        yield from _when(s, _name(s, code), rule)
        yield from _rule_limits(s, _name(s, code), rule, "discount")
    yield from _groups(s, [rule for _, rule in giving])
    if giving and not s.document.combine:
        to = s("целых", "whole sums") if s.currency in WITHOUT_CENTS else s("сотых", "hundredths")
        yield s(
            f"На строку действует одна скидка, самая большая; она округляется до {to}, половина — вверх",
            f"One discount acts on a line, the largest; it is rounded to {to}, a half up",
        )


def _groups(s: Speaker, giving: list[Rule]) -> Iterator[str]:
    """How each group acts, and in which order they do."""
    for group, terms in s.document.combine.items():
        name, (russian, english) = s.named(group), TAKES[terms.take]
        by = s("по чеку целиком", "by the whole receipt") if terms.per == "receipt" else s("по строкам", "line by line")
        yield s(f"Группа скидок {name}: {russian}, {by}", f"Group of discounts {name}: {english}, {by}")
    rewards = [each.combine for each in s.document.rewards.values() if each.as_ == "discount"]
    named = [group or DISCOUNTS for group in (*(rule.combine for rule in giving), *rewards)]
    used = [*s.document.combine, *named]
    names = [s.named(group) for group in dict.fromkeys(used)]
    if s.document.combine and DISCOUNTS not in s.document.combine and DISCOUNTS in used:
        other, (russian, english) = s.named(DISCOUNTS), TAKES["best"]
        yield s(
            f"Группа скидок {other}, то есть все прочие: {russian}, по строкам",
            f"Group of discounts {other}, which is all the others: {english}, line by line",
        )
    if s.document.combine and len(names) > 1:
        listed = s(", потом ", ", then ").join(names)
        yield s(
            f"Группы скидок действуют по порядку, каждая на то, что оставили прежние: {listed}",
            f"Groups of discounts act in this order, each on what the former left: {listed}",
        )


def _discount(s: Speaker, name: str, discount: Discount) -> Iterator[str]:
    money = in_money(s)
    percent = discount.percent if discount.percent is not None else discount.amount
    if isinstance(percent, Table):
        for row in rows(s, percent, lambda cell: measured(s, cell, money)):
            yield s(f"{name}: {row}", f"{name}: {row}")
        if not whole(percent):
            yield s(f"{name}: на остальное скидки нет", f"{name}: there is none on the rest")
    elif percent is not None:
        yield f"{name}: {labelled(s, 'скидка', 'a discount of', percent, money)}"
    elif discount.price is not None:
        yield f"{name}: {labelled(s, 'цена становится', 'the price becomes', discount.price, money)}"
    if discount.most is not None:
        yield f"{name}: {bounded(s, 'скидка не больше', 'it takes off at most', discount.most, money)}"
    yield from details(s, name, discount, DISCOUNT_SAID, money)


def _rule_limits(s: Speaker, name: str, rule: Rule, kind: Kind | None) -> Iterator[str]:
    """How often, and beside what it does not act; said with what the rule gives."""
    rule = rule.model_copy(update={"once": once_of(rule)})
    if rule.once and _plain_once(rule):
        yield f"{name}: {s(*ONCE[str(rule.once.per)])}"
    said = _plain_once(rule) or (rule.on.name == "first_sale" and rule.once and rule.once.per == "friend")
    yield from details(s, name, rule, RULE_SAID if said else RULE_SAID - {"once"})
    if kind is not None:
        for clause in not_beside(s, rule.not_with, kind, rule.at, rule.combine):
            yield f"{name}: {clause}"


def refusals(s: Speaker) -> Iterator[str]:
    withheld = {
        "earning": ("бонусы за чек не начисляются", "the receipt earns no bonuses"),
        "spending": ("бонусами платить нельзя", "bonuses can't be spent"),
        "discount": ("скидка не даётся", "there is no discount"),
        "event": ("событие не принимается", "the event is refused"),
    }
    for code, rule in s.document.rules.items():
        if rule.then.refuse is None:
            continue
        name = _name(s, code)
        for what, words in withheld.items():
            reason = getattr(rule.then.refuse, what)
            if reason is not None:
                said = REASONS.get(reason) or REFUSALS.get(reason)
                spoken_ = s(*said) if said is not None else s.named(reason)
                yield s(f"{name}: {words[0]}; причина — {spoken_}", f"{name}: {words[1]}; the reason: {spoken_}")
        yield from _when(s, name, rule)
        yield from _rule_limits(s, name, rule, None)


def gifts(s: Speaker) -> Iterator[str]:
    """Rules on something other than a sale, and what rules do beside discounts and earning."""
    for code, rule in s.document.rules.items():
        name = _name(s, code)
        if rule.on.kind != "sale":
            yield from _answer(s, name, rule)
        acts = list(_acts(s, name, rule))
        yield from acts
        if rule.on.kind != "sale" or acts:
            yield from _when(s, name, rule)
            yield from _rule_limits(s, name, rule, "earn" if rule.then.earn else None)
        if rule.on.kind == "friend" and rule.if_ is not None:
            yield s(
                f"{name}: условия о покупке, её строках и о том, какая она по счёту, — о друге, остальные — о том, кто "
                "его привёл",
                f"{name}: what is asked of the purchase, its lines and its number is asked of the friend, the rest of "
                "the member who brought them",
            )


def _plain_once(rule: Rule) -> bool:
    return rule.once is not None and rule.once.per in ONCE and rule.once.times == 1


WHOM = {
    "member": ("получает тот, кто привёл друга", "the member who brought the friend gets it"),
    "friend": ("получает сам приведённый друг", "the friend who was brought gets it"),
    "both": ("получают оба: и друг, и тот, кто его привёл", "both get it: the friend and the member who brought them"),
}


def _answer(s: Speaker, name: str, rule: Rule) -> Iterator[str]:
    """What the rule answers to, and what it earns."""
    earn = rule.then.earn
    purse = s.purse(earn.wallet if earn else None, "в кошелёк", "to wallet")
    if rule.on.kind == "request" and rule.then.of("give"):
        asked = s(*REQUESTS.get(rule.on.name, (s.named(rule.on.name), s.named(rule.on.name))))
        yield s(f"{name}: действует по просьбе {asked}", f"{name}: it acts on a request {asked}")
    elif rule.on.kind == "birthday" and not rule.on.name and earn and isinstance(earn.give, Amount):
        amount = _given(s, earn.give, rule, earn)
        yield s(
            f"{name}: в день рождения участник получает {amount}{purse}",
            f"{name}: on the birthday the member gets {amount}{purse}",
        )
        yield from _terms(s, name, earn)
        return
    else:
        on = trigger_words(s, rule.on.written())
        yield s(f"{name}: повод — {on}", f"{name}: it acts on this: {on}")
    if earn is None:
        return
    if earn.times is not None:
        yield _multiplied(s, name, purse, earn.times)
    yield from given_by(s, name, purse, rule, earn)
    if rule.on.kind == "friend":
        yield f"{name}: {s(*WHOM[earn.to])}"
        if rule.on.name == "first_sale":
            yield s(f"{name}: за каждого друга один раз", f"{name}: once for each friend")
    elif earn.to != "member":
        yield f"{name}: {detail(s, 'to', earn.to)}"
    yield from _adds(s, name, earn)
    yield from _terms(s, name, earn)


def _acts(s: Speaker, name: str, rule: Rule) -> Iterator[str]:
    """Effects beside discounts, earning and refusals."""
    told = rule.then.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for effect, kind, section in rule.then.acts():
        for sentence in kind.say(s, section, told[effect]):
            yield f"{name}: {sentence}"


def _name(s: Speaker, code: str) -> str:
    return s.name("rules", code)


def _when(s: Speaker, name: str, rule: Rule) -> Iterator[str]:
    if rule.if_ is not None:
        asked = condition(s, rule.if_)
        yield s(f"{name}: действует, только если {asked}", f"{name}: it acts only if {asked}")
    if rule.on.of_friends_sale and looks_at_lines(rule.if_, LINE_WORDS):
        own = s("из чека друга — только за такие строки", "for such lines of the friend's receipt only")
        yield f"{name}: {own}"
