"""Photos that are sent with a form: what a file is, its bytes say; how large it may be, and how it is shown again.

Phones that take HEIC send JPEG where a form asks for that, and browsers show no HEIC: it is not taken.
"""

from __future__ import annotations

from flask import Flask, Response, make_response, request

from webapp.store.requests import Photo
from webapp.usecases.refusal import Refusal

LARGEST_PHOTO = 6 * 1024 * 1024
LARGEST_FORM = 8 * 1024 * 1024
WITH_PHOTO = frozenset({"desk.requests.create", "me.requests.create"})
"""Forms that may be larger than all others."""
_JPEG, _PNG, _RIFF, _WEBP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"WEBP"
_HEAD = 12


def register(app: Flask) -> None:
    """Before anything looks at the form."""
    app.before_request(_allow_larger)


def _allow_larger() -> None:
    if request.endpoint in WITH_PHOTO:
        request.max_content_length = LARGEST_FORM


def read_photo(name: str) -> Photo | Refusal | None:
    """None where no file was chosen."""
    sent = request.files.get(name)
    if sent is None:
        return None
    content = sent.read(LARGEST_PHOTO + 1)
    sent.close()
    if not content:
        return Refusal("photo_empty") if sent.filename else None
    if len(content) > LARGEST_PHOTO:
        return Refusal("photo_large", {"most": LARGEST_PHOTO // 1024 // 1024})
    media_type = _media_type(content[:_HEAD])
    return Photo(media_type, content) if media_type is not None else Refusal("photo_form")


def _media_type(head: bytes) -> str | None:
    if head.startswith(_JPEG):
        return "image/jpeg"
    if head.startswith(_PNG):
        return "image/png"
    return "image/webp" if head.startswith(_RIFF) and head[8:] == _WEBP else None


def show_photo(photo: Photo) -> Response:
    """As a picture and nothing else, whatever may hide in it."""
    response = make_response(photo.content)
    response.mimetype = photo.media_type
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
