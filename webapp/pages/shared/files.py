"""Addresses of static files carry a hash of what is in them, so that a new file is never taken for the old one."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for

A_DAY = 24 * 60 * 60
"""How long a browser keeps a file whose address carries no hash, such as a picture named in a style sheet."""


def register(app: Flask) -> None:
    @app.url_defaults
    def tell_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and app.static_folder and "filename" in values:
            values.setdefault("v", _version(Path(app.static_folder) / values["filename"]))

    app.jinja_env.globals["static"] = address


def address(filename: str) -> str:
    """That of a static file, for a page's links."""
    return _address(request.script_root, filename)


@cache
def _address(root: str, filename: str) -> str:
    """Made once for each place that the application is mounted at, since a page has a dozen of them."""
    return url_for("static", filename=filename)


@cache
def _version(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else None
