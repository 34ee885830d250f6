"""The watch over statements sees what it is there to see."""

from pathlib import Path

import pytest

from tests import databases
from tests.statements import unnamed, watched
from webapp.database import db, new_id, opened, transact
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
        ("SELECT slugs.tenant_id FROM slugs WHERE slugs.slug = ?", []),
        ("INSERT INTO items (tenant_id, id) VALUES (?, ?)", []),
    ],
)
def test_a_statement_names_the_chain_for_every_tenant_table(statement: str, tables: list[str]) -> None:
    assert unnamed(statement) == tables


@pytest.mark.parametrize("model", [Item, Tenant])
def test_a_statement_that_names_no_chain_fails_the_test(tmp_path: Path, model: type[Item | Tenant]) -> None:
    with (
        databases.fresh_sqlite(tmp_path) as fresh,
        opened(fresh.url),
        watched(db.engine),
        pytest.raises(AssertionError, match="names no chain"),
    ):
        transact(lambda session: session.query(model).all(), new_id(), readonly=True)
