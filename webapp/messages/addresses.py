"""Web addresses in names: whoever gives a name chooses what others read in a message, and phones make links of it."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"://|@|\b[\w-]+\.(?:[a-z]{2,}|рф|рус|дети|москва|онлайн|сайт|орг|бел|укр)\b", re.IGNORECASE)
"""Initials in Cyrillic letters are none; those in Latin ones need a space after the dot."""
_JOINED = re.compile(r"(?<=\S)([.@])(?=\S)")


def holds_address(name: str) -> bool:
    return _ADDRESS.search(name) is not None


def defused(name: str) -> str:
    """The name as no program makes a link of it, whatever it holds."""
    return _JOINED.sub(r"\1 ", name.replace("://", " "))
