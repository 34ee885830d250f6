"""Whoever is outside gets nothing: every address of the application, by every method, for every role, made from its own
map of addresses (R32, R33, R35, R37, R47). A new page is walked without being listed; one whose address names something
unknown here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from ipaddress import IPv4Address
from itertools import product
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.pages.desk.counter import card, certificate, draft, member, new_phone
from tests.pages.me.guests import signed_in
from tests.pages.reader import Reader
from tests.pages.serving import SECRET
from tests.usecases.founded import hired
from webapp.engine.events import Merge, Questionnaire
from webapp.pages.shared.access import ACCESS, ANYONE, APART, MEMBER, OPERATOR, STAFF
from webapp.pages.shared.visit import now, operation_id
from webapp.usecases.add_staff import Newcomer
from webapp.usecases.ask_code import Asking, Letter, Wanted, ask_code
from webapp.usecases.handle_key import Made as MadeKey
from webapp.usecases.handle_key import NewKey, create_key
from webapp.usecases.handle_tablet import enrol_tablet, list_tablets
from webapp.usecases.keep_journals import Given, keep_journals, list_journals
from webapp.usecases.list_duplicates import list_duplicates
from webapp.usecases.look_at_cards import look_at_cards
from webapp.usecases.look_at_receipt import look_at_receipt
from webapp.usecases.make_request import Asked, Made, Photo, make_request
from webapp.usecases.merge_members import merge_members
from webapp.usecases.offer_link import Offer, invite_staff, offer_tablet
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.send_questionnaire import send_questionnaire
from webapp.usecases.submit_questionnaire import submit_questionnaire
from webapp.usecases.way_out import WayOut, word_of

Found = Callable[[str], OpenChain]
SignIn = Callable[..., Reader]
Ids = dict[str, str]

NAMES = (
    "member",
    "receipt",
    "person",
    "link",
    "tablet",
    "questionnaire",
    "card",
    "token",
    "certificate",
    "pair",
    "merge",
    "asked",
    "code",
    "operation",
    "word",
    "journal",
    "key",
)
IDS: dict[str, Callable[[], str]] = dict.fromkeys(NAMES, lambda: str(uuid4()))
"""What addresses name beside their chain, and how an id of nothing looks. Whoever gives an address another name adds it
here and to `real`.
"""
ALIKE = {"queue": "claims", "number": "1", "size": "192", "event": "earned", "section": "rules", "name": "gift"}
"""What every chain has under the same name."""
PLACES = {"chain", "filename", "slug", *ALIKE}
"""Which chain a page is of, a file of ours, which chain the operator looks at, and what is alike in all."""
PRESET, SALON = "seven_krasok", "arbat"
ENDS_THE_SIGN_IN = {"desk.sessions.destroy", "desk.sessions.lock", "me.sessions.destroy", "me.sessions.end"} | {
    "me.data.renew"
}
ENDPOINTS = sorted(ACCESS)
CLOSED = [endpoint for endpoint in ENDPOINTS if ACCESS[endpoint] not in (ANYONE, OPERATOR)]
STAFFS = [endpoint for endpoint in CLOSED if ACCESS[endpoint] is not MEMBER]
MEMBERS = [name for name in ENDPOINTS if name.startswith("me.") and name not in ENDS_THE_SIGN_IN]
ROLES = sorted(STAFF)
READING = ("GET", "HEAD")
TOKEN = re.compile(r'name="csrf_token" value="([^"]*)"')
CHANCE = re.compile(r'name="(?:csrf_token|operation)" value="[^"]*"|/questionnaire/[\w-]{36,}|"made_at": "[^"]*"')
"""What differs from one showing of a page to the next."""
MAY_NOT = 403
KEPT = {"me.shell.icon"}
"""What browsers keep of the members' pages: it tells of nobody."""


class Answer(NamedTuple):
    """The ids that were asked with are blotted out."""

    status: int
    text: str


@pytest.fixture(scope="module")
def real(app: Flask, found: Found, sign_in: SignIn) -> Ids:
    """Ids of a chain that has each kind."""
    chain = found(PRESET)
    who = member(app, chain)
    reader = sign_in(chain, salon=SALON)
    draft(reader, chain, who, "silk_road")
    receipt = reader.press("Провести чек").address.rpartition("/")[2]
    made = {"member": who, "receipt": receipt, **questioned(app, chain, who), **people(app, chain)}
    made["certificate"] = certificate(app, chain, who)
    made["asked"] = claim(app, chain, who)
    made["word"] = word_of(SECRET, chain.id, WayOut(UUID(who), "sms"))
    made |= alike(app, chain)
    made["code"] = code(app, chain)
    made["operation"] = operation(app, chain, receipt)
    made["journal"] = journal(app, chain)
    made["key"] = key(app, chain)
    return {name: made[name] for name in NAMES}


