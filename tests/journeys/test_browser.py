"""The browser tests' own ground: the pinned htmx loads under its hash, and whatever else a page asks for is told."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page

from config.settings import HTMX_INTEGRITY, HTMX_URL

SCRIPT = f'<script src="{HTMX_URL}" integrity="%s" crossorigin="anonymous"></script>'


class Echo(BaseHTTPRequestHandler):
    """Answers with the markup that the address holds."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header(
            "Content-Security-Policy", "default-src 'self'; script-src https://cdn.jsdelivr.net; img-src *"
        )
        self.end_headers()
        self.wfile.write(f"<!doctype html><html><head></head><body>{unquote(self.path[1:])}</body></html>".encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def echo() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_the_pinned_htmx_passes_the_check_of_its_hash(tablet: Page, echo: str) -> None:
    tablet.goto(echo + SCRIPT % HTMX_INTEGRITY)
    assert tablet.evaluate("htmx.version") in HTMX_URL


def test_another_hash_keeps_htmx_out(phone: Page, echo: str) -> None:
    phone.goto(echo + SCRIPT % HTMX_INTEGRITY.replace("Qp", "Qq"))
    assert phone.evaluate("typeof htmx") == "undefined"


@pytest.mark.parametrize("host", ["example.org", "93.184.215.14", urlsplit(HTMX_URL).hostname])
def test_a_stray_request_is_stopped_and_told(tablet: Page, echo: str, complaints: list[str], host: str) -> None:
    tablet.goto(f'{echo}<img src="https://{host}/pixel.png">')
    assert complaints == [f"asked https://{host}/pixel.png"]
    complaints.clear()


def test_a_breach_of_the_content_policy_is_told(tablet: Page, echo: str, complaints: list[str]) -> None:
    tablet.goto(echo + "<script>document.title = 'inline'</script>")
    assert len(complaints) == 1
    assert "Content Security Policy" in complaints[0]
    complaints.clear()
