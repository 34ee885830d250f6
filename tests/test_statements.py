"""The watch over statements sees what it is there to see."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests import databases, statements
from tests.statements import unnamed
from webapp.database import new_id, opened, transact
from webapp.store.tables import Item, Tenant


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("SELECT items.id FROM items WHERE items.tenant_id = ? AND items.code = ?", []),
        ("SELECT items.id FROM items WHERE items.code = ?", ["items"]),
        ("SELECT m.id FROM members m JOIN cards c ON c.tenant_id = m.tenant_id WHERE m.tenant_id = ?", []),
        ("SELECT m.id FROM members m JOIN cards c ON c.member_id = m.id WHERE m.tenant_id = ?", ["members", "cards"]),
        ("UPDATE staff SET name = ? WHERE staff.id = ?", ["staff"]),
        ("DELETE FROM staff_sessions WHERE staff_sessions.tenant_id = ?", []),
        ("SELECT tenants.name FROM tenants WHERE tenants.id = ?", []),
        ("SELECT tenants.name FROM tenants", ["tenants"]),
        ("SELECT 1 FROM items, salons AS s WHERE items.tenant_id = ?", ["items", "salons"]),
        ("SELECT 1 FROM slugs, salons s WHERE s.tenant_id = ?", []),
        ('SELECT 1 FROM public."items" WHERE code = ?', ["items"]),
        ("DELETE FROM cards USING members m WHERE m.tenant_id = ?", ["cards", "members"]),
        ("SELECT 1 FROM items WHERE ? = items.tenant_id", ["items"]),
        ("SELECT 1 FROM (SELECT id FROM items WHERE tenant_id = ?) AS found JOIN lines ON true", ["items", "lines"]),
        ("SELECT slugs.tenant_id FROM slugs WHERE slugs.slug = ?", []),
        ("INSERT INTO items (tenant_id, id) VALUES (?, ?)", []),
    ],
)
def test_a_statement_names_the_chain_for_every_tenant_table(statement: str, tables: list[str]) -> None:
    assert unnamed(statement) == tables


@pytest.mark.parametrize("model", [Item, Tenant])
def test_a_statement_that_names_no_chain_fails_the_test(tmp_path: Path, model: type[Item | Tenant]) -> None:
    """What the session adds to it is not taken for its own words."""
    with (
        databases.fresh_sqlite(tmp_path) as fresh,
        opened(fresh.url),
        pytest.raises(AssertionError, match="names no chain"),
    ):
        transact(lambda session: session.query(model).all(), new_id(), readonly=True)
    assert len(statements.forgotten()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE items SET position = 1",
        "DELETE FROM items",
        "INSERT INTO items SELECT * FROM items",
        "SELECT 1 FROM items",
    ],
)
def test_plain_text_changes_and_deletions_are_watched_too(tmp_path: Path, statement: str) -> None:
    with databases.fresh_sqlite(tmp_path) as fresh, opened(fresh.url), pytest.raises(AssertionError, match="items"):
        transact(lambda session: session.execute(text(statement)), new_id())
    assert len(statements.forgotten()) == 1
