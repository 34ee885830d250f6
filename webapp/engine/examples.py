"""What the rules come to: made-up receipts put through the engine's own door, told in sentences and one table.

No figure is typed: each is what a guest with such a receipt would get on that day. A rule that no such receipt meets
has no example; it stands in the rules themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from webapp.engine.decide import decide
from webapp.engine.decisions import Decision
from webapp.engine.document.amounts import ELSE
from webapp.engine.document.phrases import NO_LISTS, Lists, Speaker
from webapp.engine.document.schema import ProgrammeDocument
from webapp.engine.document.words import sentence
from webapp.engine.events import Purchase, Settle
from webapp.engine.facts import Account, Chain, Facts, Lot, Memory, Person
from webapp.engine.levels import begin
from webapp.engine.members import ACTIVE
from webapp.engine.money import WHOLE
from webapp.engine.programme import Programme, Timeline
from webapp.engine.sentences import say_line
from webapp.engine.situation import Line, Reason

SUMS = {"RUB": 5_000, "KZT": 25_000, "AMD": 20_000}
SUM = 100
"""What a made-up receipt comes to, where the currency has no sum of its own above."""
PARTS = (1, 5, 20)
"""A small receipt, the usual one and a large one, in fifths: where the rules treat them alike the usual one is told."""
USUAL = 5
ANYTHING = "anything"
"""The group of a receipt where neither the document nor the catalogue knows any."""
MOST_WORDS = 12
"""Groups, marks, goods and the like that are tried: a long catalogue is no reason for a long table."""
A_WHILE = timedelta(days=60)
PLENTY = 10**9
GUEST, FRIEND = "guest", "friend"


class Grid(NamedTuple):
    """A table: what is bought by the level that is held. `rows` have a head and as many cells as there are columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


class Examples(NamedTuple):
    sentences: tuple[str, ...]
    grid: Grid | None


class Asked(NamedTuple):
    """A made-up receipt of one line: `part` fifths of the usual sum, and what is unusual about it."""

    group: str
    level: str | None
    part: int = USUAL
    quantity: int = 1
    channel: str = "desk"
    tag: str | None = None
    tender: str | None = None
    item: str | None = None
    guest: str | None = None
    days: int = 0
    spend: str | None = None


class Outcome(NamedTuple):
    """What came of it, in hundredths: `earned` and `spent` by wallet."""

    discount: int
    payable: int
    redeemed: int
    earned: tuple[tuple[str, int], ...]
    spent: tuple[tuple[str, int], ...]


def examples(programme: Programme, chain: Chain, at: datetime, language: str, lists: Lists = NO_LISTS) -> Examples:
    """`at` is the tenant's local time at which the guest pays. None are told on a day that is out of force."""
    if not programme.runs_on(at.date()):
        return Examples((), None)
    return _Told(programme, chain, at, Speaker(programme.document, language, lists)).all()


