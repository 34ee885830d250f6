"""The audit log: who did what, when and where, with what before and after, found again (R66, R70, R71)."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.guards.tree import modules
from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import bought, draft, member, new_phone
from tests.pages.reader import Page, Reader
from tests.usecases.desk import VERBS
from tests.usecases.founded import DESK, NOW, hired
from webapp.database import transact
from webapp.engine.events import EVENTS, Grant, Return
from webapp.pages.office.audit.words import ACTIONS, NOTED
from webapp.pages.shared.visit import now
from webapp.store import audit
from webapp.translations.say import knows
from webapp.usecases.dismiss_staff import dismiss_staff
from webapp.usecases.grant import grant
from webapp.usecases.list_audit import MOST
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.return_receipt import return_receipt

Found = Callable[[str], OpenChain]
ENTRY = re.compile(r'<li class="log-entry">(.*?)</li>', re.S)


def entries(page: Page) -> list[str]:
    """Each entry's words."""
    return [Page(200, "", text).text for text in ENTRY.findall(page.html)]


def test_what_the_desk_did_is_told_with_who_when_where_and_what(
    app: Flask, estetic: OpenChain, office: Reader, sign_in: SignIn
) -> None:
    desk = sign_in(estetic, salon="centre")
    who = member(app, estetic, "Мария Седова")
    draft(desk, estetic, who, "peeling")
    number = desk.press("Провести чек").field("number") or ""
    page = office.open(f"/{estetic.slug}/office/audit/")
    newest = entries(page)[0]
    salon = next(salon.name.ru for salon in estetic.salons if salon.code == "centre")
    for words in ("Проведён чек", "Мария Седова", "Dina", salon, "К оплате", number):
        assert words in newest, newest
    local = estetic.local(now())
    assert f"{local:%H:}" in newest


def test_a_role_that_was_given_and_taken_stands_there_before_and_after(
    app: Flask, estetic: OpenChain, office: Reader
) -> None:
    with app.app_context():
        owner = hired(estetic, DESK._replace(email="second-owner@example.org", name="Вера", role="owner"))
        dina = hired(estetic, DESK._replace(email="leaving@example.org", name="Зинаида", salons=("centre",)))
        dismiss_staff(estetic, dina, now(), by=owner)
    office.open(f"/{estetic.slug}/office/audit/")
    told = entries(office.press("Показать", action="staff_dismissed"))
    assert len(told) == 1
    assert "Доступ отозван: Зинаида" in told[0]
    assert "Вера" in told[0]
    assert "было стойка → стало —" in told[0]


@pytest.fixture
def busy(app: Flask, founded_here: Found) -> OpenChain:
    """A chain with one person more on the staff, who granted bonuses more often than a page has room for: day by day, for in one day nobody may (R48)."""
    chain = founded_here("blank")
    who = member(app, chain, "Ольга Белова", phone="+79120007701", days_ago=300)
    member(app, chain, "Анна Смирнова", phone="+79120007702", days_ago=40)
    with app.app_context():
        vera = Actor(hired(chain, DESK._replace(name="Вера", email="vera@example.org")))
        for number in range(MOST + 5):
            event = Grant.model_validate({"member": who, "bonuses": str(number + 1), "reason": f"причина {number}"})
            grant(chain, vera, f"grant {number}", event, now() - timedelta(days=200 - number))
    return chain


def asked(reader: Reader, chain: OpenChain, **typed: str) -> list[str]:
    reader.open(f"/{chain.slug}/office/audit/?lang=ru")
    return entries(reader.press("Показать", **typed))


def test_pages_of_fifty_follow_each_other_without_gap_or_repeat(busy: OpenChain, sign_in: SignIn) -> None:
    reader = sign_in(busy, role="manager")
    found = asked(reader, busy, action="grant")
    assert len(found) == MOST
    rest = entries(reader.press("Более ранние"))
    assert len(rest) == 5
    assert "Более ранние" not in reader.page.text
    reasons = [int(re.findall(r"причина (\d+)", told)[0]) for told in [*found, *rest]]
    assert reasons == list(range(MOST + 5))[::-1]


def test_the_log_is_searched_by_person_action_subject_and_days(busy: OpenChain, sign_in: SignIn) -> None:
    reader = sign_in(busy, role="owner")
    page = reader.open(f"/{busy.slug}/office/audit/?lang=ru")
    vera = re.findall(r'<option value="([0-9a-f-]{36})">Вера</option>', page.html)[0]
    assert {told.count("Начислены бонусы") for told in asked(reader, busy, person=vera)} == {1}
    assert len(asked(reader, busy, action="enrol")) == 2
    for subject in ("смирнова", "8 (912) 000-77-02", "7702"):
        found = asked(reader, busy, subject=subject)
        assert len(found) == 2, subject
        assert all("Анна Смирнова" in told for told in found)
    assert len(asked(reader, busy, subject="вера")) == 1
    assert asked(reader, busy, subject="никто") == []
    day = busy.local(now()).date() - timedelta(days=40)
    assert len(asked(reader, busy, since=day.isoformat(), until=day.isoformat())) == 2
    typed = f"{day:%d.%m.%Y}"
    assert len(asked(reader, busy, since=typed, until=typed, action="enrol")) == 1
    assert (reader.page.field("since"), reader.page.field("until")) == (typed, typed)


