"""Plays journals through the API of a running service, in a sandbox that is emptied before each of them: the journal's
keys become ids, its times the sandbox's clock, and what the service answers is compared as any replay is.
"""

from __future__ import annotations

import json
import time as clock
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import count
from typing import Any, NamedTuple
from uuid import uuid4

from webapp.engine.decisions import ByWallet, Decision
from webapp.engine.document.check import dump
from webapp.engine.expectation import differences
from webapp.engine.folder import BadFile
from webapp.engine.journal import MEMBER_FIELDS, Journal, Played, Step
from webapp.engine.money import hundredths

ROUTES: dict[str, str] = {
    "enrol": "POST members",
    "opening": "POST openings",
    "questionnaire": "POST members/{member}/questionnaires",
    "activate": "POST members/{member}/activation",
    "issue_card": "POST members/{member}/cards",
    "renew_card": "POST members/{member}/cards/{card}/renewal",
    "block_card": "POST cards/{card}/block",
    "grant": "POST members/{member}/grants",
    "withdraw": "POST members/{member}/withdrawals",
    "mismatch": "POST members/{member}/mismatch",
    "set": "POST members/{member}/attributes",
    "choose": "POST members/{member}/choices",
    "close": "POST members/{member}/closing",
    "leave": "POST members/{member}/leaving",
    "merge": "POST members/{member}/merging",
    "unmerge": "POST members/{member}/parting",
    "join_account": "POST members/{member}/account",
    "leave_account": "DELETE members/{member}/account",
    "transfer": "POST transfers",
    "quote": "POST quotes",
    "purchase": "POST receipts",
    "return": "POST receipts/{receipt}/returns",
    "order_certificate": "POST certificates",
    "birthday_gift": "POST members/{member}/birthday-gift",
    "issue_certificate": "POST certificates/{certificate}/issue",
    "deliver_certificate": "POST certificates/{certificate}/deliver",
    "book_certificate": "POST certificates/{certificate}/book",
    "transfer_certificate": "POST certificates/{certificate}/transfer",
    "use_certificate": "POST certificates/{certificate}/use",
    "cancel_certificate": "POST certificates/{certificate}/cancel",
    "redeem": "POST redemptions",
    "event": "POST events",
    "undo_event": "DELETE events/{ref}",
    "publish": "POST programmes",
    "statement": "GET members/{member}/statement",
}
MEMBERS = (*MEMBER_FIELDS, "purse")
"""Fields of events that name a member by the journal's key."""
BY_WALLET = frozenset({"earned", "taken", "held", "released"})
"""Amounts that are told by wallet where there are several, of which a journal may expect the sum."""
NOT_THERE = {"return": "unknown_receipt", "block_card": "unknown_card", "undo_event": "unknown_event"}
"""Why nothing was found, as a journal says it; of the other words it is the member who is unknown."""
PATIENCE = 120.0
"""So many seconds a service may be busy before it is given up."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """The key is for this service and no other."""

    def redirect_request(self, *rest: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay)


class Answer(NamedTuple):
    status: int
    body: dict[str, Any]
    wait: float


class Sandbox:
    """The service at `url`, as the machine with that key. Raises BadFile where it cannot be used."""

    def __init__(self, url: str, key: str) -> None:
        self.base, self.key = f"{url.rstrip('/')}/api/v1/", key
        self.run, self.numbers = uuid4().hex, count(1)
        self.members: dict[str, str] = {}
        self.certificates: dict[str, str] = {}

    def play(self, journal: Journal, until: date | None) -> Iterator[Played]:
        last = datetime.combine(until, time.max) if until else datetime.max
        self.members, self.certificates = {}, {}
        self._settled("DELETE", "sandbox", {})
        for step in journal.steps:
            if step.at > last:
                return
            result = self._told(journal, step)
            found = differences(step.expect, result) if step.expect is not None else []
            yield Played(step, Decision(step.verb, result), found)

    def _told(self, journal: Journal, step: Step) -> dict[str, Any]:
        sent = {"at": step.at.isoformat(timespec="seconds"), **self._sent(step)}
        method, _, path = ROUTES[step.verb].partition(" ")
        named = [name for name in sent if f"{{{name}}}" in path]
        path = path.format(**{name: urllib.parse.quote(str(sent[name]), safe="") for name in named})
        sent = {name: value for name, value in sent.items() if name not in named or name == "card"}
        if method == "GET":
            asked = {name: str(value).lower() if isinstance(value, bool) else value for name, value in sent.items()}
            path, sent = f"{path}?{urllib.parse.urlencode(asked)}", {}
        answer = self._settled(method, path, sent)
        if answer.status >= 400 and answer.status not in (404, 409):
            place = f"{journal.path}:{step.line}: {step.verb}"
            raise BadFile(f"{place}: {answer.status} {json.dumps(answer.body, ensure_ascii=False)}")
        return self._result(step, answer)

    def _result(self, step: Step, answer: Answer) -> dict[str, Any]:
        if answer.status == 404:
            return {"refused": [NOT_THERE.get(step.verb, "not_enrolled")]}
        if answer.status == 409:
            return self._theirs({"refused": answer.body["refused"], **answer.body.get("result", {})})
        event: Any = step.event
        if step.verb in ("enrol", "opening"):
            self.members[event.member] = answer.body["member"]
        elif step.verb in ("order_certificate", "birthday_gift"):
            self.certificates[event.certificate] = answer.body["certificate"]
        return self._theirs(answer.body)

    def _sent(self, step: Step) -> dict[str, Any]:
        """The event with ids for the journal's keys; a key that nobody was enrolled under is nobody's id."""
        if step.event is None:
            assert step.programme is not None
            document = json.loads(dump(step.programme.document))
            # A journal's rules take over at their moment, whatever first day they name.
            document.get("in_force", {}).pop("from", None)
            return {"programme": document}
        sent = step.event.written()
        for name in (*MEMBERS, *(("to",) if step.verb == "transfer" else ())):
            if sent.get(name) is not None and not (name == "member" and step.verb in ("enrol", "opening")):
                sent[name] = self.members.get(sent[name], self._nobody(step, sent[name]))
        if step.verb in ("order_certificate", "birthday_gift"):
            return sent
        if sent.get("certificate") is not None:
            sent["certificate"] = self.certificates.get(sent["certificate"], str(uuid4()))
        if step.verb == "use_certificate":
            # The rest in money is paid in cash.
            sent["receipt"] = f"rest {self.run} {step.place}"
        return sent

    def _nobody(self, step: Step, key: str) -> str:
        """Who refers themselves is named as they are called in the very same event."""
        return key if step.verb == "enrol" and key == getattr(step.event, "member", None) else str(uuid4())

    def _theirs(self, result: Any) -> Any:
        """The result with the journal's keys for ids."""
        keys = {ours: theirs for theirs, ours in {**self.members, **self.certificates}.items()}

        def back(value: Any, field: str = "") -> Any:
            if isinstance(value, dict) and field in BY_WALLET:
                return ByWallet({name: hundredths(amount) for name, amount in value.items()})
            if isinstance(value, dict):
                return {keys.get(name, name): back(inner, name) for name, inner in value.items()}
            if isinstance(value, list):
                return [back(inner) for inner in value]
            return keys.get(value, value) if isinstance(value, str) else value

        return back(result)

    def _settled(self, method: str, path: str, sent: dict[str, Any]) -> Answer:
        """The answer, once the service is not busy: it is asked again under the same key, so that nothing is done
        twice.
        """
        key, given_up = f"{self.run}-{next(self.numbers)}", clock.monotonic() + PATIENCE
        while True:
            answer = self._asked(method, path, sent, key)
            busy = answer.status in (429, 503) or answer.body.get("code") == "in_progress"
            if not busy or clock.monotonic() + answer.wait > given_up:
                if answer.status in (401, 403, 429, 503) or (path == "sandbox" and answer.status != 204):
                    raise BadFile(f"{self.base}{path}: {answer.status} {answer.body.get('title', '')}")
                return answer
            clock.sleep(answer.wait)

    def _asked(self, method: str, path: str, sent: dict[str, Any], key: str) -> Answer:
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": key, "Content-Type": "application/json"}
        body = json.dumps(sent).encode() if sent else None
        request = urllib.request.Request(f"{self.base}{path}", body, headers, method=method)
        try:
            with _OPENER.open(request, timeout=60) as answer:
                return _read(answer)
        except urllib.error.HTTPError as answer:
            with answer:
                return _read(answer)
        except (OSError, ValueError) as error:
            raise BadFile(f"{self.base}: {error}") from None


def _read(answer: Any) -> Answer:
    text = answer.read().decode("utf-8", "replace")
    try:
        body = json.loads(text) if text.strip() else {}
    except ValueError:
        body = {"title": text[:200]}
    return Answer(answer.status, body, float(answer.headers.get("Retry-After", 1)))
