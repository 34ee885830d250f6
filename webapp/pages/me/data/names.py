"""What the chain calls the things in its members' data."""

from __future__ import annotations

from webapp.pages.shared import visit
from webapp.pages.shared.language import language, say
from webapp.translations.say import knows


def field(name: str) -> str:
    """The questionnaire's own label, else a column's; nothing for what no page has a word for."""
    asked = next((one for one in visit.chain().questionnaire["fields"] if one["name"] == name), None)
    if asked is not None:
        return str(asked["label"][language()])
    known = f"me.export.column.{name}"
    return say(known) if knows(known) else ""


def consent(name: str | int) -> str:
    """Its text as it is asked for now."""
    asked = next((one for one in visit.chain().questionnaire.get("consents", ()) if one["name"] == name), None)
    return str(asked["text"][language()]) if asked is not None else str(name)


def wallet(code: str | int) -> str:
    known = visit.chain().timeline.at(visit.today()).document.wallets.get(str(code))
    return known.name.say(language()) if known is not None and known.name is not None else str(code)
