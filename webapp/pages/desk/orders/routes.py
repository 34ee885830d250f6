"""A member's certificates, and the request for another: what it may be, what it costs, the guest's word, done."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request, url_for

from webapp.pages.shared import ordering, visit
from webapp.pages.shared.ordering import Counter

routes = Blueprint("orders", __name__, url_prefix="/members/<uuid:member>/certificates")
LIST, FORM = "desk/orders/index.html", "desk/orders/edit.html"


@routes.get("/")
def index(member: UUID) -> Response:
    return ordering.list_rewards(_counter(member))


@routes.get("/new")
def edit(member: UUID) -> Response:
    return ordering.ask_for(_counter(member), request.args.get("reward", ""))


@routes.post("/")
def create(member: UUID) -> Response:
    return ordering.take_order(_counter(member))


@routes.post("/gift")
def give(member: UUID) -> Response:
    return ordering.give_gift(_counter(member))


def _counter(member: UUID) -> Counter:
    index = url_for("desk.orders.index", member=member)
    return Counter(member, visit.actor(), LIST, FORM, index, lambda certificate: index, "order.done")
