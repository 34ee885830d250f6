"""The service's own pages under one address."""

from flask import Blueprint

from webapp.pages.platform.chains.routes import routes as chains
from webapp.pages.platform.crawlers.routes import routes as crawlers
from webapp.pages.platform.home.routes import routes as home
from webapp.pages.platform.jobs.routes import routes as jobs
from webapp.pages.platform.operators.routes import routes as operators
from webapp.pages.platform.sign_ups.routes import routes as sign_ups

platform = Blueprint("platform", __name__)
for noun in (home, sign_ups, operators, chains, jobs, crawlers):
    platform.register_blueprint(noun)
