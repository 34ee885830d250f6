"""The product on a port of this machine, with a chain of each preset and people in it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from flask import Flask

from config.settings import CHECKOUT
from tests import databases
from tests.pages.desk import counter
from tests.pages.serving import SECRET, serving
from tests.usecases.founded import DESK, OWNER, PASSWORD, founded, hired
from webapp.database import db
from webapp.pages.shared.visit import now
from webapp.usecases.look_at_member import Sheet, look_at_member
from webapp.usecases.open_chain import OpenChain

PRESETS = ("estetic", "keep_looking", "seven_krasok")


class Member(NamedTuple):
    id: str
    name: str
    phone: str


@dataclass
class House:
    """A chain that is served, as a test needs to know it."""

    app: Flask
    address: str
    chain: OpenChain
    email: str = "dina@example.org"
    password: str = PASSWORD
    owner: str = OWNER.email

    @property
    def desk(self) -> str:
        return f"{self.address}/{self.chain.slug}/desk/"

    @property
    def office(self) -> str:
        return f"{self.address}/{self.chain.slug}/office/"

    def member(self, name: str = "Ольга Белова", birth: str = "1990-05-20", days_ago: int = 0) -> Member:
        phone = counter.new_phone()
        return Member(counter.member(self.app, self.chain, name, phone, birth, days_ago), name, phone)

    def bought(self, who: Member, item: str, quantity: int = 1, days_ago: int = 0) -> str:
        return counter.bought(self.app, self.chain, who.id, item, quantity, days_ago)

    def card(self, who: Member) -> str:
        return counter.card(self.app, self.chain, who.id)

    def sheet(self, who: Member) -> Sheet:
        with self.app.app_context():
            sheet = look_at_member(self.chain, who.id, now())
        assert sheet is not None
        return sheet

    def regular(self) -> Member:
        """Someone with a history that fits the programme: bonuses to spend, a level, a card."""
        who = self.member(days_ago=60)
        if self.chain.lists.items.get("lpg_course_15"):
            self.bought(who, "lpg_course_15", 4, days_ago=50)
        if self.chain.lists.items.get("balayage"):
            self.bought(who, "balayage", 9, days_ago=50)
        if self.chain.lists.items.get("silk_road"):
            self.bought(who, "silk_road", 3, days_ago=50)
            self.card(who)
            self.bought(who, "silk_road", 2)
        return who


@contextmanager
def live(folder: Path) -> Iterator[dict[str, House]]:
    """Every preset under its name, on SQLite: what the stores do differently is tested where they are."""
    with databases.fresh_sqlite(folder) as fresh, lived_in(fresh.url, folder, (*PRESETS, "blank")) as houses:
        yield houses


@contextmanager
def lived_in(url: str, folder: Path, presets: Iterable[str]) -> Iterator[dict[str, House]]:
    """A chain of each of these presets, by its name, on a migrated database of either kind."""
    app = serving(url, folder)
    port = free_port()
    with app.app_context():
        address = f"http://127.0.0.1:{port}"
        houses = {preset: House(app, address, founded(preset)) for preset in presets}
        for house in houses.values():
            salon = next(iter(house.chain.lists.salons), None)
            salons = (salon,) if salon else ()
            hired(house.chain, DESK._replace(email=house.email, name="Дина Белова", salons=salons))
            hired(house.chain, OWNER._replace(name="Вера Павлова"))
    with served(port, url, folder):
        yield houses
    with app.app_context():
        db.engine.dispose()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(port: int, url: str, folder: Path) -> Iterator[None]:
    """The web server as it is in production: processes of gunicorn, which know the database alone."""
    reached = {"SITE_URL": f"http://127.0.0.1:{port}", "TRUSTED_HOSTS": "127.0.0.1", "LAUREL_SECURE_COOKIES": "0"}
    environ = {**os.environ, **reached, "LAUREL_DATA": str(folder), "SECRET_KEY": SECRET, "DATABASE_URL": url}
    # A browser opens connections ahead of need, and a synchronous worker would wait for what they never say.
    patient = ["--worker-class", "gthread", "--threads", "4"]
    told = ["--config", "config/gunicorn.conf.py", *patient, "--bind", f"127.0.0.1:{port}", "webapp.app:create_app()"]
    with open(folder / "server.log", "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *told], cwd=CHECKOUT, env=environ, stdout=log, stderr=log
        )
        try:
            wait_for(port, server)
            yield
        finally:
            # At once: a browser keeps connections open, which the server would bear with for seconds.
            server.send_signal(signal.SIGQUIT)
            server.wait(timeout=30)
    said = (folder / "server.log").read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in said, said


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server does not start")
