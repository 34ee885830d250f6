"""The catalogue of rewards: a table made of the document and written back, a sheet out and in (7K-8, R59, R60)."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.usecases.till import Till, till
from webapp.engine.document.check import check, dump
from webapp.engine.document.schema import ProgrammeDocument
from webapp.usecases.change_rewards import change_rewards, look_at_rewards
from webapp.usecases.reward_catalogue import ANYBODY, Cell, RewardRow, RewardTable, Terms, table_of, written
from webapp.usecases.reward_sheet import COLUMNS, LARGEST_SHEET, MOST_LINES, read_sheet, write_sheet

pytestmark = pytest.mark.usefixtures("shared_store")
STANDARD = Cell("certified", "standard")


@pytest.fixture(scope="module")
def spa(shared_store: None) -> Till:
    return till("seven_krasok")


def table(desk: Till) -> RewardTable:
    return look_at_rewards(desk.chain, desk.now)[1]


def again(desk: Till, after: RewardTable) -> tuple[ProgrammeDocument, RewardTable]:
    """The document with that table in it, checked, and the table that it makes."""
    document, before = look_at_rewards(desk.chain, desk.now)
    changed, problems, _ = check(written(document, before, after))
    assert changed is not None, [(problem.path, problem.say("en")) for problem in problems]
    return changed, table_of(desk.chain, changed)


def test_the_table_says_what_the_document_says_7k_8(spa: Till) -> None:
    """7K-8: 12 programmes by two masters and three categories of salons; luxury for Baliniz-classic alone."""
    found = table(spa)
    assert len(found.rows) == 12
    assert (found.grades, found.categories) == (("certified", "top_master"), ("standard", "premium", "luxury"))
    rows = {row.code: row for row in found.rows}
    assert rows["foot_break"].prices[STANDARD] == 200_000
    assert Cell("certified", "luxury") not in rows["foot_break"].prices
    assert rows["baliniz_classic"].prices[Cell("top_master", "luxury")] == 1_100_000
    assert rows["baliniz_classic"].hours == 250
    assert (rows["foot_break"].gift_for, rows["thai_berry"].gift_for) == (("privilege",), ("vip_privilege",))
    assert found.terms == Terms(
        *(("30%", "50%", "100%"), "37 days", "5 working days", "2 working days"),
        *(True, True, True, ("vip_privilege",)),
    )


def test_what_is_not_changed_stays_as_it_was(spa: Till) -> None:
    document, before = look_at_rewards(spa.chain, spa.now)
    changed, _ = again(spa, before)
    assert dump(changed) == dump(document)


@pytest.mark.parametrize(
    "change",
    [
        lambda row: replace(row, prices={**row.prices, STANDARD: 210_050}),
        lambda row: replace(row, prices=dict.fromkeys([STANDARD], 100000)),
        lambda row: replace(row, prices={}, gift_for=("privilege",)),
        lambda row: replace(row, hours=150, ru="Стопы", en="Feet"),
        lambda row: replace(row, gift_for=("privilege", "vip_privilege")),
        lambda row: replace(row, gift_for=()),
    ],
    ids=["price", "one price", "gift only", "names", "more gifts", "no gift"],
)
def test_a_changed_row_is_written_and_read_again(spa: Till, change: object) -> None:
    before = table(spa)
    after = replace(before, rows=(change(before.rows[0]), *before.rows[1:]))  # type: ignore[operator]
    assert again(spa, after)[1] == after


def test_a_new_programme_and_one_that_goes(spa: Till) -> None:
    before = table(spa)
    new = RewardRow("stones", "Камни", "Stones", 100, dict.fromkeys(before.cells, 100000), ("privilege",))
    after = replace(before, rows=(*before.rows[1:], new))
    document, found = again(spa, after)
    assert found == after
    assert document.rewards["stones"].price == {"bonus": 100_000}


def test_terms_are_written(spa: Till) -> None:
    before = table(spa)
    terms = Terms(("20%",), "2 months", "", "3 working days", False, False, False, ())
    document, found = again(spa, replace(before, terms=terms))
    assert found.terms == terms
    assert document.certificates is not None
    assert document.certificates.grades


def test_a_programme_without_rewards_gets_its_first() -> None:
    """A birthday's gift for all, where there are no levels."""
    desk = till("blank")
    before = table(desk)
    assert (before.rows, before.levels) == ((), (ANYBODY,))
    row = RewardRow("mask", "Маска", "Mask", 0, {STANDARD: 50_000}, (ANYBODY,))
    document, found = again(desk, replace(before, rows=(row,)))
    assert found.rows == (row,)
    gift = document.rules["birthday_gift"].then.of("give")
    assert gift is not None and gift.reward == ("mask",)


