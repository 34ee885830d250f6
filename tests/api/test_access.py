"""Who may call what: every endpoint by every method, without a key, with one of another chain, with every scope but the
one that is asked for (R32, R36). A new endpoint is walked without being listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.routing import Rule

from tests.api.conftest import House, Machine
from webapp.api.v1.access import ANY_KEY, ANYONE, SCOPES
from webapp.database import transact
from webapp.pages.shared.access import APART
from webapp.pages.shared.visit import now
from webapp.store import chains
from webapp.store.door_tables import ApiKey
from webapp.usecases.handle_key import SCOPES as KNOWN
from webapp.usecases.handle_key import revoke_key
from webapp.usecases.open_chain import OpenChain

CLOSED = sorted(endpoint for endpoint, scope in SCOPES.items() if scope not in (ANYONE, ANY_KEY))
SALE = {"lines": [{"group": "services", "price": "1000"}]}


class Way(NamedTuple):
    method: str
    path: str


def ways(app: Flask, endpoint: str, ids: dict[str, str]) -> Iterator[Way]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint == endpoint:
            for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
                yield Way(method, address(app, rule, ids, method))


def address(app: Flask, rule: Rule, ids: dict[str, str], method: str) -> str:
    values = {name: ids.get(name, "x") for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=method).removeprefix("/api/v1/")


@pytest.fixture(scope="module")
def real(till: Machine) -> dict[str, str]:
    """What there is in a chain, by the names that addresses have for it."""
    member = till.did("members", {"phone": "+79120000001", "full_name": "Анна Белова"})["member"]
    till.did("receipts", {"member": member, "receipt": "R-1", **SALE})
    return {"member": member, "receipt": "R-1", "code": str(uuid4()), "number": "C-1", "ref": "E-1"}


@pytest.fixture(scope="module")
def never() -> dict[str, str]:
    return {"member": str(uuid4()), "receipt": "never", "code": str(uuid4()), "number": "none", "ref": "none"}


def test_every_endpoint_of_the_api_is_in_its_table_and_nothing_else(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith(APART)}
    assert endpoints == set(SCOPES)
    assert set(SCOPES.values()) - {ANYONE, ANY_KEY} <= set(KNOWN)


def test_every_call_asks_for_a_key_and_its_scope_r36(
    app: Flask, house: House, estetic: OpenChain, real: dict[str, str]
) -> None:
    nobody = Machine(app.test_client(), "laurel_x")
    lacking = {scope: house.machine(estetic, *(one for one in KNOWN if one != scope)) for scope in KNOWN}
    for endpoint in CLOSED:
        for way in ways(app, endpoint, real):
            unknown = nobody.call(way.method, way.path)
            assert (unknown.status, unknown.body["code"]) == (401, "unknown_key"), way
            assert unknown.headers["WWW-Authenticate"]
            forbidden = lacking[SCOPES[endpoint]].call(way.method, way.path)
            assert (forbidden.status, forbidden.body["code"]) == (403, "scope"), way


def test_what_is_another_chains_is_what_does_not_exist_r32_r36(
    app: Flask, house: House, real: dict[str, str], never: dict[str, str]
) -> None:
    """By a key of another chain, to the letter."""
    other = house.machine(house.found("estetic"))
    for endpoint in CLOSED:
        for theirs, nothing in zip(ways(app, endpoint, real), ways(app, endpoint, never), strict=True):
            body = None if theirs.method == "GET" else BODIES.get(endpoint, {})
            found, missed = (other.call(way.method, way.path, body) for way in (theirs, nothing))
            if theirs.path == nothing.path:
                continue
            assert (found.status, found.body) == (missed.status, missed.body), theirs
            if found.body.get("refused") != ["not_offered"]:
                assert (found.status, found.body["code"]) == (404, "not_found"), (theirs, found.body)


BODIES: dict[str, dict[str, object]] = {
    "api.members.grant": {"bonuses": "5", "reason": "x"},
    "api.members.withdraw": {"bonuses": "5", "reason": "x"},
    "api.members.mismatch": {"open": True},
    "api.members.describe": {"attributes": {"a": "b"}},
    "api.members.choose": {"setting": "a", "value": "b"},
    "api.members.merge": {"absorbed": str(UUID(int=1))},
    "api.accounts.join": {"account_of": str(UUID(int=1))},
    "api.cards.issue": {"card": "C-9"},
    "api.cards.renew": {"card": "C-9"},
    "api.certificates.gift": {},
    "api.rules.put_item": {},
}


def test_a_key_ends_with_its_day_or_when_it_is_revoked_r36(app: Flask, house: House, estetic: OpenChain) -> None:
    short, revoked = house.machine(estetic, "rules"), house.machine(estetic, "rules")
    assert [one.get("salons").status for one in (short, revoked)] == [200, 200]
    with app.app_context():
        here = (ApiKey.tenant_id == estetic.id) & (ApiKey.id == UUID(short.key))
        over = update(ApiKey).where(here).values(expires_at=now() - timedelta(seconds=1))
        transact(lambda session: session.execute(over), estetic.id)
        assert revoke_key(estetic, UUID(revoked.key), now()) is None
    assert [one.get("salons").body["code"] for one in (short, revoked)] == ["unknown_key"] * 2


@pytest.mark.parametrize("token", ["", "laurel_", "laurel_" + "A" * 65, "laurel_" + "ю" * 30, "Bearer"])
def test_what_is_no_key_opens_nothing(app: Flask, token: str) -> None:
    answer = app.test_client().get(
        "/api/v1/salons", headers={"Authorization": f"Bearer {token}".encode().decode("latin-1")}
    )
    assert answer.status_code == 401


def test_a_cookie_of_somebody_signed_in_opens_nothing(app: Flask, house: House, estetic: OpenChain) -> None:
    client = app.test_client()
    client.get(f"/{estetic.slug}/desk/sign-in")
    assert client.get("/api/v1/salons").status_code == 401


def test_a_key_of_one_salon_acts_there_alone(house: House, estetic: OpenChain) -> None:
    first, other = list(estetic.lists.salons)[:2]
    bound = house.machine(estetic, salon=first)
    bound.did("receipts", {"receipt": "S-1", **SALE})
    assert bound.get("receipts/S-1").body["salon"] == first
    refused = bound.post("receipts", {"receipt": "S-2", "salon": other, **SALE})
    assert (refused.status, refused.body["code"], refused.body["salon"]) == (403, "salon", first)


def test_a_suspended_chain_is_told_so_and_a_closed_one_is_unknown_r36(app: Flask, house: House) -> None:
    chain = house.found("blank")
    machines = [house.machine(chain, "rules"), house.machine(chain, "rules", sandbox=True)]
    for state, told in (("suspended", (403, "chain_stopped")), ("closed", (401, "unknown_key"))):
        with app.app_context():
            transact(lambda session, state=state: chains.set_state(session, chain.id, state, None), chain.id)  # type: ignore[misc]
        for machine in machines:
            answer = machine.get("salons")
            assert (answer.status, answer.body["code"]) == told
