"""The conditions that have a field of their own in a rule's form: one module a condition, found by its name. All others
are written in the document's words beside them.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from webapp.engine.document.conditions import Condition
from webapp.pages.office.rules.fields import Field


@cache
def fields() -> tuple[Field, ...]:
    """In the order in which the document's grammar names them."""
    order = list(Condition.model_fields)
    names = sorted((module.name for module in iter_modules(__path__)), key=order.index)
    return tuple(import_module(f"{__name__}.{name}").FIELD for name in names)


def known() -> list[str]:
    return [one.key.removeprefix("if.") for one in fields()]
