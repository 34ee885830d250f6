"""The members' own pages under one address."""

from flask import Blueprint

from webapp.pages.me.codes.routes import routes as codes
from webapp.pages.me.home.routes import routes as home
from webapp.pages.me.sessions.routes import routes as sessions

me = Blueprint("me", __name__, url_prefix="/<chain>/me")
for noun in (home, sessions, codes):
    me.register_blueprint(noun)
