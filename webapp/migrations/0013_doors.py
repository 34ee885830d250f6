"""Members sign in: their sign-ins, the codes and links that are good once, their passwords."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

INSTANT = sa.DateTime(timezone=True)
MEMBER = (["tenant_id", "member_id"], ["members.tenant_id", "members.id"])


def upgrade() -> None:
    op.create_table(
        "member_sessions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(*MEMBER, name="fk_member_sessions_tenant_id_member_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_member_sessions"),
        sa.UniqueConstraint("tenant_id", "token_hash", name="uq_member_sessions_tenant_id_token_hash"),
    )
    op.create_index("ix_member_sessions_tenant_id_member_id", "member_sessions", ["tenant_id", "member_id"])
    op.create_table(
        "member_codes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(*MEMBER, name="fk_member_codes_tenant_id_member_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_member_codes"),
    )
    op.create_index("ix_member_codes_tenant_id_address_hash", "member_codes", ["tenant_id", "address_hash", "made_at"])
    op.create_table(
        "member_passwords",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(*MEMBER, name="fk_member_passwords_tenant_id_member_id"),
        sa.PrimaryKeyConstraint("tenant_id", "member_id", name="pk_member_passwords"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("member_sessions", "member_codes", "member_passwords"):
            op.execute(f"select isolate('{table}')")
