"""Whatever is told, an event is read exactly or refused as not valid; and what has been read never breaks the engine."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.conftest import LONG
from tests.engine.books import Books, check_receipt
from tests.engine.test_properties import FEW, MEMBERS, chains, olga
from tests.engine.told import PRESETS
from webapp.engine.events import EVENTS, MOST_LINES, MOST_UNITS, read_moment
from webapp.engine.money import LARGEST

junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.dates()
    | st.decimals(allow_nan=True),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)

AMOUNTS = ["0", "0.01", "1", "99.99", "17 777", "5,50", LARGEST // 100, -1, "1e5", "NaN", None, 0.1, True]
DAYS = [
    "2025-03-03",
    "1996-02-29",
    "1900-01-01",
    "2999-12-31",
    "9999-12-31",
    "0001-01-01",
    "2025-02-29",
    "2025-W10-1",
    5,
    None,
]
KEYS = ["olga", "inga", "C1", "C2", "R", "R1", "", "x" * 121, 7, None, ["olga"]]
WORDS = [
    "foot_break",
    "promo_first",
    "double_bonus",
    "standard",
    "luxury",
    "centre",
    "arbat",
    "desk",
    "online",
    "paper",
    "x",
]

FLAGS = [True, False, "yes", "no", "perhaps", 1, None]

VALUES: dict[str, list[Any]] = {
    **dict.fromkeys(["member", "account_of", "referred_by", "card", "receipt", "certificate", "phone", "to"], KEYS),
    **dict.fromkeys(["bonuses", "amount", "units"], AMOUNTS),
    **dict.fromkeys(["dated", "expires"], DAYS),
    **dict.fromkeys(["instalments", "scanned", "open"], FLAGS),
    "spend": ["max", "all", *AMOUNTS],
    "share": [30, "50%", "100", "0", "-5", "x", None],
    "visit": ["2025-03-03", "2025-03-03T18:30", "2025-03-03T18:30Z", "1900-01-01", "3000-01-01", "soon"],
    "tenders": [{}, {"gift_card": "5"}, {"deposit": LARGEST // 100}, {"cash": -1}, {"": 1}, [], 5],
    "attributes": [{}, {"segment": "staff"}, {"segment": None}, [], "x"],
    "answers": [
        {},
        *({"birth_date": day} for day in DAYS),
        {"individual": False, "hobby": "chess"},
        {"phone": "8 912 000-00-01"},
        5,
    ],
}
LINE: dict[str, list[Any]] = {
    "item": ["procedure", "spa_service", "service", "nothing", None],
    "group": ["procedure", "product", "gift_card", "", None],
    "price": AMOUNTS,
    "quantity": [1, 2, 5, MOST_UNITS, MOST_UNITS + 1, 0, -1, 1.5, "2", "x", None],
    "hours": AMOUNTS,
    "tags": [["action"], [], "action", None],
    "line": [1, 2, 0, 999, "x"],
    "discount": [5],
}


def some(values: dict[str, list[Any]], names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: st.sampled_from(values[name]) for name in names})


@st.composite
def nearly_right(draw: st.DrawFn, verb: str) -> dict[str, Any]:
    """The verb's own fields with values that somebody may well type, right or wrong."""
    fields = EVENTS[verb].model_fields
    told = {}
    for name, field in fields.items():
        if not field.is_required() and draw(st.booleans()):
            continue
        if name == "lines":
            names = list(LINE) if draw(st.booleans()) else ["group", "price", "quantity"]
            told[name] = draw(st.lists(some(LINE, ["line", "quantity"] if verb == "return" else names), max_size=3))
        else:
            told[name] = draw(st.sampled_from(VALUES.get(name, [*WORDS, *KEYS])))
    return told


@pytest.mark.parametrize("verb", EVENTS)
@FEW
@given(data=st.dictionaries(st.text(max_size=8), junk, max_size=4) | junk)
def test_junk_is_refused_as_not_valid_and_breaks_nothing(verb: str, data: Any) -> None:
    """R56, R57, R62."""
    try:
        event = EVENTS[verb].model_validate(data)
    except ValidationError:
        return
    assert repr(EVENTS[verb].model_validate(event.written()).written()) == repr(event.written())


