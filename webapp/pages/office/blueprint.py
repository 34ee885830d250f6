"""The office's pages under one address."""

from flask import Blueprint

from webapp.pages.office.links.routes import routes as links
from webapp.pages.office.staff.routes import routes as staff
from webapp.pages.office.tablets.routes import routes as tablets

office = Blueprint("office", __name__, url_prefix="/<chain>/office")
for noun in (staff, links, tablets):
    office.register_blueprint(noun)
