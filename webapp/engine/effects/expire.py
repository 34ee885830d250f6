"""Ending the life of a wallet's lots, at once or after a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from webapp.engine import calendar, lots
from webapp.engine.document.conditions import Strict
from webapp.engine.document.known import Finding, unknown_wallet
from webapp.engine.document.measured import is_money
from webapp.engine.document.reader import Path
from webapp.engine.document.shorthand import named
from webapp.engine.document.triggers import Spans
from webapp.engine.document.values import Word
from webapp.engine.effect import Effect

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import RuleCode
    from webapp.engine.document.phrases import Speaker
    from webapp.engine.document.schema import ProgrammeDocument


class Expiry(Strict):
    wallet: Word | None = None
    after: Spans | None = None


def act(case: Case, rule: RuleCode, effect: Expiry) -> None:
    wallet = case.programme.wallet_named(effect.wallet)
    ends = case.after(effect.after) if effect.after else None
    for lot in list(case.account.lots.values()):
        if lot.wallet != wallet:
            continue
        if ends is not None:
            lots.keep(case.change, lot._replace(expires=min(ends, lot.expires or calendar.FAR)))
        else:
            lots.lapse(case.change, lot, case.day, rule.name)


def say(s: Speaker, effect: Expiry, told: Any) -> Iterator[str]:
    purse = s.purse(effect.wallet, "из кошелька", "of wallet")
    what, english = ("деньги", "the money") if is_money(s, effect.wallet) else ("бонусы", "bonuses")
    if effect.after is None:
        yield s(f"сразу сгорают все {what}{purse}", f"all {english}{purse} will be gone at once")
        return
    span = s.span(effect.after)
    yield s(
        f"все {what}{purse} сгорают через {span}, если не раньше",
        f"all {english}{purse} will be gone in {span}, if not sooner",
    )


def errors(document: ProgrammeDocument, effect: Expiry, loc: Path) -> Iterator[Finding]:
    yield from unknown_wallet(document, effect.wallet, loc)


EFFECT = Effect(60, Annotated[Expiry, named("wallet")], act, say, errors)
