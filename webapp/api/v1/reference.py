"""What the API takes and answers, for programs as OpenAPI 3.1 and for people as a page: both are made of the models by
which bodies are read, of the fields that answers have, and of the table of scopes.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Blueprint, Flask, Response, current_app, make_response, render_template

from webapp.api.v1 import access, answers
from webapp.api.v1.described import LOOKS, WORDS, schema_of_answer, schemas_of_bodies
from webapp.api.v1.problems import MEDIA_TYPE
from webapp.translations.say import say as say_in

routes = Blueprint("reference", __name__)
HIDDEN = frozenset({"api.unknown"})


@routes.get("/openapi.json")
def openapi() -> Response:
    return answers.told(_openapi(current_app._get_current_object()))  # type: ignore[attr-defined]


@routes.get("/docs")
def docs() -> Response:
    told = [
        (path, method, operation)
        for path, methods in _openapi(current_app._get_current_object())["paths"].items()  # type: ignore[attr-defined]
        for method, operation in methods.items()
    ]
    return make_response(render_template("api/docs.html", endpoints=told, problems=PROBLEMS))


PROBLEMS = (
    *("key_missing", "key_form", "bad_request", "unknown_key", "scope", "salon", "chain_stopped", "not_found"),
    *("method_not_allowed", "refused", "changed", "in_progress", "too_large", "not_json", "invalid", "not_a_mapping"),
    *("too_deep", "too_slow", "key_reused", "too_many_calls", "code_tries", "broken", "busy"),
)
"""Every code that a problem may have."""


@cache
def _openapi(app: Flask) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("api.") or rule.endpoint in HIDDEN:
            continue
        path = "".join(f"{{{part}}}" if is_argument else part for is_argument, part in rule._trace)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            operation = _operation(rule.endpoint, method, sorted(rule.arguments))
            paths.setdefault(path.lstrip("|"), {})[method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Laurel", "version": "1"},
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {**schemas_of_bodies(), "Problem": _PROBLEM},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: str, method: str, arguments: list[str]) -> dict[str, Any]:
    scope = access.SCOPES[endpoint]
    word = WORDS.get(endpoint)
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in arguments]
    parameters += [{"name": name, "in": "query", "schema": {"type": "string"}} for name in LOOKS.get(endpoint, ())]
    told: dict[str, Any] = {
        "operationId": endpoint.removeprefix("api."),
        "summary": say_in("en", f"api.does.{endpoint.removeprefix('api.')}"),
        "x-scope": scope,
        "security": [] if scope == access.ANYONE else [{"key": []}],
        "responses": {
            "default": {"description": "Problem", "content": {MEDIA_TYPE: {"schema": _reference("Problem")}}},
        },
    }
    writes = method != "GET" and endpoint not in access.READS
    if writes:
        parameters.append({"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}})
    if word is not None:
        told["x-word"] = word.verb
        if word.schema is not None:
            told["requestBody"] = {"content": {"application/json": {"schema": _reference(word.schema)}}}
        content = {"application/json": {"schema": schema_of_answer(word.verb)}}
        for status in ("201", "200") if writes else ("200",):
            told["responses"][status] = {"description": "Repeated" if status != "201" and writes else "Done"} | {
                "content": content
            }
    else:
        told["responses"]["200"] = {"description": "Done"}
    if parameters:
        told["parameters"] = parameters
    return told


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": list(PROBLEMS)},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": {"type": "string"}, "detail": {"type": "string"}}},
        },
        "refused": {"type": "array", "items": {"type": "string"}},
        "reasons": {
            "type": "array",
            "items": {"type": "object", "properties": {"code": {"type": "string"}, "detail": {"type": "string"}}},
        },
        "result": {"type": "object"},
    },
}
