"""Passwords of staff: hashed slowly with argon2id, refused where they are easily guessed."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.usecases.refusal import Refusal

SHORTEST, LONGEST = 10, 1000
_hasher = PasswordHasher()

NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$xk8hEx7YA4uWi198l7nPSQ$oAI5c/upTPe9FhJpedtIy5EWA/w52SsHNeTVCwLLdKc"
"""The hash of a password that nobody knows: what is compared where there is no account takes the same time (R45)."""

_COMMON = """
0123456789 1111111111 1122334455 1234512345 1234567890 12345678910 123456789a 123456789q 1q2w3e4r5t 1q2w3e4r5t6y
1qaz2wsx3edc 9876543210 987654321a abcdefghij administrator asdfghjkl1 changeme123 football123 iloveyou123 letmein1234
passw0rd123 password01 password12 password123 password1234 password12345 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcrfv
qwerty12345 qwerty123456 qwerty1234 qwertyuiop qwertyuiop1 qwertyuiop123 welcome123 zaq12wsxcde йцукенгшщз йцукен12345
пароль12345 пароль1234
"""
COMMON = frozenset(_COMMON.split())


def hashed(password: str) -> str:
    return _hasher.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Takes the same time for a right password and a wrong one."""
    try:
        return _hasher.verify(password_hash, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def weak(password: str, *about: str) -> Refusal | None:
    """Why the password is no good; `about` are words that stand close to its owner."""
    if len(password) < SHORTEST:
        return Refusal("password_short", {"least": SHORTEST})
    plain = password.casefold()
    known = [word for word in about if word]
    guessable = plain in COMMON or len(set(plain)) < 4 or plain in known or plain.isdigit()
    return Refusal("password_guessable") if guessable or len(password) > LONGEST else None


def made() -> str:
    """A new password that nobody has to remember."""
    return secrets.token_urlsafe(12)
