"""Journals: reads them, plays them in memory through the engine, and compares what came with what was expected (design
3).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from webapp.engine.decisions import ByWallet, Decision
from webapp.engine.document.check import validate
from webapp.engine.document.problems import problems_of
from webapp.engine.document.reader import LARGEST_JOURNAL, Unreadable, place_of, read
from webapp.engine.events import EVENTS, BirthdayGift, Event, Grant, OrderCertificate, Quote, read_moment
from webapp.engine.expectation import ANSWERS, Difference, differences, impossible, unknown_field, unknown_name
from webapp.engine.folder import BadFile, open_document
from webapp.engine.money import written
from webapp.engine.programme import Programme
from webapp.engine.situation import Line
from webapp.engine.world import World

MEMBER_FIELDS = ("member", "account_of", "referred_by", "introduced_by", "absorbed")


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a journal. `event` is None for `publish`, whose document is `programme`."""

    place: int
    line: int
    at: datetime
    verb: str
    event: Event | None
    expect: Any
    programme: Programme | None = None


@dataclass(frozen=True, slots=True)
class Journal:
    path: str
    title: str
    steps: list[Step]


class Played(NamedTuple):
    """An event with what came of it, and where that differs from what was expected."""

    step: Step
    decision: Decision | None
    differences: list[Difference]


