"""`laurel key`: made, listed, revoked, each refusal with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.cli import main
from webapp.database import opened
from webapp.pages.shared.visit import now
from webapp.usecases.who_calls import who_calls

SLUG = "keep-looking"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    url = f"sqlite:///{tmp_path}/laurel.sqlite3"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("LAUREL_DATA", str(tmp_path))
    assert main(["tenant", "load", str(Path(__file__).resolve().parents[2] / "tenants" / "keep_looking")]) == 0
    capsys.readouterr()
    return url


def test_a_key_is_printed_once_listed_and_revoked(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    scopes = ["--scopes", "sales,lookup"]
    assert main(["key", "create", SLUG, "--name", "till 3", *scopes, "--expires", "2999-12-31"]) == 0
    token = capsys.readouterr().out.strip()
    with opened(url):
        caller = who_calls(token, now())
        assert caller is not None and caller.chain.slug == SLUG
        assert (caller.name, caller.scopes, caller.sandbox) == ("till 3", {"sales", "lookup"}, False)
    assert main(["key", "create", SLUG, "--name", "trial", *scopes, "--sandbox"]) == 0
    trial = capsys.readouterr().out.strip()
    with opened(url):
        caller = who_calls(trial, now())
        assert caller is not None and caller.sandbox and caller.chain.slug.startswith("sandbox-")
    assert main(["key", "list", SLUG]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert ["till 3" in lines[0], "sandbox" in lines[1], token in "".join(lines)] == [True, True, False]
    assert main(["key", "revoke", SLUG, lines[0].split()[0]]) == 0
    with opened(url):
        assert who_calls(token, now()) is None
    assert main(["tenant", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [SLUG], "a sandbox is no chain of its own"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (["--scopes", "sales,money"], "no scope money"),
        (["--scopes", ""], "no scope"),
        (["--salon", "nowhere"], "no salon"),
        (["--expires", "2020-01-01"], "2020-01-01 is over"),
        (["--name", " "], "name is wanted"),
    ],
)
def test_what_cannot_be_a_key_is_refused(
    url: str, capsys: pytest.CaptureFixture[str], changed: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["key", "create", SLUG, "--name", "till", "--scopes", "sales", *changed])
    assert ended.value.code == 1
    assert said in capsys.readouterr().err
