"""What is told and erased of people is complete by construction: a new column fails here until it is classified (R64)."""

from __future__ import annotations

import pytest

from webapp.ledger.tables import Account
from webapp.store.kinds import KINDS
from webapp.store.personal import OF_NOBODY, OF_PEOPLE, table_of
from webapp.store.tables import Member

TABLES = {**Account.metadata.tables, **Member.metadata.tables}


@pytest.mark.parametrize("table", sorted(KINDS))
def test_every_column_says_whose_it_is_r64(table: str) -> None:
    """R64: put a new column into `store/personal.py`: told or hidden, staying or going, or of nobody."""
    told = OF_PEOPLE[table].columns if table in OF_PEOPLE else OF_NOBODY[table].split()
    assert sorted(told) == sorted(column.name for column in TABLES[table].columns)


def test_nothing_is_classified_twice_or_is_not_there() -> None:
    assert not OF_PEOPLE.keys() & OF_NOBODY.keys()
    assert OF_PEOPLE.keys() | OF_NOBODY.keys() == KINDS.keys()


@pytest.mark.parametrize("table", sorted(OF_PEOPLE))
def test_what_names_a_member_is_a_persons_r64(table: str) -> None:
    """A table with a member's id is never one of nobody, and what is blanked may be blank."""
    kept = OF_PEOPLE[table]
    blanks = {name for name, value in kept.erased.items() if value is None and kept.rows == "stay"}
    assert all(table_of(table).c[name].nullable for name in blanks)


def test_no_table_of_nobody_names_a_member_r64() -> None:
    named = {name for name in OF_NOBODY for column in table_of(name).columns if "member_id" in column.name}
    assert named == {"audit", "erasures"}, "by an id alone"
