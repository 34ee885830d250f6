"""Fields over a part of the document: what stands there is shown as text, and what was typed is put back.

A field knows its key and no more: every other key of the part stays as it was, and so does what a field shows and
nobody has changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from webapp.engine.document.problems import Problem, problems_of
from webapp.engine.document.reader import Unreadable, read
from webapp.engine.document.writer import write, write_short
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading

Words = tuple[str, str]
"""Russian and English."""
Choices = tuple[tuple[str, Words], ...]
Part = dict[str, Any]
OTHER = "…"
"""Chosen where none of the usual words stands."""
LONGEST_LINE = 60
_STRUCTURE = re.compile(r"[{\[]|[a-z_]+:(?:\s|$)|- ")


class Field(NamedTuple):
    """`key` is a path in the part, with dots. A `text` is a word, an amount or, as YAML, a table of them; `said` is
    taken as it stands; of a `choice` one word is picked, the first where the key is absent; an `open` one may also be
    written; `words` are a list, of `ticks` those that are offered. `of` is the key of the document that it speaks of,
    where that is another than its own.
    """

    key: str
    label: Words
    hint: Words = ("", "")
    kind: Literal["text", "said", "words", "flag", "choice", "open", "ticks", "yaml"] = "text"
    choices: Choices = ()
    of: str = ""

    @property
    def name(self) -> str:
        return self.key.replace(".", "-")


def _itself(value: Any) -> Any:
    return value


def mapping(value: Any) -> Part:
    """What is no mapping has no keys to show."""
    return dict(value) if isinstance(value, dict) else {}


def bare(key: str) -> Callable[[Any], Part]:
    """What is no mapping is short for the key."""
    return lambda value: mapping(value) if isinstance(value, dict) else {key: value}


def wrapped(key: str) -> Callable[[Any], Part]:
    """So is a mapping that lacks it: a table, or whatever else the key may hold."""
    return lambda value: mapping(value) if isinstance(value, dict) and key in value else {key: value}


def alone(key: str) -> Callable[[Part], Any]:
    """Written in short where nothing stands beside the key."""
    return lambda part: part[key] if list(part) == [key] else part


@dataclass(frozen=True)
class PartForm:
    """`opened` makes the mapping that the fields show of what the document has, short forms too; `closed` makes of it
    what the document shall have; `whole` is the field that a short form stands for.
    """

    title: Words
    fields: tuple[Field, ...]
    template: str = ""
    opened: Callable[[Any], Part] = mapping
    closed: Callable[[Part], Any] = _itself
    whole: str = ""


class Shown(NamedTuple):
    """A field as the page draws it."""

    name: str
    label: str
    hint: str
    kind: str
    text: str
    other: str
    options: list[tuple[str, str]]
    error: str | None

    @property
    def ticked(self) -> list[str]:
        return self.text.split(", ")

    @property
    def tall(self) -> bool:
        return self.kind == "yaml" or "\n" in self.text.strip() or len(self.text) > LONGEST_LINE


@dataclass
class Filled:
    """A part's form: what its fields hold, by name."""

    form: PartForm
    prefix: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def at(self, key: str) -> Shown:
        return self.shown(next(one for one in self.form.fields if one.key == key))

    @property
    def all(self) -> list[Shown]:
        return [self.shown(one) for one in self.form.fields]

    def shown(self, one: Field) -> Shown:
        name = self.prefix + one.name
        options = [(value, spoken(words)) for value, words in one.choices]
        text, other = self.typed.get(name, ""), self.typed.get(f"{name}-other", "")
        kind = "words" if one.kind == "ticks" and not self._ticks(one, text) else one.kind
        if text == OTHER or one.kind == "open":
            options.append((OTHER, say("rules.other")))
        return Shown(name, spoken(one.label), spoken(one.hint), kind, text, other, options, self.errors.get(name))

    @staticmethod
    def _ticks(one: Field, text: str) -> bool:
        """Whether ticks can show it: else it is a text."""
        return set(filter(None, text.split(", "))) <= {word for word, _ in one.choices}

    def name_of(self, path: str) -> str | None:
        """The field that speaks of that path below the part; None where none does."""
        path = path or self.form.whole
        keys = [one for one in self.form.fields if is_under(path, one.of or one.key)]
        longest = max(keys, key=lambda one: len(one.of or one.key), default=None)
        if longest is None and len(self.form.fields) == 1:
            longest = self.form.fields[0]
        return self.prefix + longest.name if longest is not None else None

    def labels(self) -> dict[str, str]:
        return {self.prefix + one.name: spoken(one.label) for one in self.form.fields}


def spoken(words: Words) -> str:
    return words[0] if language() == "ru" else words[1]


def is_under(path: str, key: str) -> bool:
    return path == key or path.startswith((f"{key}.", f"{key}["))


