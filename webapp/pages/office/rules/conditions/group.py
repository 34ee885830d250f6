"""The field of groups of the catalogue."""

from webapp.pages.office.rules.fields import Field

FIELD = Field(
    "if.group",
    ("Группы услуг и товаров", "Groups of services and goods"),
    ("Коды каталога через запятую", "Codes of the catalogue, with commas"),
    kind="words",
)
