"""Whether this process could do its work now."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from webapp.database import is_migrated, transact


def ready() -> str | None:
    """What is in the way; None where nothing is. Tells no more than that, for anyone may ask."""
    try:
        migrated = transact(is_migrated, None, readonly=True)
    except SQLAlchemyError:
        return "the database does not answer"
    return None if migrated else "the database is not migrated"