def claim(app: Flask, chain: OpenChain, who: str) -> str:
    """The member's, with a photo."""
    day, photo = chain.local(now()).date(), Photo("image/png", b"x")
    asked = Asked("claim", UUID(who), operation_id(), bought_on=day, photo=photo)
    with app.app_context():
        made = make_request(chain, Actor(), operation_id(), asked, now())
    assert isinstance(made, Made)
    return str(made.id)


def code(app: Flask, chain: OpenChain) -> str:
    """One by which somebody may sign in, asked for at an address of its own: one network gets few (R44)."""
    number = new_phone()
    asking = Asking(str(IPv4Address(int(number[-9:]))), operation_id(), SECRET, lambda code: Letter("", "", code))
    with app.app_context():
        made = ask_code(chain, Wanted("phone", number, "email"), asking, now())
    assert isinstance(made, UUID)
    return str(made)


def key(app: Flask, chain: OpenChain) -> str:
    """One of a machine."""
    with app.app_context():
        made = create_key(chain, NewKey("till", ("sales",)), now())
    assert isinstance(made, MadeKey)
    return str(made.id)


def operation(app: Flask, chain: OpenChain, receipt: str) -> str:
    """The one that posted the receipt."""
    with app.app_context():
        slip = look_at_receipt(chain, UUID(receipt))
    assert slip is not None
    return str(slip.operation)


def journal(app: Flask, chain: OpenChain) -> str:
    with app.app_context():
        assert keep_journals(chain, [Given("x", "events: []")], now(), None) is None
        return str(list_journals(chain)[0].id)


def questioned(app: Flask, chain: OpenChain, who: str) -> Ids:
    """A questionnaire of the member that waits for a decision, the link to another, a card."""
    event = Questionnaire.model_validate({"member": who, "answers": {"full_name": "Анна"}})
    number = card(app, chain, who)
    with app.app_context():
        waiting = submit_questionnaire(chain, Actor(), operation_id(), event, now())
        sent = send_questionnaire(chain, Actor(), UUID(who), now())
        assert sent is not None
        held = look_at_cards(chain, who, now())
        assert held is not None
        row = next(one for one in held.shown if one.number == number)
    return {"questionnaire": waiting.result["questionnaire"], "token": sent.token, "card": str(row.id)}


def alike(app: Flask, chain: OpenChain) -> Ids:
    """Two who are likely one person, and a merge of two others."""
    kept, gone = (member(app, chain, name) for name in ("Юлия Цой", "Julia Tsoy"))
    with app.app_context():
        merge_members(chain, Actor(), operation_id(), Merge(member=kept, absorbed=gone), now())
    for name in ("Наталья Щукина", "Natalia Shchukina"):
        member(app, chain, name)
    with app.app_context():
        listed = list_duplicates(chain, now())
    return {"pair": str(listed.pairs[0].id), "merge": str(listed.merged[0].id)}


def people(app: Flask, chain: OpenChain) -> Ids:
    """Someone of the desk, a link that is open, a tablet."""
    with app.app_context():
        person = hired(chain, Newcomer("", "Анна Стойкина", "desk", "", (SALON,), "482915"))
        link = invite_staff(chain, Offer(operation_id(), None, now()), "desk", (SALON,))
        tablet = offer_tablet(chain, Offer(operation_id(), None, now()), "У входа", SALON)
        assert isinstance(tablet, UUID)
        enrol_tablet(chain, tablet, now())
        enrolled = list_tablets(chain)[-1].id
    return {"person": str(person), "link": str(link), "tablet": str(enrolled)}


@pytest.fixture
def theirs(found: Found) -> OpenChain:
    return found(PRESET)


@pytest.fixture
def never() -> Ids:
    return {name: make() for name, make in IDS.items()}


