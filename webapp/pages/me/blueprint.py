"""The members' own pages under one address."""

from flask import Blueprint

from webapp.pages.me.card.routes import routes as card
from webapp.pages.me.certificates.routes import routes as certificates
from webapp.pages.me.choices.routes import routes as choices
from webapp.pages.me.codes.routes import routes as codes
from webapp.pages.me.consents.routes import routes as consents
from webapp.pages.me.data.routes import routes as data
from webapp.pages.me.history.routes import routes as history
from webapp.pages.me.holders.routes import routes as holders
from webapp.pages.me.home.routes import routes as home
from webapp.pages.me.offers.routes import routes as offers
from webapp.pages.me.orders.routes import routes as orders
from webapp.pages.me.passwords.routes import routes as passwords
from webapp.pages.me.persons.routes import routes as persons
from webapp.pages.me.phones.routes import routes as phones
from webapp.pages.me.profile.routes import routes as profile
from webapp.pages.me.questionnaires.routes import routes as questionnaires
from webapp.pages.me.recoveries.routes import routes as recoveries
from webapp.pages.me.referrals.routes import routes as referrals
from webapp.pages.me.requests.routes import routes as requests
from webapp.pages.me.sessions.routes import routes as sessions
from webapp.pages.me.shell.routes import routes as shell

me = Blueprint("me", __name__, url_prefix="/<chain>/me")
DOORS = (sessions, codes, passwords, recoveries, phones, profile)
SEEN = (home, history, card, certificates, offers, shell)
DONE = (orders, holders, requests, referrals, questionnaires, persons, choices)
OWN = (data, consents)
for noun in (*DOORS, *SEEN, *DONE, *OWN):
    me.register_blueprint(noun)
