"""Anyone asks on the public page to be called back (7K-21): the request that the counter writes down too, under the
same clock. Whether the phone is a member's, or has been asked for already, the answer is the same (R45).
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from webapp.database import transact
from webapp.usecases import limits
from webapp.usecases.limits import Strangers
from webapp.usecases.make_request import Asked, make_request
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.refusal import Refusal
from webapp.usecases.request_terms import CALL_BACK

MOST = Strangers(from_network=20, of_phone=3, of_chain=500)
UNTOLD = frozenset({"asked_already"})


class Caller(NamedTuple):
    """Who asks: `wished` is the tenant's local time, None for as soon as can be; `agreed` is the version of the text on
    personal data that was agreed to.
    """

    phone: str
    name: str | None
    wished: datetime | None
    agreed: str


def ask_for_call(chain: OpenChain, key: str, caller: Caller, address: str, now: datetime) -> Refusal | None:
    """None once it is in the queue. The same form sent twice is taken once. Raises KeyReused."""
    asks = "call", chain.id, MOST, address, caller.phone, now
    if not transact(lambda session: limits.admits_stranger(session, *asks), None):
        return Refusal("too_many_calls")
    asked = Asked(CALL_BACK, subject=caller.phone, name=caller.name, wished=caller.wished, agreed=caller.agreed)
    made = make_request(chain, Actor(), key, asked, now)
    return made if isinstance(made, Refusal) and made.code not in UNTOLD else None
