"""Lists go on from a cursor: it stands for the last that was told, and says nothing to whoever carries it."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from flask import request

from webapp.api.v1.problems import invalid, say

MOST, USUAL = 200, 50


def most() -> int:
    """How many are asked for at once."""
    text = request.args.get("limit", str(USUAL))
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:6]) <= MOST:
        raise invalid("limit", say("api.limit", most=MOST))
    return int(text)


def after() -> UUID | None:
    text = request.args.get("cursor")
    if text is None:
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(text.encode() + b"=="))
    except (binascii.Error, ValueError):
        raise invalid("cursor", say("api.cursor")) from None


def cursor(last: UUID) -> str:
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")
