"""The form of what a rule refuses."""

from webapp.pages.office.rules.fields import Field, PartForm, alone, bare

_WORD = ("Слово причины, например instalments", "The word of a reason, as instalments")
FORM = PartForm(
    ("Отказать", "Refuse"),
    (
        Field("earning", ("Без начисления, причина", "No earning, the reason"), _WORD),
        Field("discount", ("Без скидки, причина", "No discount, the reason")),
        Field("spending", ("Без оплаты бонусами, причина", "No paying with bonuses, the reason")),
        Field("event", ("Само событие невозможно, причина", "The event itself is refused, the reason")),
    ),
    "office/rules/effects/refuse.html",
    bare("event"),
    alone("event"),
    whole="event",
)
