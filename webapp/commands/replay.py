"""`laurel replay PROGRAMME JOURNAL…`: plays journals in memory and says which expectations do not hold. With `--url`
and a sandbox's key they are played through the API of a running service, by the programme of the key's chain.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from webapp.commands.days import day
from webapp.commands.far import Sandbox
from webapp.engine.document.problems import printable
from webapp.engine.folder import BadFile, open_programme
from webapp.engine.journal import Journal, Played, open_journal, plain, play
from webapp.engine.world import World

HOLDS, DIFFERS, INVALID = 0, 1, 2
Player = Callable[[Journal], Iterator[Played]]
TENANTS = Path(__file__).resolve().parents[2] / "tenants"


def add(subparsers: Any) -> None:
    """Adds the command to the parser."""
    parser = subparsers.add_parser("replay", help="play journals against a programme")
    parser.add_argument("paths", nargs="+", metavar="PROGRAMME JOURNAL", help="a folder of tenants/, or a document")
    parser.add_argument("--url", help="the address of a service: journals alone are named, and played there")
    parser.add_argument("--key", help="the sandbox's key of that service's API; each journal begins in an empty one")
    parser.add_argument("--json", action="store_true", help="print one object an event, with its whole result")
    parser.add_argument("--until", type=day, metavar="DATE", help="stop at that day's last moment")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0: every expectation holds. 1: some do not. 2: a journal or the programme is not valid."""
    # What is read lives until the end: collecting among millions of small values only costs time.
    gc.disable()
    try:
        player, paths = _player(arguments)
        journals = [open_journal(Path(path)) for path in paths]
        return max(_replay(player, journal, arguments) for journal in journals)
    except BadFile as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return INVALID


def _player(arguments: argparse.Namespace) -> tuple[Player, list[str]]:
    """Who plays a journal, and the journals. Raises BadFile."""
    if (arguments.url is None) != (arguments.key is None):
        raise BadFile("--url and --key go together")
    if arguments.url is not None:
        far = Sandbox(arguments.url, arguments.key)
        return lambda journal: far.play(journal, arguments.until), arguments.paths
    programme, *paths = arguments.paths
    if not paths:
        raise BadFile("a programme and at least one journal are wanted")
    folder = open_programme(programme_path(programme))
    return lambda journal: play(journal, World(folder.timeline, folder.chain), arguments.until), paths


def programme_path(name: str) -> Path:
    """The path as given; a bare name may be that of a folder of tenants/."""
    path = Path(name)
    return path if path.exists() or len(path.parts) > 1 else TENANTS / name


def _replay(player: Player, journal: Journal, arguments: argparse.Namespace) -> int:
    found = HOLDS
    for played in player(journal):
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
