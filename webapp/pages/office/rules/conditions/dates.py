"""The field of days of the calendar."""

from webapp.pages.office.rules.fields import Field

FIELD = Field(
    "if.dates",
    ("Дни календаря", "Days of the calendar"),
    ("Например 2026-12-01..2026-12-31", "As 2026-12-01..2026-12-31"),
    kind="words",
)
