"""Warnings: what is legal and surely not meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from webapp.engine import calendar
from webapp.engine.calendar import Duration
from webapp.engine.document.amounts import ELSE, Amount, Steps, Table, Told, leaves_of
from webapp.engine.document.benefits import shares_accounts
from webapp.engine.document.conditions import RECEIPT_WORDS, WORDS, Condition
from webapp.engine.document.ends import Available, End, Row
from webapp.engine.document.known import Finding
from webapp.engine.document.reader import Path
from webapp.engine.document.references import conditions_of, walk, within
from webapp.engine.document.schema import Counter, Level, ProgrammeDocument, Rule
from webapp.engine.document.shadows import shadowed_earnings
from webapp.engine.document.triggers import Anchor, Trigger
from webapp.engine.document.values import LEVEL_PERIOD

GIFT_CARD = "gift_card"


def warnings(document: ProgrammeDocument) -> Iterator[Finding]:
    """Everything that is suspicious, in no order."""
    yield from _overlaps(document)
    yield from _unreachable(document)
    yield from _ends_of_levels(document)
    yield from _lives(document)
    yield from shadowed_earnings(document)
    yield from _discounts(document)
    yield from _requests(document)
    yield from _loop(document)
    yield from _odd_conditions(document)
    yield from _unheard(document)
    yield from _uncounted(document)
    yield from _begun_that_day(document)
    yield from _alone(document)
    yield from _leap_day(document)
    activation = document.enrolment.activation
    if activation.within is not None and activation.by == "enrolment":
        yield ("enrolment", "activation", "within"), "within_unused", {}


def _overlaps(document: ProgrammeDocument) -> Iterator[Finding]:
    """A level that asks no more than a lower one from which, or beside which, it is reached."""
    counted = {name: _alike(name, counter) for name, counter in document.counters.items()}
    asked: dict[str, tuple[str, int] | None] = {}
    most: dict[str, dict[str, tuple[int, str]]] = {}
    for name, level in document.levels.items():
        lower = [other for other in level.lower if other in asked]
        asked[name] = threshold = _threshold(level, counted)
        beside = most.get(level.ladder, {}) if level.from_ is None else _highest(asked, lower)
        first = next(iter(asked)) if level.from_ is None else next(iter(lower), name)
        if level.by_rule or _set_by_rule(document, name):
            continue
        if (
            _asks_nothing(level.enter)
            and level.begins == "at_once"
            and first != name
            and _same_ladder(document, name, first)
        ):
            yield ("levels", name, "enter"), "level_always", {"found": name, "lower": first}
        elif threshold and threshold[0] in beside and not (level.from_ and _begins_anew(document, level)):
            bound, rival = beside[threshold[0]]
            if threshold[1] <= bound and rival != name:
                yield ("levels", name, "enter"), "level_overlap", {"found": name, "lower": rival}
        highest = most.setdefault(level.ladder, {})
        if threshold and threshold[1] > highest.get(threshold[0], (-1, ""))[0]:
            highest[threshold[0]] = (threshold[1], name)


def _highest(asked: dict[str, tuple[str, int] | None], lower: list[str]) -> dict[str, tuple[int, str]]:
    """For each kind of counter the highest threshold of these levels."""
    found: dict[str, tuple[int, str]] = {}
    for name in lower:
        threshold = asked[name]
        if threshold and threshold[1] > found.get(threshold[0], (-1, ""))[0]:
            found[threshold[0]] = (threshold[1], name)
    return found


def _set_by_rule(document: ProgrammeDocument, name: str) -> bool:
    return any(name in leaves_of(each.to) for rule in document.rules.values() if (each := rule.then.of("level")))


def _same_ladder(document: ProgrammeDocument, one: str, other: str) -> bool:
    return document.levels[one].ladder == document.levels[other].ladder


def _begins_anew(document: ProgrammeDocument, level: Level) -> bool:
    """Whether what the level asks for is counted anew with each level's period."""
    names = level.enter.counter or {}
    return all(document.counters[name].over == LEVEL_PERIOD for name in names if name in document.counters)


