"""A chain's part of the address: what it may look like, and what the service keeps for itself."""

from __future__ import annotations

import re
import unicodedata

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

_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True))
    | {"ё": "e", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
    | {"ъ": "", "ь": ""}
)


def suggested(name: str) -> str:
    """An address made of a chain's name, or nothing where its letters give none."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LATIN))
    words = re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    while words and not words[0][0].isalpha():
        # An address begins with a letter.
        words = [*words[1:], words[0]] if any(word[0].isalpha() for word in words) else []
    slug = "-".join(words)[:LONGEST].rstrip("-")
    return slug if unusable(slug) is None else f"{slug}-salon" if slug in RESERVED else ""


def unusable(slug: str) -> Refusal | None:
    """Why no chain can have this address; None where it can."""
    if not SHORTEST <= len(slug) <= LONGEST or not FORM.fullmatch(slug):
        return Refusal("slug_form", {"slug": repr(slug)})
    if slug in RESERVED:
        return Refusal("slug_reserved", {"slug": slug})
    return None
