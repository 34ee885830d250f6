"""An application behind gunicorn, as it is served, and how many pages a second it gives."""

from __future__ import annotations

import os
import runpy
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from config.settings import CHECKOUT

CONFIGURATION = CHECKOUT / "config" / "gunicorn.conf.py"
CLIENTS = 2
"""So many ask at once: while one reads its page, the server has the other's request at hand."""


class _Server(BaseApplication):  # type: ignore[misc]  # the library has no types
    def __init__(self, make: Callable[[], Any], listener: socket.socket) -> None:
        self.make, self.listener = make, listener
        super().__init__()

    def load_config(self) -> None:
        """The product's own settings, but for one process that is not renewed, since that would fall into a round."""
        told = runpy.run_path(str(CONFIGURATION))
        # No connection is opened before the fork, which is all that this hook looks after.
        told.pop("post_fork")
        for name in told.keys() & self.cfg.settings.keys():
            self.cfg.set(name, told[name])
        self.cfg.set("bind", f"fd://{self.listener.fileno()}")
        for name, value in {"workers": 1, "max_requests": 0, "max_requests_jitter": 0}.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.make()


@contextmanager
def served(make: Callable[[], Any]) -> Iterator[int]:
    """Serves the application that `make` makes, in a process of its own; its port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        server = os.fork()
        if server == 0:
            _become_server(make, listener)
        try:
            yield listener.getsockname()[1]
        finally:
            os.kill(server, signal.SIGTERM)
            os.waitpid(server, 0)


def _become_server(make: Callable[[], Any], listener: socket.socket) -> None:
    """Never returns. Its log, a line a request as in production, goes nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        _Server(make, listener).run()
    finally:
        os._exit(1)


def requested(address: str, cookie: str) -> bytes:
    return f"GET {address} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()


def ask(port: int, request: bytes) -> bytes:
    """The whole answer. The server closes, as it does behind a balancer."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(1 << 16), b""))


def take(port: int, request: bytes, pages: int) -> None:
    """Asks for that many pages, several at once; every one has to be the page and no mistake."""
    failed: list[bytes] = []

    def client() -> None:
        for _ in range(pages // CLIENTS):
            if not (answer := ask(port, request)).startswith(b"HTTP/1.1 200"):
                failed.append(answer)

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    assert not failed, failed[0]