def fill(form: PartForm, value: Any, prefix: str = "") -> Filled:
    """The form of what the document has; of nothing where `value` is None."""
    part = form.opened(value) if value is not None else {}
    filled = Filled(form, prefix)
    for one in form.fields:
        _show(filled.typed, prefix + one.name, one, value_at(part, one.key))
    return filled


def _show(typed: dict[str, str], name: str, one: Field, value: Any) -> None:
    text = text_of(value, one)
    known = {choice for choice, _ in one.choices}
    if one.kind == "choice" and not text:
        text = one.choices[0][0]
    if one.kind in ("choice", "open") and text not in known | {""}:
        typed[name], typed[f"{name}-other"] = OTHER, text
    elif text:
        typed[name] = text


def text_of(value: Any, one: Field) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        value = "true" if value else "false"
    if not isinstance(value, dict | list):
        flag = one.kind == "flag" and value in ("true", "yes")
        return "true" if flag else "" if one.kind == "flag" else str(value)
    if (
        one.kind in ("words", "ticks")
        and isinstance(value, list)
        and not any(isinstance(item, dict | list) for item in value)
    ):
        return ", ".join(map(str, value))
    short = write_short(value)
    return short if len(short) <= LONGEST_LINE and one.kind != "yaml" else write(value).rstrip("\n")


def read_part(form: PartForm, value: Any, sent: Mapping[str, str], prefix: str = "") -> tuple[Any, Filled]:
    """What the document shall have there, and the form as it was typed. An empty field takes its key out."""
    before = form.opened(value) if value is not None else {}
    after, filled = copied(before), Filled(form, prefix)
    shown = fill(form, value, prefix).typed
    for one in form.fields:
        name = prefix + one.name
        typed = _typed(name, one, sent, shown)
        filled.typed.update({key: text for key, text in typed.items() if text})
        if all(_lines(text) == _lines(shown.get(key, "")) for key, text in typed.items()):
            continue
        try:
            put(after, one.key, _value(one, name, typed))
        except Unreadable as error:
            filled.errors[name] = said(problems_of(error, None)[0], line=True)
    if value is not None and after == before:
        return value, filled
    # What could be short and was written out stays so.
    return (after if form.whole and before == value else form.closed(after)), filled


def _typed(name: str, one: Field, sent: Mapping[str, str], shown: Mapping[str, str]) -> dict[str, str]:
    """What was sent for the field; for an open choice the word that was written wins over the one that was picked,
    unless only the picking changed.
    """
    text = sent.get(name, "")
    if one.kind == "flag":
        return {name: "true" if text else ""}
    if one.kind == "ticks" and name not in sent:
        return {name: ", ".join(word for word, _ in one.choices if f"{name}-{word}" in sent)}
    if one.kind == "choice" and text == OTHER:
        return {name: OTHER, f"{name}-other": shown.get(f"{name}-other", "")}
    if one.kind == "open":
        other = sent.get(f"{name}-other", "").strip()
        written = bool(other) and other != shown.get(f"{name}-other", "")
        return {name: OTHER if written else text, f"{name}-other": other if written or text == OTHER else ""}
    if one.kind in ("text", "said", "words", "ticks", "choice") and "\n" not in text.strip():
        return {name: Reading(sent).typed(name)}
    return {name: _lines(text)}


def _value(one: Field, name: str, typed: Mapping[str, str]) -> Any:
    """What is meant by it; None for nothing. Raises Unreadable."""
    text = typed[name]
    if text == OTHER and one.kind in ("choice", "open"):
        text = typed[f"{name}-other"]
    if not text.strip():
        return None
    if one.kind == "yaml" or (one.kind != "said" and ("\n" in text or _STRUCTURE.match(text))):
        return read(text)
    words = [word.strip() for word in text.split(",") if word.strip()]
    return words if one.kind in ("words", "ticks") and len(words) > 1 else text


def said(problem: Problem, line: bool = False) -> str:
    sentence = problem.say(language())
    return f"{say('rules.line', line=problem.line)}: {sentence}" if line and problem.line > 1 else sentence


def copied(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: copied(inner) for key, inner in tree.items()}
    return [copied(inner) for inner in tree] if isinstance(tree, list) else tree


def value_at(part: Any, key: str) -> Any:
    for step in key.split("."):
        part = part.get(step) if isinstance(part, dict) else None
    return part


def put(part: Part, key: str, value: Any) -> None:
    """Sets the key, or takes it out where the value is None; what is left empty above it goes too."""
    step, _, below = key.partition(".")
    if not below:
        if value is None:
            part.pop(step, None)
        else:
            part[step] = value
        return
    inner = part.get(step)
    inner = inner if isinstance(inner, dict) else {}
    put(inner, below, value)
    if inner:
        part[step] = inner
    else:
        part.pop(step, None)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
