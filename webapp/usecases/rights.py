"""Who may do what: one table of rights, and who may touch whom among the staff. A right that is not in it is nobody's.

Which page is open to whom stands in `pages/shared/access.py`; here stand the finer things that pages and use cases ask.
"""

from __future__ import annotations

from typing import Final

ROLES: Final = ("owner", "manager", "desk", "analyst")
OWNER: Final = frozenset({"owner"})
OFFICE: Final = OWNER | {"manager"}
COUNTER: Final = OFFICE | {"desk"}
READERS: Final = OFFICE | {"analyst"}

RIGHTS: Final[dict[str, frozenset[str]]] = {
    "find_members": COUNTER,
    "see_phones": COUNTER,
    "open_accounts": COUNTER,
    "fill_questionnaires": COUNTER,
    "activate": COUNTER,
    "post_receipts": COUNTER,
    "change_price": COUNTER,
    "spend": COUNTER,
    "repeat_receipts": OFFICE,
    "return": COUNTER,
    "handle_cards": COUNTER,
    "order_certificates": COUNTER,
    "use_certificates": COUNTER,
    "handle_certificates": OFFICE,
    "see_codes": OFFICE,
    "change_rules": OWNER,
    "read_drafts": OFFICE,
    "grant": OFFICE,
    "make_requests": COUNTER,
    "handle_requests": OFFICE,
    "merge_members": OFFICE,
    "erase_members": OWNER,
    "manage_staff": OFFICE,
    "manage_owners": OWNER,
    "manage_tablets": OFFICE,
    "change_messages": OWNER,
    "read_audit": OFFICE,
    "read_reports": READERS,
}


def may(role: str, right: str) -> bool:
    return role in RIGHTS.get(right, frozenset())


def manages(role: str, other: str) -> bool:
    """Whether someone of `role` may invite, change and dismiss people of the `other` role."""
    return may(role, "manage_owners" if other in OFFICE else "manage_staff")


def has_password(role: str) -> bool:
    """People of the desk have a PIN and work on tablets alone."""
    return role != "desk"
