"""Bare baselines, written by hand: the least work that gives the same answer. None may be made slow.

Each knows one chain's rules by heart, takes a copied state that it may change, and answers what the product
answers: the
result, the movements of bonuses, and the receipt with what the return of any unit needs.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

FIXED = {"procedure": 10_000, "complex": 20_000, "course_5": 30_000, "course_10": 40_000, "course_15": 50_000}
DISCOUNTS = {
    "silver": {"service": 500},
    "gold": {"service": 700, "product": 500},
    "platinum": {"service": 1000, "product": 700},
}
GOOD = {"spa_service", "gift_card", "deposit_card", "romantic_meeting", "favourite"}
PERCENTS = {"privilege": (700, 300), "vip_privilege": (1000, 400)}
NEXT = {"silver": ("gold", 35_000_000), "gold": ("platinum", 60_000_000)}

Lines = list[tuple[str, int, int]]
Answer = tuple[dict[str, Any], list[tuple[Any, ...]], dict[str, Any]]


def fixed_bonuses(account: dict[str, Any], lines: Lines, spend: int, day: date) -> Answer:
    """A fixed number a unit scaled by the part paid, half a unit payable with bonuses, in steps of ten kopecks
    (Estetic).
    """
    lots = sorted(account["lots"], key=lambda lot: (lot["expires"] or date.max, lot["number"]))
    moved: list[tuple[Any, ...]] = []
    answers, sold = [], []
    gross = redeemed_all = earned_all = 0
    full = account["today"] >= 5
    left = 0 if full or spend > sum(lot["left"] for lot in lots) else spend
    for group, price, quantity in lines:
        fixed = 0 if full else FIXED.get(group, 0)
        limit = 0 if group == "gift_card" else price // 20 * 10
        redeemed_units, earned_units, draws = [], [], []
        for unit in range(quantity):
            part = min(limit, left)
            left -= part
            redeemed_units.append(part)
            earned_units.append(fixed * (price - part) // (price * 10) * 10)
            while part:
                lot = next(lot for lot in lots if lot["left"])
                drawn = min(lot["left"], part)
                lot["left"] -= drawn
                part -= drawn
                draws.append((lot["number"], unit, drawn))
                moved.append(("redeemed", lot["number"], -drawn))
        redeemed, earned = sum(redeemed_units), sum(earned_units)
        gross += price * quantity
        redeemed_all += redeemed
        earned_all += earned
        because = ["procedures"] if earned else []
        payable = price * quantity - redeemed
        answers.append({"discount": 0, "redeemed": redeemed, "payable": payable, "earned": earned, "because": because})
        sold.append((price, quantity, 0, redeemed_units, earned_units, draws))
    account["lots"] = [lot for lot in lots if lot["left"]]
    number = None
    if earned_all:
        number = account["number"] = account["number"] + 1
        account["lots"].append({"number": number, "left": earned_all, "born": day, "expires": None})
        moved.append(("accrued", number, earned_all))
    account["today"] += 1
    return _answer(gross, 0, redeemed_all, earned_all, None, answers, day, number, sold, moved)


def level_discounts(account: dict[str, Any], lines: Lines, spend: int, day: date) -> Answer:
    """Percents by level and group, the sum of 12 months and of the period, the next level (KEEP LOOKING)."""
    if account["due"] and account["crossed"] < day:
        account["level"], account["since"], account["due"] = account["due"], day, None
    level = account["level"]
    percents = DISCOUNTS.get(level, {})
    answers, sold = [], []
    gross = discount_all = 0
    for group, price, quantity in lines:
        total = price * quantity
        discount = (total * percents.get(group, 0) + 5000) // 10_000
        gross += total
        discount_all += discount
        because = ["level_discount"] if discount else []
        answers.append(
            {"discount": discount, "redeemed": 0, "payable": total - discount, "earned": 0, "because": because}
        )
        sold.append((price, quantity, discount, ("spend_12m", "spend_period")))
    days = account["days"]
    days[day] = days.get(day, 0) + gross - discount_all
    year = day - timedelta(days=365)
    account["rolling"] = sum(amount for bought, amount in days.items() if bought > year)
    period = sum(amount for bought, amount in days.items() if bought >= account["since"])
    if level in NEXT and period >= NEXT[level][1]:
        account["due"], account["crossed"] = NEXT[level][0], day
    return _answer(gross, discount_all, 0, 0, level, answers, day, None, sold, [])


def percent_bonuses(account: dict[str, Any], lines: Lines, spend: int, day: date) -> Answer:
    """Percents by level and group, hours and the sum counted, one lot with its pending days and its end (7 Krasok)."""
    level = account["level"]
    high, low = PERCENTS[level]
    answers, sold = [], []
    gross = earned_all = hours = 0
    for group, price, quantity in lines:
        total = price * quantity
        earned = total * (high if group in GOOD else low) // 10_000
        length = 100 if group == "spa_service" else 0
        gross += total
        earned_all += earned
        hours += length * quantity
        answers.append({"discount": 0, "redeemed": 0, "payable": total, "earned": earned, "because": ["accrual"]})
        sold.append((price, quantity, 0, earned, ("spend_total",), {"hours_12m": length}))
    account["spend"] += gross
    days = account["days"]
    days[day] = days.get(day, 0) + hours
    year = day - timedelta(days=365)
    account["hours"] = sum(amount for bought, amount in days.items() if bought > year)
    if level == "privilege" and account["hours"] >= 7700:
        account["due"], account["crossed"] = "vip_privilege", day
    number, moved = None, []
    if earned_all:
        end = date(day.year + (1 if day >= date(day.year, 1, 10) else 0), 1, 20)
        number = account["number"] = account["number"] + 1
        lot = {"number": number, "left": earned_all, "from": day + timedelta(days=7), "expires": end}
        account["lots"].append(lot)
        moved.append(("accrued", number, earned_all))
    return _answer(gross, 0, 0, earned_all, level, answers, day, number, sold, moved)


def _answer(
    gross: int,
    discount: int,
    redeemed: int,
    earned: int,
    level: str | None,
    lines: list[dict[str, Any]],
    day: date,
    lot: int | None,
    sold: list[Any],
    moved: list[tuple[Any, ...]],
) -> Answer:
    result = {
        "gross": gross,
        "discount": discount,
        "redeemed": redeemed,
        "payable": gross - discount - redeemed,
        "earned": earned,
        "level": level,
        "refused": [],
        "because": [line["because"] for line in lines],
        "lines": lines,
    }
    return result, moved, {"number": "B", "day": day, "lot": lot, "lines": sold}
