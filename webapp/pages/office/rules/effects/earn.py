"""The form of what is earned."""

from webapp.pages.office.rules.fields import Field, Part, PartForm, mapping


def _opened(value: object) -> Part:
    """`earn: 5%` and a bare table are short for what is given."""
    sections = isinstance(value, dict) and ({"give", "times"} & value.keys()) and not {"table", "steps"} & value.keys()
    return mapping(value) if sections else {"give": value}


def _closed(part: Part) -> object:
    return part["give"] if list(part) == ["give"] and not isinstance(part["give"], dict) else part


FORM = PartForm(
    ("Начислить бонусы", "Earn bonuses"),
    (
        Field("give", ("Сколько", "How much"), ("Например 5% или 100", "As 5% or 100")),
        Field("per", ("За каждые", "For each"), ("1 за каждые 20 рублей: 1 и 20", "1 for each 20 roubles: 1 and 20")),
        Field(
            "per_full", ("За каждые полные", "For each full"), ("Остаток не считается", "The rest counts for nothing")
        ),
        Field(
            "of",
            ("С чего считать", "Worked out of"),
            kind="choice",
            choices=(
                ("line", ("Строка чека", "A line")),
                ("unit", ("Единица", "A unit")),
                ("receipt", ("Чек", "The receipt")),
                ("visit", ("Визит", "The visit")),
            ),
        ),
        Field(
            "base",
            ("Основа", "Base"),
            kind="choice",
            choices=(
                ("paid", ("Что оплачено деньгами", "What is paid in money")),
                ("discounted", ("Цена со скидкой", "The price less discounts")),
                ("gross", ("Полная цена", "The full price")),
                ("minutes", ("Минуты", "Minutes")),
                ("hours", ("Часы", "Hours")),
                ("units", ("Единицы", "Units")),
            ),
        ),
        Field("wallet", ("Кошелёк", "Wallet"), ("Пусто — первый", "Empty: the first one")),
        Field(
            "to",
            ("Кому", "To whom"),
            kind="choice",
            choices=(
                ("member", ("Участнику", "The member")),
                ("friend", ("Приведённому другу", "The friend")),
                ("both", ("Обоим", "Both")),
            ),
        ),
        Field("adds", ("Добавляется к другим правилам начисления", "Adds to other earning rules"), kind="flag"),
        Field("times", ("Во сколько раз умножить базовое начисление", "Multiplies the base rule by")),
        Field("least", ("Не меньше", "At least")),
        Field("most", ("Не больше", "At most")),
        Field("cap.most", ("Предел за период", "Cap of a period")),
        Field(
            "cap.per",
            ("Период предела", "Period of the cap"),
            kind="choice",
            choices=(
                ("", ("—", "—")),
                ("receipt", ("Чек", "Receipt")),
                ("visit", ("Визит", "Visit")),
                ("day", ("День", "Day")),
                ("week", ("Неделя", "Week")),
                ("month", ("Месяц", "Month")),
                ("quarter", ("Квартал", "Quarter")),
                ("year", ("Год", "Year")),
                ("life", ("За всё время", "Ever")),
                ("level_period", ("Период уровня", "Period of the level")),
            ),
        ),
        Field(
            "available", ("Когда доступны", "When they can be used"), ("Пусто — как у кошелька", "Empty: as the wallet")
        ),
        Field("expires", ("Когда сгорают", "When they run out"), ("Пусто — как у кошелька", "Empty: as the wallet")),
        Field("released_by", ("Ждут события", "They wait for"), ("Например {event: visited}", "As {event: visited}")),
        Field("undone_by", ("Снимает событие", "Undone by the events"), kind="words"),
        Field("paid_by", ("Только оплаченное способами", "Only what is paid by"), kind="words"),
        Field(
            "scaled",
            ("Доля", "Scaled"),
            kind="choice",
            choices=(
                ("", ("Целиком", "In full")),
                ("paid_share", ("По доле, оплаченной деньгами", "By the share paid")),
            ),
        ),
    ),
    "office/rules/effects/earn.html",
    _opened,
    _closed,
    whole="give",
)
