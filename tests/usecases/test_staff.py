"""Who comes in, for how long, and who no longer does."""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tests.hashing import REAL, use_hasher
from tests.usecases.founded import DESK, NOW, OWNER, PASSWORD, founded, hired
from webapp.database import new_id, transact
from webapp.store import staff
from webapp.store.tables import Audit, SignInFailure, StaffSession
from webapp.usecases import passwords
from webapp.usecases.add_staff import add_staff
from webapp.usecases.attempts import MOST_FAILURES, MOST_FROM_ADDRESS, WITHIN
from webapp.usecases.dismiss_staff import dismiss_staff
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.sign_in import ABSOLUTE, IDLE, Admitted, sign_in
from webapp.usecases.sign_out import sign_out
from webapp.usecases.who_is import who_is

pytestmark = pytest.mark.usefixtures("shared_store")

TABLET = "192.0.2.7"
WRONG = "wrong horse battery"


@pytest.fixture
def chain() -> OpenChain:
    return founded("blank", OWNER)


def admitted(chain: OpenChain, email: str = OWNER.email) -> str:
    inside = sign_in(chain, email, PASSWORD, TABLET, NOW)
    assert isinstance(inside, Admitted)
    return inside.token


def count(table: type[StaffSession | SignInFailure], chain: OpenChain) -> int:
    query = select(func.count()).select_from(table).where(table.tenant_id == chain.id)
    return transact(lambda session: session.execute(query).scalar_one(), chain.id, readonly=True)


def test_the_right_password_lets_in_whatever_the_case_of_the_address(chain: OpenChain) -> None:
    person = who_is(chain, admitted(chain, " Owner@Example.ORG "), NOW)
    assert person is not None
    assert (person.email, person.name, person.role, person.salon) == ("owner@example.org", "Olga", "owner", None)


@pytest.mark.parametrize(
    ("email", "password"),
    [(OWNER.email, WRONG), ("nobody@example.org", PASSWORD), (OWNER.email, ""), ("", ""), (OWNER.email, "25.12.1988")],
)
def test_whatever_is_wrong_the_words_are_the_same_r43_r45(chain: OpenChain, email: str, password: str) -> None:
    assert sign_in(chain, email, password, TABLET, NOW) == Refusal("sign_in")


def test_an_unknown_address_takes_as_long_as_a_wrong_password_r45(monkeypatch: pytest.MonkeyPatch) -> None:
    use_hasher(monkeypatch, *REAL)
    chain = founded("blank", OWNER)

    def quickest(email: str) -> float:
        taken = []
        for attempt in range(5):
            began = time.perf_counter()
            sign_in(chain, email, WRONG, f"192.0.2.{attempt}", NOW + attempt * WITHIN)
            taken.append(time.perf_counter() - began)
        return min(taken)

    known, unknown = quickest(OWNER.email), quickest("nobody@example.org")
    assert 0.4 < known / unknown < 2.5


def test_nobodys_hash_is_as_slow_as_everybody_elses_r45(monkeypatch: pytest.MonkeyPatch) -> None:
    use_hasher(monkeypatch, *REAL)
    assert not passwords.outdated(passwords.NOBODY)
    assert not passwords.matches(passwords.NOBODY, "")


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour_r44(chain: OpenChain) -> None:
    for attempt in range(MOST_FAILURES):
        assert isinstance(sign_in(chain, OWNER.email, WRONG, f"192.0.2.{attempt}", NOW), Refusal)
    assert sign_in(chain, OWNER.email, PASSWORD, "198.51.100.1", NOW) == Refusal("sign_in")
    assert isinstance(sign_in(chain, OWNER.email, PASSWORD, "198.51.100.1", NOW + WITHIN), Admitted)


def test_whoever_keeps_trying_while_locked_out_comes_in_in_time_r44(chain: OpenChain) -> None:
    for _ in range(MOST_FAILURES):
        sign_in(chain, OWNER.email, WRONG, TABLET, NOW)
    for minute in range(1, 15):
        assert isinstance(sign_in(chain, OWNER.email, PASSWORD, TABLET, NOW + timedelta(minutes=minute)), Refusal)
    assert isinstance(sign_in(chain, OWNER.email, PASSWORD, TABLET, NOW + WITHIN), Admitted)