def test_the_change_is_a_revision_from_a_day_on_7k_8() -> None:
    """7K-8: orders of the day before cost what they did, those of the day itself what was published."""
    desk = till("seven_krasok")
    before = table(desk)
    after = replace(before, rows=(replace(before.rows[0], prices={STANDARD: 300_000}), *before.rows[1:]))
    revision = desk.chain.timeline.at(desk.chain.local(desk.now)).revision
    start = date(2026, 12, 20)
    published = change_rewards(desk.chain, revision, after, desk.now, None, start)
    assert published is not None
    assert published.revision is not None
    member = desk.active()
    desk.did("grant", member=member, bonuses="5000", reason="x")
    desk.now += timedelta(days=20)
    order = {"member": member, "certificate": "x", "reward": "foot_break"}
    assert desk.did("order_certificate", **order)["bonuses"] == "2000.00"
    desk.now += timedelta(days=10)
    assert desk.did("order_certificate", **order)["bonuses"] == "3000.00"
    assert table(desk) == after


def test_a_table_drawn_up_on_other_rules_is_not_published_r13() -> None:
    desk = till("seven_krasok")
    revision = desk.chain.timeline.at(desk.chain.local(desk.now)).revision
    before = table(desk)
    first = replace(before, rows=before.rows[1:])
    assert change_rewards(desk.chain, revision, first, desk.now, None, None) is not None
    assert change_rewards(desk.chain, revision, before, desk.now, None, None) is None
    late = desk.chain.timeline.at(desk.chain.local(desk.now)).revision
    refused = change_rewards(desk.chain, late, before, desk.now, None, date(2020, 1, 1))
    assert refused is not None
    assert refused.refusal is not None
    assert refused.refusal.code == "start_in_past"


def test_a_sheet_comes_back_as_it_went(spa: Till) -> None:
    found = table(spa)
    sheet = read_sheet(write_sheet(found), found)
    assert (tuple(sheet.rows), sheet.wrong) == (found.rows, [])


@given(names=st.lists(st.text(min_size=1, max_size=20), min_size=2, max_size=2), price=st.integers(0, 10**9))
def test_no_name_becomes_a_formula_and_each_comes_back_r59(spa: Till, names: list[str], price: int) -> None:
    """R59: also one that begins like a formula; what no eye sees is not part of a name."""
    ru, en = ("".join(sign for sign in name if sign.isprintable()).strip().lstrip("'") or "x" for name in names)
    for start in ("=", "+", "-", "@", ""):
        row = RewardRow("mask", f"{start}{ru}", en, 0, {STANDARD: price})
        content = write_sheet(replace(table(spa), rows=(row,)))
        body = content.decode("utf-8-sig").split("\r\n", 1)[1]
        (cell,) = islice(csv.reader(StringIO(body)), 1)
        assert not cell[1].startswith(("=", "+", "-", "@")) or re.fullmatch(r"-[0-9]+([.,][0-9]+)?", cell[1])
        (found,) = read_sheet(content, table(spa)).rows
        assert (found.ru, found.prices) == (_seen(row.ru), row.prices)


