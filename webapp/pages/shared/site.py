"""Whole addresses, as they stand in messages and are handed on: under the site's own name, whatever host name a request
has come under (R53).
"""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for


def address(endpoint: str, **values: Any) -> str:
    return f"{current_app.config['SITE_URL']}{url_for(endpoint, **values)}"
