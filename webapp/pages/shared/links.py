"""Addresses that are good once: made for people to send or to show as QR, and read when they are opened."""

from __future__ import annotations

from uuid import UUID

import segno
from flask import request

from webapp.pages.shared import site, visit
from webapp.pages.shared.secret import secret
from webapp.usecases import signed_links
from webapp.usecases.offer_link import TABLET

FIELD = "link"
"""In the query, which no log keeps."""


def address(link: UUID, purpose: str) -> str:
    endpoint = "desk.tablet.edit" if purpose == TABLET else "desk.invitations.edit"
    return site.address(endpoint, **{FIELD: word(link)})


def word(link: UUID) -> str:
    return signed_links.signed(secret(), visit.chain(), link)


def opened() -> UUID | None:
    """The link of this request, out of its address or its form."""
    return signed_links.read(secret(), visit.chain(), request.values.get(FIELD, ""))


def picture(text: str) -> str:
    """The text as QR, for the address of an image."""
    picture: str = segno.make(text, error="m").svg_data_uri(scale=6, border=3, light="white", dark="black")
    return picture
