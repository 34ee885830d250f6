"""What members are told: which events, by which channels, in whose words; tried on oneself; and the log of it all."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.messages.texts import TEXTS
from webapp.pages.office.messages.forms import (
    EventForm,
    SettingsForm,
    filled_event,
    filled_settings,
    read_event,
    read_settings,
)
from webapp.pages.shared import answers, site, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.marks import packed, unpacked
from webapp.store.message_events import EVENTS, WAYS, words_of
from webapp.usecases.change_messages import change_event, change_message_settings, own_template
from webapp.usecases.list_messages import list_messages, own_phone
from webapp.usecases.message_words import preview
from webapp.usecases.try_message import Trial, try_message
from webapp.usecases.way_out import EXAMPLE

routes = Blueprint("messages", __name__, url_prefix="/messages")
INDEX, FORM = "office/messages/index.html", "office/messages/edit.html"
SETTINGS, LOG = "office/messages/settings.html", "office/messages/log.html"


@routes.get("/")
def index() -> Response:
    return answers.answer(INDEX, events=EVENTS, settings=visit.chain().messages)


@routes.get("/log")
def log() -> Response:
    found = list_messages(visit.chain(), unpacked(request.args.get("after", "")))
    return answers.answer(LOG, log=found, older=packed(found.older) if found.older else None)


@routes.get("/settings")
def terms() -> Response:
    return _settings(filled_settings(visit.chain().messages))


@routes.post("/settings")
def change() -> Response:
    form = read_settings(request.form)
    if form.settings is None:
        return _settings(form, 422)
    change_message_settings(visit.chain(), form.settings, visit.now(), visit.staff().id)
    flash(say("messages.saved"))
    return answers.see(url_for("office.messages.index"))


@routes.get("/events/<event>")
def edit(event: str) -> Response:
    _known(event)
    chain = visit.chain()
    return _form(event, filled_event(event, chain.messages.events.get(event), own_template(chain, event)))


@routes.post("/events/<event>")
def update(event: str) -> Response:
    """Saves it, shows what it will look like, or sends it to who asks, as the button says."""
    _known(event)
    form = read_event(event, request.form)
    if form.errors:
        return _form(event, form, status=422)
    does = request.form.get("do", "save")
    if does == "preview":
        return _form(event, form, shown=True)
    if does.startswith("try-"):
        return _try(event, form, does.removeprefix("try-"))
    change_event(visit.chain(), event, form.ways, form.said, visit.now(), visit.staff().id)
    flash(say("messages.saved"))
    return answers.see(url_for("office.messages.index"))


def _try(event: str, form: EventForm, way: str) -> Response:
    person, tongue = visit.staff(), language()
    to = person.email if way == "email" else own_phone(visit.chain(), person)
    known = next((one for one in EVENTS[event].ways if one == way), None)
    if known is None or to is None:
        form.errors["form"] = say("messages.wrong.no_own_address")
        return _form(event, form, status=422)
    trial = Trial(event, known, to, tongue, form.said[tongue], _way_out())
    if not try_message(visit.chain(), visit.actor(), visit.sent_operation_id(), trial, visit.now()):
        form.errors["form"] = say("messages.wrong.many_trials")
        return _form(event, form, status=422)
    return _form(event, form, tried=to)


def _known(event: str) -> None:
    if event not in EVENTS:
        abort(404)


def _way_out() -> str:
    """As it looks, though it leads to nobody."""
    return site.address("public.refusals.show", word=EXAMPLE)


def _form(event: str, form: EventForm, shown: bool = False, tried: str | None = None, status: int = 200) -> Response:
    chain, person = visit.chain(), visit.staff()
    samples = {}
    if shown:
        samples = {tongue: preview(chain, event, tongue, form.said[tongue], _way_out()) for tongue in TEXTS}
    own = {"email": person.email, "sms": own_phone(chain, person)}
    values: dict[str, Any] = {"event": event, "about": EVENTS[event], "form": form, "samples": samples}
    values |= {"words": words_of(event), "tried": tried, "own": own, "operation": visit.operation_id()}
    return answers.answer(FORM, status=status, **values)


def _settings(form: SettingsForm, status: int = 200) -> Response:
    return answers.answer(SETTINGS, status=status, form=form, ways=WAYS)
