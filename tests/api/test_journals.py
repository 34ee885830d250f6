"""Journals through real HTTP into a sandbox: the same answers as in memory, at the desk and here."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import House
from tests.programmes.matrix import PROGRAMMES
from tests.usecases.founded import opened
from tests.usecases.test_journals import found_chain
from tests.usecases.test_programmes import _chain
from webapp.cli import main

TENANTS = Path(__file__).resolve().parents[2] / "tenants"
PRESETS = sorted(home for home in TENANTS.iterdir() if (home / "journals").is_dir())
OTHERS = [home for home in PROGRAMMES if not (home / "catalogue.yaml").exists()]
FEW = {
    "estetic": ("58-a-whole-return", "73-the-phone-is-free-again", "79-bonuses-learn-to-end"),
    "choices-and-packages": ("choosing",),
    "no-show-penalty": (),
    "family-and-transferable": ("family",),
}


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """A replay switches the collector off, since its process ends with it; this one goes on."""
    yield
    gc.enable()


def played(house: House, address: str, home: Path, journals: list[Path]) -> int:
    with house.app.app_context():
        slug = found_chain(home) if home in PRESETS else _chain(home)
        chain = opened(slug)
    key = house.key(chain, sandbox=True)
    return main(["replay", "--url", address, "--key", key.token, *map(str, journals)])


@pytest.mark.long
@pytest.mark.parametrize("home", [*PRESETS, *OTHERS], ids=lambda home: home.name)
def test_every_journal_holds_through_the_api(
    house: House, address: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.usecases.limit_calls.MOST", 100_000)
    assert played(house, address, home, sorted((home / "journals").glob("*.yaml"))) == 0
