"""The walls between chains: what the session narrows on both stores, what PostgreSQL refuses by itself, and who may not
serve because none of it would bind them (R39, R40, R41).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import (
    Connection,
    ForeignKeyConstraint,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, aliased
from sqlalchemy.pool import NullPool

from tests import databases
from tests.databases import Database
from tests.usecases.founded import DESK, NOW, OWNER, PASSWORD, hired
from tests.usecases.till import Till, till
from webapp.cli import main
from webapp.database import Base, ForeignRow, NoWalls, check_walls, db, new_id, opened, transact
from webapp.engine.events import Grant, Merge, Questionnaire
from webapp.ledger import receipts
from webapp.store import confirmations, member_codes, member_passwords, messages, permits
from webapp.store.folders import ItemEntry
from webapp.store.kinds import KINDS, distributed_by
from webapp.store.tables import Item, MemberCode, Salon, Slug, Tenant
from webapp.usecases.add_staff import Newcomer
from webapp.usecases.answer_once import Once
from webapp.usecases.answer_request import Decided, answer_request, take_request
from webapp.usecases.ask_code import Asking, Letter, Wanted, ask_code
from webapp.usecases.draft_rules import begin_draft
from webapp.usecases.enter_code import admit
from webapp.usecases.grant import grant
from webapp.usecases.handle_key import Made as MadeKey
from webapp.usecases.handle_key import NewKey, create_key
from webapp.usecases.handle_tablet import enrol_tablet
from webapp.usecases.keep_journals import Given, keep_journals
from webapp.usecases.make_request import Asked, Made, Photo, make_request
from webapp.usecases.merge_members import merge_members
from webapp.usecases.move_receipt import Move, Moved, move_receipt
from webapp.usecases.offer_link import Offer, invite_staff, offer_secret, offer_tablet
from webapp.usecases.operation import Actor
from webapp.usecases.put_item import put_item
from webapp.usecases.send_questionnaire import send_questionnaire
from webapp.usecases.sign_in import sign_in
from webapp.usecases.submit_questionnaire import submit_questionnaire
from webapp.usecases.sum_up import sum_up
from webapp.usecases.unlock import Opened, lock, unlock, which_tablet

MODELS = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
CHAINS = {name: MODELS[name] for name, kind in KINDS.items() if kind == "tenant"}
CROSSING = [
    (table, key)
    for table in Base.metadata.sorted_tables
    for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name))
    if len(key.columns) > 1
]
pytestmark = pytest.mark.forgetful
PIN = "482915"
only_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
every_chains_table = pytest.mark.parametrize("model", CHAINS.values(), ids=CHAINS)


class Two(NamedTuple):
    """Two chains in which the same has happened, with the same phones, card and receipt numbers, in one store."""

    store: Database
    ours: UUID
    theirs: UUID


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    sqlite = request.param == "sqlite"
    folder = tmp_path_factory.mktemp("walls")
    with databases.fresh_sqlite(folder) if sqlite else databases.fresh_postgresql() as fresh, opened(fresh.url):
        yield Two(fresh, _lived_in(), _lived_in())


def _lived_in() -> UUID:
    """A chain with a row in each table of a chain's rows."""
    desk = till("seven_krasok")
    member = desk.active()
    desk.active(referred_by=member)
    desk.did("issue_card", member=member, card="C-1")
    desk.purchase(member, {"group": "spa_service", "price": "20000"}, receipt="sold")()
    desk.did("renew_card", member=member, card="C-2")
    desk.did("grant", member=member, bonuses="3000", reason="x")
    desk.now += timedelta(days=8)
    ordered = desk.tell("order_certificate", member=member, certificate="x", reward="foot_break")
    desk.did("issue_certificate", certificate=ordered.certificate)
    _worked_in(desk, member)
    sum_up(desk.chain, datetime.now(UTC) + timedelta(days=1), timedelta())
    return desk.chain.id


