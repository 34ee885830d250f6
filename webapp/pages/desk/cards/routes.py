"""A member's cards: issued, exchanged, blocked, printed; further ones for others on the account (7K-12 to 7K-15)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.events import BlockCard, IssueCard, RenewCard
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.others import MOST_SEARCH, found_beside
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.gather import uuid_of
from webapp.usecases.handle_card import block_card, issue_card, made_number, renew_card
from webapp.usecases.look_at_cards import Cards, Shown, look_at_cards
from webapp.usecases.operation import KeyReused

routes = Blueprint("cards", __name__, url_prefix="/members/<uuid:member>/cards")
MOST_NUMBER = 40
REASONS = ("lost", "other")


@routes.get("/")
def index(member: UUID) -> Response:
    return _page(_cards(member))


@routes.post("/")
def create(member: UUID) -> Response:
    """A first card or the replacement of a lost one."""
    return _given(member, "issue")


@routes.post("/exchange")
def exchange(member: UUID) -> Response:
    return _given(member, "renew")


def _given(member: UUID, step: str) -> Response:
    cards, operation, reading = _cards(member), visit.sent_operation_id(), Reading(request.form)
    typed = _number(reading, f"{step}-card")
    if not reading.errors:
        kind = IssueCard if step == "issue" else RenewCard
        event = kind(member=str(member), card=typed or made_number())
        if _is_done(reading, f"{step}-card", operation, event, made=typed is None):
            return answers.see(url_for("desk.cards.index", member=member))
    return _page(cards, reading, 422)


def _is_done(reading: Reading, field: str, operation: str, event: IssueCard | RenewCard, made: bool) -> bool:
    """Where it is refused, `reading` is told why."""
    asked = visit.chain(), visit.actor(), operation
    try:
        if isinstance(event, IssueCard):
            outcome = issue_card(*asked, event, visit.now(), made)
        else:
            outcome = renew_card(*asked, event, visit.now(), made)
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return False
    for code, sentence in zip(outcome.refused, refusals(outcome.refused), strict=True):
        reading.errors[field if code == "card_taken" else "form"] = sentence
    if not outcome.refused:
        flash(say("cards.issued", card=outcome.result["card"]))
    return not outcome.refused


def _number(reading: Reading, name: str) -> str | None:
    """As it is printed or scanned; None where the chain makes one."""
    number = reading.text(name, most=MOST_NUMBER)
    if number is not None and (not number.isascii() or not number.isprintable()):
        reading.wrong(name, "card")
        return None
    return number


@routes.get("/<uuid:card>")
def show(member: UUID, card: UUID) -> Response:
    """To be printed or photographed: the number as QR and as Code 128."""
    cards = _cards(member)
    found = _card(cards, card)
    return answers.answer("desk/cards/show.html", cards=cards, card=found)


@routes.get("/<uuid:card>/block")
def ask_block(member: UUID, card: UUID) -> Response:
    cards = _cards(member)
    return _block_page(cards, _card(cards, card), {}, visit.operation_id())


@routes.post("/<uuid:card>/block")
def block(member: UUID, card: UUID) -> Response:
    cards, operation, reading = _cards(member), visit.sent_operation_id(), Reading(request.form)
    found = _card(cards, card)
    reason = reading.chosen("reason", REASONS, required=True)
    if not reading.errors:
        event = BlockCard(card=found.number, reason=reason)
        try:
            outcome = block_card(visit.chain(), visit.actor(), operation, event, visit.now())
        except KeyReused:
            reading.errors["form"] = say("wrong.key_reused")
        else:
            if not outcome.refused:
                flash(say("cards.blocked", card=found.number))
                return answers.see(url_for("desk.cards.index", member=member))
            reading.errors["form"] = " ".join(refusals(outcome.refused))
    return _block_page(cards, found, reading.errors, operation, 422)


def _block_page(cards: Cards, card: Shown, errors: dict[str, str], operation: str, status: int = 200) -> Response:
    return answers.answer(
        "desk/cards/block.html",
        status=status,
        cards=cards,
        card=card,
        errors=errors,
        operation=operation,
        reasons=REASONS,
        chosen=request.form.get("reason"),
    )


@routes.get("/further")
def further(member: UUID) -> Response:
    """For whom: somebody found here, or somebody who was enrolled just now and is named by their id."""
    return _further_page(_cards(member), person=_person())


@routes.post("/further/search")
def find_person(member: UUID) -> Response:
    cards, text = _cards(member), Reading(request.form).typed("search")[:MOST_SEARCH]
    return _further_page(cards, search=text, found=found_beside(text, {cards.known.id}))


@routes.post("/further")
def create_further(member: UUID) -> Response:
    cards, operation, reading = _cards(member), visit.sent_operation_id(), Reading(request.form)
    person = _person()
    if person is None:
        abort(404)
    typed = _number(reading, "card")
    if not reading.errors:
        event = IssueCard(member=person.known.id, card=typed or made_number(), account_of=str(member))
        if _is_done(reading, "card", operation, event, made=typed is None):
            return answers.see(url_for("desk.cards.index", member=member))
    return _further_page(cards, 422, person=person, errors=reading.errors, number=reading.typed("card"))


def _person() -> Cards | None:
    """Who the further card is for."""
    named = request.values.get("holder")
    if not named:
        return None
    person = uuid_of(named)
    found = look_at_cards(visit.chain(), str(person), visit.now()) if person else None
    if found is None or found.person.state == "closed":
        abort(404)
    return found


def _further_page(cards: Cards, status: int = 200, **values: Any) -> Response:
    shown = {"person": None, "search": "", "found": [], "errors": {}, "number": "", **values}
    return answers.answer(
        "desk/cards/further.html", status=status, cards=cards, operation=visit.operation_id(), **shown
    )


def _cards(member: UUID) -> Cards:
    cards = look_at_cards(visit.chain(), str(member), visit.now())
    if cards is None or cards.person.state == "closed":
        abort(404)
    return cards


def _card(cards: Cards, wanted: UUID) -> Shown:
    for card in cards.shown:
        if card.id == wanted:
            return card
    abort(404)


def _page(cards: Cards, reading: Reading | None = None, status: int = 200) -> Response:
    return answers.answer(
        "desk/cards/index.html",
        status=status,
        cards=cards,
        sent=reading.sent if reading else {},
        errors=reading.errors if reading else {},
        operation=visit.operation_id(),
        said=refusals,
    )
