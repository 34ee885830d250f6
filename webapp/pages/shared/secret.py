"""The service's secret: under it links are signed and codes are sealed."""

from __future__ import annotations

from flask import current_app


def secret() -> str:
    return str(current_app.config["SECRET_KEY"])
