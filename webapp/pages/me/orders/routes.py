"""The catalogue of certificates with what the balance allows, an order, the gift of a birthday (7K-8, 7K-16, 7K-25)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for

from webapp.pages.shared import ordering, visit
from webapp.pages.shared.ordering import Counter

routes = Blueprint("orders", __name__, url_prefix="/orders")
LIST, FORM = "me/orders/index.html", "me/orders/edit.html"


@routes.get("/")
def index() -> Response:
    return ordering.list_rewards(_counter())


@routes.get("/new")
def edit() -> Response:
    return ordering.ask_for(_counter(), request.args.get("reward", ""))


@routes.post("/")
def create() -> Response:
    return ordering.take_order(_counter())


@routes.post("/gift")
def give() -> Response:
    return ordering.give_gift(_counter())


def _counter() -> Counter:
    """Where the programme has no certificates there is no page."""
    programme = visit.chain().timeline.at(visit.today())
    if programme.certificates is None:
        abort(404)
    index = url_for("me.orders.index")
    return Counter(visit.member(), visit.member_actor(), LIST, FORM, index, _shown, "me.order.done")


def _shown(certificate: str) -> str:
    return url_for("me.holders.edit", certificate=certificate)
