"""The addresses of all chains, for whoever runs the service."""

from __future__ import annotations

from webapp.database import transact
from webapp.store import chains


def list_tenants() -> list[str]:
    return transact(chains.slugs, None, readonly=True)
