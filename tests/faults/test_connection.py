"""A server that closes its connections: nobody notices, and nothing is done twice (R15)."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.faults.books import operations, written
from tests.usecases.till import Till
from webapp.database import db

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def cut(store: str) -> Callable[[], None]:
    """Closes every connection of the product, as a restart of the server does."""

    def cut() -> None:
        with psycopg.connect(store.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                " where datname = current_database() and usename = current_user and pid <> pg_backend_pid()"
            )

    return cut


def test_what_finds_its_connection_closed_takes_another_r15(desk: Till, cut: Callable[[], None]) -> None:
    member = desk.active("500")
    for _ in range(3):
        cut()
        assert desk.purchase(member, spend="10")().refused == []
        cut()
        assert desk.standing(member)["owed"] == "0.00"
    assert desk.reconciled() == []


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_cut_off_before_its_commit_is_done_again_r15(desk: Till, cut: Callable[[], None], number: int) -> None:
    """Before its first statement, and between the lock and the writing."""
    call = desk.purchase(desk.active("500"), spend="10")
    left = [number]

    def look(connection: object, cursor: object, statement: str, *rest: object) -> None:
        left[0] -= "operations" in statement
        if not left[0]:
            left[0] = -1
            cut()

    event.listen(db.engine, "before_cursor_execute", look)
    outcome = call()
    assert left[0] < 0
    assert not outcome.repeated
    assert operations(desk, call.key) == 1
    assert desk.reconciled() == []


def test_a_commit_that_is_not_answered_is_not_made_twice_r15(desk: Till, cut: Callable[[], None]) -> None:
    """R15, R3: it is for whoever asked to ask again, under the same key."""
    call = desk.purchase(desk.active("500"), spend="10")
    before = written(desk)
    once = [cut]
    event.listen(db.engine, "commit", lambda connection: _writes(connection) and once and once.pop()())
    with pytest.raises(OperationalError):
        call()
    assert written(desk) == before
    assert call().refused == []
    assert operations(desk, call.key) == 1


def _writes(connection: object) -> bool:
    return not connection.get_execution_options().get("readonly")  # type: ignore[attr-defined]
