"""The form of a level's term that is prolonged."""

from webapp.pages.office.rules.fields import Field, PartForm, bare

FORM = PartForm(
    ("Продлить срок уровня", "Prolong the level's term"),
    (
        Field("by", ("На сколько", "By how long"), ("Например 1 month", "As 1 month")),
        Field(
            "days",
            ("Или на сколько дней", "Or by how many days"),
            ("Число или {event: units}", "A number or {event: units}"),
        ),
        Field("level", ("Какого уровня", "Of which level"), ("Пусто — любого", "Empty: of any")),
    ),
    "office/rules/effects/prolong.html",
    bare("by"),
    whole="by",
)
