"""Members who were there before birthdays were looked for: the migration tells of each on which day they were born."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text

from tests.store.rows import behind, connected, plain
from tests.store.test_certificates import BEFORE
from webapp.database import MIGRATIONS, new_id, upgrade
from webapp.store.tables import Member


@pytest.mark.parametrize(("born", "day"), [("1996-02-29", 229), ("1990-12-31", 1231), (None, None)])
def test_the_day_of_birth_is_told_of_members_who_were_there_r23(
    empty_url: str, tmp_path: Path, born: str | None, day: int | None
) -> None:
    """R23."""
    before = tmp_path / "before"
    shutil.copytree(MIGRATIONS, before, ignore=shutil.ignore_patterns("__pycache__", "00[1-9]*"))
    upgrade(empty_url, before)
    tenant, member = new_id(), new_id()
    snapshot = json.dumps({"people": {str(member): {"birth_date": born}}})
    with connected(empty_url) as connection:
        behind(connection, tenant)
        ids = {"tenant": tenant, "account": new_id(), "member": member}
        told: dict[str, str | UUID] = {"slug": "near", "now": "2026-11-22 12:00:00", "snapshot": snapshot}
        told |= {name: plain(connection, value) for name, value in ids.items()}
        for statement in BEFORE[:-1]:
            connection.execute(text(statement.replace("'{}', 0", ":snapshot, 0")), told)
    upgrade(empty_url)
    with connected(empty_url) as connection:
        behind(connection, tenant)
        here = select(Member.birth_day).where(Member.tenant_id == tenant, Member.id == member)
        assert connection.execute(here).scalar() == day
