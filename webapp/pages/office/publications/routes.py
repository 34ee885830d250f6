"""Before rules are published: what they change, and the chain's journals under them. Then they are, at once or from a
day on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.document.schema import ProgrammeDocument
from webapp.pages.office.drafts import rows
from webapp.pages.office.drafts.routes import sent_mark
from webapp.pages.public import telling
from webapp.pages.shared import answers, rules, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.questions import units, wallet_name
from webapp.pages.shared.reading import Reading
from webapp.usecases.find_dropped import Dropped, find_dropped
from webapp.usecases.list_revisions import Edition, list_revisions
from webapp.usecases.look_at_draft import Draft, differs, look_at_draft
from webapp.usecases.publish_draft import Order, known, publish_again, publish_draft
from webapp.usecases.publish_programme import Publication
from webapp.usecases.try_journals import Tried, try_journals

routes = Blueprint("publications", __name__, url_prefix="/rules")
DRAFT, AGAIN = "office/publications/new.html", "office/publications/again.html"


@dataclass
class Form:
    """`despite` says that journals may fail, `over` that other rules were published since the draft was begun,
    `dropped` that members hold what these rules don't know.
    """

    start: date | None = None
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def _read() -> Form:
    reading = Reading(request.form)
    start = reading.coming_day("from", visit.today().date())
    typed = {name: reading.typed(name) for name in ("from", "despite", "over", "dropped")}
    return Form(start if start is None or start > visit.today().date() else None, typed, reading.errors)


@routes.get("/draft/publish")
def new() -> Response:
    draft = _fit()
    if draft is None:
        return answers.see(url_for("office.drafts.show"))
    first = draft.document.in_force.from_ if draft.document is not None else None
    later = first is not None and first > visit.today().date()
    return _page(draft, Form(typed={"from": str(first) if later else ""}))


@routes.post("/draft/publish")
def create() -> Response:
    form, draft = _read(), _fit()
    order = Order(visit.sent_operation_id(), form.start, visit.now(), visit.staff().id)
    if draft is None or draft.mark != sent_mark():
        if known(visit.chain(), order) is not None:
            return _published(order)
        if draft is None:
            return answers.see(url_for("office.drafts.show"))
    tried = try_journals(visit.chain(), _document(draft))
    if not form.typed["despite"] and not all(one.holds for one in tried):
        form.errors["despite"] = say("rules.publish.despite.wanted")
    if draft.overtaken and not form.typed["over"]:
        form.errors["over"] = say("rules.publish.over.wanted")
    _ask_of_dropped(form, _document(draft))
    if form.errors:
        return _page(draft, form, tried, 422)
    done = publish_draft(visit.chain(), sent_mark(), order)
    if done.revision is not None:
        return _published(order)
    _blame(form, done)
    return _page(draft, form, tried, 409 if "form" in form.errors else 422)


@routes.get("/<int:number>/again")
def edit(number: int) -> Response:
    return _again(_earlier(number), Form())


@routes.post("/<int:number>/again")
def update(number: int) -> Response:
    """An earlier revision is published once more."""
    edition, form = _earlier(number), _read()
    order = Order(visit.sent_operation_id(), form.start, visit.now(), visit.staff().id)
    if known(visit.chain(), order) is not None:
        return _published(order)
    _ask_of_dropped(form, edition.programme.document)
    if form.errors:
        return _again(edition, form, 422)
    done = publish_again(visit.chain(), edition.number, order)
    if done.revision is not None:
        return _published(order)
    _blame(form, done)
    return _again(edition, form, 422)


def _fit() -> Draft | None:
    """The draft, where nothing is wrong with it."""
    draft = look_at_draft(visit.chain())
    return draft if draft is not None and draft.document is not None else None


def _document(draft: Draft) -> ProgrammeDocument:
    assert draft.document is not None
    return draft.document


def _published(order: Order) -> Response:
    flash(say("rules.published.later") if order.start is not None else say("rules.published"))
    return answers.see(url_for("office.rules.index"))


def _ask_of_dropped(form: Form, document: ProgrammeDocument) -> None:
    if not form.typed["dropped"] and find_dropped(visit.chain(), document, visit.now()):
        form.errors["dropped"] = say("rules.publish.dropped.wanted")


def _dropped(document: ProgrammeDocument) -> list[str]:
    """What members hold and these rules don't know, in words."""
    return [_held(one) for one in find_dropped(visit.chain(), document, visit.now())]


def _held(one: Dropped) -> str:
    now = visit.chain().timeline.at(visit.today())
    names = {"wallets": wallet_name, "levels": rules.level_name, "rewards": rules.reward_name}
    amount = units(now, one.name, one.amount) if one.kind == "wallets" else str(one.amount)
    values = {"name": names[one.kind](now, one.name), "amount": amount, "count": one.accounts}
    return say(f"rules.publish.dropped.{one.kind}", **values)


def _blame(form: Form, done: Publication) -> None:
    if done.refusal is not None:
        name = "from" if done.refusal.code in ("start_in_past", "end_before_start") else "form"
        form.errors[name] = done.refusal.say(language())
    for problem in done.problems:
        form.errors.setdefault("form", f"{problem.path}: {problem.say(language())}")


def _page(draft: Draft, form: Form, tried: list[Tried] | None = None, status: int = 200) -> Response:
    chain, document = visit.chain(), _document(draft)
    played = try_journals(chain, document) if tried is None else tried
    now = chain.timeline.at(visit.today())
    values: dict[str, Any] = {
        "draft": draft,
        "form": form,
        "changes": differs(chain, now, document, language(), rules.places(document)),
        "doubts": rows.mistakes(draft, draft.warnings),
        "dropped": _dropped(document),
        "failed": [one for one in played if not one.holds],
        "played": len(played),
        "operation": visit.operation_id(),
    }
    return answers.answer(DRAFT, status=status, **values)


def _earlier(number: int) -> Edition:
    found = next((one for one in list_revisions(visit.chain(), visit.now()) if one.number == number), None)
    if found is None:
        abort(404)
    return found


def _again(edition: Edition, form: Form, status: int = 200) -> Response:
    now = visit.chain().timeline.at(visit.today())
    changes = telling.changes(now, edition.programme)
    values: dict[str, Any] = {"edition": edition, "form": form, "changes": changes, "operation": visit.operation_id()}
    values["dropped"] = _dropped(edition.programme.document)
    return answers.answer(AGAIN, status=status, **values)
