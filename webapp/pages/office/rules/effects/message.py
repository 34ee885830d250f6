"""The form of a message to the member."""

from webapp.pages.office.rules.fields import Field, PartForm, alone, bare

FORM = PartForm(
    ("Написать участнику", "Write to the member"),
    (
        Field("ru", ("Текст по-русски", "Text in Russian"), kind="said"),
        Field("en", ("Текст по-английски", "Text in English"), kind="said"),
        Field("text", ("Или слово из текстов", "Or the word of a text"), ("Имя из texts", "A name of texts")),
    ),
    "office/rules/effects/message.html",
    bare("text"),
    alone("text"),
    whole="text",
)
