"""`laurel replay PROGRAMME JOURNAL…`: plays journals in memory and says which expectations do not hold."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from webapp.engine.document.problems import printable
from webapp.engine.folder import BadFile, Folder, open_programme
from webapp.engine.journal import Journal, Played, open_journal, plain, play
from webapp.engine.world import World

HOLDS, DIFFERS, INVALID = 0, 1, 2
TENANTS = Path(__file__).resolve().parents[2] / "tenants"


def add(subparsers: Any) -> None:
    """Adds the command to the parser."""
    parser = subparsers.add_parser("replay", help="play journals against a programme")
    parser.add_argument("programme", help="a folder of tenants/, or a programme document")
    parser.add_argument("journals", nargs="+", type=Path, metavar="JOURNAL")
    parser.add_argument("--json", action="store_true", help="print one object an event, with its whole result")
    parser.add_argument("--until", type=_day, metavar="DATE", help="stop at that day's last moment")
    parser.set_defaults(run=run)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a day is wanted, as 2025-03-03, not {text!r}") from None


def run(arguments: argparse.Namespace) -> int:
    """0: every expectation holds. 1: some do not. 2: a journal or the programme is not valid."""
    # What is read lives until the end: collecting among millions of small values only costs time.
    gc.disable()
    try:
        folder = open_programme(programme_path(arguments.programme))
        journals = [open_journal(path) for path in arguments.journals]
        return max(_replay(folder, journal, arguments) for journal in journals)
    except BadFile as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return INVALID


def programme_path(name: str) -> Path:
    """The path as given; a bare name may be that of a folder of tenants/."""
    path = Path(name)
    return path if path.exists() or len(path.parts) > 1 else TENANTS / name


def _replay(folder: Folder, journal: Journal, arguments: argparse.Namespace) -> int:
    world = World(folder.timeline, folder.chain)
    found = HOLDS
    for played in play(journal, world, arguments.until):
        if arguments.json:
            print(json.dumps(_object(journal, played), ensure_ascii=False))
        if played.differences:
            found = DIFFERS
            for difference in played.differences:
                wanted = json.dumps(plain(difference.wanted), ensure_ascii=False)
                got = json.dumps(plain(difference.found), ensure_ascii=False)
                place = f"{journal.path}:{played.step.line}: {played.step.verb}"
                print(f"{place}: {difference.path}: wanted {wanted}, found {got}", file=sys.stderr)
    if not arguments.json:
        print(f"{'holds' if found == HOLDS else 'DIFFERS'}  {printable(journal.title)}")
    return found


def _object(journal: Journal, played: Played) -> dict[str, Any]:
    step = played.step
    result = plain(played.decision.result) if played.decision else {}
    at = step.at.isoformat(timespec="seconds")
    return {
        "journal": journal.path,
        "line": step.line,
        "at": at,
        "do": step.verb,
        "result": result,
        "differences": [
            {"path": difference.path, "wanted": plain(difference.wanted), "found": plain(difference.found)}
            for difference in played.differences
        ],
    }
