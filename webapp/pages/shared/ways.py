"""Where a person begins, and the way between the office's pages: never to one that is closed to them."""

from __future__ import annotations

from typing import Final, NamedTuple

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

from webapp.pages.shared import access, guest, visit

DESK: Final = "desk.home.show"


class Place(NamedTuple):
    """A page to go to, and its name among the translations."""

    endpoint: str
    name: str


NAVIGATION: Final = (
    Place("office.queues.index", "office.queues"),
    Place("office.staff.show", "office.staff"),
    Place("office.tablets.show", "office.tablets"),
    Place("office.keys.show", "office.keys"),
    Place("office.certificates.index", "office.certificates"),
    Place("office.rewards.show", "office.rewards"),
    Place("office.rules.index", "office.rules"),
    Place("office.dashboard.show", "office.dashboard"),
    Place("office.duplicates.index", "office.duplicates"),
    Place("office.messages.index", "office.messages"),
    Place("office.audit.show", "office.audit"),
    Place("office.service.show", "service"),
)


MEMBERS: Final = "me.home.show"
CERTIFICATES: Final = "me.certificates.index"
MEMBERS_NAVIGATION: Final = (
    Place(MEMBERS, "me.home"),
    Place("me.history.index", "me.history"),
    Place(CERTIFICATES, "me.certificates"),
    Place("me.requests.index", "me.requests"),
)
"""The members' own pages that stand under the thumb: so many as a phone's width has room for."""


def members_places() -> list[Place]:
    """Certificates where there are any, or were."""
    programme = visit.chain().timeline.certifying(visit.today())
    return [place for place in MEMBERS_NAVIGATION if place.endpoint != CERTIFICATES or programme.certificates]


def open_places() -> list[Place]:
    return [place for place in NAVIGATION if access.may_open(place.endpoint)]


def home() -> str:
    """The desk, or the first page of the office for whoever does not stand there; the members' own for a member."""
    if guest.is_asked():
        return url_for(MEMBERS)
    return url_for(DESK) if access.may_open(DESK) else office()


def office() -> str:
    return url_for(next((place.endpoint for place in open_places()), DESK))


def or_home(address: str | None) -> str:
    """A page of this chain that the person came for, unless it is closed to them."""
    if not address:
        return home()
    try:
        endpoint, _ = current_app.create_url_adapter(request).match(  # type: ignore[union-attr]
            address.partition("?")[0], method="GET"
        )
    except HTTPException:
        return address
    return address if access.may_open(endpoint) else home()
