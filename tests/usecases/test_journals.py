"""Every journal of every preset, through the use cases, on both stores: the same answers as in the replay, and
clean books after it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.usecases.desk import Desk
from tests.usecases.founded import FOUNDED, TENANTS, founded
from webapp.engine.journal import open_journal
from webapp.usecases.reconcile_chain import reconcile_chain

JOURNALS = sorted(TENANTS.glob("*/journals/*.yaml"))


@pytest.mark.usefixtures("shared_store")
@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_journal_holds_at_the_desk(path: Path) -> None:
    """I1–I8: what a journal expects comes from the database as it comes from memory."""
    desk = Desk(founded(path.parts[-3], now=FOUNDED).slug)
    for step in open_journal(path).steps:
        assert desk.play(step) == [], f"{path.name}:{step.line}"
    assert reconcile_chain(desk.chain) == []
