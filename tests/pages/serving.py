"""The application as tests ask it: made of settings, asked by clients that keep their cookies."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from config.settings import Settings
from webapp.app import create_app

SECRET = "only-for-tests-only-for-tests-only"


def settings_for(url: str, folder: Path, **changes: Any) -> Settings:
    environ = {"LAUREL_DATA": str(folder), "SECRET_KEY": SECRET, "TRUSTED_HOSTS": "localhost", "DATABASE_URL": url}
    given = Settings.from_environment(environ)
    return replace(given, **{"secure_cookies": False, "trusted_hosts": (), "site_url": "http://localhost", **changes})


def serving(url: str, folder: Path, **changes: Any) -> Flask:
    app = create_app(settings_for(url, folder, **changes))
    app.testing = True
    # As in production: an error is answered, not thrown at the test.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def token_of(page: str) -> str:
    """The form's protection against foreign sites."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    return found[1]


def sign_in(client: FlaskClient, slug: str, email: str, password: str) -> Any:
    address = f"/{slug}/desk/sign-in"
    token = token_of(client.get(address).text)
    return client.post(address, data={"csrf_token": token, "email": email, "password": password})
