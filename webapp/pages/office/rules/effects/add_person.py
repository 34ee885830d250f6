"""The form of one more person on the account."""

from webapp.pages.office.rules.fields import Field, Part, PartForm, mapping


def _closed(part: Part) -> object:
    return part or "yes"


FORM = PartForm(
    ("Добавить человека на счёт", "Add a person to the account"),
    (Field("limit", ("Не больше людей", "So many people at most"), ("Пусто — без предела", "Empty: no limit")),),
    "office/rules/effects/add_person.html",
    mapping,
    _closed,
)
