"""Bare baselines, written by hand: the least work that gives the same answer. None may be made slow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

FIXED = {"procedure": 10_000, "complex": 20_000, "course_5": 30_000, "course_10": 40_000, "course_15": 50_000}
DISCOUNTS = {
    "silver": {"service": 500},
    "gold": {"service": 700, "product": 500},
    "platinum": {"service": 1000, "product": 700},
}
PERCENTS = {
    "privilege": ({"spa_service", "gift_card", "deposit_card", "romantic_meeting", "favourite"}, 700, 300),
    "vip_privilege": ({"spa_service", "gift_card", "deposit_card", "romantic_meeting", "favourite"}, 1000, 400),
}


def fixed_bonuses(account: dict[str, Any], lines: list[tuple[str, int, int]], spend: int, day: date) -> dict[str, Any]:
    """A fixed number a unit scaled by the part paid, half a unit payable with bonuses, in steps of ten kopecks (Estetic)."""
    lots = sorted(account["lots"], key=lambda lot: (lot["expires"] or date.max, lot["number"]))
    left = spend
    answers = []
    gross = redeemed_all = earned_all = 0
    for group, price, quantity in lines:
        redeemed = earned = 0
        fixed = FIXED.get(group, 0)
        limit = 0 if group == "gift_card" else price // 20 * 10
        for _ in range(quantity):
            part = min(limit, left)
            left -= part
            redeemed += part
            earned += fixed * (price - part) // (price * 10) * 10
        gross += price * quantity
        redeemed_all += redeemed
        earned_all += earned
        answers.append({"discount": 0, "redeemed": redeemed, "payable": price * quantity - redeemed, "earned": earned})
    drawn = redeemed_all
    for lot in lots:
        part = min(lot["left"], drawn)
        lot["left"] -= part
        drawn -= part
    account["lots"] = [lot for lot in lots if lot["left"]]
    if earned_all:
        account["number"] += 1
        account["lots"].append({"number": account["number"], "left": earned_all, "born": day, "expires": None})
    account["today"] = account.get("today", 0) + 1
    return {
        "gross": gross,
        "discount": 0,
        "redeemed": redeemed_all,
        "payable": gross - redeemed_all,
        "earned": earned_all,
        "lines": answers,
    }


def level_discounts(account: dict[str, Any], lines: list[tuple[str, int, int]], spend: int, day: date) -> dict[str, Any]:
    """Percents by level and group, the sum of 12 months and of the period, the next level (KEEP LOOKING)."""
    percents = DISCOUNTS.get(account["level"], {})
    answers = []
    gross = discount_all = 0
    for group, price, quantity in lines:
        total = price * quantity
        discount = (total * percents.get(group, 0) + 5000) // 10_000
        gross += total
        discount_all += discount
        answers.append({"discount": discount, "redeemed": 0, "payable": total - discount, "earned": 0})
    paid = gross - discount_all
    days = account["days"]
    days[day] = days.get(day, 0) + paid
    year = day - timedelta(days=365)
    rolling = sum(amount for bought, amount in days.items() if bought > year)
    period = sum(amount for bought, amount in days.items() if bought >= account["since"])
    if account["level"] == "silver" and period >= 35_000_000:
        account["due"] = "gold"
    account["rolling"] = rolling
    return {"gross": gross, "discount": discount_all, "redeemed": 0, "payable": paid, "earned": 0, "lines": answers}


def percent_bonuses(account: dict[str, Any], lines: list[tuple[str, int, int]], spend: int, day: date) -> dict[str, Any]:
    """Percents by level and group, hours and the sum counted, one lot with its pending days and its end (7 Krasok)."""
    groups, high, low = PERCENTS[account["level"]]
    answers = []
    gross = earned_all = hours = 0
    for group, price, quantity in lines:
        total = price * quantity
        earned = total * (high if group in groups else low) // 10_000
        gross += total
        earned_all += earned
        hours += 100 * quantity if group == "spa_service" else 0
        answers.append({"discount": 0, "redeemed": 0, "payable": total, "earned": earned})
    account["spend"] += gross
    days = account["days"]
    days[day] = days.get(day, 0) + hours
    year = day - timedelta(days=365)
    account["hours"] = sum(amount for bought, amount in days.items() if bought > year)
    if earned_all:
        end = date(day.year + (1 if day >= date(day.year, 1, 10) else 0), 1, 20)
        account["number"] += 1
        lot = {"number": account["number"], "left": earned_all, "from": day + timedelta(days=7), "expires": end}
        account["lots"].append(lot)
    return {"gross": gross, "discount": 0, "redeemed": 0, "payable": gross, "earned": earned_all, "lines": answers}
