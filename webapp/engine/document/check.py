"""Checks a programme document, and writes, reads and describes it: text in; document, errors and warnings out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from webapp.engine.document.conditions import WORDS
from webapp.engine.document.doubts import warnings
from webapp.engine.document.known import Finding
from webapp.engine.document.listed import unlisted
from webapp.engine.document.phrases import NO_LISTS, Lists
from webapp.engine.document.problems import Problem, accepted_keys, in_order, problem_at, problems_of
from webapp.engine.document.reader import Mapping, Path, Sequence, Unreadable, read
from webapp.engine.document.references import errors, threshold_words
from webapp.engine.document.schema import ProgrammeDocument

__all__ = ["Problem", "check", "dump", "load", "schema", "validate"]


def check(text: str, lists: Lists = NO_LISTS) -> tuple[ProgrammeDocument | None, list[Problem], list[Problem]]:
    """The document that the text holds, all that is wrong, all that is surely not meant. No document beside errors.
    `lists` are the chain's own, where they are at hand.
    """
    try:
        tree = read(text)
    except Unreadable as error:
        return None, problems_of(error, None), []
    document, wrong = validate(tree)
    found = [problem_at(tree, path, "empty") for path in _empty(tree, ())]
    if document is not None:
        found += [problem_at(tree, loc, code, **words) for loc, code, words in _doubts(document, lists)]
    said = {problem.path for problem in wrong}
    return document, wrong, in_order(problem for problem in found if problem.path not in said)


def _doubts(document: ProgrammeDocument, lists: Lists) -> Iterator[Finding]:
    yield from warnings(document)
    yield from unlisted(document, lists.groups, lists.items)


def validate(tree: Any) -> tuple[ProgrammeDocument | None, list[Problem]]:
    """The document that a tree holds, or all that is wrong with it. Keys without a value count as absent."""
    if not isinstance(tree, dict):
        keys = accepted_keys(ProgrammeDocument, ())
        return None, [Problem("", 1, 1, "model_type", {"found": tree, "accepted": keys})]
    try:
        document = ProgrammeDocument.model_validate(_filled(tree))
    except ValidationError as error:
        return None, [_threshold(tree, problem) for problem in problems_of(error, tree, model=ProgrammeDocument)]
    wrong = in_order(problem_at(tree, loc, code, **words) for loc, code, words in errors(document))
    return (None, wrong) if wrong else (document, [])


def dump(document: ProgrammeDocument) -> str:
    """Canonical JSON: short, without defaults. To be kept as text: the order of keys is that of rules and levels."""
    tree = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=128)
def load(text: str) -> ProgrammeDocument:
    """What `dump` wrote. Chains that began with the same preset have one document, which nothing changes."""
    return ProgrammeDocument.model_validate(json.loads(text))


def schema() -> dict[str, Any]:
    """The JSON Schema of documents."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ProgrammeDocument.model_json_schema(by_alias=True, mode="validation"),
    }


_THRESHOLD = re.compile(r"levels\.\w+\.(enter|keep)\..*?(\w+)")


def _threshold(tree: Any, problem: Problem) -> Problem:
    """A misspelt word of a threshold looks like a counter with an odd bound; what is wrong is its name."""
    found = _THRESHOLD.fullmatch(problem.path)
    counters = tree.get("counters")
    known = counters if isinstance(counters, dict) else {}
    if not found or problem.code not in ("number", "compare") or found[2] in known or found[2] in WORDS:
        return problem
    return replace(problem, code="unknown_threshold", words=threshold_words(known, found[2]))


def _filled(node: Any) -> Any:
    """The same tree without the keys that have no value."""
    if isinstance(node, dict):
        return {key: _filled(inner) for key, inner in node.items() if inner is not None}
    return [_filled(inner) for inner in node] if isinstance(node, list) else node


def _empty(node: Any, path: Path) -> Iterator[Path]:
    if isinstance(node, Mapping):
        for key, inner in node.items():
            if inner is None:
                yield (*path, key)
            yield from _empty(inner, (*path, key))
    elif isinstance(node, Sequence):
        for place, inner in enumerate(node):
            yield from _empty(inner, (*path, place))
