"""What the staff tell of a member beside receipts: what the chain's programme asks for, and what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from flask import abort, url_for

from webapp.engine.document.schema import Named
from webapp.engine.programme import Programme
from webapp.engine.questions import Question, questions_of
from webapp.pages.shared import answers, formats, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import level_name, refusals, reward_name
from webapp.usecases.look_at_member import Sheet, look_at_member
from webapp.usecases.operation import KeyReused, Outcome

__all__ = ["questions_of"]
MOVED = ("earned", "taken", "held", "released")
MOST_WORDS = 120
_SIGNS = 6


def sheet_where(asked: Callable[[Programme], object], member: UUID) -> Sheet:
    """Of a member who has not left; a page that the chain's programme does not ask for leads back to the member."""
    sheet = look_at_member(visit.chain(), str(member), visit.now())
    if sheet is None or sheet.person.state == "closed":
        abort(404)
    if not asked(sheet.programme):
        abort(answers.see(url_for("desk.members.show", member=member)))
    return sheet


def done(reading: Reading, do: Callable[[], Outcome]) -> Outcome | None:
    """Does it; None where it was refused, which `reading` is told."""
    try:
        outcome = do()
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return None
    if outcome.refused:
        reading.errors["form"] = " ".join(refusals(outcome.refused))
        return None
    return outcome


def made_ref(operation: str) -> str:
    """A reference for what nobody has given one, the same however often the form is sent."""
    return f"E-{hashlib.sha256(operation.encode()).hexdigest()[:_SIGNS].upper()}"


def wallet_name(programme: Programme, code: str) -> str:
    wallet = programme.document.wallets.get(code)
    return wallet.name.say(language()) if wallet is not None and wallet.name is not None else code


def choice_name(code: str, named: Named | None) -> str:
    return named.say(language()) if named is not None else code.replace("_", " ").capitalize()


def units(programme: Programme, wallet: str, amount: formats.Amount) -> str:
    """So much of a wallet, called by its name where there are several."""
    money = wallet in programme.wallets and programme.wallets[wallet].money
    said = formats.money(language(), amount, visit.chain().currency) if money else formats.number(language(), amount)
    return f"{said} ({wallet_name(programme, wallet)})" if len(programme.wallets) > 1 else said


def price_of(programme: Programme, reward: str) -> str:
    """What a reward costs where that is a number whatever the case."""
    priced = programme.document.rewards[reward].price.items()
    return ", ".join(units(programme, wallet, price) for wallet, price in priced if isinstance(price, int))


def brought(programme: Programme, result: Mapping[str, Any], level: str | None) -> str:
    """What came of an event or a reward, in one line; `level` is the one before."""
    said = [say(f"told.{word}", amount=amount) for word in MOVED for amount in _moved(programme, result.get(word))]
    for reward, times in (result.get("given") or {}).items():
        said.append(say("told.given", reward=reward_name(programme, reward), times=formats.number(language(), times)))
    if result.get("level") and result["level"] != level:
        said.append(say("told.level", level=level_name(programme, result["level"])))
    return " ".join(said) or say("told.nothing")


def _moved(programme: Programme, told: Any) -> Iterator[str]:
    by = told if isinstance(told, dict) else {programme.main_wallet or "": told}
    for wallet, amount in by.items():
        if amount is not None and float(amount):
            yield units(programme, wallet, amount)


def read_attributes(asked: tuple[Question, ...], reading: Reading) -> dict[str, str]:
    """What was told of the attributes that are asked for; nothing of those left empty."""
    told = {}
    for question in asked:
        name = f"attribute-{question.name}"
        if question.day:
            day = reading.day(name, visit.today().date())
            value = day.isoformat() if day else None
        elif question.words:
            value = reading.chosen(name, question.words)
        else:
            value = reading.text(name, most=MOST_WORDS)
        if value is not None:
            told[question.name] = value
    return told
