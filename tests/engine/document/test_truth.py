"""What is said of a programme is what it does: sentences that were once false, contradictory or no language."""

from __future__ import annotations

import pytest

from tests.engine.document.marked import HEAD
from webapp.engine.document.check import check
from webapp.engine.document.explain import explain

FRIENDS = "wallets: {b: {}}\nrules: {r: {on: {friend: first_sale}, if: {receipt: 2000}, then: {earn: %s}}}"
TWO = "wallets: {b: {worth: 1}, d: {unit: money%s}}\n"

TOLD = [
    (
        "a money wallet is no bonus, and paying from it is a way of paying",
        TWO % ", most: 5000" + "rules: {r: {then: {earn: {give: 5%, wallet: b}}}}\nspending: {d: {by_itself: true}}",
        [
            "Кошелёк «d»: в нём деньги, а не бонусы; платить из него — способ оплаты: на оплаченное начисляется и "
            "считается так же, как на деньги.",
            "Кошелёк «d»: вмещает не больше 5 000 ₽; что начислено сверх этого, пропадает.",
            "Кошелёк «d»: деньги не сгорают.",
            "Начисляют на то, что уплачено деньгами: после скидок и без оплаченного бонусами; оплаченное из кошелька "
            "«d» — это тоже уплаченное деньгами.",
            "Деньги из кошелька «d» платят сами, без просьбы, сколько можно; гость может назвать и другую сумму.",
        ],
        ["Гость может потратить", "Бонусами из кошелька «d»"],
    ),
    (
        "a table of shares names what it leaves out",
        "wallets: {b: {worth: 1}}\nspending: {share: {table: [group], spa: 10%}}",
        [
            "Бонусами можно оплатить часть суммы каждой строки после скидок, с округлением вниз до шага кошелька; "
            "не больше этого: группа «spa» — 10 %.",
            "Бонусами нельзя оплатить ничего, что здесь не названо.",
        ],
        ["любые строки", "до по "],
    ),
    (
        "each sentence on paying names its wallet, and the order is told",
        TWO
        % ""
        + "spending: {d: {most: 300}, b: {if: {hours: '08:00-16:00'}, most: {table: [level], g: 50, else: 9}}}\n"
        "levels: {g: {enter: by_rule}}",
        [
            "Кошельки платят по порядку: «b», потом «d»; деньги из кошелька — последними, после наград.",
            "Бонусы из кошелька «b» тратят, только если время — с 08:00 до 16:00.",
            "Оплата из кошелька «d»: за раз не больше 300 ₽.",
            "Оплата из кошелька «b»: за раз не больше: уровень «g» — 50 бонусов; прочие уровни и участники без уровня — "
            "9 бонусов.",
        ],
        ["Оплата: "],
    ),
    (
        "the friend gets it",
        FRIENDS % "{give: 300, to: friend}",
        [
            "«r»: получает сам приведённый друг.",
            "«r»: условия о покупке, её строках и о том, какая она по счёту, — о друге, остальные — о том, кто его привёл.",
        ],
        ["тот, кто его привёл, получает"],
    ),
    ("the introducer gets it", FRIENDS % "{give: 2%}", ["«r»: начисляется 2 % от уплаченного другом."], ["друг."]),
    (
        "amounts that something else tells",
        "wallets: {b: {}, d: {unit: money}}\nrules:\n"
        "  r: {on: {event: e}, then: {earn: {event: amount, wallet: d}, take: {wallet: b, amount: 30%}}}\n"
        "  s: {on: {event: f}, then: {take: {wallet: d, amount: {wallet: d}}}}\n"
        "  t: {then: {earn: {price: line, times: 0.1, wallet: b}}}",
        [
            "«r»: начисляется в кошелёк «d»: сумма события.",
            "«r»: списывается из кошелька «b»: 30 % того, что можно тратить.",
            "«s»: списывается из кошелька «d» всё, что можно тратить.",
            "«t»: начисляется в кошелёк «b»: 10 % цены единицы за каждую единицу.",
        ],
        ["событие сумма"],
    ),
    (
        "a reward that is a discount, with what it does not go together with",
        "rewards: {c: {gives: {money: 300}, valid: never, not_with: [discounts, spending, rewards]}}\n"
        "returns: {rewards_used: lost, rewards_given: taken}",
        [
            "Награда «c»: это скидка: на то, что она покрыла, не начисляется, и уплаченным оно не считается.",
            "Награда «c»: что не потрачено за раз, пропадает.",
            "Награда «c»: не кончается.",
            "Награда «c»: вместе с другими скидками не действует: на строку действует то, что больше.",
            "Награда «c»: не действует на чек, на который тратят бонусы.",
            "Награда «c»: с другими наградами на одном чеке её не используют.",
            "Возвраты: использованная на покупку награда не возвращается.",
            "Возвраты: подаренные за покупку награды забирают.",
        ],
        ["никогда", "«скидки»", "«оплата бонусами»"],
    ),
    (
        "a level that a rule sets for a time",
        "levels: {v: {enter: by_rule}}\nrules: {r: {on: {event: e}, then: {level: {to: v, lasts: 6 months}}}}",
        [
            "Уровень «v» даётся только правилом.",
            "Уровень «v» начинается сразу, для следующей покупки; он длится столько, сколько сказано в правиле «r».",
            "Уровень «v»: когда он кончается, уровня не остаётся.",
        ],
        ["не кончается", "сам собой"],
    ),
    (
        "levels of several ladders, what ends one early, and for how long one is kept",
        "counters: {f: {count: paid, resets: {on: {level: m, ends: true}, to: 0}}}\nlevels:\n"
        "  m: {ladder: club, enter: by_rule, lasts: 1 month}\n"
        "  s: {ladder: tenure, enter: {f: 3}, until: {not: {level: m}}}\n"
        "  g: {ladder: tenure, enter: {f: 9}, lasts: {end_of: year, plus: 1 month}, keep: {f: 9}}",
        [
            "Уровни лестницы «клуб», от низшего к высшему: «m».",
            "Уровни разных лестниц держат одновременно: на каждой лестнице — свой.",
            "Уровень «s» начинается сразу, для следующей покупки; он держится, пока не наступит это: у участника нет "
            "уровня «m».",
            "Уровень «g» в конце срока остаётся ещё на 12 месяцев, если счётчик «f» — не меньше 9 ₽.",
        ],
        ["«when»", "такой же срок", "при потере уровня не обнуляется", "лестница —"],
    ),
    (
        "the last day is in, wherever it stands",
        "calendar: {last_day: in}\nwallets:\n  b: {expires: 14 days}\n  c: {expires: {idle: 6 months, last_day: in}}\n"
        "  d: {expires: {first: [never, {idle: 3 months, last_day: in}]}}",
        [
            "Кошелёк «b»: бонусы сгорают через 14 дней после дня, за который начислены: в этот день они ещё есть.",
            "Кошелёк «c»: бонусы сгорают все, когда 6 месяцев не было этого: покупка; последний день срока ещё входит "
            "в него.",
        ],
        ["их уже нет", "после срока:"],
    ),
    (
        "only the base is multiplied",
        "wallets: {b: {}}\nrules: {a: {then: {earn: 1%}}, x: {then: {earn: {times: 2}}}}",
        ["«x»: умножается на 2 — только то, что начислило первое подходящее правило, без того, что добавили другие."],
        [],
    ),
    (
        "how often and beside what stands with the discount",
        "rules: {d: {then: {discount: 50}, once: {per: month, times: 2}, not_with: [offers]}}",
        [
            "«d»: скидка 50 ₽.",
            "«d»: раз за календарный месяц — не больше 2.",
            "«d»: не действует на строки, где есть чужая акция.",
        ],
        ["Подарки"],
    ),
    (
        "of two groups the earlier acts",
        "combine: {first: {take: best}, then: {take: add}}\n"
        "rules: {d: {then: {discount: 5}, combine: then, not_with: [first]}}",
        ["«d»: вместе с «first» не действует: на строку действует то, что идёт раньше."],
        ["то, что больше"],
    ),
    (
        "spans and periods",
        "counters: {y: {count: paid, over: {each: 1 year, from: enrolment}}, p: {count: {periods: month, "
        "in_a_row: true}}}\nwallets: {b: {}}\nrules:\n  m: {on: {every: 1 month, from: enrolment}, then: {earn: 5}}\n"
        "  w: {on: {event: e}, then: {earn: {give: 5, expires: never, released_by: {event: came}}}}",
        [
            "Счётчик «y» считает за каждый год, считая от вступления: деньги, уплаченные за покупки после скидок, без "
            "оплаченного бонусами.",
            "Счётчик «p» считает за всё время: календарные месяцы подряд, в которых что-то было.",
            "«m»: повод — каждый месяц, считая от вступления.",
            "«w»: не сгорает.",
            "«w»: это ждёт и станет доступным, когда будет: событие «came».",
        ],
        ["каждые 1", "никогда", "до того ждёт"],
    ),
]

