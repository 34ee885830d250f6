"""Lots of bonuses: when they can be spent, when they are gone, what a return gives back and takes, what a debt is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.engine.told import Scene, programme, scene
from webapp.engine.document.ends import End
from webapp.engine.ends import plain_end

EARN = "rules: {back: {then: {earn: 10%}}}"
SPEND = "spending: {share: 100%}"


def balance(made: Scene, at: str, member: str = "olga") -> tuple[int, int, int]:
    """(available, pending, owed)."""
    stands = made.statement(at, member)
    return stands["available"] // 100, stands["pending"] // 100, stands["owed"] // 100


# Life of a lot


@pytest.mark.parametrize(
    ("written", "born", "gone"),
    [
        ("never", "2025-03-03", None),
        ("30 days", "2025-03-03", "2025-04-02"),
        ("{after: 12 months}", "2024-02-29", "2025-02-28"),
        ("{after: 1 year}", "2025-03-03", "2026-03-03"),
        ("{yearly: 01-20}", "2025-01-20", "2026-01-20"),
        ("{yearly: 01-20, carry_over_from: 01-10}", "2025-01-10", "2026-01-20"),
        ("{end_of: month}", "2025-01-31", "2025-02-01"),
        ("{end_of: quarter}", "2025-03-31", "2025-04-01"),
        ("{end_of: half}", "2025-07-01", "2026-01-01"),
        ("{end_of: year}", "2025-01-01", "2026-01-01"),
        ("{end_of: year, plus: 3 months}", "2025-12-31", "2026-04-01"),
        ("{date: 2025-09-01}", "2025-03-03", "2025-09-01"),
    ],
)
def test_the_first_day_on_which_bonuses_are_gone(written: str, born: str, gone: str | None) -> None:
    """X-dates-2."""
    wallet = programme(f"wallets: {{bonus: {{expires: {written}}}}}").document.wallets["bonus"]
    assert not isinstance(wallet.expires, End) or plain_end(
        programme(""), wallet.expires, date.fromisoformat(born)
    ) == (gone and date.fromisoformat(gone))
    made = scene(f"wallets: {{bonus: {{expires: {written}}}}}\n{EARN}", "olga", on="2024-01-01")
    made.buy(born, "olga")
    (lot,) = made.statement(born, "olga")["lots"]
    assert lot["expires"] == (gone and date.fromisoformat(gone))
    if gone:
        assert balance(made, f"{date.fromisoformat(gone) - timedelta(days=1)}T23:59:59") == (100, 0, 0)
        assert balance(made, f"{gone}T00:00") == (0, 0, 0)


def test_bonuses_wait_and_come_at_midnight() -> None:
    """7K-6, X-time-4, X-time-8, X-dates-3: bought on the 3rd at any hour, there on the 10th at 00:00."""
    made = scene(f"wallets: {{bonus: {{available: 7 days}}}}\n{EARN}", "olga")
    made.buy("2025-03-03T23:59:59", "olga")
    assert balance(made, "2025-03-09T23:59:59") == (0, 100, 0)
    assert balance(made, "2025-03-10T00:00:00") == (100, 0, 0)


def test_a_month_of_waiting_is_a_month_from_the_day() -> None:
    made = scene(f"wallets: {{bonus: {{available: 1 month}}}}\n{EARN}", "olga")
    made.buy("2025-01-31", "olga")
    assert balance(made, "2025-02-27") == (0, 100, 0)
    assert balance(made, "2025-02-28") == (100, 0, 0)


def test_what_waits_for_the_activation_still_waits_its_time() -> None:
    """ES-2.6: active on the 5th, but the 7 days from the 3rd go on; after them nothing is left to wait for."""
    rules = f"wallets: {{bonus: {{available: 7 days}}}}\nenrolment: {{activation: {{by: questionnaire}}}}\n{EARN}"
    made = scene(rules, "olga", "vera")
    for member in ("olga", "vera"):
        made.buy("2025-03-03", member)
    made.tell("2025-03-05", "questionnaire", member="olga", answers={})
    assert balance(made, "2025-03-09") == (0, 100, 0)
    assert balance(made, "2025-03-10") == (100, 0, 0)
    assert balance(made, "2025-06-01", "vera") == (0, 100, 0)
    made.tell("2025-06-01", "questionnaire", member="vera", answers={})
    assert balance(made, "2025-06-01", "vera") == (100, 0, 0)


def test_bonuses_may_run_out_while_they_wait() -> None:
    rules = "wallets: {bonus: {expires: 30 days}}\nenrolment: {activation: {by: questionnaire}}\n" + EARN
    made = scene(rules, "olga")
    made.buy("2025-03-03", "olga")
    made.tell("2025-04-02", "questionnaire", member="olga", answers={})
    assert balance(made, "2025-04-02") == (0, 0, 0)


def test_bonuses_whose_end_has_passed_when_they_are_born_are_never_there() -> None:
    made = scene(f"wallets: {{bonus: {{expires: {{date: 2025-03-01}}}}}}\n{EARN}\n{SPEND}", "olga")
    assert made.buy("2025-03-03", "olga")["earned"] == 10_000
    assert balance(made, "2025-03-03") == (0, 0, 0)
    assert made.buy("2025-03-03", "olga", spend="max")["redeemed"] == 0


def test_a_campaigns_own_end_and_the_grants_own_end() -> None:
    """X-day-9: a grant without an end lives as bonuses of its day do; the campaign's end goes before that, its
    own before both.
    """
    made = scene(
        "wallets: {bonus: {expires: 12 months}}\ncampaigns: {spring: {expires: {date: 2025-06-01}}, plain: {}}", "olga"
    )
    for rest in ({}, {"campaign": "plain"}, {"campaign": "spring"}, {"campaign": "spring", "expires": "2025-05-01"}):
        made.tell("2025-03-03", "grant", member="olga", bonuses=1, reason="gift", **rest)
    found = [(lot["source"], str(lot["expires"])) for lot in made.statement("2025-03-03", "olga")["lots"]]
    assert found == [
        ("spring", "2025-05-01"),
        ("spring", "2025-06-01"),
        ("grant", "2026-03-03"),
        ("plain", "2026-03-03"),
    ]


# Returns

BACK = f"wallets: {{bonus: {{expires: 30 days}}}}\n{EARN}\n{SPEND}"


def returned(made: Scene, at: str, receipt: str, *lines: dict[str, int]) -> tuple[int, int, int]:
    """(given back, taken, owed)."""
    answer = made.tell(at, "return", receipt=receipt, **({"lines": list(lines)} if lines else {}))
    assert answer["refused"] == []
    return answer["bonuses_returned"] // 100, answer["bonuses_taken"] // 100, answer["owed"] // 100


def test_spent_bonuses_go_back_to_their_lot_with_its_end() -> None:
    """ES-3.6: earned on 3 March, gone on 2 April, spent and given back in between."""
    made = scene(BACK, "olga")
    made.buy("2025-03-03", "olga")
    made.buy("2025-03-10", "olga", {"group": "gift", "price": 100}, spend=100)
    assert returned(made, "2025-04-01", "R2") == (100, 0, 0)
    assert balance(made, "2025-04-01") == (100, 0, 0)
    assert balance(made, "2025-04-02") == (0, 0, 0)


def test_from_a_lot_that_has_gone_they_live_fourteen_days_more() -> None:
    """X-returns-9."""
    made = scene(BACK, "olga")
    made.buy("2025-03-03", "olga")
    made.buy("2025-03-10", "olga", {"group": "gift", "price": 100}, spend=100)
    assert returned(made, "2025-04-02", "R2") == (100, 0, 0)
    (lot,) = made.statement("2025-04-02", "olga")["lots"]
    assert (lot["source"], lot["expires"]) == ("returned", date(2025, 4, 16))
    assert balance(made, "2025-04-15") == (100, 0, 0)
    assert balance(made, "2025-04-16") == (0, 0, 0)


def test_earned_bonuses_are_taken_from_their_own_lot_then_as_they_would_be_spent_then_from_pending_ones() -> None:
    """X-returns-4."""
    made = scene(f"wallets: {{bonus: {{available: 2 days}}}}\n{EARN}\n{SPEND}", "olga")
    made.buy("2025-03-01", "olga", {"group": "x", "price": 100})
    made.buy("2025-03-03", "olga", {"group": "x", "price": 1000})
    made.buy("2025-03-05", "olga", {"group": "x", "price": 70}, spend=70)  # 10 of the first, 60 of the second
    made.buy("2025-03-05", "olga", {"group": "x", "price": 150})
    made.buy("2025-03-05", "olga", {"group": "x", "price": 450})
    assert balance(made, "2025-03-05") == (40, 60, 0)
    assert returned(made, "2025-03-05", "R2") == (0, 100, 0)
    assert [(lot["amount"], lot["source"]) for lot in made.statement("2025-03-05", "olga")["lots"]] == []
    assert balance(made, "2025-03-05") == (0, 0, 0)


def test_what_cannot_be_taken_is_owed_and_paid_by_whatever_comes_next() -> None:
    """X-returns-6, X-returns-7, X-returns-8."""
    made = scene(BACK, "olga")
    made.buy("2025-03-03", "olga")
    made.buy("2025-03-10", "olga", {"group": "gift", "price": 60}, spend=60)
    assert returned(made, "2025-03-11", "R1") == (0, 40, 60)
    assert returned(made, "2025-03-12", "R2") == (60, 0, 60)
    assert balance(made, "2025-03-12") == (60, 0, 60)
    made.tell("2025-03-13", "grant", member="olga", bonuses=50, reason="gift")
    assert balance(made, "2025-03-13") == (60, 0, 10)
    assert made.buy("2025-03-14", "olga", {"group": "x", "price": 300})["earned"] == 3_000
    assert balance(made, "2025-03-14") == (80, 0, 0)


def test_what_ran_out_unspent_leaves_nothing_to_take() -> None:
    """X-returns-5: of 100 earned 40 were spent and 60 ran out; only the 40 are owed."""
    made = scene(BACK, "olga")
    made.buy("2025-03-03", "olga")
    made.buy("2025-03-10", "olga", {"group": "gift", "price": 40}, spend=40)
    assert returned(made, "2025-05-01", "R1") == (0, 0, 40)


def test_unit_by_unit_what_ran_out_is_forgone_once() -> None:
    made = scene(BACK, "olga")
    made.buy("2025-03-03", "olga", {"group": "x", "price": 100, "quantity": 10})
    made.buy("2025-03-10", "olga", {"group": "gift", "price": 40}, spend=40)
    steps = [returned(made, "2025-05-01", "R1", {"line": 1, "quantity": 2}) for _ in range(5)]
    assert [owed for _, _, owed in steps] == [0, 0, 0, 20, 40]


def test_within_one_return_the_spent_come_back_before_the_earned_are_taken() -> None:
    """X-returns-3."""
    made = scene(f"wallets: {{bonus: {{}}}}\n{EARN}\nspending: {{share: 50%}}", "olga")
    made.tell("2025-03-01", "grant", member="olga", bonuses=100, reason="welcome")
    made.buy("2025-03-03", "olga", {"group": "x", "price": 200}, spend=100)
    made.buy("2025-03-04", "olga", {"group": "gift", "price": 20}, spend=10)
    assert balance(made, "2025-03-04") == (1, 0, 0)
    assert returned(made, "2025-03-05", "R1") == (100, 10, 0)
    assert balance(made, "2025-03-05") == (91, 0, 0)


def test_what_stood_still_goes_on_under_rules_that_know_no_such_pause() -> None:
    """The days of the pause are given back, also where the wallet itself is gone: nothing ends at a stroke."""
    text = "wallets: {bonus: {expires: 30 days%s}}\nrules: {back: {then: {earn: 10%%}}}"
    for later in (text % "", "counters: {spent: {count: paid}}"):
        balances = []
        for looks in ((), ("2025-02-20", "2025-03-01", "2025-03-02", "2025-03-10")):
            made = scene(text % ", while: {attribute: {paused: yes}}", "olga")
            made.buy("2025-01-02", "olga")
            made.tell("2025-01-12", "set", member="olga", attributes={"paused": "yes"})
            made.world.timeline = made.world.timeline.followed_by(datetime(2025, 3, 1), programme(later))
            for day in looks:
                made.tell(day, "settle", member="olga")
            made.tell("2025-03-12", "settle", member="olga")
            balances.append([(lot.left, lot.expires) for lot in made.account("olga").lots.values()])
        assert balances == [[(10_000, date(2025, 3, 21))]] * 2


def test_what_waits_for_a_fact_is_released_by_it_under_later_rules_too() -> None:
    """That new bonuses can be used at once leaves no old ones waiting for good."""
    for waits in ("next_visit", "{event: visited}"):
        made = scene(f"wallets: {{bonus: {{available: {waits}, expires: 30 days}}}}\n{EARN}", "olga")
        made.buy("2025-01-02", "olga")
        later = programme("wallets: {bonus: {expires: 30 days}}\nrules: {back: {then: {earn: 10%}}}")
        made.world.timeline = made.world.timeline.followed_by(datetime(2025, 1, 5), later)
        assert balance(made, "2025-01-06") == (0, 100, 0)
        if waits != "next_visit":
            assert made.tell("2025-01-06", "event", member="olga", name="visited")["refused"] == []
        made.buy("2025-01-07", "olga")
        assert balance(made, "2025-01-07") == (200, 0, 0)
