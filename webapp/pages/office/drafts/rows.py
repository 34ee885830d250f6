"""What the draft holds, part by part, as its page lists it."""

from __future__ import annotations

from typing import Any, NamedTuple

from webapp.engine.document.compare import name_of
from webapp.engine.document.explain import Section
from webapp.engine.document.problems import Problem
from webapp.engine.document.words import readable
from webapp.engine.document.words import sentence as as_sentence
from webapp.pages.office.rules.fields import is_under, said, spoken
from webapp.pages.office.rules.parts import ONLY, PARTS, entries, path_of
from webapp.pages.shared import formats, rules, visit
from webapp.pages.shared.language import language, say
from webapp.usecases.look_at_draft import Draft, drafted

LONGEST_EXCERPT = 100


class Row(NamedTuple):
    """A part: what it is called, what the rules' text says of it, whether something is wrong in it."""

    name: str
    title: str
    sentences: list[str]
    wrong: bool


class Group(NamedTuple):
    section: str
    title: str
    rows: list[Row]
    add: bool


class Mistake(NamedTuple):
    """`excerpt` is the line of the text; `part` where a form mends it: section and name."""

    line: int
    path: str
    sentence: str
    excerpt: str
    part: tuple[str, str] | None


def groups(draft: Draft) -> list[Group]:
    told = _sentences(draft)
    found = []
    for section in PARTS:
        parts = entries(draft.tree, section)
        rows = [_row(draft, section, name, part, told) for name, part in parts.items()]
        found.append(Group(section, say(f"rules.section.{section}"), rows, section != "spending" or not parts))
    return found


def _row(draft: Draft, section: str, name: str, part: Any, told: dict[str, list[str]]) -> Row:
    path = path_of(section, name)
    wrong = any(is_under(problem.path, path) for problem in draft.problems)
    return Row(name, title_of(section, name, part), told.get(name, []) if section == "rules" else [], wrong)


def title_of(section: str, name: str, part: Any) -> str:
    """What the document calls it, else its name as words."""
    names = part.get("name") if isinstance(part, dict) else None
    called = names.get(language()) if isinstance(names, dict) else None
    return called if isinstance(called, str) else spoken(PARTS[section].title) if name == ONLY else readable(name)


def _sentences(draft: Draft) -> dict[str, list[str]]:
    """What the text of the rules says of each rule."""
    found: dict[str, list[str]] = {}
    for section in sections(draft):
        for sentence in section.sentences:
            if sentence.rule is not None:
                text = sentence.text.removeprefix(f"{name_of(sentence.text)}: ")
                found.setdefault(sentence.rule, []).append(as_sentence(text.rstrip(".")))
    return found


def sections(draft: Draft) -> list[Section]:
    """The draft in words; nothing as long as something is wrong in it."""
    document = draft.document
    return drafted(visit.chain(), document, language(), rules.places(document)) if document is not None else []


def mistakes(draft: Draft, problems: list[Problem]) -> list[Mistake]:
    lines = draft.text.splitlines()
    return [_mistake(draft, problem, lines) for problem in problems]


def _mistake(draft: Draft, problem: Problem, lines: list[str]) -> Mistake:
    excerpt = lines[problem.line - 1].strip() if 0 < problem.line <= len(lines) else ""
    return Mistake(problem.line, problem.path, said(problem), excerpt[:LONGEST_EXCERPT], _part(draft, problem.path))


def _part(draft: Draft, path: str) -> tuple[str, str] | None:
    for section in PARTS:
        for name in entries(draft.tree, section):
            if is_under(path, path_of(section, name)):
                return section, name
    return None


def when(moment: Any) -> str:
    return formats.moment(language(), visit.chain().local(moment))