IN_ENGLISH = [
    (
        TWO % "" + "rules: {r: {then: {earn: {give: 5%, wallet: b}}}}\nspending: {d: {by_itself: true}}",
        [
            "Wallet “d”: it holds money, no bonuses; paying from it is a way of paying: what it pays earns and counts "
            "as money does.",
            "Wallet “d”: the money in it never expires.",
            "Money of wallet “d”: as much as may be pays by itself, unasked; a guest may name another sum.",
        ],
    ),
    (FRIENDS % "{give: 300, to: friend}", ["“r”: the friend who was brought gets it."]),
    (
        "wallets: {b: {}}\nlevels: {v: {enter: by_rule}}\nrules:\n"
        "  r: {on: {event: e}, then: {level: {to: v, lasts: 6 months}, earn: {counter: c}}}\n"
        "  x: {then: {earn: {times: 2}}}\ncounters: {c: {count: paid, most: {day: 100}}}",
        [
            "Level “v” begins at once, for the next purchase; it lasts as long as rule “r” says.",
            "“r”: it gives: what counter “c” has counted.",
            "“x”: multiplied by 2 is only what the first rule that fits gives, not what others add.",
            "Counter “c”: at most 100 ₽ a day.",
        ],
    ),
    (
        "rewards: {c: {gives: {discount: 50%, units: 2, of: cheapest, most: 900}, valid: never, not_with: [offers]}}",
        [
            "Reward “c”: a discount of 50%, units: 2, it takes off at most 900 ₽; the cheapest of what fits is taken.",
            "Reward “c”: it never ends.",
            "Reward “c”: it does not act on lines with an offer from outside.",
        ],
    ),
]


@pytest.mark.parametrize(("text", "said"), IN_ENGLISH, ids=range(len(IN_ENGLISH)))
def test_they_are_as_true_in_english(text: str, said: list[str]) -> None:
    document, errors, _ = check(HEAD + text)
    assert document is not None, [problem.say("en") for problem in errors]
    told = [one.text.replace("\u00a0", " ") for part in explain(document, "en") for one in part.sentences]
    assert [sentence for sentence in said if sentence not in told] == [], told


@pytest.mark.parametrize(
    ("said", "absent", "text"), [(row[2], row[3], row[1]) for row in TOLD], ids=[r[0] for r in TOLD]
)
def test_the_sentences_are_true(said: list[str], absent: list[str], text: str) -> None:
    document, errors, _ = check(HEAD + text)
    assert document is not None, [problem.say("en") for problem in errors]
    told = [one.text.replace("\u00a0", " ") for part in explain(document, "ru") for one in part.sentences]
    assert [sentence for sentence in said if sentence not in told] == [], told
    assert [words for words in absent if any(words in sentence for sentence in told)] == []
    assert all(
        "…" not in one.text and "  " not in one.text for part in explain(document, "en") for one in part.sentences
    )
