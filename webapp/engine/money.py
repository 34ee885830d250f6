"""Exact amounts: whole kopecks and whole hundredths of a bonus or an hour, never a float (R57).

An amount is an int of hundredths everywhere in the engine. This room reads them from what people type, writes them for
machines, and does the few divisions, each with its rounding named.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from operator import floordiv
from typing import Any

LARGEST = 10**13
"""The hard cap of one amount: a hundred thousand million roubles, far under 2^63 (R56)."""

LONGEST = 15
"""Digits of an amount at most; a number that would be written with more of them is none."""

WHOLE = 100
"""Hundredths in one rouble, bonus or hour."""

_AMOUNT = re.compile(r"(-?)([0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]{1,15})(?:[.,]([0-9]{1,2}))?", re.ASCII)
_SPACES = str.maketrans("", "", " \u00a0\u202f")


def hundredths(value: Any) -> int:
    """`5,50`, `17 777`, 0.1 → whole hundredths. Raises ValueError for anything else: exponents, NaN, a third decimal,
    other digits.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError("not an amount")
    if isinstance(value, int):
        amount = value * WHOLE
    else:
        found = _AMOUNT.fullmatch(value.strip() if isinstance(value, str) else _plain(value))
        if not found:
            raise ValueError("not an amount")
        sign, whole, part = found.groups()
        amount = int(whole.translate(_SPACES)) * WHOLE + int((part or "").ljust(2, "0"))
        if sign:
            amount = -amount
    if abs(amount) > LARGEST:
        raise ValueError("too large")
    return amount


def _plain(value: float | Decimal) -> str:
    """The shortest decimal writing of a number that a JSON or YAML library has already read."""
    number = Decimal(repr(value)) if isinstance(value, float) else value
    if not number.is_finite() or abs(number.adjusted()) > LONGEST:
        raise ValueError("not an amount")
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def written(amount: int) -> str:
    """Hundredths as a decimal string with two decimals: 6660 → `66.60`."""
    whole, part = divmod(abs(amount), WHOLE)
    return f"{'-' if amount < 0 else ''}{whole}.{part:02d}"


def rounded(numerator: int, denominator: int, step: int, direction: str) -> int:
    """numerator / denominator, brought to a multiple of `step` hundredths: `down`, `up` or `half_up`. For amounts of
    zero or more.
    """
    unit = denominator * step
    if direction == "down":
        return numerator // unit * step
    if direction == "up":
        return -(-numerator // unit) * step
    return (2 * numerator + unit) // (2 * unit) * step


def rounding(step: int, direction: str) -> Callable[[int, int], int]:
    """The same for one step and direction, where that is known once and rounded often."""
    if direction == "down":
        return floordiv if step == 1 else lambda numerator, denominator: numerator // (denominator * step) * step
    if direction == "half_up" and step == 1:
        return lambda numerator, denominator: (2 * numerator + denominator) // (2 * denominator)
    return lambda numerator, denominator: rounded(numerator, denominator, step, direction)


TO_A_HUNDREDTH = rounding(1, "down")


def part(total: int, parts: int, place: int) -> int:
    """The share of unit `place` (from 0) in a figure of the whole line: floor(total·k/n) -
    floor(total·(k-1)/n) for unit k of n.
    """
    return total * (place + 1) // parts - total * place // parts


def spread(total: int, parts: int) -> list[int]:
    """A figure of the whole line laid over its units."""
    if parts == 1:
        return [total]
    return [part(total, parts, place) for place in range(parts)]


def spread_by(total: int, weights: list[int]) -> list[int]:
    """A figure laid over units in proportion to what each weighs, so that none gets more than it weighs of a figure
    that is no more than all.
    """
    whole = sum(weights)
    found, before, reached = [], 0, 0
    for weight in weights:
        reached += weight
        edge = total * reached // whole if whole else 0
        found.append(edge - before)
        before = edge
    return found
