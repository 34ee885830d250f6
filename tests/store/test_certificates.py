"""Certificates that were ordered before lists of them were kept: the migration tells of each what is due."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

from sqlalchemy import select, text

from tests.store.rows import behind, connected, plain
from webapp.database import MIGRATIONS, new_id, upgrade
from webapp.store.tables import Certificate

BEFORE = [
    "insert into slugs (slug, tenant_id) values (:slug, :tenant)",
    """
    insert into tenants (id, slug, name, currency, zone, language, accent, questionnaire, texts, lists, created_at)
    values (:tenant, :slug, '{}', 'RUB', 'Europe/Moscow', 'ru', '#123456', '{}', '{}', 1, :now)
    """,
    """
    insert into accounts (tenant_id, id, snapshot, entries, chain, last_operation_id, opened_at)
    values (:tenant, :account, '{}', 0, '', :account, :now)
    """,
    """
    insert into members (tenant_id, id, account_id, closed, enrolled_at)
    values (:tenant, :member, :account, false, :now)
    """,
    """
    insert into certificates (tenant_id, id, account_id, member_id, reward, state, details)
    values (:tenant, :certificate, :account, :member, 'foot_break', 'booked', :details)
    """,
]
DETAILS = {"deliver_by": "2026-12-02", "salon": "khimki", "visit": "2026-12-05T18:00:00", "reward": "foot_break"}


def test_what_is_due_is_told_of_every_chains_certificates(empty_url: str, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(MIGRATIONS, before, ignore=shutil.ignore_patterns("__pycache__", "000[89]*", "00[1-9]*"))
    upgrade(empty_url, before)
    chains = {"near": new_id(), "far": new_id()}
    with connected(empty_url) as connection:
        for slug, tenant in chains.items():
            behind(connection, tenant)
            ids = {name: plain(connection, new_id()) for name in ("account", "member", "certificate")}
            told = {"slug": slug, "tenant": plain(connection, tenant), "now": "2026-11-22 12:00:00", **ids}
            told["details"] = json.dumps(DETAILS if slug == "near" else {**DETAILS, "visit": None, "deliver_by": None})
            for statement in BEFORE:
                connection.execute(text(statement), told)
    upgrade(empty_url)
    columns = (Certificate.deliver_by, Certificate.salon, Certificate.visit, Certificate.deliver_to)
    with connected(empty_url) as connection:
        for slug, tenant in chains.items():
            behind(connection, tenant)
            found = connection.execute(select(*columns).where(Certificate.tenant_id == tenant)).one()
            due = (date(2026, 12, 2), "khimki", "2026-12-05T18:00:00") if slug == "near" else (None, "khimki", None)
            assert tuple(found) == (*due, None)
