"""Photographs every page into screenshots/, for people to look at: `make screenshots`, ARGS=estetic for one preset."""

from __future__ import annotations

import shutil
import sys
import tempfile
from itertools import chain, product
from pathlib import Path

from playwright.sync_api import Browser

from config.settings import CHECKOUT, HTMX_URL
from tests import databases
from tests.journeys import guests
from tests.journeys.conftest import HTMX_FILE, PATIENCE, PHONE, TABLET, driven
from tests.journeys.doing import doing
from tests.journeys.live import PRESETS, House, live
from tests.journeys.telling import telling
from tests.journeys.walk import walk

FOLDER = CHECKOUT / "screenshots"
SIZES = {"tablet": TABLET, "phone": PHONE}
VIEWS = list(product(SIZES, ("light", "dark"), ("ru", "en")))


def main(presets: list[str]) -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    databases.begin_run()
    with tempfile.TemporaryDirectory() as folder, live(Path(folder)) as houses, driven() as browser:
        for preset, (size, scheme, language) in product(presets, VIEWS):
            photograph(browser, houses[preset], preset, size, scheme, language)
            print(f"{preset} {size} {scheme} {language}", flush=True)
    print(f"{len(list(FOLDER.rglob('*.png')))} pictures in {FOLDER.relative_to(CHECKOUT)}/")


def photograph(browser: Browser, house: House, preset: str, size: str, scheme: str, language: str) -> None:
    phone = size == "phone"
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, is_mobile=phone, has_touch=True)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    context.route(HTMX_URL, lambda route: route.fulfill(path=HTMX_FILE, content_type="text/javascript"))
    page = context.new_page()
    walks = walk(page, house, preset, language), guests.doors(page, house, language), guests.own(page, house, language)
    alone = doing(page, house, language), telling(page, house, language)
    for number, name in enumerate(chain(*walks, *alone), start=1):
        # What sticks to the window's edge would stand in the middle of a picture of the whole page.
        whole = not name.startswith("draft")
        page.screenshot(
            path=FOLDER / preset / f"{size}-{scheme}-{language}" / f"{number:02}-{name}.png", full_page=whole
        )
    context.close()


if __name__ == "__main__":
    main(sys.argv[1:] or list(PRESETS))
