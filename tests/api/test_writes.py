"""Writes: done once under their key, answered by what came of them, refused in the one form of problems (R2 to R6, R13,
R56 to R58, R62).
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from tests.api.conftest import House, Machine
from tests.usecases.founded import opened
from webapp.database import transact
from webapp.ledger import operations
from webapp.pages.shared.visit import now
from webapp.store import chains
from webapp.store.tables import Job
from webapp.usecases.list_audit import Search, list_audit
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.reconcile_chain import reconcile_chain

SALE: dict[str, Any] = {"lines": [{"group": "procedure", "price": "1000.00", "quantity": 2}]}


def active(till: Machine, phone: str, name: str = "Ольга Белова") -> str:
    """A member who may do everything."""
    member: str = till.did("members", {"phone": phone, "full_name": name})["member"]
    answers = {"full_name": name, "birth_date": "1990-05-20", "phone": phone, "individual": True}
    till.did(f"members/{member}/questionnaires", {"channel": "electronic", "answers": answers})
    till.did(f"members/{member}/activation")
    return member


@pytest.fixture(scope="module")
def olga(till: Machine) -> str:
    return active(till, "8 912 000-00-01")


def number() -> str:
    return f"R-{uuid4().hex[:10]}"


def test_a_write_without_a_key_is_refused_with_the_reason(till: Machine, olga: str) -> None:
    sent = {"Authorization": f"Bearer {till.token}"}
    for key, code in ((None, "key_missing"), ("two words", "key_form"), ("x" * 101, "key_form"), ("ключ", "key_form")):
        told = {**sent, **({"Idempotency-Key": key.encode().decode("latin-1")} if key else {})}
        answer = till.client.post("/api/v1/receipts", json={"receipt": number(), **SALE}, headers=told)
        assert (answer.status_code, answer.get_json()["code"]) == (400, code)
        assert answer.mimetype == "application/problem+json"


def test_a_repeat_gets_the_first_answer_and_another_body_none_r2_r3_r4(
    app: Flask, house: House, estetic: OpenChain, till: Machine, olga: str
) -> None:
    key, sale = uuid4().hex, {"member": olga, "receipt": number(), **SALE}
    first, again = till.post("receipts", sale, key), till.post("receipts", sale, key)
    assert (first.status, again.status) == (201, 200)
    assert first.body == again.body
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    other = till.post("receipts", {**sale, "receipt": number()}, key)
    assert (other.status, other.body["code"]) == (422, "key_reused")
    another = house.machine(estetic).post("receipts", sale, key)
    assert (another.status, another.body["code"]) == (422, "key_reused")
    stranger = house.machine(house.found("estetic")).post("receipts", {**sale, "member": str(uuid4())}, key)
    assert stranger.status == 201, "to another chain the key is simply unknown"
    with app.app_context():
        kept = transact(lambda session: operations.by_key(session, estetic.id, f"api {key}"), estetic.id)
        assert kept is not None and str(kept.api_key_id) == till.key
        told = list_audit(estetic, Search(action="purchase")).happenings[0]
    assert told.by == "API · till 3"


def test_twins_are_one_operation_r5(app: Flask, till: Machine, olga: str) -> None:
    key, sale = uuid4().hex, {"member": olga, "receipt": number(), **SALE}

    def send(_: int) -> tuple[int, str | None]:
        answer = Machine(app.test_client(), till.token).post("receipts", sale, key)
        return answer.status, answer.body.get("code")

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(12)))
    assert [status for status, _ in answers].count(201) == 1
    assert {(status, code) for status, code in answers} <= {(201, None), (200, None), (409, "in_progress")}


def test_a_receipt_number_is_taken_once_whoever_writes_it_r6(till: Machine, olga: str) -> None:
    first = number()
    till.did("receipts", {"receipt": first, "member": olga, **SALE})
    refused = till.post("receipts", {"receipt": f" {first.lower()} ", "member": olga, **SALE})
    assert (refused.status, refused.body["code"], refused.body["refused"]) == (409, "refused", ["duplicate_receipt"])
    assert refused.body["reasons"][0]["detail"]


def test_a_sale_goes_through_without_what_was_refused(till: Machine, olga: str) -> None:
    answer = till.post("receipts", {"receipt": number(), "member": olga, "spend": "99999", **SALE})
    assert answer.status == 201
    assert set(answer.body["refused"]) == {"insufficient_bonuses", "over_share"}
    assert answer.body["redeemed"] == "0.00"


def test_a_quote_holds_for_its_time_and_its_figures_r13(till: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    sale = {"member": active(till, "+79120000002", "Ирина Орлова"), **SALE}
    asked = till.post("quotes", sale)
    assert asked.status == 200
    quote = asked.body.pop("quote")
    assert set(quote) == {"id", "revision", "good_until"}
    posted = till.post("receipts", {**sale, "receipt": number(), "quote": quote["id"]})
    assert {**posted.body, "because": 0} == {**asked.body, "because": 0}
    dearer = {"lines": [{**SALE["lines"][0], "price": "1100"}]}
    changed = till.post("receipts", {**sale, **dearer, "receipt": number(), "quote": quote["id"]})
    assert (changed.status, changed.body["code"], changed.body["refused"]) == (409, "changed", ["changed"])
    assert changed.body["result"]["payable"] == "2200.00"
    monkeypatch.setattr("webapp.api.v1.calls.real_now", lambda: now() + timedelta(minutes=16))
    late = till.post("receipts", {**sale, "receipt": number(), "quote": quote["id"]})
    assert late.body["code"] == "changed"


def test_older_receipts_need_a_scope_of_their_own(house: House, estetic: OpenChain, till: Machine, olga: str) -> None:
    today = estetic.local(now()).date()
    young = house.machine(estetic, "sales")
    days = {0: 201, 7: 201, 8: 403, -1: 422}
    for ago, status in days.items():
        dated = (today - timedelta(days=ago)).isoformat()
        answer = young.post("receipts", {"receipt": number(), "member": olga, "dated": dated, **SALE})
        assert answer.status == status, (ago, answer)
    back = {"receipt": number(), "member": olga, "dated": (today - timedelta(days=300)).isoformat(), **SALE}
    assert till.post("receipts", back).status == 201


def test_a_return_by_line_and_what_is_seen_of_it(till: Machine, olga: str) -> None:
    sold = f"till 3/{number()}"
    till.did("receipts", {"receipt": sold, "member": olga, **SALE})
    path = f"receipts/{sold.replace('/', '%2F')}"
    back = till.did(f"{path}/returns", {"lines": [{"line": 1, "quantity": 1}], "reason": "allergy"})
    assert back["refund"] == "1000.00"
    seen = till.get(path)
    assert (seen.status, seen.body["receipt"], seen.body["lines"][0]["returned"]) == (200, sold, 1)
    over = till.post(f"{path}/returns", {"lines": [{"line": 1, "quantity": 2}]})
    assert (over.status, over.body["refused"]) == (409, ["over_return"])


def test_members_are_found_by_exactly_one_way_and_page_by_cursor(till: Machine, olga: str) -> None:
    for way in ("phone=%2B7+912+000-00-01", "name=ольга"):
        found = till.get(f"members?{way}").body["members"]
        assert [one["member"] for one in found] == [olga]
    assert till.get("members?card=none").body == {"members": [], "next": None}
    for wrong in ("", "phone=1&name=2", "name="):
        assert till.get(f"members?{wrong}").status == 422
    people = {
        till.did("members", {"phone": f"+7913000000{place}", "full_name": "Яна Юрьева"})["member"] for place in range(3)
    }
    seen: list[str] = []
    page = till.get("members?name=юрьева&limit=2").body
    seen += [one["member"] for one in page["members"]]
    rest = till.get(f"members?name=юрьева&limit=2&cursor={page['next']}").body
    seen += [one["member"] for one in rest["members"]]
    assert (set(seen), len(seen), rest["next"]) == (people, 3, None)
    assert till.get("members?name=x&cursor=%00").status == 422


def test_a_statement_and_the_operations_behind_it(till: Machine, olga: str) -> None:
    stands = till.get(f"members/{olga}/statement").body
    assert stands["state"] == "active"
    first = till.get(f"members/{olga}/operations?limit=2").body
    assert len(first["operations"]) == 2
    older = till.get(f"members/{olga}/operations?cursor={first['next']}").body
    assert older["operations"][-1]["do"] == "enrol"
    assert "phone" not in older["operations"][-1]["event"]
    assert till.get(f"members/{olga}/certificates").body == {"certificates": [], "next": None}


def test_a_live_key_tells_no_time(till: Machine, olga: str) -> None:
    answer = till.post("receipts", {"at": "2025-03-03", "receipt": number(), **SALE})
    assert (answer.status, answer.body["errors"][0]["field"]) == (422, "at")
    assert till.get(f"members/{olga}/statement?at=2025-03-03").status == 422
    assert till.call("DELETE", "sandbox").status == 404


BAD: dict[str, tuple[Any, str]] = {
    "unknown fields": ({"receipt": "B", "chain_id": "x", "role": "owner", "balance": "5", **SALE}, "chain_id"),
    "no lines": ({"receipt": "B"}, "lines"),
    "a float that is none": ({"receipt": "B", "lines": [{"group": "g", "price": "1e5"}]}, "lines[1].price"),
    "negative": ({"receipt": "B", "lines": [{"group": "g", "price": "-1"}]}, "lines[1].price"),
    "digits of another script": ({"receipt": "B", "lines": [{"group": "g", "price": "٣"}]}, "lines[1].price"),
    "larger than anything": ({"receipt": "B", "lines": [{"group": "g", "price": 2**63}]}, "lines[1].price"),
    "true for a number": ({"receipt": "B", "lines": [{"group": "g", "price": True}]}, "lines[1].price"),
    "half a piece": ({"receipt": "B", "lines": [{"group": "g", "price": 1, "quantity": 0.5}]}, "lines[1].quantity"),
    "a member in the body that is not the address's": ({"member": str(uuid4()), "open": True}, "member"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_body_that_does_not_fit_is_told_field_by_field_r56_r57_r62(
    till: Machine, olga: str, name: str, language: str
) -> None:
    body, field = BAD[name]
    path = f"members/{olga}/mismatch" if "open" in body else "receipts"
    answer = till.post(path, body, **{"Accept-Language": language})
    assert answer.status == 422, answer
    told = {error["field"]: error["detail"] for error in answer.body["errors"]}
    assert field in told
    russian = any("а" <= sign <= "я" for sign in told[field] + answer.body["title"])
    assert russian == (language == "ru")


RAW = {
    "no JSON": b"{",
    "brackets without end": b"[" * 200_000,
    "deep": b'{"lines":' + b"[" * 200 + b"]" * 200 + b"}",
    "NaN": b'{"receipt": "B", "lines": [{"group": "g", "price": NaN}]}',
    "twice": b'{"receipt": "B", "receipt": "C"}',
    "a list": b"[]",
    "not UTF-8": b'{"receipt": "\xff"}',
}


@pytest.mark.parametrize("name", RAW)
def test_what_is_no_body_is_no_server_error_r62(till: Machine, name: str) -> None:
    headers = {"Authorization": f"Bearer {till.token}", "Idempotency-Key": uuid4().hex}
    answer = till.client.post("/api/v1/receipts", data=RAW[name], headers=headers, content_type="application/json")
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    form = till.client.post("/api/v1/receipts", data={"receipt": "B"}, headers=headers)
    assert form.status_code == 415
    large = till.client.post(
        "/api/v1/receipts", data=b" " * 2_000_000, headers=headers, content_type="application/json"
    )
    assert large.status_code == 413


def test_names_are_kept_without_what_no_eye_sees_r58(till: Machine) -> None:
    nasty = "\u202e<b>Ёлка\u0000</b> 🙂\ud800"
    headers = {"Authorization": f"Bearer {till.token}", "Idempotency-Key": uuid4().hex}
    sent = json.dumps({"phone": "+79140000001", "full_name": nasty})
    made = till.client.post("/api/v1/members", data=sent, headers=headers, content_type="application/json").get_json()
    found = till.get("members?phone=%2B79140000001").body["members"]
    assert [(one["member"], one["full_name"]) for one in found] == [(made["member"], "<b>Ёлка</b> 🙂")]


def test_an_address_of_nothing_and_a_wrong_method_are_problems_too(till: Machine) -> None:
    nothing = till.get("nothing/at/all")
    assert (nothing.status, nothing.body["code"]) == (404, "not_found")
    wrong = till.get("quotes")
    assert (wrong.status, wrong.body["code"], wrong.headers["Allow"]) == (405, "method_not_allowed", "POST")


def test_calls_have_a_limit_and_say_so(house: House, estetic: OpenChain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.usecases.limit_calls.MOST", 25)
    hasty = house.machine(estetic, "rules")
    answers = [hasty.get("salons") for _ in range(27)]
    assert answers[0].headers["RateLimit-Limit"] == "25"
    assert answers[0].headers["RateLimit-Remaining"] == "24"
    statuses = [answer.status for answer in answers]
    if 429 not in statuses:  # the minute has just turned
        statuses = [hasty.get("salons").status for _ in range(27)]
    assert statuses.count(429) >= 1
    late = hasty.get("salons")
    assert late.status == 429 and 1 <= int(late.headers["Retry-After"]) <= 60


def test_a_programme_and_an_item_are_put_once_under_their_key(app: Flask, house: House) -> None:
    chain = house.found("estetic")
    office, key = house.machine(chain, "rules"), uuid4().hex
    item = {"name": {"ru": "Маска", "en": "Mask"}, "group": chain.groups[0].code, "price": "1500.50"}
    answers = [office.call("PUT", "items/mask", item, key) for _ in range(2)]
    assert [(one.status, one.headers.get("Idempotent-Replayed")) for one in answers] == [(201, None), (200, "true")]
    assert office.call("PUT", "items/mask", {**item, "price": "2"}, key).body["code"] == "key_reused"
    told = {one["code"]: one for one in office.get("catalogue").body["items"]}
    assert told["mask"]["price"] == "1500.50"
    assert office.call("PUT", "items/mask", {**item, "group": "none"}).body["errors"][0]["field"] == "group"
    document = office.get("programme").body["programme"]
    document["in_force"] = {}
    key = uuid4().hex
    first, again = (office.post("programmes", {"programme": document}, key) for _ in range(2))
    assert (first.status, again.status, again.body["revision"]) == (201, 200, first.body["revision"])
    assert len(office.get("programme").body["revisions"]) == 2
    other = {"programme": {**document, "name": {"ru": "Иная", "en": "Another"}}}
    assert office.post("programmes", other, key).body["code"] == "key_reused"
    wrong = office.post("programmes", {"programme": {**document, "levles": {}}})
    assert (wrong.status, wrong.body["errors"][0]["field"]) == (422, "levles")
    with app.app_context():
        done = [
            one for one in list_audit(chain, Search()).happenings if one.action in ("item_put", "programme_published")
        ]
        assert {one.by for one in done} == {"API · till 3"}


def test_a_web_shop_learns_discounts_by_e_mail_at_the_clock_of_its_sandbox(house: House) -> None:
    shop = house.machine(house.found("keep_looking"), sandbox=True)
    told = {"at": "2024-01-10", "phone": "+79150000001", "email": "Anna@example.org"}
    member = shop.did("members", told)["member"]
    nothing: dict[str, Any] = {"level": None, "discounts": []}
    assert shop.get("discounts?email=nobody@example.org").body == {"member": None, **nothing}
    assert shop.get("discounts?email=anna@example.org").body == {"member": member, **nothing}
    for at, price in (("2024-01-10", "250000"), ("2024-02-10", "400000"), ("2024-03-10", "1000")):
        sale = {"at": at, "member": member, "receipt": number(), "lines": [{"group": "service", "price": price}]}
        shop.did("receipts", sale)
    told = shop.get("discounts?email=anna@example.org").body
    assert told == {"member": member, "level": "gold", "discounts": [{"group": "product", "percent": "5.00"}]}


def test_a_sandbox_is_empty_its_clock_goes_forward_and_nobody_hears_of_it(app: Flask, house: House) -> None:
    chain = house.found("estetic")
    trying = house.machine(chain, sandbox=True)
    phone = {"phone": "+79160000001"}
    member = trying.did("members", {"at": "2025-03-03", **phone})["member"]
    back = trying.post(f"members/{member}/activation", {"at": "2025-03-02"})
    assert (back.status, back.body["errors"][0]["field"]) == (422, "at")
    assert trying.get(f"members/{member}/statement?at=2025-03-04").status == 200
    assert trying.get(f"members/{member}/statement?at=2025-03-03").status == 422
    assert trying.post("members", phone).body["refused"] == ["phone_taken"]
    assert house.machine(chain).get("members?phone=%2B79160000001").body["members"] == []
    assert trying.call("DELETE", "sandbox").status == 204
    assert trying.did("members", {"at": "2025-03-01", **phone})["member"] != member
    with app.app_context():
        assert transact(lambda session: session.scalars(select(Job)).all(), None) == []
        slugs = transact(chains.slugs, None)
        assert chain.slug in slugs and not [slug for slug in slugs if slug.startswith("sandbox")]


def test_the_books_are_in_order_after_all_this(app: Flask, estetic: OpenChain, olga: str) -> None:
    with app.app_context():
        assert reconcile_chain(opened(estetic.slug)) == []
