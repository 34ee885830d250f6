"""Papers that are handed out: drawn as PDF by Typst, from a template beside this file.

What people are called and what they wrote goes in as data, never as markup. No font of the machine is looked at: those
that the library brings have Latin and Cyrillic letters.
"""

from __future__ import annotations

import io
import json
import unicodedata
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import segno
import typst

TEMPLATE = Path(__file__).with_name("certificate.typ")


@dataclass(frozen=True, slots=True)
class Side:
    """What the certificate says in one language. `due` is the sum still to be paid, empty where there is none."""

    language: str
    chain: str
    reward: str
    grade: str
    category: str
    until: str
    due: str
    anywhere: bool
    salons: tuple[str, ...]
    booked: bool
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """`accent` is the chain's colour as `#rrggbb`; the first side is the chain's own language."""

    accent: str
    code: str
    holder: str
    sides: tuple[Side, ...]


def drawn(paper: Paper) -> bytes:
    """The PDF; tagged for who hears it read, unless a name has signs that the fonts have not."""
    told = _seen(json.dumps({**asdict(paper), "picture": _picture(paper.code)}, ensure_ascii=False))
    try:
        return _compiled(told, "ua-1")
    except typst.TypstError:
        return _compiled(told, "1.7")


def _compiled(told: str, standard: Literal["ua-1", "1.7"]) -> bytes:
    found: bytes = typst.compile(
        _template(), sys_inputs={"paper": told}, ignore_system_fonts=True, pdf_standards=standard
    )
    return found


def _seen(text: str) -> str:
    """Without what no eye sees and what would turn the words around."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Cn"))


def _picture(code: str) -> str:
    """The code as QR: what a scanner types is what people read."""
    drawn_ = io.BytesIO()
    segno.make(code, error="m", micro=False).save(drawn_, kind="svg", border=0, xmldecl=False, dark="#14171a")
    return drawn_.getvalue().decode()


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()
