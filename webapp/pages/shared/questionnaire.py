"""The chain's own questionnaire as a form: its fields and consents, in its words; for staff and for members alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.messages.addresses import holds_address
from webapp.pages.shared import visit
from webapp.pages.shared.language import say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.open_chain import OpenChain

MOST_PHONES = 3
"""Numbers that a field for several phones takes."""
FIELDS = {"phone_taken": "phone", "under_age": "birth_date", "not_individual": "individual"}
"""Which field a refusal speaks of."""


@dataclass(slots=True)
class Filled:
    """`typed` is shown again in the form, `answers` is what a questionnaire says."""

    typed: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def refuse(self, codes: list[str]) -> None:
        """Tells each reason at its field, where the form has it."""
        asked = {question["name"] for question in visit.chain().questionnaire["fields"]}
        for code, sentence in zip(codes, refusals(codes), strict=True):
            name = FIELDS.get(code, "form")
            self.errors[name if name in asked else "form"] = sentence


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


def questions(chain: OpenChain) -> list[dict[str, Any]]:
    """The fields; what the programme asks of everybody has to be filled whatever the form says (ES-1.1)."""
    enrolment = chain.timeline.at(visit.today()).enrolment
    needed = {"birth_date": enrolment.age is not None, "individual": enrolment.individuals_only}
    return [
        {**question, "required": question["required"] or needed.get(question["name"], False)}
        for question in chain.questionnaire["fields"]
    ]


def read_filled(chain: OpenChain, sent: Mapping[str, str], today: date) -> Filled:
    reading = Reading(sent)
    filled = Filled({name: reading.typed(name) for name in sent})
    asked = questions(chain)
    for question in asked:
        value = _read(reading, question, today)
        if value is not None:
            filled.answers[question["name"]] = value
    for consent in chain.questionnaire["consents"]:
        given = reading.ticked(consent["name"])
        if consent["required"] and not given:
            reading.wrong(consent["name"], "must_tick")
        filled.answers[consent["name"]] = given
        filled.answers[f"{consent['name']}_version"] = str(consent["version"])
    if holds_address(filled.answers.get("full_name") or ""):
        reading.wrong("full_name", "name_address")
    filled.errors = reading.errors
    age = chain.timeline.at(visit.today()).enrolment.age
    if age is not None and not any(question["name"] == "birth_date" for question in asked):
        filled.errors["form"] = say("questionnaire.no_birth_date", age=age)
    return filled


def _read(reading: Reading, question: Mapping[str, Any], today: date) -> Any:
    name, required = question["name"], question["required"]
    kind = question["kind"]
    if kind == "boolean":
        if required and not reading.ticked(name):
            reading.wrong(name, "must_tick")
        return reading.ticked(name)
    if kind == "date":
        day = reading.day(name, today, required)
        return day.isoformat() if day is not None else None
    if kind == "phones":
        return reading.phones([f"{name}-{number}" for number in range(1, MOST_PHONES + 1)], required) or None
    if kind == "choice":
        return reading.chosen(name, question["choices"], required)
    readers = {"text": reading.text, "phone": reading.phone, "email": reading.email}
    return readers[kind](name, required)


def answer_words(question: Mapping[str, Any], value: Any, language: str) -> list[str]:
    """An answer as a review shows it; nothing for none."""
    if value is None:
        return []
    if question["kind"] == "choice":
        label = question["choices"].get(value)
        return [label[language] if label else str(value)]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
