"""What a log may say: never a name, a phone, a code or a token, so neither an address as it was typed nor an error's
own words, which repeat what the database was told (R42).
"""

from __future__ import annotations

import traceback

ADDRESS = "laurel.address"
"""Under which a request's environment holds its address as a log may tell it."""


def trace(error: BaseException) -> str:
    """Where it happened and what kind of error it was, with whatever led to it."""
    found = []
    following: BaseException | None = error
    while following is not None:
        found.append("".join(traceback.format_tb(following.__traceback__)) + type(following).__qualname__)
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return "\nafter\n".join(found)
