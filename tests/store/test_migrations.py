"""Migrations: whole or not at all, by one process at a time, and they end at the schema of the code."""

import os
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, event, func, inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from config.settings import CHECKOUT
from tests import processes
from tests.store.rows import behind, connected, plain
from webapp.database import (
    MIGRATIONS,
    Base,
    Forgetful,
    UnknownSchema,
    check_durable,
    db,
    is_migrated,
    new_id,
    opened,
    transact,
    upgrade,
)
from webapp.ledger.tables import Entry
from webapp.store.kinds import KINDS
from webapp.store.tables import Staff
from webapp.usecases.load_tenant import load_tenant

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PRESET = CHECKOUT / "tenants" / "blank"
only_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_migrations_end_at_the_schema_of_the_code(owner_url: str) -> None:
    with connected(owner_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Entry.metadata) == []


def test_the_same_constraints_have_the_same_names_in_code_and_database(owner_url: str) -> None:
    """What a comparison passes over: the names of keys, and checks."""
    with connected(owner_url) as connection:
        found = inspect(connection)
        for table in Base.metadata.sorted_tables:
            names = {constraint.name for constraint in table.constraints if constraint.name}
            checks = {check["name"] for check in found.get_check_constraints(table.name)}
            foreign = {key["name"] for key in found.get_foreign_keys(table.name)}
            unique = {key["name"] for key in found.get_unique_constraints(table.name)}
            assert {str(name) for name in names} == checks | foreign | unique | {
                found.get_pk_constraint(table.name)["name"]
            }


def test_a_database_that_is_up_to_date_stays_as_it_is(owner_url: str, store_url: str) -> None:
    upgrade(owner_url)
    upgrade(store_url)
    with opened(store_url):
        assert transact(is_migrated, None, readonly=True)


