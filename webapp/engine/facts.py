"""What the engine may be told: accounts with their people, cards, lots and counters; receipts; certificates; the
chain's own lists.

An account is the unit that is locked, decided upon and written down. Amounts are hundredths (kopecks, bonuses, hours);
days are the tenant's. The engine never changes what it is given: it works on `Account.copy()`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple


class Item(NamedTuple):
    """A catalogue item: price in kopecks and hours in hundredths, of one unit."""

    code: str
    group: str
    price: int
    hours: int = 0
    tags: tuple[str, ...] = ()


class Salon(NamedTuple):
    code: str
    category: str | None = None


NOWHERE = Salon("")


@dataclass(frozen=True, slots=True)
class Chain:
    """What a chain keeps beside its rules: the catalogue and the salons, first one the default. Without salons any
    name is taken.
    """

    items: dict[str, Item] = field(default_factory=dict)
    salons: dict[str, Salon] = field(default_factory=dict)

    def salon(self, code: str | None) -> Salon | None:
        """The salon of that code, the chain's first when none is named; None for an unknown one."""
        if code is None:
            return next(iter(self.salons.values()), NOWHERE)
        return self.salons.get(code) if self.salons else Salon(code)


class LotTerms(NamedTuple):
    """What few lots have: what releases one that waits (`next_visit`, `next_sale`, or a trigger's words) and the
    reference it has to bear; instants inside a day; an end of its own beside the wallet's idleness; the level or
    counter that it goes with; whose gift it is, where gifts stay apart; an end beside that of what it goes with.
    """

    awaits: str | None = None
    ref: str | None = None
    opens_at: datetime | None = None
    ends_at: datetime | None = None
    fixed: date | None = None
    follows: str | None = None
    purse: str | None = None
    latest: date | None = None


class Lot(NamedTuple):
    """Bonuses born together; `number` tells the lots of an account apart, in the order of their birth.

    `left` is what can still be drawn, `lapsed` what expired unspent and no return has yet accounted for.
    `available_from` is
    None while the lot waits for its member's activation. `expires` is the first day on which the lot is
    gone. `campaign`
    names the rules of its own spending.
    """

    number: int
    wallet: str
    issued: int
    left: int
    lapsed: int
    born: date
    available_from: date | None
    expires: date | None
    source: str
    campaign: str | None = None
    rule: str | None = None
    origin: str | None = None
    """The receipt that brought it: its own, a friend's (a referral), the one behind spent bonuses that came back."""
    terms: LotTerms | None = None

    def holding(self, left: int) -> Lot:
        """The lot with so much left."""
        return Lot._make((*self[:3], left, *self[4:]))


class HeldReward(NamedTuple):
    """A reward that was given or bought and is not used yet. `available_from` is None while it waits for `awaits`;
    `ends` is the first day on which it is gone; `left` what it still has of its `value` in money.
    """

    number: int
    reward: str
    given_on: date
    value: int | None = None
    available_from: date | None = None
    awaits: str | None = None
    ends: date | None = None
    rule: str | None = None
    ref: str | None = None
    booked: str | None = None
    draws: tuple[tuple[int, int], ...] = ()

    def usable_on(self, day: date) -> bool:
        return self.available_from is not None and self.available_from <= day


class Deed(NamedTuple):
    """One thing that a rule did and that can be undone: bonuses of a lot `earned` or `taken`, more of a wallet `owed`,
    a counter `counted` or `reset`, a reward `given` or `used`, an attribute or a `level` set, a period of `once` or of
    a cap used up. `units` are those of a receipt that a used reward acted on, each by its line's place and its own.
    `stood` is where the account stood before, without its history, `counted` what the counter had.
    """

    kind: str
    rule: str
    name: str
    number: int = 0
    amount: int = 0
    day: date | None = None
    told: str = ""
    units: tuple[tuple[int, int], ...] = ()
    stood: Standing | None = None
    counted: Tally | None = None


class Happened(NamedTuple):
    """A named event as it happened, with what it brought about."""

    name: str
    ref: str
    at: datetime
    person: str
    amount: int = 0
    units: int = 0
    attributes: dict[str, str] = {}  # noqa: RUF012
    booked_for: datetime | None = None
    deeds: tuple[Deed, ...] = ()
    undone: bool = False


