"""The safe subset of YAML: what is refused, where, and that every scalar stays text (R61)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.engine.document.reader import DEEPEST, LARGEST_DOCUMENT, Mapping, Unreadable, place_of, read

BOMB = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n"

REFUSED = [
    ("a: &anchor 1", "alias", (1, 4)),
    ("a: {b: 1}\nc: *a", "alias", (2, 4)),
    (BOMB, "alias", (1, 4)),
    ("a:\n  <<: *a", "alias", (2, 7)),
    ("a: 1\nb: 2\na: 3", "duplicate_key", (3, 1)),
    ("{a: 1, b: {c: 1, c: 2}}", "duplicate_key", (1, 18)),
    ("a: !!python/object/apply:os.system [ls]", "tag", (1, 4)),
    ("a: !!str 1", "tag", (1, 4)),
    ("!!map {a: 1}", "tag", (1, 1)),
    ("- !thing x", "tag", (1, 3)),
    ("a: 1\n---\nb: 2", "second_document", (2, 1)),
    ("? [a, b]\n: 1", "key_not_word", (1, 3)),
    ("? {a: b}\n: 1", "key_not_word", (1, 3)),
    ("~: 1", "key_not_word", (1, 1)),
    ("a: 1\n b: 2", "not_yaml", (2, 3)),
    ("a: [1, 2", "not_yaml", (2, 1)),
    ("a: 'x", "not_yaml", (1, 6)),
    ("a:\n\t- b", "not_yaml", (2, 1)),
    ("a: \0", "character", (1, 4)),
    ("a: 1\nb: x\x07", "character", (2, 5)),
    ("a: \ud800", "character", (1, 4)),
    ("a: " + "[" * 5000 + "]" * 5000, "too_deep", (1, 2 + DEEPEST)),
    ("[" * 5000, "too_deep", (1, DEEPEST)),
    ("{a: " * 5000, "too_deep", (1, 4 * DEEPEST - 3)),
    ("a: " + "x" * LARGEST_DOCUMENT, "too_large", (1, 1)),
    ("a: " + "ы" * (LARGEST_DOCUMENT // 2), "too_large", (1, 1)),
]


@pytest.mark.parametrize(("text", "code", "place"), REFUSED, ids=[f"{n}-{row[1]}" for n, row in enumerate(REFUSED)])
def test_what_is_not_of_the_subset_is_refused_with_its_place(text: str, code: str, place: tuple[int, int]) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text)
    assert (refused.value.code, refused.value.place) == (code, place)


@pytest.mark.parametrize(
    "scalar",
    [
        "no",
        "yes",
        "on",
        "off",
        "y",
        "true",
        "12:30:00",
        "1_000",
        "0x10",
        "0o17",
        "1e3",
        ".nan",
        ".inf",
        "2026-02-30",
        "=",
    ],
)
def test_scalars_stay_text(scalar: str) -> None:
    assert read(f"a: {scalar}") == {"a": scalar}


@pytest.mark.parametrize("scalar", ["", "~", "null"])
def test_only_plain_nothing_is_nothing(scalar: str) -> None:
    assert read(f"a: {scalar}") == {"a": None}
    assert read(f"a: '{scalar}'") == {"a": scalar}


def test_a_merge_key_is_a_key_like_any() -> None:
    assert read("<<: {a: 1}") == {"<<": {"a": "1"}}


def test_nothing_and_the_largest_and_deepest_are_read() -> None:
    assert read("") is None
    assert read("# nothing") is None
    assert read("a: " + "x" * (LARGEST_DOCUMENT - 3))
    assert read("[" * (DEEPEST - 1) + "]" * (DEEPEST - 1))
    assert read("\ufeffa: 1") == {"a": "1"}


def test_refusing_takes_no_time() -> None:
    """Nothing is expanded and nothing recurses: the work is bounded by the text (R61)."""
    begun = time.process_time()
    for text in (BOMB * 100, "[" * 60_000, "{a: " * 15_000, "- " * 30_000, "? " * 30_000, "'" * 59_999, "a:" * 30_000):
        with pytest.raises(Unreadable):
            read(text)
    assert time.process_time() - begun < 5


def test_places_of_keys_items_and_steps_that_the_text_lacks() -> None:
    tree = read("a:\n  b: [x, {c: 1}]\n  'd': 2")
    assert place_of(tree, ("a",)) == (1, 1)
    assert place_of(tree, ("a", "b")) == (2, 3)
    assert place_of(tree, ("a", "b", 1)) == (2, 10)
    assert place_of(tree, ("a", "b", 1, "c")) == (2, 11)
    assert place_of(tree, ("a", "d")) == (3, 3)
    assert place_of(tree, ("a", "b", 7, "z")) == (2, 3)
    assert place_of(tree, ("z",)) == (1, 1)
    assert isinstance(tree, Mapping)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read(text)
    except Unreadable as refused:
        assert refused.place >= (1, 1)
