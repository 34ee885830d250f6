"""The field of hours of the day."""

from webapp.pages.office.rules.fields import Field

FIELD = Field("if.hours", ("Часы дня", "Hours of the day"), ("Например 10:00-14:30", "As 10:00-14:30"))