def ways(app: Flask, endpoint: str) -> Iterator[tuple[Rule, str]]:
    """Each address of the endpoint that lies in a chain, with each of its methods; HEAD has a test of its own."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == endpoint and "chain" in rule.arguments:
            yield from ((rule, method) for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}))


def named_in(rule: Rule, chain: OpenChain, ids: Ids) -> Ids:
    return {name: value for name, value in {**ids, **ALIKE, "chain": chain.slug}.items() if name in rule.arguments}


def ask(
    client: FlaskClient, app: Flask, rule: Rule, method: str, chain: OpenChain, ids: Ids, token: str = ""
) -> Answer:
    """As its form or link would: the ids stand in the address, and in the form or the query as well."""
    values = named_in(rule, chain, ids)
    address = app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
    data = {"csrf_token": token, **ids, "operation": operation_id()}
    sent = {"query_string": ids} if method in READING else {"data": data}
    answer = client.open(address, method=method, buffered=True, **sent)  # type: ignore[arg-type]
    # An archive tells when it was made, a picture tells no words.
    text = CHANCE.sub("", answer.text) if answer.mimetype not in ("application/zip", "image/png") else ""
    for id_ in ids.values():
        text = text.replace(id_, "")
    return Answer(answer.status_code, text)


def token_at(client: FlaskClient, slug: str) -> str:
    """Of the one page that is open to every role; strangers are sent to the sign-in. What was still to be told there
    is told.
    """
    found = TOKEN.search(client.get(f"/{slug}/desk/profile/", follow_redirects=True).text)
    return found[1] if found else ""


@cache
def known_token_at(client: FlaskClient, slug: str) -> str:
    """It lives as long as a session, and whoever is refused leaves nothing to be told."""
    return token_at(client, slug)


def test_every_address_names_what_these_tests_have_an_id_of_r32(app: Flask, real: Ids) -> None:
    pages = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(APART)]
    named = {name for rule in pages for name in rule.arguments} - PLACES
    assert named == set(IDS) == set(real)


def test_every_page_of_a_chain_lies_under_its_address_r32(app: Flask) -> None:
    """Nothing that a person of the staff may do is done outside of a chain."""
    outside = {rule.endpoint for rule in app.url_map.iter_rules() if "chain" not in rule.arguments}
    assert not outside & set(CLOSED)


@pytest.mark.parametrize("endpoint", CLOSED)
def test_strangers_are_sent_to_the_sign_in_whatever_they_ask_for_r32(
    app: Flask, theirs: OpenChain, real: Ids, never: Ids, endpoint: str
) -> None:
    client = app.test_client()
    token = token_at(client, theirs.slug)
    for rule, method in ways(app, endpoint):
        answers = [ask(client, app, rule, method, theirs, ids, token) for ids in (real, never)]
        assert answers[0] == answers[1]
        assert answers[0].status == (303 if method in READING else 401)


@pytest.mark.parametrize("endpoint", [name for name in CLOSED if name not in ENDS_THE_SIGN_IN])
def test_head_learns_no_more_than_get_r32(
    app: Flask, theirs: OpenChain, found: Found, sign_in: SignIn, real: Ids, endpoint: str
) -> None:
    """A stranger's, a neighbour's, and that of a neighbour who puts the ids into an address of the own chain."""
    own = found("blank")
    neighbour = sign_in(own, role="owner").client
    for client, chain in ((app.test_client(), theirs), (neighbour, theirs), (neighbour, own)):
        for rule, method in ways(app, endpoint):
            if method == "GET":
                head, get = (ask(client, app, rule, way, chain, real) for way in ("HEAD", "GET"))
                assert head == Answer(get.status, "")


@pytest.mark.parametrize("endpoint", CLOSED)
def test_staff_of_another_chain_are_strangers_here_r32(
    app: Flask, theirs: OpenChain, found: Found, sign_in: SignIn, real: Ids, never: Ids, endpoint: str
) -> None:
    for role, (rule, method) in product(ROLES, ways(app, endpoint)):
        client = sign_in(found("blank"), role=role).client
        token = known_token_at(client, theirs.slug)
        answers = [ask(client, app, rule, method, theirs, ids, token) for ids in (real, never)]
        assert answers[0] == answers[1], role
        assert answers[0].status in (303, 401), role


@pytest.mark.parametrize("endpoint", [name for name in ENDPOINTS if name not in ENDS_THE_SIGN_IN])
def test_ids_of_another_chain_are_no_different_from_ids_of_nobody_r32(
    app: Flask, found: Found, sign_in: SignIn, real: Ids, never: Ids, endpoint: str
) -> None:
    """Another chain's ids under the address of a chain, asked for by each role of its staff."""
    other, roles = found("blank"), ACCESS[endpoint]
    for role in ROLES:
        client = sign_in(other, role=role).client
        token = token_at(client, other.slug)
        for rule, method in ways(app, endpoint):
            foreign = ask(client, app, rule, method, other, real, token)
            assert foreign == ask(client, app, rule, method, other, never, token), role
            if roles is MEMBER:
                assert foreign.status in (303, 401), role
            elif roles is not ANYONE and role not in roles:
                assert foreign.status == MAY_NOT, role
            elif rule.arguments & set(IDS):
                assert foreign.status == 404, role
            else:
                assert foreign.status < 500, role


@pytest.mark.parametrize("endpoint", [name for name in STAFFS if name not in ENDS_THE_SIGN_IN])
def test_a_role_that_may_not_is_told_so_r47(
    app: Flask, found: Found, sign_in: SignIn, real: Ids, endpoint: str
) -> None:
    chain = found(PRESET)
    for role in sorted(STAFF - set(ACCESS[endpoint])):
        client = sign_in(chain, role=role).client
        token = known_token_at(client, chain.slug)
        for rule, method in ways(app, endpoint):
            assert ask(client, app, rule, method, chain, real, token).status == MAY_NOT, role


