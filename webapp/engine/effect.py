"""What the engine knows of one effect of a rule. Each stands in a module of its own under `effects`, found by its
name: a new one is a new module there and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webapp.engine.document.known import Finding
from webapp.engine.document.reader import Path

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import RuleCode
    from webapp.engine.document.phrases import Speaker
    from webapp.engine.document.schema import ProgrammeDocument
    from webapp.engine.facts import Deed


def _names_nothing(document: ProgrammeDocument, section: Any, loc: Path) -> Iterator[Finding]:
    yield from ()


@dataclass(frozen=True, slots=True)
class Effect:
    """`place` is its turn among the effects of a rule, the lowest first. `section` is the form that it has in a
    document. `act` carries it out on a case. `say` tells it in a sentence, of the parsed section and of what a
    document writes for it. `errors` finds names in it that nothing bears. `undo` undoes one of its own deeds, where it
    notes such: their kind is the effect's name.
    """

    place: int
    section: Any
    act: Callable[[Case, RuleCode, Any], None]
    say: Callable[[Speaker, Any, Any], Iterable[str]]
    errors: Callable[[ProgrammeDocument, Any, Path], Iterator[Finding]] = _names_nothing
    undo: Callable[[Case, Deed], None] | None = None
