"""What is kept of people for a time and no longer: one list, and nothing of it is left after 400 days (R66)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.usecases.founded import OWNER, PASSWORD, hired
from tests.usecases.till import Till, till
from webapp.database import Base, new_id, transact
from webapp.engine.events import Questionnaire
from webapp.store import attempts, confirmations, jobs, messages
from webapp.store.requests import DECLINED, Decided
from webapp.store.sweeping import RETENTION, RETENTION_OF_ALL
from webapp.usecases.answer_request import answer_request
from webapp.usecases.make_request import Asked, Made, Photo, make_request
from webapp.usecases.operation import Actor
from webapp.usecases.review_questionnaire import decline_questionnaire
from webapp.usecases.send_questionnaire import send_questionnaire
from webapp.usecases.sign_in import sign_in
from webapp.usecases.submit_questionnaire import submit_questionnaire
from webapp.usecases.sweep_old import sweep_old

pytestmark = pytest.mark.usefixtures("shared_store")
WORDS = "слова-гостьи"
LONG = timedelta(days=400)
ALL = max(*(kept.days for kept in RETENTION.values()), *(kept.days for kept in RETENTION_OF_ALL.values()))


def lived(desk: Till) -> UUID:
    """Something of every kind that is kept for a time."""
    chain, now = desk.chain, desk.now
    owner = hired(chain, OWNER)
    sign_in(chain, OWNER.email, PASSWORD, "192.0.2.1", now)
    sign_in(chain, OWNER.email, "wrong", "192.0.2.1", now)
    member = desk.active()
    assert send_questionnaire(chain, Actor(), UUID(member), now)
    answers = {"full_name": WORDS, "birth_date": "1990-05-20", "individual": True}
    event = Questionnaire.model_validate({"member": member, "channel": "electronic", "answers": answers})
    waiting = submit_questionnaire(chain, Actor(), "declined", event, now).result["questionnaire"]
    assert decline_questionnaire(chain, Actor(owner), UUID(waiting), WORDS, now) is None
    claim = Asked("claim", UUID(member), "R-1", bought_on=chain.local(now).date(), photo=Photo("image/png", b"x"))
    for key, asked in (("claim", claim), ("call", Asked("call_back", None, "+79261112233", WORDS, words=WORDS))):
        made = make_request(chain, Actor(), key, asked, now)
        assert isinstance(made, Made)
        assert answer_request(chain, Actor(owner), made.id, Decided(DECLINED, "x"), now) is None
    told = (desk.chain.id, new_id(), UUID(member), "earned", "sms", messages.WAITING, now)
    transact(lambda session: messages.add(session, *told), chain.id)
    transact(lambda session: confirmations.add(session, chain.id, owner, "token", now, now), chain.id)

    def of_all(session: Any) -> None:
        attempts.add(session, "subject", now)
        jobs.add(session, chain.id, str(new_id()), "email", {"text": WORDS}, now)
        jobs.bury_due(session, now, now, "x")

    transact(of_all, None)
    return chain.id


def kept(table: str, tenant: UUID) -> list[tuple[Any, ...]]:
    rows = Base.metadata.tables[table]
    here = select(rows).where(rows.c.tenant_id == tenant) if "tenant_id" in rows.c else select(rows)
    return transact(lambda session: [tuple(row) for row in session.execute(here)], tenant, readonly=True)


GONE = (
    *("staff_sessions", "sign_in_failures", "questionnaire_links", "email_confirmations", "request_photos"),
    *("attempts", "jobs", "messages"),
)


def test_after_four_hundred_days_nothing_of_it_is_left_r66() -> None:
    desk = till("estetic")
    tenant = lived(desk)
    assert all(kept(table, tenant) for table in GONE)
    sweep_old(desk.now)
    assert all(kept(table, tenant) for table in GONE), "nothing is old yet"
    assert all(WORDS in str(kept(table, tenant)) for table in ("requests", "questionnaires", "jobs"))
    for _ in range(2):
        sweep_old(desk.now + LONG)
        assert [table for table in GONE if kept(table, tenant)] == []
        assert WORDS not in str([kept(table, tenant) for table in ("requests", "questionnaires", "jobs")])
    assert len(kept("requests", tenant)) == 2, "what was asked for and how it ended stays"
    assert desk.reconciled() == []


def test_each_kind_is_kept_for_less_than_that_r66() -> None:
    assert timedelta(days=ALL) < LONG


def test_words_that_nobody_is_named_with_go_and_the_others_stay_r66() -> None:
    desk = till("estetic")
    one, other = desk.active(), desk.active()
    for member, name in ((one, "Анна Белова"), (other, "Анна Ночная")):
        desk.did("questionnaire", member=member, answers={"full_name": name, "individual": True})
    desk.did("close", member=other)
    sweep_old(desk.now)
    words = {row[-1] for row in kept("name_pieces", desk.chain.id)}
    assert words == {"анна", "белова"}
