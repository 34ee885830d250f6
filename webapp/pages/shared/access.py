"""Who may use which endpoint. What is not in the table is closed to everyone, and a test fails on it."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, abort, current_app, make_response, render_template, request, url_for

from webapp.pages.shared import answers, arrival, device, guest, kept, visit
from webapp.pages.shared.kept import SignIn
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.rights import COUNTER, OFFICE, OWNER, READERS

ANYONE: Final = frozenset({"anyone"})
OPERATOR: Final = frozenset({"operator"})
MEMBER: Final = frozenset({"member"})
STAFF: Final = COUNTER | READERS

ACCESS: Final[dict[str, frozenset[str]]] = {
    "static": ANYONE,
    "health.live": ANYONE,
    "health.prepared": ANYONE,
    "platform.home.show": ANYONE,
    "public.chain.show": ANYONE,
    "public.chain.accent": ANYONE,
    "desk.sessions.show": ANYONE,
    "desk.sessions.create": ANYONE,
    "desk.sessions.destroy": STAFF,
    "desk.home.show": COUNTER,
    "desk.home.find": COUNTER,
    "desk.members.create": COUNTER,
    "desk.members.show": COUNTER,
    "desk.questionnaires.edit": COUNTER,
    "desk.questionnaires.create": COUNTER,
    "desk.members.activate": COUNTER,
    "desk.drafts.edit": COUNTER,
    "desk.drafts.update": COUNTER,
    "desk.receipts.create": COUNTER,
    "desk.receipts.show": COUNTER,
    "desk.receipts.send": COUNTER,
    "desk.members.statement": COUNTER,
    "desk.members.send_statement": COUNTER,
    "desk.today.show": COUNTER,
    "desk.moves.edit": COUNTER,
    "desk.moves.weigh": COUNTER,
    "desk.moves.create": COUNTER,
    "desk.returns.edit": COUNTER,
    "desk.returns.weigh": COUNTER,
    "desk.returns.create": COUNTER,
    "office.audit.show": OFFICE,
    "office.audit.search": OFFICE,
    "platform.sign_ups.new": ANYONE,
    "platform.sign_ups.create": ANYONE,
    "platform.sign_ups.address": ANYONE,
    "platform.sign_ups.standing": ANYONE,
    "public.confirmations.show": ANYONE,
    "public.confirmations.create": ANYONE,
    "desk.confirmations.create": OWNER,
    "desk.welcome.show": COUNTER,
    "office.service.show": OWNER,
    "office.service.download": OWNER,
    "office.service.permit": OWNER,
    "office.service.join": OWNER,
    "office.service.close": OWNER,
    "platform.operators.show": ANYONE,
    "platform.operators.create": ANYONE,
    "platform.operators.destroy": OPERATOR,
    "platform.chains.index": OPERATOR,
    "platform.chains.show": OPERATOR,
    "platform.chains.update": OPERATOR,
    "platform.chains.limit": OPERATOR,
    "platform.chains.inside": OPERATOR,
    "platform.jobs.index": OPERATOR,
    "platform.jobs.restart": OPERATOR,
    # People and tablets
    "desk.sessions.lock": ANYONE,
    "desk.sessions.touch": STAFF,
    "desk.unlocks.edit": ANYONE,
    "desk.unlocks.create": ANYONE,
    "desk.tablet.edit": ANYONE,
    "desk.tablet.create": ANYONE,
    "desk.invitations.edit": ANYONE,
    "desk.invitations.create": ANYONE,
    "desk.recoveries.edit": ANYONE,
    "desk.recoveries.create": ANYONE,
    "desk.profile.show": STAFF,
    "desk.profile.update": STAFF,
    "desk.profile.end": STAFF,
    "office.staff.show": OFFICE,
    "office.staff.create": OFFICE,
    "office.staff.edit": OFFICE,
    "office.staff.update": OFFICE,
    "office.staff.dismiss": OFFICE,
    "office.staff.renew": OFFICE,
    "office.staff.end": OFFICE,
    "office.links.show": OFFICE,
    "office.links.destroy": OFFICE,
    "office.tablets.show": OFFICE,
    "office.tablets.create": OFFICE,
    "office.tablets.update": OFFICE,
    "office.tablets.revoke": OFFICE,
    "public.questionnaires.edit": ANYONE,
    "public.questionnaires.create": ANYONE,
    "public.questionnaires.thanks": ANYONE,
    "desk.links.create": COUNTER,
    "desk.queue.index": COUNTER,
    "desk.queue.show": COUNTER,
    "desk.queue.accept": COUNTER,
    "desk.queue.decline": COUNTER,
    "desk.mismatches.edit": COUNTER,
    "desk.mismatches.update": COUNTER,
    "desk.cards.index": COUNTER,
    "desk.cards.create": COUNTER,
    "desk.cards.exchange": COUNTER,
    "desk.cards.show": COUNTER,
    "desk.cards.ask_block": COUNTER,
    "desk.cards.block": COUNTER,
    "desk.cards.further": COUNTER,
    "desk.cards.find_person": COUNTER,
    "desk.cards.create_further": COUNTER,
    # Certificates and what they are for
    "desk.certificates.index": COUNTER,
    "desk.certificates.find": COUNTER,
    "desk.certificates.show": COUNTER,
    "desk.certificates.use": COUNTER,
    "desk.orders.index": COUNTER,
    "desk.orders.edit": COUNTER,
    "desk.orders.create": COUNTER,
    "desk.orders.give": COUNTER,
    "office.certificates.index": OFFICE,
    "office.certificates.show": OFFICE,
    "office.certificates.issue": OFFICE,
    "office.certificates.deliver": OFFICE,
    "office.certificates.book": OFFICE,
    "office.certificates.transfer": OFFICE,
    "office.certificates.cancel": OFFICE,
    "office.certificates.renew": OFFICE,
    "office.certificates.paper": OFFICE,
    "office.rewards.show": READERS,
    "office.rewards.edit": OWNER,
    "office.rewards.update": OWNER,
    "office.rewards.download": READERS,
    "office.rewards.upload": OWNER,
    # Figures
    "office.dashboard.show": READERS,
    "office.dashboard.download": READERS,
    # The loyalty manager's queues
    "office.home.show": READERS,
    "office.queues.index": OFFICE,
    "office.queues.show": OFFICE,
    "office.queues.update": OFFICE,
    # Requests of guests
    "desk.requests.index": COUNTER,
    "desk.requests.edit": COUNTER,
    "desk.requests.create": COUNTER,
    "desk.requests.of_member": COUNTER,
    "office.requests.show": OFFICE,
    "office.requests.take": OFFICE,
    "office.requests.answer": OFFICE,
    "office.requests.accept": OFFICE,
    "office.requests.photo": OFFICE,
    "office.requests.change_visit": OFFICE,
    "office.corrections.edit": OFFICE,
    "office.corrections.create": OFFICE,
    # Duplicates
    "office.duplicates.index": OFFICE,
    "office.duplicates.show": OFFICE,
    "office.duplicates.create": OFFICE,
    "office.duplicates.dismiss": OFFICE,
    "office.duplicates.undo": OFFICE,
    "office.duplicates.choose": OFFICE,
    "office.duplicates.find": OFFICE,
    "office.duplicates.name": OFFICE,
    # The members' own pages
    "me.home.show": MEMBER,
    "me.sessions.show": ANYONE,
    "me.sessions.destroy": ANYONE,
    "me.sessions.end": MEMBER,
    "me.codes.create": ANYONE,
    "me.codes.edit": ANYONE,
    "me.codes.update": ANYONE,
    # What everyone reads and asks of a chain
    "public.rules.index": ANYONE,
    "public.rules.show": ANYONE,
    "public.salons.index": ANYONE,
    "public.calls.edit": ANYONE,
    "public.calls.create": ANYONE,
    "public.calls.thanks": ANYONE,
    "public.joinings.edit": ANYONE,
    "public.joinings.create": ANYONE,
    "public.joinings.thanks": ANYONE,
    "platform.crawlers.robots": ANYONE,
    "platform.crawlers.sitemap": ANYONE,
    # What members do alone
    "me.orders.index": MEMBER,
    "me.orders.edit": MEMBER,
    "me.orders.create": MEMBER,
    "me.orders.give": MEMBER,
    "me.holders.edit": MEMBER,
    "me.holders.update": MEMBER,
    "me.holders.cancel": MEMBER,
    "me.requests.index": MEMBER,
    "me.requests.edit": MEMBER,
    "me.requests.create": MEMBER,
    "me.requests.show": MEMBER,
    "me.referrals.show": MEMBER,
    "me.questionnaires.show": MEMBER,
    "me.questionnaires.create": MEMBER,
    "me.persons.index": MEMBER,
    "me.persons.create": MEMBER,
    "me.persons.renew": MEMBER,
    "me.persons.update": MEMBER,
    "me.choices.edit": MEMBER,
    "me.choices.update": MEMBER,
    "me.card.show": MEMBER,
    "me.history.index": MEMBER,
    "me.history.show": MEMBER,
    "me.certificates.index": MEMBER,
    "me.certificates.show": MEMBER,
    "me.certificates.paper": MEMBER,
    "me.offers.index": MEMBER,
    "me.shell.manifest": ANYONE,
    "me.shell.icon": ANYONE,
    "me.shell.worker": ANYONE,
    "me.shell.offline": ANYONE,
    "me.codes.new": ANYONE,
    "me.codes.create_first": ANYONE,
    "me.codes.renew": ANYONE,
    "me.sessions.new": ANYONE,
    "me.sessions.create": ANYONE,
    "me.sessions.carry": ANYONE,
    "me.recoveries.edit": ANYONE,
    "me.recoveries.create": ANYONE,
    "me.recoveries.show": ANYONE,
    "me.recoveries.update": ANYONE,
    "me.passwords.edit": MEMBER,
    "me.passwords.update": MEMBER,
    "me.phones.edit": MEMBER,
    "me.phones.create": MEMBER,
    "me.phones.show": MEMBER,
    "me.phones.update": MEMBER,
    "me.profile.show": MEMBER,
    # Data of people
    "me.data.show": MEMBER,
    "me.data.choose": MEMBER,
    "me.data.renew": MEMBER,
    "me.data.everything": MEMBER,
    "me.data.download": MEMBER,
    "me.data.ask_to_close": MEMBER,
    "me.data.close": MEMBER,
    "me.data.ask_to_erase": MEMBER,
    "me.data.erase": MEMBER,
    "me.consents.show": MEMBER,
    "me.consents.update": MEMBER,
    "me.data.closed": ANYONE,
    "me.data.erased": ANYONE,
    "office.erasures.index": OWNER,
    "office.erasures.edit": OWNER,
    "office.erasures.create": OWNER,
    # Messages
    "office.messages.index": OFFICE,
    "office.messages.log": OFFICE,
    "office.messages.terms": OWNER,
    "office.messages.change": OWNER,
    "office.messages.edit": OWNER,
    "office.messages.update": OWNER,
    "public.refusals.show": ANYONE,
    "public.refusals.create": ANYONE,
    # What programmes ask to be told beside receipts
    "desk.events.index": COUNTER,
    "desk.events.create": COUNTER,
    "desk.redemptions.index": COUNTER,
    "desk.redemptions.create": COUNTER,
    "desk.transfers.edit": COUNTER,
    "desk.transfers.create": COUNTER,
    "desk.people.index": COUNTER,
    "desk.people.update": COUNTER,
    "desk.choices.edit": COUNTER,
    "desk.choices.update": COUNTER,
    "desk.attributes.edit": OFFICE,
    "desk.attributes.update": OFFICE,
    "desk.leaving.edit": COUNTER,
    "desk.leaving.create": COUNTER,
    "office.openings.edit": OFFICE,
    "office.openings.create": OFFICE,
    # The rules and their draft
    "office.rules.index": READERS,
    "office.rules.show": READERS,
    "office.drafts.show": OFFICE,
    "office.drafts.create": OWNER,
    "office.drafts.destroy": OWNER,
    "office.drafts.edit": OFFICE,
    "office.drafts.update": OWNER,
    "office.parts.new": OWNER,
    "office.parts.create": OWNER,
    "office.parts.edit": OWNER,
    "office.parts.update": OWNER,
    "office.parts.move": OWNER,
    "office.publications.new": OWNER,
    "office.publications.create": OWNER,
    "office.publications.edit": OWNER,
    "office.publications.update": OWNER,
    "office.journals.index": OFFICE,
    "office.journals.create": OWNER,
    "office.journals.show": OFFICE,
    "office.journals.destroy": OWNER,
    # Keys of machines
    "office.keys.show": OWNER,
    "office.keys.create": OWNER,
    "office.keys.revoke": OWNER,
}

WHILE_STOPPED: Final = frozenset({"desk.sessions.destroy", "office.service.download", "public.chain.accent"}) | {
    "me.sessions.destroy"
}
"""What people may do in a chain that is suspended or closed: leave, and for its owner, take everything along."""


APART: Final = "api."
"""Endpoints of machines, whose own table says which key may use them: no sign-in opens them."""


def register(app: Flask) -> None:
    app.before_request(check)


def check() -> Response | None:
    """Lets the request through, or answers in the place of its page."""
    if request.endpoint is None or request.endpoint.startswith(APART):
        return None
    roles = ACCESS.get(request.endpoint)
    if roles is None:
        abort(404)
    chain, person = visit.chain_or_none(), visit.staff_or_none()
    if chain is not None and chain.state == "closed" and person is None:
        abort(404)
    if roles is OPERATOR:
        return None if visit.operator_or_none() else answers.see(url_for("platform.operators.show"))
    if roles is MEMBER:
        if visit.guest_or_none() is None:
            return ask_to_sign_in()
    elif roles is not ANYONE:
        if person is None:
            return ask_to_sign_in()
        if person.role not in roles:
            abort(403)
    if chain is not None and _stops(chain, roles):
        return _stopped()
    return None


def may_open(endpoint: str) -> bool:
    """Whether the person who asks may use it: what is closed to them is not shown as a way."""
    roles, person = ACCESS.get(endpoint, frozenset()), visit.staff_or_none()
    if roles is MEMBER:
        return visit.guest_or_none() is not None
    return roles is ANYONE or (person is not None and person.role in roles)


def _stops(chain: OpenChain, roles: frozenset[str]) -> bool:
    """Whether the chain's standing is in the way: a suspended chain keeps its pages for everyone but its members' own,
    a closed one none.
    """
    if request.endpoint in WHILE_STOPPED:
        return False
    return chain.state == "closed" or (chain.state == "suspended" and (roles is not ANYONE or guest.is_asked()))


def _stopped() -> Response:
    page = render_template("errors/stopped.html", support=current_app.config["SUPPORT_EMAIL"])
    response = make_response(page, 403)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response


def closed_to_strangers() -> bool:
    return ACCESS.get(request.endpoint or "") is not ANYONE


def ask_to_sign_in() -> Response:
    """To the sign-in, and back afterwards. A form that was sent stays in the page, to be sent once more."""
    if request.method in ("GET", "HEAD") and not answers.asked_by_htmx():
        page = "me.sessions.show" if guest.is_asked() else "desk.sessions.show"
        return answers.see(url_for(page, next=request.full_path.rstrip("?")))
    response = make_response(_members_sign_in() if guest.is_asked() else _sign_in_page(), 401)
    # htmx is told to put the sign-in in the place of the whole page, not of the block that it asked for.
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response


def _sign_in_page() -> str:
    """On a tablet the people of its salon, and what was sent is kept for whoever had begun it."""
    counter = device.counter()
    if counter is None:
        return render_template("desk/sessions/show.html", form=SignIn(kept=kept.sent_form()))
    form = kept.sent_form()
    arrival.lock(form.packed() if form else None)
    return render_template("desk/sessions/people.html", counter=counter, kept=form is not None)


def _members_sign_in() -> str:
    form, operation = kept.members_form(), visit.operation_id()
    return render_template("me/sessions/show.html", typed={}, errors={}, next=None, operation=operation, kept=form)
