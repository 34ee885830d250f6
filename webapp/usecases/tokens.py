"""Tokens: what a cookie or a link holds, while the database knows its hash alone."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 32


def new_token() -> str:
    return secrets.token_urlsafe(BYTES)


def token_hash(token: str) -> str:
    """A token has 256 bits of chance, so a quick hash will do."""
    return hashlib.sha256(token.encode()).hexdigest()
