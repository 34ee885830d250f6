"""What an event brought to others comes back with it, and what is given away arrives whole (I5)."""

from __future__ import annotations

from tests.engine.told import Scene, scene

BOTH = "wallets: {bonus: {}}\nrules: {a: {on: {event: e}, then: {earn: {give: 100, to: both}}}, %s}"


def brought(rule: str) -> Scene:
    """Pete, whom Olga has brought, and her hundred for an event of his."""
    made = scene(BOTH % rule, "olga")
    made.tell("2025-01-02", "enrol", member="pete", referred_by="olga")
    made.tell("2025-01-03", "event", member="pete", name="e", ref="x")
    assert (has(made, "olga"), has(made, "pete")) == (10_000, 10_000)
    return made


def has(made: Scene, who: str) -> int:
    found: int = made.statement("2025-01-05", who)["available"]
    return found


def test_an_event_that_is_undone_takes_what_the_friend_had_of_it_along() -> None:
    made = brought("b: {then: {earn: {give: 0, to: friend}}, on: {friend: first_sale}}")
    for _ in range(2):
        made.tell("2025-01-03", "undo_event", member="pete", ref="x")
        assert (has(made, "olga"), has(made, "pete")) == (0, 0)
        assert made.tell("2025-01-03", "undo_event", member="pete", ref="x")["refused"] == ["unknown_event"]
        made.tell("2025-01-03", "event", member="pete", name="e", ref="x")
        assert (has(made, "olga"), has(made, "pete")) == (10_000, 10_000)


def test_a_rule_that_undoes_an_event_takes_what_the_friend_had_of_it_along() -> None:
    made = brought("b: {on: {event: off}, then: {undo: {of: ref, what: all}}}")
    made.tell("2025-01-04", "event", member="pete", name="off", ref="x")
    assert (has(made, "olga"), has(made, "pete")) == (0, 0)


def test_nothing_is_given_to_a_wallet_that_is_full() -> None:
    made = scene(
        "wallets: {bonus: {most: 150, transfer: pooled}}\nrules: {a: {on: {event: e}, then: {earn: {give: 100}}}}",
        "olga",
        "pete",
    )
    for who in ("olga", "pete"):
        made.tell("2025-01-03", "event", member=who, name="e", ref="x")
    given = made.tell("2025-01-03", "transfer", member="olga", to="pete", bonuses=51)
    assert given["refused"] == ["wallet_full"]
    assert made.tell("2025-01-03", "transfer", member="olga", to="pete", bonuses=50)["refused"] == []
    assert (has(made, "olga"), has(made, "pete")) == (5_000, 15_000)
