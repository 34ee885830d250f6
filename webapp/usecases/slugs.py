"""A chain's part of the address: what it may look like, and what the service keeps for itself."""

from __future__ import annotations

import re

from webapp.usecases.refusal import Refusal

FORM = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
SHORTEST, LONGEST = 3, 40

_KEPT = """
about account accounts admin api app assets auth billing blank blog chain chains contact dashboard default demo desk
docs download error errors favicon ftp health healthz help home host imap img index info internal join jobs laurel
legal live login logout mail me member members metrics new null office operator owner password payments platform
policy pop privacy public readyz register robots root rules sandbox security service settings shop sign-in sign-out
sign-up signin signup sitemap smtp staff static status support system team tenant tenants terms test tests undefined
user users well-known webhook webhooks www
"""
RESERVED = frozenset(_KEPT.split())
"""Pages of the service, now or some day, and names that would pass for it."""


def unusable(slug: str) -> Refusal | None:
    """Why no chain can have this address; None where it can."""
    if not SHORTEST <= len(slug) <= LONGEST or not FORM.fullmatch(slug):
        return Refusal("slug_form", {"slug": repr(slug)})
    if slug in RESERVED:
        return Refusal("slug_reserved", {"slug": slug})
    return None