def test_a_receipts_number_finds_its_sale_and_its_returns(app: Flask, estetic: OpenChain, office: Reader) -> None:
    who = member(app, estetic)
    number = bought(app, estetic, who, "peeling", quantity=2)
    other = bought(app, estetic, who, "peeling")
    with app.app_context():
        for place, wanted in enumerate((number, other, number)):
            event = Return.model_validate({"receipt": wanted, "lines": [{"line": 1, "quantity": 1}]})
            assert not return_receipt(estetic, Actor(), f"back {number} {place}", event, now()).refused
    found = asked(office, estetic, subject=number)
    assert [told.split(":")[1][3:].split()[0] for told in found] == ["Возврат", "Возврат", "Проведён"]
    assert all(number in told and other not in told for told in found)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"since": "2026-02-30"}, "С даты"),
        ({"until": "вчера"}, "По дату"),
        ({"since": "0001-01-01"}, "С даты"),
        ({"until": "9999-12-31"}, "По дату"),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "По дату"),
    ],
)
def test_a_day_that_is_none_is_named_and_stays_as_typed(
    office: Reader, estetic: OpenChain, typed: dict[str, str], field: str
) -> None:
    office.open(f"/{estetic.slug}/office/audit/?lang=ru")
    page = office.press("Показать", **typed)
    assert page.status == 422
    assert f"{field} :" in page.text or f"{field}:" in page.text
    assert all(f'value="{value}"' in page.html for value in typed.values())


@pytest.mark.parametrize("after", ["x", "2026-11-22T00:00:00 0", "0001-01-01T00:00:00+00:00 " + "0" * 32, "9" * 400])
def test_a_place_in_the_list_that_is_none_begins_at_the_newest(office: Reader, estetic: OpenChain, after: str) -> None:
    page = office.open(f"/{estetic.slug}/office/audit/")
    data = [("csrf_token", page.field("csrf_token") or ""), ("after", after)]
    assert office.send(f"/{estetic.slug}/office/audit/", data).status == 200


def test_both_languages_say_everything(busy: OpenChain, sign_in: SignIn) -> None:
    reader = sign_in(busy, role="owner")
    page = reader.open(f"/{busy.slug}/office/audit/?lang=en")
    assert "Bonuses granted" in page.text
    assert "audit." not in page.text
    assert not re.search("[А-Яа-я]", " ".join(re.findall(r"<(?:dt|h1|label)[^>]*>([^<]*)<", page.html)))


def test_every_action_has_its_words_and_can_be_searched_for() -> None:
    """What the use cases perform and what they note; a new one without words fails here."""
    steps = {verb for verb in EVENTS if verb.endswith("_certificate")}
    performed = set(VERBS) | steps
    noted = {name for _, tree in modules("webapp/usecases") for name in _noted(tree)}
    whole, ends = {name for name in noted if name[0] != "_"}, tuple(name for name in noted if name[0] == "_")
    assert performed | set(NOTED) == set(ACTIONS)
    assert whole <= set(NOTED)
    assert all(action in whole or action.endswith(ends) for action in NOTED)
    assert all(any(action.endswith(end) for action in NOTED) for end in ends)
    assert all(knows(f"audit.did.{action}") for action in ACTIONS)


def _noted(tree: ast.Module) -> list[str]:
    """What is noted under one name, and the end of what is noted under several, as `_offered`."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    notes = [call for call in calls if call.func.attr == "note"]  # type: ignore[attr-defined]
    told = [part for call in notes for part in call.args]
    made = [part.values[-1] for part in told if isinstance(part, ast.JoinedStr)]
    either = [side for part in told if isinstance(part, ast.IfExp) for side in (part.body, part.orelse)]
    return [str(part.value) for part in [*told, *made, *either] if isinstance(part, ast.Constant)]


def test_an_action_that_nobody_has_words_for_is_told_by_its_code(
    app: Flask, founded_here: Found, sign_in: SignIn
) -> None:
    """What a newer version wrote is not hidden by an older one."""
    chain = founded_here("blank")
    with app.app_context():
        transact(
            lambda session: audit.note(
                session, chain.id, NOW, "till_moved", "x", None, {"shelf": "a"}, {"shelf": "b", "none": None}
            ),
            chain.id,
        )
    told = asked(sign_in(chain, role="owner"), chain)
    assert any("till_moved" in one and "shelf" in one and "a → стало b" in one for one in told), told


def test_only_owners_and_managers_look_and_the_desk_shows_them_the_way(
    estetic: OpenChain, sign_in: SignIn, office: Reader
) -> None:
    assert office.open(f"/{estetic.slug}/desk/").links["Офис"] == f"/{estetic.slug}/office/staff/"
    desk = sign_in(estetic, salon="centre")
    assert "Офис" not in desk.open(f"/{estetic.slug}/desk/?lang=ru").links
    assert desk.open(f"/{estetic.slug}/office/audit/").status == 403


def test_another_chains_people_and_phones_find_nothing_here_r33(
    app: Flask, estetic: OpenChain, founded_here: Found, sign_in: SignIn
) -> None:
    phone = new_phone()
    member(app, estetic, "Яна Тайная", phone=phone)
    quiet = founded_here("estetic")
    reader = sign_in(quiet, role="owner")
    assert asked(reader, quiet, subject=phone) == []
    here = reader.page.html.replace(phone, "")
    assert asked(reader, quiet, subject="+79129999999") == []
    blotted = re.compile(r'name="csrf_token" value="[^"]*"')
    assert blotted.sub("", here) == blotted.sub("", reader.page.html.replace("+79129999999", ""))
