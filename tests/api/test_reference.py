"""What the API says of itself, for programs and for people; and what its calls leave in the log."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from config.logs import ADDRESS
from tests.api.conftest import Machine
from tests.pages.reader import Reader
from webapp.api.v1.access import ANYONE, SCOPES
from webapp.api.v1.described import WORDS
from webapp.engine.events import EVENTS
from webapp.translations.say import LANGUAGES, say

NOWHERE = {"settle"}
"""Words that nobody says: time alone brings it about."""


@pytest.fixture(scope="module")
def told(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def test_every_endpoint_is_described_with_its_scope(told: dict[str, Any]) -> None:
    operations = [one for methods in told["paths"].values() for one in methods.values()]
    assert {f"api.{one['operationId']}" for one in operations} == set(SCOPES) - {"api.unknown"}
    for one in operations:
        scope = SCOPES[f"api.{one['operationId']}"]
        assert one["x-scope"] == scope
        assert one["security"] == ([] if scope == ANYONE else [{"key": []}])
    assert told["paths"]["/api/v1/receipts/{receipt}/returns"]["post"]["x-word"] == "return"


def test_every_word_of_the_journals_is_spoken() -> None:
    assert {word.verb for word in WORDS.values()} | NOWHERE == {*EVENTS, "publish"}


def test_every_reference_leads_to_a_schema(told: dict[str, Any]) -> None:
    schemas = told["components"]["schemas"]

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [one for inner in node.values() for one in references(inner)]
        return [one for inner in node for one in references(inner)] if isinstance(node, list) else []

    found = references(told)
    assert found and all(one.removeprefix("#/components/schemas/") in schemas for one in found)
    assert schemas["Purchase"]["additionalProperties"] is False
    assert schemas["PurchaseLine"]["properties"]["price"]["anyOf"][0]["type"] == ["string", "number"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_read_the_same_as_a_page(app: Flask, told: dict[str, Any], language: str) -> None:
    page = Reader(app.test_client()).open(f"/api/v1/docs?lang={language}")
    assert page.status == 200
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            assert f"{method.upper()} {path}" in page.text
            assert say(language, f"api.does.{one['operationId']}") in page.text
    assert {"refused", "changed", "key_reused"} <= set(page.ids)


def test_no_address_of_the_log_names_anybody_r42_r66(
    app: Flask, till: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = till.did("members", {"phone": "+79170000001"})["member"]
    seen: list[dict[str, Any]] = []
    inside = app.wsgi_app
    looking = lambda environ, start: seen.append(environ) or inside(environ, start)  # type: ignore  # noqa: E731
    monkeypatch.setattr(app, "wsgi_app", looking)
    expected = {
        "members?phone=%2B79170000001": "/api/v1/members",
        f"members/{member}/statement": f"/api/v1/members/{member}/statement",
        "discounts?email=anna@example.org": "/api/v1/discounts",
        "certificates/ACDE-FGHJ-KMNP": "/api/v1/certificates/…",
        "receipts/R-1": "/api/v1/receipts/…",
        "nothing/+79170000001": "/api/v1/…",
    }
    for path in expected:
        till.get(path)
    assert [environ[ADDRESS] for environ in seen] == list(expected.values())