def _worked_in(desk: Till, member: str) -> None:
    owner = Actor(hired(desk.chain, OWNER))
    grant(desk.chain, owner, "granted", Grant.model_validate({"member": member, "bonuses": "1", "reason": "x"}), NOW)
    hired(desk.chain, DESK)
    sign_in(desk.chain, OWNER.email, PASSWORD, "192.0.2.1", NOW)
    sign_in(desk.chain, DESK.email, "wrong", "192.0.2.2", NOW)
    here, by = desk.chain, owner.staff
    assert by is not None
    transact(lambda session: confirmations.add(session, here.id, by, "token", NOW, NOW), here.id)
    transact(lambda session: permits.add(session, here.id, by, NOW, NOW), here.id)
    wrong = desk.purchase(member, {"group": "spa_service", "price": "100"}, receipt="wrong")()
    sold = transact(lambda session: receipts.id_of(session, here.id, "wrong"), here.id)
    assert wrong.operation is not None
    assert sold is not None
    assert isinstance(move_receipt(here, owner, "moved", Move(sold, desk.active(), "x"), desk.now), Moved)
    merged = Merge(member=desk.active(), absorbed=desk.active())
    assert merge_members(here, owner, "merged", merged, desk.now).refused == []
    _locked(desk, owner.staff)
    _questioned(desk, member)
    _visited(desk, member)
    _called(desk)
    _claimed(desk, member, sold)
    written = (new_id(), UUID(member), "earned", "sms", messages.WAITING, NOW)
    transact(lambda session: messages.add(session, here.id, *written), here.id)
    assert begin_draft(here, 1, NOW, owner.staff) is None
    assert keep_journals(here, [Given("x", "events: []")], NOW, owner.staff) is None


def _locked(desk: Till, owner: UUID | None) -> None:
    """A tablet that has kept what one had typed and is open to another, who did something there; links that are out."""
    salon = next(iter(desk.chain.lists.salons))
    person, other = (hired(desk.chain, Newcomer("", name, "desk", "", (salon,), PIN)) for name in ("Anna", "Vera"))
    link = offer_tablet(desk.chain, Offer("tablet", owner, NOW), "x", salon)
    assert isinstance(link, UUID)
    device = enrol_tablet(desk.chain, link, NOW)
    assert isinstance(device, str)
    counter = which_tablet(desk.chain, device)
    assert counter is not None
    opened_ = unlock(desk.chain, counter, person, PIN, NOW)
    assert isinstance(opened_, Opened)
    lock(desk.chain, counter, opened_.token, device, "x", NOW)
    assert isinstance(unlock(desk.chain, counter, other, PIN, NOW), Opened)
    there, bonuses = Actor(other, salon, counter.tablet), {"bonuses": "1", "reason": "x"}
    grant(desk.chain, there, "tablet", Grant.model_validate({"member": desk.active(), **bonuses}), NOW)
    assert isinstance(offer_secret(desk.chain, Offer("secret", owner, NOW), person), UUID)
    invite_staff(desk.chain, Offer("invitation", owner, NOW), "analyst", ())


def _questioned(desk: Till, member: str) -> None:
    """A newcomer's questionnaire with a consent, and a link to another."""
    consent = desk.chain.questionnaire["consents"][0]["name"]
    answers = {"full_name": "Anna", "birth_date": "1990-05-20", "individual": True, consent: True}
    event = Questionnaire.model_validate({"member": desk.enrolled(), "answers": answers})
    assert submit_questionnaire(desk.chain, Actor(), "questionnaire", event, desk.now).operation
    assert send_questionnaire(desk.chain, Actor(), UUID(member), desk.now)


def _called(desk: Till) -> None:
    """A machine has put an item into the catalogue."""
    made = create_key(desk.chain, NewKey("x", ("rules",)), desk.now)
    assert isinstance(made, MadeKey)
    group = desk.chain.groups[0].code
    item = ItemEntry.model_validate({"code": "x", "name": {"ru": "x", "en": "x"}, "group": group, "price": "1"})
    put_item(desk.chain, Actor(api_key=made.id), item, desk.now, Once("x", made.id, {}))


