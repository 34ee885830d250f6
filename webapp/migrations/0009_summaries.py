"""What past operations add up to is kept for the dashboard; lines of which something came back are found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BACK = sa.text("returned > 0")


def upgrade() -> None:
    op.create_table(
        "summaries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("up_to", sa.Uuid(), nullable=False),
        sa.Column("sums", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_summaries_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_summaries"),
    )
    columns = ["tenant_id", "receipt_id"]
    op.create_index("ix_lines_returned", "lines", columns, sqlite_where=BACK, postgresql_where=BACK)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("select isolate('summaries')")
