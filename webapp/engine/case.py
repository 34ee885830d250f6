"""One fact on one account while its consequences are worked out: what rules do is noted here as deeds, so that it can
be told and undone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from webapp.engine import calendar, counters, lots, periods
from webapp.engine.compiled import EarnRule, RuleCode
from webapp.engine.counters import CounterRule, value_of
from webapp.engine.decisions import Change, Counted
from webapp.engine.document.triggers import Trigger
from webapp.engine.ends import key_of
from webapp.engine.facts import Account, Deed, Facts, Lot, Memory, Person, Tally
from webapp.engine.money import WHOLE
from webapp.engine.situation import Line, Situation

if TYPE_CHECKING:
    from webapp.engine.programme import Programme


CALENDAR = frozenset({"day", "visit", "week", "month", "quarter", "year"})
"""The periods that a day lies in, whatever has happened since: a late receipt goes back to them."""
REWARD_USED = "reward used"
"""What made a counter begin anew."""


class Case:
    """`refs` are the references that the fact bears; `friend` the case of the other of two friends; `deeds` what was
    done, in order.
    """

    __slots__ = (
        "account",
        "activating",
        "change",
        "converted",
        "deeds",
        "earned",
        "facts",
        "friend",
        "given",
        "held",
        "level",
        "origin",
        "person",
        "programme",
        "reached",
        "refs",
        "released",
        "situation",
        "source",
        "start",
        "taken",
        "touched",
    )

    def __init__(
        self,
        programme: Programme,
        change: Change,
        person: Person,
        situation: Situation,
        facts: Facts | None = None,
        refs: Iterable[str | None] = (),
        source: str = "",
    ) -> None:
        self.programme = programme
        self.change = change
        self.account: Account = change.account
        self.person = person
        self.situation = situation
        self.facts = facts
        self.refs = frozenset(filter(None, refs))
        self.source = source
        self.origin: str | None = None
        self.friend: Case | None = None
        self.touched = False
        self.deeds: list[Deed] = []
        self.earned: dict[str, int] = {}
        self.taken: dict[str, int] = {}
        self.released: dict[str, int] = {}
        self.held: dict[str, int] = {}
        self.converted: list[dict[str, Any]] = []
        self.given: dict[str, int] = {}
        self.level: str | None = None
        self.reached: dict[Trigger, int] = {}
        """The values up to which rules have answered to crossings within this fact."""
        self.activating = person.state in ("awaiting_questionnaire", "awaiting_activation")
        self.start = self.values() if programme.started_counters else {}

    def looked(self, value: Any, line: Line | None = None) -> Any:
        """An amount, a name or an end as it is in this case: None where a table has no cell for it."""
        return self.programme.looked_up(value)(self.situation, line)

    @property
    def memory(self) -> Memory:
        return self.account.memory

    @property
    def ref(self) -> str | None:
        """The reference that lots keep: a booking's rather than the receipt's own number, which they know anyway."""
        return min(self.refs - {self.origin}, default=None) or min(self.refs, default=None)

    @property
    def day(self) -> date:
        return self.situation.day

    def after(self, span: calendar.Duration) -> date:
        """The first day outside a span that begins today."""
        return calendar.span_end(self.day, self.programme.span(span), self.programme.working_days)

    def value(self, name: str) -> int:
        return value_of(self.programme.counters[name], self.account, self.day, at=self.situation.at)

    def values(self) -> dict[str, tuple[int, int]]:
        """Counters whose thresholds rules answer to: their value, and what returns took off that is not made good."""
        return {name: (self.value(name), self.lowered(name)) for name in self.programme.started_counters}

    def lowered(self, name: str) -> int:
        tally = self.account.tallies.get(name)
        return tally.lowered if tally else 0

    def balance(self, name: str) -> int:
        """What of a wallet can be used now."""
        return self.programme.balance(self.account, name, self.situation.at)

    def lift(self, kind: str, name: str, risen: int) -> None:
        """A wallet or counter has risen by what was put back: its thresholds are looked at from there."""
        if risen <= 0:
            return
        if kind == "wallet":
            self.memory.seen[name] = self.memory.seen.get(name, 0) + risen
        else:
            value, lowered = self.start[name]
            self.start[name] = (value + risen, lowered)
        for trigger, value in self.reached.items():
            if (trigger.kind, trigger.name) == (kind, name):
                self.reached[trigger] = value + risen

    # What happens to wallets.

    def credit(self, rule: RuleCode, earn: EarnRule, amount: int) -> Lot | None:
        """A lot of so much, within the rule's cap."""
        amount = self.within_cap(rule, earn, amount)
        if amount <= 0:
            return None
        own = earn if earn.terms else None
        return self.bear(
            earn.wallet,
            amount,
            rule.name,
            available=own.available if own else None,
            end=own.expires if own else None,
            released_by=own.released_by if own else None,
        )

    def bear(self, wallet: str, amount: int, rule: str, source: str | None = None, **terms: Any) -> Lot:
        lot = lots.bear(
            self.change,
            self.programme,
            wallet,
            amount,
            self.day,
            source or self.source or rule,
            waits=self.activating,
            rule=rule,
            origin=self.origin,
            ref=self.ref,
            situation=self.situation,
            **terms,
        )
        self.earned[wallet] = self.earned.get(wallet, 0) + lot.issued
        self.deeds.append(Deed("earned", rule, wallet, lot.number, lot.issued, self.day))
        self.count_earned(wallet, lot.issued)
        return lot

    def within_cap(self, rule: RuleCode, earn: EarnRule, amount: int) -> int:
        """As much of it as the cap of the present period has left, and notes that it is used up."""
        if earn.cap is None:
            return amount
        per, most = earn.cap
        bound = most(self.situation, None)
        if bound is None:
            return amount
        key, period = f"cap {rule.name}", self.period(per)
        before = self.used(key, period)
        allowed = max(0, min(amount, int(bound.value) - before))
        if per != "receipt" and allowed:
            self.use(key, per, period, before + allowed)
            self._note_capped(Deed("capped", rule.name, key, 0, allowed, self.day, period))
        return allowed

    def _note_capped(self, deed: Deed) -> None:
        """One for all lines of the fact, whose bonuses of the rule lie in one lot."""
        for place, known in enumerate(self.deeds):
            if known.name == deed.name and known == deed._replace(amount=known.amount):
                self.deeds[place] = deed._replace(amount=known.amount + deed.amount)
                return
        self.deeds.append(deed)

    def used(self, slot: str, period: str) -> int:
        """What of a limit the period has used."""
        return int(periods.recall(self.memory.marks, slot, period).rpartition("|")[2] or 0)

    def use(self, slot: str, per: str, period: str, used: int) -> None:
        periods.keep(self.memory.marks, slot, period, f"{period}|{used}", self.oldest(per))

    def oldest(self, per: Any) -> str | None:
        """The first period that a late receipt may still reach; None for spans that are not of the calendar."""
        return self.period(per, self.day - periods.REACHED)[:10] if per in CALENDAR else None

    def period(self, per: str, day: date | None = None) -> str:
        """The period that holds the day, as a word."""
        day, memory = day or self.day, self.memory
        if per in ("day", "visit"):
            return str(day) if per == "day" or self.programme.by_day else f"{day} {memory.visits}"
        if per == "week":
            return str(calendar.week_of(day))
        if per in ("month", "quarter", "year"):
            return str(calendar.period_of(day, per))
        if per == "level_period":
            return str(self.account.standing.period_from)
        return per

    # What happens to counters.

    def count(self, rule: CounterRule, amount: int, by: str = "") -> int:
        """Counts so much on the day; returns what was counted."""
        added = counters.put(rule, self.account, self.day, amount, self.situation.at)
        if added:
            epoch = self.account.tallies[rule.name].epoch
            self.change.counted.append(Counted(rule.name, self.day, added, epoch))
            self.deeds.append(Deed("counted", by, rule.name, epoch, added, self.day))
        return added

    def counted_now(self, name: str) -> int:
        """What this fact itself has counted of it."""
        tally = self.account.tallies.get(name)
        epoch = tally.epoch if tally else 0
        return sum(
            each.amount
            for each in self.change.counted
            if (each.counter, each.day, each.epoch) == (name, self.day, epoch)
        )

    def count_earned(self, wallet: str, amount: int) -> None:
        for rule in self.programme.counters_of_earned.get(wallet, ()):
            if self.fits(rule):
                self.count(rule, amount)

    def fits(self, rule: CounterRule) -> bool:
        return rule.when is None or rule.when(self.situation, None)

    def reset(self, name: str, rest: int = 0, by: str = "", cause: str = "") -> None:
        """The counter begins anew, with the rest where it is kept; by a rule, or by what made it do so."""
        before = self.account.tallies.get(name)
        counters.begin_anew(self.account, name, self.day)
        tally: Tally = self.account.tallies[name]
        if rest > 0:
            tally.days[self.day] = tally.total = rest
        if before is not None:
            self.note_reset(name, before, max(rest, 0), by, cause)
        self.change.counted.append(Counted(name, self.day, max(rest, 0), tally.epoch))
        self.start[name] = (0, 0)
        self.reached = {trigger: value for trigger, value in self.reached.items() if trigger.name != name}
        lots.end_with(self.change, name, self.day)

    def note_reset(self, name: str, before: Tally, rest: int = 0, by: str = "", cause: str = "") -> None:
        """What the counter had may come back; with the reward, where its use has emptied it."""
        units: tuple[tuple[int, int], ...] = ()
        if cause == REWARD_USED:
            units = next((deed.units for deed in reversed(self.deeds) if deed.rule == "reward"), ())
        epoch = self.account.tallies[name].epoch
        self.deeds.append(Deed("reset", by, name, epoch, rest, self.day, cause, units, counted=before))

    # What rules remember.

    def may(self, rule: RuleCode) -> bool:
        """Whether `once` leaves the rule another time."""
        if rule.once is None:
            return True
        given, slot, turn = self.person.given, self._slot(rule), self.turn(rule)
        # A turn of a birthday is a year's: what was given for a later one stands for the earlier ones too.
        if rule.once.per == "birthday" and given.get(slot, "").partition(periods.TIMES)[0] > turn:
            return False
        return periods.times_in(periods.recall(given, slot, turn)) < rule.once.times

    def mark(self, rule: RuleCode) -> None:
        if rule.once is None:
            return
        slot, turn = self._slot(rule), self.turn(rule)
        times = periods.times_in(periods.recall(self.person.given, slot, turn)) + 1
        oldest = self.oldest(rule.once.per)
        periods.keep(self.person.given, slot, turn, periods.in_words(turn, times), oldest and oldest[: len(turn)])
        self.deeds.append(Deed("once", rule.name, slot, times, 0, self.day, turn))

    def _slot(self, rule: RuleCode) -> str:
        """Where the marks of a rule are kept: for each friend and reference its own."""
        per = rule.once.per if rule.once else ""
        if per == "ref":
            return f"{rule.name} {next(iter(sorted(self.refs)), '')}"
        if per == "friend":
            return f"{rule.name} {self.friend.person.id if self.friend else ''}"
        return rule.name

    def turn(self, rule: RuleCode) -> str:
        """The period in which a rule with `once` acts so many times: a calendar period, the year of the birthday's
        window, a life, the time since the latest fact of a trigger.
        """
        per: Any = rule.once.per if rule.once else "life"
        if isinstance(per, Trigger):
            latest = self.memory.latest.get(key_of(per))
            return latest.isoformat() if latest else "never"
        if per in ("ref", "friend", "life"):
            return "life"
        if per == "birthday" and self.person.birth_date is not None:
            ahead = calendar.Duration(days=rule.lead)
            on = calendar.span_end(self.day, ahead)
            return str(calendar.last_birthday(self.person.birth_date, on, self.programme.feb_29).year)
        if per in ("birthday", "year"):
            return str(self.day.year)
        return self.period(str(per)) if per != "receipt" else f"{self.memory.receipts} {self.day}"


def in_hundredths(counts: dict[str, int]) -> dict[str, int]:
    """How often, as all numbers of a result are: in hundredths."""
    return {name: times * WHOLE for name, times in counts.items()}
