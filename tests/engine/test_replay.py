"""Reading journals: what a slip of the pen is told, at its line; and playing them: what expectations compare."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.engine.told import TENANTS, preset
from webapp.engine.folder import BadFile
from webapp.engine.journal import Journal, Played, open_journal, plain, play
from webapp.engine.world import World

ENROL = "- {at: 2025-03-03, do: enrol, member: olga}\n"


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Writes a journal of these events and gives its path."""

    def written(events: str, name: str = "j.yaml", title: str = "journal: a trial\n") -> Path:
        path = tmp_path / name
        path.write_text(f"{title}events:\n{events}", encoding="utf-8")
        return path

    return written


def played(journal: Journal, chain: str = "estetic", until: date | None = None) -> list[Played]:
    folder = preset(chain)
    return list(play(journal, World(folder.timeline, folder.chain), until))


def differs(path: Path, chain: str = "estetic") -> list[tuple[int, str]]:
    """(line, what differs)."""
    return [
        (one.step.line, f"{found.path}: {plain(found.wanted)} | {plain(found.found)}")
        for one in played(open_journal(path), chain)
        for found in one.differences
    ]


# What is not a journal

SLIPS = {
    "no `at`": ("- {do: enrol, member: olga}", 3, "at"),
    "a time that is none": ("- {at: soon, do: enrol, member: olga}", 3, "at"),
    "an offset": ("- {at: '2025-03-03T10:00+03:00', do: enrol, member: olga}", 3, "at"),
    "universal time": ("- {at: 2025-03-03T10:00Z, do: enrol, member: olga}", 3, "at"),
    "a part of a second": ("- {at: 2025-03-03T10:00:00.5, do: enrol, member: olga}", 3, "at"),
    "a day that is none": ("- {at: 2025-02-29, do: enrol, member: olga}", 3, "at"),
    "a week": ("- {at: 2025-W10-1, do: enrol, member: olga}", 3, "at"),
    "an hour alone": ("- {at: 2025-03-03T18, do: enrol, member: olga}", 3, "at"),
    "a mapping for a time": ("- {at: {day: 2025-03-03}, do: enrol, member: olga}", 3, "at"),
    "the end of days": ("- {at: 9999-12-31, do: enrol, member: olga}", 3, "at"),
    "time that goes back": (ENROL + "- {at: 2025-03-02T23:59:59, do: statement, member: olga}", 4, "at"),
    "time that goes back by a second": (
        "- {at: 2025-03-03T12:00:01, do: enrol, member: olga}\n" + ENROL.replace("olga", "vera"),
        4,
        "at",
    ),
    "no verb": ("- {at: 2025-03-03, member: olga}", 3, "do"),
    "an unknown verb": ("- {at: 2025-03-03, do: buy, member: olga}", 3, "do"),
    "a list for a verb": ("- {at: 2025-03-03, do: [enrol], member: olga}", 3, "do"),
    "no event": ("- enrol", 3, "do"),
    "an unknown field": ("- {at: 2025-03-03, do: enrol, member: olga, name: Olga}", 3, "name"),
    "a missing field": ("- {at: 2025-03-03, do: enrol}", 3, "member"),
    "an unknown field of a line": (
        ENROL + "- {at: 2025-03-03, do: purchase, member: olga, receipt: R1,\n   lines: [{item: procedure},\n           {item: complex, cost: 5}]}",
        6,
        "lines[2].cost",
    ),
    "an amount that is none": (
        ENROL + "- {at: 2025-03-03, do: grant, member: olga, reason: x,\n   bonuses: 1e3}",
        5,
        "bonuses",
    ),
    "an unknown member": (ENROL + "- {at: 2025-03-03, do: statement, member: inga}", 4, "member"),
    "a referrer nobody knows": ("- {at: 2025-03-03, do: enrol, member: olga, referred_by: inga}", 3, "referred_by"),
    "an account nobody has": (
        ENROL + "- {at: 2025-03-03, do: issue_card, member: olga, card: C1, account_of: inga}",
        4,
        "account_of",
    ),
    "an unknown certificate": ("- {at: 2025-03-03, do: issue_certificate, certificate: C1}", 3, "certificate"),
    "a receipt of a day to come": (
        ENROL + "- {at: 2025-03-03, do: purchase, member: olga, receipt: R1, dated: 2025-03-04, lines: [{item: procedure}]}",
        4,
        "dated",
    ),
    "an unknown expectation": (
        ENROL + "- {at: 2025-03-03, do: statement, member: olga,\n   expect: {available: 0, balance: 0}}",
        5,
        "expect.balance",
    ),
    "an unknown expectation of a line": (
        ENROL + "- {at: 2025-03-03, do: purchase, member: olga, receipt: R1, lines: [{item: procedure}],\n"
        "   expect: {lines: [{paid: 1000}]}}",
        5,
        "expect.lines.paid",
    ),
    "an expectation that is no mapping": (ENROL + "- {at: 2025-03-03, do: statement, member: olga, expect: 5}", 4, "expect"),
    "an expectation of another verb": ("- {at: 2025-03-03, do: enrol, member: olga, expect: {payable: 5}}", 3, "expect.payable"),
    "an unknown expectation of publish": (
        "- {at: 2025-03-03, do: publish, programme: {name: {ru: А, en: A}, currency: RUB}, expect: {state: x}}",
        3,
        "expect.state",
    ),
    "a programme that is not valid": (
        "- at: 2025-03-03\n  do: publish\n  programme:\n    name: {ru: А, en: A}\n    currency: roubles",
        7,
        "programme.currency",
    ),
    "a programme that is not there": ("- {at: 2025-03-03, do: publish, programme: nowhere.yaml}", 3, "programme"),
    "no programme": ("- {at: 2025-03-03, do: publish}", 3, "programme"),
    "a field that publish does not have": (
        "- {at: 2025-03-03, do: publish, programme: nowhere.yaml, member: olga}",
        3,
        "member",
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_of_the_pen_is_named_with_its_line_and_field(write: Any, slip: str) -> None:
    """X-time-1, X-time-2, X-comparison-4."""
    events, line, field = SLIPS[slip]
    path = write(events)
    with pytest.raises(BadFile) as caught:
        open_journal(path)
    place, _, said = caught.value.problems[0].removeprefix(f"{path}:").partition(": ")
    assert place.split(":")[0] == str(line), caught.value
    assert field in said, caught.value


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("events: []\nevent: []\n", 2),
        ("journal: x\n", 1),
        ("events: 5\n", 1),
        ("- {at: 2025-03-03}\n", 1),
        ("events:\n- {at: 2025-03-03, at: 2025-03-04}\n", 2),
        ("a: &x 1\nevents: [*x]\n", 1),
        ("events: [\n", 2),
        ("events: !!python/object:os.system []\n", 1),
        ("", 1),
        ("\x00", 1),
    ],
)
def test_a_text_that_is_no_journal(tmp_path: Path, text: str, line: int) -> None:
    """R61: no aliases, no tags, no duplicate keys."""
    path = tmp_path / "j.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=rf"j\.yaml:{line}:"):
        open_journal(path)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("events: []  # Ольга".encode("cp1251"))
    for name in ("latin.yaml", "nowhere.yaml", "."):
        with pytest.raises(BadFile):
            open_journal(tmp_path / name)


