"""The database: column types, sessions, one transaction for a use case. Knows no table's meaning.

Instants are UTC and aware, days are plain dates, amounts are whole hundredths in 64-bit integers. Every tenant table's
key begins with `tenant_id` (design 2, rule 5), so that a row cannot belong to two chains.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    ExceptionContext,
    Executable,
    MetaData,
    String,
    Uuid,
    bindparam,
    create_engine,
    event,
    make_url,
    text,
    true,
)
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    ORMExecuteState,
    Session,
    SessionTransaction,
    UOWTransaction,
    with_loader_criteria,
)
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator

Result = TypeVar("Result")

TRIES = 3
"""How often a transaction is tried that lost a race (R12)."""

MIGRATIONS = Path(__file__).with_name("migrations")
MIGRATION_LOCK = 0x1A0BE1
"""The advisory lock under which PostgreSQL is migrated."""


class UnknownSchema(RuntimeError):
    """The database was migrated by a newer Laurel than this one."""


class Forgetful(RuntimeError):
    """The database may lose what it has confirmed (R20)."""


class NoWalls(RuntimeError):
    """The role that signs in to the database walks past the walls between chains (R40)."""


class ForeignRow(RuntimeError):
    """A transaction of one chain was about to write a row of another."""


class LostRace(Exception):
    """What was read no longer holds, since another transaction was faster; the work starts anew."""


AWAY = (OperationalError, NoConnection)
"""The database cannot be reached, or has too much to do."""


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Document = JSON()
"""A value of several parts that is always read and written whole, its keys in their order."""

Amount = BigInteger()
"""Hundredths: kopecks, bonuses, hours."""


def exact(length: int) -> String:
    """Text that is compared sign by sign on either database, so that all that begins with a part is one range."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Base(DeclarativeBase):
    """All tables. Every constraint has a name, or no migration could drop it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {UUID: Uuid(), datetime: Instant(), dict[str, Any]: Document, list[Any]: Document}  # noqa: RUF012


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False, "autoflush": False})

NO_CHAIN = UUID(int=0)
"""Whose rows a transaction of no chain sees: nobody's."""


def new_id(after: UUID | None = None) -> UUID:
    """A UUIDv7: sortable by the time of its making, unguessable in its last 74 bits (RFC 9562).

    Greater than `after`, even where this host's clock is behind that of the one that made it, or was set back (R31).
    """
    milliseconds = time.time_ns() // 1_000_000
    if after is not None:
        milliseconds = max(milliseconds, (after.int >> 80) + 1)
    chance = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | (chance >> 68 & 0xFFF) << 64
    value |= 0b10 << 62 | (chance & ((1 << 62) - 1))
    return UUID(int=value)


def first_id_at(moment: datetime) -> UUID:
    """Not greater than any id that `new_id` makes from then on."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def made_at(identity: UUID) -> datetime:
    return datetime.fromtimestamp((identity.int >> 80) / 1000, UTC)


def transact(work: Callable[[Session], Result], tenant: UUID | None, readonly: bool = False) -> Result:
    """Runs `work` in one transaction and commits. One that lost a race against another, or its connection before it
    asked for the commit, is tried again from the start; whether a commit without an answer was made, nobody knows here.

    `tenant` is the one chain whose rows the transaction sees and writes; None sees what belongs to no chain, such as
    addresses. `readonly` locks nothing and sees one moment, however many statements it takes. Needs an application
    context.
    """
    for attempt in range(1, TRIES + 1):
        session = db.session()
        if session.in_transaction():
            raise RuntimeError("a use case opens its own transaction and is not called inside another's")
        session.info[_TENANT] = tenant
        asked = False
        try:
            if readonly:
                session.connection(execution_options=_READONLY[session.get_bind().dialect.name])
            result = work(session)
            if _LOOKS in session.info and not readonly:
                session.info[_LOOKS] = True
                session.rollback()
                return result
            asked = True
            session.commit()
        except (LostRace, DBAPIError) as error:
            session.rollback()
            cut_off = isinstance(error, DBAPIError) and error.connection_invalidated and not asked
            if attempt == TRIES or not (cut_off or lost_a_race(error)):
                raise
        except BaseException:
            session.rollback()
            raise
        else:
            return result
        finally:
            session.expunge_all()
            session.info.pop(_TENANT, None)
    raise AssertionError("unreachable")


_TENANT = "tenant"
_LOOKS = "looks"


def only_look() -> None:
    """From now on, in this application context, what is written is taken back: to see what would come of it."""
    db.session().info[_LOOKS] = False


def would_have_written() -> bool:
    """Whether anything was taken back."""
    return bool(db.session().info.get(_LOOKS))


@event.listens_for(db.session, "after_begin")
def _raise_walls(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Tells PostgreSQL the chain, for this transaction alone. A literal, for Citus hands no setting on that was made
    by a function (design 6).
    """
    tenant = session.info.get(_TENANT)
    if tenant is not None and not transaction.nested:
        _tell_chain(connection, tenant)


