"""Withholding: the event itself, or what a sale would have brought."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from webapp.engine.document.conditions import Strict
from webapp.engine.document.shorthand import named
from webapp.engine.document.values import Word, misfit


class Refusal(Strict):
    """What the rule withholds, with the reason's code; `event` stands for the event itself."""

    event: Word | None = None
    earning: Word | None = None
    spending: Word | None = None
    discount: Word | None = None

    @model_validator(mode="after")
    def _some(self) -> Refusal:
        if not (self.event or self.earning or self.spending or self.discount):
            raise misfit("no_refusal", accepted=["earning", "spending", "discount"])
        return self


Refuse = Annotated[Refusal, named("event")]
