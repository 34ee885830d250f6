"""Members who are likely one person: side by side, merged or left apart; and the merges that can still be undone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.events import Merge
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.others import known_by
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.find_members import Known, find_members
from webapp.usecases.gather import uuid_of
from webapp.usecases.list_duplicates import Pair, dismiss_pair, list_duplicates, look_at_pair
from webapp.usecases.merge_members import PERSONAL, Preview, merge_members, weigh_merge
from webapp.usecases.operation import KeyReused
from webapp.usecases.pair_members import pair_members
from webapp.usecases.refusal import Refusal
from webapp.usecases.undo_merge import undo_merge

routes = Blueprint("duplicates", __name__, url_prefix="/duplicates")
LIST, ONE = "office/duplicates/index.html", "office/duplicates/show.html"
CHOOSE = "office/duplicates/choose.html"
SIDES = ("first", "second")
MOST_TYPED = 120


@routes.get("/")
def index() -> Response:
    return _list({})


@routes.get("/choosing")
def choose() -> Response:
    """Two who share nothing that would tell of them."""
    return _choosing(_first())


@routes.post("/choosing/search")
def find() -> Response:
    first, text = _first(), Reading(request.form).typed("search")[:MOST_TYPED]
    found = find_members(visit.chain(), text)
    return _choosing(first, search=text, found=[one for one in found if first is None or one.id != first.id])


@routes.post("/choosing")
def name() -> Response:
    """The pair that these two are from now on."""
    first, second = _first(), uuid_of(request.form.get("second", ""))
    if first is None or second is None:
        abort(404)
    pair = pair_members(visit.chain(), visit.staff().id, UUID(first.id), second, visit.now())
    if isinstance(pair, Refusal):
        return _choosing(first, 422, errors={"form": pair.say(language())})
    return answers.see(url_for("office.duplicates.show", pair=pair))


def _first() -> Known | None:
    """Who was chosen first, if anybody was."""
    named = request.values.get("first")
    return known_by(named) if named else None


def _choosing(first: Known | None, status: int = 200, **values: Any) -> Response:
    shown = {"search": "", "found": [], "errors": {}, **values}
    return answers.answer(CHOOSE, status=status, first=first, **shown)


@routes.get("/<uuid:pair>")
def show(pair: UUID) -> Response:
    found = _pair(pair)
    if found.state != "open":
        return _decided()
    asked = request.args.get("stays", "")
    side = asked if asked in SIDES else SIDES[0]
    preview = _weigh(found, side)
    if preview is not None and preview.refused and asked not in SIDES:
        other = _weigh(found, SIDES[1])
        side, preview = (SIDES[1], other) if other is not None and not other.refused else (side, preview)
    return _page(found, side, preview, {}) if preview is not None else _decided()


@routes.post("/<uuid:pair>")
def create(pair: UUID) -> Response:
    found = _pair(pair)
    side = request.form.get("stays", "")
    if side not in SIDES:
        abort(400)
    chosen = _theirs()
    key = visit.sent_operation_id()
    try:
        outcome = merge_members(visit.chain(), visit.actor(), key, _event(found, side, chosen), visit.now())
    except KeyReused:
        return _wrong(found, side, chosen, say("wrong.key_reused"))
    if outcome.refused:
        return _wrong(found, side, chosen, " ".join(refusals(outcome.refused)))
    if not outcome.repeated:
        flash(say("duplicates.merged"))
    return answers.see(url_for("desk.members.show", member=outcome.member))


@routes.post("/<uuid:pair>/dismissal")
def dismiss(pair: UUID) -> Response:
    _pair(pair)
    refused = dismiss_pair(visit.chain(), visit.staff().id, pair, visit.now())
    flash(refused.say(language()) if refused else say("duplicates.dismissed"), "wrong" if refused else "message")
    return answers.see(url_for("office.duplicates.index"))


@routes.post("/merges/<uuid:merge>/undoing")
def undo(merge: UUID) -> Response:
    try:
        outcome = undo_merge(visit.chain(), visit.actor(), visit.sent_operation_id(), merge, visit.now())
    except KeyReused:
        return _list({"form": say("wrong.key_reused")}, 422)
    if outcome is None:
        abort(404)
    if outcome.refused:
        return _list({"form": " ".join(refusals(outcome.refused))}, 422)
    if not outcome.repeated:
        flash(say("duplicates.undone"))
    return answers.see(url_for("office.duplicates.index"))


def _pair(pair: UUID) -> Pair:
    found = look_at_pair(visit.chain(), pair)
    if found is None:
        abort(404)
    return found


def _decided() -> Response:
    flash(Refusal("decided_pair").say(language()), "wrong")
    return answers.see(url_for("office.duplicates.index"))


def _theirs() -> tuple[str, ...]:
    """Which data are taken from who goes."""
    return tuple(name for name in PERSONAL if request.form.get(name) == "absorbed")


def _event(found: Pair, side: str, theirs: tuple[str, ...] = ()) -> Merge:
    stays, goes = (found.first, found.second) if side == SIDES[0] else (found.second, found.first)
    return Merge.model_validate({"member": str(stays.id), "absorbed": str(goes.id), "theirs": theirs})


def _weigh(found: Pair, side: str, theirs: tuple[str, ...] = ()) -> Preview | None:
    return weigh_merge(visit.chain(), visit.actor(), _event(found, side, theirs), visit.now())


def _wrong(found: Pair, side: str, theirs: tuple[str, ...], error: str) -> Response:
    preview = _weigh(found, side, theirs)
    return _page(found, side, preview, {"form": error}, theirs, 422) if preview is not None else _decided()


def _page(
    found: Pair, side: str, preview: Preview, errors: dict[str, str], theirs: tuple[str, ...] = (), status: int = 200
) -> Response:
    told: dict[str, Any] = {"pair": found, "side": side, "other": SIDES[1 - SIDES.index(side)], "preview": preview}
    why = refusals(preview.refused) if not errors else []
    return answers.answer(
        ONE, status=status, errors=errors, theirs=theirs, why=why, operation=visit.operation_id(), **told
    )


def _list(errors: dict[str, str], status: int = 200) -> Response:
    found = list_duplicates(visit.chain(), visit.now(), uuid_of(request.args.get("after", "")))
    operations = {one.id: visit.operation_id() for one in found.merged}
    return answers.answer(LIST, status=status, found=found, errors=errors, operations=operations)
