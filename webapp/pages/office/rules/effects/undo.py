"""The form of what undoes an earlier event."""

from webapp.pages.office.rules.fields import Field, Part, PartForm, bare


def _closed(part: Part) -> object:
    return {"of": "ref", **part}


FORM = PartForm(
    ("Отменить сделанное прежде", "Undo what was done before"),
    (
        Field(
            "what",
            ("Что отменить", "What is undone"),
            kind="choice",
            choices=(
                ("all", ("Всё, что было под тем же номером", "All that was done under the same reference")),
                ("earned", ("Только начисленное", "Only what was earned")),
            ),
        ),
    ),
    "office/rules/effects/undo.html",
    bare("of"),
    _closed,
)
