"""Hashing a password takes long on purpose; tests that sign in hundreds of times do it with the least there is."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from webapp.usecases import passwords

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
REAL = (passwords._hasher, passwords.NOBODY)


def hash_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    use_hasher(monkeypatch, QUICK, QUICK.hash("nobody knows this"))


def use_hasher(monkeypatch: pytest.MonkeyPatch, hasher: PasswordHasher, nobody: str) -> None:
    monkeypatch.setattr(passwords, "_hasher", hasher)
    monkeypatch.setattr(passwords, "NOBODY", nobody)
