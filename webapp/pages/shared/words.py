"""What every template may say: sentences, amounts, days, names, and the visit itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

from webapp.engine.document.words import BONUS, Speech
from webapp.pages.shared import access, formats, icons, pictures, questions, rules, visit, ways
from webapp.pages.shared.language import FIELD, language, say
from webapp.translations import say as catalogues
from webapp.usecases.use_certificate import REST
from webapp.usecases.who_is import LOCK


def register(app: Flask) -> None:
    app.context_processor(_visit)
    words: dict[str, Any] = {
        "say": say,
        "say_in": catalogues.say,
        "language": language,
        "languages": catalogues.LANGUAGES,
        "own_language": _same_page_in,
        "today": visit.today,
        "may_open": access.may_open,
        "home": ways.home,
        "members_places": ways.members_places,
        "level_name": rules.level_name,
        "counter_name": rules.counter_name,
        "source_name": rules.source_name,
        "item_name": item_name,
        "tender_name": _tender_name,
        "why": rules.why,
        "refused_words": rules.refusals,
        "may": visit.may,
        "salon_name": salon_name,
        "reward_name": rules.reward_name,
        "benefit_name": rules.benefit_name,
        "grade_name": rules.grade_name,
        "category_name": rules.category_name,
        "qr": pictures.qr,
        "bars": pictures.bars,
        "icon_address": icons.icon_address,
        "rule_name": rules.rule_name,
        "unmet_words": rules.unmet_words,
        "chosen_name": rules.chosen_name,
        "did_by_rule": rules.did_by_rule,
        "why_by_clause": rules.why_by_clause,
        "moved_words": rules.moved_words,
        "questions_of": questions.questions_of,
        "question_name": rules.question_name,
        "event_name": rules.event_name,
        "wallet_name": questions.wallet_name,
        "choice_name": questions.choice_name,
        "price_of": questions.price_of,
        "units": questions.units,
        "lock_after": lambda: int(LOCK.total_seconds()),
    }
    app.jinja_env.globals.update(words)
    app.jinja_env.filters.update(
        money=_money,
        price=_price,
        number=lambda amount: formats.number(language(), amount),
        bonuses=lambda amount: _speech().bonuses(amount),
        of_bonuses=lambda amount: _speech().of_counted(amount, BONUS, "bonus"),
        day=_day,
        day_before=lambda value: value - timedelta(days=1),
        moment=lambda value: formats.moment(language(), value),
        local=lambda value: visit.chain().local(value),
        time_left=_time_left,
        phone=formats.phone,
        named=lambda name: name.say(language()),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _visit() -> dict[str, Any]:
    return {"chain": visit.chain_or_none(), "staff": visit.staff_or_none(), "guest": visit.guest_or_none()}


def _speech() -> Speech:
    return Speech(language(), visit.chain().currency)


def _money(amount: formats.Amount) -> str:
    return formats.money(language(), amount, visit.chain().currency)


def _price(amount: formats.Amount) -> str:
    return formats.price(language(), amount, visit.chain().currency)


def _day(value: date | str, short: bool = False) -> str:
    """Short: without the year where it is this one."""
    return formats.day(language(), value, visit.today().year if short else None)


def _time_left(due: date | datetime) -> str:
    """From now to a moment or since: minutes, hours or days, never more than there are; to a day whole days alone."""
    if isinstance(due, datetime):
        left = (due - visit.now()).total_seconds()
        minutes = int(abs(left) // 60)
        unit, count = ("days", minutes // 1440) if minutes >= 2880 else ("hours", minutes // 60)
        unit, count = ("minutes", minutes) if minutes < 60 else (unit, count)
    else:
        left = (due - visit.today().date()).days
        unit, count = "days", abs(left)
    return say("queues.left" if left > 0 else "queues.over", span=say(f"queues.{unit}", count=count))


def item_name(item: str | None, group: str) -> str:
    """What was sold, as the catalogue calls it now; its group for what stood in no catalogue."""
    chain = visit.chain()
    names = {("group", known.code): known.name for known in chain.groups}
    names |= {("item", known.code): known.name for known in chain.items}
    name = names.get(("item", item or "")) or names.get(("group", group))
    if name is None and item is None and group == REST:
        return say("certificate.rest")
    return name.say(language()) if name is not None else item or group


def salon_name(code: str | None) -> str:
    """What the chain calls the salon; its code for one that is gone."""
    known = next((salon for salon in visit.chain().salons if salon.code == code), None)
    return known.name.say(language()) if known is not None else code or say("salon.none")


def _tender_name(tender: str) -> str:
    key = f"receipt.pay.{tender}"
    return say(key) if catalogues.knows(key) else tender


def _same_page_in(code: str) -> str:
    """The address of this page in another language; of the page to begin with where this one was made by a form."""
    if request.method == "GET" or _opens():
        return f"{request.path}?{urlencode({**request.args.to_dict(), FIELD: code})}"
    return f"{ways.home()}?{FIELD}={code}" if visit.chain_or_none() is not None else f"/?{FIELD}={code}"


def _opens() -> bool:
    """Whether this address also is a page of its own."""
    try:
        return bool(current_app.create_url_adapter(request).test(method="GET"))  # type: ignore[union-attr]
    except HTTPException:
        return False
