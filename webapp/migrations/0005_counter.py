"""The counter: members by each of their phones and by any part of their names; why units came back; whose operations
a day had.
"""

import unicodedata
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from webapp.database import each_chain

revision = "0005"
down_revision = "0004"

TABLES = ("member_phones", "member_words", "name_pieces", "return_notes")
AT_ONCE = 1000


def exact(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"select isolate('{table}')")
    op.create_index("ix_operations_tenant_id_staff_id_at", "operations", ["tenant_id", "staff_id", "at"])
    op.create_index("ix_operations_tenant_id_salon_at", "operations", ["tenant_id", "salon", "at"])
    fill()
    op.drop_index("ix_members_tenant_id_phone_tail", "members")
    op.drop_column("members", "phone_tail")


def create_tables() -> None:
    to_member = (["tenant_id", "member_id"], ["members.tenant_id", "members.id"])
    op.create_table(
        "member_phones",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("number", exact(20), nullable=False),
        sa.Column("backwards", exact(20), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(*to_member, name="fk_member_phones_tenant_id_member_id"),
        sa.PrimaryKeyConstraint("tenant_id", "number", name="pk_member_phones"),
    )
    op.create_index("ix_member_phones_tenant_id_backwards", "member_phones", ["tenant_id", "backwards"])
    op.create_index("ix_member_phones_tenant_id_member_id", "member_phones", ["tenant_id", "member_id"])
    op.create_table(
        "member_words",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("word", exact(60), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(*to_member, name="fk_member_words_tenant_id_member_id"),
        sa.PrimaryKeyConstraint("tenant_id", "word", "member_id", name="pk_member_words"),
    )
    op.create_index("ix_member_words_tenant_id_member_id", "member_words", ["tenant_id", "member_id"])
    op.create_table(
        "name_pieces",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("piece", exact(24), nullable=False),
        sa.Column("word", exact(60), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_name_pieces_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "piece", "word", name="pk_name_pieces"),
    )
    to_receipts = ["receipts.tenant_id", "receipts.id"]
    op.create_table(
        "return_notes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("moved_to", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operations.tenant_id", "operations.id"],
            name="fk_return_notes_tenant_id_operation_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "receipt_id"], to_receipts, name="fk_return_notes_tenant_id_receipt_id"),
        sa.ForeignKeyConstraint(["tenant_id", "moved_to"], to_receipts, name="fk_return_notes_tenant_id_moved_to"),
        sa.PrimaryKeyConstraint("tenant_id", "operation_id", name="pk_return_notes"),
    )
    op.create_index("ix_return_notes_tenant_id_receipt_id", "return_notes", ["tenant_id", "receipt_id"])
    op.create_index("ix_return_notes_tenant_id_moved_to", "return_notes", ["tenant_id", "moved_to"])


def fill() -> None:
    """Phones and names of the members who are there, as the product of this version would have written them."""
    for tenant in each_chain(op.get_bind()):
        fill_chain(tenant)


def fill_chain(tenant: UUID) -> None:
    members = sa.table(
        "members",
        sa.column("tenant_id", sa.Uuid()),
        sa.column("id", sa.Uuid()),
        sa.column("full_name", sa.String()),
        sa.column("phone", sa.String()),
        sa.column("closed", sa.Boolean()),
    )
    here = (members.c.tenant_id == tenant) & members.c.closed.is_(sa.false())
    phones, words, pieces = [], [], set()
    for row in op.get_bind().execute(sa.select(members).where(here)).mappings().all():
        member = row["id"]
        if row["phone"]:
            number = {"number": row["phone"], "backwards": row["phone"][:0:-1], "field": "phone"}
            phones.append({"tenant_id": tenant, "member_id": member, **number})
        plain = unicodedata.normalize("NFKC", row["full_name"] or "").casefold().replace("ё", "е")
        for word in {word[:60] for word in "".join(sign for sign in plain if sign.isprintable()).split()[:12]}:
            words.append({"tenant_id": tenant, "member_id": member, "word": word})
            pieces.update((tenant, word[place : place + 24], word) for place in range(len(word)))
    insert("member_phones", phones)
    insert("member_words", words)
    named = ("tenant_id", "piece", "word")
    insert("name_pieces", [dict(zip(named, piece, strict=True)) for piece in pieces])


def insert(table: str, rows: list[dict[str, object]]) -> None:
    if not rows:
        return
    ids = ("tenant_id", "member_id")
    columns = [sa.column(name, sa.Uuid() if name in ids else sa.String()) for name in rows[0]]
    for begin in range(0, len(rows), AT_ONCE):
        op.get_bind().execute(sa.table(table, *columns).insert(), rows[begin : begin + AT_ONCE])
