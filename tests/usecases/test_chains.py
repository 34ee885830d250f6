"""A chain's folder goes into the database and comes back; what is open in a process is what the database holds."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from flask import current_app
from sqlalchemy import event

from config.settings import CHECKOUT
from tests.usecases.founded import DESK, NOW, OWNER, TENANTS, founded, opened
from webapp.database import db, transact
from webapp.engine.document.check import dump
from webapp.engine.document.schema import InForce, Named
from webapp.engine.folder import BadFile, open_programme
from webapp.store import chains, revisions
from webapp.store.folders import read_folder, read_journals
from webapp.store.tables import Audit, Revision
from webapp.usecases.add_staff import add_staff
from webapp.usecases.create_tenant import Particulars, create_tenant
from webapp.usecases.export_tenant import export_tenant
from webapp.usecases.list_tenants import list_tenants
from webapp.usecases.load_tenant import load_tenant
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.publish_programme import publish_programme
from webapp.usecases.refusal import Refusal
from webapp.usecases.try_journals import try_journals

pytestmark = pytest.mark.usefixtures("shared_store")

Outcome = TypeVar("Outcome")
PRESETS = ("blank", "estetic", "keep_looking", "seven_krasok")
RULES = "name: {ru: Новые, en: New}\ncurrency: RUB\nwallets: {bonus: {worth: 1}}\n"


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is said to the database meanwhile, the transactions' own words apart."""
    said: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith(("BEGIN", "SET LOCAL")):
            said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield said
    event.remove(db.engine, "before_cursor_execute", note)


def copied(folder: Path, preset: str, **changes: str) -> Path:
    """A copy of a preset with other text in its files."""
    folder.mkdir()
    for path in (TENANTS / preset).glob("*.yaml"):
        (folder / path.name).write_text(changes.get(path.stem, path.read_text()))
    return folder


@pytest.mark.parametrize("preset", PRESETS)
def test_what_was_loaded_is_open_as_the_folder_says(preset: str) -> None:
    chain, folder = founded(preset), read_folder(TENANTS / preset)
    assert chain.name == folder.profile.name
    assert str(chain.zone) == folder.profile.zone
    assert [salon.code for salon in chain.salons] == [salon.code for salon in folder.salons]
    assert [group.code for group in chain.groups] == list(folder.catalogue.groups)
    assert [(item.code, item.price, item.hours) for item in chain.items] == [
        (item.code, item.price, item.hours) for item in folder.catalogue.items
    ]
    assert chain.lists == open_programme(TENANTS / preset).chain
    assert chain.questionnaire["fields"][0]["label"]["ru"] == folder.questions.fields[0].label.ru
    for moment in (datetime(2017, 5, 1), datetime(2026, 11, 22)):
        wanted = open_programme(TENANTS / preset).timeline.at(moment).document
        assert dump(chain.timeline.at(moment).document) == dump(wanted)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_folder_survives_the_database(preset: str, tmp_path: Path) -> None:
    chain = founded(preset)
    assert export_tenant(chain.slug, tmp_path / "out") is None
    before, after = read_folder(TENANTS / preset), read_folder(tmp_path / "out")
    assert after.profile.slug == chain.slug
    assert after.profile.model_copy(update={"slug": before.profile.slug}) == before.profile
    for part in ("salons", "catalogue", "questions", "texts", "revisions"):
        assert getattr(after, part) == getattr(before, part), part
    assert open_programme(tmp_path / "out").chain == chain.lists


