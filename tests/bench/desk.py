"""P14: a member by phone, part of a name or card in a chain of a million against one of a thousand. P13: pages of the desk
against a static page of the same size, both over HTTP from gunicorn with the product's settings, one process each, to
the same clients with the same cookie. The static page is the page's own bytes out of a bare Flask application, which
reads no cookie, asks no database and renders nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from uuid import UUID

from flask import Flask
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from tests import databases
from tests.bench.measure import Row, compared, interleaved
from tests.bench.served import requested, served, take
from tests.pages.desk import counter
from tests.pages.reader import Reader
from tests.pages.serving import serving, settings_for
from tests.usecases.founded import DESK, PASSWORD, founded, hired
from webapp.app import create_app
from webapp.database import db, opened
from webapp.store.names import pieces_of
from webapp.usecases.find_members import find_members
from webapp.usecases.open_chain import OpenChain

MANY, FEW = 1_000_000, 1_000
ROUNDS, CALLS = 9, 30
PAGES = 60
WORDS = 20_000
"""So many different names a large chain has; each is borne by many."""
VOWELS, CONSONANTS = "аеиоу", "бвгдзклмнпрстфхцчшщ"


def rows() -> list[Row]:
    measured: list[Row] = []
    databases.begin_run()
    try:
        with databases.fresh_postgresql() as fresh:
            measured += _searches(fresh, "PostgreSQL")
            measured += _pages(fresh.url, "PostgreSQL")
        with tempfile.TemporaryDirectory() as folder, databases.fresh_sqlite(Path(folder)) as fresh:
            measured += _searches(fresh, "SQLite")
            measured += _pages(fresh.url, "SQLite")
    finally:
        databases.end_run()
    return measured


def _searches(fresh: databases.Database, store: str) -> list[Row]:
    with opened(fresh.url):
        large, small = founded("blank"), founded("blank")
        for chain, size in ((large, MANY), (small, FEW)):
            _fill(fresh.past_walls, chain.id, size)
        ways: dict[str, Callable[[int], str]] = {
            "phone": lambda place: f"8 {9_000_000_000 + place}",
            "last digits": lambda place: f"{place:07}"[-7:],
            "name part": lambda place: _word(place)[1:],
            "card": lambda place: f"CARD-{place}",
        }
        return [_search(f"P14 {way} of 1 000 000, {store}", large, small, said) for way, said in ways.items()]


def _search(name: str, large: OpenChain, small: OpenChain, said: Callable[[int], str]) -> Row:
    pairs = [(_took(large, said), _took(small, said)) for _ in range(ROUNDS + 1)][1:]
    ratio, spread, ours, theirs = compared(pairs)
    return Row(name, f"{ours * 1e3:.2f} ms", f"{theirs * 1e3:.2f} ms", ratio, spread, 1.2, 1.5)


def _took(chain: OpenChain, said: Callable[[int], str]) -> float:
    begun = perf_counter()
    for place in range(FEW - CALLS, FEW):
        assert find_members(chain, said(place))
    return (perf_counter() - begun) / CALLS


def _word(place: int) -> str:
    """A name of its own for each of WORDS places: syllables of the place's digits."""
    place, word = place % WORDS + WORDS, ""
    while place:
        place, digit = divmod(place, len(CONSONANTS))
        word += CONSONANTS[digit] + VOWELS[(digit + len(word)) % len(VOWELS)]
    return word


def _fill(url: str, tenant: UUID, size: int) -> None:
    """Members by bare statements, each with a phone, a card and a name of two words. Keys are not looked after, which
    takes most of the time: what they refer to is there.
    """
    engine = create_engine(url, poolclass=NullPool)
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        key = tenant.hex if sqlite else tenant
        cursor = raw.cursor()
        if not sqlite:
            cursor.execute("SET session_replication_role = replica")
        for table, columns, made in _tables(key, size, sqlite):
            if sqlite:
                marks = ", ".join("?" * len(columns.split(",")))
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", made)
            else:
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in made:
                        copy.write_row(row)
        raw.commit()
        _analyse(connection)


