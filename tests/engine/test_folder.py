"""A chain's folder: what may stand in it, and what is said of a file that cannot be used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.engine.told import preset
from webapp.engine.folder import BadFile, open_programme

DOCUMENT = "name: {ru: Друзья, en: Friends}\ncurrency: RUB\n"


def folder(path: Path, **files: str) -> Path:
    for name, text in {"programme": DOCUMENT, **files}.items():
        (path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return path


def test_a_folder_needs_only_its_programme(tmp_path: Path) -> None:
    found = open_programme(folder(tmp_path))
    assert found.chain.items == {}
    assert found.chain.salon("anywhere") is not None


def test_the_catalogue_and_the_salons_stand_beside_it(tmp_path: Path) -> None:
    items = "items: [{code: a, group: g, price: 10, hours: 1.5, tags: [x]}, {code: b, group: g, price: '1 000,50', tags: y}]"
    salons = "salons: [{code: one, category: luxury}, {code: two}]"
    chain = open_programme(folder(tmp_path, catalogue=items, salons=salons)).chain
    assert [tuple(item) for item in chain.items.values()] == [
        ("a", "g", 1000, 150, ("x",)),
        ("b", "g", 100_050, 0, ("y",)),
    ]
    first = chain.salon(None)
    assert first is not None
    assert (first.code, first.category) == ("one", "luxury")
    assert chain.salon("three") is None


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("programme", "name: {ru: Друзья, en: Friends}\n", r"programme\.yaml:1:1: currency"),
        ("programme", DOCUMENT + "walets: {}", r"programme\.yaml:3:1: walets"),
        ("programme", "a: [", r"programme\.yaml:"),
        ("catalogue", "items: 5", r"catalogue\.yaml:1:1: items"),
        ("catalogue", "goods: []", r"catalogue\.yaml:1:1: items"),
        ("catalogue", "items:\n- {code: a, group: g, price: 1}\n- {code: b, group: g}", r"catalogue\.yaml:3:3: items"),
        ("catalogue", "items:\n- {code: a, group: g, price: ten}", r"catalogue\.yaml:2:3: items"),
        ("catalogue", "items:\n- {code: a, group: g, price: -1}", r"catalogue\.yaml:2:3: items"),
        ("catalogue", "items:\n- {code: a, group: g, price: 1, hours: NaN}", r"catalogue\.yaml:2:3: items"),
        (
            "catalogue",
            "items:\n- {code: a, group: g, price: 1}\n- {code: a, group: g, price: 1}",
            r"catalogue\.yaml:3:3: .*'a'",
        ),
        ("catalogue", "items: [5]", r"catalogue\.yaml:1:1: items"),
        ("catalogue", "items:\n- {code: a, group: g, price: 1, tags: {x: 1}}", r"catalogue\.yaml:2:3: items"),
        ("salons", "salons: [centre]", r"salons\.yaml:1:1: salons"),
        ("salons", "salons:\n- {name: Centre}", r"salons\.yaml:2:3: salons"),
        ("salons", "salons:\n- {code: a}\n- {code: a}", r"salons\.yaml:3:3: .*'a'"),
        ("revisions", "revisions:\n- {in_force: 2016-01-20}", r"revisions\.yaml:2:4: in_force"),
        (
            "revisions",
            "revisions:\n- {in_force: {from: 2018-01-20, until: 2016-01-20}}",
            r"revisions\.yaml:2:4: in_force",
        ),
        ("revisions", "revisions:\n- {programme: nowhere.yaml}", r"nowhere\.yaml"),
        ("revisions", "revisions: []", r"revisions\.yaml:1:1: revisions"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_place(tmp_path: Path, name: str, text: str, said: str) -> None:
    folder(tmp_path, **{name: text})
    with pytest.raises(BadFile, match=said):
        open_programme(tmp_path)


def test_revisions_take_over_one_from_the_other(tmp_path: Path) -> None:
    """7K-23: the published one ran until 20 January 2018; from that day on another rules."""
    revisions = (
        "revisions:\n"
        "- {programme: programme.yaml, in_force: {from: 2016-01-20, until: 2018-01-20}}\n"
        "- {programme: next.yaml, in_force: {from: 2018-02-01}}\n"
    )
    timeline = open_programme(folder(tmp_path, revisions=revisions, next=DOCUMENT)).timeline
    days = [
        date(2016, 1, 19),
        date(2016, 1, 20),
        date(2018, 1, 19),
        date(2018, 1, 20),
        date(2018, 1, 31),
        date(2018, 2, 1),
    ]
    assert [timeline.on(day).runs_on(day) for day in days] == [False, True, True, False, False, True]
    assert timeline.on(days[4]).revision != timeline.on(days[5]).revision


def test_the_chain_that_ships_with_two_revisions_never_closes_between_them() -> None:
    """7K-23, R25."""
    timeline = preset("seven_krasok").timeline
    days = [date(2016, 1, 19), date(2016, 1, 20), date(2018, 1, 19), date(2018, 1, 20), date(2026, 11, 21)]
    assert [timeline.on(day).runs_on(day) for day in days] == [False, True, True, True, True]
