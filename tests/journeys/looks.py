"""What every page must keep, looked at in the browser: reach, sizes, and the rules that axe knows."""

from __future__ import annotations

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TOUCH = 48
PHONE_WIDTH, ROWS = 360, 2
"""From this width on the header has at most two rows."""
AXE = Axe()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

SMALL = """least => [...document.querySelectorAll('button, select, a, label:has(input), input')].flatMap(found => {
    const inside = found.closest('label') && found.matches('input');
    const spoken = found.matches('a') && found.closest('p, li, td') && getComputedStyle(found).display === 'inline';
    const box = found.getBoundingClientRect();
    const seen = found.checkVisibility({visibilityProperty: true}) && box.width > 1 && found.type !== 'hidden';
    if (!seen || inside || spoken || found.matches('.skip')) return [];
    const small = box.height < least - 0.5 || (box.width < least - 0.5);
    return small ? [`${found.outerHTML.slice(0, 90)} ${Math.round(box.width)}×${Math.round(box.height)}`] : [];
})"""

MOST_SHIFT = 0.02
SHIFTED = """() => new Promise(tell => {
    let sum = 0;
    const add = list => list.getEntries().forEach(one => { sum += one.hadRecentInput ? 0 : one.value; });
    new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => tell(sum), 0)));
})"""

LOOKED = f"""async ([touch, rules]) => {{
    const size = [document.documentElement.scrollWidth, innerWidth];
    const top = document.querySelector('.top').getBoundingClientRect().height;
    const small = ({SMALL})(touch);
    // What sticks to the window's edge hides what a thumb would first push above it.
    document.querySelectorAll('.me-places').forEach(bar => {{ bar.style.position = 'static'; }});
    // Colours that are on their way to others are nobody's.
    await Promise.allSettled(document.getAnimations()
        .filter(one => one.effect.getComputedTiming().endTime < Infinity).map(one => one.finished));
    if (!window.axe) return [...size, top, small, null];
    return [...size, top, small, (await axe.run(rules)).violations];
}}"""
"""All in one: to and fro between here and the page takes as long as the looking. Only what is wrong crosses over: all
that is right, element by element, takes longer than the finding.
"""


def look(page: Page, touch: int = TOUCH) -> None:
    """Fails on a page that scrolls sideways, has targets too small for a finger, or breaks a rule of WCAG."""
    page.wait_for_load_state("load")
    width, shown, top, small, found = page.evaluate(LOOKED, [touch, RULES])
    if found is None:
        page.evaluate(AXE.axe_script)
        width, shown, top, small, found = page.evaluate(LOOKED, [touch, RULES])
    assert width <= shown, f"{page.url} is {width} wide on {shown}"
    assert shown < PHONE_WIDTH or top <= ROWS * TOUCH + 2, f"{page.url}: the header is {top} high"
    assert not small, f"{page.url}: too small to touch: {small}"
    assert not found, AxeResults({"violations": found}).generate_report()


def stands_still(page: Page) -> None:
    """Fails on a page whose parts have moved while it loaded, without anybody's doing."""
    page.wait_for_load_state("load")
    moved = page.evaluate(SHIFTED)
    assert moved < MOST_SHIFT, f"{page.url} has shifted by {moved}"
