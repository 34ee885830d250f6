"""What members hold by the rules in force that other rules would know nothing of. It stays theirs and runs out on its
day, but nothing can be done with it until rules name it again: whoever publishes such rules is to know.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.document.schema import ProgrammeDocument
from webapp.ledger import holdings
from webapp.usecases.open_chain import OpenChain


class Dropped(NamedTuple):
    """`kind` is wallets, levels or rewards; `amount` is hundredths of bonuses, or pieces."""

    kind: str
    name: str
    accounts: int
    amount: int


def find_dropped(chain: OpenChain, document: ProgrammeDocument, now: datetime) -> list[Dropped]:
    present = chain.timeline.at(chain.local(now)).document
    wallets = present.wallets.keys() - document.wallets.keys()
    levels = present.levels.keys() - document.levels.keys()
    rewards = present.rewards.keys() - document.rewards.keys()

    def work(session: Session) -> list[Dropped]:
        left = holdings.wallets(session, chain.id) if wallets else {}
        held, given = holdings.levels_and_rewards(session, chain.id, levels, rewards)
        kinds: dict[str, tuple[Collection[str], Collection[str], Mapping[str, holdings.Holding]]] = {
            "wallets": (present.wallets, wallets, left),
            "levels": (present.levels, levels, held),
            "rewards": (present.rewards, rewards, given),
        }
        return [
            Dropped(kind, name, *found[name])
            for kind, (named, gone, found) in kinds.items()
            for name in named
            if name in gone and name in found
        ]

    return transact(work, chain.id, readonly=True)
