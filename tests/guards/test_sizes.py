"""A function fits on a screen and a module in a head. What does not is two things: there is no list of exceptions."""

import ast

from tests.guards.tree import modules, spot

FUNCTION_LINES = 60
MODULE_LINES = 600


def test_no_function_is_longer_than_a_screen() -> None:
    found = [
        f"{spot(path, node.lineno)} {node.name}: {length} lines"
        for path, tree in modules("webapp", "config", "tests")
        # A migration is a record of what was done once, not a thing to be read again.
        if "migrations" not in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert not found


def test_no_module_is_longer_than_a_head_can_hold() -> None:
    found = [
        f"{spot(path)}: {length} lines"
        for path, _ in modules("webapp", "config", "tests")
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > MODULE_LINES
    ]
    assert not found
