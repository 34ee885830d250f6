"""Keys of the API, what it answered to writes that are no operations, and which key posted an operation."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("salon", sa.String(length=120), nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("sandbox_id", sa.Uuid(), nullable=True),
        sa.Column("clock", INSTANT, nullable=True),
        sa.Column("minute", INSTANT, nullable=True),
        sa.Column("calls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_api_keys_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_api_keys"),
        sa.UniqueConstraint("tenant_id", "token_hash", name="uq_api_keys_tenant_id_token_hash"),
    )
    op.create_table(
        "api_answers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("api_key_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_api_answers_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "key", name="pk_api_answers"),
    )
    op.add_column("operations", sa.Column("api_key_id", sa.Uuid(), nullable=True))
    op.add_column("audit", sa.Column("api_key_id", sa.Uuid(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for table in ("api_keys", "api_answers"):
            op.execute(f"select isolate('{table}')")
