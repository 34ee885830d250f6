"""The members' own pages, in the chains and with the staff of the desk's tests."""

from __future__ import annotations

import pytest

from tests.pages.desk.conftest import app, desk, estetic, found, founded_here, sign_in, url
from tests.pages.reader import Reader
from webapp.usecases.open_chain import OpenChain

__all__ = ["app", "desk", "estetic", "found", "founded_here", "sign_in", "url"]


@pytest.fixture
def office(sign_in, estetic: OpenChain) -> Reader:  # type: ignore[no-untyped-def]
    """The owner, who reads Russian."""
    reader: Reader = sign_in(estetic, role="owner")
    reader.open(f"/{estetic.slug}/office/audit/?lang=ru")
    return reader
