"""A text of the document's own, in both languages."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from webapp.engine.document.conditions import Strict


class Named(Strict):
    """A text in both languages."""

    ru: Annotated[str, Field(min_length=1, max_length=4000)]
    en: Annotated[str, Field(min_length=1, max_length=4000)]

    def say(self, language: str) -> str:
        return self.ru if language == "ru" else self.en
