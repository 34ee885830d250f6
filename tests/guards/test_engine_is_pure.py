"""The engine's answers follow from its arguments alone: no clock, no chance, no file, no float."""

import ast
import sys
from collections.abc import Iterator

from tests.guards.tree import ROOT, modules, spot

LIBRARIES = {"holidays", "pydantic", "pydantic_core", "yaml", "webapp"}
# Parts of the standard library that bring in a clock, chance, the system or the network.
IMPURE = {
    "asyncio",
    "ctypes",
    "http",
    "multiprocessing",
    "os",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
CLOCK_AND_CHANCE = {"now", "today", "utcnow", "uuid1", "uuid4", "uuid6", "uuid7", "getrandbits", "SystemRandom"}
FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob"}
# Chains and journals come from people as files, and these read them; what they read is then an argument.
READERS = {"webapp/engine/folder.py", "webapp/engine/journal.py"}
# Money and bonuses are counted here, in whole numbers.
ARITHMETIC = ("webapp/engine", "webapp/usecases", "webapp/ledger")


def test_the_engine_imports_only_what_is_pure() -> None:
    allowed = (set(sys.stdlib_module_names) - IMPURE) | LIBRARIES
    found = [
        f"{spot(path, line)} imports {name}"
        for path, tree in modules("webapp/engine")
        for line, name in _imported(tree)
        if name.partition(".")[0] not in allowed
    ]
    assert not found


def test_the_engine_asks_no_clock_and_throws_no_dice() -> None:
    found = [
        f"{spot(path, line)} uses {name}"
        for path, tree in modules("webapp/engine")
        for line, name in _used(tree)
        if name in CLOCK_AND_CHANCE
    ]
    assert not found


def test_only_the_readers_of_folders_and_journals_open_files() -> None:
    found = [
        f"{spot(path, line)} uses {name}"
        for path, tree in modules("webapp/engine")
        if path.relative_to(ROOT).as_posix() not in READERS
        for line, name in _used(tree)
        if name in FILES
    ]
    assert not found


def test_nothing_is_counted_in_floats() -> None:
    found = [
        spot(path, node.lineno)
        for path, tree in modules(*ARITHMETIC)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        if isinstance(node.value, float | complex)
    ] + [spot(path, line) for path, tree in modules(*ARITHMETIC) for line, name in _used(tree) if name == "float"]
    assert not found


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, node.module or ""


def _used(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What is called or imported by name, and what is taken off a class of dates or ids to be called elsewhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.lineno, _last_name(node.func)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.Attribute) and _last_name(node.value) in ("date", "datetime", "uuid"):
            yield node.lineno, node.attr


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
