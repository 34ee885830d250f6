"""Programmes made up to use every mechanic at least once, each with journals worked out by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.programmes.matrix import PROGRAMMES
from webapp.engine.document.check import dump, load
from webapp.engine.document.explain import explain
from webapp.engine.folder import Folder, open_programme
from webapp.engine.journal import open_journal, play
from webapp.engine.world import World

JOURNALS = sorted(path for home in PROGRAMMES for path in (home / "journals").glob("*.yaml"))


@cache
def folder(home: Path) -> Folder:
    return open_programme(home)


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_the_journal_holds(path: Path) -> None:
    opened = folder(path.parents[1])
    world = World(opened.timeline, opened.chain)
    wrong = [
        f"{path.name}:{played.step.line}: {difference.path}: wanted {difference.wanted}, found {difference.found}"
        for played in play(open_journal(path), world)
        for difference in played.differences
    ]
    assert wrong == []


@pytest.mark.parametrize("home", PROGRAMMES, ids=lambda home: home.name)
def test_the_document_is_written_read_and_explained(home: Path) -> None:
    document = folder(home).timeline.at(open_journal(next((home / "journals").glob("*.yaml"))).steps[0].at).document
    assert load(dump(document)) == document
    for language in ("ru", "en"):
        told = [sentence.text for section in explain(document, language) for sentence in section.sentences]
        assert len(told) > 5
        assert all(text[-1] in ".!?…" for text in told)


def test_there_are_twenty_and_each_has_a_journal() -> None:
    assert len(PROGRAMMES) >= 20
    assert {path.parts[-3] for path in JOURNALS} == {home.name for home in PROGRAMMES}
