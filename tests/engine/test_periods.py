"""What limits per period remember: bounded, and what was stored before there was more than one period reads on."""

from __future__ import annotations

from webapp.engine.periods import EARLIER, drop, joined, keep, recall


def test_an_account_remembers_no_period_that_no_receipt_can_reach() -> None:
    kept: dict[str, str] = {}
    for day in range(1, 29):
        for month in range(1, 13):
            period = f"2026-{month:02}-{day:02}"
            keep(kept, "cap back", period, f"{period}|{day}", "2026-11-01")
    assert recall(kept, "cap back", "2026-12-28") == "2026-12-28|28"
    assert recall(kept, "cap back", "2026-11-03") == "2026-11-03|3"
    assert len(kept[EARLIER + "cap back"]) < 1000


def test_what_was_stored_as_the_only_period_is_that_of_its_month() -> None:
    kept = {"cap back": "2026-03-01|40"}
    assert recall(kept, "cap back", "2026-03-01") == "2026-03-01|40"
    assert recall(kept, "cap back", "2026-02-01") == ""
    keep(kept, "cap back", "2026-04-01", "2026-04-01|5", "2025-03-01")
    assert recall(kept, "cap back", "2026-03-01") == "2026-03-01|40"


def test_a_span_that_is_not_of_the_calendar_keeps_the_latest_alone() -> None:
    kept = {"once": "2026-03-01T10:00:00"}
    keep(kept, "once", "2026-04-01T10:00:00", "2026-04-01T10:00:00", None)
    assert kept == {"once": "2026-04-01T10:00:00"}


def test_the_latest_that_is_forgotten_leaves_its_place_to_the_one_before() -> None:
    kept = {"once": "2026-04-01 ×2", EARLIER + "once": "2026-02-01;2026-03-01 ×3"}
    drop(kept, "once", "2026-04-01")
    assert kept == {"once": "2026-03-01 ×3", EARLIER + "once": "2026-02-01"}
    drop(kept, "once", "2026-02-01")
    drop(kept, "once", "2026-03-01")
    assert kept == {}


def test_of_two_who_are_one_every_period_stays() -> None:
    one = {"once": "2026-04-01", EARLIER + "once": "2026-02-01"}
    other = {"once": "2026-03-01", EARLIER + "once": "2026-01-01;2026-02-01 ×2"}
    assert joined(one, other) == {"once": "2026-04-01", EARLIER + "once": "2026-01-01;2026-02-01 ×2;2026-03-01"}
    assert joined({"once": "life"}, {"once": "life"}) == {"once": "life"}
