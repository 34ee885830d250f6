"""The form of counters that begin anew."""

from webapp.pages.office.rules.fields import Field, Part, PartForm


def _opened(value: object) -> Part:
    return {"reset": value}


def _closed(part: Part) -> object:
    return part.get("reset", [])


FORM = PartForm(
    ("Обнулить счётчики", "Reset counters"),
    (Field("reset", ("Счётчики через запятую", "Counters, with commas"), kind="words"),),
    "office/rules/effects/reset.html",
    _opened,
    _closed,
)
