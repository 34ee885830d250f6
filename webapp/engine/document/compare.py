"""What changes from one revision's sentences to another's: what is gone, what is new, what says something else of the
same thing.

Sentences are matched inside their section: the same words first, then those that begin with the same name, then those
that have most words in common. Numbers of sentences are no part of what they say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from webapp.engine.document.explain import Section

NAME = re.compile(r"([^«“:]*(?:«[^»]+»|“[^”]+”)): ")
"""What a sentence speaks of, where it says so at its head: «Бонусы за процедуры»."""
ALL = 100
ALIKE = 60
"""From so many percent of words in common on, two sentences are one that has changed."""
ALIKE_NAMED = 30
"""The same of two that begin with the same name."""
MOST_WORDS = 200
"""Of a sentence, that are compared."""
MOST_EFFORT = 2_000_000
"""Pairs of words that are compared; sentences beyond are gone and new. Everybody may ask for it (R61)."""


class Change(NamedTuple):
    """`before` is None for what is new, `after` for what is gone."""

    before: str | None
    after: str | None


class Changed(NamedTuple):
    title: str
    changes: tuple[Change, ...]


def name_of(text: str) -> str:
    """The name at a sentence's head, or nothing."""
    head = NAME.match(text)
    return head[1] if head else ""


def compare(before: Sequence[Section], after: Sequence[Section]) -> list[Changed]:
    """The sections in which anything changes, in the order of the later revision, those that are gone last."""
    old = {section.title: [one.text for one in section.sentences] for section in before}
    new = {section.title: [one.text for one in section.sentences] for section in after}
    titles = [*new, *(title for title in old if title not in new)]
    found = [Changed(title, tuple(_changes(old.get(title, []), new.get(title, [])))) for title in titles]
    return [section for section in found if section.changes]


def _changes(old: list[str], new: list[str]) -> list[Change]:
    gone = [text for text in old if text not in new]
    come = [text for text in new if text not in old]
    pairs = _paired(gone, come)
    left = [Change(text, None) for text in gone if text not in pairs.values()]
    return [*(Change(pairs.get(text), text) for text in come), *left]


def _paired(gone: list[str], come: list[str]) -> dict[str, str]:
    """For each sentence that has an earlier self that one, the likest pairs first."""
    weighed = _weighed(gone, come)
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for likeness, _, before, after in sorted(weighed, key=lambda one: (-one[0], one[1])):
        if likeness > 0 and after not in pairs and before not in taken:
            pairs[after] = before
            taken.add(before)
    return pairs


def _weighed(gone: list[str], come: list[str]) -> list[tuple[int, int, str, str]]:
    """(likeness, place among those that are gone, the earlier one, the later one), as far as the effort goes."""
    found: list[tuple[int, int, str, str]] = []
    left, longs = MOST_EFFORT, [len(before.split()[:MOST_WORDS]) for before in gone]
    for after in come:
        long = len(after.split()[:MOST_WORDS])
        for place, before in enumerate(gone):
            left -= longs[place] * long
            if left < 0:
                return found
            found.append((_likeness(before, after), place, before, after))
    return found


def _likeness(before: str, after: str) -> int:
    """In percent; nothing for two that speak of different things, more than all for two that name the same."""
    old, new = before.split()[:MOST_WORDS], after.split()[:MOST_WORDS]
    share = int(SequenceMatcher(None, old, new, autojunk=False).ratio() * ALL)
    name = name_of(before)
    if name and name == name_of(after):
        return share + ALL if share >= ALIKE_NAMED else 0
    return share if share >= ALIKE else 0
