"""The field of single items of the catalogue."""

from webapp.pages.office.rules.fields import Field

FIELD = Field(
    "if.item",
    ("Отдельные услуги и товары", "Single services and goods"),
    ("Коды каталога через запятую", "Codes of the catalogue, with commas"),
    kind="words",
)
