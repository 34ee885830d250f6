"""`laurel tenant create | load | export | list`: the chains of this installation."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.settings import CHECKOUT
from webapp.commands import environment
from webapp.commands.environment import DONE, REFUSED, fail
from webapp.engine.document.schema import Named
from webapp.engine.folder import BadFile
from webapp.usecases import passwords
from webapp.usecases.add_staff import Newcomer
from webapp.usecases.create_tenant import Particulars, create_tenant
from webapp.usecases.export_tenant import export_tenant
from webapp.usecases.list_tenants import list_tenants
from webapp.usecases.load_tenant import load_tenant
from webapp.usecases.refusal import Refusal

TENANTS = CHECKOUT / "tenants"


def add(subparsers: Any) -> None:
    verbs = subparsers.add_parser("tenant", help="chains").add_subparsers(metavar="VERB", required=True)
    creating = verbs.add_parser("create", help="sign a chain up, as a copy of a preset")
    creating.add_argument("slug", metavar="SLUG", help="its part of the address")
    creating.add_argument("--preset", required=True, metavar="NAME", help="a folder of tenants/, or the path of one")
    creating.add_argument("--name", help="what it is called (default: as the preset)")
    creating.set_defaults(run=run_create)
    loading = verbs.add_parser("load", help="take a chain's folder into the database")
    loading.add_argument("folder", type=Path, metavar="FOLDER")
    loading.set_defaults(run=run_load)
    for verb, needed in ((creating, True), (loading, False)):
        verb.add_argument("--owner-email", required=needed, metavar="E", help="the first owner's address")
        verb.add_argument("--owner-password", metavar="P", help="their password (default: one is made and printed)")
        verb.add_argument("--owner-name", metavar="N", help="what they are called (default: the address)")
    exporting = verbs.add_parser("export", help="write a chain into a folder that can be loaded again")
    exporting.add_argument("slug", metavar="SLUG")
    exporting.add_argument("folder", type=Path, metavar="FOLDER")
    exporting.add_argument("--replace", action="store_true", help="write over what the folder holds")
    exporting.set_defaults(run=run_export)
    verbs.add_parser("list", help="list the chains' addresses").set_defaults(run=run_list)


def run_create(arguments: argparse.Namespace) -> int:
    owner = _owner(arguments)
    with environment.database():
        name = Named(ru=arguments.name, en=arguments.name) if arguments.name else None
        particulars = Particulars(arguments.slug, name)
        try:
            made = create_tenant(_preset(arguments.preset), particulars, owner, datetime.now(UTC))
        except BadFile as error:
            fail(str(error))
    if isinstance(made, Refusal):
        fail(made.say("en"), REFUSED)
    _welcome(arguments, owner)
    return DONE


def run_load(arguments: argparse.Namespace) -> int:
    owner = _owner(arguments) if arguments.owner_email else None
    with environment.database():
        try:
            made = load_tenant(arguments.folder, datetime.now(UTC), owner)
        except BadFile as error:
            fail(str(error))
    if isinstance(made, Refusal):
        fail(made.say("en"), REFUSED)
    print(f"loaded {arguments.folder}")
    if owner is not None:
        _welcome(arguments, owner)
    return DONE


def run_export(arguments: argparse.Namespace) -> int:
    with environment.database():
        if not arguments.replace and _holds_something(arguments.folder):
            fail(f"{arguments.folder} is not empty: name another folder, or add --replace", REFUSED)
        try:
            refused = export_tenant(arguments.slug, arguments.folder)
        except OSError as error:
            fail(f"{error.filename}: {error.strerror}")
    if refused is not None:
        fail(refused.say("en"), REFUSED)
    print(f"written to {arguments.folder}")
    return DONE


def _holds_something(folder: Path) -> bool:
    return folder.is_dir() and next(folder.iterdir(), None) is not None


def run_list(arguments: argparse.Namespace) -> int:
    with environment.database():
        for slug in list_tenants():
            print(slug)
    return DONE


def _preset(name: str) -> Path:
    """A preset by its folder's name, its own slug or its path."""
    home = TENANTS / name.replace("-", "_")
    return home if len(Path(name).parts) == 1 and home.is_dir() else Path(name)


def _owner(arguments: argparse.Namespace) -> Newcomer:
    password = arguments.owner_password or passwords.made()
    name = arguments.owner_name or arguments.owner_email
    return Newcomer(arguments.owner_email, name, "owner", password)


def _welcome(arguments: argparse.Namespace, owner: Newcomer) -> None:
    made = "" if arguments.owner_password else f" with the password {owner.password}"
    print(f"{owner.email} may sign in as owner{made}")
