"""Random documents of the whole language with random journals: nothing falls, money is conserved, a quote says what the
posting does, looking every day changes nothing, and told twice it ends in the same place.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import LONG
from tests.engine.books import Books, same_world
from webapp.engine.decisions import Change, Decision
from webapp.engine.document.check import dump, load, validate
from webapp.engine.document.explain import explain
from webapp.engine.events import EVENTS
from webapp.engine.facts import Chain
from webapp.engine.journal import plain
from webapp.engine.programme import Programme, timeline_of
from webapp.engine.settle import settle
from webapp.engine.world import World

BEGIN = datetime(2026, 1, 30, 12)
LOOKS = ("statement", "quote")


def one(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


ends = one(
    *("never", "30 days", "6 months", {"end_of": "quarter", "plus": "1 month"}, {"yearly": "03-01"}),
    *({"idle": "2 months"}, {"first": [{"idle": "1 month"}, "3 months"]}, {"with": "level"}),
    *({"table": ["level"], "gold": "1 year", "else": "40 days"}, {"after": "1 month", "from": "enrolment"}),
)
amounts = one(
    *("5%", "10", "0.5", {"table": ["group"], "cut": "7%", "else": "1%"}, {"counter": "visits", "times": 2}),
    *({"steps": "receipt", "0": "1", "1000": "3%"}, {"steps": {"counter": "spend"}, "0": "2", "5000": "4"}),
    *(
        {"table": ["level", "weekday"], "gold": {"mon": "5", "else": "3"}, "else": "1"},
        {"wallet": "points", "times": "10%"},
    ),
)
numbers = one("1", "7", "50", {"counter": "visits"}, {"steps": "people", "1": "5", "2": "9"})
conditions = one(
    *(
        {},
        {"level": "gold"},
        {"receipt": 900},
        {"weekday": ["mon", "fri"]},
        {"counter": {"visits": 2}},
        {"first": "visit"},
    ),
    *({"not": {"spends": True}}, {"any": [{"group": "cut"}, {"tag": "x"}]}, {"nth": {"every": 2}}, {"holds": "note"}),
    *(
        {"since": {"of": "last_visit", "at_most": "20 days"}},
        {"wallet": {"points": {"less_than": 90}}},
        {"guest": False},
    ),
    *({"with": {"group": "care"}}, {"had": {"same": "group"}}, {"months": [1, 2, 3]}, {"attribute": {"vip": "yes"}}),
)
of_members = one(
    {}, {"level": "gold"}, {"counter": {"visits": 1}}, {"wallet": {"points": 5}}, {"attribute": {"vip": "yes"}}
)
triggers = one(
    *("enrolled", "activated", "return", "birthday", {"birthday": "month"}, {"event": "booked"}, {"event": "fee"}),
    *({"request": "swap"}, {"date": "02-14"}, {"end_of": "month"}, {"every": "20 days", "from": "enrolment"}),
    *({"counter": "visits", "every": 2}, {"counter": "spend", "reaches": 1500}, {"wallet": "points", "every": 40}),
    *({"wallet": "points", "empties": True}, {"level": "gold", "begins": True}, {"level": "any", "changes": True}),
    *(
        {"reward": "note", "used": True},
        {"idle": "1 month", "of": ["sale"]},
        {"friend": "sale"},
        {"friend": "first_sale"},
    ),
    *(
        {"anniversary": "enrolment"},
        {"before": "lot_end", "by": "5 days"},
        {"weekly": "fri"},
        {"reward": "note", "lapsed": True},
    ),
)
earnings = st.fixed_dictionaries(
    {"give": amounts},
    optional={
        "of": one("unit", "line", "receipt", "visit"),
        "wallet": one("points", "cash"),
        "adds": st.booleans(),
        "least": one("1"),
        "most": one("30"),
        "cap": one({"per": "day", "most": 40}, {"per": "month", "most": "60"}),
        "base": one("paid", "discounted", "gross"),
        "available": one("next_day", "next_visit", "3 days", {"event": "booked"}),
        "expires": ends,
    },
)
discounts = one(
    *("5%", "100", {"percent": "50%", "of": "cheapest"}, {"price": 300}, {"amount": 200, "of": "dearest", "units": 2}),
    *({"percent": "30%", "most": 150}, {"table": ["group"], "cut": "10%"}),
)
effects = st.fixed_dictionaries(
    {},
    optional={
        "earn": st.fixed_dictionaries(
            {"give": numbers}, optional={"wallet": one("points", "cash"), "undone_by": one("missed")}
        ),
        "take": st.fixed_dictionaries({"wallet": one("points", "cash"), "amount": one("5", "50%", "500")}),
        "convert": one(
            {"from": "points", "to": "cash", "rate": "0.5"}, {"from": "points", "to": "note", "blocks": {"10": "50"}}
        ),
        "expire": one("points", {"wallet": "cash", "after": "5 days"}),
        "count": one({"extra": 1}, {"visits": "2"}),
        "reset": one("extra", ["visits"]),
        "give": one("note", {"reward": "note", "times": 2, "valid": "10 days"}, "half"),
        "level": one("gold", {"to": "club", "lasts": "20 days"}),
        "set": one({"vip": "yes"}, {"vip": "yes", "for": "15 days"}),
        "message": one("hello"),
    },
).filter(bool)
rules = st.one_of(
    st.fixed_dictionaries({"if": conditions, "then": earnings.map(lambda earn: {"earn": earn})}),
    st.fixed_dictionaries({"if": conditions, "then": discounts.map(lambda off: {"discount": off})}),
    st.fixed_dictionaries(
        {"if": conditions, "then": effects},
        optional={"once": one({"per": "day"}, "month", {"per": "life", "times": 2})},
    ),
    st.fixed_dictionaries(
        {"on": triggers, "if": of_members, "then": effects}, optional={"once": one("year", {"per": "ref"})}
    ),
)
wallets = st.fixed_dictionaries(
    {
        "points": st.fixed_dictionaries(
            {},
            optional={
                "expires": ends,
                "most": one("100"),
                "floor": one("0", "debt"),
                "available": one("at_once", "next_day", "2 days", "next_visit", "5 hours"),
                "while": one({"attribute": {"vip": "yes"}}),
                "order": one("oldest", {"first": "birthday"}),
                "step": one("1", "0.1"),
            },
        ),
        "cash": st.fixed_dictionaries({"unit": one("money", "points")}, optional={"expires": ends}),
    }
)
spendings = one(
    *(
        {"share": "50%"},
        {"points": {"share": "30%", "per": "unit"}, "cash": {"by_itself": True}},
        {"step": 5, "most": 20},
    ),
    *(
        {"cover": "whole_line"},
        {"blocks": {"10": "100", "25": "300"}},
        {"cash": {"per": "receipt", "share": "80%"}},
        {"least": 3, "from": 5},
    ),
)
documents = st.fixed_dictionaries(
    {
        "wallets": wallets,
        "rules": st.lists(rules, min_size=1, max_size=6).map(
            lambda listed: {f"r{n}": rule for n, rule in enumerate(listed)}
        ),
    },
    optional={
        "spending": spendings,
        "calendar": one({"visit": "receipt"}, {"last_day": "in"}),
        "combine": one(
            {"discounts": {"take": "add"}},
            {"discounts": {"take": "best", "per": "receipt"}},
            {"discounts": {"take": "chain"}},
        ),
        "returns": one({"short": "forgive"}, {"short": "money", "spent": "lost"}, {"rewards_given": "taken"}),
    },
)
COMMON: dict[str, Any] = {
    "name": {"ru": "Любая", "en": "Any"},
    "currency": "RUB",
    "counters": {
        "visits": {"count": "visits", "over": "3 months"},
        "spend": {"count": "paid", "over": "calendar_year"},
        "extra": {"count": {"event": "fee"}, "over": {"each": "1 month", "from": "enrolment"}},
        "row": {
            "count": "receipts",
            "over": {"lasts": "20 days", "from": "first"},
            "resets": {"on": {"counter": "row", "every": 3}, "to": "rest"},
        },
    },
    "levels": {
        "gold": {"enter": {"spend": 2000}, "lasts": "2 months", "keep": {"visits": 2}, "renews": "when_met"},
        "club": {"ladder": "club", "enter": "by_rule", "until": {"idle": "1 month"}},
    },
    "rewards": {
        "note": {"gives": {"money": 150}, "price": {"points": 30}, "valid": "1 month", "change": "kept"},
        "half": {"gives": {"discount": "50%", "of": "cheapest"}, "available": "next_visit", "as": "payment"},
    },
}
lines = st.lists(
    st.fixed_dictionaries(
        {"group": one("cut", "care", "other"), "price": one("0", "99.99", "500", "1234.5")},
        optional={"quantity": one(2, 3)},
    ),
    min_size=1,
    max_size=3,
)
facts = st.one_of(
    st.tuples(
        st.just("purchase"),
        st.fixed_dictionaries(
            {"lines": lines}, optional={"spend": one("max", "10"), "rewards": one(["note"], ["half"])}
        ),
    ),
    st.tuples(st.just("return"), st.fixed_dictionaries({"receipt": one("R1", "R2", "R3", "R4")})),
    st.tuples(
        st.just("event"),
        st.fixed_dictionaries(
            {"name": one("booked", "fee", "missed", "swap")},
            optional={"ref": one("A", "B", "R1"), "amount": one("500")},
        ),
    ),
    st.tuples(st.just("undo_event"), st.fixed_dictionaries({"ref": one("A", "B")})),
    st.tuples(st.just("grant"), st.just({"bonuses": "25", "reason": "x"})),
    st.tuples(st.just("redeem"), st.just({"reward": "note"})),
    st.tuples(st.just("set"), one({"attributes": {"vip": "yes"}}, {"attributes": {"vip": "no"}})),
)
gaps = one(*(timedelta(hours=1), timedelta(days=1), timedelta(days=9), timedelta(days=33), timedelta(days=70)))
journals = st.lists(st.tuples(gaps, one("olga", "vera"), facts), min_size=1, max_size=12)


class Teller:
    """Tells a journal to a chain, with its books beside it."""

    def __init__(self, programme: Programme) -> None:
        self.world = World(timeline_of([programme]), Chain())
        self.books = Books()
        self.receipts = 0
        self.answers: list[Any] = []

    def begin(self) -> None:
        for member, friend in (("olga", {}), ("vera", {"referred_by": "olga"})):
            self.tell(BEGIN, "enrol", {"member": member, **friend})
            self.tell(BEGIN, "questionnaire", {"member": member, "answers": {"birth_date": "1990-02-20"}})

    def tell(self, at: datetime, verb: str, fields: dict[str, Any]) -> Any:
        before = {name: deepcopy(account) for name, account in self.world.accounts.items()}
        decision = self.world.tell(at, verb, EVENTS[verb].model_validate(fields))
        if verb not in LOOKS:
            self.books.take(decision, before)
            self.books.check(self.world)
        self.answers.append(plain(decision.result))
        return self.answers[-1]

    def look(self, at: datetime, member: str) -> None:
        """Somebody looks, and what time alone has brought about is kept."""
        account = self.world.accounts[self.world.account_of[member]]
        change = Change(account.copy())
        settle(change, self.world.timeline, at.date(), at)
        self.world._keep_account(change)
        self.books.take(Decision("look", {}, [change]), {account.id: account})

    def told(self, at: datetime, member: str, verb: str, fields: dict[str, Any]) -> None:
        if verb == "purchase":
            quoted = self.tell(at, "quote", {"member": member, **fields})
            self.receipts += 1
            posted = self.tell(at, "purchase", {"member": member, "receipt": f"R{self.receipts}", **fields})
            assert posted == quoted
            assert self._adds_up(posted)
        elif verb in ("return", "undo_event"):
            self.tell(at, verb, fields)
        else:
            self.tell(at, verb, {"member": member, **fields})

    def _adds_up(self, posted: dict[str, Any]) -> bool:
        sums = {name: round(100 * float(posted[name])) for name in ("gross", "discount", "redeemed", "payable")}
        return sums["gross"] == sums["discount"] + sums["redeemed"] + sums["payable"] and min(sums.values()) >= 0


def _told(programme: Programme, journal: list[Any], daily: bool) -> Teller:
    teller = Teller(programme)
    teller.begin()
    at = BEGIN
    for gap, member, (verb, fields) in journal:
        if daily:
            for days in range(1, gap.days + 1):
                for other in ("olga", "vera"):
                    teller.look(at + timedelta(days=days), other)
        at += gap
        teller.told(at, member, verb, fields)
    return teller


@settings(max_examples=400 if LONG else 12, deadline=None)
@given(documents, journals)
def test_any_document_with_any_journal(tree: dict[str, Any], journal: list[Any]) -> None:
    """I1–I5, I8 and R71 for the whole language."""
    document, errors = validate({**COMMON, **tree})
    assert document is not None, [f"{problem.path}: {problem.say('en')}" for problem in errors]
    assert load(dump(document)) == document
    for language in ("ru", "en"):
        assert all(sentence.text for section in explain(document, language) for sentence in section.sentences)
    once, twice, daily = (_told(Programme(document), journal, often) for often in (False, False, True))
    assert once.answers == twice.answers == daily.answers
    same_world(once.world, twice.world)
