"""Whose data were erased, told apart from all chains so that it can be kept beside the database; and the one change
that the audit log takes: a reason in somebody's free words is struck out (R63).

On SQLite the trigger lets just that through. On PostgreSQL the product's role still may not change the log, and asks
`strike_reasons`, which is the owner's and sees one chain, as everybody does.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

INSTANT = sa.DateTime(timezone=True)
KEPT = ("tenant_id", "id", "at", "staff_id", "action", "subject", "salon")


def upgrade() -> None:
    op.add_column("members", sa.Column("erased_at", INSTANT, nullable=True))
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("noted_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
        sa.UniqueConstraint("tenant_id", "member_id", name="uq_erasures_tenant_id_member_id"),
    )
    unnoted = sa.text("noted_at IS NULL")
    op.create_index("ix_erasures_unnoted", "erasures", ["id"], sqlite_where=unnoted, postgresql_where=unnoted)
    if op.get_bind().dialect.name == "sqlite":
        strike_by_trigger()
    else:
        strike_by_function()


def strike_by_trigger() -> None:
    same = " and ".join(f"new.{column} is old.{column}" for column in KEPT)
    op.execute("drop trigger audit_update")
    op.execute(
        "create trigger audit_update before update on audit "
        f"when not ({same} and json(new.before) = json(old.before) "
        "and json_extract(old.after, '$.reason') is not null "
        "and json(new.after) = json_remove(old.after, '$.reason')) "
        "begin select raise(abort, 'audit: rows are never changed'); end"
    )


def strike_by_function() -> None:
    op.execute(
        """
        create function strike_reasons(chain uuid, subjects text[]) returns void
        language sql security definer set search_path from current as $$
            update audit set after = (after::jsonb - 'reason')::json
            where tenant_id = chain and subject = any(subjects) and after::jsonb ? 'reason'
        $$
        """
    )
    # The list is no chain's own, and whoever has rights by now is given those on it.
    op.execute(
        """
        select grants(grantee) from (
            select distinct grantee::name from information_schema.role_table_grants
            where table_schema = current_schema() and table_name = 'entries' and grantee not in (current_user, 'PUBLIC')
        ) roles
        """
    )
