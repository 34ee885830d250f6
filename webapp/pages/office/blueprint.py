"""The office's pages under one address, and the way between them."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint

from webapp.pages.office.audit.routes import routes as audit
from webapp.pages.office.certificates.routes import routes as certificates
from webapp.pages.office.corrections.routes import routes as corrections
from webapp.pages.office.dashboard.routes import routes as dashboard
from webapp.pages.office.duplicates.routes import routes as duplicates
from webapp.pages.office.links.routes import routes as links
from webapp.pages.office.queues.routes import routes as queues
from webapp.pages.office.requests.routes import routes as requests
from webapp.pages.office.rewards.routes import routes as rewards
from webapp.pages.office.service.routes import routes as service
from webapp.pages.office.staff.routes import routes as staff
from webapp.pages.office.tablets.routes import routes as tablets
from webapp.pages.shared import access, visit
from webapp.usecases.list_queue import Counted, count_queues

office = Blueprint("office", __name__, url_prefix="/<chain>/office")
for noun in (
    queues,
    staff,
    links,
    tablets,
    audit,
    service,
    certificates,
    rewards,
    dashboard,
    duplicates,
    requests,
    corrections,
):
    office.register_blueprint(noun)


class Place(NamedTuple):
    """A page to go to, and its name among the translations."""

    endpoint: str
    name: str


NAVIGATION = (
    Place("office.queues.index", "office.queues"),
    Place("office.staff.show", "office.staff"),
    Place("office.tablets.show", "office.tablets"),
    Place("office.certificates.index", "office.certificates"),
    Place("office.rewards.show", "office.rewards"),
    Place("office.dashboard.show", "office.dashboard"),
    Place("office.duplicates.index", "office.duplicates"),
    Place("office.audit.show", "office.audit"),
    Place("office.service.show", "service"),
)


@office.context_processor
def _ways() -> dict[str, Any]:
    """What the person may open, and how much waits for them."""
    return {"navigation": [place for place in NAVIGATION if access.may_open(place.endpoint)], "waiting": _waiting}


def _waiting() -> Counted:
    """Over all queues."""
    counts = count_queues(visit.chain(), visit.now()).values()
    return Counted(sum(count.waiting for count in counts), sum(count.late for count in counts))
