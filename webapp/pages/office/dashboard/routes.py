"""The dashboard: asked for by months, salon and bonuses, and its tables as files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, request, stream_with_context

from webapp.pages.office.dashboard.forms import Asked, read_asked
from webapp.pages.office.dashboard.tables import (
    NAMES,
    OF_SALON,
    Table,
    filed,
    most_odd,
    odd,
    oddities,
    shown,
    tables,
    when,
)
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language
from webapp.usecases.look_at_dashboard import Dashboard, look_at_dashboard
from webapp.usecases.sheets import sheet_lines

routes = Blueprint("dashboard", __name__, url_prefix="/dashboard")
TEMPLATE = "office/dashboard/show.html"


@routes.get("/")
def show() -> Response:
    asked = _asked()
    seen = _seen(asked)
    made = list(tables(seen, asked.salon))
    wallets = visit.chain().timeline.at(visit.today()).document.wallets
    values: dict[str, Any] = {
        "asked": asked,
        "seen": seen,
        "tables": made,
        "of_salon": OF_SALON,
        "odd": most_odd(seen),
        "odd_name": odd,
        "shown": shown,
        "when": when,
        "wallets": wallets,
    }
    status = 422 if asked.errors else 200
    return answers.answer(TEMPLATE, status=status, **values)


@routes.get("/table.csv")
def download() -> Response:
    table = request.args.get("table", "visits")
    if table not in NAMES:
        abort(404)
    asked = _asked()
    if asked.errors:
        abort(404)
    seen = _seen(asked)
    found = next((one for one in (*tables(seen, asked.salon), oddities(seen)) if one.name == table), None)
    if found is None:
        abort(404)
    # Spreadsheets take the mark between cells from the language, as the one before the hundredths.
    lines = sheet_lines(_rows(found), delimiter=";" if language() == "ru" else ",")
    response = Response(stream_with_context(lines), mimetype="text/csv")
    since, until = asked.period
    if table == "oddities":
        since, until = seen.odd_since, seen.odd_until
    period = f"{since:%Y-%m}-{until:%Y-%m}"
    response.headers["Content-Disposition"] = f'attachment; filename="{table}-{period}.csv"'
    return response


def _rows(table: Table) -> Iterator[list[object]]:
    yield [*table.columns]
    for row in table.rows:
        yield [filed(cell) for cell in row]


def _asked() -> Asked:
    chain, today = visit.chain(), visit.today()
    wallets = tuple(chain.timeline.at(today).wallets)
    return read_asked(request.args, today.date(), tuple(salon.code for salon in chain.salons), wallets)


def _seen(asked: Asked) -> Dashboard:
    return look_at_dashboard(visit.chain(), asked.period, visit.now(), asked.salon, asked.wallet)