def _threshold(level: Level, counted: dict[str, str]) -> tuple[str, int] | None:
    """(the kind of counter, at least) where the level asks for nothing else."""
    words = level.enter.words()
    if level.enter.parts() or set(words) != {"counter"} or len(level.enter.counter or {}) != 1:
        return None
    name, bound = next(iter((level.enter.counter or {}).items()))
    return (counted[name], bound.at_least) if bound.at_least is not None and name in counted else None


def _alike(name: str, counter: Counter) -> str:
    """The same for counters that count the same; one that rules count in is like no other."""
    return name if counter.count is None else counter.model_dump_json(exclude={"name"})


def _unreachable(document: ProgrammeDocument) -> Iterator[Finding]:
    """Levels whose `from` names only levels that are not below them or can't be reached themselves."""
    reached: set[str] = set()
    for name, level in document.levels.items():
        if level.from_ is None or any(lower in reached for lower in level.lower):
            reached.add(name)
        else:
            yield ("levels", name, "from"), "level_unreachable", {"found": name}


def _ends_of_levels(document: ProgrammeDocument) -> Iterator[Finding]:
    ranks = {name: rank for rank, name in enumerate(document.levels)}
    for name, level in document.levels.items():
        if any(ranks.get(after, -1) >= ranks[name] for after in leaves_of(level.else_)):
            yield ("levels", name, "else"), "falls_upwards", {}
        endless = level.until is None and (level.lasts is None or getattr(level.lasts, "kind", "") == "never")
        if endless and level.keep is not None:
            yield ("levels", name, "keep"), "never_judged", {"found": "keep"}
        elif endless and "else_" in level.model_fields_set:
            yield ("levels", name, "else"), "never_judged", {"found": "else"}


def _lives(document: ProgrammeDocument) -> Iterator[Finding]:
    """Bonuses that are gone before they can be spent, found by trying each day of a leap year."""
    lives: list[tuple[Path, Any, str | None]] = [
        (("wallets", name, "expires"), wallet.expires, name) for name, wallet in document.wallets.items()
    ]
    for name, campaign in document.campaigns.items():
        lives.append(
            (("campaigns", name, "expires"), campaign.expires, campaign.wallet or next(iter(document.wallets), None))
        )
    for loc, end, wallet in lives:
        available = document.wallets[wallet].available if wallet in document.wallets else Available()
        plain = isinstance(end, End) and available.span is not None and not available.span.working_days
        born = _dies_too_early(end, available.span) if plain and available.span else None
        if born:
            yield loc, "gone_before_usable", {"born": born[0], "gone": born[1], "usable": born[2]}


def _dies_too_early(end: Any, pending: Duration) -> tuple[str, str, str] | None:
    if end.span and end.kind == "after" and _shortest(end.span) > pending.months * 31 + pending.days:
        return None
    for passed in range(366):
        born = date(2028, 1, 1) + timedelta(days=passed)
        gone, usable = _end_day(end, born), calendar.span_end(born, pending)
        if gone is not None and gone <= usable and end.kind != "date":
            return f"{born:%m-%d}", f"{gone:%m-%d}", f"{usable:%m-%d}"
    return None


def _end_day(end: End, born: date) -> date | None:
    """As far as the calendar alone tells."""
    if end.kind == "after" and end.span and not end.span.working_days:
        return calendar.span_end(born, end.span)
    if end.kind == "yearly" and end.month_day:
        return calendar.yearly_end(born, *end.month_day, end.carry_over)
    if end.kind == "end_of" and end.period:
        closing = calendar.end_of_period(born, end.period)
        return calendar.span_end(closing, end.span) if end.span else closing
    return end.day if end.kind == "date" else None


