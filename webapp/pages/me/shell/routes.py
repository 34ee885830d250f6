"""What makes the members' pages a thing on the phone's screen: its name and colours, its icon, and the worker that
keeps the card for when there is no connection.
"""

from __future__ import annotations

import hashlib
import json

from flask import Blueprint, Response, abort, make_response, render_template, url_for

from webapp.pages.shared import answers, colours, icons, visit
from webapp.pages.shared.files import A_DAY, address
from webapp.pages.shared.language import language

routes = Blueprint("shell", __name__)
SHEETS = ("base", "layout", "button", "field", "notice", "panel", "me", "code", "card")


@routes.get("/manifest.webmanifest")
def manifest() -> Response:
    chain = visit.chain()
    start, colour = url_for("me.home.show"), colours.light(chain.accent)
    told = {
        "id": start,
        "name": chain.name.say(language()),
        "short_name": chain.name.say(language()),
        "lang": language(),
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "theme_color": colour.fill,
        "background_color": colours.LIGHT_PAGE,
        "icons": [
            {"src": icons.icon_address(size), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in icons.SIZES[1:]
            for purpose in ("any", "maskable")
        ],
    }
    response = make_response(json.dumps(told, ensure_ascii=False))
    response.mimetype = "application/manifest+json"
    return response


@routes.get("/icon-<int:size>.png")
def icon(size: int) -> Response:
    if size not in icons.SIZES:
        abort(404)
    response = make_response(icons.icon(size))
    response.mimetype = "image/png"
    response.cache_control.public, response.cache_control.max_age = True, A_DAY
    return response


@routes.get("/worker.js")
def worker() -> Response:
    """Under the members' own address, since a worker has power over what lies beneath its own alone."""
    kept = [
        *(address(f"css/{sheet}.css") for sheet in SHEETS),
        address("me.js"),
        url_for("public.chain.accent", v=visit.chain().accent[1:]),
        url_for("me.shell.offline"),
    ]
    version = hashlib.sha256(" ".join(kept).encode()).hexdigest()[:12]
    response = make_response(render_template("me/shell/worker.js", kept=kept, version=version))
    response.mimetype = "text/javascript"
    return response


@routes.get("/offline")
def offline() -> Response:
    """What stands in the place of a page that cannot be reached. It knows nobody."""
    return answers.answer("me/shell/offline.html")
