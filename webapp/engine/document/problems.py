"""What is wrong with a document, at its place: errors of reader and schema as problems that speak two languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from webapp.engine.document import sentences
from webapp.engine.document.reader import Path, Unreadable, place_of

SENTENCES: dict[str, tuple[str, str]] = {
    **sentences.UNREADABLE,
    **sentences.PYDANTIC,
    **sentences.VALUES,
    **sentences.SECTIONS,
    **sentences.FACTS,
    **sentences.WHOLE,
    **sentences.DOUBTS,
}
UNFORESEEN = ("Здесь значение, которое не подходит.", "The value here does not fit.")
LONGEST = 48
"""How much of a found value is shown."""
MOST_COMPARED = 100
"""How many accepted names are listed and compared with what was found."""
MOST_PROBLEMS = 200
"""How many problems are named at once, the first of the text: nobody reads more, and the work stays bounded."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or surely not meant. `path` is dotted, with list items in brackets from 1; `line` and
    `column` count from 1 too."""

    path: str
    line: int
    column: int
    code: str
    words: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def say(self, language: str) -> str:
        """One sentence: what is wrong, and what would be accepted."""
        russian, english = SENTENCES.get(self.code, UNFORESEEN)
        words = {name: _shown(name, value) for name, value in self.words.items()}
        words["near"] = _hint(self.words, language)
        words.setdefault("first", str(next(iter(self.words.get("accepted") or ["…"]))))
        return (russian if language == "ru" else english).format_map(_Known(words))


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def problems_of(
    error: Unreadable | ValidationError, tree: Any, under: Path = (), model: type[BaseModel] | None = None
) -> list[Problem]:
    """Every problem of an error, in the order of the text, one a place. `under` is where in the tree that stands
    which was validated; `model`, by which it was, lets unknown keys name the known ones."""
    if isinstance(error, Unreadable):
        return [Problem("", *error.place, error.code, error.words)]
    found = [_problem(details, tree, under, model) for details in error.errors(include_url=False)]
    return in_order(found)


def problem_at(tree: Any, loc: Path, code: str, **words: object) -> Problem:
    """A problem at a place that the schema names by `loc`."""
    path = in_text(tree, loc)
    return Problem(dotted(path), *place_of(tree, path), code, words)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sorted as the text is read, the first of each path alone, and no more than anybody reads."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.path, problem)
    return sorted(first.values(), key=lambda problem: (problem.line, problem.column))[:MOST_PROBLEMS]


def in_text(tree: Any, loc: Path) -> Path:
    """The steps of `loc` that the text has: short forms leave out `counter`, `give`, `percent`, a list's place."""
    node = tree
    path: list[str | int] = []
    for place, step in enumerate(loc):
        following = loc[place + 1] if place + 1 < len(loc) else None
        inner = _step(node, step, following)
        if inner is not None:
            path.append(step)
            node = inner[0]
    return tuple(path)


def dotted(path: Path) -> str:
    """`rules.gift.then.give[2]`: a place as people write it; list items count from 1."""
    shown = (f"[{step + 1}]" if isinstance(step, int) else f".{printable(step)}" for step in path)
    return "".join(shown).removeprefix(".")


def printable(text: str) -> str:
    """On one line, and without what a terminal would obey."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def _step(node: Any, step: str | int, following: str | int | None) -> tuple[Any] | None:
    if isinstance(node, dict):
        if step not in node:
            return None
        inner = node[step]
        if step == "counter" and following in node and not (isinstance(inner, dict) and following in inner):
            return None
        return (inner,)
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return (node[step],)
    return None


def _problem(details: Any, tree: Any, under: Path, model: type[BaseModel] | None) -> Problem:
    kind, loc, context = details["type"], details["loc"], details.get("ctx", {})
    words: dict[str, Any] = {"found": details["input"]}
    if kind == "misfit":
        kind, loc, words = context["code"], (*loc, *context["below"]), dict(context["words"])
    elif kind == "missing":
        path = in_text(tree, (*under, *loc[:-1]))
        return Problem(dotted((*path, loc[-1])), *place_of(tree, path), kind, {"key": loc[-1]})
    elif kind == "extra_forbidden":
        words = {"found": loc[-1], "accepted": accepted_keys(model, loc[:-1])}
    elif kind == "model_type":
        words["accepted"] = accepted_keys(model, loc)
    elif kind == "literal_error":
        words["accepted"] = re.findall(r"'([^']*)'", context.get("expected", ""))
    words.update({new: context[old] for old, new in _BOUNDS.items() if old in context})
    return problem_at(tree, (*under, *loc), kind, **words)


_BOUNDS = {"min_length": "least", "max_length": "most", "pattern": "pattern"}


def accepted_keys(model: type[BaseModel] | None, loc: Path) -> list[str]:
    """The keys of the section that stands at `loc` of a document of that model."""
    section: Any = model
    for step in loc:
        section = _below(section, step)
    if not _is_model(section):
        return []
    return [field.alias or name for name, field in section.model_fields.items()]


def _below(annotation: Any, step: str | int) -> Any:
    """The type under a step: a field of a model, a value of a mapping, an item of a list."""
    if annotation is None:
        return None
    if _is_model(annotation):
        fields = annotation.model_fields.items()
        return next((_model_in(field.annotation) for name, field in fields if step in (field.alias, name)), None)
    if getattr(annotation, "__origin__", None) in (dict, list, tuple):
        return _model_in(get_args(annotation)[-1])
    return None


def _model_in(annotation: Any) -> Any:
    """The model, mapping or list inside Annotated and optional types."""
    if _is_model(annotation) or getattr(annotation, "__origin__", None) in (dict, list):
        return annotation
    if hasattr(annotation, "__metadata__"):
        return _model_in(annotation.__origin__)
    inner = (_model_in(part) for part in get_args(annotation))
    return next((part for part in inner if part is not None), None)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _hint(words: Mapping[str, Any], language: str) -> str:
    """The accepted name that comes closest to what was found, as a suggestion; nothing where there are too many."""
    found, accepted = words.get("found"), words.get("accepted") or ()
    if not isinstance(found, str) or len(accepted) > MOST_COMPARED:
        return ""
    close = [name for name in get_close_matches(found, list(accepted), n=1) if name != found]
    if not close:
        return ""
    return f" (может быть, {quoted(close[0])}?)" if language == "ru" else f" (perhaps {quoted(close[0])}?)"


_BARE = frozenset({"most", "least", "pattern", "name"})


def _shown(name: str, value: Any) -> str:
    if name in ("accepted", "counters"):
        listed = [str(part) for part in islice(value, MOST_COMPARED)]
        return ", ".join([*listed, *(["…"] if len(value) > len(listed) else [])]) or "—"
    return str(value) if name in _BARE else quoted(value)


def quoted(value: Any) -> str:
    """A found value, shortened, with quotes and odd characters made visible."""
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list | tuple):
        return "[…]"
    if value is None:
        return "null"
    text = str(value)
    return repr(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
