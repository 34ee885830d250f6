"""The chain's own questionnaire as a form: its fields and consents, in its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.pages.shared.reading import Reading
from webapp.usecases.open_chain import OpenChain


@dataclass(slots=True)
class Filled:
    """`typed` is shown again in the form, `answers` is what a questionnaire says."""

    typed: dict[str, str]
    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def known_answers(name: str | None, phone: str | None, email: str | None, birth: date | None) -> Filled:
    """The form filled with what the member's account already knows."""
    typed = {"full_name": name or "", "phone": phone or "", "email": email or ""}
    if birth is not None:
        typed |= {
            "birth_date-day": str(birth.day),
            "birth_date-month": str(birth.month),
            "birth_date-year": str(birth.year),
        }
    return Filled(typed)


def read_filled(chain: OpenChain, sent: Mapping[str, str], today: date) -> Filled:
    reading = Reading(sent)
    filled = Filled({name: reading.typed(name) for name in sent})
    for question in chain.questionnaire["fields"]:
        value = _read(reading, question, today)
        if value is not None:
            filled.answers[question["name"]] = value
    for consent in chain.questionnaire["consents"]:
        given = reading.ticked(consent["name"])
        if consent["required"] and not given:
            reading.wrong(consent["name"], "must_tick")
        filled.answers[consent["name"]] = given
        filled.answers[f"{consent['name']}_version"] = str(consent["version"])
    filled.errors = reading.errors
    return filled


def _read(reading: Reading, question: Mapping[str, Any], today: date) -> Any:
    name, required = question["name"], question["required"]
    if question["kind"] == "boolean":
        if required and not reading.ticked(name):
            reading.wrong(name, "must_tick")
        return reading.ticked(name)
    if question["kind"] == "date":
        return reading.day(name, today, required)
    readers: dict[str, Callable[[str, bool], str | None]] = {
        "text": reading.text,
        "phone": reading.phone,
        "email": reading.email,
    }
    return readers[question["kind"]](name, required)
