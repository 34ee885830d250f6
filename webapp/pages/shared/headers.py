"""Headers that keep answers safe: the same on every one, whether a page, a file or an error (R37, R54)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

A_YEAR = 365 * 24 * 60 * 60


def register(app: Flask, htmx_url: str, secure: bool) -> None:
    """`secure`: the service is reached by HTTPS alone."""
    app.after_request(_keep_private)
    constant = [*_constant(htmx_url)]
    if secure:
        constant.append(("Strict-Transport-Security", f"max-age={A_YEAR}"))
    app.wsgi_app = _guarded(app.wsgi_app, constant)  # type: ignore


def _constant(htmx_url: str) -> Iterable[tuple[str, str]]:
    # The very file, not its whole host: what else lies there is not ours.
    scripts = f"'self' {htmx_url}" if urlsplit(htmx_url).scheme else "'self'"
    policy = {
        "default-src": "'none'",
        "script-src": scripts,
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    yield "Content-Security-Policy", "; ".join(f"{what} {whence}" for what, whence in policy.items())
    # Not stricter: over HTTPS the forms' own protection looks at the page that sent them.
    yield "Referrer-Policy", "same-origin"
    yield "X-Content-Type-Options", "nosniff"
    yield "X-Frame-Options", "DENY"
    yield "Cross-Origin-Opener-Policy", "same-origin"
    yield "Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


def _keep_private(response: Response) -> Response:
    """Nobody keeps what a page shows, unless the page says so; pieces and wholes of one address are told apart."""
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    response.vary.add("HX-Request")
    return response


def _guarded(application: Application, constant: list[tuple[str, str]]) -> Application:
    """Around everything, so that no answer goes out without them."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            present = {name.lower() for name, _ in headers}
            return start_response(status, headers + [one for one in constant if one[0].lower() not in present], *rest)

        return application(environ, start)

    return answer
