"""A gateway on a port of this machine, which takes texts, refuses them, says nothing, hangs up or sends elsewhere."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Gatehost:
    """`mood` is the status that it answers, or what it does instead; `got` holds all that came, `keys` under what."""

    mood: int | str = 202
    got: list[dict[str, Any]] = field(default_factory=list)
    keys: list[tuple[str | None, str | None]] = field(default_factory=list)
    port: int = 0
    ending: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/texts"


@contextmanager
def gatehost() -> Iterator[Gatehost]:
    host = Gatehost()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            host.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            host.keys.append((self.headers["Authorization"], self.headers["Idempotency-Key"]))
            if host.mood == "silent":
                host.ending.wait(30)
            elif host.mood == "drips":
                self.wfile.write(b"H")
                while not host.ending.wait(0.05):
                    self.wfile.write(b"x")
                    self.wfile.flush()
            elif isinstance(host.mood, int):
                self.send_response(host.mood)
                self.send_header("Location", host.url)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Answer) as server:
        host.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield host
        host.ending.set()
        server.shutdown()
