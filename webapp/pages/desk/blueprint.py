"""The desk's pages under one address."""

from flask import Blueprint

from webapp.pages.desk.attributes.routes import routes as attributes
from webapp.pages.desk.cards.routes import routes as cards
from webapp.pages.desk.certificates.routes import routes as certificates
from webapp.pages.desk.choices.routes import routes as choices
from webapp.pages.desk.confirmations.routes import routes as confirmations
from webapp.pages.desk.drafts.routes import routes as drafts
from webapp.pages.desk.events.routes import routes as events
from webapp.pages.desk.home.routes import routes as home
from webapp.pages.desk.invitations.routes import routes as invitations
from webapp.pages.desk.leaving.routes import routes as leaving
from webapp.pages.desk.links.routes import routes as links
from webapp.pages.desk.members.routes import routes as members
from webapp.pages.desk.mismatches.routes import routes as mismatches
from webapp.pages.desk.moves.routes import routes as moves
from webapp.pages.desk.orders.routes import routes as orders
from webapp.pages.desk.people.routes import routes as people
from webapp.pages.desk.profile.routes import routes as profile
from webapp.pages.desk.questionnaires.routes import routes as questionnaires
from webapp.pages.desk.queue.routes import routes as queue
from webapp.pages.desk.receipts.routes import routes as receipts
from webapp.pages.desk.recoveries.routes import routes as recoveries
from webapp.pages.desk.redemptions.routes import routes as redemptions
from webapp.pages.desk.requests.routes import routes as requests
from webapp.pages.desk.returns.routes import routes as returns
from webapp.pages.desk.sessions.routes import routes as sessions
from webapp.pages.desk.tablet.routes import routes as tablet
from webapp.pages.desk.today.routes import routes as today
from webapp.pages.desk.transfers.routes import routes as transfers
from webapp.pages.desk.unlocks.routes import routes as unlocks
from webapp.pages.desk.welcome.routes import routes as welcome

desk = Blueprint("desk", __name__, url_prefix="/<chain>/desk")
COUNTER = (
    *(home, members, questionnaires, queue, links, mismatches, cards, drafts, receipts, returns, moves, today),
    *(certificates, orders, requests),
)
FURTHER = (events, redemptions, transfers, people, choices, attributes, leaving)
ENTRANCE = (sessions, unlocks, tablet, invitations, recoveries, profile, welcome, confirmations)
for noun in (*COUNTER, *FURTHER, *ENTRANCE):
    desk.register_blueprint(noun)
