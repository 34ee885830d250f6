"""Chains of a test's own, made of the presets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from uuid import UUID, uuid4

from config.settings import CHECKOUT
from webapp.store.folders import Folder, Published, read_folder
from webapp.usecases.add_staff import Newcomer, add_staff
from webapp.usecases.load_tenant import found
from webapp.usecases.open_chain import OpenChain, open_chain

TENANTS = CHECKOUT / "tenants"
FOUNDED = datetime(2015, 1, 1, tzinfo=UTC)
"""Before anything that a journal tells."""
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"
OWNER = Newcomer("owner@example.org", "Olga", "owner", PASSWORD)
DESK = Newcomer("desk@example.org", "Dina", "desk", PASSWORD)


@cache
def shipped(preset: str) -> Folder:
    return read_folder(TENANTS / preset)


def founded(
    preset: str = "blank",
    owner: Newcomer | None = None,
    now: datetime = NOW,
    revisions: Sequence[Published] | None = None,
) -> OpenChain:
    """`revisions` take the place of the preset's."""
    folder = shipped(preset)
    return founded_by(replace(folder, revisions=list(revisions or folder.revisions)), owner, now)


def founded_by(folder: Folder, owner: Newcomer | None = None, now: datetime = NOW) -> OpenChain:
    """Under an address of its own."""
    profile = folder.profile.model_copy(update={"slug": f"chain-{uuid4().hex[:12]}"})
    made = found(replace(folder, profile=profile), now, owner)
    assert isinstance(made, UUID)
    return opened(profile.slug)


def opened(slug: str) -> OpenChain:
    chain = open_chain(slug)
    assert chain is not None
    return chain


def hired(chain: OpenChain, newcomer: Newcomer = OWNER) -> UUID:
    person = add_staff(chain, newcomer, NOW)
    assert isinstance(person, UUID)
    return person
