"""The service's own pages under one address."""

from flask import Blueprint

from webapp.pages.platform.home.routes import routes as home

platform = Blueprint("platform", __name__)
platform.register_blueprint(home)
