"""Examples of the rules: told for every document, alike in both languages, and no figure but what the engine answers."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from config.settings import CHECKOUT
from tests.conftest import LONG
from tests.programmes.matrix import PROGRAMMES
from tests.programmes.test_random import COMMON, documents
from webapp.engine.document.check import validate
from webapp.engine.examples import Examples, examples
from webapp.engine.facts import Chain
from webapp.engine.folder import open_programme
from webapp.engine.programme import Programme

PRESETS = [CHECKOUT / "tenants" / name for name in ("seven_krasok", "keep_looking", "estetic", "blank")]
AT = datetime(2026, 11, 27, 12)
FIGURE = re.compile(r"\d[\d\u00a0.,]*")


def worked(home: Path, language: str, at: datetime = AT) -> Examples:
    folder = open_programme(home)
    return examples(folder.timeline.at(at), folder.chain, at, language)


def figures(told: Examples) -> list[list[str]]:
    """The digits of each sentence and cell, without what languages set between them."""
    cells = [cell for _, row in told.grid.rows for cell in row] if told.grid else []
    return [sorted(re.sub(r"\D", "", one) for one in FIGURE.findall(text)) for text in (*told.sentences, *cells)]


@pytest.mark.parametrize("home", [*PROGRAMMES, *PRESETS], ids=lambda home: home.name)
def test_both_languages_tell_the_same_figures(home: Path) -> None:
    assert figures(worked(home, "ru")) == figures(worked(home, "en"))


@pytest.mark.parametrize(
    ("preset", "said"),
    [
        ("seven_krasok", "level “Privilege”. “Accrual of bonuses”: 7% of 5,000 ₽ is 350 bonuses."),
        (
            "keep_looking",
            "level “GOLD”, the online shop. “Level discount in the online shop”: 5% off 5,000 ₽ is 250 ₽.",
        ),
        ("estetic", "“course 15”, “product”: bonuses pay for up to 2,500 ₽, money for 2,500 ₽."),
        ("estetic", "A receipt of 5,000 ₽, “gift card”: bonuses pay for nothing."),
        ("estetic", "On the birthday a member gets: 100 bonuses."),
        ("estetic", "When a friend first pays 5,000 ₽, the one who brought them gets: 250 bonuses."),
        ("blank", "A receipt of 5,000 ₽: bonuses pay for up to 1,500 ₽, money for 3,500 ₽."),
    ],
)
def test_the_presets_examples_say_what_their_clauses_promise(preset: str, said: str) -> None:
    told = [text.replace("\u00a0", " ") for text in worked(CHECKOUT / "tenants" / preset, "en").sentences]
    assert any(text.endswith(said) for text in told), told


def test_a_table_has_a_column_a_level_and_the_engines_figures() -> None:
    """KL-1: 5/7/10 % of services, –/5/7 % of products."""
    grid = worked(CHECKOUT / "tenants" / "keep_looking", "en").grid
    assert grid is not None
    assert grid.columns == ("no level", "“SILVER”", "“GOLD”", "“PLATINUM”")
    cells = {head: [[one.strip() for one in FIGURE.findall(cell)[:1]] for cell in row] for head, row in grid.rows}
    assert cells == {"“service”": [[], ["250"], ["350"], ["500"]], "“product”": [[], [], ["250"], ["350"]]}


def test_rates_by_the_receipts_size_are_told_of_several_receipts() -> None:
    home = next(home for home in PROGRAMMES if home.name == "rate-by-receipt-size")
    told = [text.replace("\u00a0", " ") for text in worked(home, "en").sentences]
    assert told[:3] == [
        "A receipt of 1,000 ₽: 10 bonuses.",
        "A receipt of 5,000 ₽: 150 bonuses.",
        "A receipt of 20,000 ₽: 1,000 bonuses.",
    ]


def test_nothing_is_told_of_a_day_out_of_force() -> None:
    """7K-23."""
    assert worked(CHECKOUT / "tenants" / "keep_looking", "ru", datetime(2022, 4, 30, 12)) == Examples((), None)


@settings(max_examples=400 if LONG else 25, deadline=None)
@given(documents)
def test_no_document_is_too_strange_for_examples(written: dict[str, Any]) -> None:
    document, errors = validate(deepcopy(COMMON | written))
    assert document is not None, errors
    programme = Programme(document, "random")
    assert figures(examples(programme, Chain(), AT, "ru")) == figures(examples(programme, Chain(), AT, "en"))
