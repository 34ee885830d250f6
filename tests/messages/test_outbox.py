"""The outbox: with its transaction or not at all, once, in spite of partners that fail, hang or hang up."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.policy import default
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from tests.messages.mailhost import Mailhost, Mood
from tests.usecases.founded import founded
from webapp.database import db, transact
from webapp.messages import senders
from webapp.messages.gateways import Gateways, TextFiles
from webapp.messages.outbox import own_key, send_email
from webapp.messages.senders import Files, Sender, Smtp
from webapp.store import chains, jobs
from webapp.store.tables import Job
from webapp.usecases.deliver_next import LEASE, PAUSES, Carriers, deliver_next, sweep_jobs
from webapp.usecases.list_dead_jobs import list_dead_jobs
from webapp.usecases.restart_jobs import restart_jobs

pytestmark = pytest.mark.usefixtures("shared_store", "empty_outbox")
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
NOWHERE = TextFiles(Path("/nowhere"))


@pytest.fixture
def empty_outbox(shared_store: None) -> Iterator[None]:
    transact(lambda session: session.query(Job).delete(), None)
    yield


@pytest.fixture
def smtp(host: Mailhost) -> Smtp:
    return Smtp(host.url, "laurel@example.org")


def by(sender: Sender) -> Carriers:
    return Carriers(sender, Gateways(NOWHERE, NOWHERE))


def mail(tenant: UUID | None, key: str = "", to_member: bool = False, now: datetime = NOW) -> bool:
    key = key or uuid4().hex
    return transact(
        lambda session: send_email(
            session, tenant, key, "anna@example.org", "Привет", "Ваша ссылка", now, to_member=to_member
        ),
        tenant,
    )


def job() -> Job:
    return transact(lambda session: session.query(Job).one(), None, readonly=True)


def test_a_mail_arrives_as_it_was_written_and_what_it_said_is_forgotten(host: Mailhost, smtp: Smtp) -> None:
    assert mail(founded().id)
    assert deliver_next(by(smtp), NOW) == "sent"
    assert deliver_next(by(smtp), NOW) is None
    message = email.message_from_bytes(host.got[0].encode(), policy=default)
    assert (message["To"], message["Subject"]) == ("anna@example.org", "Привет")
    assert message.get_content().strip() == "Ваша ссылка"
    assert job().payload == {}


def test_a_mail_is_there_only_with_what_asked_for_it_r17() -> None:
    chain = founded()

    def broken(session: Session) -> None:
        send_email(session, chain.id, "welcome", "anna@example.org", "s", "t", NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        transact(broken, None)
    assert transact(jobs.waiting, None, readonly=True) == 0


def test_the_same_key_is_sent_once_for_a_chain_even_after_it_was_done_r17(host: Mailhost, smtp: Smtp) -> None:
    one, other = founded(), founded()
    assert mail(one.id, "welcome")
    assert not mail(one.id, "welcome")
    assert mail(other.id, "welcome")
    assert [deliver_next(by(smtp), NOW) for _ in range(3)] == ["sent", "sent", None]
    assert not mail(one.id, "welcome")
    assert len(host.got) == 2


@pytest.mark.parametrize("mood", ["busy", "silent", "cuts off"])
def test_a_partner_that_fails_hangs_or_cuts_off_is_tried_again_with_growing_pauses_r18(
    host: Mailhost, smtp: Smtp, monkeypatch: pytest.MonkeyPatch, mood: Mood
) -> None:
    monkeypatch.setattr(senders, "SECONDS", 0.2)
    mail(founded().id)
    host.mood = mood
    now, pauses = NOW, []
    while deliver_next(by(smtp), now) == "put off":
        pauses.append(job().due_at - now)
        assert deliver_next(by(smtp), job().due_at - timedelta(seconds=1)) is None
        now = job().due_at
    assert pauses == sorted(pauses) == list(PAUSES)
    found = list_dead_jobs()
    assert [(dead.id, dead.tries) for dead in found] == [(job().id, len(PAUSES) + 1)]
    assert "anna" not in (found[0].trouble or "")
    host.mood = "takes"
    assert deliver_next(by(smtp), now + timedelta(days=9)) is None
    assert restart_jobs(now) == 1
    assert deliver_next(by(smtp), now) == "sent"
    assert not list_dead_jobs()


def test_an_address_that_is_refused_for_good_is_not_tried_again_r18(host: Mailhost, smtp: Smtp) -> None:
    mail(founded().id)
    host.mood = "refuses"
    assert deliver_next(by(smtp), NOW) == "dead"
    assert list_dead_jobs()[0].trouble == "smtp 550: recipient"


def test_a_mail_that_was_taken_is_sent_though_the_farewell_fails_r17(host: Mailhost, smtp: Smtp) -> None:
    mail(founded().id)
    host.mood = "cuts off late"
    assert deliver_next(by(smtp), NOW) == "sent"


def test_a_server_that_is_not_there_changes_nothing_for_the_others_r18(smtp: Smtp, host: Mailhost) -> None:
    mail(founded().id)
    assert deliver_next(by(Smtp("smtp://127.0.0.1:9", "laurel@example.org")), NOW) == "put off"
    assert deliver_next(by(smtp), NOW + PAUSES[0]) == "sent"


def test_a_worker_that_dies_leaves_the_job_to_another_and_cannot_acknowledge_it_any_more_r17(
    host: Mailhost, smtp: Smtp
) -> None:
    mail(founded().id)
    lost = transact(lambda session: jobs.claim(session, NOW, NOW + LEASE), None)
    assert lost is not None
    assert deliver_next(by(smtp), NOW + LEASE - timedelta(seconds=1)) is None
    later = NOW + LEASE
    held = transact(lambda session: jobs.claim(session, later, later + LEASE), None)
    assert held is not None and held.tries == 2
    transact(lambda session: jobs.finish(session, lost, later), None)
    assert job().done_at is None
    transact(lambda session: jobs.finish(session, held, later), None)
    assert job().done_at == later


def test_a_job_without_a_chain_does_not_run_unless_it_is_the_platforms_own_r38(host: Mailhost, smtp: Smtp) -> None:
    transact(lambda session: jobs.add(session, None, "x", "email", {"to": "a@b.example"}, NOW), None)
    assert deliver_next(by(smtp), NOW) == "dead"
    with pytest.raises(ValueError, match="belongs to a chain"):
        mail(None, to_member=True)
    mail(None)
    assert deliver_next(by(smtp), NOW) == "sent"
    assert len(host.got) == 1


def test_two_chains_jobs_are_done_each_for_its_own_r38(host: Mailhost, smtp: Smtp) -> None:
    one, other = founded(), founded()
    transact(lambda session: chains.set_state(session, other.id, "suspended", "unpaid"), other.id)
    for turn, tenant in enumerate((one.id, other.id, one.id)):
        mail(tenant, to_member=True, now=NOW - timedelta(minutes=3 - turn))
    for outcome in ("sent", "held", "sent", None):
        assert deliver_next(by(smtp), NOW) == outcome
        assert db.session().info == {}, "the chain stayed behind"
    assert job_of(other.id).tries == 0


def job_of(tenant: UUID) -> Job:
    return transact(lambda session: session.query(Job).filter_by(tenant_id=tenant).one(), None, readonly=True)


def test_no_member_hears_of_a_chain_whose_owners_e_mail_is_not_confirmed_r55(host: Mailhost, smtp: Smtp) -> None:
    chain = founded()
    transact(lambda session: chains.confirm(session, chain.id, None), chain.id)
    mail(chain.id, to_member=True)
    assert deliver_next(by(smtp), NOW) == "held"
    assert not host.got
    transact(lambda session: chains.confirm(session, chain.id, NOW), chain.id)
    assert deliver_next(by(smtp), job().due_at) == "sent"


def test_a_name_with_a_line_break_adds_no_header_r53(host: Mailhost, smtp: Smtp) -> None:
    subject = "Добро пожаловать\r\nBcc: everyone@example.org"
    chain = founded()
    transact(lambda session: send_email(session, chain.id, "x", "anna@example.org", subject, "t", NOW), chain.id)
    assert deliver_next(by(smtp), NOW) == "sent"
    assert email.message_from_string(host.got[0], policy=default)["Bcc"] is None


@pytest.mark.parametrize("to", ["=?utf-8?q?x=0abcc:_all?=@example.org", "a@[.example"])
def test_an_address_that_cannot_be_written_is_given_up_r53(host: Mailhost, smtp: Smtp, tmp_path: Path, to: str) -> None:
    chain = founded()
    for key, sender in (("server", smtp), ("files", Files(tmp_path / "mail", "laurel@localhost"))):
        transact(partial(send_email, tenant=chain.id, key=key, to=to, subject="s", text="t", now=NOW), chain.id)
        assert deliver_next(by(sender), NOW) == "dead"
    assert not host.got


def test_without_a_server_mails_are_files_for_their_owner_alone(tmp_path: Path) -> None:
    mail(founded().id)
    assert deliver_next(by(Files(tmp_path / "mail", "laurel@localhost")), NOW) == "sent"
    (written,) = (tmp_path / "mail").iterdir()
    assert written.suffix == ".eml"
    assert written.stat().st_mode & 0o777 == 0o600
    assert "Ваша ссылка" in email.message_from_bytes(written.read_bytes(), policy=default).get_content()


def test_a_password_is_not_sent_in_the_clear_to_another_host(host: Mailhost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "LOOPBACK", ())
    mail(founded().id)
    careful = Smtp(f"smtp://anna:secret@127.0.0.1:{host.port}", "laurel@example.org")
    assert deliver_next(by(careful), NOW) == "put off"
    assert "encryption" in (job().trouble or "")


def test_what_was_done_long_ago_is_swept(host: Mailhost, smtp: Smtp) -> None:
    chain = founded()
    mail(chain.id, "old")
    deliver_next(by(smtp), NOW)
    sweep_jobs(NOW + timedelta(days=29))
    assert job().key == own_key(chain.id, "old")
    sweep_jobs(NOW + timedelta(days=31))
    assert transact(lambda session: session.query(Job).count(), None, readonly=True) == 0
    db.session.remove()
