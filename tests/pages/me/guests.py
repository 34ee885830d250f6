"""Members on their phones: how they come in, and what was written to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import delete, select

from tests.pages.desk.counter import member, new_phone
from tests.pages.reader import Reader
from webapp.database import transact
from webapp.engine.events import Questionnaire
from webapp.pages.shared.visit import now
from webapp.store.tables import Attempt, Job
from webapp.usecases.enter_code import admit
from webapp.usecases.fill_questionnaire import fill_questionnaire
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.tokens import new_token

COOKIE = "laurel-me"
TO_MEMBERS = ("member_email", "member_text")


def guest(app: Flask, chain: OpenChain, name: str = "Ольга Белова", phone: str = "", email: str = "") -> str:
    """A member, with an e-mail of their own unless another is given."""
    phone = phone or new_phone()
    who = member(app, chain, name, phone)
    answers = {"email": email or f"guest{phone[1:]}@example.org", "full_name": name, "birth_date": "1990-05-20"}
    told = {"member": who, "channel": "paper", "answers": {**answers, "phone": phone, "individual": True}}
    with app.app_context():
        filled = fill_questionnaire(chain, Actor(), f"email {who}", Questionnaire.model_validate(told), now())
        assert not filled.refused, filled.refused
    return who


def signed_in(app: Flask, chain: OpenChain, who: str) -> Reader:
    """The member in a browser of their own, without the way through the door."""
    token, client = new_token(), app.test_client()
    with app.app_context():
        transact(lambda session: admit(session, chain.id, UUID(who), token, now()), chain.id)
    client.set_cookie(COOKIE, token, path=f"/{chain.slug}/")
    return Reader(client)


def letters(app: Flask, chain: OpenChain) -> list[dict[str, str]]:
    """What waits to be sent to members of the chain, the newest last."""
    with app.app_context():
        query = select(Job.payload).where(Job.tenant_id == chain.id, Job.kind.in_(TO_MEMBERS)).order_by(Job.id)
        return transact(lambda session: list(session.scalars(query)), None, readonly=True)


def code_of(letter: dict[str, str]) -> str:
    found = re.search(r"\b[0-9]{6}\b", letter["text"])
    assert found, letter
    return found[0]


def count_nothing(app: Flask) -> None:
    """Forgets what was sent before: all of a test's guests stand in one network, and a code may be sent once a minute."""
    with app.app_context():
        transact(lambda session: session.execute(delete(Attempt)), None)


def asked(app: Flask, chain: OpenChain, who: str, after: str = "") -> Reader:
    """Somebody who has asked for a code."""
    reader = Reader(app.test_client())
    reader.open(f"/{chain.slug}/me/sign-in?lang=ru{after}")
    reader.press("Получить код", who=who)
    return reader


def at_once(app: Flask, works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each answers, all begun at one moment."""
    gate = Barrier(len(works))

    def done(work: Callable[[], Any]) -> Any:
        with app.app_context():
            gate.wait()
            return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(done, works))
