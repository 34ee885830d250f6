"""Forms over the document: what they don't show, and what nobody has touched, stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from config.settings import CHECKOUT
from webapp.engine.document.check import check
from webapp.engine.document.reader import read
from webapp.engine.document.writer import write
from webapp.pages.office.parts.forms import PartFilled, form_of, read_form
from webapp.pages.office.rules.effects import forms
from webapp.pages.office.rules.parts import PARTS, entries, path_of, with_entries

DOCUMENTS = sorted((CHECKOUT / "tenants").glob("*/programme.yaml"))
DOCUMENTS += sorted((CHECKOUT / "tests" / "programmes").glob("*/programme.yaml"))
"""The presets, and a document for each mechanic."""


@pytest.fixture(scope="module", autouse=True)
def russian() -> Iterator[None]:
    """Somebody looks at a page."""
    app = Flask("forms")
    with app.test_request_context("/?lang=ru"):
        yield


def sent(form: PartFilled) -> dict[str, str]:
    """What a browser sends of the form as it was drawn."""
    found = dict(form.main.typed)
    for effect in form.effects:
        found |= effect.typed | ({effect.tick: "1"} if effect.on else {})
    return {name: text.replace("\n", "\r\n") for name, text in found.items()}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.parent.name)
def test_forms_that_are_sent_as_they_came_change_nothing(path: Path) -> None:
    tree = read(path.read_text(encoding="utf-8"))
    assert read(write(tree)) == tree
    for section in PARTS:
        for name, part in entries(tree, section).items():
            after, form = read_form(section, part, sent(form_of(section, part, new=False)), new=False)
            assert not form.all_errors
            assert after == part
            assert with_entries(tree, section, {**entries(tree, section), name: after}) == tree


def changed(rule: str, **typed: str) -> Any:
    """What a rule is once its form was sent with this typed into it; a dash in a name is written as two underscores."""
    value = read(rule)
    fields = {
        **sent(form_of("rules", value, new=False)),
        **{name.replace("__", "-"): text for name, text in typed.items()},
    }
    after, form = read_form("rules", value, fields, new=False)
    assert not form.all_errors
    return after


def test_what_a_form_does_not_show_survives_a_change_beside_it() -> None:
    rule = """
name: {ru: Приз, en: Prize}
unheard_of: {deep: [1, {er: 2}]}
then:
  earn: {give: {table: [level], gold: 7%}, rare: x}
  sing: {song: kalinka}
"""
    after = changed(rule, then__earn__per="20")
    assert after == read(rule.replace("rare: x", "rare: x, per: 20"))
    shown = form_of("rules", read(rule), new=False)
    assert shown.rest == ["unheard_of", "then.sing"]


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("{then: {earn: 5%}}", {"then__earn__give": "7%"}, "{then: {earn: 7%}}"),
        ("{then: {earn: 5%}}", {"then__earn__of": "unit"}, "{then: {earn: {give: 5%, of: unit}}}"),
        ("{then: {earn: 5%}}", {"on": "birthday"}, "{then: {earn: 5%}, on: birthday}"),
        ("{then: {earn: 5%}}", {"on__other": "{event: review}"}, "{then: {earn: 5%}, on: {event: review}}"),
        ("{on: {event: review}, then: {earn: 5}}", {"on": "visit"}, "{on: visit, then: {earn: 5}}"),
        ("{once: year, then: {earn: 5}}", {"once__times": "2"}, "{once: {per: year, times: 2}, then: {earn: 5}}"),
        (
            "{then: {earn: 5}}",
            {"if_others": "weekday: [mon]\r\nlevel: gold"},
            "{then: {earn: 5}, if: {weekday: [mon], level: gold}}",
        ),
        (
            "{then: {earn: 5}}",
            {"name__ru": "a: b", "name__en": "- c"},
            '{then: {earn: 5}, name: {ru: "a: b", en: "- c"}}',
        ),
        (
            "{if: {age: {at_least: 60}, level: [a]}, then: {earn: 5}}",
            {"if__level": "a, b", "if__weekday__mon": "1", "if__weekday__sun": "1", "if__receipt": "300"},
            "{if: {age: {at_least: 60}, level: [a, b], weekday: [mon, sun], receipt: 300}, then: {earn: 5}}",
        ),
        ("{not_with: [a, b], then: {earn: 5}}", {"not_with": ""}, "{then: {earn: 5}}"),
        ("{then: {earn: 5}}", {"then__reset__reset": "a, b"}, "{then: {earn: 5, reset: [a, b]}}"),
        (
            "{then: {discount: 5%}}",
            {"then__discount__percent": "{table: [level], gold: 7%}"},
            "{then: {discount: {percent: {table: [level], gold: 7%}}}}",
        ),
        (
            "{then: {refuse: no}}",
            {"then__undo": "1", "then__add_person": "1"},
            "{then: {refuse: no, undo: {of: ref}, add_person: yes}}",
        ),
        ("{then: {message: {ru: Да, en: Yes}}}", {"then__message__ru": "Нет"}, "{then: {message: {ru: Нет, en: Yes}}}"),
        ("{then: {set: {vip: yes, for: 30 days}}}", {"then__set__for": ""}, "{then: {set: {values: {vip: yes}}}}"),
        (
            "{then: {prolong: 1 month}}",
            {"then__prolong__level": "gold"},
            "{then: {prolong: {by: 1 month, level: gold}}}",
        ),
    ],
)
def test_what_is_typed_stands_in_the_document(before: str, typed: dict[str, str], after: str) -> None:
    assert changed(before, **typed) == read(after)


def test_yaml_that_cannot_be_read_is_named_at_its_field_with_its_line() -> None:
    _, form = read_form(
        "rules", read("{then: {earn: 5}}"), {"then-earn": "1", "if_others": "level: a\n  weekday: ["}, new=False
    )
    assert "Строка 2" in form.main.errors["if_others"]
    assert form.main.typed["if_others"] == "level: a\n  weekday: ["


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ("{then: {earn: {give: 5%, per: nought}}}", "then-earn-per"),
        ("{then: {earn: many}}", "then-earn-give"),
        ("{then: {earn: {give: 5%, cap: {per: eon, most: 3}}}}", "then-earn-cap-per"),
        ("{then: {discount: {percent: 5%, price: 3}}}", "then-discount"),
        ("{then: {give: nothing_of_the_kind}}", "then-give-reward"),
        ("{then: {earn: 5%}, if: {weekday: someday}}", "if-weekday"),
        ("{then: {earn: 5%}, if: {age: old}}", "if_others"),
        ("{then: {earn: 5%}, on: {event: 5}}", "on"),
        ("{then: {earn: 5%}, name: {ru: Имя}}", "name-en"),
        ("{then: {earn: 5%}, odd: 1}", "form"),
        ("{then: {}}", "form"),
    ],
)
def test_each_mistake_of_the_document_finds_the_field_that_speaks_of_it(rule: str, field: str) -> None:
    tree: dict[str, Any] = {
        "name": {"ru": "П", "en": "P"},
        "currency": "RUB",
        "wallets": {"w": {}},
        "rules": {"r": read(rule)},
    }
    form = form_of("rules", tree["rules"]["r"], new=False)
    form.blame(path_of("rules", "r"), check(write(tree))[1])
    assert list(form.all_errors) == [field]


def test_every_effect_has_labels_in_both_languages_and_closes_what_it_opens() -> None:
    for name, form in forms().items():
        assert all(form.title), name
        for one in form.fields:
            assert all(one.label), (name, one.key)
            assert bool(one.hint[0]) == bool(one.hint[1])
            assert all(all(words) for _, words in one.choices)
