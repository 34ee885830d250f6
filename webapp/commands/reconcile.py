"""`laurel reconcile [CHAIN]`: proves the books of one chain or of all of them (I1–I8)."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from config.settings import Settings, SettingsError
from webapp.database import opened
from webapp.usecases.open_chain import open_chain
from webapp.usecases.reconcile_chain import all_slugs, reconcile_chain

CLEAN, DISCREPANT, INVALID = 0, 1, 2


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("reconcile", help="prove the books of a chain, or of all")
    parser.add_argument("chain", nargs="?", metavar="CHAIN", help="the chain's part of the address")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0: the books are in order. 1: something does not fit. 2: there is no such chain, or the settings are wrong."""
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return INVALID
    with opened(settings.database_url):
        return max((_prove(slug) for slug in ([arguments.chain] if arguments.chain else all_slugs())), default=CLEAN)


def _prove(slug: str) -> int:
    chain = open_chain(slug)
    if chain is None:
        print(f"CHAIN: there is no chain {slug!r}; `laurel tenant list` names them", file=sys.stderr)
        return INVALID
    found = reconcile_chain(chain)
    for discrepancy in found:
        print(f"{slug}: {discrepancy.invariant}: {discrepancy.subject}: {discrepancy.found}", file=sys.stderr)
    print(f"{slug}: {len(found)} discrepancies" if found else f"{slug}: the books are in order")
    return DISCREPANT if found else CLEAN