@dataclass(slots=True)
class Memory:
    """What rules must remember of an account beside its lots, counters and levels. Empty where no rule asks for it."""

    held: dict[int, HeldReward] = field(default_factory=dict)
    born_rewards: int = 0
    marks: dict[str, str] = field(default_factory=dict)
    """For a cap or a limit the period it stands in and what has been used of it."""
    latest: dict[str, datetime] = field(default_factory=dict)
    """When each trigger that something waits for or looks back to last happened."""
    had: dict[str, date] = field(default_factory=dict)
    """The latest day on which an item or a group was bought."""
    events: dict[str, Happened] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    chosen_on: dict[str, date] = field(default_factory=dict)
    guests: dict[str, date] = field(default_factory=dict)
    first_visit: date | None = None
    last_visit: date | None = None
    visits: int = 0
    receipts: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    """Values of wallets whose crossings rules answer to, as they were last looked at."""
    further: int = 0
    """How many more people rules have let join."""
    repaid: dict[int, int] = field(default_factory=dict)
    """What of which lot paid a debt, the latest last, where rules may leave one: it comes back if they are undone."""
    bought: dict[str, dict[date, int]] = field(default_factory=dict)
    """The latest days on which an item or a group was bought and kept, and by how many receipts."""
    returned: int = 0
    """Of the receipts, how many have wholly come back; `gone` of the visits."""
    gone: int = 0
    desk: dict[date, int] = field(default_factory=dict)
    """How many receipts stand of each day's visit."""
    reopened: date | None = None
    """The day of the last visit, where that is gone."""

    def copy(self) -> Memory:
        return Memory(
            self.held.copy(),
            self.born_rewards,
            self.marks.copy(),
            self.latest.copy(),
            self.had.copy(),
            self.events.copy(),
            self.choices.copy(),
            self.chosen_on.copy(),
            self.guests.copy(),
            self.first_visit,
            self.last_visit,
            self.visits,
            self.receipts,
            self.seen.copy(),
            self.further,
            self.repaid.copy(),
            self.bought.copy(),
            self.returned,
            self.gone,
            self.desk.copy(),
            self.reopened,
        )


class Draw(NamedTuple):
    """So much taken from one lot of the account."""

    lot: int
    amount: int


@dataclass(slots=True)
class Person:
    """One human being on an account."""

    id: str
    enrolled_on: date
    state: str
    birth_date: date | None = None
    questionnaire_on: date | None = None
    activate_by: date | None = None
    mismatch: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    """For each rule with `once`, the key of the latest period in which it gave, and how often where more than once."""
    brought_by: str | None = None
    """The person who referred this one."""
    friend_paid: str | None = None
    """The receipt of this person for which the one who referred them was rewarded."""
    until: dict[str, date] = field(default_factory=dict)
    """The first day on which an attribute that a rule set is gone."""
    leaves_on: date | None = None
    same_as: str | None = None
    """Who this one turned out to be, on another account, while the two are merged."""

    def copy(self) -> Person:
        return Person(
            self.id,
            self.enrolled_on,
            self.state,
            self.birth_date,
            self.questionnaire_on,
            self.activate_by,
            self.mismatch,
            self.attributes.copy(),
            self.given.copy(),
            self.brought_by,
            self.friend_paid,
            self.until.copy(),
            self.leaves_on,
            self.same_as,
        )

    @property
    def status(self) -> str:
        """The state that is shown: a mismatch suspends whoever has not left (ES-4.1, 7.3)."""
        if self.state == "closed":
            return self.state
        return "suspended" if self.mismatch else "leaving" if self.leaves_on is not None else self.state


class Card(NamedTuple):
    """`level` is the one it was issued for; `ends` the first day on which it is no longer good, None for a card
    without an end.
    """

    number: str
    person: str
    level: str | None
    state: str
    issued_on: date
    ends: date | None
    further: bool = False

    def state_on(self, day: date) -> str:
        return "expired" if self.state == "active" and self.ends is not None and day >= self.ends else self.state


@dataclass(slots=True)
class Tally:
    """A counter of one account: sums by day, kept as far back as a window can reach, and the sum of all that was ever
    counted.

    `since` is the day on which counting began anew; `epoch` tells what was counted before from what was counted after.
    """

    days: dict[date, int] = field(default_factory=dict)
    total: int = 0
    since: date | None = None
    epoch: int = 0
    lowered: int = 0
    """What returns have taken off and nothing has made good yet: thresholds crossed before are not crossed again."""

    visit: date | None = None
    """The latest day that was counted as a visit, which counts once."""
    moments: dict[datetime, int] = field(default_factory=dict)
    """What was counted at which local time, as far back as a window of hours reaches; empty where there is none."""
    joined: tuple[int, ...] = ()
    """Earlier epochs that count again, since what began this one was undone."""
    again: dict[date, int] = field(default_factory=dict)
    """How many further receipts are of a visit that was counted already: it stands as long as one of them does."""

    def copy(self) -> Tally:
        moments = self.moments.copy() if self.moments else {}
        kept = self.since, self.epoch, self.lowered, self.visit, moments, self.joined
        return Tally(self.days.copy(), self.total, *kept, self.again.copy() if self.again else {})

    def counts(self, epoch: int) -> bool:
        """Whether what was counted in that epoch is counted now."""
        return epoch == self.epoch or epoch in self.joined


