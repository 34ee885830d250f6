"""Walls between chains that stand in the database itself, and an audit log that tells where and is found by whom.

On PostgreSQL every table of a chain's rows is under row-level security, forced, so that its owner is bound too. Later
migrations raise the walls of a new table by `select isolate('its_name')`. One that changes rows goes from chain to
chain by `webapp.database.each_chain`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = (
    "accounts",
    "audit",
    "cards",
    "certificates",
    "entries",
    "item_groups",
    "items",
    "level_spans",
    "lines",
    "lots",
    "measures",
    "members",
    "operations",
    "questionnaires",
    "receipts",
    "revisions",
    "salons",
    "sign_in_failures",
    "staff",
    "staff_sessions",
    "tenants",
)


def upgrade() -> None:
    tell_where()
    if op.get_bind().dialect.name == "postgresql":
        raise_walls()


def tell_where() -> None:
    op.add_column("audit", sa.Column("salon", sa.String(length=120), nullable=True))
    op.create_index("ix_operations_tenant_id_at", "operations", ["tenant_id", "at"])


def raise_walls() -> None:
    # A setting that was made in an earlier transaction of a pooled connection is empty afterwards, and not null.
    op.execute(
        """
        create function isolate(target regclass) returns void language plpgsql as $$
        declare
            own constant text := 'nullif(current_setting(''app.tenant'', true), '''')::uuid';
            told constant text := case when target = 'tenants'::regclass then 'id' else 'tenant_id' end;
        begin
            execute format('alter table %s enable row level security', target);
            execute format('alter table %s force row level security', target);
            execute format(
                'create policy own_chain on %s using (%I = %s) with check (%I = %s)', target, told, own, told, own
            );
        end
        $$
        """
    )
    for table in TABLES:
        op.execute(f"select isolate('{table}')")
