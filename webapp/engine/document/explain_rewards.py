"""Rewards with their certificates, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.engine.document.amounts import Table
from webapp.engine.document.beside import not_beside
from webapp.engine.document.details import PAYMENT, details, which_units
from webapp.engine.document.measured import bounded, in_money, in_numbers, in_wallet, labelled, measured, of_whole
from webapp.engine.document.phrases import Speaker, condition, rows
from webapp.engine.document.schema import Certificates, Gives, Reward
from webapp.engine.document.when import period
from webapp.engine.document.words import HOUR

SAID = frozenset({"gives", "price", "on", "if", "per", "transferable", "as", "change", "not_with"})


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
    else:
        yield f"{name}: {_given(s, reward.gives)}"
    yield from _counts_as(s, name, reward)
    yield from details(s, name, reward, SAID)
    for clause in not_beside(s, reward.not_with, "reward", reward.at, reward.combine):
        yield f"{name}: {clause}"
    yield from _use(s, name, reward)
    if not reward.price:
        yield s(f"{name} не продаётся: её можно только подарить", f"{name} has no price: it can only be given")
    for wallet, price in reward.price.items():
        purse, unit = s.purse(wallet, "из кошелька", "of wallet"), in_wallet(s, wallet)
        if isinstance(price, Table):
            for row in rows(s, price, lambda cell, unit=unit: measured(s, cell, unit)):  # type: ignore[misc]
                yield s(f"{name}, цена{purse}: {row}", f"{name}, its price{purse}: {row}")
        elif not isinstance(price, int):
            told = measured(s, price, unit)
            yield s(f"{name}, цена{purse}: {told}", f"{name}, its price{purse}: {told}")
        else:
            yield s(f"{name} стоит {unit.plain(price)}{purse}", f"{name} costs {unit.plain(price)}{purse}")


def _counts_as(s: Speaker, name: str, reward: Reward) -> Iterator[str]:
    """Whether it lowers what is paid, and what becomes of what one use leaves."""
    if reward.as_ == "payment":
        yield f"{name}: {s(*PAYMENT)}"
    elif reward.gives.money is not None:
        yield s(
            f"{name}: это скидка: на то, что она покрыла, не начисляется, и уплаченным оно не считается",
            f"{name}: it is a discount: what it covers earns nothing and does not count as paid",
        )
    if reward.gives.money is None and reward.change == "lost":
        return
    left = {
        "kept": ("что не потрачено за раз, остаётся на следующий", "what one use leaves is kept for the next"),
        "lost": ("что не потрачено за раз, пропадает", "what one use leaves is lost"),
    }
    yield f"{name}: {s(*left[reward.change])}"


def _given(s: Speaker, gives: Gives) -> str:
    if gives.choice:
        names = s.any_of(s.named(code) for code in gives.choice)
        return s(f"на выбор {names}", f"a choice of {names}")
    if gives.item is not None:
        times = f" × {gives.quantity}" if gives.quantity != 1 else ""
        return s(f"бесплатно товар {s.item(gives.item)}{times}", f"item {s.item(gives.item)}{times} for nothing")
    if gives.group is not None:
        names = s.any_of(s.group(code) for code in gives.group)
        return s(f"бесплатно одно из группы {names}", f"one of group {names} for nothing")
    if gives.wallet is not None:
        purse, unit = s.wallet(gives.wallet), in_wallet(s, gives.wallet)
        units = measured(s, gives.units, unit) if gives.units is not None else ""
        return s(f"{units} в кошелёк {purse}", f"{units} to wallet {purse}").strip()
    if gives.money is not None:
        told = measured(s, gives.money, in_money(s))
        return s(f"сумма на оплату: {told}", f"a sum to pay with: {told}")
    return _taken_off(s, gives)


def _taken_off(s: Speaker, gives: Gives) -> str:
    money = in_money(s)
    if gives.price is not None:
        text = labelled(s, "цена становится", "the price becomes", gives.price, money)
    elif of_whole(gives.discount):
        text = s("бесплатно (скидка 100 %)", "for nothing (a discount of 100%)")
    else:
        text = labelled(s, "скидка", "a discount of", gives.discount, money)
    if gives.units is not None:
        units = measured(s, gives.units, in_numbers(s))
        text += s(f", единиц — {units}", f", units: {units}")
    if gives.price_up_to is not None:
        text += ", " + bounded(s, "с ценой не выше", "priced up to", gives.price_up_to, money)
    if gives.most is not None:
        text += ", " + bounded(s, "скидка не больше", "it takes off at most", gives.most, money)
    if gives.of is not None:
        text += f"; {which_units(s, gives.of)}"
    return text


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
