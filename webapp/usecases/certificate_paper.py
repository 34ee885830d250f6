"""A certificate as a file to print or to send: for whoever holds it, in both languages."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from webapp.engine.document.schema import Named
from webapp.engine.document.words import Speech
from webapp.messages.papers import Paper, Side, drawn
from webapp.store.certificates import GOOD
from webapp.usecases.certificate_terms import category_named, grade_named, reward_named
from webapp.usecases.look_at_certificate import Look, look_at_certificate
from webapp.usecases.open_chain import OpenChain

LANGUAGES = ("ru", "en")
MOST_SALONS = 15
"""So many are named one by one; of more the paper tells the category alone."""


def certificate_paper(chain: OpenChain, certificate: UUID, now: datetime, secret: str) -> bytes | None:
    """The PDF; None for a certificate that is not good now, or whose code nobody can tell."""
    found = look_at_certificate(chain, certificate, now, secret)
    return paper_of(chain, found) if found is not None and found.state in GOOD and found.code else None


def paper_of(chain: OpenChain, found: Look) -> bytes:
    first = chain.language
    languages = (first, *(other for other in LANGUAGES if other != first))
    return drawn(
        Paper(
            accent=chain.accent,
            code=found.code or "",
            holder=found.holder or "",
            sides=tuple(_side(chain, found, language) for language in languages),
        )
    )


def _side(chain: OpenChain, found: Look, language: str) -> Side:
    held, programme = found.held, found.programme
    say = Speech(language, chain.currency)
    anywhere, few = len(found.salons) == len(chain.salons), len(found.salons) <= MOST_SALONS
    terms = programme.certificates
    categories = {salon.category for salon in chain.salons}
    return Side(
        language=language,
        chain=chain.name.say(language),
        reward=reward_named(programme, held.reward).say(language),
        grade=grade_named(programme, held.grade).say(language) if terms and terms.grades else "",
        category=category_named(programme, held.salon_category).say(language) if len(categories) > 1 else "",
        until=say.day(held.valid_until) if held.valid_until else "",
        due=say.money(held.remainder) if held.remainder else "",
        anywhere=anywhere,
        salons=tuple(_place(salon.name, salon.city, language) for salon in found.salons) if few else (),
        booked=terms is not None and terms.booked,
        contacts=tuple(_contacts(chain, language)),
    )


def _place(name: Named, city: Named, language: str) -> str:
    return f"{name.say(language)}, {city.say(language)}"


def _contacts(chain: OpenChain, language: str) -> list[str]:
    """Whom to ask, by city: phones, e-mail and hours."""
    said = []
    for block in chain.texts.get("contacts") or []:
        told = [*block.get("phones", ()), block.get("email")]
        hours = block.get("hours")
        ways = ", ".join(str(way) for way in told if way)
        when = f" ({hours[language]})" if hours else ""
        if ways:
            said.append(f"{block['city'][language]}: {ways}{when}")
    return said