# JSON


def json_journal(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "j.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_journal_may_be_json(tmp_path: Path) -> None:
    """X-comparison-1: numbers are read exactly."""
    events = [
        {"at": "2025-03-03", "do": "enrol", "member": "olga"},
        {
            "at": "2025-03-03T18:30",
            "do": "purchase",
            "member": "olga",
            "receipt": "R1",
            "lines": [{"item": "procedure", "price": 199.99, "quantity": 2}],
            "instalments": False,
            "expect": {"payable": 399.98, "earned": "200", "level": None, "refused": []},
        },
    ]
    path = json_journal(tmp_path, json.dumps({"journal": "a trial", "events": events}))
    journal = open_journal(path)
    assert journal.title == "a trial"
    assert [one.differences for one in played(journal)] == [[], []]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"events": {}}',
        '{"events": [NaN]}',
        '{"events": [{"at": Infinity}]}',
        "[" * 200_000,
        '{"events": [{"at": "2025-03-03", "do": "enrol", "member": "olga", "x": 1}]}',
        '{"events": [{"at": "2025-03-03", "at": "2025-03-04", "do": "enrol", "member": "olga"}]}',
        '{"events": [{"at": ' + "9" * 5000 + ', "do": "enrol", "member": "olga"}]}',
    ],
    ids=lambda text: text[:40],
)
def test_json_that_is_no_journal(tmp_path: Path, text: str) -> None:
    """R57, R62: not a number, too deep, a key twice, a number without end."""
    with pytest.raises(BadFile):
        open_journal(json_journal(tmp_path, text))


