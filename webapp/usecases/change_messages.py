"""Changes what a chain tells its members, by which channels, in whose words, when and for how much."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.messages.letters import Words
from webapp.messages.texts import TEXTS
from webapp.store import audit, chains
from webapp.store.message_events import EVENTS, WAYS, Way
from webapp.store.message_settings import EventSettings, MessageSettings, Said, settings_of, written
from webapp.usecases.message_words import template
from webapp.usecases.open_chain import OpenChain


def change_event(
    chain: OpenChain, event: str, ways: tuple[Way, ...], said: dict[str, Words], now: datetime, by: UUID
) -> None:
    """`said` are its words by language; those that are the defaults are not kept as the chain's own."""
    own = {
        language: Said(subject=words.subject, text=words.text)
        for language, words in said.items()
        if words != TEXTS[language][event]
    }
    kept = tuple(way for way in WAYS if way in ways and way in EVENTS[event].ways)

    def change(settings: MessageSettings) -> tuple[MessageSettings, dict[str, Any], dict[str, Any]]:
        before = settings.events.get(event, EventSettings())
        after = EventSettings(ways=list(kept), **own)
        changed = settings.model_copy(update={"events": {**settings.events, event: after}})
        return changed, _told(before), _told(after)

    _change(chain, event, change, now, by)


def change_message_settings(chain: OpenChain, given: MessageSettings, now: datetime, by: UUID) -> None:
    """All but the events."""

    def change(settings: MessageSettings) -> tuple[MessageSettings, dict[str, Any], dict[str, Any]]:
        changed = given.model_copy(update={"events": settings.events})
        return changed, _figures(settings), _figures(changed)

    _change(chain, "settings", change, now, by)


Change = Callable[[MessageSettings], tuple[MessageSettings, dict[str, Any], dict[str, Any]]]


def _change(chain: OpenChain, subject: str, change: Change, now: datetime, by: UUID) -> None:
    def work(session: Session) -> None:
        # Two who change different events at once must not take each other's back.
        chains.lock(session, chain.id)
        changed, before, after = change(settings_of(chains.read(session, chain.id).messages))
        if before == after:
            return
        chains.set_messages(session, chain.id, written(changed))
        audit.note(session, chain.id, now, "messages_changed", subject, by, before, {"event": subject, **after})

    transact(work, chain.id)


def _told(event: EventSettings) -> dict[str, Any]:
    found: dict[str, Any] = {"ways": ", ".join(event.ways)}
    for language in ("ru", "en"):
        said = getattr(event, language)
        found |= {f"subject_{language}": said.subject, f"text_{language}": said.text} if said is not None else {}
    return found


def _figures(settings: MessageSettings) -> dict[str, Any]:
    figures = written(settings.model_copy(update={"events": {}}))
    figures.pop("events", None)
    price = figures.pop("price", {})
    figures["order"] = ", ".join(settings.order)
    return {key: str(value) for key, value in {**figures, **{f"price_{way}": price[way] for way in price}}.items()}


def own_template(chain: OpenChain, event: str) -> dict[str, Words]:
    """Its words in each language, with their placeholders."""
    return {language: template(chain, event, language) for language in TEXTS}
