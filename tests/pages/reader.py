"""A browser without script: keeps cookies, follows redirects, reads forms and sends them as their buttons say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient

VOID = {"input", "meta", "link", "br", "img", "hr"}
TOLD_APART = re.compile(r"[\s\u00a0]+")


@dataclass
class Button:
    name: str
    value: str
    action: str
    text: str = ""
    disabled: bool = False


@dataclass
class Form:
    action: str
    id: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def sent(self, button: Button, typed: dict[str, str | None]) -> list[tuple[str, str]]:
        """What a browser sends: `typed` replaces fields by name; None unticks."""
        kept = [(name, value) for name, value in self.fields if name not in typed]
        said = [(name, value) for name, value in typed.items() if value is not None]
        return [*kept, *said, *([(button.name, button.value)] if button.name else [])]


class Page(HTMLParser):
    """An answer, read."""

    def __init__(self, status: int, address: str, html: str) -> None:
        super().__init__()
        self.status, self.address, self.html = status, address, html
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.named: set[str] = set()
        self.words: list[str] = []
        self._waiting: list[tuple[str, Button]] = []
        self._open: Form | None = None
        self._button: Button | None = None
        self._link: str | None = None
        self._select: str | None = None
        self._area: tuple[Form, str] | None = None
        self.feed(html)
        for owner, button in self._waiting:
            form = next(form for form in self.forms if form.id == owner)
            button.action = button.action or form.action
            form.buttons.append(button)

    @property
    def text(self) -> str:
        """All words, with plain spaces."""
        return TOLD_APART.sub(" ", " ".join(self.words)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert "style" not in given, "the content policy allows no style here"
        assert not any(name.startswith("on") or name.startswith("hx-on") for name in given), given
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "form":
            self._open = Form(given.get("action", self.address), given.get("id", ""))
            self.forms.append(self._open)
        elif tag == "button":
            self._button = self._begin_button(given)
        elif tag == "a":
            self._link = given.get("href", "")
        elif tag == "label":
            self.labelled.add(given.get("for", ""))
        elif tag == "select":
            self._select = given.get("name")
        elif tag == "option" and "selected" in given and self._open and self._select:
            self._open.fields.append((self._select, given.get("value", "")))
        elif tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._area_in(given)

    def _begin_button(self, given: dict[str, str]) -> Button:
        action = given.get("formaction") or (self._open.action if self._open and "form" not in given else "")
        button = Button(given.get("name", ""), given.get("value", ""), action, disabled="disabled" in given)
        if "form" in given:
            self._waiting.append((given["form"], button))
        elif self._open is not None and given.get("type") != "button":
            self._open.buttons.append(button)
        return button

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if kind not in ("hidden", "radio", "checkbox"):
            self.named.add(given.get("id", ""))
        if self._open is None or not name or "disabled" in given:
            return
        if kind not in ("radio", "checkbox") or "checked" in given:
            self._open.fields.append((name, given.get("value", "")))

    def _area_in(self, given: dict[str, str]) -> None:
        """What stands in it follows, less the line break that the markup may begin with."""
        self.named.add(given.get("id", ""))
        if self._open is not None and given.get("name"):
            self._area = (self._open, given["name"])
            self._open.fields.append((given["name"], ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        if tag == "form":
            self._open = None
        elif tag == "button":
            self._button = None
        elif tag == "a":
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            form, name = self._area
            form.fields[-1] = (name, form.fields[-1][1] + data.removeprefix("\n"))
        self.words.append(data)
        words = TOLD_APART.sub(" ", data).strip()
        if self._button is not None:
            self._button.text = f"{self._button.text} {words}".strip()
        if self._link is not None and words:
            self.links.setdefault(words, self._link)

    def check(self) -> None:
        """What every page of ours keeps."""
        twice = [name for name, count in Counter(self.ids).items() if count > 1]
        assert not twice, f"ids stand twice: {twice}"
        assert not self.named - self.labelled, f"fields without a label: {self.named - self.labelled}"
        if "<html" in self.html:
            assert re.search(
                r"<html lang=\"(ru|en)\">\s*<head>.*<title>[^<]+</title>.*</head>\s*<body", self.html, re.S
            )
            assert self.html.count("<h1") == 1

    def field(self, name: str) -> str | None:
        return next((value for form in self.forms for key, value in form.fields if key == name), None)


class Reader:
    """Someone at a page."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page = Page(0, "", "")

    def open(self, address: str) -> Page:
        return self._read(self.client.get(address), address)

    def follow(self, words: str) -> Page:
        """Presses the link that says so."""
        return self.open(self.page.links[words])

    def press(self, what: str, **typed: str | None) -> Page:
        """Presses the button that says so, or whose name or NAME=VALUE it is; fields are typed into before."""
        form, button = self._button(what)
        assert not button.disabled, f"{what} cannot be pressed"
        # A keyword cannot have a dash, and fields of lines do.
        data = form.sent(button, {name.replace("__", "-"): value for name, value in typed.items()})
        return self.send(button.action, data)

    def send(self, address: str, data: list[tuple[str, str]], **options: object) -> Page:
        multiple: dict[str, list[str]] = {}
        for name, value in data:
            multiple.setdefault(name, []).append(value)
        headers = {"Sec-Fetch-Site": "same-origin"}
        return self._read(self.client.post(address, data=multiple, headers=headers, **options), address)  # type: ignore[arg-type]

    def _button(self, what: str) -> tuple[Form, Button]:
        for form in self.page.forms:
            for button in form.buttons:
                if what in (button.text, button.name, f"{button.name}={button.value}"):
                    return form, button
        raise AssertionError(f"no button {what!r} on {self.page.text}")

    def _read(self, answer: object, address: str) -> Page:
        status, headers = answer.status_code, answer.headers  # type: ignore[attr-defined]
        if status in (303, 308):
            return self.open(headers["Location"])
        self.page = Page(status, address, answer.text)  # type: ignore[attr-defined]
        self.page.check()
        return self.page
