"""The form of bonuses that are taken."""

from webapp.pages.office.rules.fields import Field, Part, PartForm, mapping


def _opened(value: object) -> Part:
    return mapping(value) if isinstance(value, dict) and "amount" in value else {"amount": value}


FORM = PartForm(
    ("Списать бонусы", "Take bonuses"),
    (
        Field("amount", ("Сколько", "How much")),
        Field("wallet", ("Кошелёк", "Wallet"), ("Пусто — первый", "Empty: the first one")),
    ),
    "office/rules/effects/take.html",
    _opened,
    whole="amount",
)
