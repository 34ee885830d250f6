"""An event as it is told: what the programme's document reads of it, and nothing else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from webapp.engine.events import MOST_UNITS, NamedEvent
from webapp.engine.money import written
from webapp.engine.questions import EventForm
from webapp.pages.shared import visit
from webapp.pages.shared.questions import made_ref, read_attributes
from webapp.pages.shared.reading import Reading

MOST_REF = 60


def read_event(form: EventForm, member: UUID, operation: str, reading: Reading) -> NamedEvent | None:
    """None where something is wrong with a field. An event without a reference is given one, to be undone by it."""
    ref = reading.text("ref", most=MOST_REF)
    told: dict[str, Any] = {"member": str(member), "name": form.name, "ref": ref or made_ref(operation)}
    for field in ("amount", "units"):
        if getattr(form, field) and (found := reading.money(field, required=True)) is not None:
            told[field] = written(found)
    if form.times and reading.typed("times"):
        told["times"] = reading.quantity("times", MOST_UNITS)
    if form.booked and (reading.typed("for-day") or reading.typed("for-time")):
        told["for"] = reading.moment("for", visit.today())
    told["attributes"] = read_attributes(form.attributes, reading)
    told["reward"] = reading.chosen("reward", form.rewards)
    told["salon"] = visit.salon() or reading.chosen("salon", visit.chain().lists.salons)
    if reading.errors:
        return None
    return NamedEvent.model_validate({name: value for name, value in told.items() if value})
