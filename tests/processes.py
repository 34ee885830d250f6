"""Processes of their own, made from one that has read the product's code and nothing else: to read it takes far longer
than what most are asked to do, and none shares a connection, a lock or a thread with the test.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple

from config.settings import CHECKOUT

PATIENCE = 120

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["__main__", "tests.faults.crew", "tests.faults.preloaded"])


class Ended(NamedTuple):
    """The exit, negative where a signal was the end, and what was said on the way."""

    returncode: int
    stderr: str


def start(task: Callable[..., Any], *given: Any, stderr: Path | None = None) -> BaseProcess:
    """Has a top-level function called in another process, in the environment as it is now."""
    process = processes.Process(target=_call, args=(task, given, dict(os.environ), stderr), daemon=True)
    process.start()
    return process


def run(task: Callable[..., Any], *given: Any, stderr: Path) -> Ended:
    process = start(task, *given, stderr=stderr)
    process.join(PATIENCE)
    assert process.exitcode is not None, "the process does not end"
    return Ended(process.exitcode, stderr.read_text(encoding="utf-8"))


def _call(task: Callable[..., Any], given: tuple[Any, ...], environ: dict[str, str], stderr: Path | None) -> None:
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(CHECKOUT)
    if stderr:
        with stderr.open("w", encoding="utf-8") as said:
            os.dup2(said.fileno(), 2)
    task(*given)
