"""Says a sentence of the catalogues, with its numbers in the grammar of the language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel import Locale

from webapp.translations import en, ru

Entry = str | Mapping[str, str]
"""A sentence, or one for each form of its `count`: one, few, many, other."""

CATALOGUES: Mapping[str, Mapping[str, Entry]] = {"ru": ru.WORDS, "en": en.WORDS}
LANGUAGES = tuple(CATALOGUES)


def say(language: str, key: str, **values: object) -> str:
    """The sentence `key` with its values. An unknown key is a mistake of ours and raises KeyError."""
    entry = CATALOGUES[language][key]
    if isinstance(entry, str):
        return entry.format(**values) if values else entry
    count = values["count"]
    assert isinstance(count, int)
    form = str(_locale(language).plural_form(count))
    return entry.get(form, entry["other"]).format(**values)


def knows(key: str) -> bool:
    return key in ru.WORDS


@cache
def _locale(language: str) -> Locale:
    return Locale(language)
