"""A form that arrived after its session or its token had ended: what was typed is kept and can be sent once more (R50).

Only a form of our own page is kept: what another site made the browser send must not come back under a button.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from flask import request

from webapp.pages.shared import visit

FIELD = "kept"
CARRIERS = ("me.codes.create", "me.codes.create_first", "me.sessions.carry", "me.sessions.create")
"""Forms by which somebody signs in: they bring what was kept, and are never kept themselves."""
OF_ONE_SENDING = frozenset({"csrf_token", "lock", "redraw", FIELD})
SECRETS = frozenset({"password", "old", "again", "pin", "code"})
"""Words of which the names of secret fields are made: `pin`, `code`, `new-password`."""
LOST = "lost-file"
"""Names a field whose file was sent along: no file is kept, and whoever reads the form tells so."""
MOST = 60_000
"""Characters that a kept form may have; a receipt of two hundred lines has a third of it."""


MOST_OF_MEMBER = 10_000
"""The same of a member's: it waits in the row of a code that anybody may ask for."""


class Kept(NamedTuple):
    """Where the form was sent to, and its fields in their order."""

    address: str
    fields: list[tuple[str, str]]

    def packed(self) -> str:
        return json.dumps(self, ensure_ascii=False)


@dataclass(slots=True)
class SignIn:
    email: str = ""
    password: str = ""
    next: str | None = None
    """A page of this chain, to be shown afterwards."""
    kept: Kept | None = None
    """A form that came after the session had ended, to be sent once more."""
    errors: dict[str, str] = field(default_factory=dict)


def sent_form(address: str | None = None) -> Kept | None:
    """The form of this request, to be sent to `address` once more or to where it was sent; None where there is none."""
    if request.method != "POST" or not _from_our_page():
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if not _never(name)]
    fields += [(LOST, name) for name, file in request.files.items() if file.filename]
    kept = Kept(address or request.full_path.rstrip("?"), fields)
    return kept if fields and len(kept.packed()) <= MOST else None


def members_form() -> Kept | None:
    """The same of a form that came to the members' pages, or the one that such a page has carried on."""
    carried = unpacked(request.form.get(FIELD, ""))
    form = carried or (None if request.endpoint in CARRIERS else sent_form())
    # Nothing of the desk's ever comes back under a member's sign-in.
    own = form is not None and form.address.startswith(f"/{visit.chain().slug}/me/")
    return form if form is not None and own and len(form.packed()) <= MOST_OF_MEMBER else None


def lost_file(name: str) -> bool:
    """Whether the form had a file in that field when it came too late, and has none now."""
    return name in request.form.getlist(LOST) and not request.files.get(name)


def is_secret(name: str) -> bool:
    return bool(SECRETS & set(name.split("-")))


def _never(name: str) -> bool:
    return name in OF_ONE_SENDING or is_secret(name)


def unpacked(text: str) -> Kept | None:
    """What `packed` wrote, as it came back from the browser; None for anything else."""
    if len(text) > MOST:
        return None
    try:
        address, fields = json.loads(text)
        kept = Kept(str(address), [(str(name), str(value)) for name, value in fields])
        kept.packed().encode()
    except (ValueError, TypeError, RecursionError):
        return None
    return kept if own_address(kept.address) else None


def own_address(address: str) -> str | None:
    """The address where it is a path of this chain, written plainly; else None (R53)."""
    if not address.isprintable() or "\\" in address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path.startswith(f"/{visit.chain().slug}/"):
        return None
    return address if ".." not in unquote(parts.path).split("/") else None


def _from_our_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")
