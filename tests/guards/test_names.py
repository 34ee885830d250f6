"""No chain is known to the code by name, and no module is named so vaguely that anything would fit into it."""

import re

from tests.guards.tree import ROOT, files, modules, spot, text

# A chain is data. Code that knows one by name has a rule in it that other chains cannot have.
CHAIN = re.compile(r"seven[\W_]?krasok|7[\W_]?krasok|keep[\W_]?looking|estetic|красок", re.IGNORECASE)

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
