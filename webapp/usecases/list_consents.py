"""The consents of a member: each that the chain asks for, or has asked for, with all that was said about it."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from webapp.database import transact
from webapp.engine.document.schema import Named
from webapp.store import consents
from webapp.store.consents import Told
from webapp.usecases.open_chain import OpenChain


class Asked(NamedTuple):
    """`text` and `version` are those of today, None for what the chain asks no more. `given` is None where nothing was
    said; `history` has the latest first.
    """

    name: str
    text: Named | None
    version: str | None
    required: bool
    given: bool | None
    history: list[Told]


def list_consents(chain: OpenChain, member: UUID) -> list[Asked]:
    """In the questionnaire's order, those that are asked no more at the end."""

    latest, told = transact(
        lambda session: (
            {one.name: one for one in consents.latest(session, chain.id, member)},
            consents.history(session, chain.id, member),
        ),
        chain.id,
        readonly=True,
    )
    asked = {consent["name"]: consent for consent in chain.questionnaire["consents"]}
    names = [*asked, *sorted(name for name in latest if name not in asked and latest[name].given)]
    return [_asked(name, asked.get(name), latest.get(name), told) for name in names]


def _asked(name: str, consent: dict[str, object] | None, last: Told | None, told: list[Told]) -> Asked:
    text = Named.model_validate(consent["text"]) if consent else None
    version, required = (str(consent["version"]), bool(consent["required"])) if consent else (None, False)
    history = [one for one in told if one.name == name]
    return Asked(name, text, version, required, last.given if last else None, history)
