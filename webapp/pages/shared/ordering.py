"""Ordering a certificate: what it may be, what it costs, the word on it, done; for staff and for members alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, request

from webapp.engine.events import BirthdayGift, OrderCertificate
from webapp.engine.money import written
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.handle_certificate import give_birthday_gift, order_certificate
from webapp.usecases.list_certificates import of_member
from webapp.usecases.offer_certificates import Catalogue, Offer, Offered, offer_certificates
from webapp.usecases.operation import Actor, KeyReused, Outcome

DELIVERIES = ("email", "salon")


@dataclass(frozen=True, slots=True)
class Counter:
    """Where orders are taken: whose they are, who acts, the pages, where the list stands, and where one that was
    ordered is shown.
    """

    member: UUID
    actor: Actor
    catalogue: str
    form: str
    index: str
    shown: Callable[[str], str]
    said: str


def list_rewards(counter: Counter) -> Response:
    return _list(counter, _catalogue(counter))


def ask_for(counter: Counter, reward: str) -> Response:
    catalogue, offered = _asked(counter, reward)
    if offered is None:
        return _list(counter, catalogue)
    return _form(counter, catalogue, offered, Reading({}), visit.operation_id())


def take_order(counter: Counter) -> Response:
    """First the word on what it costs, then the order."""
    reading, operation = Reading(request.form), visit.sent_operation_id()
    catalogue, offered = _asked(counter, reading.typed("reward"))
    if offered is None:
        return answers.see(counter.index)
    offer = _chosen(offered, reading)
    if offer is None or reading.errors:
        return _form(counter, catalogue, offered, reading, operation, status=422)
    if "change" in request.form:
        return _form(counter, catalogue, offered, reading, operation)
    if "agreed" not in request.form and not offer.refused:
        return _form(counter, catalogue, offered, reading, operation, agree=offer)
    if "agreed" in request.form and reading.typed("agreed") != sums_of(offer):
        # The rules changed meanwhile: other sums were agreed to (R13).
        reading.errors["form"] = refusals(["changed"])[0]
        return _form(counter, catalogue, offered, reading, operation, agree=offer, status=409)
    try:
        outcome = _order(counter, offered, offer, reading, operation)
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return _form(counter, catalogue, offered, reading, visit.operation_id(), status=422)
    if outcome.refused:
        reading.errors["choice"] = " ".join(refusals(outcome.refused))
        return _form(counter, _catalogue(counter), offered, reading, operation, status=422)
    return _ordered(counter, outcome)


def _order(counter: Counter, offered: Offered, offer: Offer, reading: Reading, operation: str) -> Outcome:
    delivery = reading.choice("delivery", DELIVERIES, DELIVERIES[0])
    told = {"reward": offered.reward, "share": written(offer.share), "delivery": delivery}
    place = {"grade": offer.price.grade, "salon_category": offer.price.category}
    event = OrderCertificate.model_validate({"member": str(counter.member), "certificate": "new", **told, **place})
    salon = reading.typed("deliver_to") if delivery == "salon" else None
    return order_certificate(visit.chain(), counter.actor, operation, event, visit.now(), salon)


def give_gift(counter: Counter) -> Response:
    """The compliment of a birthday (7K-16)."""
    catalogue, operation, reading = _catalogue(counter), visit.sent_operation_id(), Reading(request.form)
    gift = catalogue.gift
    wanted = reading.typed("reward")
    told = {"reward": wanted} if gift is not None and wanted in gift.rewards else {}
    event = BirthdayGift.model_validate({"member": str(counter.member), "certificate": "new", **told})
    try:
        outcome = give_birthday_gift(visit.chain(), counter.actor, operation, event, visit.now())
    except KeyReused:
        return _list(counter, catalogue, {"form": say("wrong.key_reused")}, status=422)
    if outcome.refused:
        return _list(counter, catalogue, {"form": " ".join(refusals(outcome.refused))}, status=422)
    return _ordered(counter, outcome)


def _ordered(counter: Counter, outcome: Outcome) -> Response:
    if not outcome.repeated:
        flash(say(counter.said))
    return answers.see(counter.shown(outcome.certificate or ""))


def _chosen(offered: Offered, reading: Reading) -> Offer | None:
    """The offer that was chosen, and where the paper goes."""
    place = reading.typed("choice")
    offer = next((offer for offer in offered.offers if key_of(offer) == place), None)
    if offer is None:
        reading.errors["choice"] = say("order.choose")
    if reading.choice("delivery", DELIVERIES, "") == "":
        reading.errors["delivery"] = say("order.choose_delivery")
    elif reading.typed("delivery") == "salon" and reading.typed("deliver_to") not in visit.chain().lists.salons:
        reading.errors["deliver_to"] = say("order.choose_salon")
    return offer


def sums_of(offer: Offer) -> str:
    """What is agreed to: bonuses now, money at the visit."""
    return f"{offer.bonuses}.{offer.remainder}"


def key_of(offer: Offer) -> str:
    return f"{offer.price.grade}.{offer.price.category}.{offer.share}"


def _asked(counter: Counter, reward: str) -> tuple[Catalogue, Offered | None]:
    catalogue = _catalogue(counter, reward)
    return catalogue, next((offered for offered in catalogue.rewards if offered.reward == reward), None)


def _catalogue(counter: Counter, reward: str | None = None) -> Catalogue:
    found = offer_certificates(visit.chain(), str(counter.member), visit.now(), reward)
    if found is None:
        abort(404)
    return found


def _list(counter: Counter, catalogue: Catalogue, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    rows = of_member(visit.chain(), UUID(catalogue.known.id), visit.now())
    values: dict[str, Any] = {"rows": rows, "errors": errors or {}, "operation": visit.operation_id()}
    return answers.answer(counter.catalogue, status=status, catalogue=catalogue, **values)


def _form(
    counter: Counter,
    catalogue: Catalogue,
    offered: Offered,
    reading: Reading,
    operation: str,
    agree: Offer | None = None,
    status: int = 200,
) -> Response:
    chain = visit.chain()
    typed = {name: reading.typed(name) for name in ("choice", "delivery", "deliver_to")}
    typed["delivery"] = typed["delivery"] or DELIVERIES[0]
    typed["deliver_to"] = typed["deliver_to"] or counter.actor.salon or next(iter(chain.lists.salons), "")
    deliveries = DELIVERIES if chain.lists.salons else DELIVERIES[:1]
    places = [(price, list(offers)) for price, offers in groupby(offered.offers, key=lambda offer: offer.price)]
    values: dict[str, Any] = {
        "agree": agree,
        "places": places,
        "key_of": key_of,
        "sums_of": sums_of,
        "deliveries": deliveries,
    }
    values["operation"] = operation
    return answers.answer(
        counter.form,
        status=status,
        catalogue=catalogue,
        offered=offered,
        typed=typed,
        errors=reading.errors,
        **values,
    )
