"""A real browser that reaches this machine and the pinned htmx only (`network`).

The page keeps its production tag, so the browser itself checks the bytes of htmx against the tag's hash.
"""

import base64
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize, expect, sync_playwright

from config.settings import CHECKOUT, HTMX_INTEGRITY, HTMX_URL
from tests.journeys.live import House, live
from tests.journeys.network import standing_in

HTMX_FILE = CHECKOUT / ".cache" / f"htmx-{HTMX_URL.partition('@')[2].partition('/')[0]}.min.js"
TABLET = ViewportSize(width=1180, height=820)
PHONE = ViewportSize(width=360, height=740)
NARROW = ViewportSize(width=320, height=640)
"""A tablet's page at four times its size: everything must still stand in one column (WCAG 1.4.10)."""
UNWANTED = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    # Of several such lists the last one counts, so these of Playwright's own stand here once more.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
]
"""The address bar's own pages, unseen here, which a window loads for longer than ours."""
# Without a sandbox it starts as root and in containers; without the rest it calls its maker at every start.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(UNWANTED)}",
]

OpenPage = Callable[..., Page]
ELSEWHERE = re.compile(r"^(?!\w+://(?:127\.0\.0\.1|localhost)(?::\d+)?/)")
PATIENCE = 20_000
"""Milliseconds that a machine may take that does much else."""


@contextmanager
def driven(*flags: str) -> Iterator[Browser]:
    """The Chromium of this machine."""
    names = (
        os.environ.get("LAUREL_CHROMIUM"),
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
    )
    program = next((found for name in names if name and (found := shutil.which(name))), None)
    if program is None:
        pytest.fail("The browser tests need Chromium: type  make browser", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser(htmx: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with standing_in(HTMX_URL, htmx, tmp_path_factory.mktemp("network")) as flags, driven(*flags) as browser:
        yield browser


@pytest.fixture(scope="session")
def htmx() -> bytes:
    if not HTMX_FILE.exists():
        pytest.fail(f"The browser tests need htmx: type  make {HTMX_FILE.relative_to(CHECKOUT)}", pytrace=False)
    script = HTMX_FILE.read_bytes()
    assert "sha384-" + base64.b64encode(hashlib.sha384(script).digest()).decode() == HTMX_INTEGRITY
    return script


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What no page may do: ask a foreign host, break its own content policy, leave an exception uncaught."""
    complaints: list[str] = []
    yield complaints
    assert not complaints


@pytest.fixture
def open_page(browser: Browser, complaints: list[str]) -> Iterator[OpenPage]:
    """Opens pages, each as another person on another device: `open_page(PHONE, java_script_enabled=False)`."""
    contexts = []

    def complain(request: Request) -> None:
        if ELSEWHERE.match(request.url) and request.url != HTMX_URL:
            complaints.append(f"asked {request.url}")

    def open_page(size: ViewportSize, **options: Any) -> Page:
        context = browser.new_context(viewport=size, has_touch=True, locale="ru-RU", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        context.on("requestfailed", complain)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"threw {error}"))
        page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def tablet(open_page: OpenPage) -> Page:
    return open_page(TABLET)


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    return open_page(PHONE, is_mobile=True)


@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, House]]:
    """The product, served; a chain of each preset by its name. All tests share them, each with members of its own."""
    with live(tmp_path_factory.mktemp("live")) as houses:
        yield houses


@pytest.fixture
def estetic(houses: dict[str, House]) -> House:
    return houses["estetic"]
