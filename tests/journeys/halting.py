"""A bad line before a server: pages arrive in two parts with a pause between them."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

PAUSE = 0.3
"""Seconds: a browser draws what it has long before they are over."""


@contextmanager
def halting(address: str, at: bytes) -> Iterator[str]:
    """The same server at another address; its pages stop for a while before the last `at`."""

    class Line(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with urlopen(Request(address + self.path, headers={"Cookie": self.headers.get("Cookie", "")})) as answer:
                body, kind = answer.read(), answer.headers["Content-Type"]
            first, found, rest = body.rpartition(at) if kind.startswith("text/html") else (body, b"", b"")
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(first)
            if found:
                sleep(PAUSE)
                self.wfile.write(found + rest)

        def log_message(self, format: str, *args: object) -> None:
            pass

    assert urlsplit(address).hostname == "127.0.0.1"
    with ThreadingHTTPServer(("127.0.0.1", 0), Line) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
