"""What a programme's document calls things, in the person's language, and why a line came out as it did."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.engine.document.conditions import Condition
from webapp.engine.document.explain import Section, clauses
from webapp.engine.document.explain_rules import gifts
from webapp.engine.document.phrases import Places, Speaker, condition
from webapp.engine.document.schema import ProgrammeDocument
from webapp.engine.document.words import readable, sentence
from webapp.engine.programme import Programme
from webapp.engine.sentences import say_entry, say_line, say_refusal
from webapp.engine.situation import Line
from webapp.pages.shared import formats, visit
from webapp.pages.shared.language import language, say
from webapp.translations.say import knows
from webapp.usecases import certificate_terms, request_terms, tell_rules


def why(programme: Programme, line: Line, refused: Iterable[str] = ()) -> list[str]:
    """Sentences on each rule that touched the line, with its arithmetic. Where none did since the whole receipt was
    refused, why that was.
    """
    if not line.reasons and not line.redeemed and (codes := list(refused)):
        return refusals(codes[:1])
    return say_line(_speaker(programme.document), line)


PARTS = {"discount": "discounts", "earned": "earning", "times": "earning", "accrued": "earning"}
PARTS |= {"withheld": "refusals", "withheld_discount": "refusals"}
"""In which part of the rules' text it stands what a rule did."""


def told(programme: Programme) -> list[Section]:
    """All of the rules in the person's language, as the chain's page of rules has them."""
    return tell_rules.told(visit.chain(), programme, language(), places(programme.document))


def places(document: ProgrammeDocument) -> Places:
    return Places(formats.city(language(), document.zone), formats.country(language(), document.calendar.working))


def clause(programme: Programme, rule: str | None, did: str) -> str | None:
    """The number under which that page tells of what the rule did; None for what no sentence tells."""
    numbers = clauses(told(programme))
    return numbers.get((PARTS.get(did, ""), rule or "")) or numbers.get(("", rule or ""))


def why_by_clause(programme: Programme, line: Line, refused: Iterable[str] = ()) -> list[tuple[str, str | None]]:
    """The sentences of `why`, each with the number of its clause."""
    numbers = [clause(programme, reason.rule, reason.effect) for reason in line.reasons]
    said = why(programme, line, refused)
    return list(zip(said, [*numbers, *[None] * (len(said) - len(numbers))], strict=True))


def did_by_rule(programme: Programme, line: Line, rule: str) -> list[str]:
    """What one rule did on the line."""
    said = zip(why(programme, line), line.reasons, strict=False)
    return [told for told, reason in said if reason.rule == rule]


def moved_words(programme: Programme, kind: str, amount: int) -> str:
    """What a movement of bonuses did, in hundredths."""
    return say_entry(_speaker(programme.document), kind, amount)


def rule_name(programme: Programme, code: str) -> str:
    return _speaker(programme.document).name("rules", code)


def _speaker(document: ProgrammeDocument) -> Speaker:
    return Speaker(document, language(), tell_rules.lists_of(visit.chain()))


def level_name(programme: Programme, code: str) -> str:
    level = programme.document.levels.get(code)
    return level.name.say(language()) if level is not None and level.name is not None else readable(code)


def counter_name(programme: Programme, code: str) -> str:
    counter = programme.document.counters.get(code)
    return counter.name.say(language()) if counter is not None and counter.name is not None else readable(code)


def reward_name(programme: Programme, code: str) -> str:
    return certificate_terms.reward_named(programme, code).say(language())


def grade_name(programme: Programme, code: str) -> str:
    return certificate_terms.grade_named(programme, code).say(language())


def category_name(programme: Programme, code: str) -> str:
    return certificate_terms.category_named(programme, code).say(language())


def benefit_name(programme: Programme, code: str) -> str:
    return request_terms.benefit_named(programme, code).say(language())


def unmet_words(programme: Programme, parts: Iterable[Condition]) -> list[str]:
    """What would have to be so, each as a sentence."""
    return [sentence(condition(_speaker(programme.document), part)) for part in parts]


def chosen_name(programme: Programme, code: str) -> str:
    """A setting that members choose, or one of its values, which may be a level, a rule or anything else by name."""
    return _speaker(programme.document).bare(code)


def friend_sentences(programme: Programme) -> list[str]:
    """What the rules promise for bringing a friend, as the chain's public page says it."""
    friends = {rule.name for rule in programme.friends}
    named = {name: rule for name, rule in programme.document.rules.items() if name in friends}
    return [sentence(one) for one in gifts(_speaker(programme.document.model_copy(update={"rules": named})))]


def event_name(code: str) -> str:
    return _called("event", code)


def question_name(code: str) -> str:
    return _called("attribute", code)


def _called(kind: str, code: str) -> str:
    """As the chain's texts call it (`event_CODE`, `attribute_CODE`), else by a common word or the code itself."""
    said = (visit.chain().texts.get("texts") or {}).get(f"{kind}_{code}")
    if said:
        return str(said[language()])
    key = f"told.{kind}.{code}"
    return say(key) if knows(key) else code.replace("_", " ").capitalize()


def source_name(programme: Programme, source: str) -> str:
    """Where a lot comes from: a campaign, one of the fixed words, an event, a rule, or a receipt's number."""
    campaign = programme.document.campaigns.get(source)
    if campaign is not None:
        return campaign.name.say(language()) if campaign.name is not None else readable(source)
    ranking = programme.document.rankings.get(source)
    if ranking is not None and ranking.name is not None:
        return ranking.name.say(language())
    if source in programme.event_names:
        return event_name(source)
    key = f"member.source.{source}"
    if source in programme.document.rules and not knows(key):
        return rule_name(programme, source)
    return say(key) if knows(key) else say("member.source.receipt", number=source)


def refusals(codes: Iterable[str]) -> list[str]:
    return [say_refusal(code, language()) for code in codes]
