"""Chains sign up: an outbox that retries, standings of chains, confirmed e-mails, operators and what they may see."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True)
WAITING = sa.text("done_at IS NULL AND dead_at IS NULL")


def upgrade() -> None:
    retry_jobs()
    tell_standings()
    create_tenant_tables()
    create_local_tables()


def retry_jobs() -> None:
    with op.batch_alter_table("jobs") as jobs:
        jobs.alter_column("tenant_id", existing_type=sa.Uuid(), nullable=True)
        jobs.add_column(sa.Column("dead_at", INSTANT, nullable=True))
        jobs.add_column(sa.Column("trouble", sa.String(length=200), nullable=True))
        jobs.drop_index("ix_jobs_due_at")
    op.create_index("ix_jobs_waiting", "jobs", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING)


def tell_standings() -> None:
    op.add_column("tenants", sa.Column("state", sa.String(length=16), server_default="open", nullable=False))
    op.add_column("tenants", sa.Column("state_reason", sa.String(length=400), nullable=True))
    op.add_column("tenants", sa.Column("most_members", sa.Integer(), nullable=True))
    op.add_column("tenants", sa.Column("confirmed_at", INSTANT, nullable=True))
    confirm_founded()
    op.add_column("slugs", sa.Column("state", sa.String(length=16), server_default="open", nullable=False))
    op.add_column("slugs", sa.Column("members", sa.BigInteger(), nullable=True))
    op.add_column("slugs", sa.Column("used_at", INSTANT, nullable=True))
    op.add_column("slugs", sa.Column("counted_at", INSTANT, nullable=True))
    op.create_index("ix_slugs_counted_at", "slugs", ["counted_at"])


def confirm_founded() -> None:
    """Whoever runs the service vouches for the chains that there are. Behind their walls they are named one by one."""
    connection = op.get_bind()
    for tenant in connection.execute(sa.text("select tenant_id from slugs")).scalars().all():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text(f"set local app.tenant = '{tenant}'"))
        connection.execute(sa.text("update tenants set confirmed_at = created_at where id = :id"), {"id": tenant})


def create_tenant_tables() -> None:
    op.create_table(
        "email_confirmations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name="fk_email_confirmations_tenant_id_staff_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_email_confirmations"),
        sa.UniqueConstraint("tenant_id", "token_hash", name="uq_email_confirmations_tenant_id_token_hash"),
    )
    op.create_table(
        "look_permits",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"], name="fk_look_permits_tenant_id_staff_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_look_permits"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("email_confirmations", "look_permits"):
            op.execute(f"select isolate('{table}')")


def create_local_tables() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_subject_at", "attempts", ["subject", "at"])
    op.create_table(
        "operators",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_operators"),
        sa.UniqueConstraint("email", name="uq_operators_email"),
    )
    op.create_table(
        "operator_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_operator_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_operator_sessions_token_hash"),
    )
