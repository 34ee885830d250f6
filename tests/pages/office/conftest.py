"""The office as tests use it: the same applications, chains and sign-ins as the desk's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.desk.conftest import app, estetic, found, founded_here, sign_in, url
from tests.pages.reader import Reader
from webapp.usecases.open_chain import OpenChain

__all__ = ["app", "estetic", "found", "founded_here", "sign_in", "url"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests share what they founded, so one process does them all."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group(f"office-{item.path.stem}"))


@pytest.fixture
def office(sign_in, estetic: OpenChain) -> Reader:  # type: ignore[no-untyped-def]
    """The owner, who reads Russian."""
    reader: Reader = sign_in(estetic, role="owner")
    reader.open(f"/{estetic.slug}/office/audit/?lang=ru")
    return reader
