"""Where a person begins: a page that is open to them, whatever they came for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.desk.conftest import SignIn
from tests.pages.reader import Reader
from tests.usecases.founded import DESK, PASSWORD, hired
from webapp.usecases.open_chain import OpenChain


@pytest.fixture
def analyst(app: Flask, founded_here: Callable[[str], OpenChain]) -> tuple[OpenChain, Reader]:
    """Who reads figures and stands at no desk, not signed in yet."""
    chain = founded_here("estetic")
    with app.app_context():
        hired(chain, DESK._replace(email="figures@example.org", role="analyst", salons=()))
    return chain, Reader(app.test_client())


@pytest.mark.parametrize("came_for", ["", "?next=/{chain}/desk/", "?next=/{chain}/office/staff/"])
def test_an_analyst_signs_in_to_a_page_that_is_theirs_r47(analyst: tuple[OpenChain, Reader], came_for: str) -> None:
    chain, reader = analyst
    reader.open(f"/{chain.slug}/desk/sign-in{came_for.format(chain=chain.slug)}")
    page = reader.press("Войти", email="figures@example.org", password=PASSWORD)
    assert (page.status, page.address) == (200, f"/{chain.slug}/office/rewards/")
    assert reader.open(f"/{chain.slug}/desk/sign-in").address == page.address
    refused = reader.open(f"/{chain.slug}/desk/")
    assert refused.status == 403
    assert f'href="/{chain.slug}/office/rewards/"' in refused.html
    profile = reader.open(f"/{chain.slug}/desk/profile/").html
    assert f'href="/{chain.slug}/office/"' in profile and f'href="/{chain.slug}/desk/"' not in profile


def test_who_came_for_a_page_of_theirs_gets_it(analyst: tuple[OpenChain, Reader]) -> None:
    chain, reader = analyst
    reader.open(f"/{chain.slug}/desk/sign-in?next=/{chain.slug}/office/dashboard/?salon=centre")
    page = reader.press("Войти", email="figures@example.org", password=PASSWORD)
    assert (page.status, page.address) == (200, f"/{chain.slug}/office/dashboard/?salon=centre")


@pytest.mark.parametrize(("role", "first"), [("owner", "queues/"), ("manager", "queues/"), ("analyst", "rewards/")])
def test_the_office_begins_with_the_first_page_that_is_open(
    estetic: OpenChain, sign_in: SignIn, role: str, first: str
) -> None:
    page = sign_in(estetic, role=role).open(f"/{estetic.slug}/office/")
    assert page.status == 200
    assert page.address.startswith(f"/{estetic.slug}/office/{first}")
