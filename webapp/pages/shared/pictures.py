"""Pictures that are drawn here: codes that cameras and scanners read."""

from __future__ import annotations

import segno
from barcode import Code128


def qr(text: str) -> str:
    """As SVG to stand in a page."""
    picture: str = segno.make(text, error="m", micro=False).svg_inline(scale=6, border=3, omitsize=True)
    return picture


def bars(number: str) -> list[tuple[int, int]]:
    """Where each bar begins and how wide it is, in modules; none for what Code 128 cannot write."""
    modules = Code128(number).build()[0] if number.isascii() else ""
    found, place = [], 0
    while place < len(modules):
        width = len(modules[place:]) - len(modules[place:].lstrip(modules[place]))
        if modules[place] == "1":
            found.append((place, width))
        place += width
    return found
