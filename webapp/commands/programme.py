"""`laurel programme check | explain | schema`: what a programme document says, and what is wrong with it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from webapp.engine.document.check import check, schema
from webapp.engine.document.explain import explain
from webapp.engine.document.phrases import NO_LISTS, Lists
from webapp.engine.document.problems import Problem
from webapp.engine.document.reader import LARGEST_DOCUMENT, Unreadable, read
from webapp.engine.document.schema import Named, ProgrammeDocument

TENANTS = Path(__file__).resolve().parents[2] / "tenants"
DOCUMENT, CATALOGUE = "programme.yaml", "catalogue.yaml"
LARGEST_CATALOGUE = 16 * LARGEST_DOCUMENT
FINE, INVALID = 0, 2


def add(subparsers: Any) -> None:
    verbs = subparsers.add_parser("programme", help="programme documents").add_subparsers(metavar="VERB", required=True)
    checking = verbs.add_parser("check", help="name all that is wrong with a document, or surely not meant")
    explaining = verbs.add_parser("explain", help="say the whole programme in plain sentences")
    for verb, run in ((checking, run_check), (explaining, run_explain)):
        verb.add_argument(
            "file", metavar="FILE", help=f"a document, a folder with {DOCUMENT}, or a name under tenants/"
        )
        verb.add_argument("--lang", choices=("ru", "en"), default="en", help="the language of the answer (default: en)")
        verb.set_defaults(run=run)
    verbs.add_parser("schema", help="print the JSON Schema of documents").set_defaults(run=run_schema)


def run_check(arguments: argparse.Namespace) -> int:
    found = _open(arguments.file, arguments.lang)
    if found is None:
        return INVALID
    print(f"{found[0]}: {'в порядке' if arguments.lang == 'ru' else 'fine'}")
    return FINE


def run_explain(arguments: argparse.Namespace) -> int:
    found = _open(arguments.file, arguments.lang)
    if found is None:
        return INVALID
    path, document = found
    for section in explain(document, arguments.lang, _lists(path.with_name(CATALOGUE))):
        print(f"\n{section.number}. {section.title}\n")
        for sentence in section.sentences:
            print(f"{sentence.number}. {sentence.text}")
    return FINE


def run_schema(arguments: argparse.Namespace) -> int:
    print(json.dumps(schema(), ensure_ascii=False, indent=2))
    return FINE


def _open(name: str, language: str) -> tuple[Path, ProgrammeDocument] | None:
    """The document, its warnings printed; None with every problem on stderr."""
    path = _path(name)
    text = _text(path, language)
    if text is None:
        return None
    document, errors, warnings = check(text, _lists(path.with_name(CATALOGUE)))
    for problem in errors:
        print(_located(path, problem, language), file=sys.stderr)
    if document is None:
        return None
    for problem in warnings:
        print(_located(path, problem, language))
    return path, document


def _path(name: str) -> Path:
    """The document that is meant: a file, a folder's own, or that of a folder under tenants/."""
    path = Path(name)
    if not path.exists() and path.name == name and (TENANTS / name).is_dir():
        path = TENANTS / name
    return path / DOCUMENT if path.is_dir() else path


def _text(path: Path, language: str) -> str | None:
    """What the file holds, cut a little past what a document may have at most; None with the reason on stderr."""
    russian = language == "ru"
    try:
        with path.open("rb") as file:
            found = file.read(LARGEST_DOCUMENT + 8)
        return found.decode("utf-8", "replace" if len(found) > LARGEST_DOCUMENT else "strict")
    except UnicodeDecodeError:
        reason = "файл не в UTF-8; сохраните его в UTF-8" if russian else "the file is not UTF-8; save it as UTF-8"
    except OSError as error:
        reason = f"не читается ({error.strerror})" if russian else f"can't be read ({error.strerror})"
    print(f"{path}:1:1: {reason}", file=sys.stderr)
    return None


def _located(path: Path, problem: Problem, language: str) -> str:
    place = f"{path}:{problem.line}:{problem.column}: "
    return f"{place}{problem.path}: {problem.say(language)}" if problem.path else f"{place}{problem.say(language)}"


def _lists(catalogue: Path) -> Lists:
    """How the catalogue beside the document calls its groups, items and tags; nothing where it can't be read."""
    try:
        found = read(catalogue.read_text(encoding="utf-8"), LARGEST_CATALOGUE)
        items = {item["code"]: item["name"] for item in found["items"]}
        named = [found["groups"], items, found.get("tags", {})]
        return Lists(*({code: Named.model_validate(name) for code, name in names.items()} for names in named))
    except (OSError, UnicodeDecodeError, Unreadable, ValidationError, KeyError, TypeError, AttributeError):
        return NO_LISTS