def test_json_is_read_with_its_tabs_and_halves_of_characters(tmp_path: Path) -> None:
    text = '{"journal": "\\ud83c\\udf3f \\u041b\\u0430\\u0432\\u0440",\n\t"events": []}'
    assert open_journal(json_journal(tmp_path, text)).title == "🌿 Лавр"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            '{"journal": "t",\n "events": [\n  {"at": "2025-03-03",\n   "do": "statement",\n   "membr": "olga"}]}',
            ":5:4: ",
        ),
        ('{"journal": "\\ud83d", "events": []}', ":1:"),
        ('{"journal": "t", "events": [], "events": []}', ":1:32: The key 'events' already stands"),
        ('{"journal": "t", "events": [],}', ":1:31: This is not JSON"),
        ('{"journal": ["t"], "events": []}', ":1:2: journal: a title in words is wanted"),
        (
            '{"journal": "t", "events": [{"at": "2025-03-03", "do": "enrol", "member": ' + "9" * 5000 + "}]}",
            "].member: ",
        ),
    ],
)
def test_what_is_wrong_in_json_is_named_at_its_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(BadFile) as caught:
        open_journal(json_journal(tmp_path, text))
    assert place in str(caught.value)


def test_a_slip_in_json_names_the_events_place(tmp_path: Path) -> None:
    text = '{"events": [{"at": "2025-03-03", "do": "enrol", "member": "olga"},\n {"at": "2025-03-02", "do": "statement", "member": "olga"}]}'
    with pytest.raises(BadFile, match=r"events\[2\]\.at"):
        open_journal(json_journal(tmp_path, text))


# Times


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2025-03-03", "2025-03-03T12:00:00"),
        ('"2025-03-03"', "2025-03-03T12:00:00"),
        ("2025-03-03T18:30", "2025-03-03T18:30:00"),
        ("2025-03-03T18:30:05", "2025-03-03T18:30:05"),
        ('"2025-03-03T00:00"', "2025-03-03T00:00:00"),
        ("2025-03-03 18:30", "2025-03-03T18:30:00"),
    ],
)
def test_ways_to_write_a_time(write: Any, written: str, meant: str) -> None:
    """X-time-1."""
    journal = open_journal(write(f"- {{at: {written}, do: enrol, member: olga}}"))
    assert journal.steps[0].at.isoformat() == meant


def test_equal_times_keep_the_order_of_the_file_and_each_event_its_line(write: Any) -> None:
    events = (
        ENROL + "\n# a remark\n" + ENROL.replace("olga", "vera") + "- at: 2025-03-03\n  do: statement\n  member: olga\n"
    )
    journal = open_journal(write(events))
    assert [(step.verb, step.line) for step in journal.steps] == [("enrol", 3), ("enrol", 6), ("statement", 7)]