class Due(NamedTuple):
    """A level earned and not yet begun: the day of the crossing visit, and where its counters' windows began on that
    day.
    """

    level: str
    crossed_on: date
    period_from: date | None
    lost_on: date | None
    visit: bool = True
    """Whether the crossing was itself a visit; a late receipt is none."""
    rule: str | None = None
    """The rule that set the level, whose own terms hold for its beginning and its end."""


class Span(NamedTuple):
    """From this day on the account held this level."""

    since: date
    level: str | None


@dataclass(slots=True)
class Standing:
    """The account's level. `anchor` is the day from which its periods are counted, `period_from` the day the present
    one began.
    """

    level: str | None = None
    since: date | None = None
    until: date | None = None
    anchor: date | None = None
    period_from: date | None = None
    lost_on: date | None = None
    due: Due | None = None
    history: list[Span] = field(default_factory=list)
    begins_on: date | None = None
    """The day on which the level that is due begins by itself."""

    def copy(self) -> Standing:
        return Standing(
            self.level,
            self.since,
            self.until,
            self.anchor,
            self.period_from,
            self.lost_on,
            self.due,
            self.history.copy(),
            self.begins_on,
        )


@dataclass(slots=True)
class Own:
    """The levels that a person on a common account has alone, and the number by which all that is theirs goes."""

    number: int
    standing: Standing = field(default_factory=Standing)
    ladders: dict[str, Standing] = field(default_factory=dict)

    def copy(self) -> Own:
        ladders = {name: standing.copy() for name, standing in self.ladders.items()}
        return Own(self.number, self.standing.copy(), ladders)


class Absorbed(NamedTuple):
    """An account that was taken in: who `person` there is now, and what of it is where.

    `shift` is added to the numbers of its `lots` lots. `epochs` are its counters' and ours of that moment. `counted` is
    what it has brought to each counter by day, less what was returned since; `returned` what was returned of it in all.
    """

    person: str
    now: str
    shift: int
    lots: int
    epochs: dict[str, tuple[int, int]]
    counted: dict[str, dict[date, int]]
    returned: dict[str, dict[date, int]]


@dataclass(slots=True)
class Gone:
    """Where an account went that was taken in, and what is needed to undo it: the state of its person, its debts and
    cards, and person and standing of the other account before, and that standing afterwards.
    """

    into: str
    on: date
    state: str
    owed: dict[str, int]
    cards: tuple[str, ...]
    certificates: tuple[str, ...]
    person: Person
    standing: Standing
    after: Standing


@dataclass(slots=True)
class Account:
    """What is known of one account. `lots` are the open ones, in the order of their birth; `operations` counts
    by day.
    """

    id: str
    holder: str
    opened_on: date
    settled_to: date
    people: dict[str, Person] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    lots: dict[int, Lot] = field(default_factory=dict)
    owed: dict[str, int] = field(default_factory=dict)
    standing: Standing = field(default_factory=Standing)
    tallies: dict[str, Tally] = field(default_factory=dict)
    operations: dict[date, int] = field(default_factory=dict)
    last_visit: date | None = None
    born_lots: int = 0
    ladders: dict[str, Standing] = field(default_factory=dict)
    """The standing on each further ladder of levels; that on the first is `standing`."""
    memory: Memory = field(default_factory=Memory)
    absorbed: dict[str, Absorbed] = field(default_factory=dict)
    """By the ids of accounts that were taken in, in the order in which they were."""
    gone: Gone | None = None
    apart: dict[str, Own] = field(default_factory=dict)
    """Of those who are not the holder, by their ids, where not all is shared."""

    def known(self, person: str | None) -> Person | None:
        """Whoever is on the account by this id, or has turned out to be one of those who are."""
        now = next((taken.now for taken in self.absorbed.values() if taken.person == person), person)
        return self.people.get(now or "")

    def copy(self) -> Account:
        """A copy to work on: containers are new, what they hold is immutable or copied too."""
        return Account(
            self.id,
            self.holder,
            self.opened_on,
            self.settled_to,
            {key: person.copy() for key, person in self.people.items()},
            self.cards.copy(),
            self.lots.copy(),
            self.owed.copy(),
            self.standing.copy(),
            {name: tally.copy() for name, tally in self.tallies.items()} if self.tallies else {},
            self.operations.copy(),
            self.last_visit,
            self.born_lots,
            {name: standing.copy() for name, standing in self.ladders.items()} if self.ladders else {},
            self.memory.copy(),
            self.absorbed.copy(),
            self.gone,
            {person: own.copy() for person, own in self.apart.items()} if self.apart else {},
        )


