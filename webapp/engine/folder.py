"""Reads a chain's folder of `tenants/`: its programme with its revisions, its catalogue and its salons."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from webapp.engine.document.check import Problem, check
from webapp.engine.document.problems import problems_of
from webapp.engine.document.reader import Mapping, Unreadable, place_of, read
from webapp.engine.document.schema import InForce, ProgrammeDocument
from webapp.engine.facts import Chain, Item, Salon
from webapp.engine.money import hundredths
from webapp.engine.programme import Programme, Timeline, timeline_of

PROGRAMME = "programme.yaml"


class BadFile(ValueError):
    """A file of the folder cannot be used. `problems` are lines for people, each naming file, line, column and the
    mend.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Folder:
    """What a replay needs of a chain."""

    timeline: Timeline
    chain: Chain


def open_programme(path: Path, language: str = "en") -> Folder:
    """A folder of `tenants/`, or one programme document, with the catalogue and the salons that stand beside it."""
    document = path / PROGRAMME if path.is_dir() else path
    home = path if path.is_dir() else path.parent
    listed = home / "revisions.yaml"
    if path.is_dir() and listed.exists():
        programmes = _revisions(listed, language)
    else:
        programmes = [Programme(open_document(document, language), document.name)]
    return Folder(timeline_of(programmes), open_chain(home))


def open_document(path: Path, language: str = "en") -> ProgrammeDocument:
    """The programme document of a file. Raises BadFile with every problem at its place."""
    document, errors, _ = check(_text(path))
    if document is None or errors:
        raise BadFile(*(located(path, problem, language) for problem in errors))
    return document


def located(path: Path, problem: Problem, language: str) -> str:
    return f"{path}:{problem.line}:{problem.column}: {problem.path}: {problem.say(language)}"


def _revisions(path: Path, language: str) -> list[Programme]:
    """`revisions.yaml`: the same or other documents of the folder, each with its own days in force."""
    tree = _tree(path)
    programmes = []
    for place, listed in enumerate(_items(path, tree, "revisions")):
        name = listed.get("programme", PROGRAMME)
        document = open_document(path.parent / str(name), language)
        try:
            span = InForce.model_validate(dict(listed.get("in_force") or {}))
        except (ValidationError, TypeError, ValueError):
            line, column = place_of(tree, ("revisions", place, "in_force"))
            raise BadFile(
                f"{path}:{line}:{column}: in_force: days are wanted here, as in {{from: 2016-01-20}}"
            ) from None
        programmes.append(
            Programme(document.model_copy(update={"in_force": span}), f"{name} {span.from_ or ''}".strip())
        )
    if not programmes:
        raise BadFile(f"{path}:1:1: revisions: at least one is wanted")
    return programmes


def open_chain(home: Path) -> Chain:
    """The catalogue and the salons that stand in `home`; empty where there are none."""
    catalogue, salons = home / "catalogue.yaml", home / "salons.yaml"
    items = read_items(catalogue) if catalogue.exists() else {}
    return Chain(items, read_salons(salons) if salons.exists() else {})


def read_salons(path: Path) -> dict[str, Salon]:
    """The salons of a file by code, in its order. Raises BadFile with the place of what is wrong."""
    tree = _tree(path)
    found: dict[str, Salon] = {}
    for place, listed in enumerate(_items(path, tree, "salons")):
        line, column = place_of(tree, ("salons", place))
        code = listed.get("code")
        if not isinstance(code, str) or not code:
            raise BadFile(f"{path}:{line}:{column}: salons: a salon needs a code")
        if code in found:
            raise BadFile(f"{path}:{line}:{column}: salons: the code {code!r} is already taken")
        found[code] = Salon(code, listed.get("category"))
    return found


def read_items(path: Path) -> dict[str, Item]:
    """The items of a catalogue file by code. Raises BadFile with the place of what is wrong."""
    tree = _tree(path)
    found: dict[str, Item] = {}
    for place, listed in enumerate(_items(path, tree, "items")):
        line, column = place_of(tree, ("items", place))
        try:
            code, group = str(listed["code"]), str(listed["group"])
            item = Item(
                code, group, _amount(listed["price"]), _amount(listed.get("hours", "0")), _tags(listed.get("tags"))
            )
        except (KeyError, ValueError) as error:
            raise BadFile(
                f"{path}:{line}:{column}: items: an item needs code, group and price as an amount ({error})"
            ) from None
        if code in found:
            raise BadFile(f"{path}:{line}:{column}: items: the code {code!r} is already taken")
        found[code] = item
    return found


def _amount(value: Any) -> int:
    amount = hundredths(value)
    if amount < 0:
        raise ValueError("below zero")
    return amount


def _tags(value: Any) -> tuple[str, ...]:
    """One tag, a list of them, or none."""
    tags = [value] if isinstance(value, str) else value or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise ValueError("tags are words")
    return tuple(tags)


def _items(path: Path, tree: Any, key: str) -> list[Mapping]:
    listed = tree.get(key) if isinstance(tree, dict) else None
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise BadFile(f"{path}:1:1: {key}: a list of mappings is wanted")
    return listed


def _tree(path: Path) -> Any:
    try:
        return read(_text(path), largest=1024 * 1024)
    except Unreadable as error:
        raise BadFile(*(located(path, problem, "en") for problem in problems_of(error, None))) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadFile(f"{path}:1:1: the file is not UTF-8 text") from None
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror or error}") from None
