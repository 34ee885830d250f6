"""What is withheld and why: for each fact the codes it may answer, each with a case; a refused fact changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.books import same_world
from tests.engine.told import Scene, preset_scene, scene
from webapp.engine.events import EVENTS

LINES = [{"item": "spa_service"}]


def seven_krasok() -> Scene:
    """Elena with Privilege (card P1), bonuses and two certificates, k1 asked for and k2 used; Pavel on her account (P2);
    Inga has enrolled and no more; Vera's cumulative card C1 is lost; Roman has left."""
    made = preset_scene("seven_krasok")
    for number, member in enumerate(("elena", "pavel", "inga", "vera", "roman"), start=5):
        made.tell("2025-03-03", "enrol", member=member, phone=f"+7926000000{number}")
        if member != "inga":
            made.tell("2025-03-03", "questionnaire", member=member, answers={"birth_date": "1990-06-05"})
    made.buy("2025-03-03", "elena", {"group": "product", "price": 17_777})
    made.tell("2025-03-03", "issue_card", member="elena", card="P1")
    made.tell("2025-03-03", "issue_card", member="pavel", card="P2", account_of="elena")
    made.tell("2025-03-03", "grant", member="elena", bonuses=5000, reason="x")
    for member, card in (("vera", "C1"), ("roman", "C2")):
        made.tell("2025-03-03", "issue_card", member=member, card=card)
    made.tell("2025-03-03", "purchase", member="roman", receipt="Q1", lines=LINES)
    made.tell("2025-03-04", "block_card", card="C1")
    for key, steps in {"k1": (), "k2": ("issue", "book", "use")}.items():
        made.tell("2025-03-10", "order_certificate", member="elena", certificate=key, reward="foot_break")
        for step in steps:
            more = {"issue": {}, "use": {"salon": "leninsky"}}.get(step, {"salon": "leninsky", "visit": "2025-03-12"})
            made.tell("2025-03-10", f"{step}_certificate", certificate=key, **more)
    made.tell("2025-03-11", "close", member="roman")
    return made


CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("enrol", {"member": "nina", "phone": "8 926 000 00 05"}, ["phone_taken"]),
    ("enrol", {"member": "elena"}, ["phone_taken"]),
    ("enrol", {"member": "nina", "referred_by": "nina"}, ["self_referral"]),
    ("questionnaire", {"member": "inga", "answers": {"phone": "+7 926 000-00-05"}}, ["phone_taken"]),
    ("questionnaire", {"member": "nina"}, ["not_enrolled"]),
    ("activate", {"member": "inga"}, ["questionnaire_missing"]),
    ("activate", {"member": "elena"}, ["already_active"]),
    ("issue_card", {"member": "inga", "card": "C9"}, ["questionnaire_missing"]),
    ("issue_card", {"member": "vera", "card": "C1"}, ["card_taken"]),
    ("issue_card", {"member": "elena", "card": "C9"}, ["not_eligible"]),
    ("issue_card", {"member": "vera", "card": "C9", "account_of": "elena"}, ["card_limit"]),
    ("issue_card", {"member": "vera", "card": "C9", "account_of": "nina"}, ["not_enrolled"]),
    ("issue_card", {"member": "vera", "card": "C9", "account_of": "roman"}, ["closed"]),
    ("issue_card", {"member": "pavel", "card": "C9", "account_of": "elena"}, ["not_eligible"]),
    ("renew_card", {"member": "elena", "card": "P9"}, ["not_eligible"]),
    ("renew_card", {"member": "elena", "card": "P1"}, ["card_taken", "not_eligible"]),
    ("renew_card", {"member": "vera", "card": "P9"}, ["card_blocked", "not_eligible"]),
    ("renew_card", {"member": "inga", "card": "P9"}, ["not_eligible", "questionnaire_missing"]),
    ("block_card", {"card": "C1"}, ["card_blocked"]),
    ("block_card", {"card": "C99"}, ["unknown_card"]),
    ("purchase", {"member": "elena", "receipt": "R1", "lines": LINES}, ["duplicate_receipt"]),
    ("purchase", {"member": "elena", "receipt": "X", "lines": [{"item": "moon"}]}, ["unknown_item"]),
    ("purchase", {"member": "elena", "receipt": "X", "lines": LINES, "salon": "moon"}, ["unknown_salon"]),
    (
        "purchase",
        {"card": "C1", "receipt": "R1", "lines": [{"item": "moon"}], "salon": "moon", "scanned": False},
        ["card_blocked", "card_not_presented", "duplicate_receipt", "unknown_item", "unknown_salon"],
    ),
    ("quote", {"lines": [{"item": "moon"}]}, ["not_enrolled", "unknown_item"]),
    ("return", {"receipt": "X"}, ["unknown_receipt"]),
    ("return", {"receipt": "R1", "lines": [{"line": 2}]}, ["over_return"]),
    ("return", {"receipt": "R1", "lines": [{"line": 1, "quantity": 2}]}, ["over_return"]),
    ("return", {"receipt": "R1", "lines": [{"line": 1}, {"line": 1}]}, ["over_return"]),
    ("order_certificate", {"member": "elena", "certificate": "k", "reward": "moon"}, ["not_offered"]),
    ("order_certificate", {"member": "elena", "certificate": "k", "reward": "foot_break", "share": 40}, ["share_not_offered"]),
    ("order_certificate", {"member": "elena", "certificate": "k", "reward": "foot_break", "grade": "best"}, ["not_offered"]),
    (
        "order_certificate",
        {"member": "elena", "certificate": "k", "reward": "foot_break", "salon_category": "luxury"},
        ["salon_category"],
    ),
    ("order_certificate", {"member": "elena", "certificate": "k", "reward": "royal_jasmine"}, ["insufficient_bonuses"]),
    (
        "order_certificate",
        {"member": "inga", "certificate": "k", "reward": "sea_breeze"},
        ["insufficient_bonuses", "not_active"],
    ),
    ("issue_certificate", {"certificate": "k2"}, ["certificate_state"]),
    ("deliver_certificate", {"certificate": "k1"}, ["certificate_state"]),
    ("cancel_certificate", {"certificate": "k2"}, ["certificate_state"]),
    ("transfer_certificate", {"certificate": "k2", "to": "Nina"}, ["certificate_state"]),
    ("book_certificate", {"certificate": "k1", "salon": "leninsky", "visit": "2025-03-14"}, ["certificate_state"]),
    ("book_certificate", {"certificate": "k1", "salon": "moon", "visit": "2025-03-14"}, ["certificate_state", "unknown_salon"]),
    ("use_certificate", {"certificate": "k1", "salon": "arbat"}, ["certificate_state", "salon_category"]),
    ("use_certificate", {"certificate": "k2", "salon": "leninsky"}, ["certificate_state"]),
    ("grant", {"member": "elena", "bonuses": 5, "reason": "x", "campaign": "moon"}, ["not_offered"]),
    ("grant", {"member": "nina", "bonuses": 5, "reason": "x"}, ["not_enrolled"]),
    ("birthday_gift", {"member": "elena", "certificate": "k"}, ["outside_birthday"]),
    ("birthday_gift", {"member": "vera", "certificate": "k"}, ["card_blocked", "outside_birthday"]),
    ("birthday_gift", {"member": "inga", "certificate": "k"}, ["not_eligible", "questionnaire_missing"]),
    ("birthday_gift", {"member": "elena", "certificate": "k", "reward": "thai_berry"}, ["not_offered", "outside_birthday"]),
    ("event", {"member": "elena", "name": "review"}, ["not_offered"]),
    ("redeem", {"member": "elena", "reward": "foot_break"}, ["not_offered"]),
    ("choose", {"member": "elena", "setting": "x", "value": "y"}, ["not_offered"]),
    ("undo_event", {"ref": "x"}, ["not_offered"]),
    ("statement", {"member": "nina"}, ["not_enrolled"]),
    ("set", {"member": "nina", "attributes": {}}, ["not_enrolled"]),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "fields", "refused"), CASES)
