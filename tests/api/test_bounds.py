"""Where a machine's power ends: what it may give by hand, in which salon, and what it may not even say."""

from __future__ import annotations

import pytest

from tests.api.conftest import House, Machine
from tests.api.test_writes import active, number
from webapp.usecases.open_chain import OpenChain


@pytest.fixture(scope="module")
def nina(till: Machine) -> str:
    return active(till, "+79120000901", "Нина Белова")


def test_a_machine_gives_by_hand_no_more_than_a_person_r49(house: House, estetic: OpenChain, nina: str) -> None:
    """Granted and withdrawn together; one that may publish rules sets the cap itself."""
    machine = house.machine(estetic, "members")
    asked = {"bonuses": "6000", "reason": "sorry"}
    machine.did(f"members/{nina}/grants", asked)
    for word in ("grants", "withdrawals"):
        refused = machine.post(f"members/{nina}/{word}", asked)
        assert (refused.status, refused.body["refused"]) == (409, ["by_hand_cap"]), word
    trying = house.machine(estetic, "members", sandbox=True)
    much = {"bonuses": "50000", "reason": "sorry"}
    trying.did(f"members/{active(trying, '+79120000902')}/grants", much)
    house.machine(estetic, "members", "rules").did(f"members/{nina}/grants", much)


@pytest.mark.parametrize("percent", [-50, 150, "100.01"])
def test_an_offer_takes_off_a_part_of_the_price_r56(till: Machine, nina: str, percent: object) -> None:
    """More than all of it, or less than nothing, is no server error."""
    lines = [{"group": "procedure", "price": "1000", "offer": {"percent": percent}}]
    for path, named in (("quotes", {}), ("receipts", {"receipt": number()})):
        answer = till.post(path, {"member": nina, **named, "lines": lines})
        assert (answer.status, answer.body["errors"][0]["field"]) == (422, "lines[1].offer.percent")
