"""Journals through real HTTP into a sandbox: the same answers as in memory, at the desk and here."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import House
from tests.programmes.matrix import PROGRAMMES
from tests.usecases.founded import FOUNDED, founded
from tests.usecases.test_programmes import found_programme
from webapp.cli import main

TENANTS = Path(__file__).resolve().parents[2] / "tenants"
PRESETS = sorted(home for home in TENANTS.iterdir() if (home / "journals").is_dir())
FEW = {
    "estetic": ["79-bonuses-learn-to-end"],
    "seven_krasok": ["40-cancelled-and-back-in-its-lots", "51-foot-break-for-the-birthday", "87-one-guest-twice"],
    "best-of-the-month": ["march"],
    "choices-and-packages": ["choosing"],
    "family-rate": ["three-of-a-family"],
    "first-evening": ["five-lines"],
    "points-held-at-booking": ["booking"],
    "prebooking-bonus": ["cancelled-late"],
}
"""Between them they speak nearly every word."""


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """A replay switches the collector off, since its process ends with it; this one goes on."""
    yield
    gc.enable()


def played(house: House, address: str, home: Path, journals: list[Path]) -> int:
    with house.app.app_context():
        chain = founded(home.name, now=FOUNDED) if home in PRESETS else found_programme(home)
    key = house.key(chain, sandbox=True)
    return main(["replay", "--url", address, "--key", key.token, *map(str, journals)])


@pytest.mark.long
@pytest.mark.parametrize("home", [*PRESETS, *PROGRAMMES], ids=lambda home: home.name)
def test_every_journal_holds_through_the_api(
    house: House, address: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.usecases.limit_calls.MOST", 100_000)
    assert played(house, address, home, sorted((home / "journals").glob("*.yaml"))) == 0


@pytest.mark.parametrize("name", FEW)
def test_a_handful_of_journals_holds_through_the_api(house: House, address: str, name: str) -> None:
    home = next(home for home in (*PRESETS, *PROGRAMMES) if home.name == name)
    assert played(house, address, home, [home / "journals" / f"{journal}.yaml" for journal in FEW[name]]) == 0


def test_what_differs_is_told_as_any_replay_tells_it(
    house: House, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "differs.yaml"
    wrong = "- {at: 2025-03-04, do: statement, member: olga,\n   expect: {available: 5}}\n"
    path.write_text(f"events:\n- {{at: 2025-03-03, do: enrol, member: olga}}\n{wrong}")
    assert played(house, address, TENANTS / "estetic", [path]) == 1
    assert capsys.readouterr().err == f'{path}:3: statement: available: wanted "5", found "0.00"\n'


def test_without_a_service_or_a_sandbox_nothing_is_played(
    house: House, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    live = house.key(house.found("blank"))
    journal = str(PRESETS[0] / "journals" / "01-eighteen-and-no-firms.yaml")
    for key in ("laurel_x", live.token):
        assert main(["replay", "--url", address, "--key", key, journal]) == 2
    assert main(["replay", "--url", "http://127.0.0.1:1", "--key", "x", journal]) == 2
    assert main(["replay", "--url", address, journal]) == 2
