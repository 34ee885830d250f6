"""Takes the next job from the outbox and does it: a claim, an effect outside of any transaction, an acknowledgement.

A worker that dies in between leaves a lease that runs out, and the job is done by another (R17). What fails is tried
again after growing pauses, and in the end lies where the operator sees it (R18).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.events import Answers
from webapp.messages.gateways import Gateways, Text
from webapp.messages.outbox import EMAIL, JOINING, MEMBER_EMAIL, MEMBER_TEXT, NOBODY, PLATFORM_EMAIL
from webapp.messages.senders import Attachment, Letter, Sender, Undeliverable, Undelivered
from webapp.store import chains, jobs
from webapp.store.jobs import Claimed
from webapp.usecases.certificate_paper import certificate_paper
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.take_joining import take_joining

LEASE = timedelta(minutes=5)
"""Longer than any mail server is waited for."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 180, 720, 1440))
"""Before the second try, the third and so on; who has failed after the last of them is dead."""
TO_MEMBERS = (MEMBER_EMAIL, MEMBER_TEXT)
HELD = timedelta(minutes=15)
"""How long a mail to a member waits where the owner's e-mail is not confirmed yet."""
KEPT = timedelta(days=30)
"""So long the keys of jobs that are done keep the same from being asked for again."""

Done = Literal["sent", "held", "put off", "dead", "lapsed", "joined"]


class Carriers(NamedTuple):
    """Who carries mails and who texts."""

    mails: Sender
    texts: Gateways


def deliver_next(carriers: Carriers, now: datetime, secret: str = "") -> Done | None:
    """What became of the job; None where none was due. `secret` opens the codes of certificates that go along."""
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
        transact(lambda session: jobs.finish(session, job, now), None)
        return "lapsed"
    if job.kind in TO_MEMBERS and not transact(lambda session: _may_write(session, job), job.tenant, readonly=True):
        held = "the owner's e-mail is not confirmed, or the chain is not open"
        transact(lambda session: jobs.put_off(session, job, now + HELD, held, counts=False), None)
        return "held"
    if job.kind == JOINING:
        return _join(job, now)
    attached = _attached(job, now, secret)
    if attached is None:
        transact(lambda session: jobs.bury(session, job, now, "the certificate is not good, or its code is lost"), None)
        return "dead"
    return _attempt(carriers, job, now, attached)


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
    chain = _chain_of(job.tenant)
    paper = certificate_paper(chain, UUID(certificate), now, secret) if chain is not None else None
    return (Attachment("certificate.pdf", paper),) if paper is not None else None


def _chain_of(tenant: UUID) -> OpenChain | None:
    return open_chain(transact(lambda session: chains.read(session, tenant).slug, tenant, readonly=True))


def _join(job: Claimed, now: datetime) -> Done:
    """What is asked of a chain that has stopped waits until it is open again."""
    assert job.tenant is not None
    chain = _chain_of(job.tenant)
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


def _attempt(carriers: Carriers, job: Claimed, now: datetime, attached: tuple[Attachment, ...]) -> Done:
    try:
        _carry(carriers, job, now, attached)
    except Undeliverable as error:
        trouble = str(error)
        transact(lambda session: jobs.bury(session, job, now, trouble), None)
        return "dead"
    except Undelivered as error:
        return _put_off(job, now, str(error))
    transact(lambda session: jobs.finish(session, job, now), None)
    return "sent"


def _put_off(job: Claimed, now: datetime, trouble: str) -> Done:
    if job.tries > len(PAUSES):
        transact(lambda session: jobs.bury(session, job, now, trouble), None)
        return "dead"
    transact(lambda session: jobs.put_off(session, job, now + PAUSES[job.tries - 1], trouble), None)
    return "put off"