def _tell_chain(connection: Connection, tenant: UUID) -> None:
    if connection.dialect.name != "postgresql":
        return
    driver: Any = connection.connection.driver_connection
    # Prepared, each chain's would push a statement of the product out of the connection's memory.
    kept, driver.prepare_threshold = driver.prepare_threshold, None
    try:
        connection.exec_driver_sql(f"SET LOCAL app.tenant = '{UUID(str(tenant))}'")
    finally:
        driver.prepare_threshold = kept


def _chain_attribute(model: type[Any]) -> str | None:
    """What tells a row's chain: the beginning of its key, the id of a chain's own row; None for local tables."""
    table = getattr(model, "__table__", None)
    if table is None:
        return None
    return "id" if table.name == "tenants" else "tenant_id" if "tenant_id" in table.primary_key.columns else None


def _of_this_chain(model: type[Any]) -> ColumnElement[bool]:
    """The chain stands first and the column second, so that the tests, which look for statements that forgot their
    chain, do not take this for the statement's own words.
    """
    told = _chain_attribute(model)
    return _this_chain == getattr(model, told) if told else true()


_this_chain = bindparam("this_chain", callable_=lambda: db.session().info.get(_TENANT) or NO_CHAIN, type_=Uuid())
# Made once: what it says of a table is worked out when a statement is first seen, the chain at every execution.
_MINE = with_loader_criteria(
    Base, lambda model: _of_this_chain(model), include_aliases=True, track_closure_variables=False
)


# A statement that a module made once is narrowed once, and so keeps what SQLAlchemy has worked out of it.
_narrowed: WeakKeyDictionary[Executable, Executable] = WeakKeyDictionary()