def test_refused_for_these_reasons_and_nothing_changes(verb: str, fields: dict[str, Any], refused: list[str]) -> None:
    """X-refusals-3, X-refusals-6, X-and-20, X-cards-1, 7K-10, 7K-11, 7K-14."""
    made, other = seven_krasok(), seven_krasok()
    assert sorted(made.tell("2025-03-13", verb, **fields)["refused"]) == refused
    same_world(made.world, other.world)


@pytest.mark.parametrize("verb", sorted(EVENTS.keys() - {"enrol", "opening", "undo_event", "statement", "settle"}))
def test_after_leaving_everything_answers_closed_and_changes_nothing(verb: str) -> None:
    """X-and-12: Roman has left: his card C2, his receipt Q1, and whatever is told of him."""
    fields: dict[str, Any] = {"member": "roman"}
    fields |= {"receipt": "N"} if verb == "purchase" else {}
    fields |= {"lines": LINES} if verb in ("purchase", "quote") else {}
    fields = {"return": {"receipt": "Q1"}, "block_card": {"card": "C2"}}.get(verb, fields)
    extra: dict[str, dict[str, Any]] = {
        "issue_card": {"card": "N"},
        "renew_card": {"card": "N"},
        "order_certificate": {"certificate": "n", "reward": "foot_break"},
        "birthday_gift": {"certificate": "n"},
        "grant": {"bonuses": 5, "reason": "x"},
        "withdraw": {"bonuses": 5, "reason": "x"},
        "mismatch": {"open": True},
        "merge": {"absorbed": "elena"},
        "event": {"name": "review"},
        "redeem": {"reward": "x"},
        "transfer": {"to": "elena", "bonuses": 1},
        "join_account": {"account_of": "elena"},
        "choose": {"setting": "x", "value": "y"},
        "set": {"attributes": {"a": "b"}},
    }
    made = seven_krasok()
    if verb.endswith("_certificate") and verb != "order_certificate":
        made.tell("2025-03-13", "close", member="elena")
        more = {"salon": "leninsky"} if verb in ("book_certificate", "use_certificate") else {}
        more |= {"visit": "2025-03-14"} if verb == "book_certificate" else {}
        more |= {"to": "Nina"} if verb == "transfer_certificate" else {}
        fields, extra = {"certificate": "k1", **more}, {}
    before = made.world.accounts
    kept = {name: account.copy() for name, account in before.items()}
    answer = made.tell("2025-03-13", verb, **fields, **extra.get(verb, {}))
    assert answer["refused"] == ["closed"]
    for name, account in kept.items():
        now = made.world.accounts[name]
        assert (now.lots, now.owed, now.tallies, now.standing, now.cards) == (
            account.lots,
            account.owed,
            account.tallies,
            account.standing,
            account.cards,
        )


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("enrol", {"member": "nina"}),
        ("questionnaire", {"member": "olga"}),
        ("issue_card", {"member": "olga", "card": "N"}),
        ("order_certificate", {"member": "olga", "certificate": "n", "reward": "mask"}),
        ("birthday_gift", {"member": "olga", "certificate": "n"}),
        ("grant", {"member": "olga", "bonuses": 5, "reason": "x"}),
        ("purchase", {"member": "olga", "receipt": "N", "lines": [{"item": "haircut"}]}),
    ],
)
def test_on_a_day_outside_the_programme(verb: str, fields: dict[str, Any]) -> None:
    """7K-23, KL-1: it ran until 1 July 2025; returns, bookings and uses go on."""
    made = scene(
        "in_force: {from: 2025-01-01, until: 2025-07-01}\nwallets: {bonus: {}}\ncards: {valid: 2 years}\n"
        "certificates: {valid: 37 days}\nrewards: {mask: {gives: {certificate: {}}, price: {bonus: 10}}}\n"
        "rules: {back: {then: {earn: 10%}}, party: {on: {request: birthday_gift}, then: {give: mask}}}",
        "olga",
    )
    made.tell("2025-06-30", "questionnaire", member="olga", answers={"birth_date": "1990-07-01"})
    made.buy("2025-06-30", "olga")
    made.tell("2025-06-30", "order_certificate", member="olga", certificate="k", reward="mask")
    assert "outside_programme" in made.tell("2025-07-01T00:00", verb, **fields)["refused"]
    assert made.tell("2025-07-01", "issue_certificate", certificate="k")["refused"] == []
    visit = {"certificate": "k", "salon": "river"}
    assert made.tell("2025-07-01", "book_certificate", visit="2025-07-02", **visit)["refused"] == []
    assert made.tell("2025-07-02", "use_certificate", **visit)["refused"] == []
    assert made.tell("2025-07-02", "return", receipt="R1")["refused"] == []


