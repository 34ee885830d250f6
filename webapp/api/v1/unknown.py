"""Addresses under the API's that lead to nothing: answered as what does not exist, or with the methods that do."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from webapp.api.v1.problems import not_found

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ENDPOINT = "api.unknown"


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/<path:rest>", "unknown", unknown, methods=METHODS, provide_automatic_options=False)


def unknown(rest: str) -> Response:
    others = [method for method in METHODS if _is_known(method)]
    if others:
        raise MethodNotAllowed(others)
    raise not_found()


def _is_known(method: str) -> bool:
    try:
        endpoint, _ = current_app.create_url_adapter(request).match(method=method)  # type: ignore[union-attr]
    except HTTPException:
        return False
    return endpoint != ENDPOINT
