"""Texts to phones: taken by a gateway once, in spite of one that fails, hangs, drips or cuts off."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.messages.gatehost import Gatehost, gatehost
from tests.usecases.founded import founded
from webapp.database import transact
from webapp.messages import gateways
from webapp.messages.gateways import Gateways, HttpGateway, Text, TextFiles
from webapp.messages.outbox import lasting_id, send_text
from webapp.messages.senders import Files, Undeliverable, Undelivered
from webapp.store.tables import Job
from webapp.usecases.deliver_next import PAUSES, Carriers, deliver_next

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
PHONE = "+79120005501"
TEXT = Text(UUID(int=7), "sms", PHONE, "Ваш код: 123456")


@pytest.fixture
def gate() -> Iterator[Gatehost]:
    with gatehost() as host:
        yield host


@pytest.fixture
def sms(gate: Gatehost) -> HttpGateway:
    return HttpGateway(gate.url, "key9")


def carriers(gate: Gatehost, folder: Path) -> Carriers:
    gateway = HttpGateway(gate.url, "key9")
    return Carriers(Files(folder, "laurel@localhost"), Gateways(gateway, TextFiles(folder)))


def queue(tenant: UUID, key: str = "code", lapses_at: datetime | None = None) -> bool:
    told = (key, "sms", PHONE, "Ваш код: 123456", NOW, lapses_at)
    return transact(lambda session: send_text(session, tenant, *told), tenant)  # type: ignore[arg-type]


def job() -> Job:
    return transact(lambda session: session.query(Job).one(), None, readonly=True)


@pytest.fixture
def empty_outbox(shared_store: None) -> Iterator[None]:
    transact(lambda session: session.query(Job).delete(), None)
    yield


def test_a_gateway_gets_the_text_under_its_key_and_the_texts_own(gate: Gatehost, sms: HttpGateway) -> None:
    sms.send(TEXT)
    assert gate.got == [{"id": str(TEXT.id), "channel": "sms", "to": PHONE, "text": "Ваш код: 123456"}]
    assert gate.keys == [("Bearer key9", str(TEXT.id))]


@pytest.mark.parametrize("mood", [408, 429, 500, 503, 301, 307, "silent", "drips", "cuts off"])
def test_what_a_gateway_cannot_do_now_is_tried_later_r18(
    gate: Gatehost, sms: HttpGateway, monkeypatch: pytest.MonkeyPatch, mood: int | str
) -> None:
    """A redirect is one of these: it is not followed, for it may lead inside (R53)."""
    monkeypatch.setattr(gateways, "SECONDS", 0.2)
    monkeypatch.setattr(gateways, "WHOLE", 0.4)
    gate.mood = mood
    with pytest.raises(Undelivered) as error:
        sms.send(TEXT)
    assert len(gate.got) == 1
    assert PHONE not in str(error.value) and "key9" not in str(error.value)


@pytest.mark.parametrize("code", [400, 401, 404, 422])
def test_what_a_gateway_refuses_is_not_tried_again_r18(gate: Gatehost, sms: HttpGateway, code: int) -> None:
    gate.mood = code
    with pytest.raises(Undeliverable, match=f"^http {code}$"):
        sms.send(TEXT)


def test_a_name_that_leads_inside_is_not_called_r53(gate: Gatehost, monkeypatch: pytest.MonkeyPatch) -> None:
    for inside in ("127.0.0.1", "10.0.0.7", "169.254.169.254", "192.168.1.1"):
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (inside, gate.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, found=found, **__: found)
        with pytest.raises(Undelivered, match="not public"):
            HttpGateway(f"https://sms.example.org:{gate.port}/", "key9").send(TEXT)
    assert not gate.got


def test_without_a_gateway_a_text_is_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    TextFiles(tmp_path / "texts").send(TEXT)
    (file,) = (tmp_path / "texts").iterdir()
    assert file.read_text(encoding="utf-8") == f"sms: {PHONE}\n\nВаш код: 123456\n"
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("empty_outbox")
def test_a_text_of_the_outbox_is_sent_once_and_forgotten_r17(gate: Gatehost, tmp_path: Path) -> None:
    tenant = founded().id
    assert queue(tenant)
    assert not queue(tenant)
    gate.mood = 500
    assert deliver_next(carriers(gate, tmp_path), NOW) == "put off"
    gate.mood = 202
    assert deliver_next(carriers(gate, tmp_path), NOW + PAUSES[0]) == "sent"
    assert job().payload == {}
    assert {key for _, key in gate.keys} == {str(lasting_id(tenant, "code"))}


@pytest.mark.usefixtures("empty_outbox")
def test_a_text_that_came_too_late_is_not_sent(gate: Gatehost, tmp_path: Path) -> None:
    queue(founded().id, uuid4().hex, lapses_at=NOW + timedelta(minutes=10))
    assert deliver_next(carriers(gate, tmp_path), NOW + timedelta(minutes=10)) == "lapsed"
    assert not gate.got
    assert job().payload == {}
