"""Receipts: asked about, posted, looked at, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response

from webapp.api.v1 import answers, bodies, calls
from webapp.api.v1.problems import invalid, not_found, say
from webapp.engine.events import Purchase, Quote, Return
from webapp.engine.money import LARGEST, written
from webapp.usecases.find_receipt import find_receipt
from webapp.usecases.gather import uuid_of
from webapp.usecases.look_at_certificate import look_at_certificate
from webapp.usecases.look_at_receipt import Slip, SlipLine, look_at_receipt
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.post_receipt import post_receipt
from webapp.usecases.quote import quote as ask
from webapp.usecases.return_receipt import return_receipt

routes = Blueprint("sales", __name__)
LATE = timedelta(days=7)
"""So far back a till may date a receipt; further with the scope `backdate`."""


@routes.post("/quotes")
def quote() -> Response:
    event = bodies.event(Quote)
    _adds_up(event)
    _dated(event)
    return answers.told(ask(calls.chain(), event, calls.now()).result)


@routes.post("/receipts")
def create() -> Response:
    """A sale goes through without what was refused of it; some refusals stop it."""
    event = bodies.event(Purchase)
    if event.moved_from is not None:
        raise invalid("moved_from", say("api.unknown_field"))
    _rests_on_something(event, calls.chain())
    _adds_up(event)
    _dated(event)
    return answers.write(post_receipt, event)


@routes.get("/receipts/<path:receipt>")
def show(receipt: str) -> Response:
    return answers.told(_slip(_look(receipt)))


@routes.post("/receipts/<path:receipt>/returns")
def take_back(receipt: str) -> Response:
    if calls.caller().salon is not None:
        _look(receipt)
    return answers.write(return_receipt, bodies.event(Return, receipt=receipt), frozenset({"unknown_receipt"}))


def _look(receipt: str) -> Slip:
    """Raises Problem where there is none, or it is another salon's than the key's."""
    found = find_receipt(calls.chain(), receipt)
    slip = look_at_receipt(calls.chain(), found) if found is not None else None
    if slip is None:
        raise not_found()
    calls.in_place(slip.salon)
    return slip


def _adds_up(event: Quote) -> None:
    """All lines together stay as far under what a database can add up as one amount does (R56)."""
    if sum((line.price or 0) * line.quantity for line in event.lines) > LARGEST:
        raise invalid("lines", say("api.receipt_sum"))


def _rests_on_something(event: Purchase, chain: OpenChain) -> None:
    """What is named as the rest of a certificate counts nowhere: the certificate has to be there."""
    certificate = uuid_of(event.certificate)
    known = certificate is not None and look_at_certificate(chain, certificate, calls.now()) is not None
    if event.certificate is not None and not known:
        raise invalid("certificate", say("api.no_certificate"))


def _dated(event: Quote) -> None:
    if event.dated is None:
        return
    today = calls.chain().local(calls.now()).date()
    if event.dated > today:
        raise invalid("dated", say("api.dated_ahead"))
    if event.dated < today - LATE:
        calls.demand("backdate")


def _slip(slip: Slip) -> dict[str, Any]:
    figures = ("gross", "discount", "redeemed", "payable", "earned")
    return {
        "receipt": slip.number,
        "member": slip.known.id if slip.known is not None else None,
        "at": slip.local,
        "salon": slip.salon,
        "channel": slip.channel,
        "level": slip.level,
        **{name: written(getattr(slip, name)) for name in figures},
        "tenders": {tender: written(amount) for tender, amount in slip.tenders.items()},
        "lines": [_line(line) for line in slip.lines],
        "refused": list(slip.refused),
    }


def _line(line: SlipLine) -> dict[str, Any]:
    worked = line.worked
    figures = ("discount", "redeemed", "payable", "earned")
    return {
        "line": line.number,
        "item": worked.item,
        "group": worked.group,
        "price": written(worked.price),
        "quantity": worked.quantity,
        "hours": written(worked.hours),
        **{name: written(getattr(worked, name)) for name in figures},
        "returned": line.returned,
        "because": list(dict.fromkeys(reason.rule for reason in worked.reasons)),
    }