class _Told:
    def __init__(self, programme: Programme, chain: Chain, at: datetime, speaker: Speaker) -> None:
        self.programme, self.chain, self.at, self.s = programme, chain, at, speaker
        self.timeline = Timeline([(datetime.min, programme)])
        self.words = mentioned(programme.document)
        known = list(dict.fromkeys([*(item.group for item in chain.items.values()), *self.words.get("group", ())]))
        self.groups = [code for code in known if code != ELSE][:MOST_WORDS] or [ANYTHING]
        ladder = programme.ladders.get(programme.main_ladder, ())
        held: list[str | None] = [level.name for level in ladder]
        self.levels = held if programme.base_level is not None else [None, *held]
        self.sum = SUMS.get(programme.document.currency, SUM) * WHOLE
        self.shown: dict[str, str] = {}
        """For each rule on sales that was met, its example."""

    def all(self) -> Examples:
        gives = bool(self.programme.discounts or self.programme.earnings)
        parts = self._parts() if gives else []
        grid = self._grid(parts) if parts and len(self.levels) > 1 else None
        plain = [] if grid or not parts else list(self._plain(parts))
        met = set(self.shown)
        self._unusual()
        plain = [] if len(plain) == 1 and met else plain
        ruled = [
            self.shown[name]
            for name in self.programme.document.rules
            if name in self.shown and not (plain and name in met)
        ]
        told = [*plain, *ruled, *self._spending(), *self._occasions()]
        return Examples(tuple(dict.fromkeys(map(sentence, told))), grid)

    def _parts(self) -> list[int]:
        """The receipts that are worth telling: the usual one where the others only give more of the same."""
        for level in self.levels:
            for group in self.groups:
                usual = self._outcome(Asked(group, level))
                for part in PARTS:
                    found = self._outcome(Asked(group, level, part))
                    if not _in_proportion(found, usual, part):
                        return list(PARTS)
        return [USUAL]

    def _grid(self, parts: list[int]) -> Grid:
        alike: dict[tuple[tuple[Outcome, ...], int], list[str]] = {}
        for part in parts:
            for group in self.groups:
                found = tuple(self._outcome(Asked(group, level, part)) for level in self.levels)
                alike.setdefault((found, part), []).append(group)
        several = len(parts) > 1
        rows = [
            (self._row(groups, part, several), tuple(self._cell(outcome) for outcome in found))
            for (found, part), groups in alike.items()
        ]
        title = self.s("Что даёт чек", "What a receipt gives")
        if not several:
            title = self.s(f"Что даёт чек на {self._money(USUAL)}", f"What a receipt of {self._money(USUAL)} gives")
        return Grid(title, tuple(self._level(level) for level in self.levels), tuple(rows))

    def _row(self, groups: list[str], part: int, several: bool) -> str:
        named = self._groups(groups)
        if not several:
            return named or self._money(part)
        return f"{self._money(part)}: {named}" if named else self._money(part)

    def _plain(self, parts: list[int]) -> Iterator[str]:
        """Where there are no levels: each kind of goods that gives something."""
        for part in parts:
            alike: dict[Outcome, list[str]] = {}
            for group in self.groups:
                alike.setdefault(self._outcome(Asked(group, self.levels[0], part)), []).append(group)
            for outcome, groups in alike.items():
                receipt = self._receipt(Asked(groups[0], None, part), self._groups(groups))
                yield f"{receipt}: {self._cell(outcome, alone=True)}"

    def _cell(self, found: Outcome, alone: bool = False) -> str:
        s, said = self.s, []
        if found.discount:
            paid = s.money(found.payable)
            said.append(
                s(f"скидка {s.money(found.discount)}, к оплате {paid}", f"{s.money(found.discount)} off, {paid} to pay")
            )
        said += [self._units(wallet, amount) for wallet, amount in found.earned if amount]
        nothing = s("бонусов и скидок нет", "no bonuses and no discount") if alone else "—"
        return "; ".join(said) or nothing

    def _units(self, wallet: str, amount: int) -> str:
        rule = self.programme.wallets.get(wallet)
        told = self.s.money(amount) if rule is not None and rule.money else self.s.bonuses(amount)
        return f"{told}{self.s.purse(wallet, 'в кошелёк', 'into wallet')}"

    def _unusual(self) -> None:
        """Looks for a receipt that meets each rule which no plain one has met."""
        rules = {rule.name for rule in [*self.programme.discounts, *self.programme.earnings]}
        for changes in self._ways():
            if rules <= self.shown.keys():
                return
            for level in self.levels:
                for group in self.groups:
                    self._outcome(Asked(group, level)._replace(**changes))

    def _ways(self) -> Iterator[dict[str, Any]]:
        for channel in self.words.get("channel", ())[:MOST_WORDS]:
            yield {"channel": channel}
        for tag in self.words.get("tag", ())[:MOST_WORDS]:
            yield {"tag": tag}
        for item in self.words.get("item", ())[:MOST_WORDS]:
            if item in self.chain.items:
                yield {"item": item}
        for tender in self.words.get("tender", ())[:MOST_WORDS]:
            yield {"tender": tender}
        yield {"quantity": 3}
        yield {"part": max(PARTS)}
        if "guest" in self.words:
            yield {"guest": GUEST}
        if self.words.get("weekday"):
            for days in range(1, 7):
                yield {"days": days}

    def _spending(self) -> Iterator[str]:
        s = self.s
        for way in self.programme.spendings:
            alike: dict[tuple[Outcome, ...], list[str]] = {}
            for group in self.groups:
                asked = [Asked(group, level, spend=way.wallet) for level in self.levels]
                found = tuple(self._outcome(each)._replace(discount=0, earned=()) for each in asked)
                alike.setdefault(found, []).append(group)
            purse = s.purse(way.wallet, "из кошелька", "of wallet")
            for found, groups in alike.items():
                for outcome, levels in _runs(found, self.levels):
                    receipt = self._receipt(Asked(groups[0], None), self._groups(groups), self._on(levels))
                    yield f"{receipt}: {self._paid(outcome, way.wallet, purse)}"

    def _paid(self, found: Outcome, wallet: str, purse: str) -> str:
        s = self.s
        if not found.redeemed:
            return s(f"бонусами{purse} не оплатить ничего", f"bonuses{purse} pay for nothing")
        units = dict(found.spent).get(wallet, found.redeemed)
        count = "" if units == found.redeemed else f" ({s.bonuses(units)})"
        most, rest = s.money(found.redeemed), s.money(found.payable)
        money = s(f", деньгами — {rest}", f", money for {rest}") if found.payable else ""
        return s(
            f"бонусами{purse} можно оплатить до {most}{count}{money}",
            f"bonuses{purse} pay for up to {most}{count}{money}",
        )

    def _occasions(self) -> Iterator[str]:
        """A birthday and a friend, by what each of them brings into the wallets."""
        s = self.s
        born = s("в день рождения участник получает", "on the birthday a member gets")
        brought = s(
            f"когда друг впервые платит {self._money(USUAL)}, тот, кто его привёл, получает",
            f"when a friend first pays {self._money(USUAL)}, the one who brought them gets",
        )
        occasions = (
            (born, self.programme.birthdays, self._on_birthday),
            (brought, self.programme.friends, self._by_friend),
        )
        for head, rules, run in occasions:
            if not any(rule.then.earn for rule in rules):
                continue
            found = [run(level) for level in self.levels]
            for gains, levels in _runs(found, self.levels):
                if gains:
                    where = f" ({named})" if (named := self._on(levels)) else ""
                    yield f"{head}{where}: {'; '.join(self._units(*gain) for gain in gains)}"

    def _on_birthday(self, level: str | None) -> tuple[tuple[str, int], ...]:
        born = self.at.date() + timedelta(days=1)
        born += timedelta(days=(born.month, born.day) == (2, 29))
        account = self._account(level)
        account.people[GUEST].birth_date = born.replace(year=born.year - 30)
        facts, until = Facts(self.chain, account, GUEST), datetime.combine(born, self.at.time())
        return _gained(decide(self.timeline, facts, until, "settle", Settle(member=GUEST)), account)

    def _by_friend(self, level: str | None) -> tuple[tuple[str, int], ...]:
        friend = self._account(None, FRIEND)
        friend.memory = Memory()
        friend.people[FRIEND].brought_by = GUEST
        account = self._account(level)
        facts = Facts(self.chain, friend, FRIEND, other=account, other_person=GUEST)
        asked = Asked(self.groups[0], None)
        return _gained(decide(self.timeline, facts, self.at, "purchase", self._event(asked, FRIEND)), account)

    def _outcome(self, asked: Asked) -> Outcome:
        account = self._account(asked.level, rich=asked.spend)
        at = self.at + timedelta(days=asked.days)
        account.settled_to = at.date()
        decision = decide(self.timeline, Facts(self.chain, account, GUEST), at, "purchase", self._event(asked, GUEST))
        outcome = _read(decision, self.programme)
        if asked.spend is None:
            for line in decision.lines:
                self._note(asked, line, outcome)
        return outcome

    def _event(self, asked: Asked, member: str) -> Purchase:
        price = {"price": f"{self.sum * asked.part // USUAL // WHOLE}"}
        line: dict[str, Any] = {"item": asked.item} if asked.item else {"group": asked.group}
        line |= price | {"quantity": str(asked.quantity)}
        if asked.tag:
            line["tags"] = [asked.tag]
        told: dict[str, Any] = {"member": member, "receipt": "1", "channel": asked.channel, "lines": [line]}
        if asked.tender:
            told["tenders"] = {asked.tender: price["price"]}
        if asked.guest:
            told["guest"] = asked.guest
        if asked.spend:
            told["spend"] = {asked.spend: "max"}
        return Purchase.model_validate(told)

    def _account(self, level: str | None, person: str = GUEST, rich: str | None = None) -> Account:
        """Someone who has been here before, with no birthday near, at the very beginning of the level."""
        day = self.at.date()
        since = day - A_WHILE
        account = Account(person, person, since, day, {person: Person(person, since, ACTIVE, questionnaire_on=since)})
        for ladder in self.programme.ladders.values():
            base = next((each for each in ladder if each.base), None)
            own = next((each for each in ladder if each.name == level), base)
            if own is not None:
                begin(self.programme, account, own, day)
        account.memory.first_visit = account.memory.last_visit = account.last_visit = since
        account.memory.visits = account.memory.receipts = 1
        if rich is not None:
            account.lots[1] = Lot(1, rich, PLENTY, PLENTY, 0, since, since, None, "example")
            account.born_lots = 1
            account.memory.seen[rich] = PLENTY
        return account

    def _note(self, asked: Asked, line: Line, outcome: Outcome) -> None:
        """The first receipt that a rule is met by is its example: its percent of a sum, or what came of all of them."""
        for reason in line.reasons:
            if reason.rule in self.shown or reason.rule not in self.programme.document.rules:
                continue
            if reason.effect in ("withheld", "withheld_discount") or not (outcome.discount or outcome.earned):
                continue
            if self._percent(line, reason):
                told = say_line(self.s, _only(line, reason))[0].removesuffix(".")
            else:
                rules = dict.fromkeys(each.rule for each in line.reasons)
                told = f"{', '.join(self.s.name('rules', rule) for rule in rules)}: {self._cell(outcome)}"
            receipt = self._receipt(asked, self._groups([asked.group]), self._on([asked.level]))
            self.shown[reason.rule] = f"{receipt}. {told}"

    def _percent(self, line: Line, reason: Reason) -> bool:
        """Whether all that the line got of this kind is the rule's percent of its sum."""
        if sum(other.effect == reason.effect for other in line.reasons) > 1 or line.also:
            return False
        if reason.effect != "discount":
            return reason.percent and line.earned > 0
        rules = (rule.discount for rule in self.programme.discounts if rule.name == reason.rule)
        return any(rule is not None and rule.kind == "percent" and rule.of == "lines" for rule in rules)

    def _receipt(self, asked: Asked, groups: str, level: str = "") -> str:
        s = self.s
        said = [s(f"чек на {self._money(asked.part)}", f"a receipt of {self._money(asked.part)}")]
        if asked.quantity > 1:
            said = [
                s(
                    f"чек: {asked.quantity} × {self._money(asked.part)}",
                    f"a receipt of {asked.quantity} × {self._money(asked.part)}",
                )
            ]
        said += [groups] if groups and not asked.item else []
        said += [s.named(asked.item)] if asked.item else []
        said += [level] if level else []
        said += [s.channel(asked.channel)] if asked.channel != "desk" else []
        said += [s(f"с отметкой {s.tag(asked.tag)}", f"marked {s.tag(asked.tag)}")] if asked.tag else []
        said += [s(f"оплачен {s.tender(asked.tender)}", f"paid by {s.tender(asked.tender)}")] if asked.tender else []
        said += [s("для гостя участника", "for a member's guest")] if asked.guest else []
        if asked.days:
            said.append(s.day((self.at + timedelta(days=asked.days)).date()))
        return ", ".join(said)

    def _groups(self, groups: Sequence[str]) -> str:
        """Nothing where they are all there are."""
        if len(groups) == len(self.groups):
            return ""
        return ", ".join(map(self.s.group, groups))

    def _level(self, level: str | None) -> str:
        return self.s.name("levels", level) if level else self.s("без уровня", "no level")

    def _on(self, levels: list[str | None]) -> str:
        """Which levels are meant; nothing where it is all that there are."""
        if len(levels) == len(self.levels):
            return ""
        named = self.s.any_of(self._level(level) for level in levels)
        return named if levels == [None] else self.s(f"уровень {named}", f"level {named}")

    def _money(self, part: int) -> str:
        return self.s.money(self.sum * part // USUAL)


def _only(line: Line, reason: Reason) -> Line:
    """The line as one of its rules speaks of it."""
    told = Line(line.item, line.group, line.price, line.quantity, line.hours, line.tags)
    told.discount, told.paid, told.payable, told.earned = line.discount, line.paid, line.payable, line.earned
    told.reasons = [reason]
    return told


def _read(decision: Decision, programme: Programme) -> Outcome:
    result = decision.result
    earned = result.get("earned", 0)
    by_wallet = earned.by if hasattr(earned, "by") else {programme.main_wallet or "": int(earned)}
    discount, payable, redeemed = (int(result.get(name, 0)) for name in ("discount", "payable", "redeemed"))
    gained = tuple((wallet, amount) for wallet, amount in by_wallet.items() if amount)
    return Outcome(discount, payable, redeemed, gained, tuple(result.get("spent", {}).items()))


def _in_proportion(found: Outcome, usual: Outcome, part: int) -> bool:
    """Whether another receipt gives the same share, or the same fixed number."""

    def same(one: int, other: int) -> bool:
        return one == other or abs(one * USUAL - other * part) <= USUAL * WHOLE

    earned, other = dict(found.earned), dict(usual.earned)
    return same(found.discount, usual.discount) and all(
        same(earned.get(wallet, 0), other.get(wallet, 0)) for wallet in {*earned, *other}
    )


def _gained(decision: Decision, before: Account) -> tuple[tuple[str, int], ...]:
    """What the account got of each wallet."""
    found: dict[str, int] = {}
    for change in decision.changes:
        if change.account.id == before.id:
            for lot in change.account.lots.values():
                if lot.number not in before.lots:
                    found[lot.wallet] = found.get(lot.wallet, 0) + lot.issued
    return tuple(found.items())


def _runs(found: Iterable[Any], levels: Iterable[str | None]) -> list[tuple[Any, list[str | None]]]:
    """The levels with the same outcome together."""
    alike: dict[Any, list[str | None]] = {}
    for outcome, level in zip(found, levels, strict=True):
        alike.setdefault(outcome, []).append(level)
    return list(alike.items())


def mentioned(document: ProgrammeDocument) -> dict[str, list[str]]:
    """The words that conditions and tables of the rules name: groups, channels, marks, goods, ways of paying, days."""
    found: dict[str, list[str]] = {}
    written = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for part in ("rules", "spending", "counters", "people"):
        _gather(written.get(part, {}), found)
    return {kind: list(dict.fromkeys(words)) for kind, words in found.items()}


KINDS = {name: name for name in ("group", "channel", "tag", "item", "tender", "weekday", "guest")} | {
    "paid_by": "tender"
}


def _gather(value: Any, found: dict[str, list[str]]) -> None:
    if isinstance(value, list):
        for inner in value:
            _gather(inner, found)
    if not isinstance(value, dict):
        return
    if isinstance(value.get("table"), list):
        cells = {key: cell for key, cell in value.items() if key != "table"}
        _of_table(value["table"], cells, found)
    for key, inner in value.items():
        if key in KINDS:
            found.setdefault(KINDS[key], []).extend(
                str(word) for word in (inner if isinstance(inner, list) else [inner])
            )
        _gather(inner, found)


def _of_table(keys: Sequence[str], cells: Any, found: dict[str, list[str]]) -> None:
    if not keys or not isinstance(cells, dict):
        return
    found.setdefault(keys[0], []).extend(word for word in cells if word != ELSE)
    for inner in cells.values():
        _of_table(keys[1:], inner, found)
