"""Takes the next job from the outbox and does it: a claim, an effect outside of any transaction, an acknowledgement.

A worker that dies in between leaves a lease that runs out, and the job is done by another (R17). What fails is tried
again after growing pauses, and in the end lies where the operator sees it (R18).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.events import Answers
from webapp.messages.gateways import Channel, Gateways, Text
from webapp.messages.outbox import (
    EMAIL,
    JOINING,
    MEMBER_EMAIL,
    MEMBER_MESSAGE,
    MEMBER_NEWS,
    MEMBER_TEXT,
    NOBODY,
    PLATFORM_EMAIL,
)
from webapp.messages.senders import Attachment, Letter, Sender, Undeliverable, Undelivered
from webapp.store import chains, jobs, messages
from webapp.store.jobs import Claimed
from webapp.usecases.certificate_paper import certificate_paper
from webapp.usecases.deliver_message import Later, Ready, chain_of, look_at_message, spread_news
from webapp.usecases.take_joining import take_joining

LEASE = timedelta(minutes=5)
"""Longer than any mail server is waited for."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 180, 720, 1440))
"""Before the second try, the third and so on; who has failed after the last of them is dead."""
TO_MEMBERS = (MEMBER_EMAIL, MEMBER_TEXT, MEMBER_NEWS, MEMBER_MESSAGE)
HELD = timedelta(minutes=15)
"""How long a mail to a member waits where the owner's e-mail is not confirmed yet."""
KEPT = timedelta(days=30)
"""So long the keys of jobs that are done keep the same from being asked for again."""

Done = Literal["sent", "held", "put off", "dead", "lapsed", "joined", "told"]


class Carriers(NamedTuple):
    """Who carries mails and who texts."""

    mails: Sender
    texts: Gateways


def deliver_next(carriers: Carriers, now: datetime, secret: str = "", site: str = "") -> Done | None:
    """What became of the job; None where none was due. `secret` opens the codes of certificates that go along, and
    signs the ways out of advertising, which lead to the `site`.
    """
    if not transact(lambda session: jobs.is_due(session, now), None, readonly=True):
        return None
    job = transact(lambda session: jobs.claim(session, now, now + LEASE), None)
    if job is None:
        return None
    wrong = _misfit(job)
    if wrong is not None:
        transact(lambda session: jobs.bury(session, job, now, wrong), None)
        return "dead"
    if job.kind == NOBODY or _lapsed(job, now):
        _finish(job, now, "lapsed")
        return "lapsed"
    if job.kind in TO_MEMBERS and not transact(lambda session: _may_write(session, job), job.tenant, readonly=True):
        held = "the owner's e-mail is not confirmed, or the chain is not open"
        transact(lambda session: jobs.put_off(session, job, now + HELD, held, counts=False), None)
        return "held"
    if job.kind == JOINING:
        return _join(job, now)
    if job.kind == MEMBER_NEWS:
        return _spread(job, now)
    if job.kind == MEMBER_MESSAGE:
        return _deliver_message(carriers, job, now, secret, site)
    attached = _attached(job, now, secret)
    if attached is None:
        transact(lambda session: jobs.bury(session, job, now, "the certificate is not good, or its code is lost"), None)
        return "dead"
    return _attempt(job, now, lambda: _carry(carriers, job, now, attached))


def sweep_jobs(now: datetime) -> None:
    transact(lambda session: jobs.sweep(session, now - KEPT), None)


def _misfit(job: Claimed) -> str | None:
    """Why the job is never done: nobody knows how, or for which chain (R38)."""
    if job.kind not in (EMAIL, JOINING, PLATFORM_EMAIL, NOBODY, *TO_MEMBERS):
        return "no such kind of job"
    if (job.tenant is None) != (job.kind == PLATFORM_EMAIL):
        return "a job of a chain names its chain, one of the platform names none"
    return None


def _may_write(session: Session, job: Claimed) -> bool:
    assert job.tenant is not None
    chain = chains.read(session, job.tenant)
    return chain.confirmed_at is not None and chain.state == "open"


