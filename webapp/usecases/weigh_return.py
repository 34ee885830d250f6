"""Answers what taking units of a receipt back would give and take: the same as the return, without doing it."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import Return
from webapp.usecases.gather import for_return
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, ask


def weigh_return(chain: OpenChain, event: Return, now: datetime) -> Outcome:
    return ask(Order(chain, Actor(), "", "return", event, now), for_return)
