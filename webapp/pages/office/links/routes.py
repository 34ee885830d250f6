"""A link that is good once, shown to be sent on or scanned."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, url_for

from webapp.pages.shared import answers, links, visit
from webapp.pages.shared.language import language, say
from webapp.usecases.list_staff import look_at_colleague
from webapp.usecases.offer_link import INVITATION, TABLET, Link, look_at_link, withdraw_link
from webapp.usecases.rights import manages

routes = Blueprint("links", __name__, url_prefix="/links/<uuid:link>")


@routes.get("/")
def show(link: UUID) -> Response:
    found = _found(link)
    address = links.address(link, found.purpose)
    name = ""
    if found.staff is not None:
        colleague = look_at_colleague(visit.chain(), found.staff, visit.now())
        name = colleague.name if colleague else ""
    values: dict[str, Any] = {"link": found, "address": address, "picture": links.picture(address), "name": name}
    return answers.answer("office/links/show.html", back=_back(found), **values)


@routes.post("/withdrawal")
def destroy(link: UUID) -> Response:
    found = _found(link)
    refused = withdraw_link(visit.chain(), link, visit.staff().id, visit.now())
    flash(refused.say(language()) if refused else say("link.withdrawn"), "wrong" if refused else "message")
    return answers.see(_back(found))


def _found(link: UUID) -> Link:
    """A link to what whoever visits may not manage is not theirs to see, or they could use it themselves."""
    found = look_at_link(visit.chain(), link, visit.now())
    if found is None:
        abort(404)
    if not _may_see(found):
        abort(403)
    return found


def _may_see(found: Link) -> bool:
    if found.purpose == TABLET:
        return visit.may("manage_tablets")
    if found.purpose == INVITATION:
        return manages(visit.staff().role, found.details["role"])
    whose = look_at_colleague(visit.chain(), found.staff, visit.now()) if found.staff else None
    # One's own link of a forgotten password goes by e-mail alone.
    return whose is not None and whose.id != visit.staff().id and manages(visit.staff().role, whose.role)


def _back(found: Link) -> str:
    if found.purpose == TABLET:
        return url_for("office.tablets.show")
    return url_for("office.staff.edit", person=found.staff) if found.staff else url_for("office.staff.show")
