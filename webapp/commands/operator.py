"""`laurel operator add | remove EMAIL`: who may use the platform's console."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from webapp.commands import environment
from webapp.commands.environment import DONE, REFUSED, fail
from webapp.usecases import passwords
from webapp.usecases.add_operator import add_operator
from webapp.usecases.refusal import Refusal
from webapp.usecases.remove_operator import remove_operator


def add(subparsers: Any) -> None:
    verbs = subparsers.add_parser("operator", help="who runs the platform").add_subparsers(
        metavar="VERB", required=True
    )
    adding = verbs.add_parser("add", help="give a person the console at /operator")
    adding.add_argument("--password", metavar="P", help="their password (default: one is made and printed)")
    adding.set_defaults(run=run_add)
    removing = verbs.add_parser("remove", help="take it away, with every sign-in")
    removing.set_defaults(run=run_remove)
    for verb in (adding, removing):
        verb.add_argument("email", metavar="EMAIL")


def run_add(arguments: argparse.Namespace) -> int:
    password = arguments.password or passwords.made()
    with environment.database():
        made = add_operator(arguments.email, password, datetime.now(UTC))
    if isinstance(made, Refusal):
        fail(made.say("en"), REFUSED)
    told = "" if arguments.password else f" with the password {password}"
    print(f"{arguments.email} may sign in at /operator{told}")
    return DONE


def run_remove(arguments: argparse.Namespace) -> int:
    with environment.database():
        refused = remove_operator(arguments.email)
    if refused is not None:
        fail(refused.say("en"), REFUSED)
    print(f"{arguments.email} has no console any more")
    return DONE