def _analyse(connection: Connection) -> None:
    connection.rollback()
    with connection.execution_options(isolation_level="AUTOCOMMIT"):
        connection.execute(text("ANALYZE"))


Made = Iterator[tuple[object, ...]]


def _tables(tenant: object, size: int, sqlite: bool) -> list[tuple[str, str, Made]]:
    at = "2026-11-22 09:30:00.000000" + ("" if sqlite else "+00")
    false = 0 if sqlite else False

    def own(place: int) -> object:
        return UUID(int=place + 1).hex if sqlite else UUID(int=place + 1)

    def phone(place: int) -> str:
        return f"+7{9_000_000_000 + place}"

    def name(place: int) -> str:
        return f"{_word(place)} {_word(place * 7 + 3)}"

    every = range(size)
    words = [_word(place) for place in range(min(size * 8, WORDS))]
    bearers = (((tenant, word, own(place)) for word in sorted(set(name(place).split()))) for place in every)
    return [
        (
            "accounts",
            "tenant_id, id, snapshot, entries, chain, last_operation_id, opened_at",
            ((tenant, own(place), "{}", 0, "", own(place), at) for place in every),
        ),
        (
            "members",
            "tenant_id, id, account_id, full_name, search, phone, closed, enrolled_at",
            ((tenant, own(n), own(n), name(n), name(n), phone(n), false, at) for n in every),
        ),
        (
            "member_phones",
            "tenant_id, number, backwards, member_id, field",
            ((tenant, phone(place), phone(place)[:0:-1], own(place), "phone") for place in every),
        ),
        (
            "cards",
            "tenant_id, id, account_id, member_id, number, state, issued_on, further",
            ((tenant, own(n), own(n), own(n), f"CARD-{n}", "active", "2026-11-22", false) for n in every),
        ),
        ("member_words", "tenant_id, word, member_id", (row for rows in bearers for row in rows)),
        (
            "name_pieces",
            "tenant_id, piece, word",
            iter(sorted({(tenant, piece, word) for word in words for piece in pieces_of(word)}, key=str)),
        ),
    ]


def _pages(url: str, store: str) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        app = serving(url, Path(folder))
        with app.app_context():
            chain = founded("estetic")
            hired(chain, DESK._replace(salons=("centre",)))
        who = counter.member(app, chain)
        for _ in range(30):
            counter.bought(app, chain, who, "peeling")
        reader = Reader(app.test_client())
        reader.open(f"/{chain.slug}/desk/sign-in")
        reader.press("Войти", email=DESK.email, password=PASSWORD)
        pages = {
            "sheet": f"/{chain.slug}/desk/members/{who}",
            "receipt": f"/{chain.slug}/desk/receipts/new/?member={who}",
        }
        bodies = {name: reader.client.get(address).data for name, address in pages.items()}
        sign_in = reader.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert sign_in is not None
        cookie = f"{sign_in.key}={sign_in.value}"
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        settings = settings_for(url, Path(folder))
        with served(lambda: create_app(settings)) as product, served(lambda: _static(bodies)) as limit:
            return [
                _page(
                    f"P13 {name}, {store}",
                    (product, requested(address, cookie)),
                    (limit, requested(f"/{name}", cookie)),
                )
                for name, address in pages.items()
            ]


def _static(bodies: dict[str, bytes]) -> Flask:
    application = Flask("static")
    for name, body in bodies.items():
        application.add_url_rule(f"/{name}", name, view_func=lambda body=body: body)
    return application


Asked = tuple[int, bytes]
"""A server's port, and the request that it is sent."""


def _page(name: str, ours: Asked, bare: Asked) -> Row:
    ratio, spread, took, least = interleaved(lambda: take(*ours, PAGES), lambda: take(*bare, PAGES), ROUNDS)
    per_second = (f"{PAGES / took:.0f}/s", f"{PAGES / least:.0f}/s")
    return Row(name, *per_second, 1 / ratio, spread, 0.4, 0.25, more=True)
