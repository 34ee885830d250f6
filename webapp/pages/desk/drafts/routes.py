"""A receipt while it is put together: each button sends the whole form and gets it back with the rules' answer."""

from __future__ import annotations

from flask import Blueprint, Response, request

from webapp.pages.desk.drafts.forms import buyer, new_draft, read_draft
from webapp.pages.desk.drafts.forms import edit as change
from webapp.pages.desk.drafts.page import page
from webapp.pages.shared import visit

routes = Blueprint("drafts", __name__, url_prefix="/receipts/new")


@routes.get("/")
def edit() -> Response:
    chain = visit.chain()
    member = buyer(request.args.get("member", ""))
    return page(new_draft(chain, member, visit.operation_id(), visit.salon(), visit.today().date()))


@routes.post("/")
def update() -> Response:
    chain = visit.chain()
    draft = read_draft(chain, request.form, visit.sent_operation_id(), visit.salon())
    change(draft, request.form, chain)
    draft.forgive()
    draft.confirmed = ""
    return page(draft, status=422 if draft.errors else 200)