def test_a_journal_begins_in_an_empty_world(write: Any) -> None:
    """X-time-3."""
    path = write(ENROL + "- {at: 2025-03-03, do: purchase, member: olga, receipt: R1, lines: [{item: procedure}]}")
    for _ in range(2):
        assert played(open_journal(path))[-1].decision.refused == []  # type: ignore[union-attr]


def test_until_ends_at_that_days_last_moment(write: Any) -> None:
    """X-time-6."""
    times = ("2025-03-03T23:59:59", "2025-03-04T00:00:00")
    path = write("".join(f"- {{at: {at}, do: enrol, member: m{at[9]}}}\n" for at in times))
    assert len(played(open_journal(path), until=date(2025, 3, 3))) == 1
    assert len(played(open_journal(path), until=date(2025, 3, 4))) == 2


def test_playing_twice_gives_the_same(write: Any) -> None:
    """I8."""
    path = TENANTS / "estetic" / "journals" / "78-a-year-with-valeria.yaml"
    first, second = (played(open_journal(path)) for _ in range(2))
    assert [plain(one.decision.result) for one in first if one.decision] == [
        plain(one.decision.result) for one in second if one.decision
    ]


# What expectations compare

BUY = "- {at: 2025-03-03, do: purchase, member: olga, receipt: R1, spend: 5, instalments: true,\n   lines: [{item: procedure, quantity: 2}, {item: product}], expect: EXPECT}\n"
"""Refused: instalments, and the spending three times over."""


@pytest.mark.parametrize(
    "expect",
    [
        "{gross: 3000}",
        "{gross: 3000.00}",
        '{gross: "3 000,00"}',
        "{}",
        "{level: null}",
        "{lines: [{payable: 2000}, {}]}",
        "{lines: [{units: [{payable: 1000}, {earned: 0}]}, {payable: 1000}]}",
        "{refused: [instalments, not_active, insufficient_bonuses]}",
        "{refused: [insufficient_bonuses, instalments, not_active]}",
    ],
)
def test_what_holds(write: Any, expect: str) -> None:
    """X-comparison-1, X-comparison-2, X-comparison-3: decimals, subsets, codes in any order."""
    assert differs(write(ENROL + BUY.replace("EXPECT", expect))) == []


@pytest.mark.parametrize(
    ("expect", "found"),
    [
        ("{gross: 3000.01}", ["gross: 3000.01 | 3000.00"]),
        ("{gross: null}", ["gross: None | 3000.00"]),
        ("{level: silver}", ["level: silver | None"]),
        ("{gross: 1, payable: 2}", ["gross: 1 | 3000.00", "payable: 2 | 3000.00"]),
        ("{lines: [{payable: 2000}]}", ["lines: "]),
        ("{lines: [{payable: 1000}, {payable: 2000}]}", ["lines[0].payable: 1000", "lines[1].payable: 2000"]),
        ("{lines: [{units: [{payable: 1000}, {payable: 7}]}, {}]}", ["lines[0].units[1].payable: 7 | 1000.00"]),
        ("{lines: {payable: 2000}}", ["lines: "]),
        ("{refused: [instalments]}", ["refused: ['instalments'] | "]),
        ("{refused: []}", ["refused: [] | "]),
        ("{refused: [instalments, not_active, daily_limit]}", ["refused: "]),
    ],
)
def test_what_does_not_hold(write: Any, expect: str, found: list[str]) -> None:
    """X-comparison-1, X-comparison-2, X-comparison-3."""
    differences = differs(write(ENROL + BUY.replace("EXPECT", expect)))
    assert [line for line, _ in differences] == [4] * len(found)
    assert [said.startswith(begins) for (_, said), begins in zip(differences, found, strict=True)] == [True] * len(
        found
    )


STATES = """
- {at: 2025-03-03, do: grant, member: olga, bonuses: 5, expires: 2025-09-01, reason: x}
- {at: 2025-03-03, do: grant, member: olga, bonuses: 7, reason: x}
"""


