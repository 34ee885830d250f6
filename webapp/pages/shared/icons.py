"""A chain's icon on the screens of phones: the first letter of its name on its colour."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

import typst
from flask import url_for

from webapp.pages.shared import colours, visit

SIZES = (180, 192, 512)
"""An edge in pixels: the first for one maker's phones, the others for the rest."""
_ICON = b"""#let told = json(bytes(sys.inputs.icon))
#set page(width: 512pt, height: 512pt, margin: 0pt, fill: rgb(told.fill))
#place(center + horizon, text(
  size: 280pt, weight: "bold", fill: rgb(told.ink), top-edge: "cap-height", bottom-edge: "baseline", told.letter))
"""
_EDGE, _POINTS = 512, 72


def icon(size: int) -> bytes:
    """The chain's, as PNG."""
    colour = colours.light(visit.chain().accent)
    return _drawn(_letter(), colour.fill, colour.on_fill, size)


def icon_address(size: int) -> str:
    """A new letter or colour is another address, so that no phone keeps the old icon."""
    look = hashlib.sha256(f"{_letter()}{visit.chain().accent}".encode()).hexdigest()[:8]
    return url_for("me.shell.icon", size=size, v=look)


def _letter() -> str:
    """In the chain's own language, whoever asks."""
    name = visit.chain().name.say(visit.chain().language)
    return next((sign for sign in name if sign.isalnum()), "·").upper()


@lru_cache(maxsize=500)
def _drawn(letter: str, fill: str, ink: str, size: int) -> bytes:
    """So far from the edges that any shape may be cut out of it."""
    told = json.dumps({"letter": letter, "fill": fill, "ink": ink})
    picture: bytes = typst.compile(
        _ICON, sys_inputs={"icon": told}, ignore_system_fonts=True, format="png", ppi=_POINTS * size / _EDGE
    )
    return picture
