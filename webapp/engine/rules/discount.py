"""Discounts of a sale: per line the largest that applies, rounded to the kopeck, half up."""

from __future__ import annotations

from webapp.engine.document.values import MYRIAD
from webapp.engine.money import rounded
from webapp.engine.situation import Reason, Situation


def apply(situation: Situation) -> None:
    """Sets each line's discount and what is left to pay."""
    running = [rule for rule in situation.programme.discounts if rule.when is None or rule.when(situation, None)]
    for line in situation.lines:
        best = 0
        for rule in running:
            if rule.discount is None or (rule.lines is not None and not rule.lines(situation, line)):
                continue
            percent = rule.discount(situation, line)
            if percent is None:
                continue
            amount = rounded(line.gross * percent.value, MYRIAD, 1, "half_up")
            if amount > best:
                best = amount
                line.reasons[:] = [Reason("discount", rule.name, percent.value, percent=True)]
        if best:
            line.discount = best
            line.payable = line.paid = line.gross - best
