"""Every form of rewards, rules, triggers, conditions, effects, people and returns that the reference of the language
shows, each in a small programme with a short story worked out by hand (`forms/*.yaml`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.told import Scene
from webapp.engine.document.check import dump, load, validate
from webapp.engine.document.explain import explain
from webapp.engine.document.reader import read
from webapp.engine.document.schema import ProgrammeDocument
from webapp.engine.expectation import differences, unknown_field
from webapp.engine.programme import Programme, timeline_of

FORMS = [
    pytest.param(form, id=f"{path.stem}: {form['form']}")
    for path in sorted((Path(__file__).parent / "forms").glob("*.yaml"))
    for form in read(path.read_text(encoding="utf-8"))
]


def document_of(form: dict[str, Any]) -> ProgrammeDocument:
    head = {"name": {"ru": "Проба", "en": "Trial"}, "currency": "RUB"}
    document, errors = validate(head | form["programme"])
    assert document is not None, [f"{problem.path}: {problem.say('en')}" for problem in errors]
    return document


@pytest.mark.parametrize("form", FORMS)
def test_the_form_is_read_spoken_and_gives_what_the_reference_says(form: dict[str, Any]) -> None:
    document = document_of(form)
    assert load(dump(document)) == document
    for language in ("ru", "en"):
        assert all(section.sentences for section in explain(document, language))
    scene = Scene(timeline_of([Programme(document)]))
    wrong = []
    for place, told in enumerate(form["events"], start=1):
        fields = {name: value for name, value in told.items() if name not in ("at", "do", "expect")}
        found = scene.tell(told["at"], told["do"], **fields)
        wanted = told.get("expect", {"refused": []})
        assert unknown_field(told["do"], wanted) is None, (place, wanted)
        wanted = wanted if "refused" in wanted else {**wanted, "refused": []}
        wrong += [
            f"{place}: {difference.path}: wanted {difference.wanted}, found {difference.found}"
            for difference in differences(wanted, found)
        ]
    assert wrong == []
