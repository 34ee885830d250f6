"""What a rule does: its effects, as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import create_model, model_validator

from webapp.engine import effects
from webapp.engine.document.conditions import Strict
from webapp.engine.document.values import misfit
from webapp.engine.effect import Effect
from webapp.engine.effects.discount import TakeOff
from webapp.engine.effects.earn import Earn
from webapp.engine.effects.refuse import Refuse


def _found() -> dict[str, Effect]:
    """The effects of all modules but the steps of a sale, by name, in the order in which they act."""
    modules = {each.name: import_module(f"{effects.__name__}.{each.name}") for each in iter_modules(effects.__path__)}
    found = {name: module.EFFECT for name, module in modules.items() if hasattr(module, "EFFECT")}
    return dict(sorted(found.items(), key=lambda each: each[1].place))


class SaleEffects(Strict):
    """What a rule does in the steps of a sale; beside it stand the effects that act by themselves."""

    refuse: Refuse | None = None
    discount: TakeOff | None = None
    earn: Earn | None = None

    KINDS: ClassVar[dict[str, Effect]] = _found()

    @model_validator(mode="after")
    def _some(self) -> SaleEffects:
        if all(self.of(name) is None for name in type(self).model_fields):
            raise misfit("no_effect")
        return self

    def of(self, name: str) -> Any:
        """The section of an effect, None where it does not stand here."""
        return getattr(self, name, None) or None

    def acts(self) -> Iterator[tuple[str, Effect, Any]]:
        """(name, effect, section) of those that act by themselves, in order."""
        for name, effect in self.KINDS.items():
            section = self.of(name)
            if section is not None:
                yield name, effect, section


# The fields of the others are known only when all modules have been found.
if TYPE_CHECKING:
    Effects = SaleEffects
else:
    Effects = create_model(
        "Effects",
        __base__=SaleEffects,
        __doc__="What the rule does; several may stand together and act in this order.",
        **{name: (effect.section | None, None) for name, effect in SaleEffects.KINDS.items()},
    )
