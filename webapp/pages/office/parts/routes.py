"""A part of the draft: added, changed, moved among its kind and removed, by forms over the document's data."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.document.check import check
from webapp.engine.document.writer import write
from webapp.pages.office.drafts.routes import sent_mark
from webapp.pages.office.drafts.rows import title_of
from webapp.pages.office.parts.forms import CODE, PartFilled, form_of, read_form, wrong_code
from webapp.pages.office.rules.parts import ONLY, PARTS, entries, path_of, with_entries
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.usecases.draft_rules import change_draft
from webapp.usecases.look_at_draft import Draft, look_at_draft
from webapp.usecases.refusal import Refusal

routes = Blueprint("parts", __name__, url_prefix="/rules/draft")
RULE, FORM = "office/parts/rule.html", "office/parts/edit.html"
UNNAMED = "unnamed"
"""Under which a part is looked at whose own name is wrong, so that all mistakes are told at once."""


@routes.get("/new/<section>")
def new(section: str) -> Response:
    draft = _draft(section)
    return _form(draft, section, None, form_of(section, None, new=True)) if draft is not None else _away()


@routes.post("/new/<section>")
def create(section: str) -> Response:
    draft = _draft(section)
    if draft is None or (section == "spending" and entries(draft.tree, section)):
        return _away()
    parts = entries(draft.tree, section)
    part, form = read_form(section, None, request.form, new=section != "spending")
    name = form.code.typed[CODE] if form.code is not None else ONLY
    wrong = wrong_code(name, parts) if form.code is not None else None
    if wrong is not None and form.code is not None:
        form.code.errors[CODE] = wrong
    return _keep(draft, section, None, name, part, form)


@routes.get("/<section>/<name>")
def edit(section: str, name: str) -> Response:
    draft = _draft(section)
    if draft is None or name not in entries(draft.tree, section):
        return _away()
    return _form(draft, section, name, form_of(section, entries(draft.tree, section)[name], new=False))


@routes.post("/<section>/<name>")
def update(section: str, name: str) -> Response:
    draft = _draft(section)
    if draft is None or name not in entries(draft.tree, section):
        return _away()
    part, form = read_form(section, entries(draft.tree, section)[name], request.form, new=False)
    return _keep(draft, section, name, name, part, form)


@routes.post("/<section>/<name>/move")
def move(section: str, name: str) -> Response:
    """Up, down or out of the document, as the button says."""
    draft = _draft(section)
    if draft is None or name not in entries(draft.tree, section):
        return _away()
    parts = entries(draft.tree, section)
    does, names = request.form.get("do", ""), list(parts)
    place = names.index(name)
    names.remove(name)
    if does in ("up", "down"):
        names.insert(max(0, place + (1 if does == "down" else -1)), name)
    elif does != "remove":
        abort(400)
    text = write(with_entries(draft.tree, section, {one: parts[one] for one in names}))
    refused = _change(draft, text, section, name)
    flash(refused.say(language()) if refused is not None else say("rules.draft.saved"))
    return answers.see(url_for("office.drafts.show", _anchor=section))


def _draft(section: str) -> Draft | None:
    """Where its text and the section can be read: else there is no data to make a form of."""
    if section not in PARTS:
        abort(404)
    draft = look_at_draft(visit.chain())
    if draft is None or draft.tree is None:
        return None
    return draft if isinstance(draft.tree.get(section), dict | None) else None


def _away() -> Response:
    """To the draft, which tells what there is."""
    return answers.see(url_for("office.drafts.show"))


def _keep(draft: Draft, section: str, old: str | None, name: str, part: Any, form: PartFilled) -> Response:
    unnamed = form.code is not None and bool(form.code.errors)
    named = UNNAMED if unnamed else name
    text = write(with_entries(draft.tree, section, {**entries(draft.tree, section), named: part}))
    if not form.main.errors and not any(effect.errors for effect in form.effects):
        form.blame(path_of(section, named), check(text)[1])
    if form.all_errors:
        return _form(draft, section, old, form, status=422)
    refused = _change(draft, text, section, name)
    if refused is not None:
        form.errors["form"] = refused.say(language())
        return _form(draft, section, old, form, status=409)
    flash(say("rules.draft.saved"))
    return answers.see(url_for("office.drafts.show", _anchor=section))


def _change(draft: Draft, text: str, section: str, name: str) -> Refusal | None:
    """The form was made of the draft of its mark, and the data it is put into are those of now."""
    if sent_mark() != draft.mark:
        return Refusal("draft_changed")
    part = path_of(section, name)
    return change_draft(visit.chain(), draft.mark, text, part, visit.now(), visit.staff().id)


def _form(draft: Draft, section: str, name: str | None, form: PartFilled, status: int = 200) -> Response:
    part = entries(draft.tree, section).get(name) if name is not None else None
    title = title_of(section, name, part) if name is not None else say(f"rules.add.{section}")
    template = RULE if section == "rules" else FORM
    # A form that was made of an older draft stays one: to be copied from, not to be sent once more.
    mark = sent_mark() if status == 409 else draft.mark
    values: dict[str, Any] = {"mark": mark, "section": section, "name": name, "form": form, "title": title}
    return answers.answer(template, status=status, **values)
