"""What members do alone tells that it was they; a code by which a friend is brought; for whose account a guest fills in
a questionnaire.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("operations", sa.Column("by_member_id", sa.Uuid(), nullable=True))
    op.add_column("audit", sa.Column("by_member_id", sa.Uuid(), nullable=True))
    op.add_column("members", sa.Column("referral_code", sa.String(length=12), nullable=True))
    op.create_index("ix_members_tenant_id_referral_code", "members", ["tenant_id", "referral_code"], unique=True)
    op.add_column("questionnaire_links", sa.Column("host_id", sa.Uuid(), nullable=True))
    op.create_index("ix_questionnaire_links_tenant_id_host_id", "questionnaire_links", ["tenant_id", "host_id"])
