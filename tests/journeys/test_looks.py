"""Every page, looked at: nothing scrolls sideways, everything can be touched, and axe finds nothing."""

from itertools import chain, product
from typing import Literal

import pytest

from tests.conftest import LONG
from tests.journeys import guests
from tests.journeys.conftest import NARROW, PHONE, TABLET, OpenPage
from tests.journeys.doing import doing
from tests.journeys.live import House
from tests.journeys.looks import look
from tests.journeys.walk import TILES, walk

PUBLIC = {
    "platform",
    "sign-up",
    "sign-up-mistakes",
    "public",
    "not-found",
    "electronic-questionnaire",
    "electronic-questionnaire-mistakes",
    "electronic-questionnaire-thanks",
}
"""Pages that are not for the counter: targets of 44 px there."""
COVERED = "(([pay, bar]) => pay.bottom - bar.top)(['.pay', '.bar'].map(one => document.querySelector(one).getBoundingClientRect()))"
SIZES = {"tablet": TABLET, "phone": PHONE, "narrow": NARROW}
View = tuple[str, Literal["light", "dark"]]
VIEWS: list[View] = list(product(SIZES, ("light", "dark")))
FEW_WALKS: dict[tuple[str, str], list[View]] = {
    ("estetic", "ru"): [("tablet", "light"), ("phone", "dark")],
    ("keep_looking", "en"): [("tablet", "dark"), ("narrow", "light")],
    ("seven_krasok", "ru"): [("phone", "light"), ("tablet", "dark")],
}
"""Each page on a tablet and on a phone, light and dark, in both languages; the long form has every crossing."""
WALKS = dict.fromkeys(product(TILES, ("ru", "en")), VIEWS) if LONG else FEW_WALKS


@pytest.mark.parametrize(("preset", "language"), WALKS)
def test_every_page_can_be_reached_read_and_touched(
    open_page: OpenPage, houses: dict[str, House], preset: str, language: str
) -> None:
    page = open_page(TABLET, reduced_motion="reduce")
    for name in walk(page, houses[preset], preset, language):
        for size, scheme in WALKS[preset, language]:
            page.set_viewport_size(SIZES[size])
            page.emulate_media(color_scheme=scheme)
            look(page, touch=44 if name in PUBLIC or name.startswith("me-") else 48)
            if name == "draft" and size == "tablet":
                assert page.evaluate(COVERED) <= 0, "the sum lies over the ways to pay"


@pytest.mark.parametrize(
    ("preset", "language", "size", "scheme"),
    [
        ("seven_krasok", "ru", "phone", "light"),
        pytest.param("estetic", "en", "phone", "dark", marks=pytest.mark.long),
        pytest.param("keep_looking", "en", "tablet", "dark", marks=pytest.mark.long),
    ],
)
def test_what_is_for_guests_can_be_reached_read_and_touched(
    open_page: OpenPage,
    houses: dict[str, House],
    preset: str,
    language: str,
    size: str,
    scheme: Literal["light", "dark"],
) -> None:
    page, house = open_page(SIZES[size], is_mobile=size == "phone"), houses[preset]
    page.emulate_media(color_scheme=scheme)
    walks = guests.doors(page, house, language), guests.own(page, house, language), doing(page, house, language)
    for _ in chain(*walks):
        look(page, touch=44)