@pytest.mark.parametrize(
    ("expect", "holds"),
    [
        ("{lots: [{amount: 5, expires: 2025-09-01, available_from: null}, {amount: 7, expires: null}]}", True),
        ("{lots: [{amount: 7}, {amount: 5}]}", False),
        ("{lots: [{amount: 5}]}", False),
        ("{lots: [{amount: 5, expires: 2025-09-02}, {}]}", False),
        ("{measures: {}, wallets: {bonus: {pending: 12}}}", True),
        ("{wallets: {bonus: {pending: 13}}}", False),
        ("{pending: 12.000, available: '0,0000'}", True),
        ("{pending: 12.001}", False),
        ("{rewards: [], cards: [], certificates: []}", True),
        ("{cards: [{card: C1}]}", False),
    ],
)
def test_lists_in_order_and_mappings_of_names(write: Any, expect: str, holds: bool) -> None:
    """X-comparison-2, X-comparison-3, X-shapes-1, X-and-16."""
    ask = f"- {{at: 2025-03-04, do: statement, member: olga, expect: {expect}}}\n"
    assert (differs(write(ENROL + STATES + ask)) == []) is holds


def test_cards_are_compared_in_any_order(write: Any) -> None:
    """X-comparison-3."""
    cards = ENROL + (
        "- {at: 2025-03-03, do: questionnaire, member: olga}\n"
        "- {at: 2025-03-03, do: issue_card, member: olga, card: A}\n"
        "- {at: 2025-03-04, do: block_card, card: A}\n"
        "- {at: 2025-03-05, do: issue_card, member: olga, card: B}\n"
    )
    for expected in ("[{card: A, state: blocked}, {card: B, state: active}]", "[{card: B, state: active}, {card: A}]"):
        ask = f"- {{at: 2025-03-06, do: statement, member: olga, expect: {{cards: {expected}}}}}"
        assert differs(write(cards + ask), "seven_krasok") == []
    ask = "- {at: 2025-03-06, do: statement, member: olga, expect: {cards: [{card: A, state: active}, {card: B}]}}"
    assert len(differs(write(cards + ask), "seven_krasok")) == 1


# Campaigns and publishing


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{wallets: {stars: {pending: 13}}}", r"expect\.wallets\.stars: .*bonus"),
        ("{measures: {spend_totl: 1}}", r"expect\.measures\.spend_totl: .*none"),
    ],
)
def test_names_that_the_document_has_not_are_slips_of_the_pen(write: Any, expect: str, said: str) -> None:
    """X-comparison-4: also below `measures` and `wallets`; which there are is known when the event is played."""
    path = write(ENROL + f"- {{at: 2025-03-03, do: statement, member: olga, expect: {expect}}}")
    with pytest.raises(BadFile, match=rf"j\.yaml:4:1: .*{said}"):
        differs(path)


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{gross: 1e5}", r"expect\.gross: '1e5' is never the answer; a plain number"),
        ("{lines: [{}, {units: [{earned: NaN}]}]}", r"expect\.lines\.1\.units\.0\.earned: 'NaN'"),
        ("{payable: 1_000}", r"expect\.payable: '1_000'"),
        ("{refused: [instalment]}", r"expect\.refused\.0: 'instalment' .* perhaps instalments"),
    ],
)
def test_what_no_answer_ever_is_is_a_slip_of_the_pen(write: Any, expect: str, said: str) -> None:
    """R57, R61: otherwise a journal would say that the rules differ where its writer's hand slipped."""
    path = write(ENROL + BUY.replace("EXPECT", expect))
    with pytest.raises(BadFile, match=rf"j\.yaml:4:1: .*{said}"):
        differs(path)


@pytest.mark.parametrize("expect", ["{lots: [{expires: 2025-02-30}]}", "{measures: {}, pending: '٣'}"])
def test_nor_a_day_that_is_none_or_digits_of_another_script(write: Any, expect: str) -> None:
    ask = f"- {{at: 2025-03-04, do: statement, member: olga, expect: {expect}}}\n"
    with pytest.raises(BadFile, match=r"is never the answer"):
        differs(write(ENROL + ask))


