"""A database that a file's tests share, each with chains of its own, and a mail server."""

from collections.abc import Iterator

import pytest

from tests.messages.mailhost import Mailhost, mailhost
from tests.usecases.conftest import shared_store

__all__ = ["shared_store"]


@pytest.fixture
def host() -> Iterator[Mailhost]:
    with mailhost() as host:
        yield host
