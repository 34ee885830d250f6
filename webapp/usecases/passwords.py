"""Passwords of staff: hashed slowly with argon2id, refused where they are easily guessed."""

from __future__ import annotations

import re
import secrets
from datetime import date
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.usecases.refusal import Refusal

SHORTEST, LONGEST = 15, 1000
_hasher = PasswordHasher()

NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$xk8hEx7YA4uWi198l7nPSQ$oAI5c/upTPe9FhJpedtIy5EWA/w52SsHNeTVCwLLdKc"
"""The hash of a password that nobody knows: what is compared where there is no account takes the same time (R45)."""

_COMMON = """
0123456789 1111111111 1122334455 1234512345 1234567890 123456789a 123456789q 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u
1q2w3e4r5t6y7u8i 1qaz2wsx3edc 1qaz2wsx3edc4rfv abcdefghij abcdefghijklmno administrator asdfghjkl changeme football
iloveyou letmein passw0rd password q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcrfv qazwsxedcrfvtgb qwerty qwertyuiop
qwertyuiopasdfgh qwertyuiopasdfghjkl welcome zaq12wsxcde thisismypassword йцукен йцукенгшщз йцукенгшщзхъ
йцукенгшщзхъфывапролджэ пароль администратор парольпароль
"""
COMMON = frozenset(_COMMON.split())
PIN = re.compile(r"[0-9]{6}", re.ASCII)
_COLUMNS = frozenset({"147258", "258369", "369258", "258147", "159753", "753159", "159357", "147852", "852147"})
"""PINs that are drawn on the keys."""


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
    # A word that everybody takes is no better for digits behind it or for standing there twice.
    stem = _once(plain.strip("0123456789!?.-_ "))
    guessable = stem in COMMON or plain in COMMON or len(set(plain)) < 4 or plain in known or plain.isdigit()
    return Refusal("password_guessable") if guessable or len(password) > LONGEST else None


def _once(text: str) -> str:
    """`abab` is `ab`."""
    return text[: (text + text).find(text, 1)] if text else ""


def weak_pin(pin: str) -> Refusal | None:
    """Why the PIN is no good: it is no six digits, or one of those that are tried first."""
    if not PIN.fullmatch(pin):
        return Refusal("pin_form")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    drawn = len(set(pin)) < 3 or len(steps) == 1 or len(_once(pin)) < 6 or pin in _COLUMNS
    return Refusal("pin_guessable") if drawn or _is_date(pin) else None


def _is_date(pin: str) -> bool:
    """A day of somebody's life, written from either end."""
    first, second, third = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    for year, month, day in ((third, second, first), (third, first, second), (first, second, third)):
        try:
            date(2000 + year, month, day)
        except ValueError:
            continue
        return True
    return pin[:2] in ("19", "20")


def made() -> str:
    """A new password that nobody has to remember."""
    return secrets.token_urlsafe(12)


def made_pin() -> str:
    while True:
        pin = f"{secrets.randbelow(1_000_000):06}"
        if weak_pin(pin) is None:
            return pin
