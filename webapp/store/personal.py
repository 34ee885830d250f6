"""What each column tells of a person: the one list by which their data are told to them and erased (R63, R64).

Every column of every table stands in it. A new one fails a test until it is said here whose it is and what becomes of
it, so that neither the export nor the erasure can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Table, and_, or_, select
from sqlalchemy.orm import Session

from webapp.database import Base

Link = Literal["member", "account", "operation", "receipt", "request", "certificate", "pair", "merge", "asked", "id"]
"""How the rows of a person are found: by which of their rows a row names them."""


class Whose(NamedTuple):
    """A person: all members who they are, their accounts, and the numbers that are nobody else's now."""

    members: frozenset[UUID]
    accounts: frozenset[UUID]
    phones: frozenset[str]


class Told(NamedTuple):
    """A table with rows of people. `stays` is told to the person and names nobody; `goes` is told and erased; `hidden`
    is erased and not told: by what the row is found, or what would open a door. `rest` are keys, and what is the
    chain's own. `rows` says whether an erasure takes the rows or blanks what goes, with `blank` or nothing; of what
    goes `partly`, a part has to stay.
    """

    link: Link
    rows: Literal["stay", "go"]
    stays: str = ""
    goes: str = ""
    hidden: str = ""
    rest: str = ""
    blank: tuple[tuple[str, Any], ...] = ()
    partly: str = ""

    @property
    def told(self) -> list[str]:
        return [*self.stays.split(), *self.goes.split()]

    @property
    def erased(self) -> dict[str, Any]:
        """What takes the place of each column that goes whole."""
        whole = {*self.goes.split(), *self.hidden.split()} - set(self.partly.split())
        return {name: dict(self.blank).get(name) for name in whole}

    @property
    def columns(self) -> list[str]:
        return [*self.told, *self.hidden.split(), *self.rest.split()]


