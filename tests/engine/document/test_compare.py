"""What changes between two revisions, in the words of their rules."""

from __future__ import annotations

from tests.programmes.matrix import PROGRAMMES
from webapp.engine.document.check import check
from webapp.engine.document.compare import Change, compare
from webapp.engine.document.explain import Section, explain
from webapp.engine.folder import open_document

BASE = "name: {ru: Друзья, en: Friends}\ncurrency: RUB\nwallets: {bonus: {}}\n"
RULES = "rules: {cashback: {then: {earn: 5%}}, gift: {on: birthday, then: {earn: 100}}}\n"


def told(text: str) -> list[Section]:
    document, errors, _ = check(text)
    assert document is not None, errors
    return explain(document, "en")


def test_the_same_rules_change_nothing() -> None:
    for home in PROGRAMMES:
        sections = explain(open_document(home / "programme.yaml"), "ru")
        assert compare(sections, sections) == []


def test_a_new_rate_is_one_sentence_that_says_something_else() -> None:
    found = compare(told(BASE + RULES), told(BASE + RULES.replace("5%", "7%")))
    assert [section.title for section in found] == ["Earning"]
    (change,) = found[0].changes
    assert change.before is not None and "5%" in change.before
    assert change.after is not None and "7%" in change.after


def test_a_rule_that_goes_and_one_that_comes_are_told_apart() -> None:
    later = RULES.replace(
        "gift: {on: birthday, then: {earn: 100}}", "monday: {if: {weekday: mon}, then: {refuse: {earning: excluded}}}"
    )
    changes = [change for section in compare(told(BASE + RULES), told(BASE + later)) for change in section.changes]
    assert any(change.before is None and "monday" in (change.after or "") for change in changes)
    assert any(change.after is None and "gift" in (change.before or "") for change in changes)


def test_numbers_of_sentences_are_no_change() -> None:
    """A sentence before others moves them all on by one."""
    later = BASE + "limits: {operations_a_day: 3}\n" + RULES
    changes = [change for section in compare(told(BASE + RULES), told(later)) for change in section.changes]
    assert len(changes) == 1
    assert changes[0] == Change(None, changes[0].after)


def test_thousands_of_changes_are_told_soon_r61() -> None:
    """R61: the rules are everybody's to read; what is not weighed is told as gone and new."""
    first, second = (
        BASE
        + "rules:\n"
        + "".join(f" r{place}: {{then: {{discount: {place % 90 + more}%}}}}\n" for place in range(300))
        for more in (1, 2)
    )
    (changed,) = compare(told(first), told(second))
    assert {change.after is None for change in changed.changes} == {True, False}
