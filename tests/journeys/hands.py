"""What a person's hands do in every walk."""

from __future__ import annotations

from playwright.sync_api import Locator


def press(button: Locator) -> None:
    """One that leads to another page, or to this one anew."""
    with button.page.expect_navigation():
        button.click()
