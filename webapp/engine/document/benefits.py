"""What benefits go with, and limits of spending that leave nothing to spend; who may join an account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from webapp.engine.document.amounts import leaves_of
from webapp.engine.document.known import Finding
from webapp.engine.document.reader import Path

if TYPE_CHECKING:
    from webapp.engine.document.conditions import Condition
    from webapp.engine.document.schema import ProgrammeDocument

DISCOUNTS = "discounts"
"""The group of all that names none."""
KINDS = ("offers", DISCOUNTS, "spending", "rewards")


def benefits(document: ProgrammeDocument) -> Iterator[Finding]:
    """Groups and benefits that there are, and limits that can be met."""
    groups = list(dict.fromkeys([DISCOUNTS, *document.combine]))
    known = list(dict.fromkeys([*KINDS, *groups, *document.rewards, *document.rules]))
    for loc, benefit in _benefits(document):
        group = getattr(benefit, "combine", None)
        if group is not None and group not in groups:
            yield (*loc, "combine"), "unknown_group", {"found": group, "accepted": groups}
        for place, name in enumerate(benefit.not_with):
            if name not in known:
                yield (*loc, "not_with", place), "unknown_benefit", {"found": name, "accepted": known}
    for name, way in document.spending.items():
        loc = ("spending", name) if name else ("spending",)
        if _over(way.least, way.most):
            yield (*loc, "least"), "least_over_most", {}
        wallet = document.wallets.get(document.wallet_of(name or way.wallet))
        if wallet is not None and _over(way.from_, wallet.most):
            yield (*loc, "from"), "from_over_most", {}


def _benefits(document: ProgrammeDocument) -> Iterator[tuple[Path, Any]]:
    for section in ("rules", "rewards", "spending"):
        for name, benefit in getattr(document, section).items():
            yield (section, name) if name else (section,), benefit


def _over(least: Any, most: Any) -> bool:
    """Whether even the lowest of the one is above the highest of the other, as far as numbers tell."""
    low, high = leaves_of(least), leaves_of(most)
    plain = low and high and all(isinstance(leaf, int) for leaf in (*low, *high))
    return bool(plain) and min(low) > max(high)


def open_to_all(document: ProgrammeDocument) -> bool:
    """Whether anybody may join an account: the document says what is shared there, and nothing says how many may."""
    by_rule = any(rule.then.of("add_person") is not None for rule in document.rules.values())
    return document.people.share is not None and not _so_many(document) and not by_rule


def shares_accounts(document: ProgrammeDocument) -> bool:
    """Whether others may join an account without a rule that lets them."""
    return _so_many(document) or open_to_all(document)


def _so_many(document: ProgrammeDocument) -> bool:
    """Whether it is said how many may join, by further cards or without any."""
    by_card = document.cards is not None and document.cards.further is not None
    return by_card or document.people.further is not None


def minds_spending(document: ProgrammeDocument, conditions: Iterable[Condition]) -> bool:
    """Whether anything depends on whether wallets pay for a receipt."""
    asked = any(each.spends is not None for each in conditions)
    return asked or any("spending" in benefit.not_with for _, benefit in _benefits(document))
