"""`laurel erasures save | apply FILE`: whose data were erased, taken along to another host or a restored database."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from webapp.commands import environment
from webapp.commands.environment import DONE, fail
from webapp.messages.erasures import Erasures
from webapp.usecases.keep_erasures import forget_again, save_erasures


def add(subparsers: Any) -> None:
    verbs = subparsers.add_parser("erasures", help="whose data were erased").add_subparsers(
        metavar="VERB", required=True
    )
    saving = verbs.add_parser("save", help="add all that the database knows of to a file")
    saving.set_defaults(run=run_save)
    applying = verbs.add_parser("apply", help="erase again whom an older copy of the database knows")
    applying.set_defaults(run=run_apply)
    for verb in (saving, applying):
        verb.add_argument("file", metavar="FILE", type=Path)


def run_save(arguments: argparse.Namespace) -> int:
    with environment.database():
        try:
            print(f"{save_erasures(Erasures(arguments.file))} erasures in {arguments.file}")
        except OSError as error:
            fail(f"{arguments.file}: {error.strerror}")
    return DONE


def run_apply(arguments: argparse.Namespace) -> int:
    """2: the file is missing, or none of this kind."""
    if not arguments.file.is_file():
        fail(f"{arguments.file} is no file")
    with environment.database():
        try:
            print(f"{forget_again(Erasures(arguments.file), datetime.now(UTC))} members were erased again")
        except ValueError:
            fail(f"{arguments.file} holds no list of erasures")
    return DONE