def test_an_empty_database_is_not_taken_for_a_migrated_one(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/empty.sqlite3"):
        assert not transact(is_migrated, None, readonly=True)


def test_a_schema_of_a_newer_version_refuses_to_start_r19(owner_url: str) -> None:
    with connected(owner_url) as connection:
        connection.execute(text("update alembic_version set version_num = '7777'"))
    with pytest.raises(UnknownSchema, match="7777"):
        upgrade(owner_url)


def cut_off(url: str) -> None:
    """Ends as if killed, in the middle of the tables."""

    @event.listens_for(Engine, "before_cursor_execute")
    def cut(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if "CREATE TABLE lots" in statement:
            os._exit(9)

    upgrade(url)


def test_of_processes_that_start_together_one_migrates_r19(empty_url: str) -> None:
    started = [processes.start(upgrade, empty_url) for _ in range(4)]
    for process in started:
        process.join(60)
    assert [process.exitcode for process in started] == [0, 0, 0, 0]
    with connected(empty_url) as connection:
        assert sorted(inspect(connection).get_table_names()) == sorted([*KINDS, "alembic_version"])
        assert connection.scalar(text("select count(*) from alembic_version")) == 1


def test_a_migration_that_is_cut_off_leaves_nothing_and_runs_again_r19(empty_url: str) -> None:
    ending = processes.start(cut_off, empty_url)
    ending.join(60)
    assert ending.exitcode == 9
    with connected(empty_url) as connection:
        assert inspect(connection).get_table_names() == []
    upgrade(empty_url)
    with connected(empty_url) as connection:
        assert "lots" in inspect(connection).get_table_names()


NEXT = """
from alembic import op

revision = "9999"
down_revision = "{last}"


def upgrade():
    for table in ("tenants", "revisions"):
        with op.batch_alter_table(table, recreate="{recreate}") as batch:
            batch.alter_column("id", comment="rebuilt")
    {then}
"""


def later(folder: Path, then: str = "pass", recreate: str = "auto") -> Path:
    """The migrations with one more, which rebuilds tables that others refer to."""
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    last = sorted(folder.glob("0*.py"))[-1].name.partition("_")[0]
    (folder / "9999_later.py").write_text(NEXT.format(last=last, then=then, recreate=recreate))
    return folder


def counted(url: str) -> dict[str, int]:
    with connected(url) as connection:
        tables = Base.metadata.sorted_tables
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_a_filled_database_keeps_every_row_when_tables_are_rebuilt(
    store_url: str, past_walls: str, tmp_path: Path
) -> None:
    with opened(store_url):
        load_tenant(PRESET.with_name("seven_krasok"), NOW)
    before = counted(past_walls)
    assert before["salons"] == 12
    assert before["revisions"] == 2
    upgrade(past_walls, later(tmp_path / "later", recreate="always" if "sqlite" in past_walls else "auto"))
    assert counted(past_walls) == before
    with pytest.raises(IntegrityError), connected(past_walls) as connection:
        connection.execute(text("delete from tenants"))


def test_a_migration_that_loses_what_others_refer_to_is_taken_back(
    store_url: str, past_walls: str, tmp_path: Path
) -> None:
    with opened(store_url):
        load_tenant(PRESET.with_name("estetic"), NOW)
    before = counted(past_walls)
    with pytest.raises((RuntimeError, IntegrityError), match=r"refer|foreign key"):
        upgrade(past_walls, later(tmp_path / "later", then='op.execute("delete from tenants")'))
    assert counted(past_walls) == before
    with opened(store_url):
        assert transact(is_migrated, None, readonly=True)


def test_a_migration_that_changes_rows_goes_from_chain_to_chain(
    store_url: str, owner_url: str, past_walls: str, tmp_path: Path
) -> None:
    """Under the owner's own role, which the walls bind as well."""
    with opened(store_url):
        load_tenant(PRESET.with_name("estetic"), NOW)
        load_tenant(PRESET.with_name("seven_krasok"), NOW)
    then = """
    from sqlalchemy import text
    from webapp.database import each_chain
    for tenant in each_chain(op.get_bind()):
        op.get_bind().execute(text("update items set position = position + 1000"))
    """
    upgrade(owner_url, later(tmp_path / "later", then=then))
    with connected(past_walls) as connection:
        least = connection.scalars(text("select min(position) from items group by tenant_id")).all()
    # Where nothing binds, a statement that names no chain reaches all of them each time.
    assert least == ([2000, 2000] if past_walls.startswith("sqlite") else [1000, 1000])


BEFORE_SALONS = [
    "insert into slugs (slug, tenant_id, state) values (:slug, :tenant, 'open')",
    """
    insert into tenants
        (id, slug, name, currency, zone, language, accent, questionnaire, texts, lists, state, created_at)
    values (:tenant, :slug, '{}', 'RUB', 'Europe/Moscow', 'ru', '#000000', '{}', '{}', 1, 'open', :now)
    """,
    """
    insert into staff (tenant_id, id, email, name, role, salon, password_hash, created_at)
    values (:tenant, :tenant, 'desk@example.org', 'Dina', 'desk', :slug, 'x', :now)
    """,
    """
    insert into staff (tenant_id, id, email, name, role, salon, password_hash, created_at)
    values (:tenant, :other, 'owner@example.org', 'Olga', 'owner', null, 'x', :now)
    """,
]


def test_who_stood_in_one_salon_stands_in_a_list_of_one(empty_url: str, tmp_path: Path) -> None:
    """The people of every chain, each behind its walls."""
    before = tmp_path / "before"
    shutil.copytree(MIGRATIONS, before, ignore=shutil.ignore_patterns("__pycache__", "000[4-9]*", "00[1-9]*"))
    upgrade(empty_url, before)
    chains = {"near": new_id(), "far": new_id()}
    with connected(empty_url) as connection:
        for slug, tenant in chains.items():
            behind(connection, tenant)
            for statement in BEFORE_SALONS:
                values = {"slug": slug, "tenant": plain(connection, tenant), "other": plain(connection, new_id())}
                connection.execute(text(statement), {**values, "now": "2026-11-22 12:00:00"})
    upgrade(empty_url)
    with connected(empty_url) as connection:
        for slug, tenant in chains.items():
            behind(connection, tenant)
            rows = connection.execute(select(Staff.role, Staff.salons).where(Staff.tenant_id == tenant))
            assert {row[0]: row[1] for row in rows} == {"desk": [slug], "owner": []}


ENTRY = """
insert into entries
    (tenant_id, account_id, number, operation_id, revision_id, kind, wallet, amount, debt, lapsed, day, chain)
values
    (:id, :id, 1, :id, :id, 'earned', 'bonus', 1, 0, 0, '2026-11-22', '')
"""


@pytest.mark.parametrize("table", ["entries", "audit"])
@pytest.mark.parametrize("change", ["update {} set tenant_id = tenant_id", "delete from {}"])
def test_the_database_itself_refuses_to_change_what_was_written_r70(store_url: str, table: str, change: str) -> None:
    """R70: postings and the audit log, by triggers on SQLite and by grants on PostgreSQL."""
    with opened(store_url):
        load_tenant(PRESET.with_name("estetic"), NOW)
    if table == "entries" and store_url.startswith("sqlite"):
        # A trigger fires for rows alone, and what an entry refers to is of no matter here.
        with sqlite3.connect(store_url.removeprefix("sqlite:///")) as raw:
            raw.execute(ENTRY, {"id": "0" * 32})
    with pytest.raises(DBAPIError, match=r"never changed|permission denied"), connected(store_url) as connection:
        connection.execute(text(change.format(table)))


@only_postgresql
def test_a_role_is_given_everything_but_the_change_of_history_r70(owner_url: str) -> None:
    with connected(owner_url) as connection:
        connection.execute(text("revoke all on all tables in schema public from laurel_app"))
        connection.execute(text("select grants('laurel_app')"))
        granted = connection.execute(
            text(
                "select table_name, string_agg(privilege_type, ' ' order by privilege_type) "
                "from information_schema.role_table_grants where grantee = 'laurel_app' group by table_name"
            )
        )
        rights = {row[0]: row[1] for row in granted}
    assert set(rights) == {*KINDS, "alembic_version"}
    assert rights.pop("alembic_version") == "SELECT"
    assert {table for table, given in rights.items() if given == "INSERT SELECT"} == {"audit", "consents", "entries"}
    assert set(rights.values()) == {"INSERT SELECT", "DELETE INSERT SELECT UPDATE"}


@only_postgresql
def test_rule_8_no_table_has_a_trigger_on_postgresql(owner_url: str) -> None:
    with connected(owner_url) as connection:
        assert connection.scalar(text("select count(*) from pg_trigger where not tgisinternal")) == 0


@only_postgresql
@pytest.mark.parametrize("commit", ["on", "off"])
def test_a_server_that_may_lose_commits_is_refused_r20(store_url: str, commit: str) -> None:
    asked = make_url(store_url).update_query_dict({"options": f"-csynchronous_commit={commit}"})
    with opened(asked.render_as_string(hide_password=False)):
        if commit == "on":
            transact(check_durable, None, readonly=True)
            return
        with pytest.raises(Forgetful, match="synchronous"):
            transact(check_durable, None, readonly=True)


@only_sqlite
def test_a_file_is_opened_so_that_it_loses_no_commit_r20(store_url: str) -> None:
    with opened(store_url):
        transact(check_durable, None, readonly=True)
    with opened(store_url):
        event.listen(db.engine, "connect", lambda connection, record: connection.execute("PRAGMA synchronous=OFF"))
        with pytest.raises(Forgetful, match="synchronous"):
            transact(check_durable, None, readonly=True)