@pytest.mark.parametrize("verb", EVENTS)
@FEW
@given(data=st.data())
def test_junk_in_one_field_of_an_event_is_refused_too(verb: str, data: st.DataObject) -> None:
    told = data.draw(nearly_right(verb))
    name = data.draw(st.sampled_from([*EVENTS[verb].model_fields, "nonsense"]))
    try:
        event = EVENTS[verb].model_validate({**told, name: data.draw(junk)})
    except ValidationError:
        return
    assert name != "nonsense"
    assert repr(EVENTS[verb].model_validate(event.written()).written()) == repr(event.written())


@chains
@settings(max_examples=2000 if LONG else 200)
@given(data=st.data())
def test_what_can_be_read_is_answered_and_never_breaks_the_books(chain: str, data: st.DataObject) -> None:
    """I1 to I5: also at the largest sums, the most units and the most distant days."""
    verb = data.draw(st.sampled_from(list(EVENTS)))
    try:
        event = EVENTS[verb].model_validate(data.draw(nearly_right(verb)))
    except ValidationError:
        return
    at = data.draw(st.sampled_from(["2025-03-03", "2025-06-05T00:00", "2028-02-29T23:59:59", "2999-12-31"]))
    made = olga(chain)
    before = dict(made.world.accounts)
    decision = made.world.tell(read_moment(at), verb, event)
    assert isinstance(decision.result["refused"], list)
    if verb in ("purchase", "quote"):
        check_receipt(decision, event)
    if verb != "quote":
        books = Books()
        books.take(decision, before)


@pytest.mark.parametrize("verb", EVENTS)
def test_an_event_is_written_as_it_is_read(verb: str) -> None:
    """R62: a field that is not the verb's own is named, whichever it is."""
    with pytest.raises(ValidationError) as caught:
        EVENTS[verb].model_validate({"chain_id": 5, "role": "owner", "balance": 100})
    assert {error["loc"] for error in caught.value.errors() if error["type"] == "extra_forbidden"} == {
        ("chain_id",),
        ("role",),
        ("balance",),
    }


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [{}],
        [{"item": "procedure", "group": "procedure"}],
        [{"group": "procedure"}],
        [{"price": 5}],
        [{"item": "procedure", "quantity": 0}],
        [{"item": "procedure", "quantity": 1.5}],
        [{"item": "procedure", "quantity": MOST_UNITS + 1}],
        [{"item": "procedure", "price": -1}],
        [{"item": "procedure", "cost": 1}],
        [{"item": "procedure"}] * (MOST_LINES + 1),
    ],
)
def test_lines_that_are_none(lines: list[dict[str, Any]]) -> None:
    """R56."""
    with pytest.raises(ValidationError):
        EVENTS["purchase"].model_validate({"member": "olga", "receipt": "R", "lines": lines})


def test_the_largest_receipt_there_can_be_is_worked_out_to_the_kopeck() -> None:
    """R56: far under 2^63."""
    for chain in PRESETS:
        lines = [{"group": "product", "price": LARGEST // 100, "quantity": MOST_UNITS}] * MOST_LINES
        answer = olga(chain).tell("2025-03-03", "quote", member="olga", lines=lines, spend="max")
        assert answer["gross"] == LARGEST * MOST_UNITS * MOST_LINES < 2**63
        assert answer["payable"] == answer["gross"] - answer["discount"] - answer["redeemed"]


def test_only_one_way_to_name_the_member() -> None:
    for ways in ({"member": "olga", "card": "C1"}, {"card": "C1", "phone": "1"}, {"member": "olga", "phone": "1"}):
        with pytest.raises(ValidationError):
            EVENTS["quote"].model_validate({"lines": [{"item": "x"}], **ways})


def test_the_world_is_the_one_the_examples_begin_with() -> None:
    """Examples work on copies: whatever they did, Olga stands as she stood."""
    for chain in PRESETS:
        assert olga(chain).statement("2025-03-03", "olga") == MEMBERS[chain].statement("2025-03-03", "olga")
