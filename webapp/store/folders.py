"""A chain's folder of `tenants/`: its files read into values, and values written as such files.

What the engine needs of a folder it reads by itself (`engine/folder.py`); here stands the rest.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, BaseModel, Field, PlainValidator, ValidationError, model_validator

from webapp.engine.document import check
from webapp.engine.document.conditions import Strict
from webapp.engine.document.problems import problems_of
from webapp.engine.document.reader import Unreadable, place_of, read
from webapp.engine.document.schema import CurrencyCode, InForce, Named, ProgrammeDocument
from webapp.engine.document.values import Day, Flag, Number, Word, misfit, read_count
from webapp.engine.folder import PROGRAMME, BadFile, open_document
from webapp.store.message_settings import MessageSettings

LINK_DAYS = 7
LARGEST = 4 * 1024 * 1024
JOURNALS = "journals"
ENDINGS = (".yaml", ".yml", ".json")
"""Of journals' names: how each is read."""
BEGINNING = "0001-01-01T00:00:00"
"""The start of a programme that names no first day."""

Code = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^\S+$")]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Model = TypeVar("Model", bound=BaseModel)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise misfit("zone", found=name) from None
    return name


class Profile(Strict):
    slug: Annotated[str, Field(min_length=1, max_length=64)]
    name: Named
    currency: CurrencyCode
    zone: Annotated[str, AfterValidator(_zone)]
    language: Literal["ru", "en"]
    accent: Annotated[str, Field(pattern="^#[0-9a-f]{6}$")]


class SalonEntry(Strict):
    code: Code
    name: Named
    city: Named
    category: Word | None = None
    hours: Named | None = None
    address: Named | None = None


class Salons(Strict):
    salons: list[SalonEntry]


class ItemEntry(Strict):
    code: Code
    name: Named
    group: Word
    price: Number
    hours: Number = 0
    tags: list[Code] = Field(default_factory=list)


class Catalogue(Strict):
    """`tags` are what marks on items are called; one that stands here not is shown by its code."""

    groups: dict[Word, Named]
    tags: dict[Code, Named] = Field(default_factory=dict)
    items: list[ItemEntry]

    @model_validator(mode="after")
    def _groups_are_known(self) -> Catalogue:
        for place, item in enumerate(self.items):
            if item.group not in self.groups:
                raise misfit("one_of", "items", place, "group", accepted=list(self.groups), found=item.group)
        return self


class Question(Strict):
    """`phones` takes several numbers; a `phone` that is not called phone is one further number. `choice` takes one of
    `choices`.
    """

    name: Word
    kind: Literal["text", "date", "phone", "phones", "email", "boolean", "choice"]
    required: Flag = False
    label: Named
    hint: Named | None = None
    choices: dict[Word, Named] | None = None

    @model_validator(mode="after")
    def _a_choice_has_something_to_choose(self) -> Question:
        if self.kind == "choice" and not self.choices:
            raise misfit("missing", key="choices")
        return self


class Consent(Strict):
    name: Word
    required: Flag = False
    version: Day
    text: Named


class Questions(Strict):
    """`checked_by`: what was typed in from paper is accepted by anyone of the staff, or by another than who typed it.
    `link_days`: how long the link to an electronic questionnaire is good. `public`: whether strangers may join by it
    on the chain's public page.
    """

    checked_by: Literal["anyone", "second_person"] = "anyone"
    link_days: Annotated[int, PlainValidator(read_count), Field(ge=1, le=90)] = LINK_DAYS
    public: Flag = True
    fields: list[Question]
    consents: list[Consent] = Field(default_factory=list)
    notes: list[Named] = Field(default_factory=list)


class Contact(Strict):
    city: Named
    phones: list[Line] = Field(default_factory=list)
    email: Line | None = None
    site: Line | None = None
    messenger: Line | None = None
    hours: Named | None = None
    for_: Annotated[Named, Field(alias="for")]


class Texts(Strict):
    contacts: list[Contact] = Field(default_factory=list)
    texts: dict[Word, Named] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Published:
    """A revision as a folder holds it; `starts` is the chain's local time."""

    starts: str
    document: ProgrammeDocument


@dataclass(frozen=True, slots=True)
class Folder:
    profile: Profile
    salons: list[SalonEntry]
    catalogue: Catalogue
    questions: Questions
    texts: Texts
    revisions: list[Published]
    messages: MessageSettings = field(default_factory=MessageSettings)


def read_folder(home: Path) -> Folder:
    """All files of the folder. Raises BadFile with every problem of the first file that has any."""
    return Folder(
        profile=_file(home / "tenant.yaml", Profile),
        salons=_file(home / "salons.yaml", Salons, "salons").salons,
        catalogue=_file(home / "catalogue.yaml", Catalogue, "items"),
        questions=_file(home / "questionnaire.yaml", Questions),
        texts=_file(home / "texts.yaml", Texts),
        revisions=_revisions(home),
        messages=_messages(home / "messages.yaml"),
    )


