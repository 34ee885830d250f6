"""Paying from wallets, in sentences: each names its wallet where there are several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from webapp.engine.document.amounts import Amount, Steps, Table, Told
from webapp.engine.document.beside import not_beside
from webapp.engine.document.details import details
from webapp.engine.document.measured import bounded, by_rows, in_money, in_numbers, in_wallet, is_money, measured
from webapp.engine.document.phrases import Speaker, condition, whole
from webapp.engine.document.schema import Spending

PER = {
    "unit": ("цены каждой единицы", "the price of each unit"),
    "line": ("суммы каждой строки", "each line's sum"),
    "receipt": ("суммы чека", "the receipt's sum"),
}
CHOICES = {
    "max": ("наибольшую возможную сумму", "the largest sum possible"),
    "amount": ("названную им сумму", "a sum of their own"),
}
SAID = frozenset(
    {"wallet", "share", "per", "on", "if", "choice", "by_itself", "not_with", "blocks", "times", "least", "most"}
)


class Payer(NamedTuple):
    """What pays: as a doer, as a means, and at the head of a setting."""

    doer: str
    means: str
    head: str


def spending(s: Speaker) -> Iterator[str]:
    ways = s.document.ways_of_paying()
    if not ways and s.document.wallets:
        yield s("Чеки бонусами не оплачивают", "Receipts are not paid with bonuses")
    if len(ways) > 1:
        yield _order(s, [wallet for wallet, _ in ways])
    for wallet, way in ways:
        yield from _spending(s, wallet, way)
    if any(way.blocks is None for _, way in ways):
        yield s(
            "Оплата раскладывается по строкам чека по порядку, каждая единица — до своего предела",
            "What is paid so is laid over the receipt's lines in their order, each unit up to its own limit",
        )


def _order(s: Speaker, wallets: list[str]) -> str:
    """Wallets of money are ways of paying: they come last, after rewards."""
    money = [wallet for wallet in wallets if is_money(s, wallet)]
    names = [s.wallet(wallet) for wallet in [*(wallet for wallet in wallets if wallet not in money), *money]]
    then = s(", потом ", ", then ")
    text = s(f"Кошельки платят по порядку: {then.join(names)}", f"Wallets pay in this order: {then.join(names)}")
    if not money:
        return text
    return text + s("; деньги из кошелька — последними, после наград", "; the money of a wallet last, after rewards")


def _payer(s: Speaker, wallet: str) -> Payer:
    purse = s.purse(wallet, "из кошелька", "of wallet")
    head = s("Оплата", "Paying") + s.purse(wallet, "из кошелька", "from wallet")
    if is_money(s, wallet):
        purse = purse or s(f" из кошелька {s.wallet(wallet)}", f" of wallet {s.wallet(wallet)}")
        return Payer(s(f"Деньги{purse}", f"Money{purse}"), s(f"Деньгами{purse}", f"Money{purse}"), head)
    return Payer(s(f"Бонусы{purse}", f"Bonuses{purse}"), s(f"Бонусами{purse}", f"Bonuses{purse}"), head)


def _spending(s: Speaker, wallet: str, way: Spending) -> Iterator[str]:
    payer, unit = _payer(s, wallet), in_wallet(s, wallet)
    yield _share(s, payer, way)
    yield from _lines(s, payer, way)
    if way.if_:
        asked = condition(s, way.if_)
        yield s(f"{payer.doer} тратят, только если {asked}", f"{payer.doer} may be spent only if {asked}")
    if way.blocks is not None:
        told = "; ".join(f"{unit.plain(units)} — {measured(s, worth, in_money(s))}" for units, worth in way.blocks)
        yield s(f"{payer.head}: блоками, сколько и за какую сумму: {told}", f"{payer.head}: in blocks: {told}")
    if way.times is not None:
        blocks = bounded(s, "блоков за раз — не больше", "blocks at once: at most", way.times, in_numbers(s))
        yield f"{payer.head}: {blocks}"
    for value, russian, english in ((way.least, "не меньше", "at least"), (way.most, "не больше", "at most")):
        if value is not None:
            yield f"{payer.head}: {bounded(s, f'за раз {russian}', f'at once {english}', value, unit)}"
    yield from details(s, payer.head, way, SAID, unit)
    for clause in not_beside(s, way.not_with, "spending"):
        yield f"{payer.head}: {clause}"
    yield _asked(s, payer, wallet, way)


def _share(s: Speaker, payer: Payer, way: Spending) -> str:
    of = s(*PER[way.per])
    down = s("с округлением вниз до шага кошелька", "rounded down to the wallet's step")
    if not by_rows(way.share) and not isinstance(way.share, Told):
        most = bounded(s, "до", "up to", way.share, in_money(s))
        if not (isinstance(way.share, Amount) and way.share.percent):
            of = s(f"с {of}", f"of {of}")
            return s(
                f"{payer.means} можно оплатить {most} {of} после скидок, {down}",
                f"{payer.doer} may pay {most} {of} after discounts, {down}",
            )
        return s(
            f"{payer.means} можно оплатить {most} {of} после скидок, {down}",
            f"{payer.doer} may pay {most} of {of} after discounts, {down}",
        )
    told = measured(s, way.share, in_money(s))
    return s(
        f"{payer.means} можно оплатить часть {of} после скидок, {down}; не больше этого: {told}",
        f"{payer.doer} may pay a part of {of} after discounts, {down}; at most this: {told}",
    )


def _lines(s: Speaker, payer: Payer, way: Spending) -> Iterator[str]:
    """What may be paid, and what a table of shares leaves out."""
    if way.on:
        lines = condition(s, way.on)
        yield s(
            f"{payer.means} оплачивают только строки, для которых верно: {lines}",
            f"{payer.doer} may pay only for lines of which this holds: {lines}",
        )
    if isinstance(way.share, Table) and not whole(way.share):
        yield s(
            f"{payer.means} нельзя оплатить ничего, что здесь не названо",
            f"{payer.doer} may pay for nothing that is not named here",
        )
    elif isinstance(way.share, Steps) and way.share.steps[0][0] > 0:
        yield s(
            f"{payer.means} ниже первой ступени не оплачивают ничего",
            f"{payer.doer} may pay for nothing below the first step",
        )
    elif not way.on:
        yield s(f"{payer.means} оплачивают любые строки чека", f"{payer.doer} may pay for any line of a receipt")


def _asked(s: Speaker, payer: Payer, wallet: str, way: Spending) -> str:
    """Whether it is asked for, and what may be asked for."""
    if way.by_itself and "max" in way.choice:
        text = s(
            f"{payer.doer} платят сами, без просьбы, сколько можно",
            f"{payer.doer}: as much as may be pays by itself, unasked",
        )
        other = s("; гость может назвать и другую сумму", "; a guest may name another sum")
        return text + (other if "amount" in way.choice else "")
    named = s.any_of(s(*CHOICES[choice]) for choice in dict.fromkeys(way.choice))
    purse = s.purse(wallet, "из кошелька", "from wallet")
    return s(f"Гость может потратить{purse} {named}", f"A guest may spend{purse} {named}")