def _visited(desk: Till, member: str) -> None:
    """The member has come in by a code and has a password."""
    want = Wanted("email", "anna@example.org", "email")
    asking = Asking("192.0.2.1", "code", "secret", lambda code: Letter("x", "x", code))
    assert isinstance(ask_code(desk.chain, want, asking, desk.now), UUID)
    here, who = desk.chain.id, UUID(member)
    link = MemberCode(tenant_id=here, id=new_id(), purpose="x", address_hash="x", channel="email", code_hash="x")
    link.member_id, link.details, link.made_at, link.expires_at = who, {}, desk.now, desk.now
    transact(lambda session: member_codes.add(session, link), here)
    transact(lambda session: admit(session, here, who, "token", desk.now), here)
    transact(lambda session: member_passwords.put(session, here, who, "x", desk.now), here)


def _claimed(desk: Till, member: str, receipt: UUID) -> None:
    """A claim with a photo, taken on and settled by a receipt."""
    person, photo = hired(desk.chain, DESK._replace(email="claims@example.org")), Photo("image/png", b"x")
    asked = Asked("claim", UUID(member), "C-1", bought_on=desk.chain.local(desk.now).date(), photo=photo)
    made = make_request(desk.chain, Actor(person), "claim", asked, desk.now)
    assert isinstance(made, Made)
    assert take_request(desk.chain, Actor(person), made.id, desk.now) is None
    decided = Decided("done", receipt=receipt)
    assert answer_request(desk.chain, Actor(person), made.id, decided, desk.now) is None


def of(model: type[Any], tenant: UUID) -> Any:
    return getattr(model, distributed_by(model.__tablename__)) == tenant


