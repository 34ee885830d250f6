"""A part's form as it is drawn and read: its own fields, and for a rule those of each of its effects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.engine.document.problems import Problem
from webapp.pages.office.rules.conditions import fields as condition_fields
from webapp.pages.office.rules.effects import forms as effect_forms
from webapp.pages.office.rules.fields import (
    Field,
    Filled,
    Part,
    PartForm,
    Shown,
    fill,
    is_under,
    mapping,
    read_part,
    said,
    spoken,
)
from webapp.pages.office.rules.parts import PARTS
from webapp.pages.shared.language import say
from webapp.pages.shared.reading import Reading

CODE, THEN = "code", "then"
NEW = PartForm(
    ("Код", "Code"),
    (Field(CODE, ("Код", "Code"), ("Строчные латинские буквы, цифры и _", "Small Latin letters, digits and _")),),
)


@dataclass
class EffectFilled(Filled):
    """An effect's form: `on` whether the rule has it."""

    name: str = ""
    on: bool = False

    @property
    def title(self) -> str:
        return spoken(self.form.title)

    @property
    def tick(self) -> str:
        return f"{THEN}-{self.name}"

    @property
    def error(self) -> str | None:
        return self.errors.get(self.tick)

    @property
    def open(self) -> bool:
        return self.on or bool(self.errors)


@dataclass
class PartFilled:
    """The whole form. `rest` names what it does not show and leaves as it is; `code` is there for a new part alone."""

    main: Filled
    effects: list[EffectFilled] = field(default_factory=list)
    code: Filled | None = None
    rest: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def conditions(self) -> list[Shown]:
        """Those of a rule that have a field of their own."""
        return [self.main.shown(one) for one in condition_fields()]

    @property
    def all_errors(self) -> dict[str, str]:
        parts = [self.code.errors if self.code else {}, self.main.errors, *(one.errors for one in self.effects)]
        return {name: error for errors in [self.errors, *parts] for name, error in errors.items()}

    def labels(self) -> dict[str, str]:
        found = {**(self.code.labels() if self.code else {}), **self.main.labels()}
        for one in self.effects:
            found[one.tick] = one.title
            found |= {name: f"{one.title}, {label}" for name, label in one.labels().items()}
        return found

    def blame(self, path: str, problems: list[Problem]) -> None:
        """Puts each problem of the document that lies in the part at its field."""
        for problem in problems:
            if is_under(problem.path, path):
                self._blame(problem.path.removeprefix(path).removeprefix("."), said(problem))

    def _blame(self, below: str, sentence: str) -> None:
        for one in self.effects:
            start = f"{THEN}.{one.name}"
            if is_under(below, start):
                name = one.name_of(below.removeprefix(start).removeprefix("."))
                one.errors.setdefault(name or one.tick, sentence)
                return
        name = self.main.name_of(below) if below else None
        (self.main.errors if name else self.errors).setdefault(name or "form", sentence)


def form_of(section: str, value: Any, new: bool) -> PartFilled:
    found = PartFilled(fill(PARTS[section], value), code=fill(NEW, {}) if new else None, rest=_rest(section, value))
    if section == "rules":
        then = mapping(mapping(value).get(THEN))
        found.effects = [_effect(name, form, then.get(name)) for name, form in effect_forms().items()]
    return found


def _effect(name: str, form: PartForm, value: Any) -> EffectFilled:
    filled = fill(form, value, f"{THEN}-{name}-")
    return EffectFilled(form, filled.prefix, filled.typed, name=name, on=value is not None)


def _rest(section: str, value: Any) -> list[str]:
    """Keys that no field of the form shows."""
    known = {one.key.partition(".")[0] for one in PARTS[section].fields} | ({THEN} if section == "rules" else set())
    rest = [key for key in mapping(value) if key not in known]
    if section == "rules":
        rest += [f"{THEN}.{name}" for name in mapping(mapping(value).get(THEN)) if name not in effect_forms()]
    return rest


def read_form(section: str, value: Any, sent: Mapping[str, str], new: bool) -> tuple[Any, PartFilled]:
    """What the document shall have there, and the form as it was typed, with what cannot be read at all."""
    part, main = read_part(PARTS[section], value, sent)
    found = PartFilled(main, rest=_rest(section, value))
    if new:
        found.code = Filled(NEW, typed={CODE: Reading(sent).typed(CODE)})
    if section == "rules":
        then = _read_effects(found, mapping(value).get(THEN), sent)
        if then != mapping(value).get(THEN):
            part = {**part, THEN: then}
    return part, found


def _read_effects(found: PartFilled, value: Any, sent: Mapping[str, str]) -> Part:
    before = mapping(value)
    after = dict(before)
    for name, form in effect_forms().items():
        new, filled = read_part(form, before.get(name), sent, f"{THEN}-{name}-")
        # Whoever fills in an effect that was not there means it, ticked or not.
        on = f"{THEN}-{name}" in sent or (name not in before and filled.typed != fill(form, None, filled.prefix).typed)
        found.effects.append(EffectFilled(form, filled.prefix, filled.typed, filled.errors if on else {}, name, on))
        if on:
            after[name] = new
        else:
            after.pop(name, None)
    return after


def wrong_code(code: str, taken: Mapping[str, Any]) -> str | None:
    """What is wrong with the name of a new part."""
    if not code.isascii() or not code.replace("_", "a").isalnum() or not code[:1].isalpha() or code != code.lower():
        return say("field.code") if code else say("field.missing")
    return say("rules.wrong.taken") if code in taken else None
