"""Members who are likely one person: by what they may be known again, the pairs that are found, and who was merged.

Those who are members by now are looked through as the product does from now on when a member's data change.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from webapp.database import each_chain, new_id
from webapp.store.alike import pairs

revision = "0010"
down_revision = "0009"

INSTANT = sa.DateTime(timezone=True)
AT_ONCE = 5000
MOST_ALIKE = 5
TABLES = ("member_traces", "duplicates", "merges")


def exact(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    create_traces()
    create_duplicates()
    create_merges()
    for tenant in each_chain(op.get_bind()):
        look_through(tenant)
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"select isolate('{table}')")


def belongs(table: str, column: str, parent: str = "members") -> sa.ForeignKeyConstraint:
    referred = [f"{parent}.tenant_id", f"{parent}.id"]
    return sa.ForeignKeyConstraint(["tenant_id", column], referred, name=f"fk_{table}_tenant_id_{column}")


def create_traces() -> None:
    op.create_table(
        "member_traces",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("value", exact(200), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        belongs("member_traces", "member_id"),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "value", "member_id", name="pk_member_traces"),
    )
    op.create_index("ix_member_traces_tenant_id_member_id", "member_traces", ["tenant_id", "member_id"])


def create_duplicates() -> None:
    op.create_table(
        "duplicates",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        belongs("duplicates", "first_id"),
        belongs("duplicates", "second_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_duplicates"),
        sa.UniqueConstraint("tenant_id", "first_id", "second_id", name="uq_duplicates_tenant_id_first_id_second_id"),
    )
    op.create_index("ix_duplicates_tenant_id_state_id", "duplicates", ["tenant_id", "state", "id"])
    op.create_index("ix_duplicates_tenant_id_second_id", "duplicates", ["tenant_id", "second_id"])


def create_merges() -> None:
    op.create_table(
        "merges",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("gone_member_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("gone_account_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        belongs("merges", "member_id"),
        belongs("merges", "gone_member_id"),
        belongs("merges", "account_id", "accounts"),
        belongs("merges", "gone_account_id", "accounts"),
        belongs("merges", "operation_id", "operations"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_merges"),
    )
    op.create_index("ix_merges_tenant_id_member_id", "merges", ["tenant_id", "member_id"])
    op.create_index("ix_merges_tenant_id_account_id", "merges", ["tenant_id", "account_id"])
    op.create_index("ix_merges_tenant_id_at", "merges", ["tenant_id", "at"])
    standing = {"sqlite_where": sa.text("undone_at IS NULL"), "postgresql_where": sa.text("undone_at IS NULL")}
    for what in ("gone_member", "gone_account"):
        op.create_index(f"uq_merges_{what}", "merges", ["tenant_id", f"{what}_id"], unique=True, **standing)


MEMBERS = sa.table(
    "members",
    *(sa.column(name, sa.Uuid()) for name in ("tenant_id", "id")),
    sa.column("full_name", sa.String()),
    sa.column("closed", sa.Boolean()),
)
PHONES = sa.table(
    "member_phones", *(sa.column(name, sa.Uuid()) for name in ("tenant_id", "member_id")), sa.column("number")
)
FILLED = sa.table(
    "questionnaires",
    *(sa.column(name, sa.Uuid()) for name in ("tenant_id", "member_id", "operation_id")),
    sa.column("answers", sa.JSON()),
)
TRACES = sa.table(
    "member_traces",
    *(sa.column(name, sa.Uuid()) for name in ("tenant_id", "member_id")),
    *(sa.column(name, sa.String()) for name in ("kind", "value")),
)
PAIRS = sa.table(
    "duplicates",
    *(sa.column(name, sa.Uuid()) for name in ("tenant_id", "id", "first_id", "second_id")),
    sa.column("reasons", sa.JSON()),
    sa.column("state", sa.String()),
)


def look_through(tenant: UUID) -> None:
    """Names with birth dates are enough here: who has the same name alone is found when their data change next."""
    bind = op.get_bind()
    births = {}
    filled = sa.select(FILLED).where(FILLED.c.tenant_id == tenant, FILLED.c.operation_id.is_not(None))
    for row in bind.execute(filled.order_by(FILLED.c.operation_id)).mappings():
        if row["answers"].get("birth_date"):
            births[row["member_id"]] = date.fromisoformat(row["answers"]["birth_date"]).isoformat()
    rows = []
    for row in bind.execute(sa.select(MEMBERS).where(MEMBERS.c.tenant_id == tenant, MEMBERS.c.closed.is_(sa.false()))):
        traces = traces_of(row.full_name or "", births.get(row.id))
        rows += [{"tenant_id": tenant, "member_id": row.id, "kind": kind, "value": value} for kind, value in traces]
    for row in bind.execute(sa.select(PHONES).where(PHONES.c.tenant_id == tenant)):
        rows.append({"tenant_id": tenant, "member_id": row.member_id, "kind": "phone", "value": row.number})
    insert(TRACES, rows)
    found = alike(rows)
    insert(PAIRS, [{"tenant_id": tenant, "id": new_id(), **pair_of(members)} for members in sorted(found)])


def traces_of(name: str, birth: str | None) -> Iterator[tuple[str, str]]:
    for words in pairs(name):
        yield "name", words
        if birth is not None:
            yield "born", f"{birth} {words}"
    if birth is not None:
        yield "birth", birth


def alike(rows: list[dict[str, object]]) -> set[tuple[UUID, UUID]]:
    """Every number is one member's alone by now, so that only names with birth dates can be the same."""
    sharing: dict[object, list[UUID]] = {}
    for row in rows:
        if row["kind"] == "born" and isinstance(row["member_id"], UUID):
            sharing.setdefault(row["value"], []).append(row["member_id"])
    few = (members for members in sharing.values() if len(members) <= MOST_ALIKE + 1)
    return {pair for members in few for pair in combinations(sorted(members), 2)}


def pair_of(members: tuple[UUID, UUID]) -> dict[str, object]:
    first, second = members
    return {"first_id": first, "second_id": second, "reasons": ["name", "birth"], "state": "open"}


def insert(table: sa.TableClause, rows: list[dict[str, object]]) -> None:
    for begin in range(0, len(rows), AT_ONCE):
        op.get_bind().execute(table.insert(), rows[begin : begin + AT_ONCE])
