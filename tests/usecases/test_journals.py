"""Every journal of every preset, through the use cases, on both stores: the same answers as in the replay, and
clean books after it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.usecases.desk import Desk
from webapp.engine.journal import open_journal
from webapp.store.folders import read_folder
from webapp.usecases.load_tenant import found
from webapp.usecases.reconcile_chain import reconcile_chain

TENANTS = Path(__file__).resolve().parents[2] / "tenants"
JOURNALS = sorted(TENANTS.glob("*/journals/*.yaml"))
FOUNDED = datetime(2015, 1, 1, tzinfo=UTC)


@pytest.mark.usefixtures("shared_store")
@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_journal_holds_at_the_desk(path: Path) -> None:
    """I1–I8: what a journal expects comes from the database as it comes from memory."""
    desk = Desk(found_chain(path.parents[1]))
    for step in open_journal(path).steps:
        assert desk.play(step) == [], f"{path.name}:{step.line}"
    assert reconcile_chain(desk.chain) == []


def found_chain(home: Path) -> str:
    """A chain of its own, made of a preset; its slug."""
    folder = read_folder(home)
    slug = f"chain-{uuid4().hex[:12]}"
    made = found(replace(folder, profile=folder.profile.model_copy(update={"slug": slug})), FOUNDED, None)
    assert isinstance(made, UUID)
    return slug
