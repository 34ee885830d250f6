"""What was done, in plain words: the action, whom it touched, and each figure before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from webapp.engine.programme import Programme
from webapp.pages.shared import formats, questions, rules, visit
from webapp.pages.shared.language import language, say
from webapp.translations.say import knows
from webapp.usecases.list_audit import Happening

OPERATIONS = (
    "purchase",
    "return",
    "enrol",
    "questionnaire",
    "activate",
    "mismatch",
    "issue_card",
    "renew_card",
    "block_card",
    "grant",
    "withdraw",
    "birthday_gift",
    "order_certificate",
    "issue_certificate",
    "book_certificate",
    "use_certificate",
    "transfer_certificate",
    "cancel_certificate",
    "deliver_certificate",
    "set",
    "close",
    "event",
    "undo_event",
    "redeem",
    "choose",
    "opening",
    "transfer",
    "join_account",
    "leave_account",
    "leave",
    "merge",
    "unmerge",
)
NOTED = (
    "programme_published",
    "staff_added",
    "staff_changed",
    "staff_dismissed",
    "receipt_moved",
    "receipt_repeated",
    "slip_sent",
    "questionnaire_sent",
    "questionnaire_declined",
    "credits_noticed",
    "duplicate_dismissed",
    "pair_named",
    "member_password_set",
    "member_phone_changed",
    "invitation_offered",
    "invitation_withdrawn",
    "secret_offered",
    "secret_withdrawn",
    "secret_renewed",
    "password_changed",
    "pin_changed",
    "sign_ins_ended",
    "tablet_offered",
    "tablet_withdrawn",
    "tablet_enrolled",
    "tablet_moved",
    "tablet_revoked",
    "email_confirmed",
    "look_permitted",
    "look_withdrawn",
    "operator_looked",
    "standing_changed",
    "chain_limited",
    "chain_closed",
    "chain_founded",
    "codes_guessed",
    "code_renewed",
    "certificate_sent",
    "certificate_delivered",
    "request_made",
    "request_taken",
    "request_done",
    "request_declined",
    "visit_changed",
    "member_erased",
    "messages_changed",
    "message_tried",
    "joining_opened",
    "joining_shut",
    "draft_begun",
    "draft_changed",
    "draft_discarded",
    "journals_kept",
    "journal_removed",
    "key_created",
    "key_revoked",
    "item_put",
)
ACTIONS = (*OPERATIONS, *NOTED)
"""What a chain can be searched for, the commonest first."""


NOTHING = "0.00"
"""What an operation answers where a figure plays no part."""


class Detail(NamedTuple):
    """`before` is None where nothing is known of it."""

    label: str
    before: str | None
    after: str | None


class Story(NamedTuple):
    happening: Happening
    title: str
    salon: str
    details: list[Detail]


def story(happening: Happening) -> Story:
    key = f"audit.did.{happening.action}"
    title = say(key) if knows(key) else happening.action
    salon = _salon(happening.salon) if happening.salon else ""
    return Story(happening, title, salon, _details(happening))


def _details(happening: Happening) -> list[Detail]:
    before, after = happening.before, happening.after
    if happening.action in OPERATIONS:
        # What was asked for, as far as the answer did not make something else of it.
        before, after = {}, {name: value for name, value in {**before, **after}.items() if value != NOTHING}
        if happening.action == "event" and "name" in after:
            after["name"] = rules.event_name(after["name"])
    details = []
    for name in dict.fromkeys([*FIELDS, *before, *after]):
        old, new = _said(name, before.get(name)), _said(name, after.get(name))
        if name in HIDDEN or (old is None and new is None) or old == new:
            continue
        key = f"audit.field.{name}"
        details.append(Detail(say(key) if knows(key) else name, old, new))
    return details


def _why(reason: Any) -> str:
    return say(f"erasure.reason.{reason}")


def _money(amount: Any) -> str:
    return formats.money(language(), amount, visit.chain().currency)


def _number(amount: Any) -> str:
    return formats.number(language(), amount)


def _day(value: Any) -> str:
    return formats.day(language(), value)


def _moment(value: Any) -> str:
    return formats.moment(language(), value)


def _salon(code: Any) -> str:
    return next((salon.name.say(language()) for salon in visit.chain().salons if salon.code == code), str(code))


def _salons(codes: Any) -> str:
    return ", ".join(map(_salon, codes))


def _level(code: Any) -> str:
    return rules.level_name(visit.chain().timeline.at(visit.today()), code)


def _reward(code: Any) -> str:
    reward = visit.chain().timeline.at(visit.today()).document.rewards.get(code)
    return reward.name.say(language()) if reward is not None and reward.name is not None else str(code)


def _word(value: Any) -> str:
    """One of the fixed words; what stands in no list is said as it is."""
    key = f"audit.value.{value}"
    return say(key) if knows(key) else str(value)


def _kind(code: Any) -> str:
    return say(f"request.kind.{code}")


def _refused(codes: Any) -> str:
    return " ".join(rules.refusals(codes))


def _event(code: Any) -> str:
    key = f"messages.event.{code}"
    return say(key) if knows(key) else _word(code)


def _ways(names: Any) -> str:
    return ", ".join(say(f"messages.way.{name}") for name in str(names).split(", ") if name) or say("messages.off")


def _programme() -> Programme:
    return visit.chain().timeline.at(visit.today())


def _units(told: Any) -> str:
    """Bonuses, by their wallets where there are several."""
    if not isinstance(told, dict):
        return _number(told)
    return ", ".join(questions.units(_programme(), name, amount) for name, amount in told.items() if amount != NOTHING)


def _opened(wallets: Any) -> str:
    return ", ".join(
        questions.units(_programme(), name, lot["amount"]) for name, lots in wallets.items() for lot in lots
    )


def _rewards(told: Any) -> str:
    """Codes, or codes with how many."""
    times = told if isinstance(told, dict) else dict.fromkeys(told, 1)
    return ", ".join(f"{_reward(code)} × {_number(count)}" for code, count in times.items())


def _wallet(code: Any) -> str:
    return questions.wallet_name(_programme(), code)


def _counters(told: Any) -> str:
    return ", ".join(f"{rules.counter_name(_programme(), name)}: {_number(amount)}" for name, amount in told.items())


def _setting(code: Any) -> str:
    setting = _programme().document.choices.get(code)
    return questions.choice_name(code, setting.name if setting is not None else None)


def _each(values: Any) -> str:
    return ", ".join(f"{name}: {value}" for name, value in values.items())


FIELDS: dict[str, Callable[[Any], str]] = {
    "receipt": str,
    "gross": _money,
    "discount": _money,
    "redeemed": _number,
    "payable": _money,
    "earned": _units,
    "refund": _money,
    "bonuses_returned": _number,
    "bonuses_taken": _number,
    "owed": _number,
    "ref": str,
    "amount": _number,
    "units": _number,
    "times": str,
    "for": _moment,
    "taken": _units,
    "held": _units,
    "released": _units,
    "given": _rewards,
    "choice": _reward,
    "quantity": str,
    "rewards": _rewards,
    "wallet": _wallet,
    "wallets": _opened,
    "counters": _counters,
    "setting": _setting,
    "value": str,
    "choices": _each,
    "first_visit": _day,
    "level_until": _day,
    "moved": _number,
    "available": _number,
    "pending": _number,
    "bonuses": _number,
    "card": str,
    "level": _level,
    "reward": _reward,
    "state": _word,
    "role": _word,
    "salon": _salon,
    "salons": _salons,
    "name": str,
    "channel": _word,
    "event": _event,
    "ways": _ways,
    "order": _ways,
    "open": _word,
    "number": str,
    "starts": _moment,
    "part": str,
    "journals": str,
    "visit": _moment,
    "activate_by": _day,
    "deliver_by": _day,
    "valid_until": _day,
    "expires": _day,
    "until": _moment,
    "count": str,
    "own_phone": _word,
    "most_members": str,
    "attributes": _each,
    "kind": _kind,
    "reason": str,
    "why": _why,
    "scopes": str,
    "group": str,
    "price": _money,
    "hours": _number,
    "refused": _refused,
}
"""In the order in which they are told."""

HIDDEN = frozenset(
    {
        "absorbed",
        "account_of",
        "answers",
        "because",
        "birth_date",
        "booking",
        "campaign",
        "certificate",
        "dated",
        "delivery",
        "email",
        "full_name",
        "grade",
        "guest",
        "instalments",
        "lines",
        "member",
        "operator",
        "phone",
        "quote",
        "referred_by",
        "remainder",
        "salon_category",
        "scanned",
        "share",
        "spend",
        "spent",
        "tenders",
        "theirs",
        "to",
    }
)
"""What a line of the log has no room for; the receipt's own page tells it."""


def _said(name: str, value: Any) -> str | None:
    if value in (None, "", [], {}) or name in HIDDEN:
        return None
    say_it = FIELDS.get(name, str)
    try:
        return say_it(value) or None
    except (ValueError, TypeError, ArithmeticError, KeyError, AttributeError):
        return str(value)
