"""Requests of guests, photos of receipts, and the day of birth by which birthdays are found."""

import json
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from webapp.database import each_chain

revision = "0011"
down_revision = "0010"

STAFF = ("made_by", "taken_by", "decided_by")


def upgrade() -> None:
    op.add_column("members", sa.Column("birth_day", sa.SmallInteger(), nullable=True))
    op.create_index("ix_members_tenant_id_birth_day", "members", ["tenant_id", "birth_day", "id"])
    create_requests()
    op.create_table(
        "request_photos",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["requests.tenant_id", "requests.id"],
            name="fk_request_photos_tenant_id_request_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "request_id", name="pk_request_photos"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("select isolate('requests')")
        op.execute("select isolate('request_photos')")
    for tenant in each_chain(op.get_bind()):
        fill(tenant)


def create_requests() -> None:
    instant = sa.DateTime(timezone=True)
    keys = {"member_id": "members", **dict.fromkeys(STAFF, "staff"), "receipt_id": "receipts"}
    op.create_table(
        "requests",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.String(length=120), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("due_at", instant, nullable=False),
        sa.Column("taken_at", instant, nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", instant, nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("salon", sa.String(length=120), nullable=True),
        sa.Column("visit", sa.String(length=19), nullable=True),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_requests_tenant_id"),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], name=f"fk_requests_tenant_id_{column}"
            )
            for column, table in keys.items()
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_requests"),
        sa.UniqueConstraint("tenant_id", "key", name="uq_requests_tenant_id_key"),
    )
    op.create_index("ix_requests_tenant_id_member_id", "requests", ["tenant_id", "member_id", "id"])
    op.create_index("ix_requests_tenant_id_kind_subject", "requests", ["tenant_id", "kind", "subject"])
    for name, columns, where in (
        ("waiting", ["tenant_id", "kind", "due_at", "id"], sa.text("decided_at IS NULL")),
        ("visits", ["tenant_id", "visit", "id"], sa.text("visit IS NOT NULL")),
    ):
        op.create_index(f"ix_requests_{name}", "requests", columns, sqlite_where=where, postgresql_where=where)


def fill(tenant: UUID) -> None:
    """The birth days of members who are there, as their accounts know them."""
    accounts = sa.table("accounts", sa.column("tenant_id", sa.Uuid()), sa.column("snapshot", sa.Text()))
    members = sa.table(
        "members", sa.column("tenant_id", sa.Uuid()), sa.column("id", sa.Uuid()), sa.column("birth_day", sa.Integer())
    )
    connection = op.get_bind()
    snapshots = connection.execute(sa.select(accounts.c.snapshot).where(accounts.c.tenant_id == tenant)).scalars().all()
    for snapshot in snapshots:
        for person, told in json.loads(snapshot).get("people", {}).items():
            born = told.get("birth_date")
            if born:
                here = (members.c.tenant_id == tenant) & (members.c.id == UUID(person))
                day = int(born[5:7]) * 100 + int(born[8:10])
                connection.execute(members.update().where(here).values(birth_day=day))
