"""The catalogue of rewards: read as a table, changed in a form, carried as a sheet. A change is a new revision of the
rules from a day on (7K-8, 7K-10).
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, request, url_for

from webapp.pages.office.rewards.forms import UNITS, Form, filled, price_field, read
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.usecases.change_rewards import change_rewards, look_at_rewards
from webapp.usecases.reward_catalogue import ANYBODY, RewardTable
from webapp.usecases.reward_sheet import LARGEST_SHEET, Sheet, Wrong, read_sheet, write_sheet

routes = Blueprint("rewards", __name__, url_prefix="/rewards")
TABLE, FORM = "office/rewards/show.html", "office/rewards/edit.html"


@routes.get("/")
def show() -> Response:
    return _show()


@routes.get("/catalogue.csv")
def download() -> Response:
    response = make_response(write_sheet(_table()))
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{visit.chain().slug}-rewards.csv"'
    return response


@routes.post("/upload")
def upload() -> Response:
    """Fills the form with the sheet: nothing holds before it is published there."""
    sent, table = request.files.get("sheet"), _table()
    content = sent.read(LARGEST_SHEET + 1) if sent is not None else b""
    sheet = read_sheet(content, table)
    if sheet.wrong:
        return _show([_said(wrong) for wrong in sheet.wrong], status=422)
    return _form(filled(table, tuple(sheet.rows)), table, imported=_changes(table, sheet))


@routes.get("/edit")
def edit() -> Response:
    table = _table()
    return _form(filled(table), table)


@routes.post("/edit")
def update() -> Response:
    chain, before = visit.chain(), _table()
    form, table, start = read(request.form, before, visit.today().date())
    if form.errors:
        return _form(form, before, status=422)
    published = change_rewards(chain, request.form.get("revision", ""), table, visit.now(), visit.staff().id, start)
    if published is None:
        form.errors["form"] = say("rewards.changed_meanwhile")
        return _form(form, before, status=409)
    if published.revision is None:
        if published.refusal is not None:
            form.errors["from"] = published.refusal.say(language())
        for problem in published.problems:
            form.errors.setdefault(_field(form, problem.path), f"{problem.path}: {problem.say(language())}")
        return _form(form, before, status=422)
    flash(say("rewards.published.later") if start is not None else say("rewards.published"))
    return answers.see(url_for("office.rewards.show"))


def _field(form: Form, path: str) -> str:
    """The field that a problem of the document is about; the form as a whole where it is about none."""
    parts = path.split(".")
    if parts[0] == "rewards" and len(parts) > 1:
        return next((f"key-{row}" for row in form.rows if form.value(f"key-{row}") == parts[1]), "form")
    own = {"shares": "shares", "valid": "valid"}
    return own.get(parts[1].partition("[")[0], "form") if parts[0] == "certificates" and len(parts) > 1 else "form"


def _said(wrong: Wrong) -> str:
    sentence = say(f"rewards.{wrong.code}", found=wrong.found)
    if not wrong.line:
        return sentence
    key = "rewards.line" if wrong.column else "rewards.line_only"
    place = say(key, line=wrong.line, column=wrong.column)
    return f"{place}: {sentence}"


def _changes(table: RewardTable, sheet: Sheet) -> dict[str, int]:
    """How many programmes the sheet adds, changes and takes away."""
    before, after = {row.code: row for row in table.rows}, {row.code: row for row in sheet.rows}
    changed = sum(before[code] != after[code] for code in before.keys() & after.keys())
    return {"added": len(after.keys() - before.keys()), "changed": changed, "gone": len(before.keys() - after.keys())}


def _table() -> RewardTable:
    return look_at_rewards(visit.chain(), visit.now())[1]


def _show(wrong: list[str] | None = None, status: int = 200) -> Response:
    programme = visit.chain().timeline.at(visit.today())
    values: dict[str, Any] = {"table": _table(), "programme": programme, "wrong": wrong or [], "anybody": ANYBODY}
    return answers.answer(TABLE, status=status, **values)


def _form(form: Form, table: RewardTable, imported: dict[str, int] | None = None, status: int = 200) -> Response:
    chain = visit.chain()
    programme = chain.timeline.at(visit.today())
    later = [revision.starts for revision in chain.revisions if revision.starts > visit.today().isoformat()]
    values: dict[str, Any] = {"form": form, "table": table, "programme": programme, "imported": imported}
    values |= {"price_field": price_field, "units": UNITS, "anybody": ANYBODY, "later": later[0] if later else None}
    return answers.answer(FORM, status=status, **values)
