"""What a code costs, the channel that a member has chosen, and what a chain calls its tags."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("member_codes", sa.Column("cost", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("members", sa.Column("way", sa.String(length=16), nullable=True))
    op.add_column("tenants", sa.Column("tags", sa.JSON(), nullable=True))
