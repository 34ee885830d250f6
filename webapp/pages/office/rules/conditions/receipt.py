"""The field of what the receipt must come to."""

from webapp.pages.office.rules.fields import Field

FIELD = Field(
    "if.receipt",
    ("Сумма чека не меньше", "The receipt comes to at least"),
    ("Например 3000 или {less_than: 3000}", "As 3000 or {less_than: 3000}"),
)
