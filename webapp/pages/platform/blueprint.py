"""The service's own pages under one address."""

from flask import Blueprint

from webapp.pages.platform.home.routes import routes as home
from webapp.pages.platform.sign_ups.routes import routes as sign_ups

platform = Blueprint("platform", __name__)
platform.register_blueprint(home)
platform.register_blueprint(sign_ups)
