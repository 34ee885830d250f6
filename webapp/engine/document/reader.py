"""Reads the safe subset of YAML that documents and journals are written in (R61).

Every scalar stays text: the schema decides what it means, so `no`, `12:30` and `1_000` are never turned into something
else. Aliases, tags, duplicate keys, deep nesting and oversized texts are refused with line and column.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

DEEPEST = 32
LARGEST_DOCUMENT = 64 * 1024
LARGEST_JOURNAL = 64 * 1024 * 1024

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ufeff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML does not allow in a text: control characters and halves of a character."""

Place = tuple[int, int]
Path = tuple[str | int, ...]


class Unreadable(ValueError):
    """The text is not of the safe subset: `code` says why, `words` what was found, `place` is (line, column) from 1."""

    def __init__(self, code: str, place: Place, **words: object) -> None:
        super().__init__(code)
        self.code = code
        self.place = place
        self.words = words


class Mapping(dict[str, Any]):
    """A mapping that remembers where each of its keys stands."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, Place] = {}


class Sequence(list[Any]):
    """A list that remembers where each of its items stands."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []


def read(text: str, largest: int = LARGEST_DOCUMENT) -> Any:
    """The tree of `text`: Mapping, Sequence, str, or None for an empty scalar. Raises Unreadable."""
    _printable(text)
    if len(text.encode()) > largest:
        raise Unreadable("too_large", (1, 1), most=largest)
    parser = CParser(text)
    try:
        return _build(parser)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Unreadable("not_yaml", place, found=getattr(error, "problem", None) or "") from None
    finally:
        parser.dispose()


def _printable(text: str) -> None:
    found = _UNPRINTABLE.search(text)
    if found:
        before = text[: found.start()]
        line = before.count("\n")
        raise Unreadable("character", (line + 1, found.start() - before.rfind("\n")), found=f"U+{ord(found[0]):04X}")


def place_of(tree: Any, path: Path) -> Place:
    """Line and column of what stands at `path`; steps that the text does not have are passed over."""
    place = (1, 1)
    node = tree
    for step in path:
        if isinstance(node, Mapping) and step in node:
            place = node.places[str(step)]
            node = node[str(step)]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
            place = node.places[step]
            node = node[step]
    return place


def _build(parser: CParser) -> Any:
    """One pass over the parser's events, without recursion, so that depth is ours to bound."""
    root = Sequence()
    stack: list[Mapping | Sequence] = [root]
    keys: list[str | None] = [None]
    documents = 0
    while True:
        event: Any = parser.get_event()
        kind = type(event)
        if kind is yaml.ScalarEvent:
            _checked(event)
            value = None if not event.style and event.value in ("", "~", "null") else event.value
            _place(stack[-1], keys, value, event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            _checked(event)
            child = Mapping() if kind is yaml.MappingStartEvent else Sequence()
            _place(stack[-1], keys, child, event)
            stack.append(child)
            keys.append(None)
            if len(stack) > DEEPEST:
                _refuse("too_deep", event, most=DEEPEST)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            stack.pop()
            keys.pop()
        elif kind is yaml.AliasEvent:
            _refuse("alias", event, found=event.anchor)
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                _refuse("second_document", event)
        elif kind is yaml.StreamEndEvent:
            return root[0] if root else None


def _place(parent: Mapping | Sequence, keys: list[str | None], value: Any, event: Any) -> None:
    mark = event.start_mark
    if isinstance(parent, Sequence):
        parent.append(value)
        parent.places.append((mark.line + 1, mark.column + 1))
        return
    key = keys[-1]
    if key is None:
        if not isinstance(value, str):
            _refuse("key_not_word", event)
        if value in parent:
            _refuse("duplicate_key", event, found=value, first=parent.places[value][0])
        parent.places[value] = (mark.line + 1, mark.column + 1)
        parent[value] = None
        keys[-1] = value
    else:
        parent[key] = value
        keys[-1] = None


def _checked(event: Any) -> None:
    if event.anchor is not None:
        _refuse("alias", event, found=event.anchor)
    if event.tag is not None and event.tag != "!":
        _refuse("tag", event, found=event.tag)


def _refuse(code: str, event: Any, **words: object) -> NoReturn:
    mark = event.start_mark
    raise Unreadable(code, (mark.line + 1, mark.column + 1), **words)
