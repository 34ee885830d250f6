"""Processes that die in the middle of what they do, by the signal that nothing can be done about."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy import event

from tests.processes import PATIENCE, processes
from tests.usecases.founded import opened as opened_chain
from tests.usecases.till import Call
from webapp.database import db, opened
from webapp.usecases.operation import Outcome


def lived_through(url: str, call: Call, point: int | None = None) -> tuple[Outcome, int] | None:
    """Has the call made by a new process, which dies at the point of that number, of those that `_Points` counts.

    None if it died; else what it was answered, and how many points there were.
    """
    mine, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=_make, args=(theirs, url, call, point), daemon=True)
    process.start()
    theirs.close()
    try:
        answer: tuple[Outcome, int] | None = mine.recv()
    except EOFError:
        answer = None
    process.join(PATIENCE)
    assert process.exitcode == (-signal.SIGKILL if answer is None else 0)
    return answer


def _make(pipe: Connection, url: str, call: Call, point: int | None) -> None:
    with opened(url):
        opened_chain(call.slug)
        points = _Points(point)
        pipe.send((call(), points.passed))


class _Points:
    """Before and after each statement of a transaction that writes, before its commit, and after it."""

    def __init__(self, last: int | None) -> None:
        self.passed, self.last, self.committing = 0, last, False
        event.listen(db.engine, "before_cursor_execute", self.statement)
        event.listen(db.engine, "after_cursor_execute", self.statement)
        event.listen(db.engine, "commit", self.commit)
        event.listen(db.engine, "checkin", self.committed)

    def statement(self, connection: Any, *rest: Any) -> None:
        if not connection.get_execution_options().get("readonly"):
            self.reach()

    def commit(self, connection: Any) -> None:
        if not connection.get_execution_options().get("readonly"):
            self.committing = True
            self.reach()

    def committed(self, *rest: Any) -> None:
        if self.committing:
            self.committing = False
            self.reach()

    def reach(self) -> None:
        if self.passed == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed += 1


def answered_before_death(url: str, call: Call, seconds: float) -> list[tuple[Call, Outcome]]:
    """Has the call made again and again, under new keys and numbers, by a process that is killed after that long."""
    mine, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=_repeat, args=(theirs, url, call), daemon=True)
    process.start()
    theirs.close()
    heard: list[tuple[Call, Outcome]] = [mine.recv()]
    process.join(seconds)
    process.kill()
    process.join(PATIENCE)
    heard.extend(_rest(mine))
    return heard


def _rest(pipe: Connection) -> Iterator[Any]:
    """What was told before the end; its last words may have been cut off."""
    try:
        while True:
            yield pipe.recv()
    except (EOFError, OSError):
        return


def _repeat(pipe: Connection, url: str, call: Call) -> None:
    chance = random.Random(os.getpid())
    with opened(url):
        while True:
            name = f"{chance.getrandbits(64):016x}"
            made = replace(call, key=name, fields={**call.fields, "receipt": name})
            pipe.send((made, made()))
