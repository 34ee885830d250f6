"""What the processes of these tests share from their birth, read once: code alone, no connection."""

import holidays.countries
from sqlalchemy.orm import configure_mappers

import tests.faults.stories
import webapp.cli
import webapp.store.tables

configure_mappers()

__all__ = ["holidays", "tests", "webapp"]