class SoldLine(NamedTuple):
    """A line as it was sold, with what a return needs; sums are of the whole line, tuples have a figure for each unit.

    `redeemed` and `draws` are empty where no bonuses were spent, `earned_units` where the rules count by the line.
    `paid_into` names the counters that took what was paid, `each` what others took of every unit.
    """

    price: int
    quantity: int
    discount: int
    prepaid: int
    redeemed: tuple[int, ...]
    draws: tuple[tuple[Draw, ...], ...]
    earned: int
    earned_units: tuple[int, ...]
    paid_into: tuple[str, ...]
    each: dict[str, int]
    returned: int = 0
    also: tuple[tuple[int, tuple[int, ...]], ...] = ()
    """What other lots of the receipt got of each unit."""
    paid_with: tuple[int, ...] = ()
    """What ways of paying other than money in hand paid of each unit, which counts as paid."""
    off: tuple[int, ...] = ()
    """What was taken off each unit, where it was not laid evenly over them."""

    def off_unit(self, unit: int) -> int:
        if self.off:
            return self.off[unit]
        return self.discount * (unit + 1) // self.quantity - self.discount * unit // self.quantity


class Receipt(NamedTuple):
    """A posted receipt. `day` is the receipt's own; `lot` what it earned; `epochs` the counters' at that time; `once`
    what it
    counted as a whole, not by units (visits, receipts)."""

    number: str
    account: str | None
    person: str | None
    day: date
    lot: int | None
    lines: tuple[SoldLine, ...]
    epochs: dict[str, int]
    once: dict[str, int]
    wallet: str | None = None
    deeds: tuple[Deed, ...] = ()
    booking: str | None = None


_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_LOOK_ALIKE = str.maketrans("авекмнорстух‐‑–—−", "abekmhopctyx-----")


def folded_number(number: str) -> str:
    """A receipt's number as all read it who type it from the same paper: one case, no spaces, no zeros before a number,
    Russian letters that look like Latin ones as these (R6).
    """
    if not number.isascii():
        number = unicodedata.normalize("NFKC", number).casefold().translate(_LOOK_ALIKE)
    return _LEADING_ZEROS.sub("", "".join(number.casefold().split()))


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of a reward. `valid_until` and `deliver_by` are the last days included; `draws` the lots it was
    paid from.
    """

    id: str
    reward: str
    grade: str
    salon_category: str
    delivery: str
    account: str
    person: str
    holder: str | None
    state: str
    bonuses: int
    remainder: int
    wallet: str
    draws: tuple[Draw, ...]
    anywhere: bool
    ordered_on: date
    deliver_by: date | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    salon: str | None = None
    visit: datetime | None = None

    def state_on(self, day: date) -> str:
        ran_out = (
            self.state in ("issued", "delivered", "booked") and self.valid_until is not None and day > self.valid_until
        )
        return "expired" if ran_out else self.state


@dataclass(slots=True)
class Facts:
    """All that one decision may look at. Which of it is filled depends on the verb; `other` is a second account: that
    of the
    one who referred the member, the one whose account a card joins, or the one that is merged into the member's."""

    chain: Chain
    account: Account | None = None
    person: str | None = None
    card: Card | None = None
    known_card: bool = True
    receipt_taken: bool = False
    receipt: Receipt | None = None
    closed_lots: dict[int, Lot] = field(default_factory=dict)
    phone_taken: bool = False
    card_taken: bool = False
    other: Account | None = None
    other_person: str | None = None
    other_closed_lots: dict[int, Lot] = field(default_factory=dict)
    new_account: str = ""
    same_person: bool = False
    certificate: Certificate | None = None
    certificates: list[Certificate] = field(default_factory=list)
