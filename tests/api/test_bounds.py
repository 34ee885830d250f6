"""Where a machine's power ends: what it may give by hand, in which salon, and what it may not even say."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from tests.api.conftest import House, Machine
from tests.api.test_writes import SALE, active, number
from tests.usecases.founded import opened
from webapp.pages.shared.visit import now
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.reconcile_chain import reconcile_chain


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


def test_a_receipt_holds_no_more_than_books_can_add_up_r56(till: Machine, nina: str) -> None:
    lines = [{"group": "procedure", "price": "100000000000", "quantity": 2}]
    answer = till.post("receipts", {"member": nina, "receipt": number(), "lines": lines})
    assert (answer.status, answer.body["errors"][0]["field"]) == (422, "lines")


def test_a_key_of_one_salon_sees_and_takes_back_its_own_receipts(house: House, estetic: OpenChain) -> None:
    first, other = (house.machine(estetic, salon=code) for code in list(estetic.lists.salons)[:2])
    receipt = number()
    first.did("receipts", {"receipt": receipt, **SALE})
    for answer in (other.get(f"receipts/{receipt}"), other.post(f"receipts/{receipt}/returns")):
        assert (answer.status, answer.body["code"]) == (403, "salon")
    assert other.post("receipts/never/returns").status == 404
    assert first.get(f"receipts/{receipt}").status == 200
    first.did(f"receipts/{receipt}/returns")


def test_what_waits_to_be_looked_at_is_a_new_write_once(till: Machine) -> None:
    member, key = active(till, "+79120000903"), number()
    sent = {"channel": "electronic", "answers": {"full_name": "Анна Белова", "phone": "+79120000904"}}
    first, again = (till.post(f"members/{member}/questionnaires", sent, key) for _ in range(2))
    assert (first.status, first.body["state"]) == (201, "waiting")
    assert (again.status, again.body, again.headers["Idempotent-Replayed"]) == (200, first.body, "true")


def test_a_field_stands_once_also_by_what_no_eye_sees_r58_r62(till: Machine) -> None:
    answer = till.post("receipts", {"receipt": "1", "re\u200bceipt": "2", **SALE})
    assert (answer.status, answer.body["errors"][0]["field"]) == (422, "receipt")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"phone": "two"}, "phone"),
        ({"email": "anna at home"}, "email"),
        ({"salon": "nowhere"}, "salon"),
        ({"referred_by": str(UUID(int=1))}, "referred_by"),
        ({"referred_by": "Anna"}, "referred_by"),
    ],
)
def test_nobody_is_enrolled_who_could_not_be_found_again(till: Machine, told: dict[str, str], field: str) -> None:
    answer = till.post("members", {"full_name": "Вера", **told})
    assert (answer.status, answer.body["errors"][0]["field"]) == (422, field)


def test_a_letter_of_a_name_does_not_list_everybody(till: Machine, nina: str) -> None:
    for short in ("н", "бе", "%", "в е"):
        answer = till.get(f"members?name={short}")
        assert (answer.status, answer.body["errors"][0]["field"]) == (422, "name")
    assert nina in [one["member"] for one in till.get("members?name=нина бел").body["members"]]


def test_a_receipt_is_the_rest_of_a_certificate_that_is_there(house: House, till: Machine, nina: str) -> None:
    for never in ("none", str(UUID(int=1))):
        answer = till.post("receipts", {"member": nina, "receipt": number(), "certificate": never, **SALE})
        assert (answer.status, answer.body["errors"][0]["field"]) == (422, "certificate")


def test_what_a_certificate_leaves_to_pay_is_told_and_paid_once(house: House) -> None:
    spa = house.machine(house.found("seven_krasok"))
    member = active_holder(spa)
    order = {"member": member, "reward": "thai_berry", "share": 30}
    path = f"certificates/{spa.did('certificates', order)['certificate']}"
    spa.did(f"{path}/issue")
    visit = (now() + timedelta(days=2)).date().isoformat()
    spa.did(f"{path}/book", {"salon": "mytishchi", "visit": visit})
    unpaid = spa.post(f"{path}/use", {"salon": "mytishchi"})
    assert (unpaid.status, unpaid.body["code"], unpaid.body["result"]["remainder"]) == (409, "changed", "2800.00")
    paid, key = {"salon": "mytishchi", "receipt": number()}, number()
    assert [spa.post(f"{path}/use", paid, key).status for _ in range(2)] == [201, 200]
    assert spa.post(f"{path}/use", {**paid, "receipt": number()}, key).body["code"] == "key_reused"


def active_holder(spa: Machine) -> str:
    member: str = spa.did("members", {"phone": "+79120000905"})["member"]
    answers = {"full_name": "Полина", "birth_date": "1988-02-11", "phone": "+79120000905"}
    spa.did(f"members/{member}/questionnaires", {"channel": "electronic", "answers": answers})
    spa.did(f"members/{member}/cards", {"card": "P-1"})
    spa.did(f"members/{member}/grants", {"bonuses": "5000", "reason": "sorry"})
    return member


def test_the_key_of_a_receipt_puts_no_item_r4(till: Machine) -> None:
    key = number()
    assert till.post("receipts", {"receipt": number(), **SALE}, key).status == 201
    item = {"group": "procedure", "name": {"ru": "Маска", "en": "Mask"}, "price": "5"}
    assert till.call("PUT", "items/mask", item, key).body["code"] == "key_reused"
    assert "mask" not in [one["code"] for one in till.get("catalogue").body["items"]]


def test_an_id_in_capitals_is_kept_as_ours_is(app: Flask, house: House) -> None:
    """Or the books could not be played again."""
    chain = house.found("keep_looking")
    shop, receipt = house.machine(chain), number()
    member = shop.did("members", {"phone": "+79120000906"})["member"]
    sale = {"receipt": receipt, "lines": [{"group": "service", "price": "1000"}]}
    shop.did("receipts", {"member": f"{{{member.upper()}}}", **sale})
    assert shop.get(f"members/{member}/operations").body["operations"][0]["event"]["member"] == member
    with app.app_context():
        assert reconcile_chain(opened(chain.slug)) == []
