"""An owner erases the data of a guest who asks for it in writing (R63)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import bought, certificate, member, new_phone, rich, spoken
from tests.pages.reader import Reader
from webapp.database import transact
from webapp.engine.events import Merge
from webapp.ledger import receipts
from webapp.pages.shared.visit import now, operation_id
from webapp.usecases.erase_member import erase_member
from webapp.usecases.make_request import Asked, Made, make_request
from webapp.usecases.merge_members import merge_members
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor

FoundChain = Callable[[str], OpenChain]
NAME = "Аделаида Вездесущая"


@pytest.fixture
def spa(found: FoundChain) -> OpenChain:
    return found("seven_krasok")


@pytest.fixture
def owner(sign_in: SignIn, spa: OpenChain) -> Reader:
    reader = sign_in(spa, role="owner")
    reader.open(f"/{spa.slug}/desk/?lang=ru")
    return reader


def test_what_is_lost_is_told_and_a_word_is_typed_before_it_is_done_r63(
    app: Flask, owner: Reader, spa: OpenChain
) -> None:
    guest = rich(app, spa, name="Аделаида Стираемая")
    owner.open(f"/{spa.slug}/desk/members/{guest}")
    page = owner.follow("Стереть данные")
    assert "Аделаида Стираемая" in page.text
    assert "доступно 5 000" in page.text
    page = owner.press("Стереть", reason="", confirmed="да")
    assert page.status == 422
    for told in ("Выберите, по чьей просьбе.", "Наберите слово «стереть», если вы уверены."):
        assert told in page.text
    page = owner.press("Стереть", reason="written", confirmed=" Стереть ")
    assert page.address.endswith("/office/erasures/")
    assert "Данные стёрты" in page.text
    assert "письменная просьба гостя" in page.text
    page = owner.open(f"/{spa.slug}/desk/members/{guest}")
    assert "Аделаида" not in page.html
    assert "Стереть данные" not in page.text
    log = owner.open(f"/{spa.slug}/office/audit/?action=member_erased")
    assert "Данные участника стёрты" in log.text
    assert "Аделаида" not in log.html


def test_a_manager_may_not_and_sees_no_way_to_it(app: Flask, sign_in: SignIn, spa: OpenChain) -> None:
    guest, manager = member(app, spa, phone=new_phone()), sign_in(spa, role="manager")
    assert "Стереть данные" not in manager.open(f"/{spa.slug}/desk/members/{guest}?lang=ru").text
    assert manager.open(f"/{spa.slug}/office/erasures/{guest}").status == 403


def test_who_comes_again_with_the_phone_is_nobody_known(app: Flask, owner: Reader, spa: OpenChain) -> None:
    phone = new_phone()
    guest = member(app, spa, "Ольга Возвратова", phone)
    owner.open(f"/{spa.slug}/office/erasures/{guest}")
    owner.press("Стереть", reason="died", confirmed="стереть")
    owner.open(f"/{spa.slug}/desk/")
    page = owner.press("Найти", search=phone)
    assert "Возвратова" not in page.text
    assert spoken(phone) in page.text.replace("\u00a0", " ")


def test_every_page_that_told_of_who_was_erased_still_opens_r63(app: Flask, owner: Reader, spa: OpenChain) -> None:
    """R63: and names nobody."""
    phone = new_phone()
    guest, twin = member(app, spa, NAME, phone), member(app, spa, NAME)
    receipt, holder = bought(app, spa, guest, "product"), rich(app, spa, name=NAME)
    paper = certificate(app, spa, holder)
    with app.app_context():
        sold = transact(lambda session: receipts.id_of(session, spa.id, receipt), spa.id)
        asked = [
            made(spa, Asked("call_back", None, phone, NAME, words=NAME)),
            made(spa, Asked("claim", UUID(guest), "R-77", words=NAME, bought_on=spa.local(now()).date())),
        ]
        event = Merge.model_validate({"member": guest, "absorbed": twin})
        assert merge_members(spa, Actor(), f"merge {guest}", event, now()).refused == []
        for one in (guest, holder):
            assert erase_member(spa, Actor(), UUID(one), "written", now()) is None
    pages = [
        *(f"office/requests/{one}" for one in asked),
        *(f"desk/members/{guest}", f"desk/members/{twin}", f"desk/members/{guest}/requests/"),
        *(f"desk/members/{guest}/statement", f"desk/receipts/{sold}"),
        *("office/duplicates/", "office/audit/", "office/queues/", f"office/certificates/{paper}", "desk/today/"),
        *("office/certificates/", "desk/requests/", "desk/queue/"),
    ]
    for page in pages:
        read = owner.open(f"/{spa.slug}/{page}")
        assert (page, read.status) == (page, 200)
        assert NAME not in read.html


def made(chain: OpenChain, asked: Asked) -> UUID:
    found = make_request(chain, Actor(), operation_id(), asked, now())
    assert isinstance(found, Made)
    return found.id
