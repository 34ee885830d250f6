"""What the other tests stand on: a database of each test's own, on both stores, under a role without power."""

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import ProgrammingError


@pytest.mark.parametrize("attempt", [1, 2])
def test_every_test_starts_from_the_migrated_and_otherwise_empty_database(owner_url: str, attempt: int) -> None:
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        assert "alembic_version" in inspect(connection).get_table_names()
        connection.execute(text("create table mark (attempt integer)"))
    engine.dispose()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_product_signs_in_under_a_role_that_row_level_security_binds(store_url: str) -> None:
    engine = create_engine(store_url)
    with engine.connect() as connection:
        role = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        assert connection.scalar(text(role)) is False
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("create table mark (id integer)"))
    engine.dispose()
