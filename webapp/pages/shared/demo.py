"""The demo chains, where this process was started as a demo."""

from __future__ import annotations

from flask import current_app

from webapp.usecases.list_tenants import list_tenants
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.show_demo import SHOWN

PHONE = SHOWN
"""Of a guest of every demo chain."""


def chains() -> list[OpenChain]:
    if not current_app.config.get("DEMO"):
        return []
    found = (open_chain(slug) for slug in list_tenants())
    return [chain for chain in found if chain is not None and chain.state == "open"]
