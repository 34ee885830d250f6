"""Codes of certificates: made by chance, found by a keyed hash, kept under seal (R52).

Both keys come from the service's secret, so that the database alone tells nobody a code, and nobody who has it can try
codes against it.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webapp.store.layouts import other_layout

ALPHABET = "23456789ACDEFGHJKMNPQRTVWXY"
"""Without 0 and O, 1, I and L, and without the letters that a hand writes like 2, 5, 8 and V."""
LENGTH, GROUP = 12, 4
LONGEST = 80
_MEANT = str.maketrans("ZSBUАВЕКМНРСТУХ", "258VA8EKMHPCTYX")
"""Signs that no code has for those they are taken for; Russian letters for the Latin ones they look like."""
_NONCE = 12


def made() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """As people read it: `ACDE-FGHJ-KMNP`."""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def readings(text: str) -> list[str]:
    """The codes that may be meant by what was typed or scanned: in any case, with any dashes, under either keyboard,
    with look-alikes. None for what is no code.
    """
    plain = text[:LONGEST]
    found = (_plain(plain), _plain(other_layout(plain)))
    return list(dict.fromkeys(code for code in found if len(code) == LENGTH and set(code) <= set(ALPHABET)))


def _plain(text: str) -> str:
    return "".join(sign for sign in text.upper().translate(_MEANT) if sign.isalnum())


def hashed(secret: str, tenant: UUID, code: str) -> str:
    """The same code of two chains has two hashes."""
    return hmac.new(_key(secret, b"finding"), tenant.bytes + code.encode(), sha256).hexdigest()


def sealed(secret: str, tenant: UUID, certificate: UUID, code: str) -> str:
    """The seal holds for this certificate alone."""
    nonce = os.urandom(_NONCE)
    box = AESGCM(_key(secret, b"sealing")).encrypt(nonce, code.encode(), tenant.bytes + certificate.bytes)
    return base64.urlsafe_b64encode(nonce + box).decode()


def unsealed(secret: str, tenant: UUID, certificate: UUID, seal: str) -> str | None:
    """None where the seal was made under another secret, or for another certificate."""
    try:
        box = base64.urlsafe_b64decode(seal)
        plain = AESGCM(_key(secret, b"sealing")).decrypt(box[:_NONCE], box[_NONCE:], tenant.bytes + certificate.bytes)
        return plain.decode()
    except (InvalidTag, ValueError):
        return None


@lru_cache(maxsize=16)
def _key(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"certificate codes: " + purpose).derive(secret.encode())
