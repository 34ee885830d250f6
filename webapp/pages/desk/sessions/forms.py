"""The sign-in's fields. The password is read as it was typed and never shown again."""

from __future__ import annotations

from flask import request

from webapp.pages.shared import kept
from webapp.pages.shared.kept import SignIn
from webapp.pages.shared.reading import Reading

LONGEST_PASSWORD = 1024


def read_sign_in() -> SignIn:
    reading = Reading(request.form)
    email = reading.text("email", required=True, most=254) or ""
    password = request.form.get("password", "")[:LONGEST_PASSWORD]
    if not password:
        reading.wrong("password", "missing")
    back = kept.own_address(request.form.get("next", ""))
    form = kept.unpacked(request.form.get(kept.FIELD, ""))
    return SignIn(email, password, back, form, reading.errors)
