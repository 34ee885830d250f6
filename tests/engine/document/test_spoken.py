"""How the commonest forms are said aloud, in both languages."""

from __future__ import annotations

import pytest

from webapp.engine.document.check import check
from webapp.engine.document.explain import explain

HEAD = """
name: {ru: Проба, en: Trial}
currency: RUB
wallets: {points: {worth: {table: [level], gold: 2, else: 1}}}
levels: {gold: {enter: by_rule}}
counters: {usual: {count: {average: paid, last: 3 visits}}, row: {count: {periods: month, in_a_row: true}}}
rules:
"""
SAID = [
    (
        "rate: {then: {earn: {give: {steps: receipt, 0: 1%, 3000: 3%}, of: receipt}}}",
        "«rate»: начисляется по сумме чека до скидок: от 0\u00a0₽ — 1\u00a0% от уплаченного; "
        "от 3\u00a0000\u00a0₽ — 3\u00a0% от уплаченного.",
        "“rate”: it gives by the receipt's sum before discounts: from 0\u00a0₽ — 1% of what is paid; "
        "from 3,000\u00a0₽ — 3% of what is paid.",
    ),
    (
        "late: {on: {event: cancelled}, if: {event: {ahead: {less_than: 24 hours}}}, then: {take: 50}}",
        "«late»: действует, только если в событии до назначенного времени меньше 24\u00a0часов.",
        "“late”: it acts only if the event has the booked time less than 24\u00a0hours ahead.",
    ),
    (
        "soon: {if: {event: {ahead: 1 day}}, on: {event: booked}, then: {earn: 50}}",
        "«soon»: действует, только если в событии до назначенного времени не меньше 1\u00a0дня.",
        "“soon”: it acts only if the event has the booked time at least 1\u00a0day ahead.",
    ),
    (
        "staff: {if: {attribute: {employee: yes}}, then: {refuse: {earning: excluded}}}",
        "«сотрудник»: действует, только если признак участника «сотрудник» — «да».",
        "“staff”: it acts only if the member's attribute “employee” is “yes”.",
    ),
    (
        "others: {if: {not: {weekday: [sat, sun]}}, then: {discount: 5%}}",
        "«others»: действует, только если день недели — любой, кроме субботы и воскресенья.",
        "“others”: it acts only if the day is any but Saturday and Sunday.",
    ),
    (
        "again: {if: {had: {same: item, over: 2 months}}, then: {refuse: {earning: had_before}}}",
        "«again»: действует, только если участник уже покупал тот же товар за 2\u00a0месяца до этого.",
        "“again”: it acts only if the member has had the same item before in the last 2\u00a0months.",
    ),
    (
        "usual: {then: {earn: 1%}}",
        "Счётчик «usual» считает за всё время: в среднем за последние 3\u00a0визита: деньги, уплаченные за покупки после "
        "скидок, без оплаченного бонусами.",
        "Counter “usual” counts for life: on the average of the last 3\u00a0visits: the money paid for purchases after "
        "discounts, less what bonuses paid.",
    ),
    (
        "more: {on: {event: topup}, then: {earn: {give: 7, adds: true}}}",
        "«more»: добавляется к тому, что дали другие правила.",
        "“more”: it adds to what other rules gave.",
    ),
    (
        "holidays: {if: {not: {dates: [2026-12-30..2027-01-08, 2027-02-14]}}, then: {discount: 5%}}",
        "«holidays»: действует, только если дата — любая, кроме: с 30\u00a0декабря\u00a02026\u00a0года по "
        "8\u00a0января\u00a02027\u00a0года и 14\u00a0февраля\u00a02027\u00a0года.",
        "“holidays”: it acts only if the date is any but: 30\u00a0December\u00a02026 to 8\u00a0January\u00a02027 and "
        "14\u00a0February\u00a02027.",
    ),
    (
        "winter: {then: {discount: 10%}, combine: season}\n  gold: {then: {discount: 7%}}\ncombine: {season: {take: best}}",
        "Группы скидок действуют по порядку, каждая на то, что оставили прежние: «season», потом «скидки».",
        "Groups of discounts act in this order, each on what the former left: “season”, then “discounts”.",
    ),
    (
        "given: {then: {give: r}}\nrewards: {r: {gives: {discount: 50%, units: 1}}}\n"
        "returns: {rewards_used: back, rewards_given: taken_if_unused}",
        "Награду, подаренную за возвращённое, забирают, если она ещё не использована.",
        "A reward given for what is returned is taken away unless it has been used.",
    ),
    (
        "used: {then: {discount: 1%}}\nrewards: {r: {gives: {discount: 50%, units: 1}, price: {points: 10}}}",
        "Награда, использованная на возвращённое, возвращается со своим прежним сроком.",
        "A reward used on what is returned comes back with its old end.",
    ),
]


@pytest.mark.parametrize(("rule", "russian", "english"), SAID)
def test_it_is_said_so(rule: str, russian: str, english: str) -> None:
    document, errors, _ = check(f"{HEAD}  {rule}\n")
    assert document is not None, [problem.say("en") for problem in errors]
    for language, sentence in (("ru", russian), ("en", english)):
        told = [each.text for section in explain(document, language) for each in section.sentences]
        assert sentence in told, [text for text in told if text.split(":")[0] == sentence.split(":")[0]]


def test_names_that_the_document_gives_stand_before_common_words() -> None:
    document, _, _ = check(
        HEAD.replace("points: {", "points: {name: {ru: Лепестки, en: Petals}, ") + "  a: {then: {earn: 1}}"
    )
    assert document is not None
    told = "\n".join(each.text for section in explain(document, "ru") for each in section.sentences)
    assert "Кошелёк «Лепестки»" in told and "баллы" not in told
    assert "уровень «золото» — 2\u00a0₽" in told


@pytest.mark.parametrize(
    ("earn", "by_money"),
    [
        ("{give: 1, per_full: 10, base: minutes}", False),
        ("50", False),
        ("5%", True),
        ("{give: 1, per: 20}", True),
        ("{table: [level], gold: 5%, else: 1}", True),
    ],
)
def test_what_is_earned_on_is_said_where_something_goes_by_money(earn: str, by_money: bool) -> None:
    document, _, _ = check(f"{HEAD}  a: {{then: {{earn: {earn}}}}}\n")
    assert document is not None
    told = [each.text for section in explain(document, "ru") for each in section.sentences]
    assert any(text.startswith("Начисляют на то, что уплачено деньгами") for text in told) is by_money


def test_the_usual_word_is_not_said_where_the_document_names_something_else_so() -> None:
    document, _, _ = check(
        HEAD.replace("points: {", "points: {name: {ru: Стрижки, en: Cuts}, ")
        + "  a: {if: {group: [cut, nails], tag: manicure}, then: {discount: 1%}}"
    )
    assert document is not None
    told = "\n".join(each.text for section in explain(document, "ru") for each in section.sentences)
    assert "группа товара — «cut» или «ногти» и на строке есть отметка «маникюр»" in told