def test_what_was_exported_after_a_change_of_rules_loads_as_an_equal_chain(tmp_path: Path) -> None:
    chain = founded("seven_krasok")
    assert publish_programme(chain, RULES, NOW).revision
    assert publish_programme(chain, RULES, NOW, span=InForce.model_validate({"from": "2027-02-01"})).revision
    assert export_tenant(chain.slug, tmp_path / "out") is None
    exported = read_folder(tmp_path / "out")
    assert [revision.starts for revision in exported.revisions] == [
        "2016-01-20T00:00:00",
        "2018-01-20T00:00:00",
        "2026-11-22T12:30:00",
        "2027-02-01T00:00:00",
    ]
    home = copied(tmp_path / "again", "blank")
    for path in (tmp_path / "out").iterdir():
        (home / path.name).write_text(path.read_text().replace(chain.slug, f"{chain.slug}-2"))
    assert isinstance(load_tenant(home, NOW), UUID)
    twin = opened(f"{chain.slug}-2")
    assert twin.lists == opened(chain.slug).lists
    assert [(one.number, one.starts) for one in twin.revisions] == [
        (n, r.starts) for n, r in enumerate(exported.revisions, 1)
    ]


def test_a_folders_journals_come_along_hold_under_its_rules_and_tell_where_others_differ(tmp_path: Path) -> None:
    home = tmp_path / "in"
    shutil.copytree(TENANTS / "seven_krasok", home)
    profile = (home / "tenant.yaml").read_text()
    (home / "tenant.yaml").write_text(re.sub("^slug: .*$", f"slug: chain-{uuid4().hex[:12]}", profile, flags=re.M))
    found = load_tenant(home, NOW)
    assert isinstance(found, UUID)
    chain = opened(read_folder(home).profile.slug)
    document = chain.timeline.at(chain.local(NOW)).document
    assert [one.name for one in try_journals(chain, document) if not one.holds] == []
    poorer = document.model_copy(update={"rules": {}})
    missed = [one for one in try_journals(chain, poorer) if one.missed]
    assert missed and all(each.line > 1 and each.wanted != each.found for one in missed for each in one.missed)
    assert export_tenant(chain.slug, tmp_path / "out") is None
    assert read_journals(tmp_path / "out") == read_journals(TENANTS / "seven_krasok") != []


def test_an_unknown_chain_is_none_and_is_not_exported(tmp_path: Path) -> None:
    assert open_chain("nobody-here") is None
    assert export_tenant("nobody-here", tmp_path / "out") == Refusal("chain_unknown", {"slug": "nobody-here"})
    assert not (tmp_path / "out").exists()


def test_an_open_chain_costs_one_statement_until_something_changes() -> None:
    chain = founded("estetic")
    with statements() as said:
        assert open_chain(chain.slug) is chain
    assert len(said) == 1
    transact(lambda session: chains.touch(session, chain.id), chain.id)
    assert opened(chain.slug) is not chain
    with statements() as said:
        opened(chain.slug)
    assert len(said) == 1


def test_a_new_revision_is_seen_at_once_and_the_old_one_is_not_compiled_again() -> None:
    chain = founded("estetic")
    published = publish_programme(chain, RULES, NOW, span=InForce.model_validate({"from": "2026-12-01"}))
    fresh = opened(chain.slug)
    before, after = datetime(2026, 11, 30, 23, 59, 59), datetime(2026, 12, 1)
    assert fresh.timeline.at(before) is chain.timeline.at(before)
    assert fresh.timeline.at(after).revision == str(published.revision)
    assert [revision.number for revision in fresh.revisions] == [1, 2]


def test_a_slug_is_had_by_one_chain_and_not_every_word_is_one() -> None:
    chain = founded("blank")
    for slug, code in (
        (chain.slug, "slug_taken"),
        ("desk", "slug_reserved"),
        ("Ab", "slug_form"),
        ("a/b", "slug_form"),
    ):
        refused = create_tenant(TENANTS / "blank", Particulars(slug), OWNER, NOW)
        assert isinstance(refused, Refusal)
        assert refused.code == code
        assert slug in refused.say("en")
        assert slug in refused.say("ru")
    assert list_tenants().count(chain.slug) == 1


