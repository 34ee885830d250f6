"""`laurel db upgrade`: the database's schema."""

from __future__ import annotations

import argparse
from typing import Any

from webapp.commands import environment


def add(subparsers: Any) -> None:
    verbs = subparsers.add_parser("db", help="the database").add_subparsers(metavar="VERB", required=True)
    upgrading = verbs.add_parser("upgrade", help="bring the schema up to date; several at once wait for each other")
    upgrading.set_defaults(run=run_upgrade)


def run_upgrade(arguments: argparse.Namespace) -> int:
    environment.migrate(environment.database_url())
    print("the database is up to date")
    return environment.DONE
