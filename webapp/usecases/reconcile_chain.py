"""Proves the books of a chain: invariants I1 to I8."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.world import World
from webapp.ledger.reconcile import Discrepancy, reconcile
from webapp.store import cards, certificates, chains, members
from webapp.usecases.open_chain import OpenChain


def reconcile_chain(chain: OpenChain) -> list[Discrepancy]:
    """All that does not fit; nothing where the books are in order. Reads only."""

    def work(session: Session) -> list[Discrepancy]:
        proof = reconcile(session, chain.id, chain.timeline, chain.lists)
        return [*proof.found, *_besides(session, chain, proof.world)]

    return transact(work, chain.id, readonly=True)


def _besides(session: Session, chain: OpenChain, world: World) -> Iterator[Discrepancy]:
    """What is kept beside the ledger and follows from the same operations. A holder's name is not in them."""
    kept = {certificate.id: certificate for certificate in certificates.every(session, chain.id)}
    for name in kept.keys() | world.certificates.keys():
        ours, theirs = kept.get(name), world.certificates.get(name)
        if ours is None or theirs is None or replace(ours, holder=None) != replace(theirs, holder=None):
            yield Discrepancy("I6", name, "the certificate is not what its operations made of it")
    for what, written, told in (
        ("card", cards.holders(session, chain.id), world.cards),
        ("member", members.accounts(session, chain.id), world.account_of),
    ):
        for key in written.keys() | told.keys():
            if written.get(key) != told.get(key):
                yield Discrepancy("I8", key, f"the {what} belongs to {written.get(key)}, and should to {told.get(key)}")


def all_slugs() -> list[str]:
    """The chains of this database."""
    return transact(chains.slugs, None, readonly=True)
