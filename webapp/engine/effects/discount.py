"""Taking off the price: the form of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from webapp.engine.document.amounts import Amounts
from webapp.engine.document.conditions import Strict
from webapp.engine.document.shorthand import is_amount
from webapp.engine.document.values import Number, misfit


class Discount(Strict):
    """A percent, an amount or a price for lines, or for units of the cheapest, the dearest or a chosen one."""

    percent: Amounts | None = None
    amount: Amounts | None = None
    price: Amounts | None = None
    of: Literal["lines", "cheapest", "dearest", "chosen"] = "lines"
    units: Number | None = None
    price_up_to: Amounts | None = None
    most: Amounts | None = None

    @model_validator(mode="after")
    def _one(self) -> Discount:
        if sum(part is not None for part in (self.percent, self.amount, self.price)) != 1:
            raise misfit("one_discount")
        return self


def read_discount(value: Any) -> Any:
    """`discount: 5%` and `discount: {table: …}` are short for a percent or an amount; `percent: 5` is 5 % too."""
    if is_amount(value):
        return {"percent" if _percents(value) else "amount": value}
    bare = value.get("percent")
    return {**value, "percent": _as_percent(bare)} if "percent" in value else value


def _percents(value: Any) -> bool:
    """Whether the plain values of an amount are percents; of a mixed one the first tells."""
    while isinstance(value, dict):
        cells = [part for key, part in value.items() if key not in ("table", "steps")]
        if not cells:
            return False
        value = cells[0]
    return isinstance(value, str) and value.strip().endswith("%")


def _as_percent(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: part if key in ("table", "steps") else _as_percent(part) for key, part in value.items()}
    number = isinstance(value, int | float) or (isinstance(value, str) and value.replace(".", "", 1).isdigit())
    return f"{value}%" if number and not isinstance(value, bool) else value


TakeOff = Annotated[Discount, BeforeValidator(read_discount, json_schema_input_type=Discount | Amounts)]
