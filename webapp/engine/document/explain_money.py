"""Wallets, counters, campaigns and returns, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from webapp.engine.calendar import Duration
from webapp.engine.document.amounts import Amount, Table
from webapp.engine.document.details import details
from webapp.engine.document.ends import CALENDAR_WINDOWS, Row, write_window
from webapp.engine.document.lifetimes import lots_end
from webapp.engine.document.measured import (
    bounded,
    in_counter,
    in_money,
    in_numbers,
    in_wallet,
    is_money,
    measured,
)
from webapp.engine.document.phrases import Speaker, condition, rows
from webapp.engine.document.schema import Counter, Rule, Wallet
from webapp.engine.document.spoken import spoken
from webapp.engine.document.triggers import Trigger
from webapp.engine.document.values import LEVEL_PERIOD, read_number
from webapp.engine.document.when import each_words, from_words, period, trigger_words
from webapp.engine.money import WHOLE

ROUNDINGS = {
    "down": ("вниз", "down"),
    "up": ("вверх", "up"),
    "half_up": ("до ближайшего шага, половина — вверх", "to the nearest step, a half up"),
}
CALENDAR = {
    "month": ("календарные месяцы", "calendar months"),
    "quarter": ("календарные кварталы", "calendar quarters"),
    "half": ("календарные полугодия", "calendar half-years"),
    "year": ("календарные годы", "calendar years"),
}
EVEN = Amount(WHOLE)
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


WALLET_SAID = frozenset({"unit", "step", "round", "available", "expires", "order", "worth", "per", "most"})


def wallets(s: Speaker) -> Iterator[str]:
    for code, wallet in s.document.wallets.items():
        name = s(f"Кошелёк {s.name('wallets', code)}", f"Wallet {s.name('wallets', code)}")
        yield from _stands_for(s, name, code, wallet)
        way = s(*ROUNDINGS[wallet.round])
        step = (s.money if wallet.unit == "money" else s.number)(wallet.step)
        yield s(
            f"{name}: начисление округляется {way}, с шагом {step}",
            f"{name}: earning is rounded {way}, in steps of {step}",
        )
        yield f"{name}: {_usable(s, wallet)}"
        ends = lots_end(s, wallet.expires)
        yield f"{name}: {of_money(s, ends) if wallet.unit == 'money' else ends}"
        yield from _order(s, name, wallet)
        if wallet.most is not None:
            most = bounded(s, "вмещает не больше", "it holds at most", wallet.most, in_wallet(s, code))
            yield s(
                f"{name}: {most}; что начислено сверх этого, пропадает", f"{name}: {most}; what comes above it is lost"
            )
        yield from details(s, name, wallet, WALLET_SAID)
    if any(wallet.order.kind != "oldest" for wallet in s.document.wallets.values()):
        yield s(
            "Первым тратится то, что раньше сгорит, при равном сроке — более давнее; бессрочное — последним",
            "What expires sooner is spent first, of equals the older; what never expires goes last",
        )


def _stands_for(s: Speaker, name: str, code: str, wallet: Wallet) -> Iterator[str]:
    """What its units are, and what they pay for."""
    if wallet.unit == "money":
        yield s(
            f"{name}: в нём деньги, а не бонусы; платить из него — способ оплаты: на оплаченное начисляется и "
            "считается так же, как на деньги",
            f"{name}: it holds money, no bonuses; paying from it is a way of paying: what it pays earns and counts "
            "as money does",
        )
    if wallet.worth is None and not _pays(s, code) and wallet.unit == "points":
        yield s(
            f"{name}: бонусами платят только за награды, в деньгах они цены не имеют",
            f"{name}: bonuses only buy rewards, they have no worth in money",
        )
    elif wallet.unit == "money" and wallet.worth in (None, EVEN) and wallet.per is None:
        return
    elif wallet.worth is not None or not _in_blocks(s, code):
        yield from _worth(s, name, code, wallet)


def _usable(s: Speaker, wallet: Wallet) -> str:
    """From when on what is earned can be spent."""
    waits = {
        "at_once": ("начисленное можно тратить сразу", "what is earned can be spent at once"),
        "next_day": (
            "начисленное можно тратить со следующего дня",
            "what is earned can be spent from the next day on",
        ),
        "next_visit": (
            "начисленное можно тратить со следующего визита",
            "what is earned can be spent from the next visit on",
        ),
        "next_sale": (
            "начисленное можно тратить со следующей покупки",
            "what is earned can be spent from the next purchase on",
        ),
    }
    if wallet.available.kind in waits:
        return s(*waits[wallet.available.kind])
    if wallet.available.span is not None:
        wait = s.span(wallet.available.span)
        return s(
            f"начисленное можно тратить через {wait}, а до того оно показывается как ожидающее",
            f"what is earned can be spent after {wait}; until then it is shown as pending",
        )
    event = s.named(wallet.available.name)
    return s(f"начисленное можно тратить после события {event}", f"what is earned can be spent after the event {event}")


OF_MONEY = (
    ("all bonuses expire", "all the money in it expires"),
    ("bonuses expire", "the money in it expires"),
    ("bonuses never expire", "the money in it never expires"),
    ("they are earned", "it is earned"),
    ("those earned", "what is earned"),
    ("on that day they are", "on that day it is"),
)


def of_money(s: Speaker, text: str) -> str:
    """What is said of bonuses, said of the money of a wallet."""
    if s.russian:
        return re.sub(r"бонусы(?=( не)? сгорают)", "деньги", text)
    for said, instead in OF_MONEY:
        text = text.replace(said, instead)
    return text


def _order(s: Speaker, name: str, wallet: Wallet) -> Iterator[str]:
    """Which bonuses of it go first, where it is not as in all wallets."""
    source = s.named(wallet.order.source)
    if wallet.order.kind == "oldest":
        yield s(
            f"{name}: первым тратится начисленное раньше, когда бы оно ни сгорало",
            f"{name}: what was earned first is spent first, whenever it expires",
        )
    elif wallet.order.kind == "first":
        yield s(
            f"{name}: раньше прочего тратится то, что дало {source}",
            f"{name}: what came of {source} is spent before all else",
        )


def _worth(s: Speaker, name: str, code: str, wallet: Wallet) -> Iterator[str]:
    """What a number of units pays for."""
    unit = in_wallet(s, code)
    units = s("один бонус", "one bonus") if wallet.unit == "points" else unit.plain(WHOLE)
    if isinstance(wallet.per, int):
        units = unit.plain(wallet.per)
    elif wallet.per is not None:
        units = s("бонусы (сколько: ", "bonuses (how many: ") + measured(s, wallet.per, in_numbers(s)) + ")"
    if isinstance(wallet.worth, Table):
        for row in rows(s, wallet.worth, lambda cell: measured(s, cell, in_money(s))):
            yield s(f"{name}: {units} при оплате, {row}", f"{name}: {units} when paying, {row}")
        return
    worth = s.money(WHOLE) if wallet.worth is None else measured(s, wallet.worth, in_money(s))
    yield s(f"{name}: {units} при оплате — это {worth}", f"{name}: {units} pays for {worth}")


def _pays(s: Speaker, code: str) -> bool:
    """Whether the wallet pays for receipts."""
    return any(wallet == code for wallet, _ in s.document.ways_of_paying())


def _in_blocks(s: Speaker, code: str) -> bool:
    """Whether blocks alone say what its bonuses are worth."""
    return all(way.blocks for wallet, way in s.document.ways_of_paying() if wallet == code)


def counters(s: Speaker) -> Iterator[str]:
    ended = {code for rule in s.document.rules.values() if rule.on.kind == "level" for code in _reset_by(rule)}
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
        said = {"count", "if", "over", "resets", "most"} | ({"since"} if counter.since == "level_lost" else set())
        said |= {"since"} if isinstance(counter.since, Trigger) else set()
        for per, most in counter.most.items():
            at_most = bounded(s, "не больше", "at most", most, in_counter(s, code))
            yield f"{name}: {at_most} {period(s, per)}"
        yield from details(s, name, counter, said)
        if counter.since == "level_lost":
            yield s(
                f"{name} начинается заново, когда участник теряет уровень и остаётся на низшем или без уровня",
                f"{name} begins anew when a level is lost and the member falls to the lowest one or to none",
            )
        elif code not in ended and _outlives_levels(s, counter):
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


def _reset_by(rule: Rule) -> list[str]:
    return rule.then.of("reset") or []


def _outlives_levels(s: Speaker, counter: Counter) -> bool:
    """Whether nothing that happens to a level begins it anew."""
    if not s.document.levels or counter.over == LEVEL_PERIOD or counter.since is not None:
        return False
    if isinstance(counter.over, Row) and counter.over.restarts:
        return False
    return counter.resets is None or counter.resets.on.kind != "level"


def _begun_anew(s: Speaker, name: str, counter: Counter) -> Iterator[str]:
    """What makes it begin again."""
    if counter.resets is not None:
        on = trigger_words(s, counter.resets.on.written())
        rest = s("; остаток сверх порога остаётся", "; what is above the threshold is kept")
        yield s(f"{name} обнуляется, когда наступает это: {on}", f"{name} begins anew at this: {on}") + (
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
            what = {"amount": ("суммы", "the sums"), "units": ("единицы", "the units")}[of]
            return s(f"{what[0]} событий {event}", f"{what[1]} of the events {event}")
        return s(f"сколько раз было событие {event}", f"how often the event {event} has happened")
    if "average" in count:
        of, last = s(*COUNTS[count["average"]]), spoken(s, count["last"])
        return s(f"в среднем за последние {last}: {of}", f"on the average of the last {last}: {of}")
    if "give" in count:
        give, full = spoken(s, count["give"]), s.money(read_number(count["per_full"]))
        of = s("визита", "visit") if count["of"] == "visit" else s("чека", "receipt")
        return s(f"по {give} за каждые полные {full} {of}", f"{give} for each full {full} of a {of}")
    if "earned" in count:
        purse = s.wallet(count["earned"])
        return s(f"сколько начислено в кошелёк {purse}", f"what is earned to wallet {purse}")
    if "periods" in count:
        russian, english = CALENDAR[count["periods"]]
        if count["in_a_row"]:
            return s(f"{russian} подряд, в которых что-то было", f"{english} in a row with anything in them")
        return s(f"{russian}, в которых что-то было", f"{english} with anything in them")
    return spoken(s, count)


def _level_of(s: Speaker, code: str) -> str:
    if code == "level_up":
        return s("любое повышение уровня", "any rise of the level")
    return s(f"уровень {s.name('levels', code)}", f"level {s.name('levels', code)}")


def _window(s: Speaker, counter: Counter) -> str:
    if isinstance(counter.over, Row) and counter.over.kind == "lasts":
        span = s.span(counter.over.span)
        return s(
            f"за {span} с первого сосчитанного, после чего начинает заново со следующего",
            f"for {span} from the first thing counted, and then anew from the next",
        )
    if isinstance(counter.over, Row):
        told = counter.over.written()
        row = s("за ", "over ") + each_words(s, told["each"]) + from_words(s, told["from"])
        again = s.any_of(_level_of(s, code) for code in counter.over.restarts)
        return row + (
            s(f", и заново с каждого начала: {again}", f", and anew whenever this begins: {again}") if again else ""
        )
    if isinstance(counter.over, Duration):
        return s(f"в пределах последних {s.of_span(counter.over)}", f"over the last {s.span(counter.over)}")
    if counter.over in CALENDAR_WINDOWS:
        return s("за ", "over ") + spoken(s, write_window(counter.over))
    if counter.over == LEVEL_PERIOD:
        return s("с начала нынешнего срока уровня", "since the present period of the level began")
    return s("за всё время", "for life")


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
    yield from _rewards_back(s)
    yield s(
        "При возврате отдают столько денег, сколько заплачено за возвращённые единицы",
        "A return gives back the money that was paid for the returned units",
    )
    if any(is_money(s, wallet) for wallet in s.document.wallets) and s.document.returns.spent == "back":
        yield s(
            "Потраченное из кошельков возвращается в них с прежним сроком, а если он прошёл — ещё на 14 дней",
            "What wallets paid comes back to them with its old end, or for 14 days more where it has passed",
        )
    elif s.document.wallets and s.document.returns.spent == "back":
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


def _rewards_back(s: Speaker) -> Iterator[str]:
    """What becomes of rewards where it is as usual."""
    told = s.document.returns
    if s.document.rewards and told.rewards_used == "back":
        yield s(
            "Награда, использованная на возвращённое, возвращается со своим прежним сроком",
            "A reward used on what is returned comes back with its old end",
        )
    if told.rewards_given == "taken_if_unused" and any(rule.then.of("give") for rule in s.document.rules.values()):
        yield s(
            "Награду, подаренную за возвращённое, забирают, если она ещё не использована",
            "A reward given for what is returned is taken away unless it has been used",
        )
