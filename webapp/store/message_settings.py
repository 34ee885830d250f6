"""What a chain says about its messages, as `messages.yaml` of its folder holds it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, PlainValidator, model_validator

from webapp.engine.document.conditions import Strict
from webapp.engine.document.values import Number, misfit, read_count
from webapp.store.message_events import EVENTS, WAYS, Way, misplaced, words_of

Most = Annotated[int, PlainValidator(read_count), Field(ge=1, le=9_999)]
Hour = Annotated[int, PlainValidator(read_count), Field(ge=0, le=23)]


class Said(Strict):
    """Own words in one language."""

    subject: Annotated[str, Field(min_length=1, max_length=150)]
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class EventSettings(Strict):
    """By which channels an event is told; none is switched off. Without own words the defaults are said."""

    ways: list[Way] = Field(default_factory=list)
    ru: Said | None = None
    en: Said | None = None


class MessageSettings(Strict):
    """`order` is which channel is tried first. Quiet hours are the chain's local ones; equal hours are none. `price` is
    that of one message in hundredths, `money_a_day` what a day may cost; caps are per member, per address, and of the
    chain in a day.
    """

    order: list[Way] = Field(default_factory=lambda: list(WAYS))
    quiet_from: Hour = 21
    quiet_until: Hour = 9
    most_for_member: Most = 5
    most_for_address: Most = 10
    most_a_day: Most = 5_000
    price: dict[Way, Number] = Field(default_factory=dict)
    money_a_day: Number | None = None
    events: dict[str, EventSettings] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _events_are_known_and_texts_can_be_filled(self) -> MessageSettings:
        for name, event in self.events.items():
            if name not in EVENTS:
                raise misfit("one_of", "events", name, accepted=list(EVENTS), found=name)
            for language in ("ru", "en"):
                said = getattr(event, language)
                wrong = misplaced(name, said.text) if said is not None else None
                if wrong is not None:
                    accepted = [f"{{{word}}}" for word in words_of(name)]
                    raise misfit("one_of", "events", name, language, "text", accepted=accepted, found=wrong.found)
        return self


def written(settings: MessageSettings) -> dict[str, Any]:
    """As the column holds it."""
    return settings.model_dump(mode="json", exclude_none=True)


def settings_of(kept: dict[str, Any] | None) -> MessageSettings:
    """Of the column, where nothing stands until the chain has said something."""
    return MessageSettings.model_validate(kept or {})
