"""The product on a port of this machine, with a chain of each preset and people in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from tests import databases
from tests.pages.desk import counter
from tests.pages.serving import serving
from tests.usecases.founded import DESK, PASSWORD, founded, hired
from webapp.database import db
from webapp.pages.shared.visit import now
from webapp.usecases.look_at_member import Sheet, look_at_member
from webapp.usecases.open_chain import OpenChain

PRESETS = ("estetic", "keep_looking", "seven_krasok")


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        pass


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

    @property
    def desk(self) -> str:
        return f"{self.address}/{self.chain.slug}/desk/"

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

    @cached_property
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
    with databases.fresh_sqlite(folder) as fresh:
        app = serving(fresh.url, folder)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        address = f"http://127.0.0.1:{server.server_port}"
        with app.app_context():
            houses = {preset: House(app, address, founded(preset)) for preset in (*PRESETS, "blank")}
            for house in houses.values():
                salon = next(iter(house.chain.lists.salons), None)
                hired(house.chain, DESK._replace(email=house.email, name="Дина Белова", salon=salon))
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield houses
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            with app.app_context():
                db.engine.dispose()
