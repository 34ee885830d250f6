"""A chain's accent colour, made readable: whatever an owner picks, words on it and words in it keep their contrast."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

WHITE, INK = "#ffffff", "#14171a"
LIGHT_PAGE, DARK_PAGE = "#f4f5f3", "#22272b"
"""The darkest light ground and the lightest dark one that words in the accent stand on."""
ENOUGH = 4.6
"""WCAG's 4.5 with room for rounding."""
MOST_STEPS = 100


class Accent(NamedTuple):
    """`fill` is behind buttons, `on_fill` the words there, `ink` the colour as words on the page."""

    fill: str
    on_fill: str
    ink: str


@lru_cache(maxsize=1000)
def light(colour: str) -> Accent:
    return _accent(colour, LIGHT_PAGE, towards=INK)


@lru_cache(maxsize=1000)
def dark(colour: str) -> Accent:
    return _accent(colour, DARK_PAGE, towards=WHITE)


def _accent(colour: str, page: str, towards: str) -> Accent:
    on_fill = WHITE if contrast(colour, WHITE) >= contrast(colour, INK) else INK
    fill = _until_readable(colour, on_fill, INK if on_fill == WHITE else WHITE)
    return Accent(fill, on_fill, _until_readable(colour, page, towards))


def _until_readable(colour: str, against: str, towards: str) -> str:
    """The colour, moved just as far as its contrast needs."""
    for step in range(MOST_STEPS + 1):
        moved = _mixed(colour, towards, step)
        if contrast(moved, against) >= ENOUGH:
            return moved
    return towards


def _mixed(colour: str, towards: str, share: int) -> str:
    pairs = zip(_parts(colour), _parts(towards), strict=True)
    return "#" + "".join(f"{(old * (MOST_STEPS - share) + new * share) // MOST_STEPS:02x}" for old, new in pairs)


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
