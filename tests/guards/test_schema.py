"""Every table could be spread over Citus tomorrow: design 6's rules for the schema, read from the metadata."""

from collections.abc import Iterator

import pytest
from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, Table, UniqueConstraint, Uuid

from tests.guards.tree import files, spot, text
from webapp.ledger import tables as ledger
from webapp.store import tables as store
from webapp.store.kinds import KINDS, distributed_by

TABLES = {table.name: table for table in store.Tenant.metadata.sorted_tables}
TENANT = [table for name, table in TABLES.items() if KINDS.get(name) == "tenant"]
OTHERS = [table for name, table in TABLES.items() if KINDS.get(name) != "tenant"]

tenant_tables = pytest.mark.parametrize("table", TENANT, ids=lambda table: table.name)


def keys(table: Table) -> Iterator[PrimaryKeyConstraint | UniqueConstraint | ForeignKeyConstraint]:
    kinds = (PrimaryKeyConstraint, UniqueConstraint, ForeignKeyConstraint)
    return (constraint for constraint in table.constraints if isinstance(constraint, kinds))


def test_the_list_names_each_table_once_and_no_other() -> None:
    assert sorted(KINDS) == list(KINDS) == sorted(TABLES)
    assert ledger.Entry.metadata is store.Tenant.metadata


@tenant_tables
def test_rule_1_the_chain_is_told_by_a_column_of_one_type_that_is_never_empty(table: Table) -> None:
    column = table.c[distributed_by(table.name)]
    assert isinstance(column.type, Uuid)
    assert not column.nullable


@tenant_tables
def test_rule_2_the_chain_comes_first_in_every_key_and_unique_index(table: Table) -> None:
    first = distributed_by(table.name)
    unique = [key for key in keys(table) if not isinstance(key, ForeignKeyConstraint)]
    unique_indexes = [index for index in table.indexes if index.unique]
    assert {next(iter(key.columns)).name for key in unique} == {first}
    assert {next(iter(index.columns)).name for index in unique_indexes} <= {first}


@tenant_tables
def test_every_index_begins_with_the_chain_for_every_statement_names_it(table: Table) -> None:
    assert {next(iter(index.columns)).name for index in table.indexes} <= {distributed_by(table.name)}


@tenant_tables
def test_rule_3_a_row_refers_to_rows_of_its_own_chain_alone_r39(table: Table) -> None:
    for key in table.foreign_key_constraints:
        parent = key.referred_table.name
        if KINDS[parent] == "tenant":
            pairs = {(element.parent.name, element.column.name) for element in key.elements}
            assert (distributed_by(table.name), distributed_by(parent)) in pairs


@tenant_tables
def test_rule_4_nothing_is_set_to_null_or_moved_along(table: Table) -> None:
    for key in table.foreign_key_constraints:
        assert key.ondelete in (None, "NO ACTION", "CASCADE")
        assert key.onupdate is None


@tenant_tables
def test_rule_6_a_tenant_table_refers_to_no_local_one(table: Table) -> None:
    assert {KINDS[key.referred_table.name] for key in table.foreign_key_constraints} <= {"tenant", "reference"}


@pytest.mark.parametrize("table", OTHERS, ids=lambda table: table.name)
def test_rule_5_no_other_table_refers_to_a_tenant_table(table: Table) -> None:
    assert "tenant" not in {KINDS[key.referred_table.name] for key in table.foreign_key_constraints}


def test_every_constraint_has_a_name_that_a_migration_can_drop() -> None:
    unnamed = [f"{name}: {key}" for name, table in TABLES.items() for key in keys(table) if not key.name]
    assert not unnamed


def test_no_setting_of_a_connection_carries_the_chain_and_no_statement_takes_the_time_from_the_server() -> None:
    """What would not reach the workers of Citus, or is refused there."""
    found = [
        f"{spot(path, number)} {word}"
        for path in files("webapp")
        for number, line in enumerate(text(path).splitlines(), start=1)
        for word in ("set_config('app.", 'set_config("app.', "func.now(")
        if word in line
    ]
    assert not found
