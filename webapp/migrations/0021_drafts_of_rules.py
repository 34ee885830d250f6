"""The draft of a chain's rules, and the journals that rules are tried on."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "rule_drafts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("base_id", sa.Uuid(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("mark", sa.Uuid(), nullable=False),
        sa.Column("begun_at", instant, nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_rule_drafts_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "base_id"], ["revisions.tenant_id", "revisions.id"], name="fk_rule_drafts_tenant_id_base_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_rule_drafts"),
    )
    op.create_table(
        "rule_journals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("added_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_rule_journals_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_rule_journals"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("rule_drafts", "rule_journals"):
            op.execute(f"select isolate('{table}')")
