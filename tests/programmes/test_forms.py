"""Every form of the reference's values, wallets, counters, levels and spending, each a small document written straight
from the reference with a journal worked out by hand from its words.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from webapp.engine.document.check import check, dump, load
from webapp.engine.document.explain import explain
from webapp.engine.document.reader import read
from webapp.engine.folder import open_programme
from webapp.engine.journal import open_journal, play
from webapp.engine.world import World

FORMS = [
    (path.stem, form)
    for path in sorted((Path(__file__).parent / "forms").glob("*.yaml"))
    for form in read(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("form", [form for _, form in FORMS], ids=[f"{of}: {form['shows']}" for of, form in FORMS])
def test_a_form_runs_as_it_is_written_and_is_spoken(form: dict[str, Any], tmp_path: Path) -> None:
    document, errors, doubts = check(form["programme"])
    assert document is not None, [f"{problem.path}: {problem.say('en')}" for problem in errors]
    told = [problem for problem in doubts if problem.code != "leap_day"]
    assert [f"{problem.path}: {problem.say('en')}" for problem in told] == []
    assert load(dump(document)) == document
    for language in ("ru", "en"):
        assert all(sentence.text for section in explain(document, language) for sentence in section.sentences)
    (tmp_path / "programme.yaml").write_text(form["programme"], encoding="utf-8")
    (tmp_path / "journal.yaml").write_text("events:\n" + form["journal"], encoding="utf-8")
    opened = open_programme(tmp_path)
    wrong = [
        f"{played.step.line}: {difference.path}: wanted {difference.wanted}, found {difference.found}"
        for played in play(open_journal(tmp_path / "journal.yaml"), World(opened.timeline, opened.chain))
        for difference in played.differences
    ]
    assert wrong == []
