"""Sentences of the journals' specification, and clauses, that no journal of a chain that ships can show."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.engine.told import TENANTS, Scene, preset, preset_scene, scene
from webapp.engine.events import EVENTS
from webapp.engine.programme import Programme

# At 00:00 of one day


def test_what_ends_on_the_day_it_would_come_never_comes() -> None:
    """X-time-7: lots expire before pending ones become available."""
    made = scene("wallets: {bonus: {available: 7 days, expires: 7 days}}\nrules: {back: {then: {earn: 10%}}}", "olga")
    made.buy("2025-03-03", "olga")
    assert made.statement("2025-03-09T23:59:59", "olga")["pending"] == 10_000
    assert made.statement("2025-03-10T00:00", "olga")["available"] == 0


@pytest.mark.parametrize(("asked", "given"), [("good", 0), ("basic", 10_000)])
def test_a_level_ends_before_the_birthday_of_the_same_day_gives(asked: str, given: int) -> None:
    """X-time-7: GOOD until 5 June 2025, the birthday itself."""
    made = scene(
        "wallets: {bonus: {}}\ncounters: {n: {count: receipts}}\n"
        "levels: {basic: {enter: always}, good: {enter: {n: 1}, lasts: 12 months, keep: {n: 9}, else: basic}}\n"
        f"rules: {{party: {{on: birthday, if: {{level: {asked}}}, then: {{earn: 100}}}}}}",
        "olga",
        on="2024-06-05",
    )
    made.tell("2024-06-05", "questionnaire", member="olga", answers={"birth_date": "1990-06-05"})
    made.buy("2024-06-05T13:00", "olga")
    assert made.statement("2025-06-05T00:00", "olga")["available"] == given


def test_a_card_ends_and_its_level_with_it_before_that_days_first_receipt() -> None:
    """X-time-7, X-dates-6, 7K-13."""
    made = guest_with_a_card(on="2025-03-03")
    fields: dict[str, Any] = {"lines": [{"item": "spa_service"}]}
    last = made.tell("2027-03-02T23:59:59", "purchase", card="P1", receipt="A", **fields)
    gone = made.tell("2027-03-03T00:00:00", "purchase", card="P1", receipt="B", **fields)
    assert (last["level"], last["earned"], last["refused"]) == ("privilege", 7_000, [])
    assert (gone["level"], gone["earned"], gone["refused"]) == ("cumulative", 0, ["card_expired"])


# Shapes


def guest_with_a_card(on: str = "2025-03-03", member: str = "elena") -> Scene:
    """7 Krasok: Elena with Privilege and its card P1; Roman with a cumulative card C2 and two hours of his own."""
    made = preset_scene("seven_krasok")
    for name in (member, "roman"):
        made.tell(on, "enrol", member=name)
        made.tell(on, "questionnaire", member=name, answers={"birth_date": "1990-06-05"})
    made.buy(on, member, {"group": "product", "price": 17_777})
    made.tell(on, "issue_card", member=member, card="P1")
    made.tell(on, "issue_card", member="roman", card="C2")
    made.tell(on, "purchase", card="C2", receipt="Q1", lines=[{"item": "spa_service", "quantity": 2}])
    return made


def test_lots_name_the_available_ones_first_each_part_in_the_order_of_spending() -> None:
    """X-and-15, X-shapes-1: waiting lots that end sooner come after an available one that ends later."""
    made = scene("wallets: {bonus: {available: 7 days, expires: 30 days}}\nrules: {back: {then: {earn: 1%}}}", "olga")
    made.tell("2025-03-01", "grant", member="olga", bonuses=5, expires="2025-12-01", reason="x")
    for day, price in (("2025-03-01", 1000), ("2025-03-04", 400), ("2025-03-03", 300)):
        made.buy("2025-03-04", "olga", {"group": "x", "price": price}, dated=day)
    lots = made.statement("2025-03-08", "olga")["lots"]
    assert [(lot["amount"], str(lot["available_from"]), lot["source"]) for lot in lots] == [
        (1_000, "2025-03-08", "R1"),
        (500, "2025-03-01", "grant"),
        (300, "2025-03-10", "R3"),
        (400, "2025-03-11", "R2"),
    ]


def test_cards_certificates_and_measures_of_a_statement() -> None:
    """X-shapes-3, X-shapes-4, X-shapes-5."""
    made = guest_with_a_card()
    made.tell("2025-03-04", "block_card", card="C2")
    made.tell("2025-03-05", "issue_card", member="roman", card="P2", account_of="elena")
    made.tell("2025-03-05", "grant", member="elena", bonuses=2000, reason="x")
    made.tell("2025-03-12", "order_certificate", member="roman", certificate="k", reward="foot_break")
    made.tell("2025-03-12", "issue_certificate", certificate="k")
    found = made.statement("2025-03-12", "elena")
    assert found["cards"] == [
        {"card": "P1", "member": "elena", "level": "privilege", "state": "active", "valid_until": date(2027, 3, 3)},
        {"card": "P2", "member": "roman", "level": "privilege", "state": "active", "valid_until": date(2027, 3, 5)},
    ]
    assert found["certificates"] == [
        {"certificate": "k", "reward": "foot_break", "state": "issued", "valid_until": date(2025, 4, 18)}
    ]
    assert found["measures"] == {"spend_total": 1_777_700, "hours_12m": 0}
    assert found == made.statement("2025-03-12", "roman")


# Certificates and cards


@pytest.mark.parametrize(("share", "bonuses"), [(30, 1_000), (50, 1_667), (100, 3_333)])
def test_the_bonus_price_is_rounded_up_to_the_hundredth_and_the_rest_is_money(share: int, bonuses: int) -> None:
    """X-certificates-2: of 33.33; the 16.665 of a half become 16.67, the 9.999 of 30 % become 10.00."""
    made = scene(
        "wallets: {bonus: {}}\ncertificates: {shares: [30%, 50%, 100%], valid: 37 days}\n"
        "rewards: {mask: {gives: {certificate: {}}, price: {bonus: 33.33}}}",
        "olga",
    )
    made.tell("2025-03-01", "questionnaire", member="olga")
    made.tell("2025-03-01", "grant", member="olga", bonuses=100, reason="x")
    found = made.tell("2025-03-03", "order_certificate", member="olga", certificate="k", reward="mask", share=share)
    assert (found["bonuses"], found["remainder"]) == (bonuses, 3_333 - bonuses)
    assert made.statement("2025-03-03", "olga")["available"] == 10_000 - bonuses


def test_an_order_that_says_no_more_than_its_reward() -> None:
    """X-certificates-1, X-certificates-4, 7K-9: whole in bonuses, certified, standard, by e-mail in two working days."""
    made = guest_with_a_card()
    made.tell("2025-03-03", "grant", member="elena", bonuses=2000, reason="x")
    found = made.tell("2025-03-14", "order_certificate", member="elena", certificate="k", reward="foot_break")
    assert (found["bonuses"], found["remainder"], found["deliver_by"]) == (200_000, 0, date(2025, 3, 18))
    kept = made.world.certificates["k"]
    assert (kept.grade, kept.salon_category, kept.delivery, kept.state) == (
        "certified",
        "standard",
        "email",
        "requested",
    )


def test_a_birthday_gift_is_requested_by_email_certified_and_standard() -> None:
    """X-certificates-8, 7K-16: and valid like any certificate, in salons of its category."""
    made = guest_with_a_card()
    found = made.tell("2025-06-05", "birthday_gift", member="elena", certificate="g")
    assert (found["state"], found["bonuses"], found["remainder"], found["deliver_by"]) == (
        "requested",
        0,
        0,
        date(2025, 6, 9),
    )
    made.tell("2025-06-06", "issue_certificate", certificate="g")
    visit = {"certificate": "g", "visit": "2025-07-13T20:00"}
    assert made.tell("2025-06-07", "book_certificate", salon="pushkinskaya", **visit)["refused"] == ["salon_category"]
    booked = made.tell("2025-06-07", "book_certificate", salon="leninsky", **visit)
    assert (booked["refused"], booked["valid_until"]) == ([], date(2025, 7, 13))
    assert made.tell("2025-07-13T23:59:59", "use_certificate", certificate="g", salon="leninsky")["refused"] == []


def test_what_one_bought_alone_comes_back_after_joining_anothers_account() -> None:
    """7K-14, X-and-5: the money to the guest; the sums of the common account do not move."""
    made = guest_with_a_card()
    made.tell("2025-03-04", "block_card", card="C2")
    made.tell("2025-03-05", "issue_card", member="roman", card="P2", account_of="elena")
    before = made.statement("2025-03-06", "elena")
    back = made.tell("2025-03-06", "return", receipt="Q1")
    assert (back["refund"], back["refused"]) == (200_000, [])
    assert made.statement("2025-03-06", "elena") == before


def test_a_lost_card_left_behind_on_another_account_works_for_nobody() -> None:
    """7K-14, 7K-15: Roman's lost card does not earn for the account that he has joined."""
    made = guest_with_a_card()
    made.tell("2025-03-04", "block_card", card="C2")
    made.tell("2025-03-05", "issue_card", member="roman", card="P2", account_of="elena")
    for card, refused, earned in (("C2", ["card_blocked"], 0), ("P2", [], 7_000)):
        answer = made.tell("2025-03-06", "purchase", card=card, receipt=card, lines=[{"item": "spa_service"}])
        assert (answer["refused"], answer["earned"]) == (refused, earned)


