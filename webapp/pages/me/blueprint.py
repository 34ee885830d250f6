"""The members' own pages under one address."""

from flask import Blueprint

from webapp.pages.me.choices.routes import routes as choices
from webapp.pages.me.codes.routes import routes as codes
from webapp.pages.me.consents.routes import routes as consents
from webapp.pages.me.data.routes import routes as data
from webapp.pages.me.holders.routes import routes as holders
from webapp.pages.me.home.routes import routes as home
from webapp.pages.me.orders.routes import routes as orders
from webapp.pages.me.persons.routes import routes as persons
from webapp.pages.me.questionnaires.routes import routes as questionnaires
from webapp.pages.me.referrals.routes import routes as referrals
from webapp.pages.me.requests.routes import routes as requests
from webapp.pages.me.sessions.routes import routes as sessions

me = Blueprint("me", __name__, url_prefix="/<chain>/me")
for noun in (
    *(home, sessions, codes, orders, holders, requests, referrals, questionnaires, persons, choices),
    *(data, consents),
):
    me.register_blueprint(noun)
