"""The chain's draft: begun from a revision, looked at as a list of parts, changed as a text, discarded."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for

from webapp.pages.office.drafts import rows
from webapp.pages.shared import answers, rules, visit
from webapp.pages.shared.language import language, say
from webapp.usecases.draft_rules import DOCUMENT, begin_draft, change_draft, discard_draft
from webapp.usecases.look_at_draft import Draft, differs, look_at_draft
from webapp.usecases.refusal import Refusal

routes = Blueprint("drafts", __name__, url_prefix="/rules/draft")
SHOW, TEXT = "office/drafts/show.html", "office/drafts/edit.html"
NO_DRAFT = UUID(int=0)


@routes.get("/")
def show() -> Response:
    return _show(look_at_draft(visit.chain()))


@routes.post("/")
def create() -> Response:
    """From the revision of that number, or from the one in force."""
    sent = request.form.get("number", "")
    chain = visit.chain()
    now = next(one.number for one in chain.revisions if str(one.id) == chain.timeline.at(visit.today()).revision)
    number = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else now
    refused = begin_draft(chain, number, visit.now(), visit.staff().id)
    if refused is not None:
        flash(refused.say(language()))
    return answers.see(url_for("office.drafts.show"))


@routes.post("/discard")
def destroy() -> Response:
    refused = discard_draft(visit.chain(), sent_mark(), visit.now(), visit.staff().id)
    if refused is not None:
        return _show(look_at_draft(visit.chain()), refused)
    flash(say("rules.draft.discarded"))
    return answers.see(url_for("office.rules.index"))


@routes.get("/document")
def edit() -> Response:
    draft = look_at_draft(visit.chain())
    return _text(draft, draft.text) if draft is not None else answers.see(url_for("office.drafts.show"))


@routes.post("/document")
def update() -> Response:
    """Keeps the text, with its mistakes if it has any: it is a draft."""
    # What no database keeps is no part of any text.
    text = request.form.get("document", "").replace("\r\n", "\n").replace("\0", "")
    refused = change_draft(visit.chain(), sent_mark(), text, DOCUMENT, visit.now(), visit.staff().id)
    if refused is not None:
        draft = look_at_draft(visit.chain())
        return _text(draft, text, refused) if draft is not None else _show(None, refused)
    flash(say("rules.draft.saved"))
    return answers.see(url_for("office.drafts.edit"))


def sent_mark() -> UUID:
    """Which state of the draft the form was made of; one that is none is that of no draft."""
    return visit.id_of(request.form.get("mark", "")) or NO_DRAFT


def _show(draft: Draft | None, refused: Refusal | None = None) -> Response:
    chain, status = visit.chain(), 409 if refused is not None else 200
    if draft is None:
        return answers.answer(SHOW, status=status, draft=None, refused=refused, revisions=chain.revisions)
    now, changes = chain.timeline.at(visit.today()), None
    if draft.document is not None:
        changes = differs(chain, now, draft.document, language(), rules.places(draft.document))
    return answers.answer(
        SHOW,
        status=status,
        draft=draft,
        refused=refused,
        groups=rows.groups(draft),
        wrong=rows.mistakes(draft, draft.problems),
        doubts=rows.mistakes(draft, draft.warnings),
        changes=changes,
        changed_at=rows.when(draft.changed_at),
    )


def _text(draft: Draft, text: str, refused: Refusal | None = None) -> Response:
    """The text that stands in the draft, or what was typed and not kept."""
    wrong, doubts = (rows.mistakes(draft, found) for found in (draft.problems, draft.warnings))
    status = 200 if refused is None else 422 if refused.code == "draft_long" else 409
    # A text that was made of an older draft stays one: to be copied from, not to be sent once more.
    mark = sent_mark() if status == 409 else draft.mark
    return answers.answer(TEXT, status=status, mark=mark, text=text, refused=refused, wrong=wrong, doubts=doubts)
