"""A mail server on a port of this machine, which takes mails, refuses them, says nothing or hangs up."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

Mood = Literal["takes", "busy", "refuses", "silent", "cuts off", "cuts off late"]


@dataclass
class Mailhost:
    """`mood` may be changed between mails; `got` holds what was taken."""

    mood: Mood = "takes"
    got: list[str] = field(default_factory=list)
    port: int = 0
    ending: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def mailhost() -> Iterator[Mailhost]:
    host = Mailhost()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _talk(self, host)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", 0), Talk) as server:
        host.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield host
        host.ending.set()
        server.shutdown()


def _talk(talk: socketserver.StreamRequestHandler, host: Mailhost) -> None:
    def say(line: str) -> None:
        talk.wfile.write(f"{line}\r\n".encode())

    if host.mood == "silent":
        host.ending.wait(30)
        return
    say("220 mailhost")
    while line := talk.rfile.readline().decode().strip():
        word = line[:4].upper()
        if host.mood == "cuts off" and word == "RCPT":
            return
        if word == "DATA":
            say("354 go on")
            _take(talk, host, say)
            if host.mood == "cuts off late":
                return
        elif word == "QUIT":
            say("221 bye")
            return
        elif word == "RCPT" and host.mood in ("busy", "refuses"):
            say("451 later" if host.mood == "busy" else "550 no such mailbox")
        else:
            say("250 fine")


def _take(talk: socketserver.StreamRequestHandler, host: Mailhost, say: object) -> None:
    lines = []
    while (line := talk.rfile.readline().decode()) not in (".\r\n", ""):
        lines.append(line)
    host.got.append("".join(lines))
    say("250 taken")  # type: ignore[operator]
