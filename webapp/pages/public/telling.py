"""What the chain's public pages share: the rules in words, what search engines and previews are told, and for how long
an answer may be kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Response, request, session

from webapp.engine.document.compare import Changed, name_of
from webapp.engine.document.explain import Section, Sentence
from webapp.engine.document.words import sentence
from webapp.engine.programme import Programme
from webapp.pages.shared import answers, rules, site, visit
from webapp.pages.shared.language import FIELD, language
from webapp.translations.say import LANGUAGES
from webapp.usecases import tell_rules

FIVE_MINUTES = 5 * 60
LOCALES = {"ru": "ru_RU", "en": "en_GB"}
LONGEST_DESCRIPTION = 300
_SPACES = re.compile(r"\s+")

Told = list[tuple[Section, list[tuple[str, list[Sentence]]]]]


class About(NamedTuple):
    """What a page says of itself to those who only look at its head. Addresses are whole."""

    address: str
    plain: str
    others: dict[str, str]
    locale: str
    description: str


def open_page(template: str, description: str, **values: Any) -> Response:
    """A page that is the same for everyone who reads the language: kept for minutes, told apart by its bytes.

    Nothing is kept where the answer sets a cookie or somebody is signed in (R37).
    """
    response = answers.answer(template, shared=_about(description), **values)
    asked = request.args.get(FIELD)
    chosen = asked in LANGUAGES and request.cookies.get(FIELD) != asked
    somebody = visit.staff_or_none() or visit.guest_or_none() or session.modified
    if response.status_code == 200 and not chosen and not somebody:
        response.cache_control.public, response.cache_control.max_age = True, FIVE_MINUTES
        response.vary.add("Cookie")
        response.add_etag()
        response.make_conditional(request)
    return response


def _about(description: str) -> About:
    named = {**(request.view_args or {}), **{name: value for name, value in request.args.items() if name != FIELD}}
    endpoint = request.endpoint or ""

    def address(code: str | None) -> str:
        return site.address(endpoint, **named, **({FIELD: code} if code else {}))

    words = _SPACES.sub(" ", description).strip()[:LONGEST_DESCRIPTION]
    here = language()
    return About(address(here), address(None), {code: address(code) for code in LANGUAGES}, LOCALES[here], words)


def rules_of(programme: Programme) -> Told:
    return [(section, by_rule(section.sentences)) for section in rules.told(programme)]


def changes(before: Programme, after: Programme) -> list[Changed]:
    return tell_rules.changes(visit.chain(), before, after, language(), rules.places(after.document))


def by_rule(sentences: Sequence[Sentence]) -> list[tuple[str, list[Sentence]]]:
    """What is said of one rule together, its name once before it; nameless what is said of a name once or of none."""
    runs: list[tuple[str, list[Sentence]]] = []
    for one in sentences:
        name = name_of(one.text)
        if runs and runs[-1][0] == name:
            runs[-1][1].append(one)
        else:
            runs.append((name, [one]))
    return [(name, _unnamed(name, run)) if name and len(run) > 1 else ("", run) for name, run in runs]


def _unnamed(name: str, run: list[Sentence]) -> list[Sentence]:
    return [Sentence(one.number, sentence(one.text.removeprefix(f"{name}: ").rstrip("."))) for one in run]
