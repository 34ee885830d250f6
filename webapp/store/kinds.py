"""What kind of table each one is once the schema is spread over Citus (design 6).

A tenant table is distributed by its chain's id and lies beside the chain's other rows; a local one stays on the
coordinator, without foreign keys to or from it.
"""

from typing import Literal

Kind = Literal["tenant", "reference", "local"]

KINDS: dict[str, Kind] = {
    "accounts": "tenant",
    "api_answers": "tenant",
    "api_keys": "tenant",
    "attempts": "local",
    "audit": "tenant",
    "cards": "tenant",
    "certificate_codes": "tenant",
    "certificates": "tenant",
    "consents": "tenant",
    "duplicates": "tenant",
    "email_confirmations": "tenant",
    "entries": "tenant",
    "erasures": "local",
    "item_groups": "tenant",
    "items": "tenant",
    "jobs": "local",
    "kept_forms": "tenant",
    "level_spans": "tenant",
    "lines": "tenant",
    "look_permits": "tenant",
    "lots": "tenant",
    "measures": "tenant",
    "member_codes": "tenant",
    "member_passwords": "tenant",
    "member_phones": "tenant",
    "member_sessions": "tenant",
    "member_traces": "tenant",
    "member_words": "tenant",
    "members": "tenant",
    "merges": "tenant",
    "messages": "tenant",
    "name_pieces": "tenant",
    "operations": "tenant",
    "operator_sessions": "local",
    "operators": "local",
    "questionnaire_links": "tenant",
    "questionnaires": "tenant",
    "receipts": "tenant",
    "request_photos": "tenant",
    "requests": "tenant",
    "return_notes": "tenant",
    "revisions": "tenant",
    "rule_drafts": "tenant",
    "rule_journals": "tenant",
    "salons": "tenant",
    "sign_in_failures": "tenant",
    "slugs": "local",
    "staff": "tenant",
    "staff_links": "tenant",
    "staff_sessions": "tenant",
    "summaries": "tenant",
    "tablets": "tenant",
    "tenants": "tenant",
}


def distributed_by(table: str) -> str:
    """The column that tells the chain: a chain's own row is found by its id."""
    return "id" if table == "tenants" else "tenant_id"
