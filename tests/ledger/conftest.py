"""The ledger is looked at through the same store as the use cases are."""

from tests.usecases.conftest import shared_store

__all__ = ["shared_store"]