def open_journal(path: Path) -> Journal:
    """Reads a journal file, YAML or JSON. Raises BadFile that names line, field and what would be accepted."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadFile(f"{path}:1:1: the file is not UTF-8 text") from None
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror or error}") from None
    return _read_journal(path, text, files=True)


def read_journal(name: str, text: str) -> Journal:
    """The same of a text that came under that name. What it publishes stands in it: it names no files of this host."""
    return _read_journal(Path(name), text, files=False)


def _read_journal(path: Path, text: str, files: bool) -> Journal:
    try:
        tree = _json(text) if path.suffix == ".json" else read(text, largest=LARGEST_JOURNAL)
    except Unreadable as error:
        raise BadFile(*(_said(path, problem) for problem in problems_of(error, None))) from None
    return _journal(path, tree, files)


def _json(text: str) -> Any:
    """JSON is read as the YAML that it also is, which tells where each thing stands; first it must be JSON."""
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except (json.JSONDecodeError, RecursionError) as error:
        place = (getattr(error, "lineno", 1), getattr(error, "colno", 1))
        raise Unreadable("not_json", place, found=getattr(error, "msg", "too deep")) from None
    # What JSON has and YAML has not: tabs between its words, and characters written as two halves.
    return read(_HALVES.sub(_whole, text.replace("\t", " ")), largest=LARGEST_JOURNAL)


_HALVES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def _whole(found: re.Match[str]) -> str:
    halves = bytes.fromhex(found[2] + found[3])
    return found[1] + halves.decode("utf-16-be")


def _said(path: Path, problem: Any) -> str:
    place = f"{path}:{problem.line}:{problem.column}"
    return ": ".join(filter(None, (place, problem.path, problem.say("en"))))


def _journal(path: Path, tree: Any, files: bool) -> Journal:
    if not isinstance(tree, dict) or not isinstance(tree.get("events"), list):
        raise BadFile(f"{path}:1:1: events: a journal is a mapping with `journal`, a title, and `events`, a list")
    for key in tree:
        if key not in ("journal", "events"):
            line, column = place_of(tree, (key,))
            raise BadFile(f"{path}:{line}:{column}: {key}: unknown field; a journal has `journal` and `events`")
    title = tree.get("journal", path.stem)
    if not isinstance(title, str) or not title.strip():
        line, column = place_of(tree, ("journal",))
        raise BadFile(f"{path}:{line}:{column}: journal: a title in words is wanted")
    reader = _StepReader(path, tree, files)
    return Journal(str(path), title, [reader.step(place) for place in range(len(tree["events"]))])


class _StepReader:
    """Reads the events of one journal in their order."""

    def __init__(self, path: Path, tree: Any, files: bool) -> None:
        self.path = path
        self.tree = tree
        self.files = files
        self.last = datetime.min
        self.members: set[str] = set()
        self.certificates: set[str] = set()

    def fail(self, place: int, field: str, message: str) -> BadFile:
        line, column = place_of(self.tree, ("events", place, *field.split(".")))
        return BadFile(f"{self.path}:{line}:{column}: events[{place + 1}].{field}: {message}")

    def step(self, place: int) -> Step:
        raw = self.tree["events"][place]
        if not isinstance(raw, dict):
            raise self.fail(place, "do", "an event is a mapping with `at`, `do` and the verb's fields")
        fields = dict(raw)
        at = self._time(place, fields.pop("at", None))
        verb = fields.pop("do", None)
        expect = fields.pop("expect", None)
        line = self.tree["events"].places[place][0] if hasattr(self.tree["events"], "places") else place + 1
        if verb == "publish":
            self._expected(place, verb, expect)
            return Step(place, line, at, verb, None, expect, self._published(place, fields))
        model = EVENTS.get(verb) if isinstance(verb, str) else None
        if model is None:
            wrong = f"unknown verb {verb!r}" if verb else "there is no verb"
            raise self.fail(place, "do", f"{wrong}; one of {', '.join([*EVENTS, 'publish'])}")
        event = self._event(place, model, fields)
        self._known(place, str(verb), event)
        if isinstance(event, Quote) and event.dated and event.dated > at.date():
            raise self.fail(place, "dated", "an earlier day is wanted: a receipt of a day to come cannot be posted")
        self._expected(place, str(verb), expect)
        return Step(place, line, at, str(verb), event, expect)

    def _time(self, place: int, value: Any) -> datetime:
        try:
            at = read_moment(value)
        except ValueError:
            raise self.fail(
                place, "at", f"a local time is wanted, as 2025-03-03 or 2025-03-03T18:30:05, not {value!r}"
            ) from None
        if at < self.last:
            raise self.fail(place, "at", f"time goes back: {at} comes after {self.last}; events stand in order of time")
        self.last = at
        return at

    def _expected(self, place: int, verb: str, expect: Any) -> None:
        wrong = unknown_field(verb, expect) if expect is not None else None
        if wrong == "expect":
            raise self.fail(place, "expect", f"a mapping of what `{verb}` answers is wanted")
        if wrong:
            known = ", ".join(ANSWERS[verb])
            raise self.fail(place, f"expect.{wrong}", f"unknown field of what `{verb}` answers; it has {known}")

    def _event(self, place: int, model: type[Event], fields: dict[str, Any]) -> Event:
        try:
            return model.model_validate(fields)
        except ValidationError as error:
            found = problems_of(error, self.tree, ("events", place), model)
            raise BadFile(*(_said(self.path, problem) for problem in found)) from None

    def _known(self, place: int, verb: str, event: Any) -> None:
        """A member or certificate that no earlier event has named is a slip of the pen."""
        if verb in ("enrol", "opening"):
            self.members.add(event.member)
        fields = type(event).model_fields
        for field in MEMBER_FIELDS:
            key = getattr(event, field) if field in fields else None
            if key is not None and key not in self.members:
                raise self.fail(place, field, f"unknown member {key!r}; nobody of that key has been enrolled before")
        if verb in ("order_certificate", "birthday_gift"):
            self.certificates.add(event.certificate)
        elif getattr(event, "certificate", None) is not None and event.certificate not in self.certificates:
            raise self.fail(
                place,
                "certificate",
                f"unknown certificate {event.certificate!r}; none of that key has been ordered before",
            )

    def _published(self, place: int, fields: dict[str, Any]) -> Programme:
        document = fields.pop("programme", None)
        if fields:
            raise self.fail(place, next(iter(fields)), "unknown field; `publish` has `programme`")
        if isinstance(document, dict):
            checked, errors = validate(document)
            if checked is None:
                raise self.fail(place, f"programme.{errors[0].path}", errors[0].say("en"))
            return Programme(checked, f"{self.path.name} {place + 1}")
        if not isinstance(document, str):
            raise self.fail(place, "programme", "a programme document or the path of one is wanted")
        if not self.files:
            raise self.fail(place, "programme", "the programme document itself is wanted here, not the path of one")
        homes = (self.path.parent / document, self.path.parent.parent / document, Path(document))
        found = next((home for home in homes if home.exists()), None)
        if found is None:
            raise self.fail(
                place, "programme", f"there is no file {document!r} beside the journal, in the folder above it or here"
            )
        return Programme(open_document(found / "programme.yaml" if found.is_dir() else found), document)


def play(journal: Journal, world: World, until: date | None = None) -> Iterator[Played]:
    """Plays the events one after another, up to the last moment of `until`. Raises BadFile for a campaign, a
    counter or a wallet that no document names, and for an expectation that nothing could ever meet.
    """
    last = datetime.combine(until, time.max) if until else datetime.max
    for step in journal.steps:
        if step.at > last:
            return
        if step.event is None:
            if step.programme is not None:
                world.timeline = world.timeline.followed_by(step.at, step.programme)
            yield Played(step, None, differences(step.expect, {"refused": []}) if step.expect is not None else [])
            continue
        _known_campaign(journal, world, step)
        _known_names(journal, world, step)
        _free_key(journal, world, step)
        decision = world.tell(step.at, step.verb, step.event)
        yield Played(step, decision, differences(step.expect, decision.result) if step.expect is not None else [])


def _free_key(journal: Journal, world: World, step: Step) -> None:
    """A refused order leaves its key free; one that went through keeps it."""
    key = step.event.certificate if isinstance(step.event, OrderCertificate | BirthdayGift) else None
    if key is not None and key in world.certificates:
        place = f"{journal.path}:{step.line}:1: events[{step.place + 1}].certificate"
        raise BadFile(f"{place}: the key {key!r} is already taken")


def _known_campaign(journal: Journal, world: World, step: Step) -> None:
    campaign = step.event.campaign if isinstance(step.event, Grant) else None
    campaigns = world.timeline.at(step.at).campaigns
    if campaign is not None and campaign not in campaigns:
        accepted = ", ".join(campaigns) or "none"
        place = f"{journal.path}:{step.line}:1: events[{step.place + 1}].campaign"
        raise BadFile(f"{place}: unknown campaign {campaign!r}; known: {accepted}")


def _known_names(journal: Journal, world: World, step: Step) -> None:
    programme, place = world.timeline.at(step.at), f"{journal.path}:{step.line}:1: events[{step.place + 1}].expect"
    wrong = unknown_name(programme, step.expect)
    if wrong is not None:
        field, name, known = wrong
        raise BadFile(f"{place}.{field}.{name}: unknown name; the document's {field} are {', '.join(known) or 'none'}")
    never = impossible(programme, step.expect)
    if never is not None:
        raise BadFile(f"{place}.{never.path}: {never.found!r} is never the answer; {never.wanted} is wanted")


def plain(value: Any) -> Any:
    """A result as JSON: amounts as strings with two decimals, days as YYYY-MM-DD."""
    # A result is mostly amounts, and every posting tells one.
    kind = type(value)
    if kind is int:
        return written(value)
    if kind is str or kind is bool or value is None:
        return value
    if isinstance(value, ByWallet):
        return {name: written(amount) for name, amount in value.by.items()} if len(value.by) > 1 else written(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Line):
        return plain(value.listed())
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value]
