"""What is done at a counter again and again, as steps of a person without script."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from tests.pages.reader import Page, Reader
from tests.pages.serving import SECRET
from webapp.database import new_id, transact
from webapp.engine.events import Activate, Enrol, Grant, IssueCard, Purchase, Questionnaire
from webapp.engine.facts import Certificate
from webapp.pages.shared.visit import now
from webapp.store import certificate_codes, certificates, members
from webapp.usecases import codes
from webapp.usecases.activate import activate
from webapp.usecases.enrol import enrol
from webapp.usecases.fill_questionnaire import fill_questionnaire
from webapp.usecases.grant import grant
from webapp.usecases.handle_card import issue_card
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.post_receipt import post_receipt

_numbers = count(79_120_000_500)


def new_phone() -> str:
    """A phone that no test has used yet."""
    return f"+{next(_numbers)}"


def spoken(phone: str) -> str:
    """As pages show it: +7 912 000-05-01."""
    return f"{phone[:2]} {phone[2:5]} {phone[5:8]}-{phone[8:10]}-{phone[10:]}"


def member(
    app: Flask,
    chain: OpenChain,
    name: str = "Ольга Белова",
    phone: str = "",
    birth: str = "1990-05-20",
    days_ago: int = 0,
) -> str:
    """An active member, by the use cases."""
    phone, at = phone or new_phone(), now() - timedelta(days=days_ago)
    with app.app_context():
        outcome = enrol(chain, Actor(), f"enrol {phone}", Enrol(member="new", phone=phone, full_name=name), at)
        assert outcome.member is not None, outcome.refused
        answers = {"full_name": name, "birth_date": birth, "phone": phone, "individual": True}
        form = Questionnaire.model_validate({"member": outcome.member, "channel": "paper", "answers": answers})
        fill_questionnaire(chain, Actor(), f"form {phone}", form, at)
        activate(chain, Actor(), f"active {phone}", Activate(member=outcome.member), at)
        return outcome.member


def bought(app: Flask, chain: OpenChain, who: str, item: str, quantity: int = 1, days_ago: int = 0) -> str:
    """A receipt posted elsewhere; returns its number."""
    number = f"R-{next(_numbers)}"
    event = Purchase.model_validate({"member": who, "receipt": number, "lines": [{"item": item, "quantity": quantity}]})
    with app.app_context():
        outcome = post_receipt(chain, Actor(), f"sale {number}", event, now() - timedelta(days=days_ago))
        assert outcome.operation is not None, outcome.refused
    return number


def card(app: Flask, chain: OpenChain, who: str, days_ago: int = 0) -> str:
    """Issues the member's card; returns its number."""
    number, at = f"1000-{next(_numbers)}", now() - timedelta(days=days_ago)
    with app.app_context():
        outcome = issue_card(chain, Actor(), f"card {number}", IssueCard(member=who, card=number), at)
        assert not outcome.refused, outcome.refused
    return number


def rich(
    app: Flask,
    chain: OpenChain,
    bonuses: str = "5000",
    name: str = "Ольга Белова",
    birth: str = "1990-05-20",
    before: int = 0,
) -> str:
    """A member of 7 Krasok who holds Privilege and has bonuses at hand, now or already so many days ago."""
    who = member(app, chain, name, birth=birth, days_ago=before + 20)
    bought(app, chain, who, "product", 18, days_ago=before + 19)
    card(app, chain, who, days_ago=before)
    event = Grant.model_validate({"member": who, "bonuses": bonuses, "reason": "start"})
    with app.app_context():
        outcome = grant(chain, Actor(), f"grant {who}", event, now() - timedelta(days=before + 10))
        assert not outcome.refused, outcome.refused
    return who


def certificate(app: Flask, chain: OpenChain, who: str) -> str:
    """One that was issued before the chain's programme had done with certificates."""
    made, today = new_id(), chain.local(now()).date()

    def put(session: Session) -> None:
        known = members.by_id(session, chain.id, UUID(who))
        assert known is not None
        place = ("massage", "certified", "standard", "email", known.account, who)
        held = Certificate(str(made), *place, None, "issued", 0, 0, "bonus", (), True, today)
        held = replace(held, issued_on=today, valid_until=today + timedelta(days=37))
        certificates.keep(session, chain.id, held)
        code = codes.made()
        told = (codes.hashed(SECRET, chain.id, code), codes.sealed(SECRET, chain.id, made, code))
        certificate_codes.put(session, chain.id, made, *told, now())

    with app.app_context():
        transact(put, chain.id)
    return str(made)


def draft(reader: Reader, chain: OpenChain, who: str, *items: str) -> Page:
    """A new receipt with these items of the catalogue, each from its group's tiles."""
    page = reader.open(f"/{chain.slug}/desk/receipts/new/?member={who}")
    for code in items:
        group = chain.lists.items[code].group
        if f"add-{code}" not in page.ids:
            reader.press(f"group={group}")
        page = reader.press(f"add={code}")
    return page
