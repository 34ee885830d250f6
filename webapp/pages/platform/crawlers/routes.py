"""What search engines ask for before anything else: where they may go, and which pages there are."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from webapp.pages.shared import site
from webapp.usecases.list_open_chains import MOST, list_open_chains

routes = Blueprint("crawlers", __name__)
AN_HOUR = 60 * 60


@routes.get("/robots.txt")
def robots() -> Response:
    return _plain(render_template("platform/crawlers/robots.txt", address=site.address), "text/plain")


@routes.get("/sitemap.xml")
def sitemap() -> Response:
    """Chains from the one behind `after` on."""
    slugs = list_open_chains(request.args.get("after", ""))
    told = render_template("platform/crawlers/sitemap.xml", slugs=slugs, most=MOST, address=site.address)
    return _plain(told, "application/xml")


def _plain(text: str, kind: str) -> Response:
    response = make_response(text)
    response.mimetype = kind
    response.cache_control.public, response.cache_control.max_age = True, AN_HOUR
    return response
