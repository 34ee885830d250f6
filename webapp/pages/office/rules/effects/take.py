"""The form of bonuses that are taken."""

from webapp.pages.office.rules.fields import Field, PartForm, wrapped

FORM = PartForm(
    ("Списать бонусы", "Take bonuses"),
    (
        Field("amount", ("Сколько", "How much")),
        Field("wallet", ("Кошелёк", "Wallet"), ("Пусто — первый", "Empty: the first one")),
    ),
    "office/rules/effects/take.html",
    wrapped("amount"),
    whole="amount",
)
