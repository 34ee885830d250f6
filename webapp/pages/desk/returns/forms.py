"""Which units of a receipt come back."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request

from webapp.engine.events import MOST_UNITS, Return
from webapp.pages.shared.language import say
from webapp.pages.shared.reading import Reading
from webapp.usecases.look_at_receipt import Slip


@dataclass(slots=True)
class Returning:
    """`units` are wanted back, by the line's number; `typed` is what stands in the fields."""

    typed: dict[int, str]
    units: dict[int, int] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def event(self, slip: Slip) -> Return:
        lines = [{"line": line, "quantity": units} for line, units in self.units.items() if units]
        return Return.model_validate({"receipt": slip.number, "lines": lines})


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
    returning = Returning(typed)
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
    return Returning({number: str(count) for number, count in units.items()}, units)
