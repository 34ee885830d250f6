"""The form of what is counted by a rule."""

from webapp.pages.office.rules.fields import Field, Part, PartForm


def _opened(value: object) -> Part:
    return {"count": value}


def _closed(part: Part) -> object:
    return part.get("count", {})


FORM = PartForm(
    ("Посчитать", "Count"),
    (
        Field(
            "count",
            ("Счётчики", "Counters"),
            ("По строке на счётчик, например stamps: 1", "A line for each counter, as stamps: 1"),
            kind="yaml",
        ),
    ),
    "office/rules/effects/count.html",
    _opened,
    _closed,
)