def _shortest(span: Duration) -> int:
    """The fewest days of a span."""
    return span.months * 28 + span.days


def _discounts(document: ProgrammeDocument) -> Iterator[Finding]:
    """The largest discount acts, so one that everybody has hides all that are no larger."""
    giving = [
        (name, rule)
        for name, rule in document.rules.items()
        if rule.on.kind == "sale"
        and rule.then.discount
        and rule.then.discount.of == "lines"
        and rule.combine is None
        and rule.once is None
        and not rule.not_with
        and _percents(rule)
    ]
    if document.combine:
        return
    sure = [
        (_percents(rule)[0], name)
        for name, rule in giving
        if _asks_nothing(rule.if_) and isinstance(_percent(rule), Amount)
    ]
    largest, winner = max(sure, key=lambda rule: rule[0], default=(-1, ""))
    for name, rule in giving:
        if name != winner and max(_percents(rule), default=0) <= largest:
            yield ("rules", name), "shadowed_discount", {"earlier": winner}


def _percent(rule: Rule) -> Any:
    return rule.then.discount.percent if rule.then.discount else None


def _percents(rule: Rule) -> list[int]:
    return [leaf.value for leaf in leaves_of(_percent(rule)) if isinstance(leaf, Amount) and leaf.percent]


def _asks_nothing(condition: Condition | None) -> bool:
    return condition is None or not (condition.words() or condition.parts())


def _requests(document: ProgrammeDocument) -> Iterator[Finding]:
    answering = {
        name: rule for name, rule in document.rules.items() if rule.on.kind == "request" and rule.then.refuse is None
    }
    last = {rule.on.name: name for name, rule in answering.items()}
    for name, rule in answering.items():
        if last[rule.on.name] != name:
            yield ("rules", name), "shadowed_request", {"later": last[rule.on.name]}


def _loop(document: ProgrammeDocument) -> Iterator[Finding]:
    """Gift cards that the document names, that earn and may be paid with bonuses."""
    spending = next((way for _, way in document.ways_of_paying()), None)
    if spending is None or not _names_gift_cards(document) or not _may_hold(spending.on, GIFT_CARD):
        return
    earning = [rule for rule in document.rules.values() if rule.on.kind == "sale" and _may_hold(rule.if_, GIFT_CARD)]
    gives = [rule.then.earn.give for rule in earning if rule.then.earn and rule.then.earn.give is not None]
    if any(_gives_to(give, GIFT_CARD) for give in gives):
        yield ("spending",), "gift_card_loop", {"name": GIFT_CARD}


def _names_gift_cards(document: ProgrammeDocument) -> bool:
    conditions = (part for loc, whole, _ in conditions_of(document) for _, part in within(whole, loc))
    amounts: list[Any] = [rule.then.earn.give for rule in document.rules.values() if rule.then.earn]
    amounts += [rule.then.discount.percent for rule in document.rules.values() if rule.then.discount]
    tables = (amount for amount in amounts if isinstance(amount, Table))
    return any(GIFT_CARD in (part.group or ()) for part in conditions) or any(
        GIFT_CARD in path for table in tables for path, _ in table.leaves()
    )


def _gives_to(give: Any, group: str) -> bool:
    """Whether a line of the group can get something of it."""
    if not isinstance(give, Table) or "group" not in give.keys:
        return True
    depth = give.keys.index("group")
    cells = [(path, cell) for path, cell in give.leaves() if len(path) <= depth or path[depth] in (group, ELSE)]
    named = [cell for path, cell in cells if len(path) > depth and path[depth] == group]
    return any(getattr(cell, "value", 1) for cell in named or [cell for _, cell in cells])


def _may_hold(condition: Condition | None, group: str) -> bool:
    return condition is None or _holds(condition, group) is not False