@pytest.fixture
def past(two: Two) -> Iterator[Connection]:
    """Every chain's rows at once, nothing in the way but the keys; what is done is taken back."""
    engine = create_engine(two.store.past_walls, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=ON"))
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Python's driver would begin only after this, and end the transaction with it.
            connection.exec_driver_sql("BEGIN")
            for trigger in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        yield connection
        connection.rollback()


@every_chains_table
def test_a_statement_that_names_no_chain_sees_the_rows_of_its_own_r39(two: Two, model: type[Any]) -> None:
    def seen(session: Session) -> tuple[int, int, int]:
        whole = select(func.count()).select_from(model)
        own = session.execute(whole.where(of(model, two.ours))).scalar_one()
        return own, session.execute(whole).scalar_one(), len(session.scalars(select(aliased(model))).all())

    own, all_, aliased_ = transact(seen, two.ours, readonly=True)
    assert own == all_ == aliased_ > 0
    assert transact(lambda session: session.scalars(select(model)).all(), None, readonly=True) == []


def test_of_what_is_joined_and_nested_only_the_own_rows_are_seen(two: Two) -> None:
    def seen(session: Session) -> tuple[Any, ...]:
        here = session.execute(select(func.count()).select_from(Salon).join(Item, Item.position == Salon.position))
        with_salons = select(Tenant.id).where(select(Salon.id).where(Salon.tenant_id != two.ours).exists())
        return here.scalar_one(), session.execute(with_salons).all()

    joined, nested = transact(seen, two.ours, readonly=True)
    salons = transact(lambda session: len(session.scalars(select(Salon)).all()), two.ours, readonly=True)
    assert joined == min(salons, 12)
    assert nested == []


def test_an_id_of_another_chain_is_no_row(two: Two) -> None:
    salon = transact(lambda session: session.scalars(select(Salon)).first(), two.theirs, readonly=True)
    assert salon is not None
    key = (two.theirs, salon.id)
    assert transact(lambda session: session.get(Salon, key), two.ours, readonly=True) is None
    assert transact(lambda session: session.get(Salon, key), two.theirs, readonly=True) is not None


def test_what_belongs_to_no_chain_is_seen_from_everywhere(two: Two) -> None:
    for tenant in (None, two.ours):
        assert len(transact(lambda session: session.scalars(select(Slug)).all(), tenant, readonly=True)) == 2


def test_a_change_that_names_no_chain_changes_its_own_rows_r39(two: Two) -> None:
    def changed(session: Session) -> tuple[int, int, int]:
        """Taken back, for the other tests' sake."""
        nested = session.begin_nested()
        moved = session.execute(update(Item).values(position=4711)).rowcount  # type: ignore[attr-defined]
        gone = session.execute(delete(Item).where(Item.position == 4711)).rowcount  # type: ignore[attr-defined]
        left = len(session.scalars(select(Item)).all())
        nested.rollback()
        return moved, gone, left

    def counted(session: Session) -> int:
        return session.execute(select(func.count()).where(Item.tenant_id == two.ours)).scalar_one()

    ours = transact(counted, two.ours, readonly=True)
    assert transact(changed, two.ours) == (ours, ours, 0)
    assert transact(changed, None) == (0, 0, 0)


def test_a_row_of_another_chain_is_not_written_r39(two: Two) -> None:
    words = {"ru": "x", "en": "x"}
    stray = Salon(id=new_id(), code="stray", position=0, name=words, city=words, details={})
    for tenant, owner in ((two.ours, two.theirs), (None, two.theirs)):
        stray.tenant_id = owner
        with pytest.raises(ForeignRow):
            transact(lambda session: session.add(stray) or session.flush(), tenant)  # type: ignore[func-returns-value]


@pytest.mark.parametrize(("table", "key"), CROSSING, ids=lambda one: str(one.name))
def test_a_row_cannot_refer_to_a_row_of_another_chain_r39(
    two: Two, past: Connection, table: Table, key: ForeignKeyConstraint
) -> None:
    """Every foreign key of the schema, by a row that is there and a row of the other chain that is there too."""
    own, foreign = (element for element in key.elements if element.parent.name != "tenant_id"), key.referred_table
    changes = {}
    for element in own:
        known = select(element.column).where(foreign.c.tenant_id == two.theirs).limit(1)
        changes[element.parent.name] = past.execute(known).scalar_one()
    mine = [table.c.tenant_id == two.ours, *(table.c[name].is_not(None) for name in changes)]
    first = past.execute(select(*table.primary_key.columns).where(*mine).limit(1)).one()
    here = [column == value for column, value in zip(table.primary_key.columns, first, strict=True)]
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        past.execute(update(table).where(*here).values(changes))


@pytest.mark.parametrize("two", ["postgresql"], indirect=True)
def test_postgresql_itself_refuses_and_hides_other_chains_rows_r39(two: Two) -> None:
    """What the session's own narrowing does not reach: statements that know no model."""
    items = Base.metadata.tables["items"]
    row = {"id": new_id(), "code": "stray", "position": 0, "name": {}, "item_group": "x", "price": 0, "hours": 0}

    def seen(session: Session) -> set[UUID]:
        return set(session.execute(text("SELECT tenant_id FROM items")).scalars())

    assert transact(seen, two.ours, readonly=True) == {two.ours}
    for tenant in (two.ours, None):
        with pytest.raises(DBAPIError, match="row-level security"):
            transact(
                lambda session: session.execute(insert(items), {**row, "tenant_id": two.theirs, "tags": []}), tenant
            )
    foreign = update(items).where(items.c.tenant_id == two.theirs).values(position=1)
    assert transact(lambda session: session.execute(foreign).rowcount, two.ours) == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("two", ["postgresql"], indirect=True)
def test_a_pooled_connection_carries_no_chain_over_r41(two: Two) -> None:
    """The same connection serves a chain, then nobody, then after a failure nobody again."""
    count = text("SELECT count(*) FROM items")
    with opened(two.store.url):
        told: list[int] = []
        pid = text("SELECT pg_backend_pid()")
        for tenant in (two.ours, None, two.theirs, None):
            found = transact(lambda session: (session.scalar(count), session.scalar(pid)), tenant, readonly=True)
            assert (found[0] > 0) == (tenant is not None)
            told.append(found[1])
        with pytest.raises(DBAPIError):
            transact(lambda session: session.execute(text("SELECT 1 / 0 FROM items")), two.ours)
        with db.engine.connect() as bare:
            assert bare.scalar(count) == 0
            told.append(bare.scalar(pid))
        assert len(set(told)) == 1


@pytest.mark.parametrize("two", ["postgresql"], indirect=True)
def test_the_chain_is_told_for_one_transaction_by_a_literal_and_never_prepared(two: Two) -> None:
    def prepared(session: Session) -> list[str]:
        return list(session.scalars(text("SELECT statement FROM pg_prepared_statements")))

    for _ in range(8):
        kept = transact(prepared, two.ours, readonly=True)
    assert kept
    assert not [statement for statement in kept if "app.tenant" in statement]


CATALOGUE = """
select c.relname, c.relrowsecurity and c.relforcerowsecurity,
    (select count(*) from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and p.polpermissive
        and p.polqual is not null and p.polwithcheck is not null),
    (select count(*) from pg_policy p where p.polrelid = c.oid)
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
"""
OPEN_VIEWS = """
select relname from pg_class where relnamespace = 'public'::regnamespace and (
    relkind = 'm' or relkind = 'v' and not coalesce(reloptions::text[] && '{security_invoker=true,security_invoker=on}', false))
"""


@only_postgresql
def test_every_table_of_chains_rows_stands_behind_forced_walls_r40(owner_url: str) -> None:
    engine = create_engine(owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        walls = {name: tuple(found) for name, *found in connection.execute(text(CATALOGUE))}
        assert {name for name in walls if name != "alembic_version"} == set(KINDS)
        behind = {name for name, found in walls.items() if found == (True, 1, 1)}
        assert behind == {name for name, kind in KINDS.items() if kind == "tenant"}
        assert connection.scalars(text(OPEN_VIEWS)).all() == []


@only_postgresql
def test_the_guard_sees_views_that_walk_past_r40(past_walls: str) -> None:
    engine = create_engine(past_walls, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("create view leak as select * from members"))
        connection.execute(text("create materialized view kept as select * from members"))
        connection.execute(text("create view fine with (security_invoker = true) as select * from members"))
        assert set(connection.scalars(text(OPEN_VIEWS))) == {"leak", "kept"}


@only_postgresql
@pytest.mark.parametrize(("role", "why"), [("owner_url", "owns the tables"), ("past_walls", "superuser")])
def test_a_role_that_walks_past_the_walls_may_not_serve_r40(
    database: Database,
    role: str,
    why: str,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in {
        "DATABASE_URL": getattr(database, role),
        "SECRET_KEY": "only-for-tests-only-for-tests-only",
        "TRUSTED_HOSTS": "localhost",
        "LAUREL_DATA": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    # Only what a superuser's durability would be refused for first: the tests' server is fast and forgetful.
    monkeypatch.setattr("webapp.commands.serve.check_durable", lambda session: None)
    with pytest.raises(SystemExit) as ended:
        main(["serve"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert why in said
    assert "Traceback" not in said


def test_the_products_own_role_may_serve_r40(store_url: str) -> None:
    with opened(store_url):
        transact(check_walls, None, readonly=True)


@only_postgresql
def test_who_may_become_the_owner_may_not_serve_r40(database: Database) -> None:
    engine = create_engine(database.past_walls, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("create role keeper_of_walls login nosuperuser password 'only-for-tests'"))
        connection.execute(text("grant laurel_owner to keeper_of_walls"))
    try:
        with opened(database.url.replace("laurel_app", "keeper_of_walls")), pytest.raises(NoWalls, match="owns"):
            transact(check_walls, None, readonly=True)
    finally:
        with engine.begin() as connection:
            connection.execute(text("drop role keeper_of_walls"))
