"""Members on their phones: a call that they ask for has a clock that runs."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.doing import someone
from tests.journeys.guests import come_in
from tests.journeys.live import House


def test_a_call_has_a_clock_that_runs_7k_21(phone: Page, estetic: House) -> None:
    own = come_in(phone, estetic, someone(estetic))
    phone.goto(f"{own}requests/new?kind=call_back&lang=ru")
    phone.get_by_role("button", name="Отправить").tap()
    expect(phone.get_by_role("timer")).to_contain_text("14:5")