def _holds(condition: Condition, group: str) -> bool | None:
    """Whether a condition holds for a line of the group, as far as the group alone can tell: None is perhaps."""
    known: list[bool | None] = [None] if condition.words().keys() - {"group"} else []
    if condition.group is not None:
        known.append(group in condition.group)
    known.extend(_holds(part, group) for part in condition.all or ())
    if condition.any is not None:
        known.append(_any([_holds(part, group) for part in condition.any]))
    if condition.not_ is not None:
        inner = _holds(condition.not_, group)
        known.append(None if inner is None else not inner)
    return False if False in known else None if None in known else True


def _any(known: list[bool | None]) -> bool | None:
    return True if True in known else None if None in known else False


def _unheard(document: ProgrammeDocument) -> Iterator[Finding]:
    """Rankings whose places nothing follows from."""
    heard = {rule.on.name for rule in document.rules.values() if rule.on.kind == "event"}
    for name in document.rankings.keys() - heard:
        yield ("rankings", name), "unheard_ranking", {"name": name}


def _uncounted(document: ProgrammeDocument) -> Iterator[Finding]:
    """Counters that rules alone count in, and none does."""
    counting = {name for rule in document.rules.values() for name in rule.then.of("count") or ()}
    for name, counter in document.counters.items():
        if counter.count is None and name not in counting:
            yield ("counters", name), "uncounted", {"name": name}


def _begun_that_day(document: ProgrammeDocument) -> Iterator[Finding]:
    """Rules of a grid that look at what is counted over the spans of the same grid: a new one begins on that day."""
    for name, rule in document.rules.items():
        parts: dict[str, Any] = {"if": rule.if_, "then": rule.then} if rule.on.kind == "every" else {}
        for part, asked in parts.items():
            for counter in dict.fromkeys(found for _, value in walk(asked) for found in _looked_at(value)):
                over = document.counters[counter].over if counter in document.counters else None
                if isinstance(over, Row) and _same_grid(over, rule.on):
                    yield ("rules", name, part), "begun_that_day", {"found": counter}


def _same_grid(over: Row, on: Trigger) -> bool:
    return over.kind == "each" and not over.restarts and (over.span, over.anchor) == (on.span, on.anchor)


def _looked_at(value: Any) -> list[str]:
    """The counters that a condition asks or an amount is told by."""
    if isinstance(value, Condition):
        return list(value.counter or ())
    told = (isinstance(value, Told) and value.kind == "counter") or (isinstance(value, Steps) and value.of == "counter")
    return [value.name] if told else []


def _alone(document: ProgrammeDocument) -> Iterator[Finding]:
    """Steps by people, where nobody can ever join an account."""
    if shares_accounts(document) or any(rule.then.of("add_person") is not None for rule in document.rules.values()):
        return
    for loc, value in walk(document):
        if isinstance(value, Steps) and value.of == "people":
            yield (*loc, "steps"), "alone", {}


def _leap_day(document: ProgrammeDocument) -> Iterator[Finding]:
    """Something comes of birthdays, and nobody has said when those of 29 February are."""
    if document.calendar.feb_29 is not None:
        return
    for loc, value in walk(document):
        named = {Trigger: ("birthday", "before"), Anchor: ("birthday",)}.get(type(value), ())
        told = isinstance(value, Trigger) and value.kind == "before" and value.name != "birthday"
        asked = isinstance(value, Condition) and value.birthday is not None
        if asked or (named and value.kind in named and not told):
            yield loc, "leap_day", {}
            return


def _odd_conditions(document: ProgrammeDocument) -> Iterator[Finding]:
    for name in document.counters:
        if name in WORDS - {"hours"}:
            yield ("counters", name), "bare_counter", {"found": name, "name": name}
    for loc, condition, seen in conditions_of(document):
        if seen != "member":
            continue
        for place, part in within(condition, loc):
            for word in sorted(RECEIPT_WORDS & part.words().keys()):
                yield (*place, word), "never_entered", {"found": word}
