"""The top of the repository has the rooms it was drawn with, and nothing in it is bound to one machine."""

import re

from tests.guards.tree import ROOT, files, is_ignored, spot, text

ROOMS = {
    ".ci",
    ".gitignore",
    "Makefile",
    "README.md",
    "config",
    "pyproject.toml",
    "static",
    "templates",
    "tenants",
    "tests",
    "webapp",
}

MACHINE = re.compile(r"/(work|farm|root|Users|tmp/\w+|home/\w+|opt/\w+)/|\bfile://")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|debian\.org|index[-]url|find[-]links|trusted[-]host\b", re.IGNORECASE
)


def test_the_top_holds_the_rooms_and_nothing_else() -> None:
    present = {path.name for path in ROOT.iterdir() if path.name != ".git" and not is_ignored(path)}
    assert present <= ROOMS


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert not _lines_with(MACHINE)


def test_no_file_names_where_packages_are_fetched_from() -> None:
    assert not _lines_with(REGISTRY)


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        spot(path, number)
        for path in files()
        for number, line in enumerate(text(path).splitlines(), start=1)
        if pattern.search(line)
    ]
