"""Cards: issued, exchanged, blocked."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from webapp.api.v1 import answers, bodies, calls
from webapp.api.v1.problems import not_found
from webapp.engine.events import BlockCard, IssueCard, RenewCard
from webapp.usecases.find_members import shares_card
from webapp.usecases.handle_card import block_card, issue_card, renew_card

routes = Blueprint("cards", __name__)


@routes.post("/members/<uuid:member>/cards")
def issue(member: UUID) -> Response:
    return answers.of_member(issue_card, bodies.event(IssueCard, member=str(member)))


@routes.post("/members/<uuid:member>/cards/<path:number>/renewal")
def renew(member: UUID, number: str) -> Response:
    """`number` is the card in hand, or already the new one, which the body names as `card`."""
    event = bodies.event(RenewCard, member=str(member))
    if event.card != number and not shares_card(calls.chain(), member, number):
        raise not_found()
    return answers.of_member(renew_card, event)


@routes.post("/cards/<path:number>/block")
def block(number: str) -> Response:
    return answers.write(block_card, bodies.event(BlockCard, card=number), frozenset({"unknown_card"}))
