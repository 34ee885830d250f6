"""Certificates: what is due stands in columns of its own, codes under seal, where the paper goes."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from webapp.database import each_chain

revision = "0008"
down_revision = "0007"

LISTS = ("deliver_by", "valid_until", "visit")


def upgrade() -> None:
    for column in (
        sa.Column("deliver_by", sa.Date(), nullable=True),
        sa.Column("deliver_to", sa.String(length=120), nullable=True),
        sa.Column("salon", sa.String(length=120), nullable=True),
        sa.Column("visit", sa.String(length=19), nullable=True),
    ):
        op.add_column("certificates", column)
    for name in LISTS:
        op.create_index(f"ix_certificates_tenant_id_state_{name}", "certificates", ["tenant_id", "state", name, "id"])
    op.drop_index("ix_certificates_tenant_id_state", "certificates")
    create_codes()
    for tenant in each_chain(op.get_bind()):
        fill(tenant)


def create_codes() -> None:
    op.create_table(
        "certificate_codes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "certificate_id"],
            ["certificates.tenant_id", "certificates.id"],
            name="fk_certificate_codes_tenant_id_certificate_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "hash", name="pk_certificate_codes"),
        sa.UniqueConstraint("tenant_id", "certificate_id", name="uq_certificate_codes_tenant_id_certificate_id"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("select isolate('certificate_codes')")


def fill(tenant: UUID) -> None:
    """What the certificates that are there say of themselves."""
    certificates = sa.table(
        "certificates",
        sa.column("tenant_id", sa.Uuid()),
        sa.column("id", sa.Uuid()),
        sa.column("deliver_by", sa.Date()),
        sa.column("salon", sa.String()),
        sa.column("visit", sa.String()),
        sa.column("details", sa.JSON()),
    )
    here = certificates.c.tenant_id == tenant
    connection = op.get_bind()
    for row in connection.execute(sa.select(certificates.c.id, certificates.c.details).where(here)).all():
        told = row.details
        day = told.get("deliver_by")
        values = {
            "deliver_by": date.fromisoformat(day) if day else None,
            "salon": told.get("salon"),
            "visit": told.get("visit"),
        }
        connection.execute(certificates.update().where(here, certificates.c.id == row.id).values(**values))
