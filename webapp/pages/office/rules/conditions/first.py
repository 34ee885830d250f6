"""The field of first times."""

from webapp.pages.office.rules.fields import Field

FIELD = Field(
    "if.first",
    ("Только в первый раз", "The first time only"),
    kind="open",
    choices=(
        ("", ("Не важно", "No matter")),
        ("visit", ("Первый визит", "The first visit")),
        ("sale", ("Первая покупка", "The first sale")),
    ),
)
