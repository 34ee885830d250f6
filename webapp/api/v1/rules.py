"""The programme that is in force, what the chain sells and where; a new programme, an item."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response

from webapp.api.v1 import answers, bodies, calls
from webapp.api.v1.problems import invalid, language, of_refusal, say
from webapp.engine.document.check import dump
from webapp.engine.document.schema import Named
from webapp.engine.money import written
from webapp.store.folders import ItemEntry
from webapp.usecases.answer_once import Once
from webapp.usecases.publish_programme import Publication, publish_programme
from webapp.usecases.put_item import put_item as put
from webapp.usecases.refusal import Refusal

routes = Blueprint("rules", __name__)


@routes.post("/programmes")
def publish() -> Response:
    """`programme` is a document, as a mapping or as its text."""
    sent = bodies.tree()
    once = _once(dict(sent))
    if "at" in sent:
        calls.happen_at(sent.pop("at"))
    document = sent.pop("programme", None)
    if sent or not isinstance(document, dict | str):
        field = next(iter(sent), "programme")
        raise invalid(field, say("api.unknown_field") if sent else say("api.programme"))
    text = document if isinstance(document, str) else json.dumps(_plain(document), ensure_ascii=False)
    return _published(publish_programme(calls.chain(), text, calls.now(), once=once))


def _published(published: Publication) -> Response:
    if published.problems:
        raise bodies.faulty(published.problems)
    if published.refusal is not None:
        raise of_refusal(published.refusal)
    warnings = [{"field": one.path, "detail": one.say(language())} for one in published.warnings]
    told = {"revision": str(published.revision), "starts": published.starts, "refused": [], "warnings": warnings}
    return answers.wrote_down(told, published.repeated)


@routes.get("/programme")
def programme() -> Response:
    """As it is in force now, and the revisions that have been published."""
    chain = calls.chain()
    local = chain.local(calls.now())
    found = chain.timeline.at(local)
    listed = [{"revision": str(one.id), "number": one.number, "starts": one.starts} for one in chain.revisions]
    document = json.loads(dump(found.document))
    return answers.told({"revision": found.revision, "programme": document, "revisions": listed})


@routes.get("/catalogue")
def catalogue() -> Response:
    chain = calls.chain()
    groups = [{"code": group.code, "name": _name(group.name)} for group in chain.groups]
    items = [
        {
            "code": item.code,
            "name": _name(item.name),
            "group": item.group,
            "price": written(item.price),
            "hours": written(item.hours),
            "tags": list(item.tags),
        }
        for item in chain.items
    ]
    return answers.told({"groups": groups, "items": items})


@routes.get("/salons")
def salons() -> Response:
    told = [
        {"code": salon.code, "name": _name(salon.name), "city": _name(salon.city), "category": salon.category}
        for salon in calls.chain().salons
    ]
    return answers.told({"salons": told})


@routes.put("/items/<path:item>")
def put_item(item: str) -> Response:
    """New, or in the place of the item that had the code."""
    sent = bodies.tree()
    once = _once({**sent, "code": item})
    if str(sent.setdefault("code", item)) != item:
        raise invalid("code", say("api.other_than_address"))
    entry = bodies.read(ItemEntry, sent)
    done = put(calls.chain(), calls.actor(), entry, calls.now(), once)
    if isinstance(done, Refusal):
        raise invalid("group", done.say(language()))
    return answers.wrote_down({"item": item, "refused": []}, done.repeated)


def _once(sent: dict[str, Any]) -> Once:
    return Once(calls.idempotency_key(), calls.caller().key, sent)


def _name(name: Named) -> dict[str, str]:
    return {"ru": name.ru, "en": name.en}


def _plain(value: Any) -> Any:
    """Numbers as they were written."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)
