"""The programme in sentences: every setting speaks, in both languages, of any valid document (R71)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from tests.engine.document.marked import HEAD
from webapp.engine.document.check import check, dump, load, validate
from webapp.engine.document.explain import explain
from webapp.engine.document.phrases import NO_LISTS, Lists
from webapp.engine.document.problems import accepted_keys
from webapp.engine.document.reader import Path, read
from webapp.engine.document.schema import Named, ProgrammeDocument

WHOLE = read((File(__file__).parent / "whole.yaml").read_text(encoding="utf-8"))

# Words of which one may stand for another in some setting.
CHOICES = [
    ["down", "up", "half_up"],
    ["earlier", "shared"],
    ["yes", "no"],
    ["feb_28", "mar_1"],
    ["paid", "gross", "visits", "receipts", "units", "hours", "minutes"],
    ["unit", "line", "receipt"],
    ["paid", "discounted", "gross"],
    ["in", "out"],
    ["oldest", "soonest_end"],
    ["calendar_month", "calendar_year"],
    ["note", "soap", "gift"],
    ["cash", "off"],
    ["jan", "may"],
    ["day", "receipt", "week", "month", "year", "life"],
    ["points", "money"],
    ["no", "pooled", "apart"],
    ["0", "debt"],
    ["0", "rest"],
    ["at_end", "when_met"],
    ["kept", "lost"],
    ["back", "lost"],
    ["taken", "kept", "taken_if_unused"],
    ["paid", "list"],
    ["debt", "forgive", "money"],
    ["at_use", "at_booking"],
    ["discount", "payment"],
    ["part", "whole_line", "whole_receipt"],
    ["best", "add", "chain", "first"],
    ["any_visit", "yearly", "never"],
    ["earned", "all"],
    ["member", "friend", "both"],
    ["cheapest", "dearest", "chosen"],
    ["item", "group"],
    ["visit", "sale"],
    ["at_once", "next_day", "next_visit", "next_sale"],
    ["max", "amount"],
    ["first", "last"],
    ["same_category", "any"],
    ["recovered", "not_recovered"],
    ["at_once", "next_visit", "card_issue", "next_month"],
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    ["active", "suspended", "closed", "awaiting_questionnaire", "awaiting_activation"],
    ["year", "birthday", "life"],
    ["month", "quarter", "half", "year"],
    ["life", "level_period"],
    ["none", "matching", "start", "silver", "gold", "diamond", "star", "sun"],
    ["bonus", "points", "stars", "old"],
    ["spend", "period", "visits", "hours", "receipts", "units"],
    ["massage", "peeling", "gift"],
    ["level", "group", "item", "tag", "channel", "grade", "salon_category", "weekday"],
    ["enrolment", "questionnaire"],
    ["desk", "online"],
    ["cash", "bank_card", "gift_card", "deposit"],
    ["instalments", "excluded"],
    ["RUB", "EUR", "KZT"],
    ["RU", "KZ"],
    ["Asia/Omsk", "Europe/Moscow"],
]
NUMBERS = [
    (r"\d+%", ["11%", "12.5%"]),
    (r"\d+(\.\d+)?", ["8", "9", "12.5"]),
    (r"\d+ (working )?(day|month|year)s?", ["9 days", "7 months", "6 years", "6 working days"]),
    (r"\d+ (minute|hour)s?", ["9 minutes", "2 hours"]),
    (r"\d{4}-\d\d-\d\d", ["2026-01-09", "2029-11-23"]),
    (r"\d\d-\d\d", ["06-17", "02-07"]),
    (r"\d\d:\d\d-\d\d:\d\d", ["09:00-14:30", "10:00-24:00"]),
    (r"\S+\.\.\S+", ["2026-03-02..2026-03-08", "2026-03-01..2026-03-09"]),
]


def _text(document: ProgrammeDocument) -> str:
    told = [section for language in ("ru", "en") for section in explain(document, language)]
    return "\n".join(sentence.text for section in told for sentence in section.sentences)


def _leaves(node: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(node, dict):
        for key, inner in node.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(node, list):
        for place, inner in enumerate(node):
            yield from _leaves(inner, (*path, place))
    else:
        yield path, node


def _keys(node: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(node, dict):
        for key, inner in node.items():
            yield (*path, key)
            yield from _keys(inner, (*path, key))
    elif isinstance(node, list):
        for place, inner in enumerate(node):
            yield from _keys(inner, (*path, place))


def _other_values(value: str) -> list[str]:
    words = [word for choice in CHOICES if value in choice for word in choice if word != value]
    numbers = [number for pattern, others in NUMBERS if re.fullmatch(pattern, value) for number in others]
    return [*words, *numbers, "zzz"]


def _with(path: Path, value: str | None) -> Any:
    """The whole document with another value at a place, or without it."""
    tree = _plain(WHOLE)
    node = tree
    for step in path[:-1]:
        node = node[step]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return tree


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _plain(inner) for key, inner in node.items()}
    return [_plain(inner) for inner in node] if isinstance(node, list) else node


def _whole() -> ProgrammeDocument:
    document, errors = validate(WHOLE)
    assert document is not None, errors
    return document


def test_the_whole_document_uses_every_field_of_the_schema() -> None:
    used = {(type(model).__name__, name) for model in _models(_whole()) for name in model.model_fields_set}
    known = {(model.__name__, name) for model in _classes(ProgrammeDocument) for name in model.model_fields}
    assert known - used == set()


def _models(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _models(getattr(value, name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _models(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _models(inner)


def _classes(model: type[BaseModel]) -> set[type[BaseModel]]:
    found = {model}
    queue = [model]
    while queue:
        described = queue.pop().model_json_schema()
        names = set(described.get("$defs", {}))
        new = {other for other in _subclasses(BaseModel) if other.__name__ in names} - found
        found |= new
        queue.extend(new)
    return {other for other in found if other.__module__.startswith("webapp.engine.document")}


def _subclasses(model: type[BaseModel]) -> set[type[BaseModel]]:
    return {model}.union(*(_subclasses(other) for other in model.__subclasses__()))


# Settings that have only one value in the present language, so that only leaving them out can show that they speak.
SINGLE = {"scaled", "with", "friend", "of", "from", "named", "undo", "idle", "first", "kinds"}
# What must agree with what stands beside it cannot be exchanged alone: triggers, groups, a table's keys, `always`.
TIED = {
    "combine",
    "not_with",
    "on",
    "table",
    "enter",
    "wallet",
    "steps",
    "counter",
    "uses",
    "spends",
    "to",
    "share",
    "since",
}
# What says outright what is so anyway: the first wallet, its worth where it pays for receipts.
AS_WITHOUT = {
    ("wallets", "bonus", "worth"),
    ("rules", "fixed", "then", "earn", "wallet"),
    ("spending", "wallet"),
}


@pytest.mark.parametrize("section", list(WHOLE))
def test_no_setting_is_silent(section: str) -> None:
    """Changing any one value of the document changes what is said, or the document is no longer valid."""
    document = _whole()
    said = _text(document)
    silent, untried = [], []
    for path, value in _leaves(WHOLE[section], (section,)):
        tried = 0
        for other in _other_values(value):
            changed, _ = validate(_with(path, other))
            if changed is None or changed == document:
                continue
            tried += 1
            if _text(changed) == said:
                silent.append((path, other))
        if not tried and not (SINGLE | TIED) & set(path[-2:]):
            untried.append((path, value))
    assert silent == []
    assert untried == []


@pytest.mark.parametrize("section", list(WHOLE))
def test_nothing_is_left_out_in_silence(section: str) -> None:
    """Leaving out any setting changes what is said, or the document is no longer valid or the same."""
    document = _whole()
    said = _text(document)
    silent = []
    for path in _keys(WHOLE[section], (section,)):
        changed, _ = validate(_with(path, None))
        if changed is not None and changed != document and path not in AS_WITHOUT and _text(changed) == said:
            silent.append(path)
    assert silent == []


def test_sentences_are_numbered_by_section() -> None:
    sections = explain(_whole(), "ru")
    assert [section.number for section in sections] == list(range(1, len(sections) + 1))
    for section in sections:
        numbers = [sentence.number for sentence in section.sentences]
        assert numbers == [f"{section.number}.{place}" for place in range(1, len(numbers) + 1)]
        assert section.title
        for sentence in section.sentences:
            assert sentence.text[0].isupper() or sentence.text[0] == "«"
            assert sentence.text.endswith((".", "!"))
            assert "  " not in sentence.text


def test_names_of_groups_come_from_the_catalogue() -> None:
    document = _whole()
    lists = Lists(groups={"hair": Named(ru="Волосы", en="Hair")})
    russian = [sentence.text for section in explain(document, "ru", lists) for sentence in section.sentences]
    assert any("группа «Волосы» — 5\u00a0%" in text for text in russian)
    assert not any("«hair»" in text for text in russian)


def test_what_is_called_nowhere_is_readable_and_what_the_lists_name_is_named() -> None:
    text = HEAD + "rules: {late_bonus: {if: {tag: late_hour, item: free_cut, salon: old_town}, then: {earn: 5%}}}"
    document, errors, _ = check("wallets: {bonus: {worth: 1}}\n" + text)
    assert document is not None, errors

    def said(lists: Lists = NO_LISTS) -> str:
        told = explain(document, "ru", lists)
        return next(one.text for section in told for one in section.sentences if "отметка" in one.text)

    assert all(code in said() for code in ("«late bonus»", "«late hour»", "«free cut»", "«old town»"))
    named = Named(ru="Поздний час", en="Late hour")
    assert "отметка «Поздний час»" in said(Lists(tags={"late_hour": named}))
    assert said(Lists(*({code: named} for code in ("", "free_cut", "late_hour", "old_town")))).count("Поздний час") == 3


def _sentences(text: str, language: str) -> list[str]:
    document, errors, _ = check(HEAD + text)
    assert document is not None, errors
    told = [sentence.text for section in explain(document, language) for sentence in section.sentences]
    return [text.replace("\u00a0", " ") for text in told]


SPOKEN = [
    (
        "counters: {s: {name: {ru: сумма чеков, en: sum}, count: paid}}\n"
        "levels: {p: {name: {ru: Привилегия, en: P}, enter: {s: 17777}}}",
        "Уровень «Привилегия» даётся, если счётчик «сумма чеков» — не меньше 17 777 ₽.",
    ),
    (
        "wallets: {b: {name: {ru: бонусы, en: b}, expires: {yearly: 01-20, carry_over_from: 01-10}}}",
        "Кошелёк «бонусы»: бонусы сгорают раз в год, 20 января в 00:00, "
        "а начисленные с 10 января до этого дня живут ещё год.",
    ),
    ("wallets: {b: {}}\nrules: {r: {then: {earn: 1}}}", "«r»: начисляется 1 бонус за каждую единицу."),
    ("wallets: {b: {}}\nrules: {r: {then: {earn: 2}}}", "«r»: начисляется 2 бонуса за каждую единицу."),
    ("wallets: {b: {}}\nrules: {r: {then: {earn: 5}}}", "«r»: начисляется 5 бонусов за каждую единицу."),
    (
        "counters: {h: {count: hours}}\nlevels: {v: {enter: {h: 77}}}",
        "Уровень «v» даётся, если счётчик «h» — не меньше 77 часов.",
    ),
    (
        "limits: {operations_a_day: 1}",
        "По одному счёту за календарный день — не больше 1 операции; чек, который начисляет или тратит бонусы, — "
        "одна операция; следующие чеки проходят без бонусов.",
    ),
    (
        "requests: {call_back: 1 hour, claim: 1 working day}",
        "На просьбы отвечают в срок: звонок — 1 час; спор о чеке — 1 рабочий день; запись на визит — 1 рабочий день.",
    ),
    (
        "levels: {v: {benefits: {doctor: {ru: Врач, en: Doctor}}}}",
        "На просьбы отвечают в срок: звонок — 15 минут; спор о чеке — 5 рабочих дней; то, что положено на уровне, — "
        "2 рабочих дня; запись на визит — 1 рабочий день.",
    ),
    (
        "wallets: {b: {}}\nlimits: {by_hand_a_day: 501}",
        "Вручную один сотрудник за день начисляет и снимает не больше 501 бонуса.",
    ),
    (
        "limits: {working_hours: 9-24}",
        "Сотрудники работают с 09:00 до 24:00; что делается в другое время, видит владелец.",
    ),
    (
        "rules: {r: {if: {not: {any: [{tag: a}, {hours: 10-12}]}}, then: {discount: 5%}}}",
        "«r»: действует, только если не верно ни одно из: (на строке есть отметка «a»); (время — с 10:00 до 12:00).",
    ),
    (
        "wallets: {b: {}}\nlevels: {g: {enter: always}}\n"
        "rules: {r: {then: {earn: {table: [level, group], g: {spa: 7%}, else: 1%}}}}",
        "«r»: уровень «g»: группа «spa» — 7 % от уплаченного; прочие группы — как для остальных.",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), SPOKEN, ids=range(len(SPOKEN)))
def test_how_it_sounds(text: str, sentence: str) -> None:
    assert sentence in _sentences(text, "ru")


def test_defaults_that_matter_are_spoken_of() -> None:
    told = " ".join(_sentences("wallets: {b: {}}\nrules: {r: {then: {earn: 5%}}}\nspending: {share: 30%}", "en"))
    for words in (
        "29 February is kept on 28 February",
        "bonuses never expire",
        "rounded down, in steps of 0.01",
        "What expires sooner is spent first",
        "the line's result is rounded",
        "what is missing is owed",
        "can be spent at once",
    ):
        assert words in told


@given(st.data())
def test_any_valid_document_can_be_explained_and_written(data: st.DataObject) -> None:
    leaves = list(_leaves(WHOLE))
    tree = _plain(WHOLE)
    for path, value in data.draw(st.lists(st.sampled_from(leaves), min_size=1, max_size=6)):
        node = tree
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = data.draw(st.sampled_from(_other_values(value)))
    for section in data.draw(st.sets(st.sampled_from(list(WHOLE)), max_size=8)):
        tree.pop(section)
    document, errors = validate(tree)
    if document is None:
        assert all(problem.say("ru") for problem in errors)
        return
    assert load(dump(document)) == document
    assert _text(document)


def test_the_keys_of_a_section_are_known_by_its_place() -> None:
    assert accepted_keys(ProgrammeDocument, ("rules", "any", "then", "earn"))[:5] == [
        "give", "per", "per_full", "base", "of"
    ]  # fmt: skip
    assert accepted_keys(ProgrammeDocument, ("levels", "x", "enter", "any", 0, "birthday")) == [
        "before",
        "after",
        "within",
    ]
    assert accepted_keys(ProgrammeDocument, ("nowhere", "at", "all")) == []
