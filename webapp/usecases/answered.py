"""What a chain's questionnaire asks for besides what the rules read: consents and further phones, among the answers."""

from __future__ import annotations

from typing import Any

from webapp.engine.document.values import read_flag
from webapp.engine.events import Answers
from webapp.store.consents import Said
from webapp.usecases.open_chain import OpenChain


def consents_of(chain: OpenChain, answers: dict[str, Any]) -> list[Said]:
    """Those that were asked for, with the version of the text that was read."""
    found = []
    for consent in chain.questionnaire["consents"]:
        name = consent["name"]
        if name in answers:
            version = answers.get(f"{name}_version", consent["version"])
            found.append(Said(name, read_flag(answers[name]), str(version)))
    return found


def further_phones_of(chain: OpenChain, answers: Answers) -> dict[str, list[str]]:
    """Phones that the chain's own form asks for beside the one that the account goes by, by field (KL-4.2)."""
    told, found = answers.model_extra or {}, {}
    for field in chain.questionnaire["fields"]:
        value = told.get(field["name"])
        if value and field["kind"] in ("phone", "phones"):
            found[field["name"]] = list(value) if field["kind"] == "phones" else [value]
    return found


def wants_second_person(chain: OpenChain, channel: str) -> bool:
    """Whether another than who typed it in from paper has to look at it."""
    return channel == "paper" and chain.questionnaire.get("checked_by") == "second_person"
