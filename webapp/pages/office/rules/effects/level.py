"""The form of a level that is set."""

from webapp.pages.office.rules.fields import Field, PartForm, alone, wrapped

FORM = PartForm(
    ("Присвоить уровень", "Set a level"),
    (
        Field("to", ("Уровень", "Level")),
        Field("lasts", ("На сколько", "For how long"), ("Пусто — как у уровня", "Empty: as the level")),
        Field(
            "begins",
            ("С какого момента", "Begins"),
            kind="open",
            choices=(
                ("", ("Как у уровня", "As the level")),
                ("at_once", ("Сразу", "At once")),
                ("same_sale", ("С этой же покупки", "With this very sale")),
                ("next_visit", ("Со следующего визита", "With the next visit")),
                ("next_month", ("Со следующего месяца", "With the next month")),
                ("card_issue", ("С выдачи карты", "With the card's issue")),
            ),
        ),
    ),
    "office/rules/effects/level.html",
    wrapped("to"),
    alone("to"),
    whole="to",
)
