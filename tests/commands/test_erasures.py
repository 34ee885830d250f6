"""`laurel erasures`: an erasure goes along with a restored database (R63)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from tests import databases
from tests.usecases.till import till
from webapp.cli import main
from webapp.database import opened
from webapp.usecases.erase_member import erase_member
from webapp.usecases.find_members import find_members
from webapp.usecases.operation import Actor

Output = pytest.CaptureFixture[str]


def test_a_list_that_was_saved_is_applied_to_an_older_copy_r63(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    file, kept = tmp_path / "laurel.sqlite3", str(tmp_path / "erasures")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    with databases.fresh_sqlite(tmp_path) as fresh, opened(fresh.url):
        desk = till("estetic", now=datetime(2026, 11, 22, tzinfo=UTC))
        member = desk.active()
    older = file.read_bytes()
    with opened(f"sqlite:///{file}"):
        assert erase_member(desk.chain, Actor(), UUID(member), "written", desk.now) is None
    assert main(["erasures", "save", kept]) == 0
    for left in tmp_path.glob("laurel.sqlite3*"):
        left.unlink()
    file.write_bytes(older)
    assert main(["erasures", "apply", kept]) == 0
    assert main(["erasures", "apply", kept]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-2:] == ["1 members were erased again", "0 members were erased again"]
    with opened(f"sqlite:///{file}"):
        assert find_members(desk.chain, "Белова") == []


def test_what_is_no_such_list_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/laurel.sqlite3")
    (tmp_path / "other").write_text("no list\n")
    for name in ("missing", "other"):
        with pytest.raises(SystemExit) as ended:
            main(["erasures", "apply", str(tmp_path / name)])
        assert ended.value.code == 2
    assert "no list of erasures" in capsys.readouterr().err
