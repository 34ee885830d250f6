"""The journals that ship with the chains are this product's specification: what they expect is what comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.told import TENANTS, preset
from webapp.engine.journal import open_journal, plain, play
from webapp.engine.world import World

JOURNALS = sorted(TENANTS.glob("*/journals/*"))


def name_of(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", JOURNALS, ids=name_of)
def test_the_journal_holds(path: Path) -> None:
    """R28, R29: late receipts and thresholds to the kopeck are among them."""
    folder = preset(path.parent.parent.name)
    journal = open_journal(path)
    different = [
        f"line {played.step.line}, {played.step.verb}: {difference.path}: "
        f"wanted {plain(difference.wanted)}, found {plain(difference.found)}"
        for played in play(journal, World(folder.timeline, folder.chain))
        for difference in played.differences
    ]
    assert not different, "\n".join(different)


@pytest.mark.parametrize("path", JOURNALS, ids=name_of)
def test_the_journal_expects_something_and_has_a_title(path: Path) -> None:
    journal = open_journal(path)
    assert journal.title != path.stem
    assert any(step.expect for step in journal.steps)
