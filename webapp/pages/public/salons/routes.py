"""The salons by city and category. What is chosen stands in the address; what no salon has is no page."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from webapp.engine.document.schema import Named
from webapp.pages.public import telling
from webapp.pages.shared import visit
from webapp.pages.shared.language import language, say
from webapp.usecases.open_chain import OpenSalon

routes = Blueprint("salons", __name__, url_prefix="/salons")


@routes.get("/")
def index() -> Response:
    chain = visit.chain()
    city, category = (request.args.get(name, "") for name in ("city", "category"))
    cities = {salon.city.en: salon.city for salon in chain.salons}
    categories = list(dict.fromkeys(salon.category for salon in chain.salons if salon.category))
    if (city and city not in cities) or (category and category not in categories):
        abort(404)
    found = [
        salon for salon in chain.salons if city in ("", salon.city.en) and (not category or salon.category == category)
    ]
    return telling.open_page(
        "public/salons/index.html",
        say("salons.description", name=chain.name.say(language())),
        city=city,
        category=category,
        cities=cities,
        categories=categories,
        found=by_city(found),
        programme=chain.timeline.at(visit.today()),
    )


def by_city(salons: list[OpenSalon]) -> list[tuple[Named, list[OpenSalon]]]:
    """In the chain's own order of cities."""
    cities: dict[str, tuple[Named, list[OpenSalon]]] = {}
    for salon in salons:
        cities.setdefault(salon.city.en, (salon.city, []))[1].append(salon)
    return list(cities.values())
