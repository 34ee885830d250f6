"""Terms of certificates that no shipped programme shows."""

from datetime import date, datetime

from tests.engine.told import programme, scene
from webapp.engine.document.phrases import Speaker
from webapp.engine.sentences import say_line

TERMS = """
wallets: {bonus: {}}
rewards: {mask: {gives: {certificate: {}}, price: {bonus: 10}}}
rules: {back: {then: {earn: 10%}}, sale: {then: {discount: 50%}}}
certificates: {valid: 37 days, shares: [50%]"""


def test_a_programme_may_forbid_to_hand_certificates_on() -> None:
    """7K-10: transferable unless the document says otherwise."""
    for terms, refused in (("}", []), (", transferable: no}", ["not_transferable"])):
        made = scene(TERMS + terms, "olga")
        made.buy("2025-01-02", "olga")
        made.tell("2025-01-03", "order_certificate", member="olga", certificate="k", reward="mask", share="50")
        assert made.tell("2025-01-03", "transfer_certificate", certificate="k", to="Nina")["refused"] == refused


def test_the_rest_of_a_certificate_takes_no_discount_and_gives_nothing() -> None:
    """7K-8."""
    made = scene(TERMS + "}", "olga")
    made.buy("2025-01-02", "olga")
    made.tell("2025-01-03", "order_certificate", member="olga", certificate="k", reward="mask", share="50")
    before = made.statement("2025-01-03", "olga")
    rest = made.decide(
        "2025-01-03", "purchase", member="olga", receipt="r", certificate="k", lines=[{"group": "rest", "price": "5"}]
    )
    assert (rest.result["payable"], rest.result["earned"], rest.result["refused"]) == (500, 0, [])
    assert made.statement("2025-01-03", "olga") == before
    speaker = Speaker(made.world.timeline.at(datetime(2025, 1, 3)).document, "en")
    assert say_line(speaker, rest.lines[0]) == ["The rest of a certificate: it earns nothing and counts in no sum."]


def test_certificates_go_on_by_their_terms_where_later_rules_know_none() -> None:
    """7K-10: what the bonuses were given for can be used, handed on, and given back."""
    made = scene(TERMS + ", booked: no}", "olga")
    made.buy("2025-01-02", "olga")
    for key in ("used", "back"):
        made.tell("2025-01-03", "order_certificate", member="olga", certificate=key, reward="mask", share="50")
    made.world.timeline = made.world.timeline.followed_by(datetime(2025, 1, 4), programme("wallets: {bonus: {}}"))
    assert made.tell("2025-01-05", "issue_certificate", certificate="used")["valid_until"] == date(2025, 2, 11)
    assert made.tell("2025-01-06", "use_certificate", certificate="used", salon="centre")["refused"] == []
    assert made.tell("2025-01-07", "cancel_certificate", certificate="back")["bonuses_returned"] == 500
    asked = {"member": "olga", "certificate": "more", "reward": "mask", "share": "50"}
    assert made.tell("2025-01-08", "order_certificate", **asked)["refused"] == ["not_offered"]
