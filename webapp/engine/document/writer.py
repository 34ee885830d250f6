"""Writes a document's tree as YAML that `reader` reads back as the same tree: every scalar as text, in quotes where it
would else be read as something else.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

WIDTH, ENDLESS = 110, 1_000_000
_NOTHING = [("tag:yaml.org,2002:null", re.compile("^(?:~|null|)$"))]


class _Plain(yaml.SafeDumper):
    """Nothing but an empty value is told apart from text, as in the reader."""

    yaml_implicit_resolvers = dict.fromkeys(("", "~", "n"), _NOTHING)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def plain(tree: Any) -> Any:
    """The tree in plain mappings and lists, with text as its only scalars."""
    if isinstance(tree, dict):
        return {str(key): plain(inner) for key, inner in tree.items()}
    if isinstance(tree, list | tuple):
        return [plain(inner) for inner in tree]
    if isinstance(tree, bool):
        return "true" if tree else "false"
    return tree if tree is None else str(tree)


def write(tree: Any) -> str:
    """The text of a document or of a part of one. Comments are no part of a tree."""
    return _written(tree, WIDTH, short=False)


def write_short(tree: Any) -> str:
    """The same on one line."""
    return _written(tree, ENDLESS, short=True).strip()


def _written(tree: Any, width: int, short: bool) -> str:
    text: str = yaml.dump(
        plain(tree), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=width, default_flow_style=short
    )
    return text.removesuffix("...\n")
