"""A posted receipt tells the same as the draft that it was made of."""

from __future__ import annotations

import pytest

from tests.usecases.desk import ACTOR
from tests.usecases.till import till
from webapp.database import transact
from webapp.engine.document.phrases import Speaker
from webapp.engine.events import Purchase
from webapp.engine.sentences import say_line
from webapp.ledger import receipts
from webapp.usecases.look_at_receipt import look_at_receipt
from webapp.usecases.post_receipt import post_receipt

RULES = """
wallets: {points: {worth: 1}, credit: {unit: money, expires: never}}
rules:
  fee: {name: {ru: Взнос, en: Fee}, on: {event: fee}, then: {earn: {give: 500, wallet: credit}}}
  back: {name: {ru: Возврат, en: Back}, then: {earn: 10%}}
spending: {credit: {share: 100%, by_itself: true}, points: {share: 50%}}
"""


@pytest.mark.usefixtures("shared_store")
def test_what_a_deposit_paid_is_money_before_and_after_the_posting() -> None:
    """X-open: a money wallet's part earns, and bears no bonuses' name."""
    desk = till(rules=RULES)
    member = desk.enrolled()
    desk.did("event", member=member, name="fee")
    desk.did("grant", member=member, bonuses="100", reason="start")
    lines = [{"group": "service", "price": "1200"}]
    event = Purchase.model_validate({"member": member, "receipt": "K-1", "lines": lines, "spend": {"points": "max"}})
    posted = post_receipt(desk.chain, ACTOR, "deposit", event, desk.now)
    assert posted.operation is not None and posted.decision is not None
    chain = desk.chain
    number = transact(lambda session: receipts.id_of(session, chain.id, "K-1"), chain.id, readonly=True)
    assert number is not None
    slip = look_at_receipt(chain, number)
    assert slip is not None
    speaker = Speaker(slip.programme.document, "en")
    told = say_line(speaker, posted.decision.lines[0])
    assert say_line(speaker, slip.lines[0].worked) == told
    assert [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in told] == [
        "“Back”: 10% of 1,100 ₽ is 110 bonuses.",
        "100 paid with bonuses, 500 ₽ paid from the account, 600 ₽ left to pay.",
    ]
