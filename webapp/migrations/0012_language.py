"""What rules remember beside lots, counters and levels: a lot's own terms, what a receipt's rules did, references."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("lots", sa.Column("terms", sa.JSON(), nullable=True))
    op.add_column("receipts", sa.Column("deeds", sa.JSON(), nullable=True))
    op.add_column("receipts", sa.Column("booking", sa.String(length=120), nullable=True))
    op.add_column("operations", sa.Column("ref", sa.String(length=120), nullable=True))
    op.create_index("ix_operations_tenant_id_ref", "operations", ["tenant_id", "ref"])
