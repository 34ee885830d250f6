"""The chain's public pages under one address."""

from flask import Blueprint

from webapp.pages.public.calls.routes import routes as calls
from webapp.pages.public.chain.routes import routes as chain
from webapp.pages.public.confirmations.routes import routes as confirmations
from webapp.pages.public.joinings.routes import routes as joinings
from webapp.pages.public.questionnaires.routes import routes as questionnaires
from webapp.pages.public.refusals.routes import routes as refusals
from webapp.pages.public.rules.routes import routes as rules
from webapp.pages.public.salons.routes import routes as salons

public = Blueprint("public", __name__, url_prefix="/<chain>")
for noun in (chain, confirmations, questionnaires, rules, salons, calls, joinings, refusals):
    public.register_blueprint(noun)