# Rules that withhold

REFUSING = """
wallets: {bonus: {}}
spending: {share: 50%}
rules:
  back: {then: {earn: 10%}}
  off: {then: {discount: 10%}}
  sundays: {if: {weekday: sun}, then: {refuse: {WHAT: excluded}}}
"""


@pytest.mark.parametrize(
    ("what", "figures"),
    [
        ("earning", {"discount": 10_000, "redeemed": 30_000, "earned": 0}),
        ("spending", {"discount": 10_000, "redeemed": 0, "earned": 9_000}),
        ("discount", {"discount": 0, "redeemed": 30_000, "earned": 7_000}),
    ],
)
def test_a_rule_withholds_earning_spending_or_discounts(what: str, figures: dict[str, int]) -> None:
    """9 March 2025 is a Sunday, the 10th is none."""
    made = scene(REFUSING.replace("WHAT", what), "olga")
    made.tell("2025-03-01", "grant", member="olga", bonuses=1000, reason="x")
    sunday = made.buy("2025-03-09", "olga", spend=300)
    assert sunday["refused"] == ["excluded"]
    assert {name: sunday[name] for name in figures} == figures
    monday = made.buy("2025-03-10", "olga", spend=300)
    assert monday["refused"] == []
    assert {name: monday[name] for name in figures} == {"discount": 10_000, "redeemed": 30_000, "earned": 6_000}


def test_nothing_is_withheld_where_nothing_would_have_been() -> None:
    """X-refusals-1, X-refusals-2."""
    made = scene(REFUSING.replace("WHAT", "earning"), "olga")
    assert made.buy("2025-03-09", "olga", {"group": "service", "price": 0})["refused"] == []


def test_bonuses_for_some_lines_do_not_cover_an_amount_that_only_their_sum_covers() -> None:
    """X-and-10: 300 for products on a cream of 50 and a haircut; asked for 100, none of it is taken."""
    made = scene("wallets: {bonus: {}}\nspending: {share: 100%}\ncampaigns: {p: {pays_for: {group: product}}}", "olga")
    made.tell("2025-03-01", "grant", member="olga", bonuses=300, reason="x", campaign="p")
    lines: list[dict[str, Any]] = [{"item": "cream", "price": 50}, {"item": "haircut"}]
    answer = made.buy("2025-03-03", "olga", *lines, spend=100)
    assert (answer["redeemed"], answer["payable"], answer["refused"]) == (0, 105_000, ["insufficient_bonuses"])
    assert made.buy("2025-03-03", "olga", *lines, spend=50)["redeemed"] == 5_000


def test_before_activation_a_programme_may_let_nothing_gather() -> None:
    """ES-2.6: where it says `before_activation: {earn: false}`."""
    rules = (
        "wallets: {bonus: {}}\nenrolment: {activation: {by: questionnaire}, before_activation: {earn: false}}\n"
        "rules: {back: {then: {earn: 10%}}}"
    )
    made = scene(rules, "olga")
    assert made.buy("2025-03-03", "olga")["refused"] == ["not_active"]
    made.tell("2025-03-03", "questionnaire", member="olga")
    assert made.buy("2025-03-03", "olga")["earned"] == 10_000