def test_reason_codes_of_the_document_and_of_the_specification_may_be_expected(write: Any, tmp_path: Path) -> None:
    """The document's own from the moment on at which it is published."""
    rules = (
        "name: {ru: А, en: A}\ncurrency: RUB\nwallets: {bonus: {}}\n"
        "rules: {quiet: {if: {channel: desk}, then: {refuse: {earning: quiet_hour}}}}\n"
    )
    (tmp_path / "own.yaml").write_text(rules)
    published = "- {at: 2025-03-03, do: publish, programme: own.yaml}\n"
    ask = "- {at: 2025-03-04, do: statement, member: olga, expect: {refused: [CODE]}}\n"
    assert len(differs(write(ENROL + published + ask.replace("CODE", "quiet_hour")))) == 1
    assert len(differs(write(ENROL + ask.replace("CODE", "below_minimum")))) == 1
    with pytest.raises(BadFile, match="quiet_hour"):
        differs(write(ENROL + ask.replace("CODE", "quiet_hour")))


def test_an_unknown_campaign_is_a_slip_of_the_pen(write: Any) -> None:
    """X-comparison-4: which campaigns there are is known when the event is played."""
    path = write(ENROL + "- {at: 2025-03-03, do: grant, member: olga, bonuses: 5, reason: x, campaign: promo_frist}")
    with pytest.raises(BadFile, match=r"j\.yaml:4:1: .*campaign.*promo_first"):
        played(open_journal(path))


SALE = (
    "- {at: AT, do: purchase, member: olga, receipt: AT, lines: [{group: x, price: 100}], expect: {earned: EARNED}}\n"
)


def sale(at: str, earned: int) -> str:
    return SALE.replace("AT", at).replace("EARNED", str(earned))


def test_publish_takes_a_document_written_in_the_journal_from_that_moment_on(write: Any) -> None:
    """X-time-5, R30."""
    published = (
        "- at: 2025-03-05T14:00:00\n  do: publish\n  programme:\n    name: {ru: Новые, en: New}\n    currency: RUB\n"
        "    wallets: {bonus: {}}\n    rules: {back: {then: {earn: 10%}}}\n  expect: {refused: []}\n"
    )
    before, after = sale("2025-03-05T13:59:59", 0), sale("2025-03-05T14:00:00", 10)
    enrol = ENROL.replace("03-03,", "03-01,")
    assert differs(write(enrol + before + published + after)) == []


def test_publish_takes_a_file_beside_the_journal_or_a_folder_of_a_chain(write: Any, tmp_path: Path) -> None:
    (tmp_path / "next.yaml").write_text(
        "name: {ru: Новые, en: New}\ncurrency: RUB\nwallets: {bonus: {}}\nrules: {back: {then: {earn: 20%}}}\n"
    )
    published = "- {at: 2025-03-05, do: publish, programme: next.yaml}\n"
    assert differs(write(ENROL + published + sale("2025-03-06", 20))) == []
    folder = f"- {{at: 2025-03-07, do: publish, programme: '{TENANTS / 'blank'}'}}\n"
    assert differs(write(ENROL + published + folder + sale("2025-03-08", 5))) == []


def test_old_lots_keep_their_end_when_the_rules_change(write: Any) -> None:
    """R30: earned without an end, then the rules say 10 days: only what comes later ends."""
    rules = "name: {{ru: А, en: A}}, currency: RUB, wallets: {{bonus: {{expires: {}}}}}, rules: {{back: {{then: {{earn: 10%}}}}}}"
    publish = "- {{at: {}, do: publish, programme: {{{}}}}}\n"
    events = ENROL + publish.format("2025-03-04", rules.format("never")) + sale("2025-03-05", 10)
    events += publish.format("2025-03-06", rules.format("10 days")) + sale("2025-03-07", 10)
    ask = "- {at: 2025-03-17, do: statement, member: olga, expect: {lots: [{amount: 10, expires: null}]}}\n"
    assert differs(write(events + ask)) == []
