"""Erasure: nothing tells who a person was, and the books stand as they stood (R63), on both stores."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import create_engine, make_url, select
from sqlalchemy.pool import NullPool

from tests import databases
from tests.databases import Database
from tests.usecases.desk import Desk
from tests.usecases.founded import FOUNDED, OWNER, founded, hired
from tests.usecases.test_journals import JOURNALS
from tests.usecases.till import Till, till
from webapp.database import Base, db, opened, transact
from webapp.engine.events import Merge, Purchase, Questionnaire, Return
from webapp.engine.journal import open_journal
from webapp.messages.erasures import Erasures
from webapp.store import members, merges, staff
from webapp.usecases.enter_code import admit
from webapp.usecases.erase_member import erase_member, list_erasures
from webapp.usecases.find_members import find_members
from webapp.usecases.handle_tablet import enrol_tablet
from webapp.usecases.keep_erasures import forget_again, keep_erasures
from webapp.usecases.list_duplicates import list_duplicates
from webapp.usecases.look_at_dashboard import Period, look_at_dashboard
from webapp.usecases.make_request import Asked, Made, Photo, make_request
from webapp.usecases.merge_members import merge_members
from webapp.usecases.offer_link import Offer, offer_tablet
from webapp.usecases.operation import Actor
from webapp.usecases.post_receipt import Again, post_receipt
from webapp.usecases.reconcile_chain import reconcile_chain
from webapp.usecases.refusal import Refusal
from webapp.usecases.return_receipt import return_receipt
from webapp.usecases.review_questionnaire import decline_questionnaire
from webapp.usecases.send_questionnaire import Mail, send_questionnaire
from webapp.usecases.settle_accounts import settle_accounts
from webapp.usecases.submit_questionnaire import submit_questionnaire
from webapp.usecases.undo_merge import undo_merge

NOBODY = Actor()
PHONES = ("+79267771101", "+79267771102", "+79267771103")
NAMES = ("Маркерова Аделаида", "Аделаида Заметная", "Adelaida Markerova")
EMAILS = ("adelaida@marker.example", "zametnaya@marker.example")
WORDS = "кодовое-слово-гостьи"
BORN = "1987-03-29"
MARKERS = (*(phone[2:] for phone in PHONES), "маркеров", "аделаид", "adelaida", "zametnaya", "marker.example", WORDS)
SPA = {"group": "spa_service", "price": "20000"}
LEDGER = ("entries", "lots", "receipts", "lines", "measures", "level_spans")


class Store(NamedTuple):
    database: Database
    file: Path | None


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    sqlite = request.param == "sqlite"
    folder = tmp_path_factory.mktemp("erasures")
    with databases.fresh_sqlite(folder) if sqlite else databases.fresh_postgresql() as fresh, opened(fresh.url):
        yield Store(fresh, Path(make_url(fresh.url).database or "") if sqlite else None)


def filled(desk: Till, member: str, key: str, **answers: Any) -> Any:
    event = Questionnaire.model_validate({"member": member, "channel": "electronic", "answers": answers})
    return submit_questionnaire(desk.chain, NOBODY, key, event, desk.now).result


def lived(desk: Till) -> tuple[str, str]:
    """A guest with something in every place that can hold words of hers; and who was merged into her."""
    owner = Actor(hired(desk.chain, OWNER), next(iter(desk.chain.lists.salons)))
    member = desk.tell("enrol", member="x", phone=PHONES[0], full_name=NAMES[0], email=EMAILS[0]).member
    assert member is not None
    answers = {"full_name": NAMES[0], "birth_date": BORN, "phone": PHONES[0], "email": EMAILS[0], "consent": True}
    filled(desk, member, "first", **answers, marketing_sms=True)
    desk.did("grant", member=member, bonuses="900", reason=WORDS)
    desk.did("issue_card", member=member, card="C-1")
    desk.purchase(member, SPA, receipt="R-1")()
    desk.now += timedelta(days=1)
    again = Purchase.model_validate({"member": member, "receipt": "R-1-2", "lines": [SPA]})
    assert post_receipt(desk.chain, owner, "again", again, desk.now, again=Again("R-1", WORDS)).refused == []
    back = Return.model_validate({"receipt": "R-1-2", "reason": WORDS})
    assert return_receipt(desk.chain, owner, "back", back, desk.now).refused == []
    changed = filled(desk, member, "second", **{**answers, "full_name": NAMES[1], "phone": PHONES[1]})
    if "questionnaire" in changed:
        assert decline_questionnaire(desk.chain, owner, UUID(changed["questionnaire"]), WORDS, desk.now) is None
    _asked(desk, member)
    _typed(desk, owner, member)
    other = desk.tell("enrol", member="y", phone=PHONES[2], full_name=NAMES[2], email=EMAILS[1]).member
    assert other is not None
    filled(desk, other, "third", full_name=NAMES[2], birth_date=BORN, phone=PHONES[2], email=EMAILS[1], consent=True)
    desk.purchase(other, SPA, receipt="R-2")()
    merged = Merge.model_validate({"member": member, "absorbed": other, "theirs": ["full_name"]})
    assert merge_members(desk.chain, owner, "merged", merged, desk.now).refused == []
    desk.now += timedelta(days=200)
    chain = desk.chain
    transact(lambda session: admit(session, chain.id, UUID(member), "token", desk.now), chain.id)
    return member, other


def _asked(desk: Till, member: str) -> None:
    day = desk.chain.local(desk.now).date()
    photo = Photo("image/png", WORDS.encode())
    for number, asked in enumerate(
        (
            Asked("claim", UUID(member), "R-9", words=WORDS, bought_on=day, photo=photo),
            Asked("call_back", None, PHONES[0], NAMES[0], words=WORDS),
            Asked("booking", UUID(member), words=WORDS, wished=desk.chain.local(desk.now) + timedelta(days=1)),
        )
    ):
        assert isinstance(make_request(desk.chain, NOBODY, f"asked-{number}", asked, desk.now), Made)


def _typed(desk: Till, owner: Actor, member: str) -> None:
    """A mail that waits, and a form that a lock has kept."""
    mail = Mail("key", EMAILS[0], lambda sent: ("x", f"{NAMES[0]}: {WORDS}"))
    assert send_questionnaire(desk.chain, owner, UUID(member), desk.now, mail)
    who = owner.staff
    assert who is not None
    link = offer_tablet(desk.chain, Offer("tablet", who, desk.now), "x", owner.salon)
    assert isinstance(link, UUID)
    assert isinstance(enrol_tablet(desk.chain, link, desk.now), str)
    chain = desk.chain

    def keep(session: Any) -> None:
        tablet = session.scalars(
            select(Base.metadata.tables["tablets"].c.id).where(Base.metadata.tables["tablets"].c.tenant_id == chain.id)
        ).one()
        staff.keep_form(session, chain.id, who, tablet, f'["/x", [["phone", "8{PHONES[0][2:]}"]]]', desk.now)

    transact(keep, chain.id)


def rows(store: Store, tables: Sequence[str], tenant: UUID) -> dict[str, list[str]]:
    engine, found = create_engine(store.database.past_walls, poolclass=NullPool), {}
    with engine.connect() as connection:
        for name in tables:
            table = Base.metadata.tables[name]
            own = connection.execute(select(table).where(table.c.tenant_id == tenant))
            found[name] = sorted(str(tuple(row)) for row in own)
    return found


def mentions(store: Store) -> list[str]:
    """Every table and column past the walls, and the very bytes of the file."""
    engine = create_engine(store.database.past_walls, poolclass=NullPool)
    found = []
    with engine.connect() as connection:
        for name, table in Base.metadata.tables.items():
            for row in connection.execute(select(table)).mappings():
                for column, value in row.items():
                    told = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                    found += [f"{name}.{column}: {word}" for word in MARKERS if word in told.casefold()]
        if store.file is not None:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    if store.file is not None:
        raw = store.file.read_bytes().decode(errors="replace").casefold()
        found += [f"the file: {word}" for word in MARKERS if word in raw]
    return found


def erased(desk: Till, member: str) -> None:
    assert erase_member(desk.chain, NOBODY, UUID(member), "asked", desk.now) is None


def test_nothing_tells_who_it_was_and_the_books_stand_r63(store: Store) -> None:
    """R63, I1–I8: marker values everywhere, then in no table, no column and no byte of the file."""
    desk = till("seven_krasok")
    member, other = lived(desk)
    chain, months = desk.chain, Period(date(2026, 6, 1), date(2027, 6, 1))
    assert set(MARKERS) <= {told.rpartition(": ")[2] for told in mentions(store)}
    settle_accounts(chain, desk.now)
    figures, before = look_at_dashboard(chain, months, desk.now), rows(store, LEDGER, chain.id)
    erased(desk, member)
    assert mentions(store) == []
    assert rows(store, LEDGER, chain.id) == before
    assert desk.reconciled() == []
    assert look_at_dashboard(chain, months, desk.now) == replace(figures, levels={}), "but for whom levels count now"
    assert {gone.member for gone in list_erasures(chain)} == {UUID(member), UUID(other)}
    erased(desk, other)
    assert len(list_erasures(chain)) == 2


def test_a_birthday_that_was_given_for_keeps_its_day_and_loses_its_year_r63(store: Store) -> None:
    """I8: the night gave for a birthday, and a replay gives for it again."""
    desk = till("estetic")
    member = desk.enrolled()
    desk.did("questionnaire", member=member, answers={"full_name": "Ольга", "birth_date": BORN, "individual": True})
    desk.did("activate", member=member)
    desk.now += timedelta(days=365)
    settle_accounts(desk.chain, desk.now)
    before = rows(store, LEDGER, desk.chain.id)
    assert "birthday" in str(before["entries"])
    erased(desk, member)
    told = rows(store, ("operations", "accounts"), desk.chain.id)
    assert BORN not in str(told)
    assert "1972-03-29" in str(told["accounts"])
    assert rows(store, LEDGER, desk.chain.id) == before
    assert desk.reconciled() == []


def test_the_phone_is_free_and_whoever_comes_again_starts_at_zero_r63(store: Store) -> None:
    desk = till("estetic")
    member = desk.tell("enrol", member="x", phone=PHONES[0], full_name="Ольга Возвратова").member
    assert member is not None
    desk.did("grant", member=member, bonuses="500", reason="x")
    erased(desk, member)
    assert find_members(desk.chain, PHONES[0]) == find_members(desk.chain, "Возвратова") == []
    again = desk.tell("enrol", member="y", phone=PHONES[0])
    assert again.refused == []
    assert again.member != member
    standing = desk.standing(again.member or "")
    assert (standing["available"], standing["pending"]) == ("0.00", "0.00")
    assert list_duplicates(desk.chain, desk.now).pairs == []
    assert desk.reconciled() == []


def test_the_holder_of_a_further_card_is_a_person_of_their_own_r63(store: Store) -> None:
    desk = till("seven_krasok")
    member, friend = desk.active("9000"), desk.active()
    desk.did("issue_card", member=member, card="C-1")
    desk.purchase(member, SPA)()
    desk.now += timedelta(days=1)
    desk.did("renew_card", member=member, card="C-3")
    desk.did("issue_card", member=friend, card="C-2", account_of=member)
    erased(desk, member)
    chain = desk.chain
    known = transact(lambda session: members.by_id(session, chain.id, UUID(friend)), chain.id)
    assert known is not None
    assert known.full_name == "Ольга Белова"
    assert desk.standing(friend)["state"] == "active"
    assert desk.reconciled() == []


def test_a_merge_with_who_was_erased_is_not_undone(store: Store) -> None:
    desk = till("seven_krasok")
    stays, goes = desk.active(), desk.active()
    merged = Merge.model_validate({"member": stays, "absorbed": goes})
    assert merge_members(desk.chain, NOBODY, "merged", merged, desk.now).refused == []
    erased(desk, stays)
    chain = desk.chain
    row = transact(lambda session: merges.standing(session, chain.id, UUID(goes)), chain.id)
    assert row is not None
    outcome = undo_merge(chain, NOBODY, "undone", row.id, desk.now)
    assert outcome is not None
    assert outcome.refused == ["erased"]


def test_nobody_of_the_chain_is_no_erasure(store: Store) -> None:
    answer = erase_member(till().chain, NOBODY, UUID(till().active()), "asked", till().now)
    assert isinstance(answer, Refusal)
    assert answer.code == "member_unknown"


def test_an_older_copy_that_is_put_back_forgets_again_r63(store: Store, tmp_path: Path) -> None:
    """R63: by a file beside the database, into which each erasure is written once."""
    desk, kept = till("estetic"), Erasures(tmp_path / "erasures")
    member = desk.active()
    keep_erasures(kept, desk.now)
    before = len(kept.read())
    with put_back(store, tmp_path) as copy:
        erased(desk, member)
        assert [keep_erasures(kept, desk.now) for _ in range(2)] == [1, 0]
        assert len(kept.read()) == before + 1
        assert forget_again(kept, desk.now) == 0
        with opened(copy):
            assert find_members(desk.chain, "Белова") != []
            assert forget_again(kept, desk.now) == 1
            assert find_members(desk.chain, "Белова") == []
            assert [gone.reason for gone in list_erasures(desk.chain)] == ["restored"]
            assert forget_again(kept, desk.now) == 0
            assert desk.reconciled() == []


@contextmanager
def put_back(store: Store, folder: Path) -> Iterator[str]:
    """The address of a copy as of now."""
    if store.file is not None:
        with sqlite3.connect(store.file) as now, sqlite3.connect(folder / "copy") as copy:
            now.backup(copy)
        yield f"sqlite:///{folder / 'copy'}"
        return
    db.engine.dispose()
    with databases.fresh_postgresql(make_url(store.database.url).database) as copied:
        yield copied.url


ALWAYS = ("48-a-birthday", "49-a-birthday-on-a-leap-day", "52-birthday-over-new-year")


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.stem, marks=() if path.stem in ALWAYS else pytest.mark.long) for path in JOURNALS],
)
def test_whoever_of_a_journal_is_erased_its_books_stand_r63(store: Store, path: Path) -> None:
    """R63, I1–I8: all of its members, one after the other."""
    desk, now = Desk(founded(path.parts[-3], now=FOUNDED).slug), None
    for step in open_journal(path).steps:
        desk.play(step)
        now = step.at.replace(tzinfo=desk.chain.zone)
    assert now is not None
    for member in desk.members.values():
        assert erase_member(desk.chain, NOBODY, UUID(member), "asked", now) is None
    assert reconcile_chain(desk.chain) == []
