"""Papers: whatever people are called, there is a file, and what they are called is words in it (R58)."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from webapp.messages.papers import Paper, Side, drawn

SIDE = Side("ru", "7 Красок", "Тайская ягода", "Топ-мастер", "Стандарт", "7 апреля", "", False, ("Химки",), True, ())
PAPER = Paper("#b8572e", "ACDE-FGHJ-KMNP", "Ольга", (SIDE, replace(SIDE, language="en", reward="Thai Berry")))


def read(paper: Paper) -> str:
    pages = pypdfium2.PdfDocument(drawn(paper))
    return " ".join(pages[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize(
    "name",
    [
        *("#let x = 1", "*Ольга* _Белова_ $x$", "<b>Ольга</b> @ref <label>", "\\u{41} `raw`", "a\u0301 ё Ё й"),
        *("x" * 300, "Ольга “Оля” Белова"),
    ],
)
def test_a_name_is_words_and_no_markup_r58(name: str) -> None:
    told = read(replace(PAPER, holder=name)).replace(" ", "").replace("\u200b", "")
    assert name.replace(" ", "")[:40].replace("a\u0301", "á") in told.replace("a\u0301", "á")


def test_a_name_without_spaces_stays_in_its_column() -> None:
    """The code stands right of the middle; no letter of the name comes near it, and the sheet stays one."""
    pages = pypdfium2.PdfDocument(drawn(replace(PAPER, holder="Щ" * 200)))
    page, words = pages[0], pages[0].get_textpage()
    letters = [n for n in range(words.count_chars()) if words.get_text_range(n, 1) == "Щ"]
    assert letters and max(words.get_charbox(n)[2] for n in letters) < page.get_width() / 2
    assert len(pages) == 1


@pytest.mark.parametrize("name", ["😀 Ольга", "王小明", "\u202eОльга", "مرحبا", "Ольга\x07", "\ufffe", "\u200b"])
def test_signs_that_the_fonts_lack_stop_no_paper_r58(name: str) -> None:
    told = read(replace(PAPER, holder=name))
    assert "ACDE-FGHJ-KMNP" in told
    assert ("Ольга" in told) == ("Ольга" in name)


@pytest.mark.parametrize("accent", ["#ffffff", "#000000", "#ffee00"])
def test_any_colour_of_a_chain_will_do(accent: str) -> None:
    assert "Thai Berry" in read(replace(PAPER, accent=accent))


def test_paid_in_full_it_says_so() -> None:
    told = read(PAPER)
    assert "Оплачен полностью" in told
    assert "Paid in full" in told
    assert "2 800 ₽" in read(replace(PAPER, sides=(replace(SIDE, due="2 800 ₽"), SIDE)))
