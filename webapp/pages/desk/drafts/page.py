"""The page of a draft: what was typed beside what the rules make of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from flask import Response, abort

from webapp.engine.decisions import Decision
from webapp.engine.questions import questions_of
from webapp.engine.situation import Line as Worked
from webapp.pages.desk.drafts.forms import TENDERS, Draft, Line
from webapp.pages.desk.drafts.wishes import Offer, offer
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.rules import refusals, why
from webapp.store.layouts import other_layout
from webapp.store.members import folded
from webapp.usecases.open_chain import OpenChain, OpenItem
from webapp.usecases.weigh_receipt import Weighed, weigh_receipt

TEMPLATE = "desk/drafts/edit.html"
MOST_TILES = 60


class ShownLine(NamedTuple):
    """A line of the draft with its figures and reasons; without them while the draft cannot be worked out."""

    typed: Line
    name: str
    figures: Worked | None
    why: list[str]


class Choice(NamedTuple):
    """A way to spend; `reason` is why it cannot be chosen now."""

    value: str
    amount: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page draws beside the draft itself."""

    draft: Draft
    weighed: Weighed
    tiles: list[OpenItem]
    lines: list[ShownLine]
    spending: list[Choice]
    totals: dict[str, Any] | None
    withheld: list[str]
    offer: Offer | None
    """What the guest may wish for beside the lines."""
    introducible: bool
    """Whoever brought the guest may still be named."""
    confirm: int = 0
    """Bonuses that the guest has to agree to spend before the receipt is posted."""
    tenders: tuple[str, ...] = TENDERS


def weigh(draft: Draft) -> Weighed:
    """What the rules make of the draft."""
    weighed = weigh_receipt(visit.chain(), visit.actor(), draft.member, draft.quote(), visit.now(), draft.tender)
    if weighed is None:
        abort(404)
    return weighed


def page(
    draft: Draft, weighed: Weighed | None = None, status: int = 200, confirm: bool = False, **values: Any
) -> Response:
    shown = show(draft, weighed or weigh(draft))
    if confirm and shown.totals:
        shown = replace(shown, confirm=shown.totals["redeemed"])
    return answers.answer(TEMPLATE, block="draft", status=status, shown=shown, draft=draft, **values)


def show(draft: Draft, weighed: Weighed) -> Shown:
    chain, asked = visit.chain(), weighed.asked
    totals = asked.result if asked and "payable" in asked.result else None
    draft.shown = weighed.mark if totals else ""
    draft.payable = totals["payable"] if totals else 0
    asked_for = questions_of(weighed.programme)
    return Shown(
        draft,
        weighed,
        _tiles(chain, draft),
        _lines(chain, draft, weighed, asked if totals else None),
        _spending(weighed, draft) if weighed.programme.wallets and weighed.known else [],
        totals,
        refusals([*weighed.barred, *asked.refused]) if asked else [],
        offer(asked_for, weighed, draft.wishes),
        asked_for.friends and weighed.may_be_introduced,
    )


def _tiles(chain: OpenChain, draft: Draft) -> list[OpenItem]:
    """What the search finds, else the chosen group."""
    if draft.search:
        found = _named(chain, draft.search) or _named(chain, other_layout(draft.search))
    else:
        found = [item for item in chain.items if item.group == draft.group]
    return found[:MOST_TILES]


def _named(chain: OpenChain, search: str) -> list[OpenItem]:
    words = folded(search).split()
    return [item for item in chain.items if all(word in folded(item.name.say(language())) for word in words)]


def _lines(chain: OpenChain, draft: Draft, weighed: Weighed, asked: Decision | None) -> list[ShownLine]:
    names = {item.code: item.name.say(language()) for item in chain.items}
    refused = asked.refused if asked else []
    worked: list[Worked | None] = [*asked.lines] if asked else [None] * len(draft.lines)
    return [
        ShownLine(line, names[line.item], figures, why(weighed.programme, figures, refused) if figures else [])
        for line, figures in zip(draft.lines, worked, strict=True)
    ]


def _spending(weighed: Weighed, draft: Draft) -> list[Choice]:
    """Not to spend, the most, a named amount: each with why it cannot be, where it cannot."""
    rule = weighed.programme.spending
    if rule is None:
        reason = say("receipt.spend.only_certificates")
        return [Choice("none", None, ""), Choice("max", None, reason), Choice("amount", None, reason)]
    most = weighed.most.result.get("redeemed", 0) if weighed.most else 0
    reason = "" if most else _why_nothing(weighed, draft)
    choices = [Choice("none", None, "")]
    if "max" in rule.choice:
        choices.append(Choice("max", most, reason))
    if "amount" in rule.choice:
        choices.append(Choice("amount", most, reason))
    return choices


def _why_nothing(weighed: Weighed, draft: Draft) -> str:
    if weighed.most is None:
        return say("receipt.spend.unread" if draft.lines else "receipt.spend.no_lines")
    codes = [code for code in weighed.most.refused if code not in ("instalments",)]
    if codes:
        return refusals(codes[:1])[0]
    if not weighed.standing.get("available"):
        return say("receipt.spend.no_bonuses")
    return say("receipt.spend.no_room")