def _file(path: Path, model: type[Model], coded: str = "") -> Model:
    """The file as `model`; `coded` names a list in it whose codes must differ."""
    tree = _tree(path)
    try:
        found = model.model_validate(_filled(tree))
    except ValidationError as error:
        wrong = problems_of(error, tree, model=model)
        raise BadFile(*(f"{path}:{one.line}:{one.column}: {one.path}: {one.say('en')}" for one in wrong)) from None
    codes = [listed["code"] for listed in tree[coded]] if coded else []
    for place, code in enumerate(codes):
        if code in codes[:place]:
            line, column = place_of(tree, (coded, place, "code"))
            raise BadFile(f"{path}:{line}:{column}: {coded}[{place + 1}].code: the code {code!r} is already taken")
    return found


def _messages(path: Path) -> MessageSettings:
    """A folder without the file sends what is sent by default."""
    return _file(path, MessageSettings) if path.exists() else MessageSettings()


def _tree(path: Path) -> Any:
    try:
        return read(path.read_text(encoding="utf-8"), largest=LARGEST)
    except UnicodeDecodeError:
        raise BadFile(f"{path}:1:1: the file is not UTF-8 text") from None
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror or error}") from None
    except Unreadable as error:
        found = problems_of(error, None)
        raise BadFile(*(f"{path}:{one.line}:{one.column}: {one.say('en')}" for one in found)) from None


def _filled(node: Any) -> Any:
    """A key without a value counts as absent."""
    if isinstance(node, dict):
        return {key: _filled(inner) for key, inner in node.items() if inner is not None}
    return [_filled(inner) for inner in node] if isinstance(node, list) else node


class RevisionEntry(Strict):
    """A document of the folder with the days on which it is in force; `starts` where it took over within a day."""

    programme: Line = PROGRAMME
    in_force: InForce = InForce()
    starts: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")] | None = None


class RevisionList(Strict):
    revisions: Annotated[list[RevisionEntry], Field(min_length=1)]


def _revisions(home: Path) -> list[Published]:
    listed = home / "revisions.yaml"
    if not listed.exists():
        document = open_document(home / PROGRAMME)
        return [Published(start_of(document.in_force), document)]
    found = []
    for entry in _file(listed, RevisionList).revisions:
        document = open_document(home / entry.programme).model_copy(update={"in_force": entry.in_force})
        found.append(Published(entry.starts or start_of(entry.in_force), document))
    return found


def start_of(span: InForce) -> str:
    """The local moment at which a programme takes over, by its own days."""
    return f"{span.from_.isoformat()}T00:00:00" if span.from_ else BEGINNING


def write_folder(folder: Folder, home: Path) -> None:
    """Writes the files; `read_folder` reads equal values from them. Raises OSError."""
    home.mkdir(parents=True, exist_ok=True)
    _write(home / "tenant.yaml", written(folder.profile))
    _write(home / "salons.yaml", {"salons": [written(salon) for salon in folder.salons]})
    _write(home / "catalogue.yaml", written(folder.catalogue))
    _write(home / "questionnaire.yaml", written(folder.questions))
    _write(home / "texts.yaml", written(folder.texts))
    _write(home / "messages.yaml", written(folder.messages))
    files = _programme_files(folder.revisions)
    for name, document in {name: revision.document for revision, name in files}.items():
        _write(home / name, json.loads(check.dump(document)))
    _write(home / "revisions.yaml", {"revisions": [_entry(revision, name) for revision, name in files]})


def _programme_files(revisions: Sequence[Published]) -> list[tuple[Published, str]]:
    """Each revision with its file: the last is `programme.yaml`, and the same rules on other days share a file."""
    names: dict[str, str] = {}
    for number, revision in enumerate(reversed(revisions)):
        names.setdefault(_rules(revision), f"programme-{len(revisions) - number}.yaml" if number else PROGRAMME)
    return [(revision, names[_rules(revision)]) for revision in revisions]


def _rules(revision: Published) -> str:
    return check.dump(revision.document.model_copy(update={"in_force": InForce()}))


def _entry(revision: Published, name: str) -> dict[str, Any]:
    span = revision.document.in_force
    starts = {} if revision.starts == start_of(span) else {"starts": revision.starts}
    return {"programme": name, "in_force": written(span), **starts}


def read_journals(home: Path) -> list[tuple[str, str]]:
    """The texts of the folder's journals, by the names of their files. Raises BadFile."""
    found = sorted(path for path in (home / JOURNALS).glob("*") if path.suffix in ENDINGS)
    return [(path.name, _text(path)) for path in found]


def write_journals(home: Path, journals: Sequence[tuple[str, str]]) -> None:
    """Raises OSError."""
    for name, content in journals:
        (home / JOURNALS).mkdir(exist_ok=True)
        (home / JOURNALS / name).write_text(content, encoding="utf-8")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadFile(f"{path}:1:1: the file is not UTF-8 text") from None


def written(section: BaseModel) -> dict[str, Any]:
    """As a file or a column of JSON holds it: words, numbers and flags alone; what is absent is left out."""
    return section.model_dump(mode="json", by_alias=True, exclude_none=True)


def _write(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
