"""Whoever carries a text to a phone: files in a folder, for a local run; a gateway over HTTP for the rest.

Both raise `Undelivered` for what may be mended, `Undeliverable` for what no further try would mend, and say no more
than a code: an answer of a gateway often repeats the phone that it was about.

A gateway is an address that takes `POST` with JSON, `{"id", "channel", "to", "text"}`, `Authorization: Bearer KEY`
and `Idempotency-Key`, which is the same over all tries. Any 2xx means that it has taken the text.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import socket
import ssl
import threading
from pathlib import Path
from typing import Literal, NamedTuple, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from config.settings import LOOPBACK
from webapp.messages.senders import Undeliverable, Undelivered

Channel = Literal["sms", "messenger"]
CHANNELS: tuple[Channel, ...] = ("sms", "messenger")
SECONDS = 15.0
"""How long a gateway may say nothing."""
WHOLE = 60.0
"""How long one text may take with all it says."""
NOT_NOW = (408, 425, 429)
"""Answers under 500 that ask for another try."""


class Text(NamedTuple):
    """`id` stays the same over all tries, so that a text that came twice is known as one (R17)."""

    id: UUID
    channel: Channel
    to: str
    text: str


class Gateway(Protocol):
    def send(self, text: Text) -> None: ...


class TextFiles:
    """Writes each text into a folder, for its owner alone to read: a local run has no gateway."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, text: Text) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self.folder / f"{text.id}.new"
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(f"{text.channel}: {text.to}\n\n{text.text}\n")
            draft.replace(self.folder / f"{text.id}.txt")
        except OSError as error:
            raise Undelivered(f"file: {error.strerror}") from None


class HttpGateway:
    """A service at `https://host/path`. Its name may lead to public addresses only, unless it is this machine; where
    it sends us to another address, we do not go.
    """

    def __init__(self, url: str, key: str) -> None:
        parts = urlsplit(url)
        self.host, self.secure, self._key = parts.hostname or "", parts.scheme == "https", key
        self.port = parts.port or (443 if self.secure else 80)
        self.path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def send(self, text: Text) -> None:
        try:
            code = self._post(text)
        except (http.client.HTTPException, OSError, UnicodeError) as error:
            raise Undelivered(f"http: {type(error).__name__}") from None
        if not 200 <= code < 300:
            never = 400 <= code < 500 and code not in NOT_NOW
            raise (Undeliverable if never else Undelivered)(f"http {code}")

    def _post(self, text: Text) -> int:
        told = {"id": str(text.id), "channel": text.channel, "to": text.to, "text": text.text}
        headers = {
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(text.id),
            "User-Agent": "laurel",
            "Connection": "close",
        }
        kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
        connection = kind(self.host, self.port)
        # The address that was looked at is the one that is called: a second question of the name may be answered
        # otherwise.
        connection.sock = self._connected()
        # A gateway that says a sign every few seconds would hold the worker for good.
        ending = threading.Timer(WHOLE, _hang_up, (connection.sock,))
        ending.daemon = True
        ending.start()
        try:
            connection.request("POST", self.path, json.dumps(told, ensure_ascii=False).encode(), headers)
            return connection.getresponse().status
        finally:
            ending.cancel()
            connection.close()

    def _connected(self) -> socket.socket:
        plain = socket.create_connection((self._address(), self.port), SECONDS)
        if not self.secure:
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

    def _address(self) -> str:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = [str(one[4][0]) for one in found]
        if self.host not in LOOPBACK and not all(ipaddress.ip_address(one).is_global for one in addresses):
            raise Undelivered("http: the gateway's name leads to an address that is not public")
        return addresses[0]


class Gateways(NamedTuple):
    """Who carries the texts of each channel."""

    sms: Gateway
    messenger: Gateway

    def send(self, text: Text) -> None:
        (self.sms if text.channel == "sms" else self.messenger).send(text)


def gateways_of(sms: tuple[str, str], messenger: tuple[str, str], folder: Path) -> Gateways:
    """By the settings, which are an address and its key each: over HTTP where there is one, else files."""
    files = TextFiles(folder / "texts")
    return Gateways(*(HttpGateway(*told) if told[0] else files for told in (sms, messenger)))


def _hang_up(connected: socket.socket) -> None:
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        connected.close()