@event.listens_for(db.session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    """Whatever a statement of the ORM says itself, it sees, changes and deletes rows of its chain alone."""
    if state.is_select or state.is_update or state.is_delete:
        said = state.statement
        narrowed = _narrowed.get(said)
        if narrowed is None:
            narrowed = _narrowed[said] = said.options(_MINE)
        state.statement = narrowed


@event.listens_for(db.session, "before_flush")
def _refuse_foreign_rows(session: Session, context: UOWTransaction, instances: object) -> None:
    tenant = session.info.get(_TENANT)
    for row in (*session.new, *session.dirty, *session.deleted):
        told = _chain_attribute(type(row))
        if told is not None and getattr(row, told) != tenant:
            raise ForeignRow(f"a row of {type(row).__tablename__} belongs to another chain than its transaction")


class Mark(NamedTuple):
    """A place in a list that has the newest first: the row that was shown last."""

    at: datetime
    id: UUID


def older(at: InstrumentedAttribute[datetime], id_: InstrumentedAttribute[UUID], than: Mark) -> ColumnElement[bool]:
    """What comes after the place. The first part, which follows from the second, is what an index can use."""
    return (at <= than.at) & ((at < than.at) | (id_ < than.id))


_READONLY: dict[str, dict[str, Any]] = {
    "sqlite": {"readonly": True},
    "postgresql": {"readonly": True, "isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


def locks_rows(session: Session) -> bool:
    """Whether what is read in order to be changed has to be locked: SQLite locks the whole file when a writer begins,
    and who only reads needs no lock.
    """
    connection = session.connection()
    return connection.dialect.name == "postgresql" and not connection.get_execution_options().get("readonly")


def current_engine() -> Engine:
    """Of this application context."""
    return db.engine


def lost_a_race(error: LostRace | DBAPIError) -> bool:
    """Whether another transaction was in the way: serialization failure, deadlock, a twin's unique key, a busy file."""
    if isinstance(error, LostRace):
        return True
    if isinstance(error.orig, sqlite3.Error):
        return "locked" in str(error.orig) or str(error.orig).startswith("UNIQUE constraint")
    return getattr(error.orig, "sqlstate", None) in ("40001", "40P01", "23505")


PRAGMAS = ("busy_timeout=30000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
SHUT_DOWN = frozenset({"57P01", "57P02", "57P03"})
"""What PostgreSQL says when it closes a connection: told before the driver sees that it is closed."""


def prepare(engine: Engine) -> None:
    """PostgreSQL's last words count as a closed connection (R15). SQLite as we need it: the driver never begins by
    itself, writers lock at once, keys are checked, commits are durable (R20), and no free page keeps what was deleted
    (R63).
    """
    if engine.dialect.name != "sqlite":

        @event.listens_for(engine, "handle_error")
        def notice_the_end(context: ExceptionContext) -> None:
            if getattr(context.original_exception, "sqlstate", None) in SHUT_DOWN:
                context.is_disconnect = True

        return

    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=30000",
            "foreign_keys=ON",
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        readonly = connection.get_execution_options().get("readonly")
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


def attach(app: Flask, url: str) -> None:
    """Ties the sessions of `app` to the database at `url`. Opens no connection."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _options(url)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)


@contextmanager
def opened(url: str) -> Iterator[None]:
    """The database for what is no web request, such as a command: `transact` works inside."""
    app = Flask("webapp")
    attach(app, url)
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def _options(url: str) -> dict[str, Any]:
    # An error tells the statement, and never the names and phones that went with it (R42).
    discreet = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return discreet
    # A prepared statement halves the time of a posting. A pooler in transaction mode that knows none of them (PgBouncer
    # before 1.22, or with max_prepared_statements = 0) asks for `?prepare_threshold=none` in the address.
    prepared = make_url(url).query.get("prepare_threshold") != "none"
    return {**discreet, "connect_args": {"prepare_threshold": 5 if prepared else None}}


def upgrade(url: str, folder: Path = MIGRATIONS) -> None:
    """Brings the schema to the newest migration of `folder`, whole or not at all.

    Of processes that start together one migrates, the others wait for it (R19). Raises UnknownSchema for a
    database that
    a newer version has migrated.
    """
    engine = create_engine(url, poolclass=NullPool, **_options(url))
    prepare(engine)
    with _alone(engine), engine.connect() as connection:
        _migrate(connection, _scripts(folder))


def each_chain(connection: Connection) -> Iterator[UUID]:
    """For migrations that change rows: every chain in turn, the walls raised around it, as the owner too is bound."""
    everyone = text("SELECT DISTINCT tenant_id FROM slugs ORDER BY tenant_id").columns(tenant_id=Uuid())
    for tenant in connection.scalars(everyone).all():
        _tell_chain(connection, tenant)
        yield tenant


def is_migrated(session: Session) -> bool:
    """Whether the schema is the one this version was written for."""
    heads = MigrationContext.configure(session.connection()).get_current_heads()
    return heads == tuple(_scripts(MIGRATIONS).get_heads())


def check_durable(session: Session) -> None:
    """Raises Forgetful unless a commit outlives a power cut (R20)."""
    if session.connection().dialect.name == "sqlite":
        setting, durable = "synchronous", session.scalar(text("PRAGMA synchronous")) in (2, 3)
    else:
        setting, durable = "synchronous_commit", session.scalar(text("SHOW synchronous_commit")) != "off"
    if not durable:
        raise Forgetful(f"the database is set to lose its last commits at a power cut: turn {setting} on")


_WALKS_PAST = text(
    """
    SELECT r.rolsuper OR r.rolbypassrls AS bypasses, EXISTS (
        SELECT 1 FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relrowsecurity
        AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owns
    FROM pg_roles r WHERE r.rolname = current_user
    """
)


def check_walls(session: Session) -> None:
    """Raises NoWalls unless PostgreSQL keeps the chains apart for the role that is signed in (R40)."""
    if session.connection().dialect.name != "postgresql":
        return
    role = session.execute(_WALKS_PAST).one()
    if role.bypasses or role.owns:
        why = "is a superuser or has BYPASSRLS" if role.bypasses else "owns the tables"
        raise NoWalls(
            f"the role in DATABASE_URL {why}, so that nothing in the database keeps the chains apart: "
            "serve under a role of its own, as README's part on PostgreSQL says"
        )


@cache
def _scripts(folder: Path) -> ScriptDirectory:
    return ScriptDirectory(str(folder), version_locations=[str(folder)])


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """A file's migrations wait for each other before they connect: turning on the journal is a race too."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path:
        yield
        return
    with open(f"{path}.migrating", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(connection: Connection, scripts: ScriptDirectory) -> None:
    """All missing migrations in one transaction."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # Alembic rebuilds a table by dropping it, which would take the rows that refer to it along. Once a transaction
        # has begun, the pragma does nothing.
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
    with EnvironmentContext(Config(), scripts) as environment:
        environment.configure(
            connection, transactional_ddl=True, fn=lambda heads, _: scripts._upgrade_revs("head", heads)
        )
        with environment.begin_transaction():
            if not sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            _refuse_unknown(environment.get_context().get_current_heads(), scripts)
            environment.run_migrations()
            if sqlite and (orphans := connection.execute(text("PRAGMA foreign_key_check")).all()):
                raise RuntimeError(f"the migration left rows without what they refer to: {orphans[:5]}")


def _refuse_unknown(heads: tuple[str, ...], scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    for head in heads:
        if head not in known:
            raise UnknownSchema(
                f"the database has schema {head}, which this version of Laurel does not know: start a newer one"
            )
