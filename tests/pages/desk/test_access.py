"""Who may see what: the table has every address, and whoever is outside gets nothing from any of them (R32, R47)."""

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.pages.desk.counter import draft, member
from tests.pages.reader import Reader
from tests.usecases.founded import hired
from webapp.pages.shared.access import ACCESS, ANYONE, STAFF
from webapp.pages.shared.visit import now, operation_id
from webapp.usecases.add_staff import Newcomer
from webapp.usecases.handle_tablet import enrol_tablet, list_tablets
from webapp.usecases.offer_link import Offer, invite_staff, offer_tablet
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.rights import ROLES

Found = Callable[[str], OpenChain]
SignIn = Callable[..., Reader]
CHANCE = re.compile(r'name="(?:csrf_token|operation)" value="[^"]*"')
"""What differs from one showing of a page to the next."""
CLOSED = sorted(endpoint for endpoint, roles in ACCESS.items() if roles is not ANYONE)


def test_every_address_is_in_the_table_and_nothing_else(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ACCESS)


def test_the_table_knows_the_roles_alone() -> None:
    assert all(roles is ANYONE or roles <= STAFF for roles in ACCESS.values())


def test_an_address_that_is_not_in_the_table_is_no_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ACCESS, "platform.home.show")
    assert app.test_client().get("/").status_code == 404


def rules_of(app: Flask, endpoint: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]


def ask(
    client: FlaskClient, app: Flask, rule: Rule, chain: OpenChain, ids: dict[str, str], **headers: str
) -> tuple[int, str]:
    """Status and page of the address with these ids, asked as its form or link would; the ids are blotted out."""
    values = {"chain": chain.slug, **{name: ids[name] for name in rule.arguments - {"chain"}}}
    adapter = app.url_map.bind("localhost")
    address = adapter.build(rule.endpoint, values)
    # Also shows what an earlier form has left to be told, so that it is told on neither of two pages.
    guard = token(client, chain)
    if "POST" in (rule.methods or ()):
        data = {"csrf_token": guard, "operation": operation_id(), "member": ids["member"]}
        answer = client.post(address, data=data, headers=headers)
    else:
        answer = client.get(address, query_string={"member": ids["member"]}, headers=headers)
    text = CHANCE.sub("", answer.text)
    for id_ in ids.values():
        text = text.replace(id_, "")
    return answer.status_code, text


def token(client: FlaskClient, chain: OpenChain) -> str:
    reader = Reader(client)
    return reader.open(f"/{chain.slug}/desk/sign-in").field("csrf_token") or ""


@pytest.fixture(scope="module")
def real(app: Flask, found: Found, sign_in: SignIn) -> dict[str, str]:
    """Ids of Estetic's own."""
    chain = found("estetic")
    who = member(app, chain)
    reader = sign_in(chain, salon="centre")
    draft(reader, chain, who, "peeling")
    receipt = reader.press("Провести чек").address.rpartition("/")[2]
    return {"member": who, "receipt": receipt, **people(app, chain)}


def people(app: Flask, chain: OpenChain) -> dict[str, str]:
    """Someone of the desk, a link that is open, a tablet."""
    with app.app_context():
        person = hired(chain, Newcomer("", "Анна Стойкина", "desk", "", ("centre",), "482915"))
        link = invite_staff(chain, Offer(operation_id(), None, now()), "desk", ("centre",))
        tablet = offer_tablet(chain, Offer(operation_id(), None, now()), "У входа", "centre")
        assert isinstance(tablet, UUID)
        enrol_tablet(chain, tablet, now())
        enrolled = list_tablets(chain)[-1].id
    return {"person": str(person), "link": str(link), "tablet": str(enrolled)}


@pytest.fixture
def never() -> dict[str, str]:
    return {name: str(uuid4()) for name in ("member", "receipt", "person", "link", "tablet")}


@pytest.mark.parametrize("endpoint", CLOSED)
def test_strangers_are_sent_to_the_sign_in_whatever_they_ask_for(
    app: Flask, estetic: OpenChain, real: dict[str, str], never: dict[str, str], endpoint: str
) -> None:
    for rule in rules_of(app, endpoint):
        client = app.test_client()
        answers = [ask(client, app, rule, estetic, ids) for ids in (real, never)]
        assert answers[0][0] == answers[1][0] == (401 if "POST" in (rule.methods or ()) else 303)


@pytest.mark.parametrize("endpoint", CLOSED)
def test_staff_of_another_chain_are_strangers_here(
    app: Flask, estetic: OpenChain, found: Found, sign_in: SignIn, real: dict[str, str], endpoint: str
) -> None:
    client = sign_in(found("blank"), role="owner").client
    for rule in rules_of(app, endpoint):
        assert ask(client, app, rule, estetic, real)[0] in (303, 401)


@pytest.mark.parametrize("endpoint", [name for name in CLOSED if name != "desk.sessions.destroy"])
def test_ids_of_another_chain_are_no_different_from_ids_of_nobody(
    app: Flask, found: Found, sign_in: SignIn, real: dict[str, str], never: dict[str, str], endpoint: str
) -> None:
    """Estetic's ids under the address of a chain whose owner asks for them."""
    other = found("blank")
    client = sign_in(other, role="owner").client
    for rule in rules_of(app, endpoint):
        foreign = ask(client, app, rule, other, real)
        assert foreign == ask(client, app, rule, other, never)
        if rule.arguments - {"chain"}:
            assert foreign[0] == 404


@pytest.mark.parametrize("endpoint", CLOSED)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_that_may_not_is_told_so(
    app: Flask, found: Found, sign_in: SignIn, real: dict[str, str], role: str, endpoint: str
) -> None:
    """Every role at every address that the table closes to it (R47)."""
    if role in ACCESS[endpoint]:
        return
    chain = found("estetic")
    client = sign_in(chain, role=role).client
    for rule in rules_of(app, endpoint):
        status, _ = ask(client, app, rule, chain, real)
        assert status == 403


def test_after_the_sign_in_the_wanted_page_is_shown(
    app: Flask, found: Found, sign_in: SignIn, real: dict[str, str]
) -> None:
    chain = found("estetic")
    sign_in(chain, salon="centre")
    reader = Reader(app.test_client())
    wanted = f"/{chain.slug}/desk/members/{real['member']}"
    reader.open(wanted)
    page = reader.press("Войти", email="desk-centre@example.org", password="correct horse battery")
    assert page.address == wanted


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/{slug}/../../evil",
        "javascript:alert(1)",
        "/{slug}\n/desk/",
        "/another-chain/desk/",
        " https://evil.example",
    ],
)
def test_the_way_back_leads_nowhere_else_r53(app: Flask, found: Found, sign_in: SignIn, address: str) -> None:
    chain = found("estetic")
    sign_in(chain, salon="centre")
    reader = Reader(app.test_client())
    reader.open(f"/{chain.slug}/desk/sign-in")
    typed = {"email": "desk-centre@example.org", "password": "correct horse battery"}
    form, button = reader._button("Войти")
    data = form.sent(button, {**typed, "next": address.format(slug=chain.slug)})
    assert reader.send(button.action, data).address == f"/{chain.slug}/desk/"
