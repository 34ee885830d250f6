"""Links that are good once, as people get them: the row's id under the service's signature, so that the database alone
gives nobody a link.
"""

from __future__ import annotations

from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from webapp.usecases.open_chain import OpenChain

LONGEST = 200


def signed(secret: str, chain: OpenChain, link: UUID) -> str:
    word: str = _signer(secret, chain).dumps(link.hex)
    return word


def read(secret: str, chain: OpenChain, word: str) -> UUID | None:
    """None for what this service did not sign for this chain."""
    try:
        return UUID(hex=_signer(secret, chain).loads(word[:LONGEST]))
    except (BadData, ValueError, TypeError, AttributeError):
        return None


def _signer(secret: str, chain: OpenChain) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"link of {chain.id}")
