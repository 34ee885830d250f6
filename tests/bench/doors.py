"""R45: how long the answer to somebody who asks for a code or to join takes, where they are a member and where nobody
is: the medians of 200 of each, asked in turn. A ratio of one tells an outsider nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from flask import Flask
from flask.testing import FlaskClient

from tests import databases
from tests.bench.measure import Row
from tests.pages.desk.counter import new_phone
from tests.pages.me.guests import count_nothing, guest
from tests.pages.serving import serving, token_of
from tests.usecases.founded import founded
from webapp.database import db
from webapp.pages.shared.visit import operation_id

CALLS, ROUNDS = 200, 4
GOAL, DEFECT = 1.05, 1.15
JOINS = {"full_name": "Анна Новая", "consent": "1"}


def rows() -> list[Row]:
    measured: list[Row] = []
    databases.begin_run()
    try:
        with databases.fresh_postgresql() as fresh, tempfile.TemporaryDirectory() as folder:
            measured += _asked(fresh.url, Path(folder), "PostgreSQL")
        with tempfile.TemporaryDirectory() as folder, databases.fresh_sqlite(Path(folder)) as fresh:
            measured += _asked(fresh.url, Path(folder), "SQLite")
    finally:
        databases.end_run()
    return measured


def _asked(url: str, folder: Path, store: str) -> list[Row]:
    app = serving(url, folder, sms_url="https://gate.example/sms", sms_key="key")
    with app.app_context():
        chain, engine = founded("blank"), db.engine
    known = [new_phone() for _ in range(CALLS // ROUNDS)]
    for phone in known:
        guest(app, chain, phone=phone)
    client = app.test_client()
    code, join = f"/{chain.slug}/me/codes/", f"/{chain.slug}/join/"
    token = token_of(client.get(f"/{chain.slug}/me/sign-in").text)
    asks = {"a code": (code, "who", {}), "joining": (join, "phone", JOINS)}
    rows = []
    for what, (address, field, also) in asks.items():
        ask = partial(_seconds, client, address, {**also, "csrf_token": token}, field)
        rows.append(_row(f"R45 {what}, member ÷ nobody, {store}", app, known, ask))
    engine.dispose()
    return rows


def _row(name: str, app: Flask, known: list[str], ask: Callable[[str], float]) -> Row:
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for phone in known:
            count_nothing(app)
            for times, who in zip(took, (phone, new_phone()), strict=True):
                times.append(ask(who))
    ours, theirs = map(median, took)
    ratio = max(ours, theirs) / min(ours, theirs)
    return Row(name, f"{ours * 1000:.2f} ms", f"{theirs * 1000:.2f} ms", ratio, 1, GOAL, DEFECT)


def _seconds(client: FlaskClient, address: str, sent: dict[str, str], field: str, who: str) -> float:
    form = {**sent, "operation": operation_id(), field: who}
    begun = perf_counter()
    answer = client.post(address, data=form)
    took = perf_counter() - begun
    assert answer.status_code == 303, answer.text
    return took
