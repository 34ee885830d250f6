"""The chain's journals: kept, read, removed, and played under the rules in force."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.store.folders import ENDINGS
from webapp.usecases.keep_journals import (
    LARGEST,
    LONGEST_NAME,
    MOST_JOURNALS,
    Given,
    keep_journals,
    list_journals,
    look_at_journal,
    remove_journal,
)
from webapp.usecases.refusal import Refusal
from webapp.usecases.try_journals import try_journals

routes = Blueprint("journals", __name__, url_prefix="/rules/journals")
INDEX, SHOW = "office/journals/index.html", "office/journals/show.html"
_NAME = re.compile(r"[^\w. -]+")


@routes.get("/")
def index() -> Response:
    return _index()


@routes.post("/")
def create() -> Response:
    """Files that were chosen, or a text that was typed or pasted under a name."""
    given = [*_files(), *_typed()]
    if not given:
        return _index(say("rules.journals.nothing"), 422)
    wrong = keep_journals(visit.chain(), given, visit.now(), visit.staff().id)
    if wrong:
        return _index(wrong.say(language()), 422) if isinstance(wrong, Refusal) else _index(None, 422, wrong)
    flash(say("rules.journals.kept", count=len(given)))
    return answers.see(url_for("office.journals.index"))


@routes.get("/<journal>")
def show(journal: str) -> Response:
    """Its text, and what of it does not hold under the rules in force."""
    identity, chain = visit.id_of(journal), visit.chain()
    found = look_at_journal(chain, identity) if identity is not None else None
    if found is None:
        abort(404)
    [tried] = try_journals(chain, chain.timeline.at(visit.today()).document, found.id)
    return answers.answer(SHOW, tried=tried, content=found.content)


@routes.post("/<journal>/remove")
def destroy(journal: str) -> Response:
    identity = visit.id_of(journal)
    if identity is None or not remove_journal(visit.chain(), identity, visit.now(), visit.staff().id):
        abort(404)
    flash(say("rules.journals.removed"))
    return answers.see(url_for("office.journals.index"))


def _files() -> list[Given]:
    sent = [file for file in request.files.getlist("files") if file.filename][: MOST_JOURNALS + 1]
    return [Given(_name(file.filename or ""), file.read(LARGEST + 1).decode("utf-8", "replace")) for file in sent]


def _typed() -> list[Given]:
    text = request.form.get("text", "").replace("\r\n", "\n")
    name = Reading(request.form).typed("name")
    return [Given(_name(name or say("rules.journals.unnamed")), text)] if text.strip() else []


def _name(text: str) -> str:
    """Without what would be a path, and with the ending by which it is read."""
    name = _NAME.sub(" ", text.replace("\\", "/").rpartition("/")[2]).strip(" .") or "journal"
    ending = next((one for one in ENDINGS if name.endswith(one)), "")
    return f"{name.removesuffix(ending)[: LONGEST_NAME - 5]}{ending or ENDINGS[0]}"


def _index(refused: str | None = None, status: int = 200, wrong: Sequence[str] = ()) -> Response:
    """`wrong` are lines of journals that cannot be read, in English as journals are written."""
    typed = {"name": request.form.get("name", ""), "text": request.form.get("text", "")}
    listed = list_journals(visit.chain())
    return answers.answer(INDEX, status=status, journals=listed, refused=refused, wrong=wrong, typed=typed)