STRUCK = "…"
"""What stands where somebody's free words stood."""
OF_PEOPLE: dict[str, Told] = {
    "members": Told(
        "id",
        "stay",
        "id enrolled_at closed erased_at",
        "full_name phone email birth_day referral_code way",
        "search",
        "tenant_id account_id brought_by",
    ),
    "member_phones": Told("member", "go", "field", "number", "backwards", "tenant_id member_id"),
    "member_words": Told("member", "go", hidden="word", rest="tenant_id member_id"),
    "member_sessions": Told(
        "member", "go", "created_at used_at expires_at", hidden="token_hash", rest="tenant_id id member_id"
    ),
    "member_codes": Told(
        "member",
        "go",
        "purpose channel made_at expires_at used_at",
        hidden="address_hash code_hash details",
        rest="tenant_id id member_id cost",
    ),
    "member_passwords": Told("member", "go", "set_at", hidden="password_hash", rest="tenant_id member_id"),
    "member_traces": Told("member", "go", "kind", "value", rest="tenant_id member_id"),
    "duplicates": Told(
        "pair", "go", "state", hidden="reasons", rest="tenant_id id first_id second_id decided_by decided_at"
    ),
    "messages": Told(
        "member", "stay", "event channel state at due_at sent_at cost", hidden="address", rest="tenant_id id member_id"
    ),
    "merges": Told(
        "merge",
        "stay",
        "at undone_at",
        "before",
        rest="tenant_id id member_id gone_member_id account_id gone_account_id operation_id",
        blank=(("before", {}),),
    ),
    "questionnaires": Told(
        "member",
        "stay",
        "channel filled_at state due_on decided_at",
        "answers reason",
        rest="tenant_id id member_id operation_id key typed_by decided_by",
        blank=(("answers", {}),),
    ),
    "questionnaire_links": Told(
        "member",
        "go",
        "made_at expires_at used_at",
        hidden="token_hash tries",
        rest="tenant_id id member_id host_id made_by",
    ),
    "consents": Told(
        "member", "stay", "name given version channel at", rest="tenant_id id member_id questionnaire_id operation_id"
    ),
    "cards": Told(
        "member", "stay", "number level state issued_on ends further", rest="tenant_id id account_id member_id"
    ),
    "certificates": Told(
        "member",
        "stay",
        "id reward state deliver_by delivered_on valid_until deliver_to salon visit",
        "details",
        rest="tenant_id account_id member_id",
        partly="details",
    ),
    "certificate_codes": Told("certificate", "stay", "made_at", rest="tenant_id hash certificate_id sealed"),
    "requests": Told(
        "asked",
        "stay",
        "kind state made_at due_at taken_at decided_at salon visit",
        "subject name details reason",
        rest="tenant_id id key member_id made_by taken_by decided_by receipt_id",
        partly="subject details",
    ),
    "request_photos": Told("request", "go", "media_type", "content", rest="tenant_id request_id"),
    "return_notes": Told(
        "receipt",
        "stay",
        "",
        "reason",
        rest="tenant_id operation_id receipt_id moved_to",
        blank=(("reason", STRUCK),),
    ),
    "accounts": Told(
        "account",
        "stay",
        "opened_at",
        hidden="snapshot",
        rest="tenant_id id entries chain last_operation_id due_on",
        partly="snapshot",
    ),
    "operations": Told(
        "member",
        "stay",
        "verb salon at local result ref",
        "request",
        "fingerprint",
        "tenant_id id key account_id member_id by_member_id staff_id tablet_id api_key_id revision_id",
        partly="request",
        blank=(("fingerprint", STRUCK),),
    ),
    "receipts": Told(
        "member",
        "stay",
        "number salon channel day gross discount redeemed payable earned tenders booking",
        rest="tenant_id id folded operation_id account_id member_id lot wallet epochs once deeds",
    ),
    "lines": Told(
        "receipt",
        "stay",
        "number item item_group price quantity hours discount redeemed payable earned returned",
        rest="tenant_id receipt_id units because",
    ),
    "lots": Told(
        "operation",
        "stay",
        "wallet issued left_over lapsed born available_from expires source campaign",
        rest="tenant_id account_id number operation_id rule origin terms",
    ),
    "entries": Told(
        "operation",
        "stay",
        "kind wallet amount debt lapsed day",
        rest="tenant_id account_id number operation_id revision_id lot rule chain",
    ),
    "measures": Told("account", "stay", "counter day amount", rest="tenant_id account_id epoch"),
    "level_spans": Told("account", "stay", "level since", rest="tenant_id account_id number"),
}
BY_THEIR_WORDS = ("jobs", "kept_forms", "name_pieces", "audit")
"""Tables that name no member, and may hold words of one: an erasure looks for those."""
OF_NOBODY: dict[str, str] = {
    "api_answers": "tenant_id key api_key_id fingerprint answer made_at",
    "api_keys": "tenant_id id name token_hash scopes salon expires_at revoked_at sandbox_id clock minute calls made_by"
    " made_at",
    "attempts": "id subject at",
    "audit": "tenant_id id at staff_id by_member_id api_key_id action subject before after salon",
    "email_confirmations": "tenant_id id staff_id token_hash created_at expires_at used_at",
    "erasures": "id tenant_id member_id reason at noted_at",
    "item_groups": "tenant_id id code position name",
    "items": "tenant_id id code position name item_group price hours tags",
    "jobs": "id tenant_id key kind payload due_at leased_until tries done_at dead_at trouble",
    "kept_forms": "tenant_id staff_id tablet_id form kept_at",
    "look_permits": "tenant_id id staff_id given_at expires_at",
    "name_pieces": "tenant_id piece word",
    "operator_sessions": "id operator_id token_hash created_at expires_at",
    "operators": "id email password_hash created_at",
    "revisions": "tenant_id id number starts document published_by published_at",
    "rule_drafts": "tenant_id base_id document mark begun_at changed_by changed_at",
    "rule_journals": "tenant_id id name content added_by added_at",
    "salons": "tenant_id id code position name city category details",
    "sign_in_failures": "tenant_id id subject at",
    "slugs": "slug tenant_id state members used_at counted_at",
    "staff": "tenant_id id email phone name role salons password_hash pin_hash seen_at dismissed_at created_at",
    "staff_links": "tenant_id id key purpose staff_id details made_by made_at expires_at",
    "staff_sessions": "tenant_id id staff_id tablet_id token_hash created_at expires_at",
    "summaries": "tenant_id up_to sums",
    "tablets": "tenant_id id name salon token_hash enrolled_by enrolled_at used_at revoked_at",
    "tenants": "id slug name currency zone language accent questionnaire texts messages tags lists created_at state"
    " state_reason most_members confirmed_at",
}
"""Tables of the chain itself, its staff and the platform. Subjects of attempts and failures are hashes that are swept
within a day.
"""


