"""The forms of messages: an event with its channels and texts, and what holds for all of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.messages.letters import Words
from webapp.messages.texts import TEXTS
from webapp.pages.shared import formats
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.store.message_events import EVENTS, WAYS, Way, misplaced, words_of
from webapp.store.message_settings import EventSettings, MessageSettings

MOST_TEXT, MOST_SUBJECT = 2000, 150
MOST_MESSAGES = 9999


@dataclass
class EventForm:
    """`typed` by field as it was typed; `said` what was read of it, by language."""

    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    ways: tuple[Way, ...] = ()
    said: dict[str, Words] = field(default_factory=dict)


def filled_event(event: str, settings: EventSettings | None, said: Mapping[str, Words]) -> EventForm:
    ways = tuple(settings.ways) if settings is not None else ()
    form = EventForm(ways=EVENTS[event].ways if EVENTS[event].always else ways, said=dict(said))
    for tongue, words in said.items():
        form.typed |= {f"subject-{tongue}": words.subject, f"text-{tongue}": words.text}
    return form


def read_event(event: str, sent: Mapping[str, str]) -> EventForm:
    """An empty field takes the words that are said by default."""
    form, reading = EventForm(), Reading(sent)
    form.ways = tuple(way for way in EVENTS[event].ways if sent.get(f"way-{way}"))
    for tongue in TEXTS:
        default = TEXTS[tongue][event]
        subject = reading.text(f"subject-{tongue}", most=MOST_SUBJECT) or default.subject
        text = _lines(sent.get(f"text-{tongue}", "")) or default.text
        form.typed |= {f"subject-{tongue}": reading.typed(f"subject-{tongue}") or subject, f"text-{tongue}": text}
        form.said[tongue] = Words(subject, text)
        if len(text) > MOST_TEXT:
            reading.wrong(f"text-{tongue}", "too_long", most=MOST_TEXT)
        for name, words, whole in ((f"subject-{tongue}", subject, False), (f"text-{tongue}", text, True)):
            _check(reading, event, name, words, whole)
    form.errors = reading.errors
    return form


def _check(reading: Reading, event: str, name: str, words: str, whole: bool) -> None:
    wrong = misplaced(event, words)
    if wrong is None or (wrong.code == "missing" and not whole):
        return
    accepted = ", ".join(f"{{{word}}}" for word in words_of(event))
    sentence = say(f"messages.wrong.{wrong.code}", found=wrong.found, at=wrong.at, accepted=accepted)
    reading.errors.setdefault(name, sentence)


def _lines(text: str) -> str:
    """As it was typed, with its lines, but for what no eye sees (R58)."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return "".join(kept).strip()


@dataclass
class SettingsForm:
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    settings: MessageSettings | None = None


FIGURES = ("most_for_member", "most_for_address", "most_a_day")
HOURS = ("quiet_from", "quiet_until")


def filled_settings(settings: MessageSettings) -> SettingsForm:
    typed = {name: str(getattr(settings, name)) for name in (*FIGURES, *HOURS)}
    typed |= {f"order_{place}": way for place, way in enumerate(settings.order, start=1)}
    typed |= {f"price_{way}": formats.typed(language(), settings.price[way]) for way in settings.price}
    if settings.money_a_day is not None:
        typed["money_a_day"] = formats.typed(language(), settings.money_a_day)
    return SettingsForm(typed)


def read_settings(sent: Mapping[str, str]) -> SettingsForm:
    reading = Reading(sent)
    figures = {name: reading.quantity(name, MOST_MESSAGES) for name in FIGURES}
    figures |= {name: reading.quantity(name, 23, least=0) for name in HOURS}
    order = [reading.chosen(f"order_{place}", WAYS, required=True) for place in range(1, len(WAYS) + 1)]
    if None not in order and len(set(order)) < len(order):
        reading.errors["order_1"] = say("messages.wrong.order")
    prices = {way: reading.money(f"price_{way}") for way in WAYS}
    money = reading.money("money_a_day")
    typed = {name: reading.typed(name) for name in sent if name != "csrf_token"}
    form = SettingsForm(typed, reading.errors)
    if not form.errors:
        form.settings = MessageSettings().model_copy(
            update={
                **figures,
                "order": order,
                "price": {way: price for way, price in prices.items() if price},
                "money_a_day": money,
            }
        )
    return form
