"""Certificates from their order on, gifts, and rewards that are no part of a receipt.

`code` in an address is our id of the certificate, or what stands on it: codes are looked for as at the desk, with the
same limits for guessing (R52). The API tells nobody a code.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app

from webapp.api.v1 import answers, bodies, calls
from webapp.api.v1.problems import Problem, language, not_found
from webapp.engine.events import (
    BirthdayGift,
    BookCertificate,
    CertificateStep,
    Event,
    Key,
    OrderCertificate,
    Redeem,
    TransferCertificate,
    UseCertificate,
)
from webapp.engine.money import written
from webapp.usecases.find_certificate import Seeker, find_certificate
from webapp.usecases.handle_certificate import give_birthday_gift, hand_over, move_certificate, order_certificate
from webapp.usecases.issue_certificate import issue_certificate
from webapp.usecases.look_at_certificate import Look, look_at_certificate
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Outcome
from webapp.usecases.redeem_reward import redeem_reward
from webapp.usecases.refusal import Refusal
from webapp.usecases.use_certificate import Payment, use_certificate

routes = Blueprint("certificates", __name__)


class Use(UseCertificate):
    """`receipt` and `tender` say how the rest in money is paid, where there is one."""

    receipt: Key | None = None
    tender: Key = "cash"


@routes.post("/certificates")
def create() -> Response:
    return answers.write(order_certificate, bodies.event(OrderCertificate, made=["certificate"]), ours="certificate")


@routes.post("/members/<uuid:member>/birthday-gift")
def gift(member: UUID) -> Response:
    event = bodies.event(BirthdayGift, made=["certificate"], member=str(member))
    return answers.of_member(give_birthday_gift, event, ours="certificate")


@routes.post("/redemptions")
def redeem() -> Response:
    return answers.write(redeem_reward, bodies.event(Redeem))


@routes.get("/certificates/<code>")
def show(code: str) -> Response:
    return answers.told(_told(_look(code)))


@routes.post("/certificates/<code>/issue")
def issue(code: str) -> Response:
    def verb(chain: OpenChain, actor: Actor, key: str, event: CertificateStep, now: datetime) -> Outcome:
        return issue_certificate(chain, actor, key, event, now, _secret())

    return answers.write(verb, _event(CertificateStep, code))


@routes.post("/certificates/<code>/deliver")
def deliver(code: str) -> Response:
    """It has reached its holder. Nothing is sent."""

    def verb(chain: OpenChain, actor: Actor, key: str, event: CertificateStep, now: datetime) -> Outcome:
        return hand_over(chain, actor, key, UUID(event.certificate), now)

    return answers.write(verb, _event(CertificateStep, code))


@routes.post("/certificates/<code>/book")
def book(code: str) -> Response:
    return _move("book_certificate", _event(BookCertificate, code))


@routes.post("/certificates/<code>/transfer")
def transfer(code: str) -> Response:
    return _move("transfer_certificate", _event(TransferCertificate, code))


@routes.post("/certificates/<code>/cancel")
def cancel(code: str) -> Response:
    return _move("cancel_certificate", _event(CertificateStep, code))


@routes.post("/certificates/<code>/use")
def use(code: str) -> Response:
    """What is still due in money becomes a receipt of its own."""
    sent = _event(Use, code)
    event = UseCertificate(certificate=sent.certificate, salon=sent.salon)
    payment = Payment(sent.receipt, sent.tender) if sent.receipt is not None else None
    key, actor = calls.idempotency_key(), calls.actor(event.salon)
    return answers.written(use_certificate(calls.chain(), actor, key, event, calls.now(), payment).outcome)


def _move(verb: str, event: Event) -> Response:
    def moved(chain: OpenChain, actor: Actor, key: str, event: Event, now: datetime) -> Outcome:
        return move_certificate(chain, actor, key, verb, event, now)

    return answers.write(moved, event)


def _event(model: type[bodies.Told], code: str) -> bodies.Told:
    """The step that was sent; the body may name the certificate as the address does."""
    found = str(_look(code).id)
    sent = bodies.tree()
    if sent.get("certificate") == code:
        sent["certificate"] = found
    return bodies.event(model, sent, certificate=found)


def _look(code: str) -> Look:
    """Raises Problem where there is none."""
    try:
        id_: UUID | Refusal = UUID(code)
    except ValueError:
        key = calls.caller().key
        seeker = Seeker(None, f"key {key}", calls.caller().salon, key)
        id_ = find_certificate(calls.chain(), seeker, code, calls.now(), _secret())
    if isinstance(id_, Refusal):
        if id_.code == "code_tries":
            raise Problem(429, "code_tries", {"Retry-After": "900"}, detail=id_.say(language()))
        raise not_found()
    found = look_at_certificate(calls.chain(), id_, calls.now())
    if found is None:
        raise not_found()
    return found


def _told(look: Look) -> dict[str, Any]:
    held = look.held
    days = {name: getattr(held, name) for name in ("ordered_on", "issued_on", "deliver_by", "valid_until", "visit")}
    return {
        "certificate": held.id,
        "member": held.person,
        "reward": held.reward,
        "state": look.state,
        "grade": held.grade,
        "salon_category": held.salon_category,
        "delivery": held.delivery,
        "bonuses": written(held.bonuses),
        "remainder": written(held.remainder),
        "salon": held.salon,
        "salons": [salon.code for salon in look.salons],
        **{name: day.isoformat() if day is not None else None for name, day in days.items()},
    }


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
