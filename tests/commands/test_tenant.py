"""`laurel tenant` and `laurel db`: what they do, print and answer, on both stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import CHECKOUT
from webapp.cli import main
from webapp.store.folders import read_folder

Output = pytest.CaptureFixture[str]
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, store_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", store_url)
    monkeypatch.setenv("LAUREL_DATA", str(tmp_path / "data"))


def create(slug: str, *more: str) -> int:
    return main(["tenant", "create", slug, "--preset", "estetic", "--owner-email", "olga@example.org", *more])


def refused(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["tenant", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_a_chain_is_created_listed_exported_and_loaded_again(tmp_path: Path, capsys: Output) -> None:
    assert create("lavender", "--owner-password", PASSWORD, "--name", "Лаванда") == 0
    assert capsys.readouterr().out == "olga@example.org may sign in as owner\n"
    assert main(["tenant", "export", "lavender", str(tmp_path / "out")]) == 0
    folder = read_folder(tmp_path / "out")
    assert folder.profile.name.ru == "Лаванда"
    profile = tmp_path / "out" / "tenant.yaml"
    profile.write_text(profile.read_text().replace("lavender", "lilac"))
    assert main(["tenant", "load", str(tmp_path / "out")]) == 0
    capsys.readouterr()
    assert main(["tenant", "list"]) == 0
    assert capsys.readouterr().out == "lavender\nlilac\n"


def test_a_password_that_was_not_given_is_made_and_told_once(capsys: Output) -> None:
    assert create("lavender") == 0
    out = capsys.readouterr().out
    assert out.startswith("olga@example.org may sign in as owner with the password ")
    assert len(out.split()[-1]) >= 16


def test_what_cannot_be_done_is_said_and_leaves_nothing(tmp_path: Path, capsys: Output) -> None:
    wanted = ["create", "lavender", "--preset", "estetic", "--owner-email", "olga@example.org"]
    assert refused(*wanted, "--owner-password", "short") == 1
    assert "at least 15 characters" in capsys.readouterr().err
    assert refused("create", "desk", *wanted[2:]) == 1
    assert "kept for the service itself" in capsys.readouterr().err
    assert refused(*wanted[:3], "no-such-preset", *wanted[4:]) == 2
    assert "tenant.yaml: No such file" in capsys.readouterr().err
    assert refused("export", "lavender", str(tmp_path / "out")) == 1
    assert capsys.readouterr().err == "No chain answers to lavender.\n"
    assert main(["tenant", "list"]) == 0
    assert capsys.readouterr().out == ""


def test_an_export_writes_over_nothing_unless_it_is_told_to(tmp_path: Path, capsys: Output) -> None:
    create("lavender")
    out = tmp_path / "out"
    out.mkdir()
    assert main(["tenant", "export", "lavender", str(out)]) == 0
    profile = out / "tenant.yaml"
    profile.write_text("mine")
    capsys.readouterr()
    assert refused("export", "lavender", str(out)) == 1
    assert capsys.readouterr().err == f"{out} is not empty: name another folder, or add --replace\n"
    assert profile.read_text() == "mine"
    assert main(["tenant", "export", "lavender", str(out), "--replace"]) == 0
    assert read_folder(out).profile.slug == "lavender"


def test_what_cannot_be_understood_ends_with_2_and_what_is_refused_with_1(tmp_path: Path, capsys: Output) -> None:
    create("lavender")
    out = tmp_path / "out"
    main(["tenant", "export", "lavender", str(out)])
    profile = out / "tenant.yaml"
    profile.write_text(profile.read_text().replace("lavender", "lilac").replace("RUB", "RUR"))
    capsys.readouterr()
    assert refused("load", str(out)) == 2
    assert "tenant.yaml" in (said := capsys.readouterr().err)
    assert "RUR" in said
    profile.write_text(profile.read_text().replace("RUR", "EUR"))
    assert refused("load", str(out)) == 1
    assert refused("load", str(tmp_path / "nothing")) == 2
    assert refused("export", "lavender", str(profile / "below")) == 2
    assert refused("list", "everything") == 2


def test_a_preset_may_be_a_folder_anywhere(capsys: Output) -> None:
    home = str(CHECKOUT / "tenants" / "blank")
    assert main(["tenant", "create", "lavender", "--preset", home, "--owner-email", "olga@example.org"]) == 0
    assert refused("load", home) == 1
    assert "kept for the service itself" in capsys.readouterr().err


def test_settings_that_are_no_good_are_named(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://somewhere")
    assert refused("list") == 2
    assert capsys.readouterr().err.startswith("DATABASE_URL is not an address we know")


def test_a_server_that_does_not_answer_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody:secret@127.0.0.1:9/nothing")
    assert refused("list") == 2
    err = capsys.readouterr().err
    assert err.startswith("the database does not answer")
    assert "secret" not in err


def test_the_schema_is_brought_up_to_date_without_secret_or_hosts(
    monkeypatch: pytest.MonkeyPatch, owner_url: str, capsys: Output
) -> None:
    monkeypatch.setenv("DATABASE_URL", owner_url)
    assert main(["db", "upgrade"]) == 0
    assert main(["db", "upgrade"]) == 0
    assert capsys.readouterr().out == "the database is up to date\n" * 2
