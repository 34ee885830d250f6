"""Keys of machines: made and shown once, listed, revoked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.usecases.handle_key import LONGEST_NAME, SCOPES, Made, NewKey, create_key, list_keys, revoke_key

routes = Blueprint("keys", __name__, url_prefix="/keys")
FIELDS = {"name_form": "name", "scope_unknown": "scopes", "salon_unknown": "salon", "key_over": "expires"}


@routes.get("/")
def show() -> Response:
    return _page({}, {}, visit.operation_id())


@routes.post("/")
def create() -> Response:
    """The key stands on this one answer and nowhere else, so that it is no address to go to."""
    reading, operation = Reading(request.form), visit.sent_operation_id()
    name = reading.text("name", required=True, most=LONGEST_NAME)
    scopes = tuple(scope for scope in SCOPES if reading.ticked(f"scope-{scope}"))
    if not scopes:
        reading.errors["scopes"] = say("keys.scopes.missing")
    ends = reading.coming_day("expires", visit.today().date())
    if name is not None and not reading.errors:
        wanted = NewKey(name, scopes, reading.typed("salon") or None, ends, reading.ticked("sandbox"))
        made = create_key(visit.chain(), wanted, visit.now(), visit.staff().id, operation)
        if isinstance(made, Made):
            return _page({}, {}, visit.operation_id(), made=made)
        reading.errors[FIELDS.get(made.code, "form")] = made.say(language())
    return _page(request.form.to_dict(), reading.errors, operation, status=422)


@routes.post("/<uuid:key>/revocation")
def revoke(key: UUID) -> Response:
    refused = revoke_key(visit.chain(), key, visit.now(), visit.staff().id)
    if refused is not None:
        abort(404)
    flash(say("keys.revoked"))
    return answers.see(url_for("office.keys.show"))


def _page(
    typed: dict[str, str], errors: dict[str, str], operation: str, made: Made | None = None, status: int = 200
) -> Response:
    told: dict[str, Any] = {"keys": list_keys(visit.chain()), "scopes": SCOPES, "made": made}
    told |= {"typed": typed, "errors": errors, "operation": operation}
    return answers.answer("office/keys/show.html", status=status, **told)