def _seen(name: str) -> str:
    return unicodedata.normalize("NFC", name)


HEAD = ",".join(COLUMNS)
LINE = "mask,Маска,Mask,1,certified,standard,500,"
MASK = RewardRow("mask", "Маска", "Mask", 100, {STANDARD: 50_000})


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\n{LINE}\n".encode(),
        f"\ufeff{HEAD}\r\n{LINE}\r\n".encode(),
        f"{HEAD}\n{LINE}\n".replace(",", ";").encode("cp1251"),
        f"{HEAD}\n{LINE}\n".replace(",", "\t").encode(),
        f"{HEAD.upper()},note\n{LINE},x\n\n".encode(),
        b"price,salon_category,grade,hours,name_en,name_ru,code\n500.00,standard,certified,1.0,Mask,\xd0\x9c\xd0\xb0\xd1\x81\xd0\xba\xd0\xb0,mask\n",
    ],
    ids=["plain", "marked", "cp1251", "tabs", "capitals", "order"],
)
def test_sheets_of_many_programs_are_read_r60(spa: Till, content: bytes) -> None:
    """R60: cp1251, a mark, semicolons, other columns."""
    sheet = read_sheet(content, table(spa))
    assert (sheet.rows, sheet.wrong) == ([MASK], [])


BAD = {
    "no column": (f"{HEAD.replace(',price', '')}\n{LINE}", [(1, "price", "sheet_column")]),
    "code": (f"{HEAD}\n{LINE}\nMask 2,a,b,1,certified,standard,5,", [(3, "code", "sheet_code")]),
    "grade": (f"{HEAD}\nmask,a,b,1,moon,standard,5,", [(2, "grade", "sheet_grade")]),
    "category": (f"{HEAD}\nmask,a,b,1,certified,moon,5,", [(2, "salon_category", "sheet_salon_category")]),
    "price": (f"{HEAD}\nmask,a,b,1,certified,standard,1e5,", [(2, "price", "sheet_number")]),
    "negative": (f"{HEAD}\nmask,a,b,-1,certified,standard,5,", [(2, "hours", "sheet_number")]),
    "no price": (f"{HEAD}\nmask,a,b,1,certified,standard,,", [(2, "price", "sheet_number")]),
    "twice": (f"{HEAD}\n{LINE}\n{LINE}", [(3, "price", "sheet_twice")]),
    "other name": (f"{HEAD}\n{LINE}\n{LINE.replace('Mask', 'Task').replace('standard', 'premium')}", [(3, "name_en", "sheet_other")]),
    "level": (f"{HEAD}\n{LINE}moon", [(2, "gift_for", "sheet_level")]),
    "two": (f"{HEAD}\nmask,,b,x,certified,standard,5,", [(2, "name_ru", "sheet_name"), (2, "hours", "sheet_number")]),
    "empty": ("", [(1, "", "sheet_empty")]),
    "head": (HEAD, [(1, "", "sheet_empty")]),
    "quotes": (f'{HEAD}\n"mask"x,a', [(0, "", "sheet_form")]),
    "long": (f"{HEAD}\n" + f"{LINE}\n" * MOST_LINES, [(MOST_LINES, "", "sheet_lines")]),
    "large": ("x" * (LARGEST_SHEET + 1), [(0, "", "sheet_size")]),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_sheet_is_told_by_line_and_column_and_nothing_is_taken_r60(spa: Till, case: str) -> None:
    text, wanted = BAD[case]
    sheet = read_sheet(text.encode(), table(spa))
    assert sheet.rows == []
    assert [tuple(wrong[:3]) for wrong in sheet.wrong] == wanted


def test_what_is_no_text_at_all_is_told(spa: Till) -> None:
    assert [wrong.code for wrong in read_sheet(b"\x98\x00\xff", table(spa)).wrong] == ["sheet_encoding"]
