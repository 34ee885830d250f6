"""What holds for every receipt and every return, whatever was bought, spent and brought back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import LONG
from tests.engine.books import Books, check_receipt, same_answer, same_world
from tests.engine.told import PRESETS, Scene, preset, preset_scene
from webapp.engine.decisions import Decision
from webapp.engine.events import EVENTS, read_moment
from webapp.engine.sentences import why

FEW = settings(max_examples=400 if LONG else 30)
AT = "2025-03-03T12:00"
chains = pytest.mark.parametrize("chain", PRESETS)


def written(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"


@st.composite
def receipts(draw: st.DrawFn, chain: str) -> dict[str, Any]:
    """A receipt of one to four lines: items of the catalogue at odd prices, with any way of paying."""
    items = list(preset(chain).chain.items)
    lines = draw(
        st.lists(
            st.fixed_dictionaries(
                {"item": st.sampled_from(items), "quantity": st.integers(1, 5)},
                optional={
                    "price": st.integers(0, 1_000_000).map(written),
                    "hours": st.integers(0, 1000).map(written),
                    "tags": st.just(["action"]),
                },
            ),
            min_size=1,
            max_size=4,
        )
    )
    rest = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "spend": st.just("max") | st.integers(0, 200_000).map(written),
                "tenders": st.fixed_dictionaries(
                    {"gift_card": st.integers(0, 500_000).map(written), "cash": st.just(1)}
                ),
                "instalments": st.booleans(),
                "channel": st.sampled_from(["desk", "online"]),
            },
        )
    )
    return {"lines": lines, **rest}


def member(chain: str) -> Scene:
    """Olga, an active member with bonuses of three kinds and a level, two weeks ago."""
    made = preset_scene(chain)
    made.tell("2025-02-10", "enrol", member="olga", phone="+79120000001")
    made.tell("2025-02-10", "questionnaire", member="olga", answers={"birth_date": "1990-06-05"})
    made.tell("2025-02-10", "activate", member="olga")
    if chain == "seven_krasok":
        made.tell("2025-02-10", "issue_card", member="olga", card="C1")
        made.buy("2025-02-10", "olga", {"group": "product", "price": 20_000})
        made.tell("2025-02-10", "renew_card", member="olga", card="C2")
    if chain == "keep_looking":
        made.buy("2025-02-10", "olga", {"group": "service", "price": 200_000})
        made.buy("2025-02-11", "olga", {"group": "service", "price": 400_000})
    for bonuses, campaign in (
        ("123.40", None),
        ("500", "promo_services"),
        ("77.77", "promo_first"),
        ("300", "promo_last"),
    ):
        named = {"campaign": campaign} if campaign else {}
        if not campaign or chain == "estetic":
            made.tell("2025-02-12", "grant", member="olga", bonuses=bonuses, reason="x", **named)
    return made


MEMBERS = {chain: member(chain) for chain in PRESETS}


def olga(chain: str) -> Scene:
    """The same Olga for each example."""
    kept = MEMBERS[chain].world
    made = Scene(kept.timeline, kept.chain)
    for name in ("account_of", "phones", "phone_of", "cards", "receipts", "certificates"):
        setattr(made.world, name, dict(getattr(kept, name)))
    made.world.accounts = {name: account.copy() for name, account in kept.accounts.items()}
    made.world.closed_lots = {name: dict(lots) for name, lots in kept.closed_lots.items()}
    return made


def buy(made: Scene, receipt: dict[str, Any], verb: str = "purchase", at: str = AT) -> Decision:
    number = {"receipt": "R"} if verb == "purchase" else {}
    return made.decide(at, verb, member="olga", **number, **receipt)


# Receipts


@chains
@FEW
@given(data=st.data())
def test_money_is_conserved_on_every_receipt_line_and_unit(chain: str, data: st.DataObject) -> None:
    """I1, I2, I3, I5 for one sale: gross is discount, redeemed and payable; units make up lines; nothing is below zero."""
    made, receipt = olga(chain), data.draw(receipts(chain))
    books = Books()
    before = made.account("olga")
    decision = buy(made, receipt)
    check_receipt(decision, EVENTS["purchase"].model_validate({"member": "olga", "receipt": "R", **receipt}))
    books.take(decision, {before.id: before})
    left = sum(lot.left for lot in made.account("olga").lots.values())
    assert left - sum(lot.left for lot in before.lots.values()) == sum(books.left.values())


@chains
@FEW
@given(data=st.data())
def test_a_quote_says_what_the_posting_does_and_leaves_nothing(chain: str, data: st.DataObject) -> None:
    made, receipt = olga(chain), data.draw(receipts(chain))
    quote = buy(made, receipt, "quote")
    same_world(made.world, olga(chain).world)
    assert same_answer(quote, buy(made, receipt))


@chains
@FEW
@given(data=st.data())
def test_bonuses_never_pay_more_than_their_share_of_a_unit(chain: str, data: st.DataObject) -> None:
    """ES-3.4, ES-3.5, ES-3.7."""
    made, receipt = olga(chain), data.draw(receipts(chain))
    decision = buy(made, {**receipt, "spend": "max"})
    for line in decision.lines:
        for unit, net in zip(line.redeemed_units or [], line.net_units(), strict=False):
            assert unit <= net // 2
            assert line.group != "gift_card"


@chains
@FEW
@given(data=st.data())
def test_a_member_is_never_worse_off_for_paying_with_money(chain: str, data: st.DataObject) -> None:
    """ES-2.2: what bonuses pay for earns nothing, so spending never earns more."""
    receipt = {name: value for name, value in data.draw(receipts(chain)).items() if name != "spend"}
    plain, spending = buy(olga(chain), receipt), buy(olga(chain), {**receipt, "spend": "max"})
    assert spending.result["earned"] <= plain.result["earned"]
    assert spending.result["discount"] == plain.result["discount"]


# Returns


@st.composite
def partitions(draw: st.DrawFn, sold: list[int]) -> list[list[dict[str, int]]]:
    """All units of all lines, in several returns: any order of lines, any number of units at a time."""
    units = draw(st.permutations([line for line, quantity in enumerate(sold, start=1) for _ in range(quantity)]))
    found: list[list[dict[str, int]]] = []
    while units:
        size = draw(st.integers(1, len(units)))
        found.append([{"line": line, "quantity": units[:size].count(line)} for line in dict.fromkeys(units[:size])])
        units = units[size:]
    return found


def whole(made: Scene, at: str) -> dict[str, int]:
    return made.tell(at, "return", receipt="R")


RETURNED = "2025-03-10T12:00"


@chains
@FEW
@given(data=st.data())
def test_units_returned_in_any_order_and_partition_come_to_the_whole_return(chain: str, data: st.DataObject) -> None:
    """ES-2.5, ES-2.11, KL-sum: the money and the measures to the kopeck; of bonuses what is held less what is owed."""
    receipt = data.draw(receipts(chain))
    made, other = olga(chain), olga(chain)
    buy(made, receipt)
    buy(other, receipt)
    full = whole(made, RETURNED)
    steps = [
        other.tell(RETURNED, "return", receipt="R", lines=lines)
        for lines in data.draw(partitions([line["quantity"] for line in receipt["lines"]]))
    ]
    assert sum(step["refund"] for step in steps) == full["refund"]
    assert sum(step["bonuses_returned"] for step in steps) == full["bonuses_returned"]
    assert other.tell(RETURNED, "return", receipt="R")["refused"] == ["over_return"]
    one, two = made.statement(RETURNED, "olga"), other.statement(RETURNED, "olga")
    for name in ("measures", "level", "level_due", "level_until"):
        assert one[name] == two[name]
    assert one["available"] + one["pending"] - one["owed"] == two["available"] + two["pending"] - two["owed"]


@chains
@FEW
@given(data=st.data())
def test_where_the_own_lot_is_untouched_any_partition_ends_in_the_very_same_account(
    chain: str, data: st.DataObject
) -> None:
    receipt = data.draw(receipts(chain))
    made, other = olga(chain), olga(chain)
    buy(made, receipt)
    buy(other, receipt)
    whole(made, RETURNED)
    for lines in data.draw(partitions([line["quantity"] for line in receipt["lines"]])):
        other.tell(RETURNED, "return", receipt="R", lines=lines)
    same_world(made.world, other.world)


@chains
@FEW
@given(data=st.data())
def test_bought_and_brought_back_is_as_if_nothing_had_happened(chain: str, data: st.DataObject) -> None:
    """The bonuses, the measures and what is due stand as before; only the day's count of operations and the number remain."""
    made, receipt = olga(chain), data.draw(receipts(chain))
    if chain == "keep_looking":
        receipt["channel"] = "online"  # a visit would begin the level that is due
    before = made.statement(AT, "olga")
    sold = buy(made, receipt)
    back = made.tell(AT, "return", receipt="R")
    assert back["refund"] == sold.result["payable"]
    assert back["bonuses_returned"] == sold.result["redeemed"]
    assert back["bonuses_taken"] == sold.result["earned"]
    assert made.statement(AT, "olga") == before


