"""`laurel worker`, `laurel jobs` and `laurel operator`: what they do, and that a worker ends when it is told to."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import CHECKOUT
from tests import databases, processes
from tests.messages.mailhost import Mailhost, mailhost
from tests.messages.test_outbox import by
from webapp.cli import main
from webapp.database import opened, transact
from webapp.messages.outbox import send_email
from webapp.messages.senders import Smtp
from webapp.store import jobs
from webapp.usecases.deliver_next import LEASE, deliver_next
from webapp.usecases.list_chains import list_chains

Output = pytest.CaptureFixture[str]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with databases.fresh_sqlite(tmp_path) as fresh:
        monkeypatch.setenv("DATABASE_URL", fresh.url)
        monkeypatch.setenv("LAUREL_DATA", str(tmp_path))
        yield fresh.url


@pytest.fixture
def host() -> Iterator[Mailhost]:
    with mailhost() as host:
        yield host


def command(*arguments: str) -> None:
    """To be given to another process; `python -m webapp.cli`, which comes to the same, is what the kept ones are."""
    sys.exit(main(arguments))


def once(folder: Path) -> processes.Ended:
    return processes.run(command, "worker", "--once", stderr=folder / "said")


def mail(url: str, key: str) -> None:
    with opened(url):
        transact(lambda session: send_email(session, None, key, "anna@example.org", "s", "t", datetime.now(UTC)), None)


def test_one_round_sends_what_is_due_and_counts_the_chains(
    url: str, tmp_path: Path, host: Mailhost, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv("MAIL_URL", host.url)
    monkeypatch.setenv("MAIL_FROM", "laurel@example.org")
    main(["tenant", "create", "lavender", "--preset", "blank", "--owner-email", "olga@example.org"])
    mail(url, "one")
    mail(url, "two")
    assert once(tmp_path).returncode == 0
    assert len(host.got) == 2
    with opened(url):
        assert list_chains()[0].members == 0


def test_without_a_mail_server_the_folder_is_told_and_no_address(url: str, tmp_path: Path) -> None:
    """No personal data in a log: the mail lies in its file alone."""
    mail(url, "one")
    said = once(tmp_path).stderr
    assert str(tmp_path / "mail") in said
    assert "anna" not in said
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_cleanly_when_it_is_told_to(url: str, tmp_path: Path, number: signal.Signals) -> None:
    mail(url, "one")
    worker = processes.start(command, "worker")
    assert worker.pid
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob("mail/*.eml")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(worker.pid, number)
    worker.join(30)
    assert worker.exitcode == 0


def test_a_worker_ends_with_the_process_that_it_stands_beside(url: str) -> None:
    beside = "import subprocess, sys, os; p = subprocess.Popen([sys.executable, '-m', 'webapp.cli', 'worker', '--beside', str(os.getpid())]); print(p.pid)"
    done = subprocess.run([sys.executable, "-c", beside], cwd=CHECKOUT, capture_output=True, text=True, timeout=60)
    pid = int(done.stdout)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise AssertionError("the worker goes on alone")


def test_a_worker_that_dies_is_followed_by_another_and_all_end_with_their_keeper(url: str, tmp_path: Path) -> None:
    """R17: as `laurel serve` starts it."""
    command = [sys.executable, "-m", "webapp.cli", "worker", "--keep", "--beside", str(os.getpid())]
    with subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.PIPE, text=True) as keeper:
        assert keeper.stderr is not None
        patience = threading.Timer(60, keeper.kill)
        patience.start()
        pids = (int(found[1]) for line in keeper.stderr if (found := re.search(r"worker (\d+) works", line)))
        first = next(pids)
        os.kill(first, signal.SIGKILL)
        second = next(pids)
        assert second != first
        mail(url, "one")
        deadline = time.monotonic() + 30
        while not list(tmp_path.glob("mail/*.eml")) and time.monotonic() < deadline:
            time.sleep(0.05)
        keeper.send_signal(signal.SIGTERM)
        assert keeper.wait(30) == 0
    patience.cancel()
    assert len(list(tmp_path.glob("mail/*.eml"))) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_a_mail_in_the_middle_of_which_its_worker_is_killed_is_sent_once_after_the_lease_r17(
    url: str, host: Mailhost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R17: `kill -9` while the mail server keeps it waiting; until the lease ends nobody else takes the job."""
    monkeypatch.setenv("MAIL_URL", host.url)
    monkeypatch.setenv("MAIL_FROM", "laurel@example.org")
    host.mood = "silent"
    mail(url, "one")
    with opened(url):
        worker = processes.start(command, "worker")
        deadline = time.monotonic() + 30
        while transact(lambda session: jobs.is_due(session, datetime.now(UTC)), None) and time.monotonic() < deadline:
            time.sleep(0.05)
        worker.kill()
        worker.join(30)
        assert worker.exitcode == -signal.SIGKILL
        host.mood, killed = "takes", datetime.now(UTC)
        another = by(Smtp(host.url, "laurel@example.org"))
        told = [deliver_next(another, killed + LEASE * turn) for turn in (0, 1, 2)]
    assert told == [None, "sent", None]
    assert len(host.got) == 1


