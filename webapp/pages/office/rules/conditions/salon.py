"""The field of salons."""

from webapp.pages.office.rules.fields import Field

FIELD = Field(
    "if.salon", ("Салоны", "Salons"), ("Коды салонов через запятую", "Codes of salons, with commas"), kind="words"
)
