"""The field of weekdays."""

from webapp.pages.office.rules.fields import Field

FIELD = Field(
    "if.weekday",
    ("Дни недели", "Weekdays"),
    kind="ticks",
    choices=(
        ("mon", ("понедельник", "Monday")),
        ("tue", ("вторник", "Tuesday")),
        ("wed", ("среда", "Wednesday")),
        ("thu", ("четверг", "Thursday")),
        ("fri", ("пятница", "Friday")),
        ("sat", ("суббота", "Saturday")),
        ("sun", ("воскресенье", "Sunday")),
    ),
)
