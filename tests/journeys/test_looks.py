"""Every page, looked at: nothing scrolls sideways, everything can be touched, and axe finds nothing."""

import pytest
from playwright.sync_api import ViewportSize

from tests.journeys.conftest import NARROW, PHONE, TABLET, OpenPage
from tests.journeys.live import House
from tests.journeys.looks import look
from tests.journeys.walk import walk

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


@pytest.mark.parametrize(
    ("preset", "size", "scheme", "language"),
    [
        pytest.param("estetic", TABLET, "light", "ru", id="estetic-tablet-light-ru"),
        pytest.param("estetic", PHONE, "dark", "en", id="estetic-phone-dark-en"),
        pytest.param("keep_looking", TABLET, "dark", "ru", id="keep_looking-tablet-dark-ru"),
        pytest.param("keep_looking", NARROW, "light", "en", id="keep_looking-narrow-light-en"),
        pytest.param("seven_krasok", PHONE, "light", "ru", id="seven_krasok-phone-light-ru"),
        pytest.param("seven_krasok", TABLET, "dark", "en", id="seven_krasok-tablet-dark-en"),
        pytest.param("blank", NARROW, "dark", "ru", id="blank-narrow-dark-ru"),
    ],
)
def test_every_page_can_be_reached_read_and_touched(
    open_page: OpenPage, houses: dict[str, House], preset: str, size: ViewportSize, scheme: str, language: str
) -> None:
    page = open_page(size, color_scheme=scheme, reduced_motion="reduce")
    for name in walk(page, houses[preset], preset, language):
        look(page, touch=44 if name in PUBLIC else 48)
        if name == "draft" and size == TABLET:
            assert page.evaluate(COVERED) <= 0, "the sum lies over the ways to pay"
