"""Whatever a person decides leaves a trace: a use case that writes is an operation of the ledger or notes what it did."""

import ast

from tests.guards.tree import modules

TELLS_OTHERWISE = {
    "add_operator.py": "operators belong to no chain, and the command line makes them",
    "answer_link.py": "the questionnaire that is handed in tells by which way",
    "ask_to_confirm.py": "the mail that goes out is its trace",
    "ask_for_call.py": "the request that it makes is noted where requests are made",
    "ask_to_join.py": "nobody is known yet; the questionnaire that comes of it tells by which way",
    "ask_code.py": "a code's row is kept for a day; who asks for one is not known",
    "change_consent.py": "a consent's row tells when and which way it came",
    "confirm_secret.py": "what it lets through tells it; wrong secrets are counted",
    "count_chains.py": "it only counts",
    "deliver_message.py": "a message's row tells how it went",
    "deliver_next.py": "a job's row tells how it went",
    "end_visits.py": "a member's sign-in decides nothing",
    "choose_way.py": "a member says it of themself, and it stands in their row",
    "enter_by_password.py": "nor does its beginning, whose row and failures are kept",
    "enter_code.py": "nor does its beginning: its row and its failures are kept",
    "hold_jobs.py": "a job's row tells why it waits",
    "invite_person.py": "the enrolment, the link and the card that it makes tell it",
    "keep_erasures.py": "each erasure notes itself",
    "limit_calls.py": "it only counts",
    "move_clock.py": "nobody else looks at the clock of a sandbox",
    "operator_sign_in.py": "a sign-in decides nothing",
    "operation.py": "an operation is its own trace",
    "place_members.py": "nobody does it: each event is an operation of its own, the period a job's row",
    "refer_friend.py": "a code decides nothing; the enrolment of the friend who names it tells whose it was",
    "publish_draft.py": "the revision that it makes is noted where revisions are published",
    "remove_operator.py": "operators belong to no chain",
    "restart_jobs.py": "a job's row tells how it went",
    "settle_accounts.py": "nobody does it: operations of time alone are their own trace",
    "show_demo.py": "nobody does it: a demonstration is made",
    "sign_up.py": "the chain is founded by a use case that notes it",
    "sign_in.py": "a sign-in decides nothing; its row and its failures are kept",
    "sign_out.py": "nor does its end",
    "recover_access.py": "the link that it makes is noted where links are made",
    "submit_questionnaire.py": "a questionnaire that waits tells who typed it in, its event who accepted it",
    "sweep_old.py": "nobody does it: what was kept long enough goes",
    "tell_by_calendar.py": "nobody does it: each piece of news is a job's row",
    "sum_up.py": "it only counts",
    "take_joining.py": "the account is opened by an operation, a questionnaire that waits is its own trace",
    "unlock.py": "a sign-in as well, and its end",
    "use_certificate.py": "two operations of the ledger are its trace",
    "who_is.py": "a sign-in that is used lasts longer",
    "who_visits.py": "and so does a member's",
}


def test_every_use_case_that_writes_tells_who_did_it_r71() -> None:
    """R71: who, where, when, why. The audit page shows both, operations and notes."""
    silent = [
        path.name
        for path, tree in modules("webapp/usecases")
        if _writes(tree) and not _calls(tree, "note") and path.name not in TELLS_OTHERWISE
    ]
    assert not silent


def test_the_exceptions_are_there_and_write() -> None:
    assert {path.name for path, tree in modules("webapp/usecases") if _writes(tree)} >= set(TELLS_OTHERWISE)


def _writes(tree: ast.Module) -> bool:
    """Whether it opens a transaction that is not marked as one that only reads."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    return any(
        call.func.id == "transact" and "readonly" not in {word.arg for word in call.keywords}  # type: ignore[attr-defined]
        for call in calls
    )


def _calls(tree: ast.Module, method: str) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == method for node in ast.walk(tree))
