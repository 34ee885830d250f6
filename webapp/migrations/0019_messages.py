"""Messages to members: which a chain sends and how, and the log of those that were."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("tenants", sa.Column("messages", sa.JSON(), nullable=True))
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "messages",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("due_at", instant, nullable=True),
        sa.Column("sent_at", instant, nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "member_id"], ["members.tenant_id", "members.id"], name="fk_messages_tenant_id_member_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_messages"),
    )
    op.create_index("ix_messages_tenant_id_at", "messages", ["tenant_id", "at", "id"])
    for columns in (["tenant_id", "sent_at"], ["tenant_id", "member_id"]):
        op.create_index(f"ix_messages_{'_'.join(columns)}", "messages", columns)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("select isolate('messages')")