@chains
@FEW
@given(data=st.data())
def test_of_what_was_spent_meanwhile_the_rest_is_owed_to_the_hundredth(chain: str, data: st.DataObject) -> None:
    """I5: earned on one receipt, spent on a second, the first returned: taken and owed make up the earned."""
    made, receipt = olga(chain), data.draw(receipts(chain))
    earned = buy(made, receipt).result["earned"]
    made.buy("2025-03-20", "olga", {"group": "procedure", "price": 100_000}, spend="max")
    owed = made.statement("2025-03-21", "olga")["owed"]
    back = made.tell("2025-03-21", "return", receipt="R")
    assert back["refused"] == []
    assert back["bonuses_taken"] + back["owed"] - owed == earned


# Time


@chains
@FEW
@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500_000)), min_size=1, max_size=6),
    st.integers(1, 1500),
    st.lists(st.integers(1, 1500), max_size=8),
)
def test_looking_in_between_changes_nothing(
    chain: str, bought: list[tuple[int, int]], later: int, looked_at: list[int]
) -> None:
    """R25: what time brings about happens on its own day, whether or not somebody looks, once or often, early or late."""
    made, other = olga(chain), olga(chain)
    days = sorted({*(day for day, _ in bought), *looked_at, later})
    for day in days:
        at = str(read_moment("2025-03-03").date().fromordinal(read_moment("2025-03-03").toordinal() + day))
        for place, (sold_on, price) in enumerate(bought):
            if sold_on == day:
                for scene in (made, other):
                    fields = {"lines": [{"group": "product", "price": price}], "receipt": f"T{place}"}
                    scene.tell(at, "purchase", member="olga", **fields)
        other.tell(at, "statement", member="olga")
        if day in looked_at:
            other.tell(at, "mismatch", member="olga", open=False)
    assert made.statement(at, "olga") == other.statement(at, "olga")


# Why


@chains
@FEW
@given(data=st.data())
def test_every_receipt_and_its_return_are_explained_in_both_languages(chain: str, data: st.DataObject) -> None:
    """R71: no figure and no refusal without its sentence."""
    made, receipt = olga(chain), data.draw(receipts(chain))
    programme = made.world.timeline.at(read_moment(AT))
    sold = buy(made, receipt)
    back = made.decide(RETURNED, "return", receipt="R")
    for language in ("ru", "en"):
        for decision in (sold, back):
            said = why(programme, decision, language)
            assert len(said.lines) == len(decision.lines)
            assert all(lines and all(lines) for lines in said.lines)
            kinds = {entry.kind for change in decision.changes for entry in change.entries}
            assert len(said.whole) >= len(set(decision.refused)) + len(kinds)
