"""How soon a member sees their home on a slow phone, and what it weighs: Chromium with a processor four times slower and
a connection of 1.6 megabits down, 0.75 up and 150 ms away, caches empty each time, against the 2 s and 60 KB that the
page may take. htmx comes from a foreign host: it is weighed as that host sends it, compressed, and let through at once,
since the page does not wait for it.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

from config.settings import HTMX_URL
from tests import databases
from tests.bench.measure import Row
from tests.journeys.conftest import HTMX_FILE, PHONE, driven
from tests.journeys.guests import come_in
from tests.journeys.live import House, Member, live

ROUNDS = 7
SLOWER = 4
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
MOST_SECONDS, MOST_BYTES = 2.0, 60_000
PAINT = """() => new Promise(tell => {
    new PerformanceObserver(list => tell(list.getEntries().at(-1).startTime)).observe({type: 'largest-contentful-paint', buffered: true});
})"""
WEIGHT = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, one) => sum + one.transferSize, 0)"


def rows() -> list[Row]:
    databases.begin_run()
    try:
        with tempfile.TemporaryDirectory() as folder, live(Path(folder)) as houses, driven() as browser:
            house = houses["seven_krasok"]
            who = house.regular()
            seen = [_open(browser, house, who) for _ in range(ROUNDS + 1)][1:]
    finally:
        databases.end_run()
    paints, weights = [paint for paint, _ in seen], [weight for _, weight in seen]
    paint, weight = median(paints), max(weights)
    script = len(gzip.compress(HTMX_FILE.read_bytes()))
    return [
        Row(
            "a member's home on a slow phone",
            f"{paint:.2f} s",
            f"{MOST_SECONDS:.2f} s",
            paint / MOST_SECONDS,
            max(paints) / min(paints),
            1,
            1.25,
        ),
        Row(
            "its weight, htmx included",
            f"{(weight + script) / 1000:.1f} kB",
            f"{MOST_BYTES / 1000:.0f} kB",
            (weight + script) / MOST_BYTES,
            1,
            1,
            1,
        ),
    ]


def _open(browser: Browser, house: House, who: Member) -> tuple[float, int]:
    """Seconds until the largest part of the page is painted, and the bytes that came from the server."""
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, service_workers="block")
    context.route(HTMX_URL, lambda route: route.fulfill(path=HTMX_FILE, content_type="text/javascript"))
    page = context.new_page()
    home = come_in(page, house, who.id)
    _slow_down(page)
    page.goto(home, wait_until="load")
    paint, weight = float(page.evaluate(PAINT)) / 1000, int(page.evaluate(WEIGHT))
    context.close()
    return paint, weight


def _slow_down(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
