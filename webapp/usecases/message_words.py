"""What a message says: the chain's own words or the defaults, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from webapp.engine.document.schema import Named
from webapp.engine.document.words import Speech
from webapp.messages.addresses import defused
from webapp.messages.letters import Words
from webapp.messages.texts import TEXTS, WAY_OUT, sample
from webapp.store.message_events import CODE, EVENTS, filled
from webapp.usecases.certificate_terms import reward_named
from webapp.usecases.open_chain import OpenChain


def template(chain: OpenChain, event: str, language: str) -> Words:
    """With its placeholders."""
    settings = chain.messages.events.get(event)
    own = getattr(settings, language) if settings is not None else None
    return Words(own.subject, own.text) if own is not None else TEXTS[language][event]


def say_message(chain: OpenChain, event: str, language: str, values: Mapping[str, str]) -> Words:
    return fill(chain, template(chain, event, language), language, values)


def fill(chain: OpenChain, words: Words, language: str, values: Mapping[str, str]) -> Words:
    name = defused(values.get("name", ""))
    whole = {"chain": chain.name.say(language), **values, "name": name}
    return Words(" ".join(filled(words.subject, whole).split()), filled(words.text, whole))


def preview(chain: OpenChain, event: str, language: str, words: Words, link: str) -> Words:
    """With data that look real, and the way out where it will stand."""
    said = fill(chain, words, language, sample(language))
    return with_way_out(said, language, link) if EVENTS[event].purpose == "advertising" else said


def with_way_out(words: Words, language: str, link: str) -> Words:
    return Words(words.subject, f"{words.text}\n\n{WAY_OUT[language].format(link=link)}")


def code_words(chain: OpenChain, language: str, code: str, minutes: int) -> Words:
    """Of a one-time code, for whoever sends it."""
    return say_message(chain, CODE, language, {"code": code, "minutes": str(minutes)})


def told_values(
    chain: OpenChain, language: str, values: Mapping[str, Any], name: str | None, now: datetime
) -> dict[str, str]:
    """The engine's values as people read them; what is not known is left out."""
    speech, found = Speech(language, chain.currency), {"name": (name or "").strip()}
    programme = chain.timeline.at(chain.local(now))
    for key, value in values.items():
        if value is None:
            continue
        if key in ("amount", "balance"):
            found[key] = speech.number(value)
        elif key in ("day", "until"):
            found[key] = speech.day(date.fromisoformat(value))
        elif key == "visit":
            visit = datetime.fromisoformat(value)
            found[key] = f"{speech.day(visit.date())}, {visit:%H:%M}"
        elif key == "level":
            level = programme.document.levels.get(value)
            found[key] = level.name.say(language) if level is not None and level.name is not None else value
        elif key == "reward":
            found[key] = reward_named(programme, value).say(language)
        elif key == "salon":
            found[key] = _salon(chain, value, language)
        elif key == "text":
            found[key] = _text(chain, value, language)
    return found


def _salon(chain: OpenChain, code: str, language: str) -> str:
    return next((salon.name.say(language) for salon in chain.salons if salon.code == code), code)


def _text(chain: OpenChain, said: str | Mapping[str, str], language: str) -> str:
    """A rule's text as it stands, or the chain's text of that name."""
    if not isinstance(said, str):
        return said[language]
    named = chain.texts.get("texts", {}).get(said)
    return Named(ru=named["ru"], en=named["en"]).say(language) if named else said


def lasting_name(event: str, member: UUID | str, key: str) -> str:
    """What a message is known by for good."""
    return f"message {event} {member} {key}"
