"""The field of levels."""

from webapp.pages.office.rules.fields import Field

FIELD = Field(
    "if.level", ("Уровни", "Levels"), ("Коды уровней через запятую", "Codes of levels, with commas"), kind="words"
)
