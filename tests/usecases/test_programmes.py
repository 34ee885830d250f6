"""Programmes of other kinds through the use cases, on both stores: the same answers as in memory, and clean books."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.programmes.matrix import PROGRAMMES
from tests.usecases.desk import Desk
from tests.usecases.founded import FOUNDED, founded_by, shipped
from webapp.engine.document.check import check
from webapp.engine.journal import open_journal
from webapp.store.folders import BEGINNING, Catalogue, Published
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.reconcile_chain import reconcile_chain

JOURNALS = sorted(path for home in PROGRAMMES for path in (home / "journals").glob("*.yaml"))


@pytest.mark.usefixtures("shared_store")
@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_a_programme_of_another_kind_holds_at_the_desk(path: Path) -> None:
    """I1–I8: what rules remember is kept, and a replay of the operations ends where the books stand."""
    desk = Desk(found_programme(path.parents[1]).slug)
    for step in open_journal(path).steps:
        assert desk.play(step) == [], f"{path.name}:{step.line}"
    assert reconcile_chain(desk.chain) == []


def found_programme(home: Path) -> OpenChain:
    """A chain with nothing but these rules, and what they sell where that is said."""
    folder = shipped("blank")
    document, errors, _ = check((home / "programme.yaml").read_text(encoding="utf-8"))
    assert document is not None, errors
    profile = folder.profile.model_copy(update={"zone": document.zone, "currency": document.currency})
    revisions = [Published(BEGINNING, document)]
    sold = home / "catalogue.yaml"
    told = Catalogue.model_validate(yaml.safe_load(sold.read_text("utf-8"))) if sold.exists() else folder.catalogue
    folder = replace(folder, profile=profile, revisions=revisions, catalogue=told)
    return founded_by(folder, now=FOUNDED)
