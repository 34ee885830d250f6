"""What a chain's questionnaire asks for besides what the rules read: consents and further phones, among the answers."""

from __future__ import annotations

from typing import Any

from webapp.engine.document.values import read_flag
from webapp.engine.events import Answers
from webapp.store.consents import Said
from webapp.store.phones import normalised
from webapp.usecases.open_chain import OpenChain

MAIN_PHONE = "phone"


def consents_of(chain: OpenChain, answers: dict[str, Any]) -> list[Said]:
    """Those that were asked for, with the version of the text that was read."""
    found = []
    for consent in chain.questionnaire["consents"]:
        name = consent["name"]
        if name in answers:
            version = answers.get(f"{name}_version", consent["version"])
            found.append(Said(name, read_flag(answers[name]), str(version)))
    return found


def further_phones_of(chain: OpenChain, answers: Answers) -> list[str]:
    """Numbers besides the one that the account goes by (KL-4.2)."""
    given = answers.model_dump()
    found: list[str | None] = []
    for question in chain.questionnaire["fields"]:
        value = given.get(question["name"])
        if question["kind"] == "phones":
            found.extend(value or [])
        elif question["kind"] == "phone" and question["name"] != MAIN_PHONE:
            found.append(value)
    return [number for number in map(normalised, found) if number is not None]


def wants_second_person(chain: OpenChain, channel: str) -> bool:
    """Whether another than who typed it in from paper has to look at it."""
    return channel == "paper" and chain.questionnaire.get("checked_by") == "second_person"
