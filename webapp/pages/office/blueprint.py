"""The office's pages under one address, and the way between them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from webapp.pages.office.audit.routes import routes as audit
from webapp.pages.office.certificates.routes import routes as certificates
from webapp.pages.office.corrections.routes import routes as corrections
from webapp.pages.office.dashboard.routes import routes as dashboard
from webapp.pages.office.drafts.routes import routes as drafts
from webapp.pages.office.duplicates.routes import routes as duplicates
from webapp.pages.office.erasures.routes import routes as erasures
from webapp.pages.office.home.routes import routes as home
from webapp.pages.office.journals.routes import routes as journals
from webapp.pages.office.keys.routes import routes as keys
from webapp.pages.office.links.routes import routes as links
from webapp.pages.office.messages.routes import routes as messages
from webapp.pages.office.openings.routes import routes as openings
from webapp.pages.office.parts.routes import routes as parts
from webapp.pages.office.publications.routes import routes as publications
from webapp.pages.office.queues.routes import routes as queues
from webapp.pages.office.requests.routes import routes as requests
from webapp.pages.office.rewards.routes import routes as rewards
from webapp.pages.office.rules.routes import routes as rules
from webapp.pages.office.service.routes import routes as service
from webapp.pages.office.staff.routes import routes as staff
from webapp.pages.office.tablets.routes import routes as tablets
from webapp.pages.shared import visit, ways
from webapp.usecases.list_queue import Counted, count_queues, total

office = Blueprint("office", __name__, url_prefix="/<chain>/office")
for noun in (
    home,
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
    erasures,
    messages,
    openings,
    rules,
    drafts,
    parts,
    publications,
    journals,
    keys,
):
    office.register_blueprint(noun)


@office.context_processor
def _ways() -> dict[str, Any]:
    """What the person may open, and how much waits for them."""
    return {"navigation": ways.open_places(), "waiting": _waiting}


def _waiting() -> Counted:
    """Over all queues; a page that has counted them says so itself."""
    return total(count_queues(visit.chain(), visit.now()))
