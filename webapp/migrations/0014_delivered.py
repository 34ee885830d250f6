"""The day on which a certificate has reached its holder: one that is booked before may still have to be delivered."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from webapp.database import each_chain

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("certificates", sa.Column("delivered_on", sa.Date(), nullable=True))
    for tenant in each_chain(op.get_bind()):
        fill(tenant)


def fill(tenant: UUID) -> None:
    """What was delivered before is told by the operations that did it."""
    certificates = sa.table(
        "certificates",
        *(sa.column(name, sa.Uuid()) for name in ("tenant_id", "id")),
        sa.column("delivered_on", sa.Date()),
    )
    operations = sa.table(
        "operations",
        sa.column("tenant_id", sa.Uuid()),
        *(sa.column(name, sa.String()) for name in ("verb", "local")),
        sa.column("request", sa.JSON()),
    )
    done = (operations.c.tenant_id == tenant) & (operations.c.verb == "deliver_certificate")
    connection = op.get_bind()
    for row in connection.execute(sa.select(operations.c.local, operations.c.request).where(done)).all():
        one = (certificates.c.tenant_id == tenant) & (certificates.c.id == UUID(row.request["certificate"]))
        connection.execute(certificates.update().where(one).values(delivered_on=date.fromisoformat(row.local[:10])))
