"""The chain's public pages under one address."""

from flask import Blueprint

from webapp.pages.public.chain.routes import routes as chain
from webapp.pages.public.confirmations.routes import routes as confirmations
from webapp.pages.public.questionnaires.routes import routes as questionnaires

public = Blueprint("public", __name__, url_prefix="/<chain>")
public.register_blueprint(chain)
public.register_blueprint(confirmations)
public.register_blueprint(questionnaires)
