"""`laurel key create | list | revoke`: by what machines use a chain's API."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from webapp.commands import environment
from webapp.commands.days import day
from webapp.commands.environment import DONE, REFUSED, fail
from webapp.usecases.handle_key import SCOPES, NewKey, create_key, list_keys, revoke_key
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.refusal import Refusal


def add(subparsers: Any) -> None:
    verbs = subparsers.add_parser("key", help="keys of the API").add_subparsers(metavar="VERB", required=True)
    creating = _verb(verbs, "create", "make a key, which is printed once", run_create)
    creating.add_argument("--name", required=True, metavar="N", help="what uses it, such as the name of a till")
    creating.add_argument("--scopes", required=True, metavar="S,S", help=f"what it may do, of {', '.join(SCOPES)}")
    creating.add_argument("--salon", metavar="CODE", help="the one salon that it is good in (default: all)")
    creating.add_argument("--expires", type=day, metavar="DATE", help="its last day (default: none)")
    creating.add_argument("--sandbox", action="store_true", help="it opens an empty copy of the chain, for trying")
    _verb(verbs, "list", "list a chain's keys", run_list)
    revoking = _verb(verbs, "revoke", "end a key at once", run_revoke)
    revoking.add_argument("key", type=UUID, metavar="ID", help="as `laurel key list` tells it")


def _verb(verbs: Any, name: str, does: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=does)
    parser.add_argument("chain", metavar="CHAIN", help="its part of the address")
    parser.set_defaults(run=run)
    return parser


def run_create(arguments: argparse.Namespace) -> int:
    scopes = tuple(scope.strip() for scope in arguments.scopes.split(",") if scope.strip())
    wanted = NewKey(arguments.name, scopes, arguments.salon, arguments.expires, arguments.sandbox)
    with environment.database():
        made = create_key(_chain(arguments), wanted, datetime.now(UTC))
    if isinstance(made, Refusal):
        fail(made.say("en"), REFUSED)
    print(made.token)
    return DONE


def run_list(arguments: argparse.Namespace) -> int:
    with environment.database():
        for key in list_keys(_chain(arguments)):
            used = key.used_at.isoformat(timespec="minutes") if key.used_at else "never"
            where = f"in {key.salon}" if key.salon else "in all salons"
            kind = "sandbox" if key.sandbox else "live"
            print(f"{key.id}  {kind}  {key.name}  {','.join(key.scopes)}  {where}  used: {used}")
    return DONE


def run_revoke(arguments: argparse.Namespace) -> int:
    with environment.database():
        refused = revoke_key(_chain(arguments), arguments.key, datetime.now(UTC))
    if refused is not None:
        fail(refused.say("en"), REFUSED)
    return DONE


def _chain(arguments: argparse.Namespace) -> OpenChain:
    found = open_chain(arguments.chain)
    if found is None:
        fail(Refusal("chain_unknown", {"slug": arguments.chain}).say("en"), REFUSED)
    return found
