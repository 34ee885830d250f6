"""`laurel replay`: exits 0 when all holds, 1 when something differs, 2 when a journal or programme is not valid."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from webapp.cli import main

TENANTS = Path(__file__).resolve().parents[2] / "tenants"
JOURNAL = str(TENANTS / "keep_looking" / "journals" / "01-silver-to-the-kopeck.yaml")
ENROL = "events:\n- {at: 2025-03-03, do: enrol, member: olga}\n"
DIFFERS = ENROL + "- {at: 2025-03-04, do: statement, member: olga,\n   expect: {available: 5, state: active}}\n"


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """A replay switches the collector off, since its process ends with it; this one goes on."""
    yield
    gc.enable()


@pytest.fixture
def differing(tmp_path: Path) -> str:
    path = tmp_path / "differs.yaml"
    path.write_text("journal: a balance\n" + DIFFERS)
    return str(path)


def test_a_title_obeys_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "title.yaml"
    path.write_text('journal: "a\\nholds b\\e[31m"\nevents: []\n')
    assert main(["replay", "keep_looking", str(path)]) == 0
    assert capsys.readouterr().out == "holds  a\\nholds b\\x1b[31m\n"


@pytest.mark.parametrize("programme", ["keep_looking", str(TENANTS / "keep_looking")])
def test_0_when_every_expectation_holds(programme: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", programme, JOURNAL]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("holds  KL-2.1.1, KL-1: 199 999.99 is a kopeck short")
    assert err == ""


def test_a_programme_may_be_one_document(differing: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(TENANTS / "estetic" / "programme.yaml"), differing]) == 1


def test_1_when_some_do_not_each_with_its_line_the_wanted_and_the_found(
    differing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", "estetic", differing]) == 1
    out, err = capsys.readouterr()
    assert out == "DIFFERS  a balance\n"
    assert err.splitlines() == [
        f'{differing}:4: statement: available: wanted "5", found "0.00"',
        f'{differing}:4: statement: state: wanted "active", found "awaiting_questionnaire"',
    ]


def test_the_worst_of_several_journals_counts(
    differing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fine = tmp_path / "fine.yaml"
    fine.write_text(ENROL)
    assert main(["replay", "estetic", str(fine), differing, str(fine)]) == 1
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["holds", "DIFFERS", "holds"]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ("- {at: 2025-03-02, do: statement, member: olga}", "3:4: events[2].at: time goes back"),
        ("- {at: 2025-03-04T10:00+03:00, do: statement, member: olga}", "3:4: events[2].at: a local time is wanted"),
        ("- {at: 2025-03-04, do: buy, member: olga}", "3:20: events[2].do: unknown verb 'buy'"),
        ("- {at: 2025-03-04, do: statement, member: inga}", "3:35: events[2].member: unknown member 'inga'"),
        ("- {at: 2025-03-04, do: statement, member: olga, day: 1}", "3:49: events[2].day: "),
        (
            "- {at: 2025-03-04, do: statement, member: olga, expect: {sum: 1}}",
            "3:58: events[2].expect.sum: unknown field",
        ),
        (
            "- {at: 2025-03-04, do: use_certificate, certificate: C, salon: s}",
            "3:41: events[2].certificate: unknown cert",
        ),
        (
            "- {at: 2025-03-04, do: grant, member: olga, bonuses: 1, reason: x, campaign: c}",
            "3:1: events[2].campaign: unk",
        ),
    ],
)
def test_2_for_a_journal_that_is_not_valid_naming_file_line_and_field(
    events: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """X-time-2, X-comparison-4."""
    path = tmp_path / "slip.yaml"
    path.write_text(ENROL + events)
    assert main(["replay", "estetic", str(path)]) == 2
    assert capsys.readouterr().err.startswith(f"{path}:{said}")


def test_2_even_if_an_earlier_journal_differs(differing: str, tmp_path: Path) -> None:
    path = tmp_path / "slip.yaml"
    path.write_text("events: 5")
    assert main(["replay", "estetic", differing, str(path)]) == 2


@pytest.mark.parametrize("programme", ["nobody", "no/such/place", JOURNAL])
def test_2_for_a_programme_that_is_not_there_or_not_valid(programme: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", programme, JOURNAL]) == 2
    assert capsys.readouterr().err


def test_json_prints_one_object_an_event_with_its_whole_result(
    differing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """X-comparison-1, X-dates-1: amounts are strings with two decimals, days YYYY-MM-DD, nothing is null that has a value."""
    assert main(["replay", "estetic", differing, "--json"]) == 1
    enrol, statement = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert enrol == {
        "journal": differing,
        "line": 3,
        "at": "2025-03-03T12:00:00",
        "do": "enrol",
        "result": {"state": "awaiting_questionnaire", "refused": []},
        "differences": [],
    }
    assert statement["result"]["available"] == "0.00"
    assert statement["result"]["level_until"] is None
    assert statement["differences"][0] == {"path": "available", "wanted": "5", "found": "0.00"}


def test_json_has_hours_units_and_days_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "j.yaml"
    path.write_text(
        "events:\n- {at: 2025-03-03, do: enrol, member: olga}\n"
        "- {at: 2025-03-03, do: questionnaire, member: olga}\n"
        "- {at: 2025-03-03, do: issue_card, member: olga, card: C1}\n"
        "- {at: 2025-03-03, do: purchase, card: C1, receipt: R1, lines: [{item: spa_service, price: 17777, quantity: 2}]}\n"
        "- {at: 2025-03-04, do: block_card, card: C1}\n"
        "- {at: 2025-03-05, do: grant, member: olga, bonuses: 1.5, reason: x}\n"
        "- {at: 2025-03-05, do: statement, member: olga}\n"
    )
    assert main(["replay", "seven_krasok", str(path), "--json"]) == 0
    results = [json.loads(line)["result"] for line in capsys.readouterr().out.splitlines()]
    assert results[3]["lines"][0]["units"][1]["payable"] == "17777.00"
    assert results[3]["gross"] == "35554.00"
    assert results[6]["measures"] == {"spend_total": "0.00", "hours_12m": "0.00"}
    assert results[6]["lots"] == [
        {"amount": "1.50", "available_from": "2025-03-05", "expires": "2026-01-20", "source": "grant"}
    ]


def test_until_ends_at_that_days_last_moment(differing: str, capsys: pytest.CaptureFixture[str]) -> None:
    """X-time-6."""
    assert main(["replay", "estetic", differing, "--until", "2025-03-03"]) == 0
    assert main(["replay", "estetic", differing, "--until", "2025-03-04"]) == 1


@pytest.mark.parametrize("day", ["yesterday", "2025-02-30", "03.03.2025"])
def test_until_wants_a_day(differing: str, day: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["replay", "estetic", differing, "--until", day])
    assert caught.value.code == 2
    assert "a day is wanted" in capsys.readouterr().err
