"""No chain is known to the code by name, and no module is named so vaguely that anything would fit into it."""

import re

from tests.guards.tree import ROOT, files, modules, spot, text

# A chain is data. Code that knows one by name has a rule in it that other chains cannot have.
CHAIN = re.compile(r"seven[\W_]?krasok|7[\W_]?krasok|keep[\W_]?looking|estetic|красок", re.IGNORECASE)

# Whoever sends a request names the host in it. Where it was sent from may be compared with that, no link is made of it.
BY_HOST = re.compile(r"_external|request\.(?:host|url_root|base_url|root_url|url)\b|request\.host_url")
COMPARES = "webapp/pages/shared/kept.py"

VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}


def test_no_chain_is_named_outside_its_data() -> None:
    found = [
        spot(path, number)
        for path in files("webapp", "templates", "static", "config")
        for number, line in enumerate([str(path.relative_to(ROOT)), *text(path).splitlines()])
        if CHAIN.search(line)
    ]
    assert not found


def test_no_module_has_a_name_that_anything_fits() -> None:
    found = [
        spot(path)
        for path, _ in modules("webapp", "config", "tests")
        if any(VAGUE & set(part.lower().split("_")) for part in path.relative_to(ROOT).with_suffix("").parts)
    ]
    assert not found


def test_whole_addresses_are_made_of_the_sites_own_name_r53() -> None:
    """R53: one way for all of them, `pages/shared/site.py`."""
    found = [
        spot(path, number)
        for path in files("webapp", "templates")
        for number, line in enumerate(text(path).splitlines(), start=1)
        if BY_HOST.search(line) and str(path.relative_to(ROOT)) != COMPARES and path.suffix != ".js"
    ]
    assert not found
