"""The field of days around the birthday."""

from webapp.pages.office.rules.fields import Field

FIELD = Field(
    "if.birthday",
    ("Около дня рождения", "Around the birthday"),
    ("Другое, например {before: 3 days, after: 7 days}", "Others as {before: 3 days, after: 7 days}"),
    kind="open",
    choices=(
        ("", ("Не важно", "No matter")),
        ("day", ("В сам день", "On the day")),
        ("week", ("В ту же неделю", "In its week")),
        ("month", ("В тот же месяц", "In its month")),
    ),
)
