"""Wallets, counters, spending, campaigns and returns, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webapp.engine.calendar import Duration
from webapp.engine.document.amounts import Amount, Table, written
from webapp.engine.document.details import details
from webapp.engine.document.ends import CALENDAR_WINDOWS, Row, write_window
from webapp.engine.document.phrases import Speaker, condition, lots_end, rows
from webapp.engine.document.schema import Counter, Spending, Wallet
from webapp.engine.document.spoken import spoken
from webapp.engine.document.triggers import Trigger
from webapp.engine.document.values import LEVEL_PERIOD
from webapp.engine.document.when import PERIODS, trigger_words
from webapp.engine.money import WHOLE

ROUNDINGS = {
    "down": ("вниз", "down"),
    "up": ("вверх", "up"),
    "half_up": ("до ближайшего шага, половина — вверх", "to the nearest step, a half up"),
}
COUNTS = {
    "paid": (
        "деньги, уплаченные за покупки после скидок, без оплаченного бонусами",
        "the money paid for purchases after discounts, less what bonuses paid",
    ),
    "gross": ("сумма покупок по ценам до скидок", "purchases at their prices before discounts"),
    "visits": ("визиты: несколько чеков за день — один визит", "visits: several receipts in a day are one"),
    "receipts": ("чеки", "receipts"),
    "units": ("проданные единицы", "units sold"),
    "hours": ("часы купленных услуг", "the hours of services bought"),
    "minutes": ("минуты купленных услуг", "the minutes of services bought"),
    "people": ("людей на счёте", "the people on the account"),
}


def wallets(s: Speaker) -> Iterator[str]:
    for code, wallet in s.document.wallets.items():
        name = s(f"Кошелёк {s.name('wallets', code)}", f"Wallet {s.name('wallets', code)}")
        if wallet.worth is None and not _pays(s, code) and wallet.unit == "points":
            yield s(
                f"{name}: бонусами платят только за награды, в деньгах они цены не имеют",
                f"{name}: bonuses only buy rewards, they have no worth in money",
            )
        elif wallet.worth is not None or not _in_blocks(s, code):
            yield from _worth(s, name, wallet)
        step, way = s.number(wallet.step), s(*ROUNDINGS[wallet.round])
        yield s(
            f"{name}: начисление округляется {way}, с шагом {step}",
            f"{name}: earning is rounded {way}, in steps of {step}",
        )
        if wallet.available.kind == "at_once":
            yield s(f"{name}: начисленное можно тратить сразу", f"{name}: what is earned can be spent at once")
        elif wallet.available.span is not None:
            wait = s.span(wallet.available.span)
            yield s(
                f"{name}: начисленное можно тратить через {wait}, а до того оно показывается как ожидающее",
                f"{name}: what is earned can be spent after {wait}; until then it is shown as pending",
            )
        yield f"{name}: {lots_end(s, wallet.expires)}"
        yield from _order(s, name, wallet)
        said = {"step", "round", "expires", "order"}
        said |= {"available"} if wallet.available.kind == "after" else set()
        yield from details(s, name, wallet, said | {"worth", "per"})
    if any(wallet.order.kind != "oldest" for wallet in s.document.wallets.values()):
        yield s(
            "Первыми тратятся бонусы, которые раньше сгорят, при равном сроке — более давние; бессрочные — последними",
            "Bonuses that expire sooner are spent first, of equal ones the older; those that never expire go last",
        )


def _order(s: Speaker, name: str, wallet: Wallet) -> Iterator[str]:
    """Which bonuses of it go first, where it is not as in all wallets."""
    source = s.named(wallet.order.source)
    if wallet.order.kind == "oldest":
        yield s(
            f"{name}: первыми тратятся самые давние бонусы, когда бы они ни сгорали",
            f"{name}: the oldest bonuses are spent first, whenever they expire",
        )
    elif wallet.order.kind == "first":
        yield s(
            f"{name}: раньше прочих тратятся бонусы, которые дало {source}",
            f"{name}: bonuses that came of {source} are spent before all others",
        )


def _worth(s: Speaker, name: str, wallet: Wallet) -> Iterator[str]:
    """What a number of units pays for."""
    units = s("один бонус", "one bonus")
    if wallet.per is not None:
        units = s("бонусов — ", "of bonuses ") + spoken(s, written(wallet.per))
        if isinstance(wallet.per, int):
            units = s.bonuses(wallet.per)
    if isinstance(wallet.worth, Table):
        for row in rows(
            s, wallet.worth, lambda cell: s.money(cell.value) if isinstance(cell, Amount) else s.amount(cell)
        ):
            yield s(f"{name}: {units} при оплате, {row}", f"{name}: {units} when paying, {row}")
        return
    worth = spoken(s, written(wallet.worth)) if wallet.worth is not None else s.money(WHOLE)
    worth = s.money(wallet.worth.value) if isinstance(wallet.worth, Amount) else worth
    yield s(f"{name}: {units} при оплате — это {worth}", f"{name}: {units} pays for {worth}")


def _pays(s: Speaker, code: str) -> bool:
    """Whether the wallet pays for receipts."""
    return any(wallet == code for wallet, _ in s.document.ways_of_paying())


def _in_blocks(s: Speaker, code: str) -> bool:
    """Whether blocks alone say what its bonuses are worth."""
    return all(way.blocks for wallet, way in s.document.ways_of_paying() if wallet == code)


def counters(s: Speaker) -> Iterator[str]:
    for code, counter in s.document.counters.items():
        name = s(f"Счётчик {s.name('counters', code)}", f"Counter {s.name('counters', code)}")
        what = _counted(s, counter)
        if counter.count == "visits" and s.document.calendar.visit == "receipt":
            what = s("визиты: каждый чек — визит", "visits: each receipt is one")
        yield s(f"{name} считает {_window(s, counter)}: {what}", f"{name} counts {_window(s, counter)}: {what}")
        if counter.if_:
            yield s(
                f"{name} считает, только если {condition(s, counter.if_)}",
                f"{name} counts only if {condition(s, counter.if_)}",
            )
        yield from _begun_anew(s, name, counter)
        said = {"count", "if", "over", "resets"} | ({"since"} if counter.since == "level_lost" else set())
        said |= {"since"} if isinstance(counter.since, Trigger) else set()
        yield from details(s, name, counter, said)
        if counter.since == "level_lost":
            yield s(
                f"{name} начинается заново, когда участник теряет уровень и остаётся на низшем или без уровня",
                f"{name} begins anew when a level is lost and the member falls to the lowest one or to none",
            )
        elif counter.over != LEVEL_PERIOD and counter.since is None:
            yield s(f"{name} при потере уровня не обнуляется", f"{name} is not begun anew when a level is lost")
    if s.document.prepaid:
        named = s.any_of(s.tender(code) for code in s.document.prepaid)
        yield s(
            f"То, что оплачено {named}, принесло бонусы и сосчитано при их покупке, поэтому снова бонусов не "
            "приносит и в суммы не входит; часы таких услуг считаются",
            f"What is paid by {named} was earned on and counted when that was bought, so it neither earns nor adds "
            "to sums again; the hours of such services count",
        )


def _counted(s: Speaker, counter: Counter) -> str:
    if counter.count is None:
        return s("то, что добавляют к нему правила", "what rules add to it")
    return s(*COUNTS[counter.count]) if isinstance(counter.count, str) else _told(s, counter.count.written())


def _begun_anew(s: Speaker, name: str, counter: Counter) -> Iterator[str]:
    """What makes it begin again."""
    if counter.resets is not None:
        on = trigger_words(s, counter.resets.on.written())
        rest = s("; остаток сверх порога остаётся", "; what is above the threshold is kept")
        yield s(f"{name} обнуляется тогда: {on}", f"{name} begins anew at this: {on}") + (
            rest if counter.resets.to == "rest" else ""
        )
    if isinstance(counter.since, Trigger):
        begun = s(f"начало счётчика {s.quote(counter.since.name)}", f"counter {s.quote(counter.since.name)} begins")
        on = begun if counter.since.kind == "begins" else trigger_words(s, counter.since.written())
        yield s(f"{name} считает только с последнего такого дня: {on}", f"{name} counts since the last such day: {on}")


def _told(s: Speaker, count: dict[str, Any]) -> str:
    if "event" in count:
        event = s.quote(count["event"])
        of = str(count.get("of", "1"))
        if of in ("amount", "units"):
            return s(f"{spoken(s, of)} по событию {event}", f"the {spoken(s, of)} of the event {event}")
        return s(f"сколько раз было событие {event}", f"how often the event {event} has happened")
    if "average" in count:
        of, last = s(*COUNTS[count["average"]]), spoken(s, count["last"])
        return s(f"в среднем за последние {last}: {of}", f"on the average of the last {last}: {of}")
    if "give" in count:
        give, full = spoken(s, count["give"]), spoken(s, count["per_full"])
        of = s("визита", "visit") if count["of"] == "visit" else s("чека", "receipt")
        return s(f"по {give} за каждые полные {full} {of}", f"{give} for each full {full} of a {of}")
    if "periods" in count:
        russian, english = PERIODS[count["periods"]]
        if count["in_a_row"]:
            return s(
                f"подряд идущие периоды, в которых что-то было; период — до конца {russian}", f"{english}s in a row"
            )
        return s(f"периоды, в которых что-то было; период — до конца {russian}", f"{english}s with anything in them")
    return spoken(s, count)


def _window(s: Speaker, counter: Counter) -> str:
    if isinstance(counter.over, Row) and counter.over.kind == "lasts":
        span = s.span(counter.over.span)
        return s(
            f"за {span} с первого сосчитанного, после чего начинает заново со следующего",
            f"for {span} from the first thing counted, and then anew from the next",
        )
    if isinstance(counter.over, Duration):
        return s(f"в пределах последних {s.of_span(counter.over)}", f"over the last {s.span(counter.over)}")
    if isinstance(counter.over, Row) or counter.over in CALENDAR_WINDOWS:
        return s("за ", "over ") + spoken(s, write_window(counter.over))
    if counter.over == LEVEL_PERIOD:
        return s("с начала нынешнего срока уровня", "since the present period of the level began")
    return s("за всё время", "for life")


def spending(s: Speaker) -> Iterator[str]:
    if not s.document.spending and s.document.wallets:
        yield s("Чеки бонусами не оплачивают", "Receipts are not paid with bonuses")
    for wallet, way in s.document.ways_of_paying():
        yield from _spending(s, wallet, way)


def _spending(s: Speaker, wallet: str, spending: Spending) -> Iterator[str]:
    per = {
        "unit": ("цены каждой единицы", "the price of each unit"),
        "line": ("суммы каждой строки", "each line's sum"),
        "receipt": ("суммы чека", "the receipt's sum"),
    }
    share = spoken(s, written(spending.share))
    if isinstance(spending.share, Amount) and spending.share.percent:
        share = s.percent(spending.share.value)
    of = s(*per[spending.per])
    purse = s.purse(wallet, "из кошелька", "of wallet")
    yield s(
        f"Бонусами{purse} можно оплатить до {share} {of} после скидок, с округлением вниз до шага кошелька",
        f"Bonuses{purse} may pay up to {share} of {of} after discounts, rounded down to the wallet's step",
    )
    if spending.on:
        yield s(
            f"Бонусами оплачивают только строки, для которых верно: {condition(s, spending.on)}",
            f"Bonuses pay only for lines of which this holds: {condition(s, spending.on)}",
        )
    else:
        yield s("Бонусами оплачивают любые строки чека", "Bonuses pay for any line of a receipt")
    if spending.if_:
        yield s(
            f"Бонусы тратят, только если {condition(s, spending.if_)}",
            f"Bonuses are spent only if {condition(s, spending.if_)}",
        )
    name = s("Оплата", "Paying")
    yield from details(s, name, spending, {"wallet", "share", "per", "on", "if", "choice"})
    choices = {
        "max": ("наибольшую возможную сумму", "the largest sum possible"),
        "amount": ("названную им сумму", "a sum of their own"),
    }
    named = s.any_of(s(*choices[choice]) for choice in spending.choice)
    yield s(f"Гость может потратить {named}", f"A guest may spend {named}")
    yield s(
        "Бонусы раскладываются по строкам чека по порядку, каждая единица — до своего предела",
        "Bonuses are laid over the receipt's lines in their order, each unit up to its own limit",
    )


def campaigns(s: Speaker) -> Iterator[str]:
    places = {
        "first": ("тратятся первыми", "are spent first"),
        "last": ("тратятся последними", "are spent last"),
        None: ("тратятся в общем порядке", "are spent in the common order"),
    }
    for code, campaign in s.document.campaigns.items():
        purse = s.purse(campaign.wallet, "в кошелёк", "to wallet")
        name = s(f"Бонусы кампании {s.name('campaigns', code)}", f"Bonuses of campaign {s.name('campaigns', code)}")
        yield s(
            f"{name} начисляют вручную{purse}, и они {places[campaign.spent][0]}",
            f"{name} are granted by hand{purse}, and {places[campaign.spent][1]}",
        )
        if campaign.pays_for:
            lines = condition(s, campaign.pays_for)
            yield s(
                f"{name} оплачивают только строки, для которых верно: {lines}",
                f"{name} pay only for lines of which this holds: {lines}",
            )
        if campaign.expires:
            yield s(f"{name}: {lots_end(s, campaign.expires)}", f"{name}: {lots_end(s, campaign.expires)}")
        else:
            yield s(f"{name} живут столько же, сколько обычные", f"{name} live as long as ordinary ones")


def returns(s: Speaker) -> Iterator[str]:
    yield from details(s, s("Возвраты", "Returns"), s.document.returns, {"short"})
    yield s(
        "При возврате отдают столько денег, сколько заплачено за возвращённые единицы",
        "A return gives back the money that was paid for the returned units",
    )
    if s.document.wallets and s.document.returns.spent == "back":
        yield s(
            "Потраченные на покупку бонусы возвращаются с прежним сроком, а если он прошёл — ещё на 14 дней",
            "Bonuses spent on the purchase come back with their old end, or for 14 days more where it has passed",
        )
    if s.document.wallets:
        floors = {wallet.floor for wallet in s.document.wallets.values()}
        missing = {
            "debt": ("долг, который гасят следующие начисления", "is owed and paid by the next earnings"),
            "forgive": ("прощается", "is forgiven"),
            "money": ("удерживается из возвращаемых денег", "is kept back from the money"),
        }[s.document.returns.short or ("forgive" if floors == {"0"} else "debt")]
        yield s(
            f"Начисленные за покупку бонусы снимаются: сначала они сами, потом другие в порядке траты; недостающее — "
            f"{missing[0]}",
            f"Bonuses earned by the purchase are taken back: first they themselves, then others in the order of "
            f"spending; what is missing {missing[1]}",
        )
    if s.document.counters:
        yield s(
            "Счётчики уменьшаются тем днём, когда была покупка",
            "Counters go down on the day of the purchase",
        )
    if s.document.levels:
        yield s(
            "Начатый уровень остаётся до конца срока; ещё не начатый отменяется, если его условие больше не выполнено",
            "A level already begun stays until its end; one not yet begun is withdrawn if its condition fails",
        )
