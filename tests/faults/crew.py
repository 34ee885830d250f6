"""Processes that each open the database for themselves and do things at the same moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from flask import Flask, current_app

from tests.processes import PATIENCE, processes
from webapp.database import opened

Task = Callable[[], Any]
"""To be sent to another process, so a top-level function, a partial of one, or a dataclass that can be called."""

AHEAD = 0.02
"""Seconds until the common moment, enough for all to be waiting for it."""


class Raised(NamedTuple):
    """What a task raised, told across processes."""

    kind: str
    message: str


class Crew:
    """`at_once` has all tasks done at one moment, spread over the processes; answers come in the tasks' order."""

    def __init__(self, size: int) -> None:
        self.workers = [_Worker() for _ in range(size)]

    def at_once(self, url: str, tasks: Sequence[Task]) -> list[Any]:
        start = time.monotonic() + AHEAD
        shares = [tasks[place :: len(self.workers)] for place in range(len(self.workers))]
        for worker, share in zip(self.workers, shares, strict=True):
            if share:
                worker.pipe.send((url, start, share))
        told = [worker.answer() if share else [] for worker, share in zip(self.workers, shares, strict=True)]
        return [told[place % len(told)][place // len(told)] for place in range(len(tasks))]

    def leave(self) -> None:
        for worker in self.workers:
            worker.pipe.send(None)
            worker.process.join(PATIENCE)


class _Worker:
    def __init__(self) -> None:
        self.pipe, theirs = processes.Pipe()
        self.process = processes.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()

    def answer(self) -> list[Any]:
        if not self.pipe.poll(PATIENCE):
            raise TimeoutError("a process of the crew does not answer")
        answers: list[Any] = self.pipe.recv()
        return answers


def _serve(pipe: Connection) -> None:
    """Keeps the database open until it is told of another one."""
    known = ""
    with ExitStack() as stack:
        while (told := pipe.recv()) is not None:
            url, start, tasks = told
            if url != known:
                stack.close()
                stack.enter_context(opened(url))
                known = url
            pipe.send(_done(start, tasks))


def _done(start: float, tasks: Sequence[Task]) -> list[Any]:
    """Several tasks are done by as many threads, as a server of threads would."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(lambda task: _answer(app, start, task), tasks))


def _answer(app: Flask, start: float, task: Task) -> Any:
    with app.app_context():
        time.sleep(max(0.0, start - time.monotonic()))
        try:
            return task()
        except Exception as error:
            return Raised(type(error).__name__, str(error))
