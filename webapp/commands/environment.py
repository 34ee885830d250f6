"""What commands take from the environment: the settings, or the database alone.

Where these are no good, the command ends with the reason.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from sqlalchemy.exc import SQLAlchemyError

from config.settings import SQLITE, Settings, SettingsError, database_of
from webapp.database import UnknownSchema, is_migrated, opened, transact, upgrade

DONE, REFUSED, INVALID = 0, 1, 2
"""How a command ends: refused is what was understood and may not be; invalid is what cannot be understood or used:
arguments, settings, a file, the database.
"""


def settings() -> Settings:
    try:
        return Settings.from_environment(os.environ)
    except SettingsError as error:
        fail(str(error))


def database_url() -> str:
    try:
        return database_of(os.environ)
    except SettingsError as error:
        fail(str(error))


def migrate(url: str) -> None:
    """Brings the schema up to date."""
    try:
        upgrade(url)
    except (UnknownSchema, SQLAlchemyError) as error:
        fail(f"the database cannot be migrated: {_first_line(error)}")


@contextmanager
def database() -> Iterator[None]:
    """The database, ready for use cases. A file is migrated on the way; a server is migrated by its owner's role."""
    url = database_url()
    if url.startswith(SQLITE):
        migrate(url)
    with opened(url):
        if not _ready():
            fail("the database has not the schema of this version: run  laurel db upgrade")
        yield


def _ready() -> bool:
    try:
        return transact(is_migrated, None, readonly=True)
    except SQLAlchemyError as error:
        fail(f"the database does not answer: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    # The rest tells the statement and a link, which are of no help to who typed the command.
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


def fail(reason: str, code: int = INVALID) -> NoReturn:
    """Says why on stderr and ends the command."""
    print(reason, file=sys.stderr)
    raise SystemExit(code)
