"""Templates mirror pages: a folder for an audience, in it one for a noun; and no template is left that nothing draws."""

import re

from tests.guards.tree import ROOT, files, spot, text
from webapp.engine.document.schema import Effects

SHARED = {"layouts", "ui", "errors", "api"}
"""Folders of what belongs to no noun of the pages: the API has one page, which tells what it does."""
EFFECTS = "office/rules/effects"
"""Forms that a page draws one after another: each has a module and a template of its name."""
PAGES, TEMPLATES = ROOT / "webapp" / "pages", ROOT / "templates"
NAMED = re.compile(r"""['"]((?:[a-z_]+/)+[a-z_]+\.(?:html|css|txt|xml|js))['"]""")


def test_every_nouns_templates_stand_where_its_pages_do() -> None:
    nouns = {path.parent.relative_to(PAGES).as_posix() for path in files("webapp/pages") if path.name == "routes.py"}
    drawn = {path.parent.relative_to(TEMPLATES).as_posix() for path in files("templates")} - SHARED
    assert drawn <= nouns | {EFFECTS}


def test_every_effect_of_rules_has_one_form_and_one_template_of_its_name() -> None:
    forms = {path.stem for path in files(f"webapp/pages/{EFFECTS}") if path.stem != "__init__"}
    assert forms == {path.stem for path in files(f"templates/{EFFECTS}")} == set(Effects.model_fields)


def test_every_template_is_drawn_and_every_drawn_one_is_there() -> None:
    there = {path.relative_to(TEMPLATES).as_posix() for path in files("templates")}
    named = {name for path in files("webapp/pages", "webapp/api", "templates") for name in NAMED.findall(text(path))}
    assert {name for name in named if not name.startswith("css/")} == there


def test_templates_hold_neither_script_nor_style_r54() -> None:
    """The content policy would stop them, in the browser of whoever is not testing."""
    wrong = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|\shx-on|\shx-(?:vals|headers)=.?js:")
    found = [
        spot(path, number)
        for path in files("templates")
        for number, line in enumerate(text(path).splitlines(), start=1)
        if wrong.search(line)
    ]
    assert not found


def test_every_style_sheet_is_linked() -> None:
    markup = "".join(text(path) for path in files("templates"))
    unlinked = [path.name for path in files("static/css") if not re.search(rf"\b{path.stem}\b", markup)]
    assert not unlinked
