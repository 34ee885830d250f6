"""The form of bonuses that run out by a rule."""

from webapp.pages.office.rules.fields import Field, PartForm, bare

FORM = PartForm(
    ("Сжечь бонусы", "Expire bonuses"),
    (
        Field("wallet", ("Кошелёк", "Wallet"), ("Пусто — первый", "Empty: the first one")),
        Field("after", ("Через сколько", "After"), ("Например 30 days; пусто — сразу", "As 30 days; empty: at once")),
    ),
    "office/rules/effects/expire.html",
    bare("wallet"),
    whole="wallet",
)
