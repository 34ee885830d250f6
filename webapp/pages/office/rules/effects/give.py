"""The form of a reward that is given."""

from webapp.pages.office.rules.fields import Field, PartForm, alone, wrapped

FORM = PartForm(
    ("Дать награду", "Give a reward"),
    (
        Field("reward", ("Награда или несколько через запятую", "A reward, or several with commas"), kind="words"),
        Field("times", ("Сколько раз", "How many times"), ("Пусто — один", "Empty: once")),
        Field("valid", ("Сколько действует", "How long it is good"), ("Например 30 days", "As 30 days")),
        Field("value", ("Какой стоимости", "Worth")),
    ),
    "office/rules/effects/give.html",
    wrapped("reward"),
    alone("reward"),
    whole="reward",
)
