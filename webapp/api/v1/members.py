"""Members: enrolled, found, changed, gone."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request

from webapp.api.v1 import answers, bodies, calls, pages
from webapp.api.v1.problems import invalid, say
from webapp.engine.events import (
    Activate,
    Choose,
    Close,
    Enrol,
    Grant,
    Leave,
    Merge,
    Mismatch,
    Opening,
    Questionnaire,
    SetAttributes,
    Unmerge,
    Withdraw,
)
from webapp.store.phones import normalised
from webapp.usecases.activate import activate as activate_member
from webapp.usecases.ask_code import is_email
from webapp.usecases.bring_member import bring_member
from webapp.usecases.choose_benefit import choose_benefit
from webapp.usecases.close_membership import close_membership
from webapp.usecases.correct_bonuses import correct_bonuses
from webapp.usecases.enrol import enrol
from webapp.usecases.fill_questionnaire import fill_questionnaire
from webapp.usecases.find_members import WAYS, find_member, look_up
from webapp.usecases.gather import uuid_of
from webapp.usecases.leave_programme import leave_programme
from webapp.usecases.mark_mismatch import mark_mismatch
from webapp.usecases.merge_members import merge_members
from webapp.usecases.set_attributes import set_attributes
from webapp.usecases.submit_questionnaire import submit_questionnaire
from webapp.usecases.undo_merge import undo_last_merge

routes = Blueprint("members", __name__)
LEAST_LETTERS = 3
"""Of a name that is looked for: a single letter would be everybody."""


@routes.post("/members")
def create() -> Response:
    event = bodies.event(Enrol, made=["member"])
    _leads_to_somebody(event.phone, event.email)
    if event.salon is not None and event.salon not in calls.chain().lists.salons:
        raise invalid("salon", say("api.one_of", accepted=", ".join(calls.chain().lists.salons)))
    if event.referred_by not in (None, event.member) and not _is_known(event.referred_by):
        raise invalid("referred_by", say("api.no_member"))
    return answers.write(enrol, event, ours="member")


@routes.get("/members")
def index() -> Response:
    """By exactly one of phone, card, email and a part of the name."""
    asked = [(way, request.args[way].strip()) for way in WAYS if way in request.args]
    if len(asked) != 1 or not asked[0][1]:
        raise invalid("query", say("api.one_way", ways=", ".join(WAYS)))
    way, text = asked[0]
    if way == "name" and sum(map(str.isalpha, text)) < LEAST_LETTERS:
        raise invalid(way, say("api.name_short", least=LEAST_LETTERS))
    most, after = pages.most(), pages.after()
    found = look_up(calls.chain(), way, text, after, most + 1)
    told = [
        {"member": one.id, "full_name": one.full_name, "phone": one.phone, "email": one.email} for one in found[:most]
    ]
    return answers.told(
        {"members": told, "next": pages.cursor(UUID(found[most - 1].id)) if len(found) > most else None}
    )


@routes.post("/openings")
def bring() -> Response:
    """A member brought over from elsewhere, with what stands at this moment."""
    event = bodies.event(Opening, made=["member"])
    _leads_to_somebody(event.phone)
    return answers.write(bring_member, event, ours="member")


@routes.post("/members/<uuid:member>/questionnaires")
def fill(member: UUID) -> Response:
    """As on a page of ours: it counts at once, or waits for somebody to look at it. In a sandbox nobody is there."""
    event = bodies.event(Questionnaire, member=str(member))
    _leads_to_somebody(event.answers.phone, event.answers.email, "answers.")
    verb = fill_questionnaire if calls.caller().sandbox else submit_questionnaire
    return answers.of_member(verb, event)


@routes.post("/members/<uuid:member>/activation")
def activate(member: UUID) -> Response:
    return answers.of_member(activate_member, bodies.event(Activate, member=str(member)))


@routes.post("/members/<uuid:member>/grants")
def grant(member: UUID) -> Response:
    event = bodies.event(Grant, member=str(member))
    campaigns = calls.chain().timeline.at(calls.chain().local(calls.now())).campaigns
    if event.campaign is not None and event.campaign not in campaigns:
        raise invalid("campaign", say("api.one_of", accepted=", ".join(campaigns) or "—"))
    return answers.of_member(correct_bonuses, event)


@routes.post("/members/<uuid:member>/withdrawals")
def withdraw(member: UUID) -> Response:
    return answers.of_member(correct_bonuses, bodies.event(Withdraw, member=str(member)))


@routes.post("/members/<uuid:member>/mismatch")
def mismatch(member: UUID) -> Response:
    return answers.of_member(mark_mismatch, bodies.event(Mismatch, member=str(member)))


@routes.post("/members/<uuid:member>/attributes")
def describe(member: UUID) -> Response:
    return answers.of_member(set_attributes, bodies.event(SetAttributes, member=str(member)))


@routes.post("/members/<uuid:member>/choices")
def choose(member: UUID) -> Response:
    return answers.of_member(choose_benefit, bodies.event(Choose, member=str(member)))


@routes.post("/members/<uuid:member>/closing")
def close(member: UUID) -> Response:
    return answers.of_member(close_membership, bodies.event(Close, member=str(member)))


@routes.post("/members/<uuid:member>/leaving")
def leave(member: UUID) -> Response:
    return answers.of_member(leave_programme, bodies.event(Leave, member=str(member)))


@routes.post("/members/<uuid:member>/merging")
def merge(member: UUID) -> Response:
    """The member stays, whoever the body names as `absorbed` goes."""
    return answers.of_member(merge_members, bodies.event(Merge, member=str(member)))


@routes.post("/members/<uuid:member>/parting")
def part(member: UUID) -> Response:
    """Undoes the merge by which the member had gone."""
    return answers.of_member(undo_last_merge, bodies.event(Unmerge, member=str(member)))


def _leads_to_somebody(phone: str | None, email: str | None = None, under: str = "") -> None:
    """A phone or an e-mail that nobody can be reached by would find nobody at the next visit either."""
    if phone is not None and normalised(phone) is None:
        raise invalid(f"{under}phone", say("field.phone"))
    if email is not None and not is_email(email):
        raise invalid(f"{under}email", say("field.email"))


def _is_known(member: str | None) -> bool:
    found = uuid_of(member)
    return found is not None and find_member(calls.chain(), found) is not None
