"""Keeps beside the database whose data were erased, and erases them again once an older copy was put back (R63)."""

from __future__ import annotations

from datetime import datetime

from webapp.database import transact
from webapp.messages.erasures import Erasures
from webapp.store import chains, erasing
from webapp.usecases.erase_member import erase_member
from webapp.usecases.open_chain import open_chain
from webapp.usecases.operation import Actor

AT_ONCE = 500


def keep_erasures(kept: Erasures, now: datetime) -> int:
    """Writes down those that are in no such file yet. How many there were."""
    found = transact(lambda session: erasing.unnoted(session, AT_ONCE), None, readonly=True)
    if found:
        kept.add(found)
        transact(lambda session: erasing.mark_noted(session, found, now), None)
    return len(found)


def save_erasures(kept: Erasures) -> int:
    """All that the database knows of, into a file of one's own choice."""
    found = transact(erasing.every, None, readonly=True)
    kept.add(found)
    return len(found)


def forget_again(kept: Erasures, now: datetime) -> int:
    """Whoever was erased and is there again. How many those were."""
    wanted = kept.read()
    if not wanted:
        return 0
    known = {(one.tenant, one.member) for one in transact(erasing.every, None, readonly=True)}
    slugs = transact(chains.slugs_by_chain, None, readonly=True)
    done = 0
    for gone in wanted:
        chain = open_chain(slugs[gone.tenant]) if gone.tenant in slugs else None
        if chain is not None and (gone.tenant, gone.member) not in known:
            done += erase_member(chain, Actor(), gone.member, "restored", now) is None
    return done
