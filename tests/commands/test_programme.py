"""`laurel programme`: exits, places, languages (design 11, the command line)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from webapp.cli import main

GOOD = "name: {ru: Друзья, en: Friends}\ncurrency: RUB\nwallets: {bonus: {}}\n"
Output = pytest.CaptureFixture[str]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return tmp_path / "programme.yaml"


def test_a_fine_document(document: Path, capsys: Output) -> None:
    document.write_text(GOOD, encoding="utf-8")
    assert main(["programme", "check", str(document)]) == 0
    assert capsys.readouterr() == (f"{document}: fine\n", "")


def test_each_problem_is_a_line_with_its_place(document: Path, capsys: Output) -> None:
    document.write_text(GOOD + "zone: Mars\nwallet: {}\n", encoding="utf-8")
    assert main(["programme", "check", str(document)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    first, second = err.splitlines()
    assert first.startswith(f"{document}:4:1: zone: The time zone 'Mars' is not known;")
    assert second.startswith(f"{document}:5:1: wallet: Unknown key 'wallet' (perhaps 'wallets'?);")


def test_warnings_are_no_errors(document: Path, capsys: Output) -> None:
    document.write_text(GOOD + "rules:\n", encoding="utf-8")
    assert main(["programme", "check", str(document), "--lang", "ru"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        f"{document}:4:1: rules: Ключ без значения считается отсутствующим; напишите значение или уберите ключ.",
        f"{document}: в порядке",
    ]
    assert err == ""


def test_an_unreadable_text_has_no_path(document: Path, capsys: Output) -> None:
    document.write_text(GOOD + "a: *b\n", encoding="utf-8")
    assert main(["programme", "explain", str(document), "--lang", "ru"]) == 2
    assert capsys.readouterr().err.startswith(f"{document}:4:4: Ссылки и якоря YAML не принимаются")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"a: " + "ы".encode() * 65_536, "up to 65536 bytes"),
        (b"a: \x00", "U+0000"),
        (None, "No such file"),
    ],
    ids=["not-text", "too-large", "nul", "absent"],
)
def test_files_that_cannot_be_read(document: Path, capsys: Output, content: bytes | None, said: str) -> None:
    if content is not None:
        document.write_bytes(content)
    assert main(["programme", "check", str(document)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_a_folder_stands_for_its_document(document: Path, capsys: Output) -> None:
    document.write_text(GOOD, encoding="utf-8")
    assert main(["programme", "check", str(document.parent)]) == 0
    assert capsys.readouterr().out == f"{document}: fine\n"


def test_a_bare_name_is_a_chain_that_ships(capsys: Output) -> None:
    assert main(["programme", "check", "blank"]) == 0
    assert main(["programme", "check", "no_such_chain"]) == 2


def test_explain_speaks_both_languages_and_the_catalogues_names(document: Path, capsys: Output) -> None:
    document.write_text(GOOD + "rules: {r: {if: {group: spa}, then: {discount: 5%}}}\n", encoding="utf-8")
    document.with_name("catalogue.yaml").write_text("groups: {spa: {ru: СПА, en: Spa}}\nitems: []\n", encoding="utf-8")
    assert main(["programme", "explain", str(document)]) == 0
    english = capsys.readouterr().out
    assert "\n1. The programme\n" in english
    assert "the group is “Spa”" in english
    assert main(["programme", "explain", "--lang", "ru", str(document)]) == 0
    assert "группа товара — «СПА»" in capsys.readouterr().out


def test_groups_and_items_are_looked_for_in_the_catalogue(document: Path, capsys: Output) -> None:
    """Wherever they stand: conditions, tables, rewards, the first of a group; a code that is nearly right is named."""
    text = (
        GOOD + "rules:\n"
        "  a: {if: {not: {group: [spa, sauma]}}, then: {discount: {table: [group, item], spa: {mask: 5%, masks: 6%}}}}\n"
        "  b: {if: {first: {sale_of: spa_}, with: {item: mak}}, then: {earn: 5%}}\n"
        "rewards: {gift: {gives: {item: mask2}, on: {group: saunas}}}\n"
    )
    document.write_text(text, encoding="utf-8")
    catalogue = "groups: {spa: {ru: СПА, en: Spa}, sauna: {ru: Сауна, en: Sauna}}\nitems:\n"
    item = "- {code: mask, name: {ru: Маска, en: Mask}, group: spa, price: 1}\n"
    document.with_name("catalogue.yaml").write_text(catalogue + item, encoding="utf-8")
    assert main(["programme", "check", str(document)]) == 0
    told = [line.partition(": ")[2] for line in capsys.readouterr().out.splitlines()]
    assert told == [
        "rules.a.if.not.group[2]: The catalogue has no group 'sauma' (perhaps 'sauna'?); it has: sauna, spa.",
        "rules.a.then.discount.spa.masks: The catalogue has no item 'masks' (perhaps 'mask'?).",
        "rules.b.if.first.sale_of: The catalogue has no group 'spa_' (perhaps 'spa'?); it has: sauna, spa.",
        "rules.b.if.with.item: The catalogue has no item 'mak' (perhaps 'mask'?).",
        "rewards.gift.gives.item: The catalogue has no item 'mask2' (perhaps 'mask'?).",
        "rewards.gift.on.group: The catalogue has no group 'saunas' (perhaps 'sauna'?); it has: sauna, spa.",
        "fine",
    ]


def test_a_broken_catalogue_only_costs_the_names(document: Path, capsys: Output) -> None:
    document.write_text(GOOD, encoding="utf-8")
    document.with_name("catalogue.yaml").write_text("groups: [*a]\n", encoding="utf-8")
    assert main(["programme", "explain", str(document)]) == 0


def test_schema_is_json(capsys: Output) -> None:
    assert main(["programme", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["required"] == ["name", "currency"]


@pytest.mark.parametrize(
    "arguments", [[], ["programme"], ["programme", "check"], ["programme", "check", "a", "--lang", "fr"]]
)
def test_what_was_not_asked_for_properly_is_2(arguments: list[str], capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
