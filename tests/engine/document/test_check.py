"""Every error and warning of a document with its path and place; writing and reading back; junk (R61)."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.document.marked import HEAD, marked
from webapp.engine.document.check import Problem, check, dump, load, schema, validate
from webapp.engine.document.explain import explain
from webapp.engine.document.problems import MOST_PROBLEMS, SENTENCES
from webapp.engine.document.reader import LARGEST_DOCUMENT
from webapp.engine.document.schema import ProgrammeDocument

HERE = Path(__file__).parent
TENANTS = HERE.parents[2] / "tenants"
WHOLE = (HERE / "whole.yaml").read_text(encoding="utf-8")

SHAPE = [
    ("▸spendings: {}", "spendings", "extra_forbidden"),
    ("wallets: {bonus: {▸expire: never}}", "wallets.bonus.expire", "extra_forbidden"),
    ("wallets: {▸Bonus: {}}", "wallets.Bonus", "word"),
    ("wallets: {▸bonus: 5}", "wallets.bonus", "model_type"),
    ("▸wallets: bonus", "wallets", "dict_type"),
    ("wallets: {bonus: {▸round: dwn}}", "wallets.bonus.round", "literal_error"),
    ("wallets: {bonus: {▸step: 0}}", "wallets.bonus.step", "step"),
    ("wallets: {bonus: {▸step: 1e3}}", "wallets.bonus.step", "number"),
    ("wallets: {bonus: {▸expires: {with: card}}}", "wallets.bonus.expires", "card_end"),
    ("wallets: {bonus: {expires: {▸yearly: 02-29}}}", "wallets.bonus.expires.yearly", "month_day"),
    ("wallets: {bonus: {expires: {▸after: 12}}}", "wallets.bonus.expires.after", "duration"),
    ("wallets: {bonus: {▸name: {ru: а}}}", "wallets.bonus.name.en", "missing"),
    ("wallets: {bonus: {name: {▸ru: '', en: a}}}", "wallets.bonus.name.ru", "string_too_short"),
    ("▸zone: Mars/Olympus", "zone", "zone"),
    ("▸zone: ../../etc/passwd", "zone", "zone"),
    ("calendar: {▸working: XX}", "calendar.working", "country"),
    ("calendar: {exceptions: {▸2026-01-01: on}}", "calendar.exceptions.2026-01-01", "flag"),
    ("calendar: {exceptions: {▸tomorrow: yes}}", "calendar.exceptions.tomorrow", "date"),
    ("in_force: {from: 2026-01-02, ▸until: 2026-01-02}", "in_force.until", "span_order"),
    ("in_force: {▸from_: 2026-01-02}", "in_force.from_", "extra_forbidden"),
    ("counters: {c: {count: paid, ▸over: ever}}", "counters.c.over", "window"),
    ("counters: {c: {count: paid}}\nrankings: {r: {by: c, ▸places: 0}}", "rankings.r.places", "places"),
    ("counters: {c: {count: paid}}\nrankings: {r: {by: c, ▸places: 101}}", "rankings.r.places", "places"),
    ("counters: {c: {count: paid, if: {channel: [desk, ▸5x]}}}", "counters.c.if.channel[2]", "word"),
    ("counters: {c: {count: paid, if: {▸channel: 5x}}}", "counters.c.if.channel", "word"),
    ("counters: {c: {count: paid, if: {any: [{tag: a}, {▸tagg: b}]}}}", "counters.c.if.any[2].tagg", "extra_forbidden"),
    ("counters: {c: {count: paid, if: {not: {▸price: {over: 5}}}}}", "counters.c.if.not.price", "compare"),
    ("counters: {c: {count: paid, if: {price: {▸at_most: x}}}}", "counters.c.if.price.at_most", "number"),
    ("counters: {c: {count: paid, if: {▸any: []}}}", "counters.c.if.any", "too_short"),
    ("counters: {c: {count: paid, if: {▸hours: 10-10}}}", "counters.c.if.hours", "hours"),
    ("limits: {▸working_hours: 13-10}", "limits.working_hours", "hours"),
    ("rules: {r: {if: {nth: {▸visit: {every: 4}}}, then: {discount: 5%}}}", "rules.r.if.nth.visit", "nth_every"),
    ("counters: {c: {count: paid, if: {dates: [2026-01-01, ▸2026-02-30]}}}", "counters.c.if.dates[2]", "dates"),
    ("counters: {c: {count: paid, if: {birthday: {▸after: -1}}}}", "counters.c.if.birthday.after", "count"),
    ("counters: {c: {count: paid, if: {▸spends: Maybe}}}", "counters.c.if.spends", "word"),
    ("counters: {s: {count: paid}}\nlevels: {g: {enter: {▸s: many}}}", "levels.g.enter.s", "number"),
    ("counters: {s: {count: paid}}\nlevels: {g: {enter: {counter: {▸s: many}}}}", "levels.g.enter.counter.s", "number"),
    ("levels: {g: {enter: {▸groop: hair}}}", "levels.g.enter.groop", "unknown_threshold"),
    ("levels: {g: {enter: {any: [{▸spnd: x}]}}}", "levels.g.enter.any[1].spnd", "unknown_threshold"),
    ("levels: {g: {▸enter: 5}}", "levels.g.enter", "model_type"),
    ("rules: {r: {▸then: {}}}", "rules.r.then", "no_effect"),
    ("rules: {r: {then: {▸refuse: {}}}}", "rules.r.then.refuse", "no_refusal"),
    ("rules: {r: {▸on: returned, then: {give: x}}}", "rules.r.on", "one_of"),
    ("rules: {r: {on: {▸request: A}, then: {give: x}}}", "rules.r.on.request", "word"),
    ("rules: {r: {then: {▸earn: five}}}", "rules.r.then.earn", "amount"),
    ("rules: {r: {then: {earn: {▸give: five}}}}", "rules.r.then.earn.give", "amount"),
    ("rules: {r: {then: {▸earn: {give: 5, times: 2}}}}", "rules.r.then.earn", "give_or_times"),
    ("rules: {r: {then: {▸earn: {adds: yes}}}}", "rules.r.then.earn", "give_or_times"),
    ("rules: {r: {then: {earn: {table: [group], ▸spa: 101%}}}}", "rules.r.then.earn.spa", "percent_range"),
    ("rules: {r: {then: {earn: {give: {table: [group], ▸spa: x}}}}}", "rules.r.then.earn.give.spa", "amount"),
    ("rules: {r: {then: {earn: {▸table: [grp], spa: 5%}}}}", "rules.r.then.earn.table", "table_keys"),
    ("rules: {r: {then: {earn: {table: [level, group], ▸gold: 5%}}}}", "rules.r.then.earn.gold", "table_depth"),
    ("rules: {r: {then: {discount: {▸percent: 500}}}}", "rules.r.then.discount.percent", "percent_range"),
    ("rules: {r: {then: {give: [one, ▸Two]}}}", "rules.r.then.give[2]", "word"),
    ("rules: {r: {then: {give: a}, once: {▸per: decade}}}", "rules.r.once.per", "one_of"),
    ("▸spending: yes", "spending", "dict_type"),
    ("spending: {▸choice: none}", "spending.choice", "literal_error"),
    ("certificates: {▸valid: 5 working days}", "certificates.valid", "calendar_span"),
    ("enrolment: {activation: {within: {▸papers: 5 days}}}", "enrolment.activation.within.papers", "literal_error"),
    ("enrolment: {▸age: 18.5}", "enrolment.age", "count"),
    ("texts: {▸hello: hi}", "texts.hello", "model_type"),
    ("campaigns: {▸promo: [1]}", "campaigns.promo", "model_type"),
    ("prepaid: [gift_card, ▸{a: b}]", "prepaid[2]", "word"),
]

WALLET = "wallets: {bonus: {}}\n"
COUNTER = "counters: {s: {count: paid}}\n"
CERTIFICATES = "certificates: {valid: 30 days}\n"
WHOLES = [
    ("levels: {g: {enter: always, ▸from: silvr}}", "levels.g.from", "unknown_level"),
    ("levels: {g: {enter: always, from: [g, ▸silvr]}}", "levels.g.from[2]", "unknown_level"),
    ("levels: {g: {enter: always, lasts: 1 year, ▸else: silvr}}", "levels.g.else", "unknown_level"),
    ("levels: {g: {enter: {▸spend: 5}}}", "levels.g.enter.spend", "unknown_threshold"),
    ("levels: {g: {enter: {counter: {▸spend: 5}}}}", "levels.g.enter.counter.spend", "unknown_threshold"),
    ("levels: {g: {enter: {any: [{▸spend: 5}]}}}", "levels.g.enter.any[1].spend", "unknown_threshold"),
    ("levels: {g: {enter: always, keep: {not: {▸level: x}}}}", "levels.g.keep.not.level", "unknown_level"),
    ("levels: {g: {enter: {▸group: hair}}}", "levels.g.enter.group", "line_word"),
    ("levels: {g: {enter: always, ▸begins: card_issue}}", "levels.g.begins", "no_cards"),
    ("levels: {g: {enter: always, ▸lasts: {with: card}}}", "levels.g.lasts", "no_cards"),
    ("levels: {▸matching: {enter: always}}", "levels.matching", "reserved_name"),
    ("counters: {▸any: {count: paid}}", "counters.any", "reserved_name"),
    ("counters: {c: {count: paid, if: {counter: {▸d: 5}}}}", "counters.c.if.counter.d", "unknown_counter"),
    ("counters: {c: {count: paid, if: {state: [active, ▸asleep]}}}", "counters.c.if.state[2]", "one_of"),
    ("rules: {r: {then: {▸earn: 5%}}}", "rules.r.then.earn", "no_wallet"),
    (WALLET + "rules: {r: {then: {earn: {give: 5%, ▸wallet: bonuses}}}}", "rules.r.then.earn.wallet", "unknown_wallet"),
    (WALLET + "rules: {r: {if: {▸level: gold}, then: {earn: 5%}}}", "rules.r.if.level", "unknown_level"),
    ("rankings: {r: {▸by: s}}", "rankings.r.by", "unknown_counter"),
    ("counters: {s: {count: people}}\nrankings: {r: {▸by: s}}", "rankings.r.by", "not_summed"),
    (
        "counters: {s: {count: {average: paid, last: 3 visits}}}\nrankings: {r: {▸by: s}}",
        "rankings.r.by",
        "not_summed",
    ),
    (COUNTER + "rankings: {r: {by: s, if: {▸group: hair}}}", "rankings.r.if.group", "line_word"),
    (WALLET + "rules: {r: {if: {counter: {▸s: 1}}, then: {earn: 5%}}}", "rules.r.if.counter.s", "unknown_counter"),
    (WALLET + "rules: {r: {then: {earn: {table: [level], ▸gold: 5%}}}}", "rules.r.then.earn.gold", "unknown_level"),
    (
        WALLET + "rules: {r: {then: {earn: {table: [group, level], spa: {▸gold: 5%, else: 1%}}}}}",
        "rules.r.then.earn.spa.gold",
        "unknown_level",
    ),
    (WALLET + "rules: {r: {then: {earn: {table: [weekday], ▸monday: 5%}}}}", "rules.r.then.earn.monday", "one_of"),
    (WALLET + "rules: {r: {on: birthday, then: {earn: {▸times: 2}}}}", "rules.r.then.earn.times", "not_on_this"),
    ("rules: {r: {on: birthday, then: {▸earn: 100}}}", "rules.r.then.earn", "no_wallet"),
    (WALLET + "rules: {r: {on: birthday, then: {earn: 1, ▸discount: 5%}}}", "rules.r.then.discount", "not_on_this"),
    (WALLET + "rules: {r: {on: birthday, if: {▸tag: x}, then: {earn: 1}}}", "rules.r.if.tag", "line_word"),
    ("rules: {r: {on: {request: birthday_gift}, then: {▸give: gift}}}", "rules.r.then.give", "unknown_reward"),
    (
        CERTIFICATES + "rewards: {g: {gives: {certificate: {}}}}\n"
        "rules: {r: {on: {request: birthday_gift}, then: {give: {table: [level], else: [g, ▸h]}}}}",
        "rules.r.then.give.else[2]",
        "unknown_reward",
    ),
    ("▸spending: {share: 30%}", "spending", "no_wallet"),
    (WALLET + "rules: {r: {on: {▸counter: s, reaches: 5}, then: {earn: 1}}}", "rules.r.on.counter", "unknown_counter"),
    (WALLET + "rules: {r: {then: {earn: {give: {▸counter: s}}}}}", "rules.r.then.earn.give.counter", "unknown_counter"),
    (
        WALLET + "rules: {r: {on: birthday, then: {take: {▸wallet: b, amount: 5}}}}",
        "rules.r.then.take.wallet",
        "unknown_wallet",
    ),
    (
        WALLET
        + "rules: {r: {then: {▸convert: {to: bonus}}}}".replace("to: bonus", "to: g")
        + "\nrewards: {g: {gives: {money: 5}}}",
        "rules.r.then.convert",
        "needs_rate",
    ),
    (
        WALLET + "rules: {d: {▸on: {wallet: bonus, every: 100}, then: {earn: {give: 100}}}}",
        "rules.d.on",
        "endless",
    ),
    (
        "wallets: {p: {}, q: {}}\ncounters: {c: {count: {earned: q}}}\n"
        "rules: {d: {▸on: {wallet: p, every: 100}, then: {earn: {give: 30, wallet: q}}}, "
        "e: {on: {counter: c, every: 30}, then: {earn: {table: [level], a: 300, else: 100, wallet: p}}}}",
        "rules.d.on",
        "endless",
    ),
    (
        "wallets: {p: {}, q: {}}\nrules: {a: {▸on: {wallet: p, reaches: 10}, then: {convert: {from: p, to: q, rate: 2}}}, "
        "b: {on: {wallet: q, reaches: 10}, then: {convert: {from: q, to: p, rate: 0.5}}}}",
        "rules.a.on",
        "endless",
    ),
    (WALLET + "rules: {r: {then: {convert: {▸to: g, rate: 1}}}}", "rules.r.then.convert.to", "unknown_target"),
    ("rules: {r: {then: {discount: 5%}, ▸combine: extra}}", "rules.r.combine", "unknown_group"),
    ("rewards: {g: {gives: {discount: 5%}, not_with: [offers, ▸happy]}}", "rewards.g.not_with[2]", "unknown_benefit"),
    (WALLET + "spending: {share: 50%, ▸least: 500, most: 300}", "spending.least", "least_over_most"),
    ("wallets: {bonus: {most: 50}}\nspending: {▸from: 100}", "spending.from", "from_over_most"),
    ("rules: {r: {then: {▸reset: s}}}", "rules.r.then.reset", "unknown_counter"),
    (
        "rewards: {▸g: {gives: {choice: [h]}}}".replace("▸g: {gives: {choice: [h", "g: {gives: {choice: [▸h"),
        "rewards.g.gives.choice[1]",
        "unknown_reward",
    ),
    ("levels: {g: {enter: by_rule, lasts: {▸with: steps}}}", "levels.g.lasts.with", "unknown_counter"),
    (WALLET + "spending: {▸wallet: bonuses}", "spending.wallet", "unknown_wallet"),
    (WALLET + "spending: {if: {▸item: a}}", "spending.if.item", "line_word"),
    (WALLET + "spending: {on: {not: {▸level: a}}}", "spending.on.not.level", "unknown_level"),
    (WALLET + "campaigns: {c: {▸wallet: bonuses}}", "campaigns.c.wallet", "unknown_wallet"),
    ("campaigns: {▸c: {}}", "campaigns.c", "no_wallet"),
    (
        "cards: {valid: 1 year, renewal: {▸counter: s, within: 60 days, needs: 5}}",
        "cards.renewal.counter",
        "unknown_counter",
    ),
    (
        COUNTER + "cards: {valid: 1 year, renewal: {counter: s, within: 60 days, needs: {table: [level], ▸gold: 5}}}",
        "cards.renewal.needs.gold",
        "unknown_level",
    ),
    ("cards: {valid: 1 year, further: {▸table: [group], else: 5}}", "cards.further.table", "table_keys"),
    ("cards: {valid: 1 year, further: {table: [level], ▸gold: 5}}", "cards.further.gold", "unknown_level"),
    ("certificates: {valid: 1 year, ▸anywhere_for: gold}", "certificates.anywhere_for", "unknown_level"),
    ("rewards: {g: {▸gives: {certificate: {}}}}", "rewards.g.gives", "no_certificates"),
    (
        CERTIFICATES + "rewards: {g: {gives: {certificate: {}}, price: {▸bonus: 5}}}",
        "rewards.g.price.bonus",
        "unknown_wallet",
    ),
    (
        CERTIFICATES + WALLET + "rewards: {g: {gives: {certificate: {}}, price: {bonus: {▸table: [level], a: 5}}}}",
        "rewards.g.price.bonus.table",
        "table_keys",
    ),
    (
        CERTIFICATES + "wallets: {a: {}, b: {}}\nrewards: {g: {gives: {certificate: {}}, ▸price: {a: 5, b: 5}}}",
        "rewards.g.price",
        "one_price",
    ),
]

TWO = "counters: {s: {count: paid}, t: {count: paid}, u: {count: paid, over: level_period}}\n"
DOUBTS = [
    ("▸rules:", "rules", "empty"),
    (WALLET + "rules: {r: {▸if: , then: {earn: 5%}}}", "rules.r.if", "empty"),
    (TWO + "levels: {a: {enter: {s: 5}}, b: {▸enter: {s: 5}}}", "levels.b.enter", "level_overlap"),
    (TWO + "levels: {a: {enter: {s: 5}}, b: {▸enter: {t: 4}}}", "levels.b.enter", "level_overlap"),
    (TWO + "levels: {a: {enter: {s: 5}}, b: {from: a, ▸enter: {s: 4}}}", "levels.b.enter", "level_overlap"),
    (TWO + "levels: {a: {enter: {s: 5}}, b: {▸enter: always}}", "levels.b.enter", "level_always"),
    (TWO + "levels: {a: {▸from: b, enter: {s: 5}}, b: {enter: {s: 6}}}", "levels.a.from", "level_unreachable"),
    (TWO + "levels: {a: {▸from: a, enter: {s: 5}}}", "levels.a.from", "level_unreachable"),
    (TWO + "levels: {a: {enter: {s: 5}, lasts: 1 year, ▸else: a}}", "levels.a.else", "falls_upwards"),
    (TWO + "levels: {a: {enter: {s: 5}, ▸keep: {s: 5}}}", "levels.a.keep", "never_judged"),
    (TWO + "levels: {a: {enter: {s: 5}, ▸else: none}}", "levels.a.else", "never_judged"),
    (TWO + "levels: {a: {enter: {s: 5, ▸channel: desk}}}", "levels.a.enter.channel", "never_entered"),
    ("counters: {▸price: {count: paid}}", "counters.price", "bare_counter"),
    ("wallets: {b: {available: 14 days, ▸expires: 7 days}}", "wallets.b.expires", "gone_before_usable"),
    ("wallets: {b: {available: 7 days, ▸expires: {end_of: month}}}", "wallets.b.expires", "gone_before_usable"),
    ("wallets: {b: {available: 7 days, ▸expires: {yearly: 01-20}}}", "wallets.b.expires", "gone_before_usable"),
    (
        "wallets: {b: {available: 7 days}}\ncampaigns: {c: {▸expires: 7 days}}",
        "campaigns.c.expires",
        "gone_before_usable",
    ),
    (WALLET + "rules: {a: {then: {earn: 5%}}, ▸b: {if: {tag: x}, then: {earn: 7%}}}", "rules.b", "shadowed_earning"),
    (
        WALLET + "rules: {a: {if: {level: [g, h], receipt: 500}, then: {earn: 5%}}, "
        "▸b: {if: {level: g, receipt: {more_than: 600}, tag: x}, then: {earn: 7%}}}\nlevels: {g: {}, h: {enter: by_rule}}",
        "rules.b",
        "shadowed_earning",
    ),
    (WALLET + "rules: {a: {then: {earn: {▸steps: people, 1: 3%, 2: 5%}}}}", "rules.a.then.earn.steps", "alone"),
    (WALLET + "rules: {a: {▸on: birthday, then: {earn: 5}}}", "rules.a.on", "leap_day"),
    ("rules: {a: {▸if: {birthday: week}, then: {discount: 5%}}}", "rules.a.if", "leap_day"),
    ("counters: {s: {count: paid}}\nrankings: {▸best: {by: s}}", "rankings.best", "unheard_ranking"),
    ("counters: {▸s: {over: year}}", "counters.s", "uncounted"),
    (
        WALLET + "counters: {s: {count: visits, over: {each: 1 month, from: enrolment}}}\n"
        "rules: {r: {on: {every: 1 month, from: enrolment}, ▸if: {counter: {s: 2}}, then: {earn: 3}}}",
        "rules.r.if",
        "begun_that_day",
    ),
    (
        "rules: {a: {if: {tag: x}, then: {discount: 5%}}, ▸b: {then: {discount: 3%}}, c: {then: {discount: 4%}}}",
        "rules.b",
        "shadowed_discount",
    ),
    (
        CERTIFICATES + "rewards: {g: {gives: {certificate: {}}}}\n"
        "rules: {▸a: {on: {request: birthday_gift}, then: {give: g}}, b: {on: {request: birthday_gift}, then: {give: g}}}",
        "rules.a",
        "shadowed_request",
    ),
    (
        WALLET + "rules: {a: {then: {earn: {table: [group], gift_card: 5%}}}}\n▸spending: {share: 50%}",
        "spending",
        "gift_card_loop",
    ),
    (
        WALLET + "rules: {a: {then: {earn: 5%}}}\n▸spending: {on: {group: [gift_card, hair]}}",
        "spending",
        "gift_card_loop",
    ),
    ("enrolment: {activation: {▸within: {paper: 5 days}}}", "enrolment.activation.within", "within_unused"),
]

FINE = [
    "",
    TWO + "levels: {a: {enter: {s: 5}}, b: {enter: {s: 6}}}",
    TWO + "levels: {a: {enter: {s: 5}}, b: {from: a, enter: {u: 5}}, c: {from: b, enter: {u: 5}}}",
    TWO + "levels: {a: {enter: always}, b: {from: a, enter: {s: 5}}}",
    TWO + "levels: {a: {enter: {any: [{s: 5}, {all: [{t: 1}, {not: {u: 1}}]}]}}}",
    "counters: {hours: {count: hours}}\nlevels: {a: {enter: {hours: 77}}, b: {enter: {hours: {at_least: 99}}}}",
    "wallets: {b: {available: 7 days, expires: {yearly: 01-20, carry_over_from: 01-10}}}",
    "wallets: {b: {available: 7 days, expires: 8 days}}",
    WALLET + "rules: {a: {then: {earn: 5%}}, b: {then: {earn: {give: 7%, adds: yes}}}, c: {then: {earn: {times: 2}}}}",
    WALLET + "rules: {a: {if: {tag: x}, then: {earn: 5%}}, b: {then: {earn: 7%}}}",
    WALLET + "rules: {a: {if: {receipt: 500}, then: {earn: 5%}}, b: {if: {receipt: 400}, then: {earn: 7%}}}",
    WALLET + "rules: {a: {if: {tag: [x, y]}, then: {earn: 5%}}, b: {if: {tag: [y, z]}, then: {earn: 7%}}}",
    WALLET + "rules: {a: {if: {not: {tag: x}}, then: {earn: 5%}}, b: {if: {tag: x}, then: {earn: 7%}}}",
    WALLET + "people: {further: 1}\nrules: {a: {then: {earn: {steps: people, 1: 3%, 2: 5%}}}}",
    WALLET + "calendar: {feb_29: feb_28}\nrules: {a: {on: birthday, then: {earn: 5}}}",
    "rules: {a: {if: {tag: x}, then: {discount: 5%}}, b: {then: {discount: 3%}}}",
    WALLET + "rules: {a: {then: {earn: {table: [group], gift_card: 0, else: 5%}}}}\nspending: {share: 50%}",
    WALLET + "rules: {a: {then: {earn: 5%}}}\nspending: {on: {not: {group: gift_card}}}",
    WALLET + "rules: {a: {if: {not: {group: gift_card}}, then: {earn: 5%}}}\nspending: {share: 50%}",
    WALLET + "rules: {a: {then: {earn: 5%}}}\nspending: {share: 50%}",
    "rules: {a: {then: {discount: {percent: 50}}}}",
    "calendar: {feb_29: mar_1}",
]


def _said(problems: list[Problem]) -> list[tuple[str, int, int, str]]:
    for problem in problems:
        assert problem.code in SENTENCES
        assert problem.say("ru") != problem.say("en")
    return [(problem.path, problem.line, problem.column, problem.code) for problem in problems]


@pytest.mark.parametrize(("text", "path", "code"), SHAPE, ids=[f"{n}-{row[2]}" for n, row in enumerate(SHAPE)])
def test_what_is_misshapen(text: str, path: str, code: str) -> None:
    plain, (place,) = marked(HEAD + text)
    document, errors, _ = check(plain)
    assert document is None
    assert _said(errors) == [(path, *place, code)]


@pytest.mark.parametrize(("text", "path", "code"), WHOLES, ids=[f"{n}-{row[2]}" for n, row in enumerate(WHOLES)])
def test_what_only_the_whole_document_shows(text: str, path: str, code: str) -> None:
    plain, (place,) = marked(HEAD + text)
    document, errors, _ = check(plain)
    assert document is None
    assert (path, *place, code) in _said(errors)


@pytest.mark.parametrize(("text", "path", "code"), DOUBTS, ids=[f"{n}-{row[2]}" for n, row in enumerate(DOUBTS)])
def test_what_is_surely_not_meant(text: str, path: str, code: str) -> None:
    plain, (place,) = marked(HEAD + text)
    document, errors, warnings = check(plain)
    assert document is not None
    assert errors == []
    assert _said(warnings) == [(path, *place, code)]


@pytest.mark.parametrize("text", FINE, ids=range(len(FINE)))
def test_what_is_fine(text: str) -> None:
    document, errors, warnings = check(HEAD + text)
    assert document is not None
    assert errors == warnings == []


def test_all_errors_are_named_at_once_in_the_order_of_the_text() -> None:
    """R61: strict types and known keys only, each mistake with its line."""
    text, places = marked(
        "name: {ru: Друзья, en: Friends}\n▸currency: rub\nwallets:\n  bonus: {▸step: no, ▸expires: 12:30:00}\n"
        "counters:\n  s: {▸count: 1_000}\n▸colour: red\nenrolment: {▸age: .nan}\n"
    )
    _, errors, _ = check(text)
    assert [(problem.line, problem.column) for problem in errors] == places


def test_an_unreadable_text_is_one_problem() -> None:
    for text, code in (("a: *b", "alias"), ("[" * 5000, "too_deep"), ("x" * (LARGEST_DOCUMENT + 1), "too_large")):
        document, errors, warnings = check(text)
        assert document is None
        assert [problem.code for problem in errors] == [code]
        assert warnings == []


@pytest.mark.parametrize("text", ["", "[]", "programme", "- a", "'name: a'"])
def test_a_document_is_a_mapping(text: str) -> None:
    _, errors, _ = check(text)
    assert [(problem.path, problem.code) for problem in errors] == [("", "model_type")]


def test_what_is_missing_is_named_where_it_would_stand() -> None:
    _, errors, _ = check("zone: Europe/Moscow")
    assert [(problem.path, problem.line, problem.code) for problem in errors] == [
        ("name", 1, "missing"),
        ("currency", 1, "missing"),
    ]


def test_unknown_keys_name_the_nearest_and_all_known_ones() -> None:
    _, (problem,), _ = check(HEAD + "wallets: {bonus: {expire: never}}")
    english = problem.say("en")
    assert "'expire' (perhaps 'expires'?)" in english
    assert "accepted here: name, unit, worth, per, step, round, available, expires" in english
    assert "может быть, 'expires'?" in problem.say("ru")


@pytest.mark.parametrize("folder", ["blank", "estetic", "keep_looking", "seven_krasok"])
def test_the_chains_that_ship_are_fine(folder: str) -> None:
    document, errors, warnings = check((TENANTS / folder / "programme.yaml").read_text(encoding="utf-8"))
    assert document is not None
    assert errors == warnings == []
    assert load(dump(document)) == document


def test_json_is_a_document_too() -> None:
    document, errors, _ = check(WHOLE)
    assert document is not None, errors
    text = dump(document)
    assert load(text) == document
    assert dump(load(text)) == text
    assert check(text)[0] == document
    assert validate(json.loads(text)) == (document, [])


def test_the_canonical_text_names_no_defaults_and_keeps_the_order() -> None:
    document, _, _ = check(
        HEAD + "wallets: {b: {step: 0.01, round: down}, a: {expires: 12 months}}\nspending: {choice: [max, amount]}"
    )
    assert document is not None
    assert json.loads(dump(document)) == {
        "name": {"ru": "Друзья", "en": "Friends"},
        "currency": "RUB",
        "wallets": {"b": {}, "a": {"expires": {"after": "1 year"}}},
        "spending": {},
    }
    assert list(json.loads(dump(document))["wallets"]) == ["b", "a"]


def test_the_schema_names_every_section() -> None:
    described = schema()
    assert described["properties"].keys() == {
        field.alias or name for name, field in ProgrammeDocument.model_fields.items()
    }
    assert described["required"] == ["name", "currency"]
    assert described["additionalProperties"] is False
    json.dumps(described)


KEYS = sorted(set(schema()["properties"]) | {"bonus", "gold", "if", "then", "earn", "give", "table", "enter"})
SCALARS = st.sampled_from(
    ["", "no", "5%", "12 months", "gold", "bonus", "always", "never", "1_000", "group", "{", "-1"]
) | st.text(max_size=8)
TREES = st.recursive(
    SCALARS | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(KEYS), TREES, max_size=6))
def test_no_tree_makes_the_check_fall(tree: dict[str, Any]) -> None:
    """R61: whatever stands in a document, the answer is a list of problems."""
    _sane(*check(json.dumps(tree, ensure_ascii=False)))
    _sane(*validate(tree), [])


@given(
    st.text(alphabet="abz:-{}[]'\"|>&*!%#@, \n\t0159ы") | st.text() | st.binary().map(lambda raw: raw.decode("latin-1"))
)
def test_no_text_makes_the_check_fall(text: str) -> None:
    _sane(*check(text))
    _sane(*check(HEAD + text))


def _sane(document: ProgrammeDocument | None, errors: list[Problem], warnings: list[Problem]) -> None:
    assert (document is None) == bool(errors)
    for problem in (*errors, *warnings):
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.say("ru")
        assert problem.say("en")


HOSTILE = [
    "levels:\n"
    + "".join(f"  a{n}: {{enter: always}}\n" for n in range(1500))
    + f"  z: {{enter: always, from: [{', '.join(f'b{n}' for n in range(4000))}]}}",
    "counters: {s: {count: paid}}\nlevels:\n" + "".join(f"  a{n}: {{enter: {{s: {n}}}}}\n" for n in range(2200)),
    "wallets:\n" + "".join(f"  w{n}: {{available: {n + 1} days, expires: {n + 9} days}}\n" for n in range(1100)),
    "rules:\n" + "".join(f"  r{n}: {{then: {{discount: 5%}}}}\n" for n in range(1800)),
    "".join(f"k{n}:\n" for n in range(8000)),
    "rules: {r: {if: " + "{any: [" * 12 + "{colour: red}" + "]}" * 12 + ", then: {discount: 5%}}}",
    "levels: {g: {enter: " + "{not: " * 25 + "{spend: 5}" + "}" * 25 + "}}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_document_takes_long(text: str) -> None:
    """The work is bounded by the size of the text, whatever stands in it (R61)."""
    assert len(HEAD + text) < LARGEST_DOCUMENT
    begun = time.process_time()
    document, errors, warnings = check(HEAD + text)
    for problem in (*errors, *warnings):
        assert len(problem.say("ru")) < 2000
    if document is not None:
        assert explain(document, "ru")
        assert load(dump(document)) == document
    assert time.process_time() - begun < 10
    assert len(errors) <= MOST_PROBLEMS


@pytest.mark.parametrize(
    "rules",
    [
        "d: {on: {wallet: bonus, every: 100}, then: {earn: {give: 99.99}}}",
        "d: {on: {wallet: bonus, every: 100}, once: {per: day}, then: {earn: {give: 100}}}",
        "d: {on: {wallet: bonus, every: 100}, then: {earn: {give: 100, cap: {per: day, most: 500}}}}",
        "d: {on: {wallet: bonus, every: 100}, then: {earn: {give: 100}, take: {wallet: bonus, amount: 100}}}",
        "d: {on: {wallet: bonus, reaches: 100}, then: {earn: {give: 100}}}",
        "d: {on: {wallet: bonus, every: 100}, then: {earn: {give: 100, wallet: next}}}, "
        "e: {on: {wallet: next, every: 200}, then: {earn: {give: 100, wallet: bonus}}}",
        "d: {on: {wallet: bonus, every: 100}, then: {earn: {give: 100, available: next_day}}}",
    ],
)
def test_rules_that_come_to_an_end_are_no_round(rules: str) -> None:
    document, errors, _ = check(f"{HEAD}wallets: {{bonus: {{}}, next: {{}}}}\nrules: {{{rules}}}")
    assert document is not None, errors