def test_the_chain_lists_its_salons_with_their_categories() -> None:
    """7K-24."""
    salons = preset("seven_krasok").chain.salons
    by_category = {category: [code for code, salon in salons.items() if salon.category == category] for category in
                   ("standard", "premium", "luxury")}  # fmt: skip
    assert by_category["luxury"] == ["arbat", "patriarshie"]
    assert len(salons) == 12 == sum(len(codes) for codes in by_category.values())


# What programmes may say or may not


@pytest.mark.parametrize(
    ("excluded", "discounts"),
    [
        ("{item: cream}", [5_000, 0]),
        ("{group: product}", [5_000, 0]),
        ("{tag: action}", [5_000, 0]),
        ("{group: service}", [0, 2_500]),
    ],
)
def test_goods_and_services_are_excluded_by_item_group_or_tag(excluded: str, discounts: list[int]) -> None:
    """KL-4.1."""
    made = scene(f"rules: {{off: {{if: {{not: {excluded}}}, then: {{discount: 5%}}}}}}", "olga")
    answer = made.buy("2025-03-03", "olga", {"item": "haircut"}, {"item": "cream"})
    assert [line["discount"] for line in answer["lines"]] == discounts


def test_nothing_turns_bonuses_into_cash_or_into_somebody_elses() -> None:
    """ES-4.3, ES-7.4: no fact that can be told changes an account's owner, pays bonuses out, sells or hands them on."""
    words = {"cash", "pay_out", "sell", "change_owner", "give"}
    assert not words & EVENTS.keys()
    made = preset_scene("estetic")
    for member in ("olga", "vera"):
        made.tell("2025-03-03", "enrol", member=member)
    given = made.tell("2025-03-03", "transfer", member="olga", to="vera", bonuses=1)
    assert given["refused"] == ["not_transferable"]
    assert made.tell("2025-03-03", "redeem", member="olga", reward="cash")["refused"] == ["not_offered"]
    assert made.tell("2025-03-03", "event", member="olga", name="transfer", amount=5)["refused"] == ["not_offered"]


@pytest.mark.parametrize("chain", ["seven_krasok", "keep_looking", "estetic", "blank"])
def test_every_chain_that_ships_has_a_programme_in_force_today_and_for_good(chain: str) -> None:
    """7K-23, ES-1.7: an announced end is a day in the document; none of these has one."""
    programme: Programme = preset(chain).timeline.on(date(2026, 11, 21))
    assert programme.runs_on(date(2026, 11, 21))
    assert programme.runs_on(date(2999, 1, 1))
    assert (TENANTS / chain / "programme.yaml").exists()
