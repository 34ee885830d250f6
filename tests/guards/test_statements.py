"""Statements stand in the rooms that hold the rows. Nothing above writes SQL, so nothing there forgets the chain (R39)."""

import ast
from collections.abc import Iterator

from tests.guards.tree import modules, spot

ABOVE = ("webapp/usecases", "webapp/pages", "webapp/api", "webapp/commands", "webapp/messages", "webapp/engine")
# What a use case needs of the database's words: the session it hands on, and what may go wrong.
ALLOWED = {"sqlalchemy.orm": {"Session"}, "sqlalchemy.exc": None, "sqlalchemy": {"Connection", "Engine"}}


def test_no_statement_is_written_above_the_rooms_that_hold_the_rows_r39() -> None:
    found = [
        f"{spot(path, line)} imports {name} from {module}"
        for path, tree in modules(*ABOVE)
        for line, module, name in _imported(tree)
        if module.partition(".")[0] == "sqlalchemy"
        if module not in ALLOWED or name not in (ALLOWED[module] or {name})
    ]
    assert not found


def test_no_use_case_looks_rows_up_by_the_session_itself_r39() -> None:
    found = [
        f"{spot(path, node.lineno)} calls session.{node.func.attr}"
        for path, tree in modules("webapp/usecases")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "session"
        if node.func.attr not in ("get_bind",)
    ]
    assert not found


def _imported(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.lineno, node.module or "", alias.name) for alias in node.names)
