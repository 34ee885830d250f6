"""Questionnaires may wait for a review and come by a link; consents have a history of their own.

What was filled before has made its event and counts as accepted, and so do the consents in it.
"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from webapp.database import each_chain, new_id

revision = "0006"
down_revision = "0005"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    let_questionnaires_wait()
    create_tables()
    for tenant in each_chain(op.get_bind()):
        carry_consents(tenant)
    if op.get_bind().dialect.name == "sqlite":
        refuse_by_triggers()
    else:
        for table in ("questionnaire_links", "consents"):
            op.execute(f"select isolate('{table}')")
        refuse_by_rights()


def let_questionnaires_wait() -> None:
    with op.batch_alter_table("questionnaires") as table:
        table.alter_column("operation_id", existing_type=sa.Uuid(), nullable=True)
        table.add_column(sa.Column("key", sa.String(length=120), nullable=True))
        table.add_column(sa.Column("state", sa.String(length=16), nullable=False, server_default="accepted"))
        table.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("typed_by", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("decided_by", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("decided_at", INSTANT, nullable=True))
        table.add_column(sa.Column("reason", sa.String(length=400), nullable=True))
        table.create_unique_constraint("uq_questionnaires_tenant_id_key", ["tenant_id", "key"])
        table.create_index("ix_questionnaires_tenant_id_state_due_on", ["tenant_id", "state", "due_on"])
    with op.batch_alter_table("questionnaires") as table:
        table.alter_column("state", existing_type=sa.String(length=16), server_default=None)


def create_tables() -> None:
    op.create_table(
        "questionnaire_links",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        member("questionnaire_links"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_questionnaire_links"),
        sa.UniqueConstraint("tenant_id", "token_hash", name="uq_questionnaire_links_tenant_id_token_hash"),
    )
    op.create_index("ix_questionnaire_links_tenant_id_member_id", "questionnaire_links", ["tenant_id", "member_id"])
    op.create_table(
        "consents",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("questionnaire_id", sa.Uuid(), nullable=True),
        sa.Column("operation_id", sa.Uuid(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        member("consents"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "questionnaire_id"],
            ["questionnaires.tenant_id", "questionnaires.id"],
            name="fk_consents_tenant_id_questionnaire_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operations.tenant_id", "operations.id"],
            name="fk_consents_tenant_id_operation_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_consents"),
    )
    op.create_index("ix_consents_tenant_id_member_id", "consents", ["tenant_id", "member_id"])


def member(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "member_id"], ["members.tenant_id", "members.id"], name=f"fk_{table}_tenant_id_member_id"
    )


FILLED = sa.table(
    "questionnaires",
    *(sa.column(name, sa.Uuid()) for name in ("tenant_id", "id", "member_id", "operation_id")),
    sa.column("channel", sa.String()),
    sa.column("answers", sa.JSON()),
    sa.column("filled_at", INSTANT),
)
CONSENTS = sa.table(
    "consents",
    *(sa.column(name, sa.Uuid()) for name in ("tenant_id", "id", "member_id", "questionnaire_id", "operation_id")),
    *(sa.column(name, sa.String()) for name in ("name", "version", "channel")),
    sa.column("given", sa.Boolean()),
    sa.column("at", INSTANT),
)


def carry_consents(tenant: UUID) -> None:
    """Consents stand among the answers, each beside the version of its text."""
    for row in op.get_bind().execute(sa.select(FILLED).where(FILLED.c.tenant_id == tenant)).mappings().all():
        told = {name: row[name] for name in ("tenant_id", "member_id", "operation_id", "channel")}
        for key, version in row["answers"].items():
            name = key.removesuffix("_version")
            if name != key and isinstance(row["answers"].get(name), bool):
                said = {"id": new_id(), "name": name, "version": version, "given": row["answers"][name]}
                moment = {"questionnaire_id": row["id"], "at": row["filled_at"]}
                op.get_bind().execute(CONSENTS.insert().values(**told, **said, **moment))


def refuse_by_triggers() -> None:
    for change in ("update", "delete"):
        op.execute(
            f"create trigger consents_{change} before {change} on consents "
            f"begin select raise(abort, 'consents: rows are never changed'); end"
        )


def refuse_by_rights() -> None:
    op.execute(
        """
        create or replace function grants(role name) returns void language plpgsql as $$
        begin
            execute format('grant usage on schema %I to %I', current_schema(), role);
            execute format(
                'grant select, insert, update, delete on all tables in schema %I to %I', current_schema(), role
            );
            execute format('revoke update, delete on audit, consents, entries from %I', role);
            execute format('revoke insert, update, delete on alembic_version from %I', role);
        end
        $$
        """
    )
    # Whoever has rights by now is given those on the new tables, less the one to change a consent.
    op.execute(
        """
        select grants(grantee) from (
            select distinct grantee::name from information_schema.role_table_grants
            where table_schema = current_schema() and table_name = 'entries' and grantee not in (current_user, 'PUBLIC')
        ) roles
        """
    )
