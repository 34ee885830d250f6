"""Everything of a chain in one archive: the folder that can be loaded again, its members, all that was done, what
guests have asked for and the photos that came with it.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.ledger import operations
from webapp.ledger.tables import Operation
from webapp.store import members, requests
from webapp.store.request_tables import GuestRequest, RequestPhoto
from webapp.store.tables import Member
from webapp.usecases.export_tenant import export_tenant
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.sheets import write_sheet

MOST = 2000
"""Rows in memory at once."""
MEMBERS = ("id", "full_name", "phone", "email", "enrolled_at", "closed")
OPERATIONS = ("id", "at", "verb", "member", "salon", "request", "result")

REQUESTS = (
    *("id", "kind", "state", "member", "subject", "name", "details", "made_at", "due_at"),
    *("decided_at", "reason", "salon", "visit", "receipt", "photo"),
)
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}

Row = TypeVar("Row", Member, Operation, GuestRequest)


def take_out(chain: OpenChain, target: IO[bytes]) -> None:
    """Writes the archive. Raises OSError."""
    with TemporaryDirectory() as made:
        home = Path(made)
        export_tenant(chain.slug, home)
        write_sheet(home / "members.csv", _members(chain))
        write_sheet(home / "operations.csv", _operations(chain))
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            photos = dict(_photos(chain, archive))
            write_sheet(home / "requests.csv", _requests(chain, photos))
            for path in sorted(path for path in home.rglob("*") if path.is_file()):
                archive.write(path, path.relative_to(home))


def _members(chain: OpenChain) -> Iterator[Sequence[object]]:
    yield MEMBERS
    for row in _all(chain, members.page):
        yield (str(row.id), row.full_name, row.phone, row.email, row.enrolled_at.isoformat(), int(row.closed))


def _operations(chain: OpenChain) -> Iterator[Sequence[object]]:
    yield OPERATIONS
    for row in _all(chain, operations.page):
        said = [json.dumps(part, ensure_ascii=False) for part in (row.request, row.result)]
        member = str(row.member_id) if row.member_id else None
        yield (str(row.id), row.at.isoformat(), row.verb, member, row.salon, *said)


def _photos(chain: OpenChain, archive: zipfile.ZipFile) -> Iterator[tuple[UUID, str]]:
    """Puts them into the archive, each told by its request and its name there."""
    after: UUID | None = None
    while photo := _next_photo(chain, after):
        after = photo.request_id
        name = f"photos/{after}.{ENDINGS[photo.media_type]}"
        archive.writestr(name, photo.content, zipfile.ZIP_STORED)
        yield after, name


def _next_photo(chain: OpenChain, after: UUID | None) -> RequestPhoto | None:
    return transact(lambda session: requests.next_photo(session, chain.id, after), chain.id, readonly=True)


def _requests(chain: OpenChain, photos: dict[UUID, str]) -> Iterator[Sequence[object]]:
    yield REQUESTS
    for row in _all(chain, requests.page):
        member, receipt = (str(one) if one else None for one in (row.member_id, row.receipt_id))
        decided = row.decided_at.isoformat() if row.decided_at else None
        details = json.dumps(row.details, ensure_ascii=False)
        asked = (str(row.id), row.kind, row.state, member, row.subject, row.name, details, row.made_at.isoformat())
        came = (row.due_at.isoformat(), decided, row.reason, row.salon, row.visit, receipt, photos.get(row.id))
        yield (*asked, *came)


def _all(chain: OpenChain, page: Callable[[Session, UUID, UUID | None, int], Sequence[Row]]) -> Iterator[Row]:
    """Page by page, each in a short transaction of its own, so that nobody waits for a large chain."""
    after: UUID | None = None
    while rows := transact(lambda session, last=after: page(session, chain.id, last, MOST), chain.id, readonly=True):  # type: ignore[misc]
        yield from rows
        after = rows[-1].id