def test_a_new_chain_is_a_preset_with_a_name_a_zone_and_an_owner_of_its_own() -> None:
    slug = f"chain-{uuid4().hex[:12]}"
    particulars = Particulars(slug, name=Named(ru="Лаванда", en="Lavender"), zone="Asia/Omsk", currency="KZT")
    tenant = create_tenant(TENANTS / "estetic", particulars, OWNER, NOW)
    chain = opened(slug)
    assert chain.id == tenant
    assert (chain.name.ru, str(chain.zone), chain.currency) == ("Лаванда", "Asia/Omsk", "KZT")
    assert chain.timeline.at(chain.local(NOW)).document.currency == "KZT"
    assert audited(chain) == ["chain_founded", "staff_added"]


def test_an_owner_who_cannot_be_one_founds_nothing() -> None:
    slug = f"chain-{uuid4().hex[:12]}"
    for owner, code in (
        (OWNER._replace(password="short"), "password_short"),
        (OWNER._replace(password="2512198825121988"), "password_guessable"),
        (OWNER._replace(email="nobody"), "email_form"),
    ):
        refused = create_tenant(TENANTS / "blank", Particulars(slug), owner, NOW)
        assert isinstance(refused, Refusal)
        assert refused.code == code
    assert open_chain(slug) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tenant": "slug: nice-one\n"}, r"tenant\.yaml:1:1: .*name"),
        ({"salons": "salons:\n- {code: a}\n"}, r"salons\.yaml:2:3: salons\[1\]\.name"),
        ({"catalogue": "groups: {}\nitems:\n- {code: a, name: {ru: а, en: a}, group: b, price: 1}\n"}, "group"),
        ({"catalogue": "groups: {}\nitems: [}"}, r"catalogue\.yaml:2:"),
        ({"programme": "name: {ru: а, en: a}\ncurrency: RUB\nwalets: {}\n"}, r"programme\.yaml:3:1: walets"),
    ],
)
def test_a_folder_that_cannot_be_read_names_file_line_and_field(
    tmp_path: Path, changes: dict[str, str], said: str
) -> None:
    with pytest.raises(BadFile, match=said):
        load_tenant(copied(tmp_path / "bad", "blank", **changes), NOW)


def test_two_of_one_code_are_refused(tmp_path: Path) -> None:
    salon = "- {code: main, name: {ru: а, en: a}, city: {ru: а, en: a}}\n"
    with pytest.raises(BadFile, match=r"salons\.yaml:3:4: salons\[2\]\.code: the code 'main' is already taken"):
        load_tenant(copied(tmp_path / "bad", "blank", salons=f"salons:\n{salon}{salon}"), NOW)


def test_what_is_wrong_with_a_document_is_told_and_nothing_is_published() -> None:
    chain = founded("blank")
    told = publish_programme(chain, RULES.replace("wallets", "walets"), NOW)
    assert told.revision is None
    assert [(problem.path, problem.line) for problem in told.problems] == [("walets", 3)]
    assert len(opened(chain.slug).revisions) == 1


@pytest.mark.parametrize(
    ("span", "starts", "refused"),
    [
        (None, "2026-11-22T12:30:00", None),
        ({"from": "2026-11-22"}, "2026-11-22T12:30:00", None),
        ({"from": "2026-11-23"}, "2026-11-23T00:00:00", None),
        ({"from": "2026-11-21"}, None, "start_in_past"),
        ({"until": "2026-11-22"}, None, "end_in_past"),
    ],
)
def test_rules_take_over_now_or_later_and_never_earlier(
    span: dict[str, str] | None, starts: str | None, refused: str | None
) -> None:
    """09:30 UTC is 12:30 in Moscow."""
    chain = founded("blank")
    told = publish_programme(chain, RULES, NOW, span=InForce.model_validate(span) if span else None)
    assert told.starts == starts
    assert (told.refusal.code if told.refusal else None) == refused
    assert len(opened(chain.slug).revisions) == (2 if starts else 1)


def test_rules_in_another_currency_are_refused() -> None:
    told = publish_programme(founded("blank"), RULES.replace("RUB", "EUR"), NOW)
    assert told.refusal is not None
    assert "EUR" in told.refusal.say("ru")