def test_many_failures_lock_the_address_they_came_from_whoever_was_tried_r44(chain: OpenChain) -> None:
    """But not the first few: a whole salon stands behind one address."""
    for attempt in range(MOST_FROM_ADDRESS):
        assert attempt != MOST_FAILURES or isinstance(sign_in(chain, OWNER.email, PASSWORD, TABLET, NOW), Admitted)
        sign_in(chain, f"guess{attempt}@example.org", WRONG, TABLET, NOW)
    assert isinstance(sign_in(chain, OWNER.email, PASSWORD, TABLET, NOW), Refusal)
    assert isinstance(sign_in(chain, OWNER.email, PASSWORD, "198.51.100.1", NOW), Admitted)


def test_one_chains_failures_lock_nobody_out_of_another(chain: OpenChain) -> None:
    other = founded("blank", OWNER)
    for _ in range(MOST_FAILURES):
        sign_in(chain, OWNER.email, WRONG, TABLET, NOW)
    assert isinstance(sign_in(other, OWNER.email, PASSWORD, TABLET, NOW), Admitted)


def test_the_right_password_takes_the_accounts_failures_back_and_leaves_the_addresss(chain: OpenChain) -> None:
    for _ in range(MOST_FAILURES - 1):
        sign_in(chain, OWNER.email, WRONG, TABLET, NOW)
    admitted(chain)
    assert count(SignInFailure, chain) == MOST_FAILURES - 1


def test_old_failures_and_sign_ins_are_swept(chain: OpenChain) -> None:
    admitted(chain)
    sign_in(chain, OWNER.email, WRONG, TABLET, NOW)
    sign_in(chain, OWNER.email, PASSWORD, TABLET, NOW + ABSOLUTE)
    assert (count(SignInFailure, chain), count(StaffSession, chain)) == (0, 1)


