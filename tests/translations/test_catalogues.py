"""Both languages say the same things, with the same values, and say nothing that nobody asks for."""

import re
from collections import Counter
from collections.abc import Iterator
from string import Formatter

import pytest

from tests.guards.tree import files, text
from webapp.translations import en, ru
from webapp.translations.say import say

QUOTED = re.compile(r"""['"]([a-z_]+(?:\.[a-z_]+)*\.?)(?:['"]|\{)""")
KEY = re.compile(r'^    "([A-Za-z0-9_.]+)": ', re.MULTILINE)
SAID = re.compile(r"""\bsay\(['"]([a-z_.]+)['"][,)]""")


def test_both_catalogues_have_the_same_keys() -> None:
    assert list(ru.WORDS) == list(en.WORDS)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_part_of_a_catalogue_says_anew_what_another_says(language: str) -> None:
    parts = [
        path for path in files("webapp/translations") if path.suffix == ".py" and path.stem.split("_")[0] == language
    ]
    keys = Counter(key for path in parts for key in KEY.findall(text(path)))
    assert len(parts) > 1 and len(keys) == len(ru.WORDS)
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("key", ru.WORDS)
def test_both_sentences_take_the_same_values(key: str) -> None:
    assert _values(ru.WORDS[key]) == _values(en.WORDS[key])


@pytest.mark.parametrize("key", [key for key, entry in ru.WORDS.items() if isinstance(entry, dict)])
def test_every_form_of_a_number_is_there(key: str) -> None:
    assert set(ru.WORDS[key]) == {"one", "few", "many", "other"}
    assert set(en.WORDS[key]) == {"one", "other"}


@pytest.mark.parametrize(
    ("count", "russian", "english"),
    [
        (1, "Найден 1 участник", "1 member found"),
        (2, "Найдено 2 участника", "2 members found"),
        (5, "Найдено 5 участников", "5 members found"),
        (11, "Найдено 11 участников", "11 members found"),
        (21, "Найден 21 участник", "21 members found"),
    ],
)
def test_numbers_follow_the_grammar(count: int, russian: str, english: str) -> None:
    assert say("ru", "desk.find.count", count=count) == russian
    assert say("en", "desk.find.count", count=count) == english


def test_whatever_is_said_stands_in_the_catalogues() -> None:
    assert not {key for source in _sources() for key in SAID.findall(source) if key not in ru.WORDS}


def test_whatever_stands_in_the_catalogues_is_said() -> None:
    """A key is quoted whole, or begins with what is quoted with a dot at its end."""
    quoted = {key for source in _sources() for key in QUOTED.findall(source)}
    begun = tuple(key for key in quoted if key.endswith("."))
    assert not {key for key in ru.WORDS if key not in quoted and not key.startswith(begun)}


def _values(entry: str | dict[str, str]) -> set[str | None]:
    forms = [entry] if isinstance(entry, str) else list(entry.values())
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def _sources() -> Iterator[str]:
    for path in files("webapp/pages", "webapp/messages", "templates"):
        if path.suffix in (".py", ".html"):
            yield text(path)