def test_a_copy_that_was_put_back_sends_nothing_twice_r68(url: str, tmp_path: Path, capsys: Output) -> None:
    """R68: what the copy still holds as due is held for the operator; what is asked for later goes out."""
    mail(url, "one")
    copy = (tmp_path / "laurel.sqlite3").read_bytes()
    once(tmp_path)
    assert len(list(tmp_path.glob("mail/*.eml"))) == 1
    for file in tmp_path.glob("laurel.sqlite3*"):
        file.unlink()
    (tmp_path / "laurel.sqlite3").write_bytes(copy)
    mail(url, "two")
    said = once(tmp_path).stderr
    assert "1 jobs are held" in said
    assert main(["jobs", "dead"]) == 0
    assert "may have been sent before" in capsys.readouterr().out
    assert len(list(tmp_path.glob("mail/*.eml"))) == 2
    assert "held" not in once(tmp_path).stderr


def test_dead_jobs_are_listed_without_what_they_say_and_can_be_restarted(
    url: str, tmp_path: Path, capsys: Output
) -> None:
    """R18"""
    now = datetime.now(UTC)
    with opened(url):
        transact(lambda session: jobs.add(session, None, "x", "unknown", {"to": "anna@example.org"}, now), None)
    once(tmp_path)
    assert main(["jobs", "dead"]) == 0
    listed = capsys.readouterr().out
    assert "no such kind of job" in listed
    assert "anna" not in listed
    assert main(["jobs", "restart"]) == 0
    assert capsys.readouterr().out == "1 to be tried again\n"
    assert main(["jobs", "dead"]) == 0
    assert capsys.readouterr().out == ""


def test_an_operator_is_added_once_and_removed(url: str, capsys: Output) -> None:
    assert main(["operator", "add", "op@example.org"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("op@example.org may sign in at /operator with the password ")
    assert len(out.split()[-1]) >= 16
    for wrong in (
        ["add", "op@example.org"],
        ["add", "b@example.org", "--password", "short"],
        ["remove", "c@d.example"],
    ):
        with pytest.raises(SystemExit):
            main(["operator", *wrong])
    assert main(["operator", "remove", "op@example.org"]) == 0


def test_the_night_of_a_day_to_come_is_refused(url: str, capsys: Output) -> None:
    main(["tenant", "create", "lavender", "--preset", "estetic", "--owner-email", "olga@example.org"])
    capsys.readouterr()
    assert main(["nightly", "--date", "2999-01-01"]) == 2
    assert "--date" in capsys.readouterr().err
    assert main(["nightly"]) == 0
    assert "lavender: 0 accounts" in capsys.readouterr().out
