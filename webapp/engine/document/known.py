"""Whether the document has what one of its parts names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from webapp.engine.document.reader import Path

if TYPE_CHECKING:
    from webapp.engine.document.schema import ProgrammeDocument

Finding = tuple[Path, str, dict[str, Any]]
"""(the place as the schema names it, the code, the words of its sentence)"""


def unknown(names: Any, known: Any, code: str, loc: Path, listed: bool = True) -> Iterator[Finding]:
    """The names that nothing bears; `listed` tells that they stand in a list."""
    for place, name in enumerate(names):
        if name not in known:
            yield (*loc, place) if listed else loc, code, {"found": name, "accepted": known}


def unknown_wallet(document: ProgrammeDocument, name: str | None, loc: Path) -> Iterator[Finding]:
    """A wallet that there is not; none named means the first one, which there must be."""
    if not document.wallets:
        yield loc, "no_wallet", {}
    elif name is not None:
        yield from unknown([name], document.wallets, "unknown_wallet", (*loc, "wallet"), listed=False)
