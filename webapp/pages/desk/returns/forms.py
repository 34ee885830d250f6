"""Which units of a receipt come back."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request

from webapp.engine.events import MOST_UNITS, Return
from webapp.pages.shared import visit
from webapp.pages.shared.language import say
from webapp.pages.shared.reading import MOST_TEXT, Reading
from webapp.translations import say as catalogues
from webapp.usecases.look_at_receipt import Slip

COMMON = {
    "return": ("unsuitable", "defect", "not_done", "changed_mind", "mistake"),
    "move": ("wrong_guest", "wrong_card", "guest_asked"),
}


@dataclass(slots=True)
class Returning:
    """`units` are wanted back, by the line's number; `typed` is what stands in the fields."""

    typed: dict[int, str]
    units: dict[int, int] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    chosen: str = ""
    words: str = ""
    reason: str = ""

    def event(self, slip: Slip) -> Return:
        lines = [{"line": line, "quantity": units} for line, units in self.units.items() if units]
        return Return.model_validate({"receipt": slip.number, "lines": lines, "reason": self.reason})


def reasons(kind: str = "return") -> list[str]:
    """The chain's own where its texts have any (`return_reason_…`), else those that every shop knows; in its own
    language, in which they are written down.
    """
    chain = visit.chain()
    texts = (chain.texts.get("texts") or {}).items()
    own = [str(said[chain.language]) for name, said in texts if name.startswith(f"{kind}_reason")]
    return own or [catalogues.say(chain.language, f"return.reason.{name}") for name in COMMON[kind]]


def read_reason(reading: Reading) -> str:
    """One of the chain's reasons, own words, or both; one of them there must be."""
    chosen, words = reading.typed("reason"), reading.text("reason-words", most=200)
    if not chosen and not words:
        reading.wrong("reason", "reason")
    return ": ".join(part for part in (chosen[:120], words) if part)


def nothing_yet(slip: Slip) -> Returning:
    return Returning({line.number: "0" for line in slip.lines if line.left})


def read_returning(slip: Slip) -> Returning:
    """The fields as sent; the button for all of it fills them itself."""
    reading = Reading(request.form)
    everything = "everything" in request.form
    left = {line.number: line.left for line in slip.lines if line.left}
    typed = {
        number: str(most) if everything else reading.typed(f"units-{number}") or "0" for number, most in left.items()
    }
    returning = Returning(typed, chosen=reading.typed("reason"), words=reading.typed("reason-words"))
    returning.reason = read_reason(reading)
    returning.errors |= reading.errors
    for number, text in typed.items():
        if not text.isascii() or not text.isdigit() or int(text[:9]) > left[number]:
            returning.errors[f"units-{number}"] = say("return.too_many", most=left[number])
        else:
            returning.units[number] = int(text)
    if not returning.errors and not any(returning.units.values()):
        returning.errors["form"] = say("return.nothing")
    return returning


def sent_returning(slip: Slip) -> Returning:
    """The units as they were confirmed. Whether so many are left is the rules' to say: a repeat is no mistake."""
    sent = {line.number: request.form.get(f"units-{line.number}", "") for line in slip.lines}
    units = {
        number: min(int(text[:9]), MOST_UNITS) for number, text in sent.items() if text.isascii() and text.isdigit()
    }
    reason = Reading(request.form).typed("reason")[:MOST_TEXT]
    return Returning({number: str(count) for number, count in units.items()}, units, words=reason, reason=reason)
