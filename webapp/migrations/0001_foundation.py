"""The foundation: chains, their people and rules, the ledger.

Entries and the audit log are never changed, and the database itself sees to it. SQLite has triggers for that.
PostgreSQL has rights, for triggers would keep the tables from being distributed over Citus: whatever role the product
signs in under is given them by `select grants('role')`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)
APPEND_ONLY = ("audit", "entries")


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "sqlite":
        refuse_by_triggers()
    else:
        refuse_by_rights()


def refuse_by_triggers() -> None:
    for table in APPEND_ONLY:
        for change in ("update", "delete"):
            op.execute(
                f"create trigger {table}_{change} before {change} on {table} "
                f"begin select raise(abort, '{table}: rows are never changed'); end"
            )


def refuse_by_rights() -> None:
    op.execute(
        """
        create function grants(role name) returns void language plpgsql as $$
        begin
            execute format('grant usage on schema %I to %I', current_schema(), role);
            execute format(
                'grant select, insert, update, delete on all tables in schema %I to %I', current_schema(), role
            );
            execute format('revoke update, delete on audit, entries from %I', role);
            execute format('revoke insert, update, delete on alembic_version from %I', role);
        end
        $$
        """
    )
    # A role that default privileges have already given everything to is cut back at once.
    op.execute(
        """
        select grants(grantee) from (
            select distinct grantee::name from information_schema.role_table_grants
            where table_schema = current_schema() and table_name = 'entries' and grantee not in (current_user, 'PUBLIC')
        ) roles
        """
    )


def create_tables() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("key", name="uq_jobs_key"),
    )
    op.create_index("ix_jobs_due_at", "jobs", ["due_at"])
    op.create_table(
        "slugs",
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_slugs"),
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("accent", sa.String(length=16), nullable=False),
        sa.Column("questionnaire", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("lists", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenants"),
    )
    op.create_table(
        "accounts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("last_operation_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_accounts_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_accounts"),
    )
    op.create_index("ix_accounts_tenant_id_due_on", "accounts", ["tenant_id", "due_on"])
    op.create_table(
        "audit",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_audit_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_audit"),
    )
    op.create_index("ix_audit_tenant_id_at", "audit", ["tenant_id", "at"])
    op.create_table(
        "item_groups",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_item_groups_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_item_groups"),
        sa.UniqueConstraint("tenant_id", "code", name="uq_item_groups_tenant_id_code"),
    )
    op.create_table(
        "items",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("item_group", sa.String(length=120), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.CheckConstraint("price >= 0 AND hours >= 0", name="ck_items_amounts"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_items_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_items"),
        sa.UniqueConstraint("tenant_id", "code", name="uq_items_tenant_id_code"),
    )
    op.create_table(
        "revisions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts", sa.String(length=19), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_revisions_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_revisions"),
        sa.UniqueConstraint("tenant_id", "number", name="uq_revisions_tenant_id_number"),
    )
    op.create_table(
        "salons",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("city", sa.JSON(), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_salons_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_salons"),
        sa.UniqueConstraint("tenant_id", "code", name="uq_salons_tenant_id_code"),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_sign_in_failures_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_sign_in_failures"),
    )
    op.create_index("ix_sign_in_failures_tenant_id_subject_at", "sign_in_failures", ["tenant_id", "subject", "at"])
    op.create_table(
        "staff",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("salon", sa.String(length=120), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("dismissed_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_staff_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_staff"),
        sa.UniqueConstraint("tenant_id", "email", name="uq_staff_tenant_id_email"),
    )
    op.create_table(
        "level_spans",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=64), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name="fk_level_spans_tenant_id_account_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "number", name="pk_level_spans"),
    )
    op.create_table(
        "measures",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("counter", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"], name="fk_measures_tenant_id_account_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "counter", "epoch", "day", name="pk_measures"),
    )
    op.create_table(
        "members",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("full_name", sa.String(length=400), nullable=True),
        sa.Column("search", sa.String(length=400), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("phone_tail", sa.String(length=4), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("brought_by", sa.Uuid(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("enrolled_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"], name="fk_members_tenant_id_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "brought_by"], ["members.tenant_id", "members.id"], name="fk_members_tenant_id_brought_by"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_members"),
        sa.UniqueConstraint("tenant_id", "phone", name="uq_members_tenant_id_phone"),
    )
    op.create_index("ix_members_tenant_id_account_id", "members", ["tenant_id", "account_id"])
    op.create_index("ix_members_tenant_id_email", "members", ["tenant_id", "email"])
    op.create_index("ix_members_tenant_id_phone_tail", "members", ["tenant_id", "phone_tail"])
    op.create_table(
        "operations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("salon", sa.String(length=120), nullable=True),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("local", sa.String(length=19), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name="fk_operations_tenant_id_account_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "revision_id"],
            ["revisions.tenant_id", "revisions.id"],
            name="fk_operations_tenant_id_revision_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"], name="fk_operations_tenant_id_staff_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_operations_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_operations"),
        sa.UniqueConstraint("tenant_id", "key", name="uq_operations_tenant_id_key"),
    )
    op.create_index("ix_operations_tenant_id_account_id", "operations", ["tenant_id", "account_id"])
    op.create_table(
        "staff_sessions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"], name="fk_staff_sessions_tenant_id_staff_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_staff_sessions"),
        sa.UniqueConstraint("tenant_id", "token_hash", name="uq_staff_sessions_tenant_id_token_hash"),
    )
    op.create_table(
        "cards",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("further", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"], name="fk_cards_tenant_id_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "member_id"], ["members.tenant_id", "members.id"], name="fk_cards_tenant_id_member_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_cards"),
        sa.UniqueConstraint("tenant_id", "number", name="uq_cards_tenant_id_number"),
    )
    op.create_index("ix_cards_tenant_id_account_id", "cards", ["tenant_id", "account_id"])
    op.create_table(
        "certificates",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("reward", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name="fk_certificates_tenant_id_account_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "member_id"], ["members.tenant_id", "members.id"], name="fk_certificates_tenant_id_member_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_certificates"),
    )
    op.create_index("ix_certificates_tenant_id_account_id", "certificates", ["tenant_id", "account_id"])
    op.create_index("ix_certificates_tenant_id_state", "certificates", ["tenant_id", "state"])
    op.create_table(
        "entries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("wallet", sa.String(length=64), nullable=False),
        sa.Column("lot", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("debt", sa.BigInteger(), nullable=False),
        sa.Column("lapsed", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=True),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"], name="fk_entries_tenant_id_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operations.tenant_id", "operations.id"],
            name="fk_entries_tenant_id_operation_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "number", name="pk_entries"),
    )
    op.create_index("ix_entries_tenant_id_operation_id", "entries", ["tenant_id", "operation_id"])
    op.create_table(
        "lots",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("wallet", sa.String(length=64), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.Column("left_over", sa.BigInteger(), nullable=False),
        sa.Column("lapsed", sa.BigInteger(), nullable=False),
        sa.Column("born", sa.Date(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("campaign", sa.String(length=64), nullable=True),
        sa.Column("rule", sa.String(length=64), nullable=True),
        sa.Column("origin", sa.String(length=120), nullable=True),
        sa.CheckConstraint("left_over >= 0 AND left_over <= issued AND lapsed >= 0", name="ck_lots_amounts"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"], name="fk_lots_tenant_id_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operations.tenant_id", "operations.id"],
            name="fk_lots_tenant_id_operation_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "number", name="pk_lots"),
    )
    op.create_index("ix_lots_tenant_id_account_id_origin", "lots", ["tenant_id", "account_id", "origin"])
    op.create_index("ix_lots_tenant_id_expires", "lots", ["tenant_id", "expires"])
    op.create_table(
        "questionnaires",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("filled_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "member_id"],
            ["members.tenant_id", "members.id"],
            name="fk_questionnaires_tenant_id_member_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operations.tenant_id", "operations.id"],
            name="fk_questionnaires_tenant_id_operation_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_questionnaires"),
    )
    op.create_index("ix_questionnaires_tenant_id_member_id", "questionnaires", ["tenant_id", "member_id"])
    op.create_table(
        "receipts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.String(length=120), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("salon", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("redeemed", sa.BigInteger(), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.Column("earned", sa.BigInteger(), nullable=False),
        sa.Column("tenders", sa.JSON(), nullable=False),
        sa.Column("lot", sa.Integer(), nullable=True),
        sa.Column("wallet", sa.String(length=64), nullable=True),
        sa.Column("epochs", sa.JSON(), nullable=False),
        sa.Column("once", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "payable >= 0 AND discount >= 0 AND redeemed >= 0 AND earned >= 0", name="ck_receipts_amounts"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"], name="fk_receipts_tenant_id_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operations.tenant_id", "operations.id"],
            name="fk_receipts_tenant_id_operation_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_receipts"),
        sa.UniqueConstraint("tenant_id", "folded", name="uq_receipts_tenant_id_folded"),
    )
    op.create_index("ix_receipts_tenant_id_account_id_day", "receipts", ["tenant_id", "account_id", "day"])
    op.create_table(
        "lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=True),
        sa.Column("item_group", sa.String(length=120), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("redeemed", sa.BigInteger(), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.Column("earned", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.CheckConstraint("quantity > 0 AND returned >= 0 AND returned <= quantity", name="ck_lines_units"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "receipt_id"], ["receipts.tenant_id", "receipts.id"], name="fk_lines_tenant_id_receipt_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "receipt_id", "number", name="pk_lines"),
    )
