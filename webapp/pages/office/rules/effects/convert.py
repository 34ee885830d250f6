"""The form of a conversion."""

from webapp.pages.office.rules.fields import Field, PartForm

FORM = PartForm(
    ("Обменять бонусы", "Convert bonuses"),
    (
        Field("from", ("Из кошелька", "From the wallet"), ("Пусто — из первого", "Empty: the first one")),
        Field("to", ("В кошелёк или награду", "Into a wallet or reward")),
        Field("rate", ("Курс", "Rate"), ("Сколько дают за единицу", "How much is given for a unit")),
        Field("blocks", ("Или блоками", "Or in blocks"), ("Например {100: 500}", "As {100: 500}")),
        Field("times", ("Сколько раз", "How many times")),
        Field(
            "rest",
            ("Остаток", "The rest"),
            kind="choice",
            choices=(
                ("kept", ("Остаётся", "Is kept")),
                ("lost", ("Сгорает", "Is lost")),
            ),
        ),
    ),
    "office/rules/effects/convert.html",
)
