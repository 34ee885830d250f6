"""Who joins another's account leaves behind what they had gathered alone, and what belongs to it stays there (7K-14)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.usecases.till import Till, till
from webapp.database import transact
from webapp.ledger.account import Named, find

pytestmark = pytest.mark.usefixtures("shared_store")


@pytest.fixture
def desk() -> Till:
    return till("seven_krasok")


def privileged(desk: Till, letter: str) -> str:
    member = desk.active()
    desk.did("issue_card", member=member, card=f"{letter}-1")
    desk.purchase(member, {"group": "spa_service", "price": "20000"})()
    desk.did("renew_card", member=member, card=f"{letter}-2")
    return member


def balance(desk: Till, named: Named) -> int:
    """What is left in the lots of the account that is meant."""
    tenant = desk.chain.id
    found = transact(lambda session: find(session, tenant, "", named), tenant, readonly=True)
    assert found.own is not None
    return sum(lot.left for lot in found.accounts[found.own].account.lots.values())


def test_what_was_bought_before_joining_comes_back_to_the_account_it_was_bought_on(desk: Till) -> None:
    host, member = privileged(desk, "H"), privileged(desk, "M")
    desk.purchase(host, {"group": "spa_service", "price": "1000"})()
    sale = desk.purchase(member, {"group": "spa_service", "price": "3000"})
    sale()
    desk.did("block_card", card="M-2", reason="lost")
    desk.did("issue_card", member=member, card="M-3", account_of=host)
    shared = standing(desk, host)
    assert desk.did("return", receipt=sale.fields["receipt"])["bonuses_taken"] == "210.00"
    assert standing(desk, host) == shared
    assert desk.reconciled() == []


def test_a_certificate_ordered_before_joining_gives_its_bonuses_back_to_the_lots_it_was_paid_from(desk: Till) -> None:
    host, member = privileged(desk, "H"), privileged(desk, "M")
    for whose in (host, member):
        desk.did("grant", member=whose, bonuses="3000", reason="x")
    desk.now += timedelta(days=8)
    order = desk.tell("order_certificate", member=member, certificate="x", reward="foot_break")
    assert order.refused == [] and order.certificate is not None
    desk.did("block_card", card="M-2", reason="lost")
    desk.did("issue_card", member=member, card="M-3", account_of=host)
    shared, left = standing(desk, host), Named("certificate", UUID(order.certificate))
    before = balance(desk, left)
    assert desk.did("cancel_certificate", certificate=order.certificate)["bonuses_returned"] == "2000.00"
    assert standing(desk, host) == shared
    assert balance(desk, left) == before + 200_000
    assert desk.reconciled() == []


def standing(desk: Till, member: str) -> dict[str, Any]:
    shown = desk.standing(member)
    return {name: shown[name] for name in ("available", "pending", "owed", "lots", "measures")}