@pytest.mark.parametrize("endpoint", [name for name in STAFFS if name not in ENDS_THE_SIGN_IN])
def test_nobody_keeps_a_page_that_is_not_for_everyone_r37(
    app: Flask, found: Found, sign_in: SignIn, real: Ids, endpoint: str
) -> None:
    chain = found(PRESET)
    client = sign_in(chain, role="owner").client
    for rule, method in ways(app, endpoint):
        if method != "GET":
            continue
        values = named_in(rule, chain, real)
        answer = client.get(app.url_map.bind("localhost").build(endpoint, values), query_string=real)
        assert answer.status_code in (200, 204, 303)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "HX-Request" in answer.vary


@pytest.mark.parametrize("endpoint", MEMBERS)
def test_members_of_another_chain_are_strangers_here_and_its_ids_nobodys_there_r32_r37(
    app: Flask, theirs: OpenChain, found: Found, real: Ids, never: Ids, endpoint: str
) -> None:
    other = found("blank")
    reader = signed_in(app, other, member(app, other))
    token = reader.open(f"/{other.slug}/me/codes/{code(app, other)}").field("csrf_token") or ""
    for rule, method in ways(app, endpoint):
        if ACCESS[endpoint] is MEMBER:
            answers = [ask(reader.client, app, rule, method, theirs, ids, token) for ids in (real, never)]
            assert answers[0] == answers[1]
            assert answers[0].status in (303, 401)
        foreign = ask(reader.client, app, rule, method, other, real, token)
        assert foreign == ask(reader.client, app, rule, method, other, never, token)
        assert foreign.status == 404 if rule.arguments & set(IDS) else foreign.status < 500
        if method == "GET" and endpoint not in KEPT:
            values = named_in(rule, other, never)
            kept = reader.client.get(app.url_map.bind("localhost").build(endpoint, values))
            assert kept.headers["Cache-Control"] == "no-store"
            assert "HX-Request" in kept.vary


class Neighbours(NamedTuple):
    """Two chains of one preset; at the counter of `here` somebody stands who reads Russian."""

    here: OpenChain
    there: OpenChain
    counter: Reader


@pytest.fixture
def neighbours(founded_here: Found, sign_in: SignIn) -> Neighbours:
    here, there = founded_here("seven_krasok"), founded_here("seven_krasok")
    return Neighbours(here, there, sign_in(here, role="manager"))


def looked_for(neighbours: Neighbours, words: str) -> str:
    """What the counter says to it, without what differs each time and without the words themselves."""
    neighbours.counter.open(f"/{neighbours.here.slug}/desk/?lang=ru")
    page = CHANCE.sub("", neighbours.counter.press("Найти", search=words).html)
    return page.replace(words, "").replace(words.lstrip("+"), "")


@pytest.mark.parametrize("what", ["phone", "tail", "card", "name", "id"])
def test_who_belongs_to_another_chain_is_looked_for_in_vain_r33_r35(
    app: Flask, neighbours: Neighbours, what: str
) -> None:
    """The same bytes as before that member was enrolled there."""
    phone, name = new_phone(), "Клара Потайная"
    words = {"phone": phone, "tail": phone[-4:], "name": name}.get(what, "")
    before = looked_for(neighbours, words) if words else ""
    who = member(app, neighbours.there, name, phone=phone)
    words = words or {"card": card(app, neighbours.there, who), "id": who}[what]
    assert looked_for(neighbours, words) == (before or looked_for(neighbours, "7" * len(words)))
    assert neighbours.counter.page.status == 200


def test_the_same_phone_card_and_receipt_number_serve_in_two_chains_and_tell_nothing_r33_r35(
    app: Flask, neighbours: Neighbours
) -> None:
    here, there, counter = neighbours
    phone = new_phone()
    stranger = member(app, there, "Инна Дальняя", phone=phone)
    own = member(app, here, "Ольга Здешняя", phone=phone)
    card(app, there, stranger)
    counter.open(f"/{here.slug}/desk/?lang=ru")
    page = counter.press("Найти", search=phone)
    assert page.address.endswith(f"/members/{own}")
    assert "Дальняя" not in page.html
    assert stranger not in page.html


def test_a_phone_of_another_chain_is_free_here_r33(app: Flask, neighbours: Neighbours) -> None:
    phone = new_phone()
    member(app, neighbours.there, "Инна Дальняя", phone=phone)
    counter = neighbours.counter
    counter.open(f"/{neighbours.here.slug}/desk/?lang=ru")
    counter.press("Найти", search=phone)
    form, button = next((form, form.buttons[0]) for form in counter.page.forms if "/members/" in form.action)
    page = counter.send(button.action, form.sent(button, {"full_name": "Ольга Новая"}))
    assert page.status == 200
    assert "Ольга Новая" in page.text
