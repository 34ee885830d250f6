"""The form of a reward that is given."""

from webapp.pages.office.rules.fields import Field, Part, PartForm, mapping


def _opened(value: object) -> Part:
    return mapping(value) if isinstance(value, dict) and "reward" in value else {"reward": value}


def _closed(part: Part) -> object:
    return part["reward"] if list(part) == ["reward"] else part


FORM = PartForm(
    ("Дать награду", "Give a reward"),
    (
        Field("reward", ("Награда или несколько через запятую", "A reward, or several with commas"), kind="words"),
        Field("times", ("Сколько раз", "How many times"), ("Пусто — один", "Empty: once")),
        Field("valid", ("Сколько действует", "How long it is good"), ("Например 30 days", "As 30 days")),
        Field("value", ("Какой стоимости", "Worth")),
    ),
    "office/rules/effects/give.html",
    _opened,
    _closed,
    whole="reward",
)
