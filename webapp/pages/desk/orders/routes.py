"""A member's certificates, and the request for another: what it may be, what it costs, the guest's word, done."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.events import BirthdayGift, OrderCertificate
from webapp.engine.money import written
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.handle_certificate import give_birthday_gift, order_certificate
from webapp.usecases.list_certificates import of_member
from webapp.usecases.offer_certificates import Catalogue, Offer, Offered, offer_certificates
from webapp.usecases.operation import KeyReused, Outcome

routes = Blueprint("orders", __name__, url_prefix="/members/<uuid:member>/certificates")
LIST, FORM = "desk/orders/index.html", "desk/orders/edit.html"
DELIVERIES = ("email", "salon")


@routes.get("/")
def index(member: UUID) -> Response:
    return _list(_catalogue(member))


@routes.get("/new")
def edit(member: UUID) -> Response:
    catalogue, offered = _asked(member, request.args.get("reward", ""))
    if offered is None:
        return _list(catalogue)
    return _form(catalogue, offered, Reading({}), visit.operation_id())


@routes.post("/")
def create(member: UUID) -> Response:
    """First the guest's word on what it costs, then the order."""
    reading, operation = Reading(request.form), visit.sent_operation_id()
    catalogue, offered = _asked(member, reading.typed("reward"))
    if offered is None:
        return answers.see(url_for("desk.orders.index", member=member))
    offer = _chosen(offered, reading)
    if offer is None or reading.errors:
        return _form(catalogue, offered, reading, operation, status=422)
    if "change" in request.form:
        return _form(catalogue, offered, reading, operation)
    if "agreed" not in request.form and not offer.refused:
        return _form(catalogue, offered, reading, operation, agree=offer)
    if "agreed" in request.form and reading.typed("agreed") != sums_of(offer):
        # The rules changed meanwhile: the guest agreed to other sums (R13).
        reading.errors["form"] = refusals(["changed"])[0]
        return _form(catalogue, offered, reading, operation, agree=offer, status=409)
    delivery = reading.choice("delivery", DELIVERIES, DELIVERIES[0])
    told = {"reward": offered.reward, "share": written(offer.share), "delivery": delivery}
    place = {"grade": offer.price.grade, "salon_category": offer.price.category}
    event = OrderCertificate.model_validate({"member": str(member), "certificate": "new", **told, **place})
    salon = reading.typed("deliver_to") if delivery == "salon" else None
    try:
        outcome = order_certificate(visit.chain(), visit.actor(), operation, event, visit.now(), salon)
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return _form(catalogue, offered, reading, visit.operation_id(), status=422)
    if outcome.refused:
        reading.errors["choice"] = " ".join(refusals(outcome.refused))
        return _form(_catalogue(member), offered, reading, operation, status=422)
    return _ordered(member, outcome)


@routes.post("/gift")
def give(member: UUID) -> Response:
    """The compliment of a birthday (7K-16)."""
    catalogue, operation, reading = _catalogue(member), visit.sent_operation_id(), Reading(request.form)
    gift = catalogue.gift
    wanted = reading.typed("reward")
    told = {"reward": wanted} if gift is not None and wanted in gift.rewards else {}
    event = BirthdayGift.model_validate({"member": str(member), "certificate": "new", **told})
    try:
        outcome = give_birthday_gift(visit.chain(), visit.actor(), operation, event, visit.now())
    except KeyReused:
        return _list(catalogue, {"form": say("wrong.key_reused")}, status=422)
    if outcome.refused:
        return _list(catalogue, {"form": " ".join(refusals(outcome.refused))}, status=422)
    return _ordered(member, outcome)


def _ordered(member: UUID, outcome: Outcome) -> Response:
    if not outcome.repeated:
        flash(say("order.done"))
    return answers.see(url_for("desk.orders.index", member=member))


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
    """What a guest agrees to: bonuses now, money at the visit."""
    return f"{offer.bonuses}.{offer.remainder}"


def key_of(offer: Offer) -> str:
    return f"{offer.price.grade}.{offer.price.category}.{offer.share}"


def _asked(member: UUID, reward: str) -> tuple[Catalogue, Offered | None]:
    catalogue = _catalogue(member, reward)
    return catalogue, next((offered for offered in catalogue.rewards if offered.reward == reward), None)


def _catalogue(member: UUID, reward: str | None = None) -> Catalogue:
    found = offer_certificates(visit.chain(), str(member), visit.now(), reward)
    if found is None:
        abort(404)
    return found


def _list(catalogue: Catalogue, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    rows = of_member(visit.chain(), UUID(catalogue.known.id), visit.now())
    values: dict[str, Any] = {"rows": rows, "errors": errors or {}, "operation": visit.operation_id()}
    return answers.answer(LIST, status=status, catalogue=catalogue, **values)


def _form(
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
    typed["deliver_to"] = typed["deliver_to"] or visit.salon() or next(iter(chain.lists.salons), "")
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
        FORM, status=status, catalogue=catalogue, offered=offered, typed=typed, errors=reading.errors, **values
    )
