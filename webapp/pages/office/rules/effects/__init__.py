"""The form of each effect of rules: one module an effect, found by its name, with its template of the same name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from webapp.engine.document.schema import Effects
from webapp.pages.office.rules.fields import PartForm


@cache
def forms() -> dict[str, PartForm]:
    """By the effect's name, in the order in which effects act. What has no form stays as the document has it."""
    order = list(Effects.model_fields)
    names = [module.name for module in iter_modules(__path__)]
    return {name: import_module(f"{__name__}.{name}").FORM for name in sorted(names, key=order.index)}
