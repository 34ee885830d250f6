"""What happened, as its member is told: what it was, and why bonuses moved."""

from __future__ import annotations

from typing import Any

from webapp.engine.money import hundredths
from webapp.pages.shared import formats, rules, visit
from webapp.pages.shared.language import language, say
from webapp.translations.say import knows
from webapp.usecases.look_at_history import Done, Moved

BY_HAND = ("grant", "withdraw")


def title(done: Done) -> str:
    """What came from another's account is told without a word of what they did there."""
    if done.own and done.verb == "birthday_gift" and done.who is not None:
        return say("me.did.order_certificate")
    if done.own and done.verb == "event" and "name" in done.told:
        return rules.event_name(done.told["name"])
    if done.own and done.verb == "redeem" and "reward" in done.told:
        return f"{say('me.did.redeem')}: {rules.reward_name(done.programme, done.told['reward'])}"
    key = f"me.did.{done.verb}" if done.own else f"me.did.elsewhere.{done.verb}"
    return say(key) if knows(key) else say("me.did.other")


def why(done: Done) -> list[str]:
    """Sentences: what moved and by which rule, what was taken off, what stood in the way; never empty for a sale."""
    said = [_moved(done, moved) for moved in done.moved if moved.told]
    discount = _amount(done.told, "discount")
    if discount and done.verb == "purchase":
        said.append(say("me.why.discount", amount=formats.money(language(), discount, visit.chain().currency)))
    said += rules.refusals(done.told.get("refused", ()))
    if done.verb in BY_HAND and done.told.get("reason"):
        said.append(say("me.why.reason", reason=done.told["reason"]))
    if done.verb == "purchase" and not said:
        said.append(say("me.why.nothing"))
    return list(dict.fromkeys(said))


def _moved(done: Done, moved: Moved) -> str:
    told = rules.moved_words(done.programme, moved.kind, moved.told)
    if moved.rule is None or moved.rule not in done.programme.document.rules:
        return told
    by = rules.rule_name(done.programme, moved.rule)
    number = rules.clause(done.programme, moved.rule, moved.kind)
    return say("me.why.by_clause", told=told.rstrip("."), rule=by, number=number) if number else f"{told} {by}"


def _amount(told: dict[str, Any], name: str) -> int:
    return hundredths(told[name]) if isinstance(told.get(name), str) else 0