def _attached(job: Claimed, now: datetime, secret: str) -> tuple[Attachment, ...] | None:
    """The file of the certificate that the mail is about; None where there can be none."""
    certificate = job.payload.get("certificate")
    if certificate is None or job.tenant is None:
        return ()
    chain = chain_of(job.tenant)
    paper = certificate_paper(chain, UUID(certificate), now, secret) if chain is not None else None
    return (Attachment("certificate.pdf", paper),) if paper is not None else None


def _join(job: Claimed, now: datetime) -> Done:
    """What is asked of a chain that has stopped waits until it is open again."""
    assert job.tenant is not None
    chain = chain_of(job.tenant)
    if chain is None or chain.state != "open":
        transact(lambda session: jobs.put_off(session, job, now + HELD, "the chain is not open", counts=False), None)
        return "held"
    said = job.payload
    answers, at = Answers.model_validate(said["answers"]), datetime.fromisoformat(said["at"])
    take_joining(chain, said["key"], answers, at, said.get("friend", ""))
    transact(lambda session: jobs.finish(session, job, now), None)
    return "joined"


def _lapsed(job: Claimed, now: datetime) -> bool:
    lapses_at = job.payload.get("lapses_at")
    return lapses_at is not None and datetime.fromisoformat(lapses_at) <= now


def _carry(carriers: Carriers, job: Claimed, now: datetime, attached: tuple[Attachment, ...]) -> None:
    said = job.payload
    if job.kind == MEMBER_TEXT:
        carriers.texts.send(Text(UUID(said["id"]), said["channel"], said["to"], said["text"]))
    else:
        carriers.mails.send(Letter(job.id, said["to"], said["subject"], said["text"], now, attached))


def _spread(job: Claimed, now: datetime) -> Done:
    """The messages are written before the news is done with: whoever dies in between writes none twice."""
    assert job.tenant is not None
    chain = chain_of(job.tenant)
    if chain is not None:
        spread_news(chain, job)
    transact(lambda session: jobs.finish(session, job, now), None)
    return "told"


def _deliver_message(carriers: Carriers, job: Claimed, now: datetime, secret: str, site: str) -> Done:
    assert job.tenant is not None
    chain = chain_of(job.tenant)
    found = look_at_message(chain, job, secret, site, now) if chain is not None else None
    if isinstance(found, Later):
        due_at, why = found
        transact(lambda session: jobs.put_off(session, job, due_at, why, counts=False), None)
        return "held"
    if not isinstance(found, Ready):
        transact(lambda session: jobs.finish(session, job, now), None)
        return "lapsed"
    return _attempt(job, now, lambda: _carry_message(carriers, found, now))


def _carry_message(carriers: Carriers, ready: Ready, now: datetime) -> None:
    if ready.channel == "email":
        carriers.mails.send(Letter(ready.id, ready.to, ready.words.subject, ready.words.text, now, (), ready.way_out))
    else:
        channel: Channel = "sms" if ready.channel == "sms" else "messenger"
        carriers.texts.send(Text(ready.id, channel, ready.to, ready.words.text))


def _attempt(job: Claimed, now: datetime, carry: Callable[[], None]) -> Done:
    try:
        carry()
    except Undeliverable as error:
        return _give_up(job, now, str(error))
    except Undelivered as error:
        if job.tries > len(PAUSES):
            return _give_up(job, now, str(error))
        trouble, due_at = str(error), now + PAUSES[job.tries - 1]
        _end(job, lambda session: jobs.put_off(session, job, due_at, trouble), None, now)
        return "put off"
    _finish(job, now, messages.SENT)
    return "sent"


def _give_up(job: Claimed, now: datetime, trouble: str) -> Done:
    _end(job, lambda session: jobs.bury(session, job, now, trouble), messages.FAILED, now)
    return "dead"


def _finish(job: Claimed, now: datetime, state: str) -> None:
    _end(job, lambda session: jobs.finish(session, job, now), state, now)


def _end(job: Claimed, work: Callable[[Session], None], state: str | None, now: datetime) -> None:
    """What is done with the job, and in the same transaction what the log says of its message."""
    message = job.payload.get("message") or job.payload.get("logged")

    def both(session: Session) -> None:
        work(session)
        if message is None or job.tenant is None:
            return
        if state == messages.SENT:
            messages.went(session, job.tenant, UUID(message), now)
        elif state is not None:
            messages.settle(session, job.tenant, UUID(message), state)

    transact(both, job.tenant if message is not None else None)