def test_guesses_at_the_same_moment_are_five_guesses_at_most_r44(
    chain: OpenChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: Counter[str] = Counter()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    monkeypatch.setattr(passwords, "matches", lambda hashed, password: compared.update([hashed]) or False)

    def guess(number: int) -> None:
        with app.app_context():
            sign_in(chain, OWNER.email, WRONG, f"192.0.2.{number}", NOW)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    compared.pop(passwords.NOBODY, None)
    assert compared.total() <= MOST_FAILURES


def test_a_copied_cookie_is_worth_nothing_after_sign_out_r46(chain: OpenChain) -> None:
    token = admitted(chain)
    sign_out(chain, token)
    assert who_is(chain, token, NOW) is None


def test_each_sign_in_has_a_new_token_and_the_database_none_r51(chain: OpenChain) -> None:
    first, second = admitted(chain), admitted(chain)
    assert first != second
    assert len(first) >= 43
    hashes = transact(
        lambda session: session.query(StaffSession).where(StaffSession.tenant_id == chain.id).all(), chain.id
    )
    assert not {first, second} & {row.token_hash for row in hashes}


def test_a_dismissed_person_is_out_at_once_and_cannot_come_back_r46(chain: OpenChain) -> None:
    dina = hired(chain, DESK)
    token = admitted(chain, DESK.email)
    assert dismiss_staff(chain, dina, NOW) is None
    assert who_is(chain, token, NOW) is None
    assert isinstance(sign_in(chain, DESK.email, PASSWORD, TABLET, NOW), Refusal)
    assert dismiss_staff(chain, dina, NOW) == Refusal("staff_unknown")


def test_who_comes_back_to_work_keeps_the_old_row_with_another_password(chain: OpenChain) -> None:
    dina = hired(chain, DESK)
    dismiss_staff(chain, dina, NOW)
    assert add_staff(chain, DESK._replace(role="manager", password="another long password"), NOW) == dina
    assert isinstance(sign_in(chain, DESK.email, PASSWORD, TABLET, NOW), Refusal)
    inside = sign_in(chain, DESK.email, "another long password", TABLET, NOW)
    assert isinstance(inside, Admitted)
    person = who_is(chain, inside.token, NOW)
    assert person is not None
    assert person.role == "manager"


def test_the_last_owner_stays(chain: OpenChain) -> None:
    inside = sign_in(chain, OWNER.email, PASSWORD, TABLET, NOW)
    assert isinstance(inside, Admitted)
    assert dismiss_staff(chain, inside.staff, NOW) == Refusal("last_owner")
    second = hired(chain, OWNER._replace(email="second@example.org"))
    assert dismiss_staff(chain, inside.staff, NOW, by=second) is None
    assert dismiss_staff(chain, second, NOW) == Refusal("last_owner")


def test_an_idle_sign_in_ends_and_a_used_one_lasts_until_its_week_is_over(chain: OpenChain) -> None:
    token = admitted(chain)
    assert who_is(chain, token, NOW + IDLE) is None
    hours = 0
    while NOW + timedelta(hours=hours) < NOW + ABSOLUTE:
        assert who_is(chain, token, NOW + timedelta(hours=hours)) is not None, hours
        hours += 9
    assert who_is(chain, token, NOW + ABSOLUTE) is None


def test_a_token_of_one_chain_opens_no_other(chain: OpenChain) -> None:
    assert who_is(founded("blank", OWNER), admitted(chain), NOW) is None


def test_a_password_hashed_by_older_parameters_is_hashed_anew(chain: OpenChain) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash(PASSWORD)
    owner = sign_in(chain, OWNER.email, PASSWORD, TABLET, NOW)
    assert isinstance(owner, Admitted)
    transact(lambda session: staff.set_hash(session, chain.id, owner.staff, weak), chain.id)
    admitted(chain)
    row = transact(lambda session: staff.by_email(session, chain.id, OWNER.email), chain.id, readonly=True)
    assert row is not None
    assert row.password_hash is not None
    assert not passwords.outdated(row.password_hash)


@pytest.mark.parametrize(
    ("newcomer", "code"),
    [
        (DESK._replace(email="no address"), "email_form"),
        (DESK._replace(role="queen"), "role_unknown"),
        (DESK._replace(name="  "), "name_form"),
        (DESK._replace(password="Dina"), "password_short"),
        (DESK._replace(password="Password2026!!!!"), "password_guessable"),
        (DESK._replace(password="1111111111111111"), "password_guessable"),
        (DESK._replace(password="desk@example.org"), "password_guessable"),
        (OWNER, "email_taken"),
    ],
)
def test_who_cannot_be_hired_is_told_why(chain: OpenChain, newcomer: object, code: str) -> None:
    refused = add_staff(chain, newcomer, NOW)  # type: ignore[arg-type]
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert refused.say("ru") != refused.say("en")


def test_the_audit_log_tells_who_came_and_went_and_nothing_personal(chain: OpenChain) -> None:
    dina = hired(chain, DESK)
    boss = hired(chain, OWNER._replace(email="boss@example.org"))
    dismiss_staff(chain, dina, NOW, by=boss)
    rows = transact(
        lambda session: session.query(Audit).where(Audit.tenant_id == chain.id).order_by(Audit.id).all(), chain.id
    )
    told = [(row.action, row.subject, row.staff_id) for row in rows]
    assert told[-2:] == [("staff_added", str(boss), None), ("staff_dismissed", str(dina), boss)]
    assert "example.org" not in str([(row.subject, row.before, row.after) for row in rows])


def test_a_row_cannot_refer_to_another_chains_row_r39(chain: OpenChain) -> None:
    stranger = hired(founded("blank"), DESK)
    ours = {"tenant_id": chain.id, "id": new_id(), "created_at": NOW, "expires_at": NOW, "token_hash": "0"}
    with pytest.raises(IntegrityError):
        transact(lambda session: session.add(StaffSession(**ours, staff_id=stranger)), chain.id)
    assert isinstance(stranger, UUID)
