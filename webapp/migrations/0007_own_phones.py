"""The phone by which someone of the staff is a guest, so that nobody gives bonuses to themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("staff", sa.Column("phone", sa.String(length=20)))
