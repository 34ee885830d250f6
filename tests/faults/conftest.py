"""One crew for all tests of a run: starting its processes takes longer than most tests."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.crew import Crew
from tests.usecases.conftest import shared_store
from tests.usecases.till import Till, till
from webapp.database import opened

__all__ = ["shared_store"]

CREW = 8


@pytest.fixture(scope="session")
def crew() -> Iterator[Crew]:
    made = Crew(CREW)
    yield made
    made.leave()


@pytest.fixture
def store(store_url: str) -> Iterator[str]:
    """The address of an open, empty database of the test's own."""
    with opened(store_url):
        yield store_url


@pytest.fixture
def desk(request: pytest.FixtureRequest, store: str) -> Till:
    """A till in a chain of the preset that the test names, `estetic` unless it does."""
    preset: Any = getattr(request, "param", "estetic")
    return till(preset)
