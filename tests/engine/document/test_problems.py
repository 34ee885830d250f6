"""Every problem has a sentence in both languages, with what was found and what would be accepted (R61)."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.engine.document.marked import HEAD
from webapp.engine.document.check import check
from webapp.engine.document.problems import LONGEST, SENTENCES, UNFORESEEN, Problem, dotted, problems_of, quoted
from webapp.engine.document.reader import read
from webapp.engine.events import Purchase

ENGINE = Path(__file__).parents[3] / "webapp" / "engine"
WORDS = {"found", "near", "accepted", "counters", "key", "most", "least", "first", "pattern", "name"}
WORDS |= {"lower", "earlier", "later", "born", "gone", "usable"}


def _codes(path: Path) -> set[str]:
    """The codes that a module raises or yields: misfit("…"), Unreadable("…"), _refuse("…"), yield loc, "…", {}."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        candidates: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in ("misfit", "Unreadable", "_refuse"):
                candidates = node.args[:1]
            elif node.func.id == "_unknown":
                candidates = node.args[2:3]
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            candidates = node.value.elts[1:2]
        found |= {part.value for part in candidates if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return found


def test_every_code_that_is_raised_has_sentences() -> None:
    modules = [*(ENGINE / "document").glob("*.py"), ENGINE / "events.py"]
    raised = set().union(*(_codes(module) for module in modules))
    assert len(raised) > 60
    assert raised <= SENTENCES.keys()


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_in_each_language(code: str) -> None:
    russian, english = SENTENCES[code]
    for text in (russian, english):
        assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= WORDS
        assert text.endswith((".", "}}."))
        assert text[0].isupper() or text[0] == "{"
    assert any("а" <= letter.lower() <= "я" for letter in russian)
    assert not any("а" <= letter.lower() <= "я" for letter in english)
    filled = Problem("a", 1, 1, code, dict.fromkeys(WORDS, "x")).say("ru")
    assert "…" not in filled.replace(": …", "")


def test_an_unforeseen_code_still_says_something() -> None:
    assert Problem("a", 1, 1, "unheard_of").say("ru") == UNFORESEEN[0]
    assert Problem("a", 1, 1, "unheard_of").say("en") == UNFORESEEN[1]


def test_what_is_shown_of_a_value() -> None:
    assert quoted("a'b") == '"a\'b"'
    assert quoted("a\n\u200b") == "'a\\n\\u200b'"
    assert quoted("x" * 500) == repr("x" * LONGEST + "…")
    assert quoted({"a": 1}) == "{…}"
    assert quoted(["a"]) == "[…]"
    assert quoted(None) == "null"
    assert quoted("привет") == "'привет'"


def test_a_long_value_makes_no_long_sentence() -> None:
    _, (problem,), _ = check(HEAD + f"zone: {'x' * 5000}")
    assert len(problem.say("en")) < 200


def test_places_as_people_write_them() -> None:
    assert dotted(()) == ""
    assert dotted(("rules", "gift", "then", "give", 1)) == "rules.gift.then.give[2]"
    assert dotted(("events", 0, "lines", 2, "price")) == "events[1].lines[3].price"


def test_events_of_a_journal_speak_too() -> None:
    """Whatever is validated below a place of a text, its problems name that place; here an event of a journal."""
    tree = read(
        "events:\n- {member: olga, receipt: R1, lines: [{item: a, price: x, quantity: 1.5, colour: red}], spend: -1}"
    )
    with pytest.raises(ValidationError) as refused:
        Purchase.model_validate(tree["events"][0])
    found = problems_of(refused.value, tree, ("events", 0), Purchase)
    assert [(problem.path, problem.line, problem.code) for problem in found] == [
        ("events[1].lines[1].price", 2, "number"),
        ("events[1].lines[1].quantity", 2, "quantity"),
        ("events[1].lines[1].colour", 2, "extra_forbidden"),
        ("events[1].spend", 2, "spend"),
    ]
    assert "accepted here: item, group, price, quantity, hours, minutes, tags" in found[2].say("en")


def test_problems_of_plain_json_stand_at_the_beginning() -> None:
    tree = {"member": "olga", "lines": []}
    with pytest.raises(ValidationError) as refused:
        Purchase.model_validate(tree)
    found = problems_of(refused.value, tree)
    assert {(problem.path, problem.line, problem.code) for problem in found} == {
        ("lines", 1, "too_short"),
        ("receipt", 1, "missing"),
    }
