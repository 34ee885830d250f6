"""Taking units of a wallet away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from webapp.engine import lots, rewards
from webapp.engine.document.amounts import Amount, Amounts, Told
from webapp.engine.document.conditions import Strict
from webapp.engine.document.known import Finding, unknown_wallet
from webapp.engine.document.measured import in_wallet, measured, of_whole
from webapp.engine.document.reader import Path
from webapp.engine.document.shorthand import short
from webapp.engine.document.values import MYRIAD, Word
from webapp.engine.effect import Effect
from webapp.engine.facts import Deed
from webapp.engine.money import rounded

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import RuleCode
    from webapp.engine.document.phrases import Speaker
    from webapp.engine.document.schema import ProgrammeDocument


class Take(Strict):
    wallet: Word | None = None
    amount: Amounts


def act(case: Case, rule: RuleCode, effect: Take) -> None:
    """Takes from what is available, then from what is pending; what is missing is owed where the wallet says so."""
    wallet = case.programme.wallet_named(effect.wallet)
    asked = case.looked(effect.amount)
    if asked is None:
        return
    ready = lots.usable(case.programme, case.account, wallet, case.day, case.situation.at)
    amount = int(asked.value)
    if asked.percent:
        rule_of = case.programme.wallets[wallet]
        held = sum(lot.left for lot in ready)
        amount = min(held, rounded(held * int(asked.value), MYRIAD, rule_of.step, rule_of.round))
    numbers = {lot.number for lot in ready}
    others = [lot for lot in case.account.lots.values() if lot.wallet == wallet and lot.number not in numbers]
    pending = [] if asked.percent else lots.spending_order(case.programme, others)
    draws = lots.draw(case.change, [*ready, *pending], amount, case.day, "taken", rule.name)
    took = rewards.note_draws(case, rule.name, wallet, draws)
    case.taken[wallet] = case.taken.get(wallet, 0) + took
    if took < amount and case.programme.wallets[wallet].floor == "debt":
        lots.owe(case.change, wallet, amount - took, case.day, rule.name)
        case.deeds.append(Deed("owed", rule.name, wallet, 0, amount - took, case.day))
        case.taken[wallet] += amount - took


def say(s: Speaker, effect: Take, told: Any) -> Iterator[str]:
    purse = s.purse(effect.wallet, "из кошелька", "of wallet")
    if of_whole(effect.amount) or effect.amount == Told("wallet", s.document.wallet_of(effect.wallet)):
        yield s(f"списывается{purse} всё, что можно тратить", f"all that can be spent{purse} is taken")
        return
    amount = measured(s, effect.amount, in_wallet(s, effect.wallet))
    if isinstance(effect.amount, Amount) and effect.amount.percent:
        amount += s(" того, что можно тратить", " of what can be spent")
    yield s(f"списывается{purse}: {amount}", f"taken{purse}: {amount}")


def errors(document: ProgrammeDocument, effect: Take, loc: Path) -> Iterator[Finding]:
    yield from unknown_wallet(document, effect.wallet, loc)


EFFECT = Effect(40, Annotated[Take, short("amount")], act, say, errors)
