"""Every promise that the engine decides is proved by a journal or a test that names it."""

from __future__ import annotations

import pytest

from tests import clauses
from tests.clauses import ROOT, ROWS, Clause, Sentence

JOURNALS, TESTS = clauses.named_by_journals(), clauses.named_by_tests()
ENGINE = [clause for clause in clauses.clauses() if clause.decided_by == "engine"]


@pytest.mark.parametrize("clause", ENGINE, ids=lambda clause: clause.name)
def test_a_clause_that_the_engine_decides_has_a_journal_or_a_test(clause: Clause) -> None:
    assert clauses.proofs(clause.name, JOURNALS, TESTS)


@pytest.mark.parametrize("sentence", clauses.sentences(), ids=lambda sentence: sentence.name)
def test_a_sentence_of_the_specification_has_a_journal_or_a_test(sentence: Sentence) -> None:
    assert sentence.journals or sentence.name in TESTS
    for name in sentence.journals:
        chain, _, number = name.partition("/")
        assert len(list((ROOT / "tenants" / chain / "journals").glob(f"{number}-*"))) == 1, name


def test_nobody_names_a_clause_that_there_is_not() -> None:
    """A slip in a title or docstring would count for nothing without a word."""
    known = (
        {clause.name for clause in clauses.clauses()} | {sentence.name for sentence in clauses.sentences()} | {*ROWS}
    )
    assert JOURNALS.keys() <= known
    assert {name for name in TESTS if name not in known} == set()


def test_every_journal_names_a_clause() -> None:
    named = {journal for journals in JOURNALS.values() for journal in journals}
    assert {clauses.short(path) for path in ROOT.glob("tenants/*/journals/*")} == named


def test_the_table_tells_each_promise_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert clauses.main() == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines[:-3]]
    assert names == [clause.name for clause in clauses.clauses()] + [said.name for said in clauses.sentences()]
    assert len(names) == len(set(names))
