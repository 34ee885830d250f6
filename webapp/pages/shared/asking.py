"""The form of a request: a call, a claim about a receipt, a benefit, a visit; for staff and for members alike."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from flask import abort, request

from webapp.pages.shared import formats, visit
from webapp.pages.shared.kept import lost_file
from webapp.pages.shared.language import language, say
from webapp.pages.shared.photos import read_photo
from webapp.pages.shared.reading import MOST_NUMBER, Reading
from webapp.usecases.make_request import Asked
from webapp.usecases.refusal import Refusal
from webapp.usecases.request_terms import BENEFIT, CALL_BACK, CLAIM, KINDS

SUBJECTS = {CALL_BACK: "phone", CLAIM: "receipt", BENEFIT: "benefit"}
"""The field that says what it is about."""
NAMES = ("phone", "name", "receipt", "salon", "benefit", "words", "wished-day", "wished-time")


def known_kind(text: str) -> str:
    if text not in KINDS:
        abort(404)
    return text


def read_asked(kind: str, member: UUID | None, benefits: Collection[str], reading: Reading) -> Asked:
    """`benefits` are those that may be chosen among."""
    asked = Asked(kind, member, words=reading.text("words"))
    if kind == CALL_BACK:
        return asked._replace(subject=reading.phone("phone", required=True), name=reading.text("name", most=200))
    if kind == CLAIM:
        return _read_claim(asked, reading)
    if kind == BENEFIT:
        return asked._replace(subject=reading.chosen("benefit", benefits, required=True))
    wished = reading.moment("wished", visit.today())
    return asked._replace(salon=_salon(reading, required=True), wished=wished)


def _read_claim(asked: Asked, reading: Reading) -> Asked:
    photo = read_photo("photo")
    if isinstance(photo, Refusal):
        reading.errors["photo"] = photo.say(language())
        photo = None
    elif lost_file("photo"):
        reading.errors["photo"] = say("request.photo.again")
    return asked._replace(
        subject=reading.text("receipt", required=True, most=MOST_NUMBER),
        bought_on=reading.day("bought", visit.today().date(), required=True),
        salon=_salon(reading),
        photo=photo,
    )


def _salon(reading: Reading, required: bool = False) -> str | None:
    return reading.chosen("salon", visit.chain().lists.salons, required and bool(visit.chain().lists.salons))


def typed_request(reading: Reading, phone: str | None, salon: str | None = None) -> dict[str, str]:
    """As it was typed; a form that nobody has sent yet begins with what is known. Browsers keep no file in a form that
    comes back, so a photo has to be chosen once more, and that is told.
    """
    typed = {name: reading.typed(name) for name in (*NAMES, "bought-day", "bought-month", "bought-year")}
    if not reading.sent:
        typed["phone"] = formats.phone(phone) if phone else ""
    if request.files.get("photo"):
        reading.errors.setdefault("photo", say("request.photo.again"))
    typed["salon"] = typed["salon"] or salon or ""
    return typed
