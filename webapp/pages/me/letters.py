"""What is written to whoever wants to come in, and by which ways it goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import current_app, request

from webapp.pages.shared import site, visit
from webapp.pages.shared.kept import Kept
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.secret import secret
from webapp.usecases import door_codes
from webapp.usecases.ask_code import EMAIL, Asking, Channel, Letter, Wanted, wanted
from webapp.usecases.enter_code import Tried
from webapp.usecases.message_words import code_words

A_MINUTE = timedelta(minutes=1)
LINK = "link"
"""In the query, which no log keeps."""


def texts() -> tuple[Channel, ...]:
    """The ways to a phone."""
    found: tuple[Channel, ...] = current_app.config["TEXTS"]
    return found


def channels() -> tuple[Channel, ...]:
    return (*texts(), EMAIL)


def channel() -> Channel:
    """The one that was chosen; else the first there is."""
    asked = request.form.get("channel")
    return next((one for one in channels() if one == asked), channels()[0])


def wanted_by(reading: Reading, by: Channel) -> Wanted | None:
    """Who is meant by the phone or e-mail that was typed; None where the form says what is wrong with it."""
    typed = reading.text("who", required=True, most=254)
    want = wanted(typed, by) if typed else None
    if typed and want is None:
        reading.errors["who"] = say("me.who.wrong")
    return want


def asking(operation: str, compose: Callable[[str], Letter] | None = None, form: Kept | None = None) -> Asking:
    kept = form.packed() if form is not None else ""
    return Asking(request.remote_addr or "", operation, secret(), compose or _code, kept)


def tried(code: str, chosen: str = "") -> Tried:
    return Tried(code, request.remote_addr or "", secret(), visit.id_of(chosen))


def _code(code: str) -> Letter:
    """In the chain's own words."""
    subject, text = code_words(visit.chain(), language(), code, door_codes.LIFE // A_MINUTE)
    return Letter(subject, text, text)


def of_new_phone(code: str) -> Letter:
    """What it is for stands in it: whoever has the old phone in hand must not take it for a sign-in."""
    chain = visit.chain().name.say(language())
    short = say("me.phone.short", chain=chain, code=code)
    return Letter(say("me.phone.subject", chain=chain), say("me.phone.letter", chain=chain, code=code), short)


def link(word: str) -> Letter:
    chain = visit.chain().name.say(language())
    address = site.address("me.recoveries.show", **{LINK: word})
    text = say("me.recovery.letter", chain=chain, address=address)
    return Letter(say("me.recovery.subject", chain=chain), text, say("me.recovery.short", chain=chain, address=address))
