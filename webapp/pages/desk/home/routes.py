"""One field that finds a member. Searched by POST, so that no phone stands in an address or a log (R66)."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, request, url_for

from webapp.pages.desk.certificates.routes import found_by_code
from webapp.pages.shared import answers, visit
from webapp.pages.shared.reading import Reading
from webapp.store.phones import normalised
from webapp.usecases.codes import readings
from webapp.usecases.find_members import MOST_FOUND, find_members

routes = Blueprint("home", __name__)
TEMPLATE = "desk/home/show.html"
MOST_TEXT = 120
_CODE = re.compile(r"\w{4}-\w{4}-\w{4}")


@routes.get("/")
def show() -> Response:
    return answers.answer(TEMPLATE, **found(""))


@routes.post("/")
def find() -> Response:
    """While one types, htmx asks for the results. A sent form that means one member shows that member at once."""
    text = Reading(request.form).typed("search")[:MOST_TEXT]
    values = found(text)
    if not answers.asked_by_htmx() and len(values["members"]) == 1:
        return answers.see(url_for("desk.members.show", member=values["members"][0].id))
    if not answers.asked_by_htmx() and not values["members"] and _is_code(text):
        return found_by_code(text)
    return answers.answer(TEMPLATE, block="results", **values)


def found(text: str, **values: Any) -> dict[str, Any]:
    """What the page shows for a search; what is missing of a newcomer is taken from the text."""
    members = find_members(visit.chain(), text) if text else []
    phone = normalised(text) if text else None
    typed = {"phone": "", "full_name": "", "email": ""}
    typed["email" if "@" in text else "full_name" if not phone and _is_name(text) else "phone"] = text
    newcomer = {"typed": typed, "operation": visit.operation_id(), "errors": {}}
    certificates = visit.chain().timeline.certifying(visit.today()).certificates is not None
    return {
        "certificates": certificates,
        "search": text,
        "members": members,
        "most": MOST_FOUND,
        "phone": phone,
        "newcomer": newcomer,
        **values,
    }


def _is_code(text: str) -> bool:
    """What a guest shows at the counter may be a certificate: a scanner types its code into whatever field there is.
    Without its dashes it might as well be a name.
    """
    return normalised(text) is None and _CODE.fullmatch(text) is not None and bool(readings(text))


def _is_name(text: str) -> bool:
    return any(sign.isalpha() for sign in text)
