"""How long a certificate's file takes to draw, against the least that the same library needs for a page of words."""

from __future__ import annotations

from time import process_time

import typst

from tests.bench.measure import Row, interleaved
from webapp.messages.papers import Paper, Side, drawn

ROUNDS = 9
CALLS = 10
PLAIN = b'#set page(paper: "a5")\n#sys.inputs.paper'


def rows() -> list[Row]:
    def product() -> None:
        for _ in range(CALLS):
            drawn(_paper())

    def limit() -> None:
        for _ in range(CALLS):
            typst.compile(PLAIN, sys_inputs={"paper": str(_paper())}, ignore_system_fonts=True)

    ratio, spread, ours, theirs = interleaved(product, limit, ROUNDS, process_time)
    each = (f"{ours / CALLS * 1000:.1f} ms", f"{theirs / CALLS * 1000:.1f} ms")
    return [Row("certificate as PDF", *each, ratio, spread, 6, 12)]


def _paper() -> Paper:
    salons = tuple(f"Салон на улице {number}, Москва" for number in range(12))
    words = ("7 Красок", "Тайская ягода", "Топ-мастер", "Стандарт", "7 апреля 2027 года", "2 800 ₽", False)
    sides = tuple(Side(language, *words, salons, True, ("Москва: +7 495 123-45-67",)) for language in ("ru", "en"))
    return Paper("#b8572e", "ACDE-FGHJ-KMNP", "Ольга Белова", sides)
