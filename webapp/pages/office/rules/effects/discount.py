"""The form of a discount."""

from webapp.pages.office.rules.fields import Field, Part, PartForm, mapping

_KINDS = {"percent", "amount", "price"}


def _opened(value: object) -> Part:
    """A bare amount is a percent where it says so."""
    if isinstance(value, dict) and _KINDS & value.keys():
        return mapping(value)
    return {"percent" if "%" in str(value) else "amount": value}


FORM = PartForm(
    ("Скидка", "Discount"),
    (
        Field("percent", ("Процент", "Percent"), ("Например 5%", "As 5%")),
        Field("amount", ("Или сумма на единицу", "Or an amount a unit"), ("Например 300", "As 300")),
        Field("price", ("Или цена", "Or a price"), ("По какой цене отдать", "At which price it goes")),
        Field(
            "of",
            ("С чего", "Off what"),
            kind="choice",
            choices=(
                ("lines", ("С каждой подходящей строки", "Each line that fits")),
                ("cheapest", ("С самой дешёвой единицы", "The cheapest unit")),
                ("dearest", ("С самой дорогой единицы", "The dearest unit")),
                ("chosen", ("С выбранной единицы", "A chosen unit")),
            ),
        ),
        Field("units", ("На сколько единиц", "For how many units")),
        Field("price_up_to", ("На единицы не дороже", "For units that cost at most")),
        Field("most", ("Не больше, всего", "At most, in all")),
    ),
    "office/rules/effects/discount.html",
    _opened,
)
