"""How often a rule acts, as its words and its condition say together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webapp.engine.document.conditions import BirthdayWindow, Condition
    from webapp.engine.document.schema import Once, Rule


def once_of(rule: Rule) -> Once | None:
    """A year of which only days around the birthday count is the birthday's own, wherever the calendar's year ends."""
    if rule.once is not None and rule.once.per == "year" and _window(rule.if_):
        return rule.once.model_copy(update={"per": "birthday"})
    return rule.once


def _window(condition: Condition | None) -> BirthdayWindow | None:
    """Days around a birthday without which the condition does not hold."""
    if condition is None:
        return None
    own = condition.birthday
    if own is not None and own.within != "month":
        return own
    return next((window for part in condition.all or () if (window := _window(part))), None)