def test_of_two_revisions_that_start_together_the_later_published_one_rules() -> None:
    chain = founded("blank")
    later = InForce.model_validate({"from": "2027-01-01"})
    publish_programme(chain, RULES, NOW, span=later)
    second = publish_programme(chain, RULES, NOW + timedelta(hours=1), by=uuid4(), span=later)
    assert opened(chain.slug).timeline.at(datetime(2027, 1, 1)).revision == str(second.revision)
    assert audited(chain) == ["chain_founded", "programme_published", "programme_published"]


def test_a_published_document_is_kept_short_and_in_the_order_of_its_rules() -> None:
    chain = founded("seven_krasok")
    kept = transact(
        lambda session: revisions.documents(session, chain.id, [chain.revisions[-1].id]), chain.id, readonly=True
    )
    document = json.loads(kept[chain.revisions[-1].id])
    assert list(document["levels"]) == ["cumulative", "privilege", "vip_privilege"]
    assert (
        transact(lambda session: session.query(Revision).where(Revision.tenant_id == chain.id).count(), chain.id) == 2
    )


def test_staff_of_the_desk_stand_in_a_salon_of_the_chain() -> None:
    refused = add_staff(founded("estetic"), DESK._replace(salons=("main",)), datetime.now(UTC))
    assert refused == Refusal("salon_unknown", {"salon": "main"})


def together(work: Callable[[int], Outcome], times: int = 4) -> list[Outcome]:
    """Does it so often at the same moment."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    start = threading.Barrier(times)

    def one(number: int) -> Outcome:
        with app.app_context():
            start.wait()
            return work(number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_of_those_who_want_an_address_at_the_same_moment_one_has_it() -> None:
    particulars = Particulars(f"chain-{uuid4().hex[:12]}")
    made = together(lambda number: create_tenant(TENANTS / "blank", particulars, OWNER, NOW))
    assert len([one for one in made if isinstance(one, UUID)]) == 1
    assert {one.code for one in made if isinstance(one, Refusal)} == {"slug_taken"}


def test_revisions_that_are_published_at_the_same_moment_get_a_number_each() -> None:
    chain = founded("blank")
    assert all(one.revision for one in together(lambda number: publish_programme(chain, RULES, NOW)))
    assert [revision.number for revision in opened(chain.slug).revisions] == [1, 2, 3, 4, 5]


CUT_OFF = """
import os, sys
from pathlib import Path
from datetime import UTC, datetime
from sqlalchemy import Engine, event
from webapp.database import opened
from webapp.usecases.load_tenant import load_tenant

@event.listens_for(Engine, "before_cursor_execute")
def cut(connection, cursor, statement, *rest):
    if statement.startswith("INSERT INTO revisions"):
        os.kill(os.getpid(), 9)

with opened(sys.argv[1]):
    load_tenant(Path(sys.argv[2]), datetime.now(UTC))
"""


def test_a_process_that_is_killed_while_it_loads_leaves_nothing_r14(tmp_path: Path) -> None:
    slug = f"chain-{uuid4().hex[:12]}"
    profile = (TENANTS / "blank" / "tenant.yaml").read_text().replace("slug: blank", f"slug: {slug}")
    home = copied(tmp_path / "home", "blank", tenant=profile)
    url = db.engine.url.render_as_string(hide_password=False)
    assert subprocess.run([sys.executable, "-c", CUT_OFF, url, str(home)], cwd=CHECKOUT).returncode == -9
    assert open_chain(slug) is None
    assert isinstance(load_tenant(home, NOW), UUID)
    assert [revision.number for revision in opened(slug).revisions] == [1]


def audited(chain: OpenChain) -> list[str]:
    rows = transact(
        lambda session: session.query(Audit).where(Audit.tenant_id == chain.id).order_by(Audit.id).all(), chain.id
    )
    return [row.action for row in rows]
