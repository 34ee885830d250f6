"""One page, one template, one block: htmx gets the block it asked for, everyone else the whole page."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, request


def answer(template: str, block: str | None = None, status: int = 200, **values: Any) -> Response:
    """The template, or only its `block` where htmx asks."""
    if block is None:
        return make_response(render_template(template, **values), status)
    text = _block(template, block, values) if asked_by_htmx() else render_template(template, **values)
    response = make_response(text, status)
    response.vary.add("HX-Request")
    return response


def see(address: str) -> Response:
    """After something was done: the page that shows it, so that a reload repeats nothing."""
    return make_response(redirect(address, 303))


def asked_by_htmx() -> bool:
    """Going back in the history asks for the whole page."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def _block(template: str, block: str, values: dict[str, Any]) -> str:
    current_app.update_template_context(values)
    found = current_app.jinja_env.get_template(template)
    return "".join(found.blocks[block](found.new_context(values)))
