"""The form of facts that are set on a member."""

from webapp.pages.office.rules.fields import Field, Part, PartForm, mapping


def _opened(value: object) -> Part:
    if not isinstance(value, dict) or "values" in value:
        return mapping(value)
    facts = {name: part for name, part in value.items() if name != "for"}
    return {"values": facts, **({"for": value["for"]} if "for" in value else {})}


FORM = PartForm(
    ("Отметить сведения об участнике", "Set facts on the member"),
    (
        Field(
            "values",
            ("Что отметить", "What to set"),
            ("По строке на сведение, например vip: yes", "A line for each, as vip: yes"),
            kind="yaml",
        ),
        Field("for", ("На сколько", "For how long"), ("Пусто — навсегда", "Empty: for good")),
    ),
    "office/rules/effects/set.html",
    _opened,
)
