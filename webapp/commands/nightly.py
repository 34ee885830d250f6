"""`laurel nightly [--date D]`: writes down what time alone has brought about. The worker does it too, every hour."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from typing import Any

from webapp.commands import environment
from webapp.usecases.deliver_next import sweep_jobs
from webapp.usecases.place_members import place_chains
from webapp.usecases.settle_accounts import settle_chains
from webapp.usecases.sweep_old import sweep_old
from webapp.usecases.tell_by_calendar import tell_chains


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("nightly", help="write down what is due by the date, in every open chain")
    parser.add_argument(
        "--date", type=date.fromisoformat, metavar="D", help="up to this day, YYYY-MM-DD; default today"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0: done. 2: the date is still to come, or the settings are wrong."""
    now = datetime.now(UTC)
    if arguments.date is not None and arguments.date > now.date():
        print("--date: that day is still to come; nothing of it can be written down", file=sys.stderr)
        return environment.INVALID
    with environment.database():
        for slug, settled in settle_chains(now, arguments.date):
            print(f"{slug}: {settled} accounts")
        for slug, placed in place_chains(now):
            if placed:
                print(f"{slug}: {placed} placed")
        tell_chains(now)
        sweep_jobs(now)
        sweep_old(now)
    return environment.DONE
