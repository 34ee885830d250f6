"""What a programme calls its rewards, the grades of its masters and the categories of its salons, and where a
certificate is good.
"""

from __future__ import annotations

from webapp.engine.certificates import takes
from webapp.engine.document.schema import Named
from webapp.engine.document.words import readable
from webapp.engine.facts import Certificate, Salon
from webapp.engine.programme import Programme
from webapp.usecases.open_chain import OpenChain, OpenSalon


def reward_named(programme: Programme, code: str) -> Named:
    """The code for people where the programme has no name for it, or no longer has it."""
    reward = programme.document.rewards.get(code)
    return (reward.name if reward else None) or _as_it_is(code)


def grade_named(programme: Programme, code: str) -> Named:
    terms = programme.certificates
    return (terms.grades.get(code) if terms else None) or _as_it_is(code)


def category_named(programme: Programme, code: str) -> Named:
    terms = programme.certificates
    return (terms.salon_categories.get(code) if terms else None) or _as_it_is(code)


def salons_for(chain: OpenChain, programme: Programme, certificate: Certificate) -> tuple[OpenSalon, ...]:
    """Those that take it, in the chain's own order; none where the programme has no certificates."""
    terms = programme.certificates
    if terms is None:
        return ()
    return tuple(salon for salon in chain.salons if takes(Salon(salon.code, salon.category), certificate, terms))


def _as_it_is(code: str) -> Named:
    said = readable(code) or "—"
    return Named(ru=said, en=said)
