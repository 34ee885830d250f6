"""A friend brought by a link or a code that says nothing of anybody (ES-2.3b). Where nothing is given for it there is
no page.
"""

from __future__ import annotations

import segno
from flask import Blueprint, Response, abort

from webapp.pages.shared import answers, site, visit
from webapp.pages.shared.rules import friend_sentences
from webapp.usecases.ask_to_join import may_join
from webapp.usecases.refer_friend import refer_friend

routes = Blueprint("referrals", __name__, url_prefix="/referral")
TEMPLATE = "me/referrals/show.html"


@routes.get("/")
def show() -> Response:
    referral = refer_friend(visit.chain(), visit.member(), visit.now())
    if referral is None:
        abort(404)
    told, address, code = friend_sentences(referral.programme), "", ""
    if may_join(visit.chain()):
        address = site.address("public.joinings.edit", **{"from": referral.code})
        code = segno.make(address, error="m").svg_inline(scale=6, border=3, omitsize=True)
    return answers.answer(TEMPLATE, referral=referral, address=address, code=code, told=told)
