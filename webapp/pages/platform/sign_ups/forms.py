"""The sign-up's fields. The password is read as it was typed and never shown again."""

from __future__ import annotations

from dataclasses import dataclass, field

from babel.numbers import get_currency_name
from flask import request

from config.settings import CHECKOUT
from webapp.engine.document.schema import Named
from webapp.pages.platform.sign_ups.places import Place, place_of
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.usecases.check_slug import suggest_slug
from webapp.usecases.list_presets import list_presets
from webapp.usecases.passwords import LONGEST, SHORTEST
from webapp.usecases.sign_up import Wish

PRESETS = CHECKOUT / "tenants"
BLANK = "blank"
CURRENCIES = ("RUB", "AED", "AMD", "AZN", "BYN", "EUR", "GBP", "GEL", "KGS", "KZT", "TJS", "TRY", "USD", "UZS")
FIELDS = ("name", "name_en", "slug", "place", "currency", "start", "owner", "email")
OF_REFUSALS = {
    "slug_form": "slug",
    "slug_reserved": "slug",
    "slug_taken": "slug",
    "name_form": "owner",
    "email_form": "email",
    "password_short": "password",
    "password_guessable": "password",
}
"""Which field a refusal speaks of."""


@dataclass(slots=True)
class SignUp:
    """What stands in the fields, and what is wrong with it."""

    typed: dict[str, str]
    place: Place | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def wish(self, key: str) -> Wish:
        assert self.place is not None
        typed = self.typed
        return Wish(
            preset=PRESETS / typed["start"],
            slug=typed["slug"],
            name=Named(ru=typed["name"], en=typed["name_en"] or typed["name"]),
            city=self.place.city,
            zone=self.place.zone,
            currency=typed["currency"],
            language=language(),
            owner=typed["owner"],
            email=typed["email"],
            password=request.form["password"],
            key=key,
        )


def nothing_yet() -> SignUp:
    return SignUp({**dict.fromkeys(FIELDS, ""), "currency": CURRENCIES[0], "start": BLANK})


def read_sign_up() -> SignUp:
    reading = Reading(request.form)
    form = SignUp({name: reading.typed(name) for name in FIELDS})
    reading.text("name", required=True, most=120)
    reading.text("name_en", most=120)
    form.typed["slug"] = form.typed["slug"].lower() or suggest_slug(form.typed["name"])
    if not form.typed["slug"]:
        reading.wrong("slug", "missing")
    form.place = place_of(form.typed["place"])
    if form.place is None:
        reading.wrong("place", "choose")
    form.typed["currency"] = reading.choice("currency", CURRENCIES, CURRENCIES[0])
    form.typed["start"] = reading.choice("start", tuple(list_presets(PRESETS)), BLANK)
    reading.text("owner", required=True, most=200)
    reading.email("email", required=True)
    _read_password(reading)
    form.errors = reading.errors
    return form


def _read_password(reading: Reading) -> None:
    password = request.form.get("password", "")
    if not password:
        reading.wrong("password", "missing")
    elif len(password) < SHORTEST:
        reading.errors["password"] = say("sign_up.password.short", least=SHORTEST)
    elif len(password) > LONGEST:
        reading.wrong("password", "too_long", most=LONGEST)


def starts() -> list[tuple[str, str]]:
    """What a programme may begin with: nothing much first, then the presets by their names."""
    presets = [(key, name.say(language())) for key, name in list_presets(PRESETS).items() if key != BLANK]
    like = [(key, say("sign_up.start.like", name=name)) for key, name in presets]
    return [(BLANK, say("sign_up.start.blank")), *like]


def currencies() -> list[tuple[str, str]]:
    return [(code, f"{get_currency_name(code, locale=language())} ({code})") for code in CURRENCIES]
