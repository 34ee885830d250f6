"""`laurel worker`: does what the outbox holds, until it is told to stop. Any number may run at once."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from config.logs import trace
from config.settings import Settings
from webapp.commands import environment
from webapp.database import db, opened
from webapp.messages.erasures import Erasures
from webapp.messages.gateways import TextFiles, gateways_of
from webapp.messages.mark import Mark
from webapp.messages.senders import Files, sender_of
from webapp.usecases.count_chains import count_stalest
from webapp.usecases.deliver_next import Carriers, deliver_next, sweep_jobs
from webapp.usecases.hold_jobs import hold_jobs
from webapp.usecases.keep_erasures import forget_again, keep_erasures
from webapp.usecases.list_dead_jobs import list_dead_jobs
from webapp.usecases.place_members import place_chains
from webapp.usecases.restart_jobs import restart_jobs
from webapp.usecases.settle_accounts import settle_chains
from webapp.usecases.sweep_old import sweep_old
from webapp.usecases.tell_by_calendar import tell_chains

log = logging.getLogger("laurel.worker")
IDLE = 2.0
"""Seconds between two looks into an empty outbox."""
GLANCE = 0.5
"""Seconds between two looks at a worker that is kept."""
SWEEP = timedelta(hours=1)


def add(subparsers: Any) -> None:
    working = subparsers.add_parser("worker", help="send what the outbox holds, write down what falls due")
    working.add_argument("--once", action="store_true", help="stop once nothing is due")
    working.add_argument("--beside", type=int, metavar="PID", help="stop when that process is gone")
    working.add_argument("--keep", action="store_true", help="work in another process, and start anew should it die")
    working.set_defaults(run=run)
    verbs = subparsers.add_parser("jobs", help="work that was given up").add_subparsers(metavar="VERB", required=True)
    verbs.add_parser("dead", help="list it").set_defaults(run=run_dead)
    verbs.add_parser("restart", help="try all of it again").set_defaults(run=run_restart)


def run(arguments: argparse.Namespace) -> int:
    settings = environment.settings()
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(name)s %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if arguments.keep:
        _keep(arguments.beside, stop)
    else:
        _work(settings, arguments, stop)
    return environment.DONE


def _keep(parent: int | None, stop: threading.Event) -> None:
    """What asks for the work is too simple to die of it."""
    told = [sys.executable, "-m", "webapp.cli", "worker", "--beside", str(os.getpid())]
    while not stop.is_set() and not _orphaned(parent):
        worker = subprocess.Popen(told)
        log.info("worker %s works", worker.pid)
        while worker.poll() is None and not stop.is_set() and not _orphaned(parent):
            stop.wait(GLANCE)
        if worker.poll() is None:
            worker.terminate()
            worker.wait()
        else:
            log.warning("worker %s ended with %s", worker.pid, worker.returncode)
            stop.wait(IDLE)


def _work(settings: Settings, arguments: argparse.Namespace, stop: threading.Event) -> None:
    carriers = _carriers(settings)
    with opened(settings.database_url):
        mark = Mark(settings.data_folder)
        kept = Erasures(settings.data_folder / "erasures")
        _guarded(_hold, mark)
        _guarded(_forget, kept)
        swept = datetime.now(UTC) - SWEEP
        while not stop.is_set() and not _orphaned(arguments.beside):
            now = datetime.now(UTC)
            if now - swept >= SWEEP:
                swept = now
                _guarded(sweep_jobs, now)
                _guarded(_settle, now)
                _guarded(_place, now)
                _guarded(sweep_old, now)
                _guarded(tell_chains, now)
            done = _guarded(deliver_next, carriers, now, settings.secret_key, settings.site_url)
            if done == "sent":
                mark.set(now)
            if done is None:
                _guarded(keep_erasures, kept, now)
            if done is None and _guarded(count_stalest, now) is None:
                if arguments.once:
                    break
                stop.wait(IDLE)


def _carriers(settings: Settings) -> Carriers:
    mails = sender_of(settings.mail_url, settings.mail_from, settings.data_folder)
    if isinstance(mails, Files):
        log.info("no MAIL_URL: mails are written as files into %s", mails.folder)
    sms, messenger = (settings.sms_url, settings.sms_key), (settings.messenger_url, settings.messenger_key)
    texts = gateways_of(sms, messenger, settings.data_folder)
    for name, gateway in zip(("SMS_URL", "MESSENGER_URL"), texts, strict=True):
        if isinstance(gateway, TextFiles):
            log.info("no %s: its texts are written as files into %s", name, gateway.folder)
    return Carriers(mails, texts)


def _hold(mark: Mark) -> str | None:
    """What an older copy of the database would send again waits for the operator (R68)."""
    sent = mark.read()
    held = hold_jobs(sent, datetime.now(UTC)) if sent is not None else 0
    return f"the database is older than what was sent; {held} jobs are held: laurel jobs dead" if held else None


def _forget(kept: Erasures) -> str | None:
    """Whom an older copy of the database knows again is forgotten again (R63)."""
    done = forget_again(kept, datetime.now(UTC))
    return f"the database is older than {done} erasures; they were done again" if done else None


def _settle(now: datetime) -> str | None:
    """The night's work, done in whatever hour it falls due somewhere."""
    settled = {slug: count for slug, count in settle_chains(now) if count}
    return f"settled {settled}" if settled else None


def _place(now: datetime) -> str | None:
    placed = {slug: count for slug, count in place_chains(now) if count}
    return f"placed {placed}" if placed else None


def _guarded(work: Any, *arguments: Any) -> Any:
    """What the database cannot do now is tried again later; a bug of one job must not keep the others waiting."""
    try:
        done = work(*arguments)
    except SQLAlchemyError as error:
        log.warning("the database did not do its work: %s", type(error).__name__)
        done = None
    except Exception as error:
        log.error("a job failed\n%s", trace(error))
        done = None
    finally:
        db.session.remove()
    if done:
        log.info("%s", done)
    return done


def _orphaned(parent: int | None) -> bool:
    return parent is not None and os.getppid() != parent


def run_dead(arguments: argparse.Namespace) -> int:
    with environment.database():
        for job in list_dead_jobs():
            print(f"{job.id}  {job.dead_at}  {job.kind}  {job.tries} tries  {job.trouble}")
    return environment.DONE


def run_restart(arguments: argparse.Namespace) -> int:
    with environment.database():
        print(f"{restart_jobs(datetime.now(UTC))} to be tried again")
    return environment.DONE
