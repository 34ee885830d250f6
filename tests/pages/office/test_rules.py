"""The rules in the office: read, drafted as a text and by forms, tried on journals, published (design 2, rule 12;
design 4).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.desk.conftest import SignIn
from tests.pages.reader import Page, Reader
from webapp.usecases.open_chain import OpenChain, open_chain

Found = Callable[[str], OpenChain]


@pytest.fixture
def chain(founded_here: Found) -> OpenChain:
    return founded_here("estetic")


@pytest.fixture
def owner(sign_in: SignIn, chain: OpenChain) -> Reader:
    reader = sign_in(chain, role="owner")
    reader.open(f"/{chain.slug}/office/rules/?lang=ru")
    return reader


def fresh(app: Flask, chain: OpenChain) -> OpenChain:
    with app.app_context():
        found = open_chain(chain.slug)
    assert found is not None
    return found


def in_draft(owner: Reader, chain: OpenChain, words: str) -> Page:
    """The form of a part of the draft."""
    owner.open(f"/{chain.slug}/office/rules/draft/")
    return owner.follow(words)


def test_a_rule_is_changed_by_its_form_published_and_told_to_everyone(
    app: Flask, chain: OpenChain, owner: Reader
) -> None:
    page = owner.press("Начать черновик")
    assert "Начат с редакции 1." in page.text
    in_draft(owner, chain, "День рождения")
    page = owner.press("Сохранить черновик", **{"then-earn-give": "много"})
    assert page.status == 422

    assert page.field("then-earn-give") == "много"
    page = owner.press("Сохранить черновик", **{"then-earn-give": "150"})

    page = owner.follow("Проверить и опубликовать")

    page = owner.press("Опубликовать")

    assert 0
