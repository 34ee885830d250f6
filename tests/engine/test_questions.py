"""What a document has to be told of beside receipts is read off it: nothing more, nothing less."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from webapp.engine.folder import open_programme
from webapp.engine.questions import Question, Questions, questions_of

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 27)


def asked(folder: str) -> Questions:
    return questions_of(open_programme(ROOT / folder).timeline.on(DAY))


@pytest.mark.parametrize("preset", ["blank", "seven_krasok", "keep_looking", "estetic"])
def test_the_presets_ask_for_nothing_but_who_brought_a_friend(preset: str) -> None:
    assert not any(asked(f"tenants/{preset}")._replace(friends=False))


def test_an_event_is_asked_for_what_its_rules_read() -> None:
    events = asked("tests/programmes/prebooking-bonus").events
    assert list(events) == ["booked", "arrived", "missed", "cancelled", "moved"]
    assert events["booked"].booked and events["booked"].attributes == (Question("channel", ("online",)),)
    assert not any((events["missed"].booked, events["missed"].amount, events["missed"].attributes))
    assert [name for name, form in events.items() if form.follows] == ["arrived", "missed", "cancelled", "moved"]
    assert asked("tests/programmes/prepaid-deposit-with-bonus").events["deposit"].amount
    fee = asked("tests/programmes/membership-by-fee").events["fee"]
    assert fee.amount and fee.times


def test_rewards_are_named_at_bookings_where_they_are_held_from_then_on() -> None:
    found = asked("tests/programmes/points-held-at-booking")
    assert found.events["booked"].rewards == ("massage",) and not found.events["cancelled"].rewards
    assert found.bookings and found.rewards == ("massage", "blow_dry", "surprise", "bottle", "points_back")


def test_people_guests_gifts_and_terms_of_leaving_are_told_apart() -> None:
    family, membership = asked("tests/programmes/family-rate"), asked("tests/programmes/membership-by-fee")
    assert (family.people, family.guests, family.leaving) == (True, True, False)
    assert (membership.people, membership.leaving) == (True, True)
    assert (membership.wallets, membership.apart) == (("credit",), False)
    assert asked("tests/programmes/choices-and-packages").apart


def test_particulars_of_members_with_the_words_that_the_document_knows() -> None:
    found = asked("tests/programmes/dates-and-anniversaries")
    assert set(found.attributes) == {Question("frozen", ("yes",)), Question("sex", ("f",))}
    assert found.events["freeze"].asks
