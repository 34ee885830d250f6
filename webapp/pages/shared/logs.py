"""What the log is told of a request: which page of which chain, and not what stood in the address (R42)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import TracebackType
from typing import Any
from uuid import UUID

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from config.logs import ADDRESS, trace

TOLD = {"chain", "slug", "filename"}
"""Parts of addresses that name no person and open no door, when they look as such: lower-case letters first."""
PLAIN = re.compile(r"[a-z][a-z0-9._/-]*")
ARGUMENT = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
HIDDEN = "…"

ErrorInfo = tuple[type, BaseException, TracebackType] | tuple[None, None, None]


def register(app: Flask) -> None:
    """First of all, for what comes later takes the chain out of what the address named, and may end the request."""
    app.url_value_preprocessor(_note)
    app.log_exception = _log_exception  # type: ignore


def address(rule: Rule, values: Mapping[str, Any]) -> str:
    """Ids are told, they open nothing by themselves; a token, a code or whatever else is hidden."""
    return ARGUMENT.sub(lambda found: _said(found[1], values.get(found[1])), rule.rule)


def _said(name: str, value: Any) -> str:
    told = isinstance(value, UUID) or (name in TOLD and PLAIN.fullmatch(str(value)))
    return str(value) if told else HIDDEN


def _note(endpoint: str | None, values: dict[str, Any] | None) -> None:
    rule, named = (request.url_rule, values or {}) if request.url_rule is not None else _taking_forms()
    request.environ[ADDRESS] = address(rule, named) if rule is not None else f"/{HIDDEN}"


def _taking_forms() -> tuple[Rule | None, Mapping[str, Any]]:
    """The rule of an address that only takes forms, and was loaded; None for an address of nothing."""
    try:
        return current_app.create_url_adapter(request).match(method="POST", return_rule=True)  # type: ignore[union-attr]
    except HTTPException:
        return None, {}


def _log_exception(error: ErrorInfo) -> None:
    told = trace(error[1]) if error[1] is not None else ""
    current_app.logger.error("%s %s failed\n%s", request.method, request.environ.get(ADDRESS, HIDDEN), told)