def table_of(name: str) -> Table:
    return Base.metadata.tables[name]


def amounts(name: str) -> set[str]:
    """Its columns of hundredths."""
    return {column.name for column in table_of(name).columns if isinstance(column.type, BigInteger)}


def of_person(name: str, tenant: UUID, whose: Whose) -> ColumnElement[bool]:
    """Which rows of the table are the person's."""
    columns = table_of(name).c
    return and_(columns.tenant_id == tenant, _linked(OF_PEOPLE[name].link, columns, tenant, whose))


def _linked(link: Link, columns: Any, tenant: UUID, whose: Whose) -> ColumnElement[bool]:
    mine = whose.members
    found: dict[Link, Any] = {
        "id": lambda: columns.id.in_(mine),
        "member": lambda: columns.member_id.in_(mine),
        "account": lambda: columns[_account_column(columns)].in_(whose.accounts),
        "pair": lambda: or_(columns.first_id.in_(mine), columns.second_id.in_(mine)),
        "merge": lambda: or_(columns.member_id.in_(mine), columns.gone_member_id.in_(mine)),
        "operation": lambda: columns.operation_id.in_(_own("operations", tenant, mine)),
        "receipt": lambda: columns.receipt_id.in_(_own("receipts", tenant, mine)),
        "certificate": lambda: columns.certificate_id.in_(_own("certificates", tenant, mine)),
        "request": lambda: columns.request_id.in_(_requests(tenant, whose)),
        "asked": lambda: _asked(columns, tenant, whose),
    }
    condition: ColumnElement[bool] = found[link]()
    return condition


def _account_column(columns: Any) -> str:
    return "account_id" if "account_id" in columns else "id"


def _own(table: str, tenant: UUID, members: frozenset[UUID]) -> Any:
    columns = table_of(table).c
    return select(columns.id).where(columns.tenant_id == tenant, columns.member_id.in_(members))


def _requests(tenant: UUID, whose: Whose) -> Any:
    columns = table_of("requests").c
    return select(columns.id).where(columns.tenant_id == tenant, _asked(columns, tenant, whose))


def _asked(columns: Any, tenant: UUID, whose: Whose) -> ColumnElement[bool]:
    """Also as a caller who was no member yet."""
    called = and_(columns.member_id.is_(None), columns.subject.in_(whose.phones))
    return and_(columns.tenant_id == tenant, or_(columns.member_id.in_(whose.members), called))


def told(session: Session, tenant: UUID, whose: Whose) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """All that is kept of the person: each table with its rows, in their order, as far as they tell something."""
    for name, table in OF_PEOPLE.items():
        if table.told:
            of = table_of(name)
            here = of_person(name, tenant, whose)
            query = select(*(of.c[column] for column in table.told)).where(here).order_by(*of.primary_key.columns)
            rows = [dict(row) for row in session.execute(query).mappings()]
            if rows:
                yield name, rows
