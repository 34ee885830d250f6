"""What someone of the staff may not give, whichever way and whoever's card it is (R48)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.faults.stories import vip
from tests.usecases.founded import OWNER, hired
from tests.usecases.till import Till, till
from webapp.engine.events import Grant
from webapp.usecases.grant import grant
from webapp.usecases.operation import MOST_BY_ONE, Actor, Outcome

pytestmark = pytest.mark.usefixtures("shared_store")


def given(desk: Till, actor: Actor, member: str, key: str) -> Outcome:
    event = Grant.model_validate({"member": member, "bonuses": "100", "reason": "x"})
    return grant(desk.chain, actor, key, event, desk.now)


def test_bonuses_by_hand_and_a_common_account_are_own_as_well_r48() -> None:
    """R48: known by the e-mail of whoever shares the account, in whatever letters it was written."""
    desk = till("seven_krasok")
    relative = vip(desk)
    olga, anna = Actor(hired(desk.chain)), Actor(hired(desk.chain, OWNER._replace(email="anna@example.org")))
    assert given(desk, olga, relative, "before").refused == []
    own = desk.active(email="Owner@Example.org")
    assert given(desk, olga, own, "alone").refused == ["own_account"]
    desk.did("issue_card", member=own, card="F", account_of=relative)
    assert given(desk, olga, relative, "shared").refused == ["own_account"]
    assert given(desk, anna, relative, "by a colleague").refused == []
    assert given(desk, Actor(), relative, "by the night").refused == []


def test_what_one_person_gives_one_account_is_counted_by_the_chains_day_r48() -> None:
    """R48: a repeat counts once and is answered as before; the next day begins anew."""
    desk = till()
    guest, olga = desk.active(), Actor(hired(desk.chain))
    for number in range(MOST_BY_ONE):
        assert given(desk, olga, guest, f"k{number}").refused == []
    assert given(desk, olga, guest, "k0").repeated
    assert given(desk, olga, guest, "one more").refused == ["second_person"]
    assert given(desk, olga, desk.active(), "another guest").refused == []
    desk.now += timedelta(days=1)
    assert given(desk, olga, guest, "tomorrow").refused == []
