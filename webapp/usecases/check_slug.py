"""Tells whether a part of the address is free, while someone types it. Addresses are public (R45)."""

from __future__ import annotations

from webapp.database import transact
from webapp.store import chains
from webapp.usecases.refusal import Refusal
from webapp.usecases.slugs import LONGEST, suggested, unusable

MOST_TRIED = 20


def check_slug(slug: str) -> Refusal | None:
    """Why no new chain can have this address; None where it can."""
    refused = unusable(slug)
    if refused is None and transact(lambda session: chains.by_slug(session, slug), None, readonly=True) is not None:
        refused = Refusal("slug_taken", {"slug": slug})
    return refused


def suggest_slug(name: str) -> str:
    """A free address made of the chain's name; nothing where none comes of it."""
    plain = suggested(name)
    tried = [plain, *(f"{plain[: LONGEST - 3]}-{number}" for number in range(2, MOST_TRIED))] if plain else []
    return next((slug for slug in tried if check_slug(slug) is None), "")
