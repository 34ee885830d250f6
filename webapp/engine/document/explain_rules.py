"""What rules give, take off and withhold, and rewards with their certificates, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from webapp.engine.document.amounts import Amount, Table, written
from webapp.engine.document.conditions import LINE_WORDS, looks_at_lines
from webapp.engine.document.currencies import WITHOUT_CENTS
from webapp.engine.document.details import details
from webapp.engine.document.phrases import Speaker, condition, rows, whole
from webapp.engine.document.schema import Certificates, Reward, Rule
from webapp.engine.document.spoken import spoken, word
from webapp.engine.document.turns import once_of
from webapp.engine.document.when import period, trigger_words
from webapp.engine.document.words import HOUR
from webapp.engine.effects.earn import Earning
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
    if earning:
        yield s(
            "Начисляют на то, что уплачено деньгами: после скидок и без оплаченного бонусами",
            "Earning is on what is paid in money: after discounts, less what bonuses paid",
        )
    if len(earning) > 1:
        yield s(
            "Если строке подходит несколько правил, действует первое по порядку, потом те, что добавляют, потом те, "
            "что умножают",
            "Where several rules fit a line, the first of them acts, then those that add, then those that multiply",
        )


EARNED_SAID = frozenset({"give", "of", "scaled", "wallet", "adds", "times"})
RULE_SAID = frozenset({"on", "if", "then"})


def _earning(s: Speaker, name: str, rule: Rule, earn: Earning) -> Iterator[str]:
    purse = s.purse(earn.wallet, "в кошелёк", "to wallet")
    if earn.times is not None:
        times = s.number(earn.times.value) if isinstance(earn.times, Amount) else spoken(s, written(earn.times))
        yield s(
            f"{name}: начисленное{purse} умножается на {times}",
            f"{name}: what is earned{purse} is multiplied by {times}",
        )
    elif isinstance(earn.give, Table):
        if purse:
            yield s(f"{name}: начисляется{purse}", f"{name}: it gives{purse}")
        yield from _rows(s, name, earn.give, lambda cell: _given(s, cell, earn))
        if not whole(earn.give):
            yield s(f"{name}: за остальное не начисляется ничего", f"{name}: nothing is given for the rest")
    elif earn.give is not None:
        given = _given(s, earn.give, earn)
        yield s(f"{name}: начисляется{purse} {given}", f"{name}: it gives{purse} {given}")
    yield from details(s, name, earn, EARNED_SAID)
    yield from _when(s, name, rule)
    if earn.times is None:
        yield from _how(s, name, earn)


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
    if earn.adds:
        yield s(f"{name}: добавляется к тому, что дали другие правила", f"{name}: it adds to what other rules gave")


def _has_fixed(give: Any) -> bool:
    if isinstance(give, Table):
        return any(isinstance(cell, Amount) and not cell.percent for _, cell in give.leaves())
    return isinstance(give, Amount) and not give.percent


def _given(s: Speaker, amount: Any, earn: Earning) -> str:
    if not isinstance(amount, Amount):
        return spoken(s, written(amount))
    if amount.percent:
        if earn.base != "paid":
            return s.percent(amount.value)
        return s(f"{s.percent(amount.value)} от уплаченного", f"{s.percent(amount.value)} of what is paid")
    if earn.per is not None or earn.per_full is not None or earn.of in ("receipt", "visit"):
        return s.bonuses(amount.value)
    return s(f"{s.bonuses(amount.value)} за каждую единицу", f"{s.bonuses(amount.value)} for each unit")


def discounts(s: Speaker) -> Iterator[str]:
    giving = [(code, rule) for code, rule in s.document.rules.items() if rule.then.discount and rule.on.kind == "sale"]
    for code, rule in giving:
        name = _name(s, code)
        discount = rule.then.discount
        percent = discount.percent if discount else None
        if discount is not None:
            yield from details(s, name, discount, {"percent"})
        if isinstance(percent, Table):
            yield from _rows(s, name, percent, s.amount)
            if not whole(percent):
                yield s(f"{name}: на остальное скидки нет", f"{name}: there is none on the rest")
        elif percent is not None:
            yield s(f"{name}: скидка {s.amount(percent)}", f"{name}: a discount of {s.amount(percent)}")
        yield from _when(s, name, rule)
    for group, terms in s.document.combine.items():
        name, (russian, english) = s.named(group), TAKES[terms.take]
        by = s("по чеку целиком", "by the whole receipt") if terms.per == "receipt" else s("по строкам", "line by line")
        yield s(f"Группа скидок {name}: {russian}, {by}", f"Group of discounts {name}: {english}, {by}")
    if giving and not s.document.combine:
        to = s("целых", "whole sums") if s.currency in WITHOUT_CENTS else s("сотых", "hundredths")
        yield s(
            f"На строку действует одна скидка, самая большая; она округляется до {to}, половина — вверх",
            f"One discount acts on a line, the largest; it is rounded to {to}, a half up",
        )


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


def gifts(s: Speaker) -> Iterator[str]:
    """Rules on something other than a sale, and what rules do beside discounts and earning."""
    for code, rule in s.document.rules.items():
        name = _name(s, code)
        if rule.on.kind != "sale":
            yield from _answer(s, name, rule)
        acts = list(_acts(s, name, rule))
        yield from acts
        rule = rule.model_copy(update={"once": once_of(rule)})
        yield from details(s, name, rule, RULE_SAID | ({"once"} if _plain_once(rule) else set()))
        if rule.on.kind != "sale" or acts:
            yield from _when(s, name, rule)
        if rule.once and _plain_once(rule):
            yield f"{name}: {s(*ONCE[str(rule.once.per)])}"


def _plain_once(rule: Rule) -> bool:
    return rule.once is not None and rule.once.per in ONCE and rule.once.times == 1


def _answer(s: Speaker, name: str, rule: Rule) -> Iterator[str]:
    """What the rule answers to, and what it earns."""
    earn = rule.then.earn
    amount = s.amount(earn.give) if earn and earn.give is not None else ""
    purse = s.purse(earn.wallet if earn else None, "в кошелёк", "in wallet")
    plain = earn is not None and isinstance(earn.give, Amount)
    if rule.on.kind == "request" and rule.then.of("give"):
        asked = s(*REQUESTS.get(rule.on.name, (s.named(rule.on.name), s.named(rule.on.name))))
        yield s(f"{name}: действует по просьбе {asked}", f"{name}: it acts on a request {asked}")
    elif rule.on.kind == "birthday" and not rule.on.name and plain:
        yield s(
            f"{name}: в день рождения участник получает {amount}{purse}",
            f"{name}: on the birthday the member gets {amount}{purse}",
        )
    elif rule.on.kind == "friend" and rule.on.name == "first_sale" and plain:
        yield s(
            f"{name}: за первый оплаченный чек друга тот, кто его привёл, получает {amount}{purse}, "
            "за каждого один раз",
            f"{name}: for a friend's first paid receipt the member who brought them gets {amount}{purse}, "
            "once for each",
        )
    else:
        on = trigger_words(s, rule.on.written())
        yield s(f"{name}: повод — {on}", f"{name}: it acts on this: {on}")
        if earn is not None:
            yield s(f"{name}: начисляется{purse} {amount}", f"{name}: it gives{purse} {amount}")
    if earn is not None:
        yield from details(s, name, earn, EARNED_SAID - {"of", "scaled", "adds"})


def _acts(s: Speaker, name: str, rule: Rule) -> Iterator[str]:
    """Effects beside discounts, earning and refusals."""
    told = rule.then.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for effect, kind, section in rule.then.acts():
        for sentence in kind.say(s, section, told[effect]):
            yield f"{name}: {sentence}"


def rewards(s: Speaker) -> Iterator[str]:
    for code, reward in s.document.rewards.items():
        yield from _reward(s, code, reward)
    if s.document.certificates:
        yield from _certificates(s, s.document.certificates)


def _reward(s: Speaker, code: str, reward: Reward) -> Iterator[str]:
    name = s(f"Награда {s.name('rewards', code)}", f"Reward {s.name('rewards', code)}")
    if reward.gives.certificate is not None:
        hours = s.counted(reward.gives.certificate.hours, HOUR, "hour")
        yield s(
            f"{name} — сертификат; его использование засчитывает {hours}",
            f"{name} is a certificate; its use counts {hours}",
        )
    said = {"price", "on", "if", "per", "transferable", *(("gives",) if reward.gives.certificate is not None else ())}
    yield from details(s, name, reward, said)
    yield from _use(s, name, reward)
    if not reward.price:
        yield s(f"{name} не продаётся: её можно только подарить", f"{name} has no price: it can only be given")
    for wallet, price in reward.price.items():
        purse = s.purse(wallet, "из кошелька", "of wallet")
        if isinstance(price, Table):
            yield from _rows(
                s, s(f"{name}, цена{purse}", f"{name}, its price{purse}"), price, lambda cell: _cost(s, cell)
            )
        elif not isinstance(price, int):
            yield s(f"{name}, цена{purse}: ", f"{name}, its price{purse}: ") + spoken(s, written(price))
        else:
            yield s(f"{name} стоит {s.bonuses(price)}{purse}", f"{name} costs {s.bonuses(price)}{purse}")


def _cost(s: Speaker, cell: Any) -> str:
    return s.bonuses(cell) if isinstance(cell, int) else spoken(s, written(cell))


def _use(s: Speaker, name: str, reward: Reward) -> Iterator[str]:
    """Where, when, how often and by whom it may be used."""
    if reward.on is not None:
        lines = condition(s, reward.on)
        yield s(f"{name} действует только на строки, где {lines}", f"{name} acts only on lines of which {lines}")
    if reward.if_ is not None:
        asked = condition(s, reward.if_)
        yield s(f"{name} даётся, только если {asked}", f"{name} may be used only if {asked}")
    for per, most in reward.per.items():
        yield s(f"{name}: не больше {most} {period(s, per)}", f"{name}: at most {most} {period(s, per)}")
    if reward.transferable is not None:
        may = reward.transferable
        yield s(
            f"{name}: {'может воспользоваться и другой человек' if may else 'никто другой воспользоваться не может'}",
            f"{name}: somebody else {'may' if may else 'may not'} use it",
        )


def _certificates(s: Speaker, terms: Certificates) -> Iterator[str]:
    shares = s.any_of(s.percent(share) for share in terms.shares)
    yield s(
        f"Бонусами оплачивают {shares} цены сертификата, остальное — деньгами при визите",
        f"Bonuses pay {shares} of a certificate's price, the rest is paid in money at the visit",
    )
    yield s(
        f"Сертификат действует {s.span(terms.valid)}: день выдачи не считается, последний день входит",
        f"A certificate is good for {s.span(terms.valid)}: the day of issue is not counted, the last day is included",
    )
    places = {"salon": ("в салон", "to a salon"), "email": ("по электронной почте", "by e-mail")}
    for place, words in places.items():
        span = getattr(terms.deliver, place)
        if span is None:
            yield s(f"Срок доставки сертификата {words[0]} не назван", f"No time is set for delivery {words[1]}")
        else:
            yield s(
                f"Доставка сертификата {words[0]} — за {s.span(span)}",
                f"Delivery {words[1]} takes up to {s.span(span)}",
            )
    if terms.booked:
        yield s("Использовать сертификат можно только по записи", "A certificate can be used only when booked")
    else:
        yield s("Использовать сертификат можно и без записи", "A certificate can be used without booking")
    accepted = {
        "same_category": (
            "в салонах той категории, на которую выпущены",
            "in salons of the category that they are for",
        ),
        "any": ("во всех салонах", "in all salons"),
    }[terms.accepted_in]
    yield s(f"Сертификаты принимают {accepted[0]}", f"Certificates are accepted {accepted[1]}")
    if terms.anywhere_for:
        held = s.any_of(s.name("levels", level) for level in terms.anywhere_for)
        yield s(
            f"Сертификаты, заказанные на уровне {held}, принимают во всех салонах",
            f"Certificates ordered at level {held} are accepted in all salons",
        )
    if terms.transferable:
        yield s(
            "Пока сертификат не использован, его можно передать другому",
            "Until it is used a certificate may be handed on",
        )
    else:
        yield s("Передать сертификат другому нельзя", "A certificate cannot be handed on")
    yield s(
        "Неиспользованный сертификат можно отменить с возвратом бонусов; "
        "не использованный в срок бонусов не возвращает",
        "An unused certificate may be cancelled and its bonuses given back; "
        "one that runs out unused gives nothing back",
    )


def _name(s: Speaker, code: str) -> str:
    return s.name("rules", code)


def _when(s: Speaker, name: str, rule: Rule) -> Iterator[str]:
    if rule.if_ is not None:
        asked = condition(s, rule.if_)
        yield s(f"{name}: действует, только если {asked}", f"{name}: it acts only if {asked}")
    if rule.on.of_friends_sale and looks_at_lines(rule.if_, LINE_WORDS):
        own = s("из чека друга — только за такие строки", "for such lines of the friend's receipt only")
        yield f"{name}: {own}"


def _rows(s: Speaker, name: str, table: Table, cell: Callable[[Any], str]) -> Iterator[str]:
    for row in rows(s, table, cell):
        yield f"{name}: {row}"
