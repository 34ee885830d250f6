"""A member changes their phone by two codes; a chain that is suspended or has written to nobody lets no member in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from tests.pages.desk.counter import new_phone
from tests.pages.me.guests import asked, code_of, count_nothing, guest, letters, signed_in
from tests.pages.reader import Page, Reader
from webapp.database import transact
from webapp.store import chains
from webapp.usecases.open_chain import OpenChain


def codes(app: Flask, chain: OpenChain, reader: Reader, phone: str) -> tuple[str, str]:
    """What came to the new phone and to the old."""
    count_nothing(app)
    reader.open(f"/{chain.slug}/me/phone/?lang=ru")
    reader.press("Отправить коды", phone=phone)
    new = next(letter for letter in reversed(letters(app, chain)) if letter["to"] == phone)
    old = next(letter for letter in reversed(letters(app, chain)) if letter["to"] != phone)
    assert "для смены телефона" in new["text"] and "для смены телефона" in old["text"]
    return code_of(new), code_of(old)


def confirmed(reader: Reader, new: str, old: str) -> Page:
    return reader.press("Сменить телефон", **{"new-code": new, "old-code": old})


def test_a_phone_is_changed_by_codes_to_both_and_other_sign_ins_end_r46(app: Flask, estetic: OpenChain) -> None:
    """7K-22: change of phone; R46: confirmed on both, and who is signed in elsewhere is so no more."""
    old, new = new_phone(), new_phone()
    who = guest(app, estetic, "Клара Новая", old)
    reader, other = signed_in(app, estetic, who), signed_in(app, estetic, who)
    to_new, to_old = codes(app, estetic, reader, new)
    for typed in ((to_new, "000000"), (to_old, to_old)):
        assert confirmed(reader, *typed).status == 422
    assert confirmed(reader, to_new, to_old).address.endswith("/me/profile/")
    assert "sign-in" in other.open(f"/{estetic.slug}/me/").address
    told = [letter["to"] for letter in letters(app, estetic) if "заменён другим" in letter["text"]]
    assert sorted(told) == [old, f"guest{old[1:]}@example.org"], "where they were reached before"
    count_nothing(app)
    before = len(letters(app, estetic))
    asked(app, estetic, old)
    assert len(letters(app, estetic)) == before
    asked(app, estetic, new)
    assert letters(app, estetic)[-1]["to"] == new


def test_whose_the_new_number_is_nobody_learns_who_does_not_hold_it_r45(app: Flask, estetic: OpenChain) -> None:
    taken = new_phone()
    guest(app, estetic, phone=taken)
    reader = signed_in(app, estetic, guest(app, estetic))
    to_new, to_old = codes(app, estetic, reader, taken)
    assert "другой участник" not in reader.page.text
    assert "другой участник" not in confirmed(reader, "000000", to_old).text
    assert "другой участник" in confirmed(reader, to_new, to_old).text


def test_the_codes_of_a_change_are_nobody_elses(app: Flask, estetic: OpenChain) -> None:
    reader = signed_in(app, estetic, guest(app, estetic))
    codes(app, estetic, reader, new_phone())
    other = signed_in(app, estetic, guest(app, estetic))
    assert other.open(reader.page.address).status == 404
    assert other.open(reader.page.address.replace("/phone/", "/codes/")).status == 404


def test_without_a_gateway_for_texts_the_salon_changes_it(app: Flask, estetic: OpenChain) -> None:
    who = guest(app, estetic)
    app.config["TEXTS"], texts = (), app.config["TEXTS"]
    try:
        page = signed_in(app, estetic, who).open(f"/{estetic.slug}/me/phone/?lang=ru")
    finally:
        app.config["TEXTS"] = texts
    assert "в салоне" in page.text
    assert page.forms == []


def stand(tenant: UUID, state: str, session: Session) -> None:
    chains.set_state(session, tenant, state, None)


def test_a_chain_that_is_suspended_lets_no_member_in_and_a_closed_one_is_no_more(
    app: Flask, founded_here: Callable[[str], OpenChain]
) -> None:
    chain = founded_here("estetic")
    reader = signed_in(app, chain, guest(app, chain))
    stranger = Reader(app.test_client())
    for state, status in (("suspended", 403), ("closed", 404)):
        with app.app_context():
            transact(partial(stand, chain.id, state), chain.id)
        for address in ("", "sign-in", "profile/"):
            assert reader.open(f"/{chain.slug}/me/{address}").status == status
        assert stranger.open(f"/{chain.slug}/me/sign-in").status == status
