"""One-time codes of members: six digits by chance, kept as a keyed hash, and so is what somebody typed to get one.

Both keys come from the service's secret: the database alone tells neither a code nor who has asked for one.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LIFE = timedelta(minutes=10)
LENGTH = 6
_ASIDE = str.maketrans("", "", " \u00a0-–—")


def made() -> str:
    return f"{secrets.randbelow(10**LENGTH):0{LENGTH}}"


def read(text: str) -> str | None:
    """The digits that were typed, with any spaces or dashes between them; None for what is no code."""
    plain = text[:40].translate(_ASIDE)
    return plain if len(plain) == LENGTH and plain.isascii() and plain.isdigit() else None


def hashed(secret: str, tenant: UUID, address_hash: str, code: str) -> str:
    return hmac.new(_key(secret, b"code"), tenant.bytes + f"{address_hash} {code}".encode(), sha256).hexdigest()


def address_hash(secret: str, tenant: UUID, kind: str, value: str) -> str:
    """`kind` is phone, email or card."""
    return hmac.new(_key(secret, b"address"), tenant.bytes + f"{kind} {value}".encode(), sha256).hexdigest()


@lru_cache(maxsize=16)
def _key(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"codes of members: " + purpose).derive(secret.encode())
