"""A chain's rules as everyone may read them: each revision in words, from when to when it rules, what the next one
changes, and examples. Told again only once the chain has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from webapp.engine.calendar import noon
from webapp.engine.document.compare import Changed, compare
from webapp.engine.document.explain import Section, explain
from webapp.engine.document.phrases import Lists, Places
from webapp.engine.examples import Examples, examples
from webapp.engine.programme import Programme
from webapp.usecases.open_chain import OpenChain

Value = TypeVar("Value")
MOST_KEPT = 500
_kept: dict[tuple[object, ...], tuple[OpenChain, Any]] = {}


class Edition(NamedTuple):
    """A revision that rules at some time. `since` is its first day, None for the beginning; `until` the first day on
    which it rules no more, None for no end that is known yet.
    """

    number: int
    programme: Programme
    since: date | None
    until: date | None


def editions(chain: OpenChain) -> list[Edition]:
    """In the order in which they take over. What another replaced before it ever ruled is not among them."""
    rows = [(datetime.fromisoformat(one.starts), one.number) for one in chain.revisions]
    found = []
    for place, (starts, number) in enumerate(rows):
        ends = rows[place + 1][0] if place + 1 < len(rows) else None
        programme = chain.timeline.at(starts)
        span = programme.document.in_force
        since = None if starts.year == 1 else starts.date()
        since = max(filter(None, (since, span.from_)), default=None)
        until = min(filter(None, (ends.date() if ends else None, span.until)), default=None)
        if (ends is None or starts < ends) and (since is None or until is None or since < until):
            found.append(Edition(number, programme, since, until))
    return found


def ruling(chain: OpenChain, local: datetime) -> Edition | None:
    """The one of that moment, in force or not; None only where no revision ever rules."""
    programme = chain.timeline.at(local)
    return next((one for one in editions(chain) if one.programme is programme), None)


def coming(chain: OpenChain, local: datetime) -> list[Edition]:
    """Those that take over later, the next one first."""
    today = local.date()
    now = chain.timeline.at(local)
    return [one for one in editions(chain) if one.since and one.since > today and one.programme is not now]


def told(chain: OpenChain, programme: Programme, language: str, places: Places) -> list[Section]:
    key = ("told", chain.id, programme.revision, language)
    return _once(chain, key, lambda: explain(programme.document, language, lists_of(chain), places))


def changes(chain: OpenChain, before: Programme, after: Programme, language: str, places: Places) -> list[Changed]:
    """What the later one says differently."""
    key = ("changes", chain.id, before.revision, after.revision, language)
    sections = (told(chain, one, language, places) for one in (before, after))
    return _once(chain, key, lambda: compare(*sections))


def worked(chain: OpenChain, programme: Programme, local: datetime, language: str) -> Examples:
    """Examples of a visit at noon of that day."""
    at = noon(local.date())
    key = ("worked", chain.id, programme.revision, language, at)
    return _once(chain, key, lambda: examples(programme, chain.lists, at, language, lists_of(chain)))


def worked_on(edition: Edition, local: datetime) -> datetime:
    """The day that examples are told of: today, else the nearest day on which the revision rules."""
    day = local.date()
    if edition.since and day < edition.since:
        day = edition.since
    if edition.until and day >= edition.until:
        day = edition.until - timedelta(days=1)
    return noon(day)


def lists_of(chain: OpenChain) -> Lists:
    """What the chain calls what its rules speak of."""
    groups, items, salons = ({one.code: one.name for one in rows} for rows in (chain.groups, chain.items, chain.salons))
    return Lists(groups, items, chain.tags, salons)


def _once(chain: OpenChain, key: tuple[object, ...], tell: Callable[[], Value]) -> Value:
    """A chain that has changed is another value, and what was told of it before is told anew."""
    kept = _kept.get(key)
    if kept is not None and kept[0] is chain:
        value: Value = kept[1]
        return value
    found = tell()
    if len(_kept) >= MOST_KEPT:
        _kept.pop(next(iter(_kept)), None)
    _kept[key] = (chain, found)
    return found
