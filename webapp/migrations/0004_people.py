"""People of several salons, PINs, tablets, links that are good once, and what a lock keeps."""

import sqlalchemy as sa
from alembic import op

from webapp.database import each_chain

revision = "0004"
down_revision = "0003"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    change_staff()
    create_tables()
    name_tablets()


def change_staff() -> None:
    op.add_column("staff", sa.Column("salons", sa.JSON(), nullable=True))
    list_salons(op.get_bind())
    with op.batch_alter_table("staff") as staff:
        staff.alter_column("salons", existing_type=sa.JSON(), nullable=False)
        staff.alter_column("email", existing_type=sa.String(length=254), nullable=True)
        staff.alter_column("password_hash", existing_type=sa.String(length=255), nullable=True)
        staff.add_column(sa.Column("pin_hash", sa.String(length=255), nullable=True))
        staff.add_column(sa.Column("seen_at", INSTANT, nullable=True))
        staff.drop_column("salon")


def list_salons(connection: sa.Connection) -> None:
    """Who stood in one salon stands in a list of one."""
    sqlite = connection.dialect.name == "sqlite"
    none, one = ("'[]'", "json_array(salon)") if sqlite else ("'[]'::json", "json_build_array(salon)")
    listed = f"update staff set salons = case when salon is null then {none} else {one} end where tenant_id = :tenant"
    statement = sa.text(listed).bindparams(sa.bindparam("tenant", type_=sa.Uuid()))
    for tenant in each_chain(connection):
        connection.execute(statement, {"tenant": tenant})


def create_tables() -> None:
    op.create_table(
        "tablets",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("salon", sa.String(length=120), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("enrolled_by", sa.Uuid(), nullable=True),
        sa.Column("enrolled_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolled_by"], ["staff.tenant_id", "staff.id"], name="fk_tablets_tenant_id_enrolled_by"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_tablets"),
        sa.UniqueConstraint("tenant_id", "token_hash", name="uq_tablets_tenant_id_token_hash"),
    )
    op.create_table(
        "staff_links",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"], name="fk_staff_links_tenant_id_staff_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "made_by"], ["staff.tenant_id", "staff.id"], name="fk_staff_links_tenant_id_made_by"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_staff_links"),
        sa.UniqueConstraint("tenant_id", "key", name="uq_staff_links_tenant_id_key"),
    )
    op.create_table(
        "kept_forms",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("tablet_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"], name="fk_kept_forms_tenant_id_staff_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "tablet_id"], ["tablets.tenant_id", "tablets.id"], name="fk_kept_forms_tenant_id_tablet_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "staff_id", "tablet_id", name="pk_kept_forms"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("tablets", "staff_links", "kept_forms"):
            op.execute(f"select isolate('{table}')")


def name_tablets() -> None:
    """Where someone signed in, and where an operation was done."""
    for table in ("staff_sessions", "operations"):
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column("tablet_id", sa.Uuid(), nullable=True))
            changed.create_foreign_key(
                f"fk_{table}_tenant_id_tablet_id", "tablets", ["tenant_id", "tablet_id"], ["tenant_id", "id"]
            )
