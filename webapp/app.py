"""The web application, put together. Wiring only: what anything does stands where it belongs."""

from __future__ import annotations

import os

from flask import Flask, Response, current_app
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.exceptions import SecurityError, ServiceUnavailable
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from config.settings import CHECKOUT, Settings
from webapp import database
from webapp.api.v1.blueprint import PARTS, api
from webapp.pages.desk.blueprint import desk
from webapp.pages.health.routes import routes as health
from webapp.pages.me.blueprint import me
from webapp.pages.office.blueprint import office
from webapp.pages.platform.blueprint import platform
from webapp.pages.public.blueprint import public
from webapp.pages.shared import access, arrival, files, headers, language, logs, mistakes, photos, redraw, words
from webapp.usecases.sign_in import ABSOLUTE

LARGEST_REQUEST = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The application, as `settings` or else the environment say. Opens no connection, so that it may be forked."""
    settings = settings or Settings.from_environment(os.environ)
    app = Flask("webapp", template_folder=str(CHECKOUT / "templates"), static_folder=str(CHECKOUT / "static"))
    _configure(app, settings)
    database.attach(app, settings.database_url)
    _protect(app, settings)
    for blueprint in (health, platform, public, desk, office, me, api):
        app.register_blueprint(blueprint)
    _serve(app, settings)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        # A cookie of this prefix is refused by browsers unless it is secure, for this host alone and for all its paths.
        SESSION_COOKIE_NAME="__Host-laurel" if settings.secure_cookies else "laurel",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=ABSOLUTE,
        # A form's token is good for as long as its session: a tablet may lie idle over lunch (R50).
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.config["DEMO"] = settings.demo
    app.config["SITE_URL"] = settings.site_url
    app.config["TEXTS"] = settings.texts
    app.config["SUPPORT_EMAIL"] = settings.support_email
    app.logger.setLevel(settings.log_level.upper())
    app.jinja_env.globals.update(htmx_url=settings.htmx_url, htmx_integrity=settings.htmx_integrity)


def _protect(app: Flask, settings: Settings) -> None:
    """In the order in which a request passes: which chain and who, may they, did they mean it."""
    photos.register(app)
    logs.register(app)
    arrival.register(app)
    access.register(app)
    protection = CSRFProtect(app)
    protection.exempt("webapp.pages.public.refusals.routes.create")
    # No cookie lets a machine in, so no foreign page can make a browser do what it does.
    for part in (api, *PARTS):
        protection.exempt(part)
    language.register(app)
    words.register(app)
    redraw.register(app)
    Babel(app, locale_selector=language.language)
    mistakes.register(app)
    app.register_error_handler(SecurityError, _foreign_host)
    for failure in (*database.AWAY, database.LostRace):
        app.register_error_handler(failure, _unavailable)


def _foreign_host(error: Exception) -> Response:
    """A host name that is not ours. In plain words, for under such a name no address of ours can be built (R53)."""
    return Response("This host name is not served here.\n", status=400, mimetype="text/plain")


def _unavailable(error: Exception) -> Response:
    """The database is away, or too many wanted the same row: the page for that keeps what was typed (R12, R15)."""
    current_app.logger.warning("the database did not do its work: %s", type(error).__name__)
    return current_app.make_response(current_app.handle_http_exception(ServiceUnavailable()))


def _serve(app: Flask, settings: Settings) -> None:
    """What lies around the application, innermost first."""
    files.register(app)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=app.static_folder, prefix="static", max_age=files.A_DAY
    )
    headers.register(app, settings.htmx_url, secure=settings.secure_cookies)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
