"""The office's pages under one address."""

from flask import Blueprint

from webapp.pages.office.service.routes import routes as service

office = Blueprint("office", __name__, url_prefix="/<chain>/office")
for noun in (service,):
    office.register_blueprint(noun)
