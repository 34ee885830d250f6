"""What every room's tests may ask for."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import databases, statements
from tests.hashing import hash_quickly

HEAVY = ("journeys", "faults")
LONG = os.environ.get("LAUREL_LONG") == "1"
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30
"""Where files of tests cost nothing to write through, and how much of it must be free."""

# No deadline: how long one example takes depends on what else the machine does.
settings.register_profile("laurel", deadline=None, max_examples=1000 if LONG else 100, print_blob=True)
settings.load_profile("laurel")


def pytest_configure(config: pytest.Config) -> None:
    # Thousands of tests are held from the beginning to the end, and to look through them for what is gone takes long.
    gc.set_threshold(20_000, 20, 20)
    statements.watch()
    if not hasattr(config, "workerinput"):
        if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
        databases.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.end_run()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    long = [item for item in items if item.get_closest_marker("long")]
    if long and not LONG:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
    # A process does whole files, as their tests share what costs most to make; the longest begin, lest one end alone.
    items.sort(key=lambda item: item.path.parent.name not in HEAVY)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """A real hash costs more than most tests; those of the hashing itself ask for it (`tests.hashing.REAL`)."""
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        yield


@pytest.fixture(autouse=True)
def every_statement_names_its_chain(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test one of whose statements does not, unless it is about just that."""
    if request.node.get_closest_marker("forgetful"):
        with statements.unwatched():
            yield
        return
    yield
    assert not statements.forgotten()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[databases.Database]:
    """A migrated, empty database of the test's own; a test that takes it runs on both kinds and never skips one."""
    fresh = databases.fresh_sqlite(tmp_path) if request.param == "sqlite" else databases.fresh_postgresql()
    with fresh as made:
        yield made


@pytest.fixture
def store_url(database: databases.Database) -> str:
    """Where the product signs in, under a role that owns nothing."""
    return database.url


@pytest.fixture
def owner_url(database: databases.Database) -> str:
    """The same database under the role that owns its tables: for migrations."""
    return database.owner_url


@pytest.fixture
def past_walls(database: databases.Database) -> str:
    """The same database, every chain's rows at once: for counting what was written and for breaking it on purpose."""
    return database.past_walls
