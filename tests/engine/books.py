"""The ledger of a world as its entries make it up, to be compared with the lots and debts that the engine keeps."""

from __future__ import annotations

from collections import Counter
from typing import Any

from webapp.engine.decisions import Change, Decision
from webapp.engine.facts import Account, Lot
from webapp.engine.journal import plain
from webapp.engine.world import World

BIRTHS = {"accrued", "given_back"}
GONE = ("redeemed", "expired", "taken_back", "debt_paid", "taken", "converted", "transferred", "held")
KINDS = {
    "withdrawn",
    "taken",
    "converted",
    "transferred",
    "held",
    "accrued",
    "redeemed",
    "given_back",
    "taken_back",
    "expired",
    "debt_paid",
    "forgone",
    "owed",
    "debt_undone",
}
MOVES = {"moved_in", "moved_out"}


class Books:
    """Takes every decision's entries and proves the invariants I1, I2, I3 and I5 after it."""

    def __init__(self) -> None:
        self.left: Counter[tuple[str, int]] = Counter()
        self.lapsed: Counter[tuple[str, int]] = Counter()
        self.debt: Counter[tuple[str, str]] = Counter()
        self.kinds: dict[tuple[str, int], Counter[str]] = {}
        self.lots: dict[tuple[str, int], Lot] = {}

    def take(self, decision: Decision, before: dict[str, Account]) -> None:
        for change in decision.changes:
            self._take(change, before.get(change.account.id))
        self._moved(decision)

    def _moved(self, decision: Decision) -> None:
        """What leaves one account by a merge comes to the other one, no more and no less (I5, R11)."""
        sums: dict[str, Counter[str]] = {}
        for entry in (entry for change in decision.changes for entry in change.entries if entry.kind in MOVES):
            figures = {"left": entry.amount, "lapsed": entry.lapsed, "debt": entry.debt}
            sums.setdefault(entry.wallet, Counter()).update(figures)
        assert all(not any(figures.values()) for figures in sums.values()), sums

    def _take(self, change: Change, before: Account | None) -> None:
        account = change.account
        moved: Counter[int] = Counter()
        for entry in change.entries:
            assert entry.kind in KINDS | MOVES
            self.debt[account.id, entry.wallet] += entry.debt
            if entry.lot is None:
                assert entry.amount == 0
                continue
            lot = (account.id, entry.lot)
            moved[entry.lot] += entry.amount
            self.left[lot] += entry.amount
            self.lapsed[lot] += entry.lapsed
            self.kinds.setdefault(lot, Counter())[entry.kind] += entry.amount
        self.lots.update({(account.id, number): lot for number, lot in change.lots.items()})
        self._operation(account, before, moved)

    def _operation(self, account: Account, before: Account | None, moved: Counter[int]) -> None:
        """I1: the entries of an operation equal the changes of its lots."""
        held = before.lots if before else {}
        for number in held.keys() | account.lots.keys() | moved.keys():
            was = held[number].left if number in held else 0
            now = account.lots[number].left if number in account.lots else 0
            assert now - was == moved[number], (number, was, now, moved[number])

    def check(self, world: World) -> None:
        for account in world.accounts.values():
            closed = world.closed_lots.get(account.id, {})
            assert not closed.keys() & account.lots.keys()
            assert all(amount > 0 for amount in account.owed.values())
            for number, lot in {**closed, **account.lots}.items():
                self._lot((account.id, number), lot)
            for wallet in {name for of, name in self.debt if of == account.id} | account.owed.keys():
                assert self.debt[account.id, wallet] == account.owed.get(wallet, 0)
        for (of, number), left in self.left.items():
            assert left == 0 or number in world.accounts[of].lots

    def _lot(self, key: tuple[str, int], lot: Lot) -> None:
        """I2, I3, I5 of one lot."""
        kinds = self.kinds.get(key, Counter())
        assert self.lots[key] == lot
        assert self.left[key] == lot.left
        assert self.lapsed[key] == lot.lapsed
        assert 0 <= lot.left <= lot.issued
        assert 0 <= lot.lapsed <= lot.issued
        assert kinds["accrued"] in (lot.issued, 0)
        if MOVES & kinds.keys() or not kinds:
            return  # its births stand on one account, what became of it on the other
        gone = sum(-kinds[kind] for kind in GONE)
        returned = kinds["given_back"] - (0 if kinds["accrued"] else lot.issued)
        assert lot.issued == gone - returned + lot.left


def check_receipt(decision: Decision, event: Any) -> None:
    """Money is conserved on a receipt, on each of its lines and on each unit; nothing is below zero."""
    answer = decision.result
    if "lines" not in answer:
        return
    assert answer["gross"] == answer["discount"] + answer["redeemed"] + answer["payable"]
    for figure in ("discount", "redeemed", "payable", "earned"):
        assert answer[figure] == sum(line[figure] for line in answer["lines"])
        for line, sold in zip(answer["lines"], event.lines, strict=True):
            units = line["units"].listed()
            assert len(units) == sold.quantity
            assert line[figure] == sum(unit[figure] for unit in units)
            assert min(unit[figure] for unit in units) >= 0
    entries = [entry for change in decision.changes for entry in change.entries]
    if decision.changes:
        assert answer["redeemed"] == -sum(entry.amount for entry in entries if entry.kind == "redeemed")
    if isinstance(event.spend, int):
        assert answer["redeemed"] in (0, event.spend)


def same_answer(one: Decision, other: Decision) -> bool:
    return bool(plain(one.result) == plain(other.result))


def same_world(one: World, other: World) -> None:
    """Equal to the last lot, day and receipt."""
    assert one.accounts == other.accounts
    assert one.closed_lots == other.closed_lots
    assert one.receipts == other.receipts
    assert one.certificates == other.certificates
    assert (one.cards, one.phones, one.same_as) == (other.cards, other.phones, other.same_as)
