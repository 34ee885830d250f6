"""The command line: `laurel NOUN VERB …`. Builds the parser from `commands` and runs what was asked for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from webapp.commands import db, erasures, key, nightly, operator, programme, reconcile, replay, serve, tenant, worker

COMMANDS = (serve, worker, nightly, tenant, operator, key, programme, replay, reconcile, erasures, db)


def main(argv: Sequence[str] | None = None) -> int:
    arguments = parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        code = run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has seen enough; the rest goes nowhere, so that Python does not complain on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(
        prog="laurel", description="Loyalty programmes of salon chains, run from documents."
    )
    nouns = whole.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(nouns)
    return whole


if __name__ == "__main__":
    sys.exit(main())
