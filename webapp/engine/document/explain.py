"""The whole programme in plain sentences, made from its settings alone, in Russian or English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from webapp.engine.document.explain_levels import levels
from webapp.engine.document.explain_members import cards, joining, people, programme, rankings
from webapp.engine.document.explain_money import campaigns, counters, returns, wallets
from webapp.engine.document.explain_rewards import rewards
from webapp.engine.document.explain_rules import discounts, earning, gifts, refusals
from webapp.engine.document.explain_spending import spending
from webapp.engine.document.measured import is_money
from webapp.engine.document.phrases import NO_LISTS, UNNAMED, Lists, Places, Speaker
from webapp.engine.document.schema import ProgrammeDocument
from webapp.engine.document.words import sentence

Part = Callable[[Speaker], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """`number` is the section's and its own, as 2.1; `rule` the one that it is said of, if of any."""

    number: str
    text: str
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """`part` names what the section is about, in either language: earning, discounts, refusals and so on."""

    number: int
    title: str
    sentences: tuple[Sentence, ...]
    part: str = ""


def explain(
    document: ProgrammeDocument,
    language: str,
    lists: Lists = NO_LISTS,
    places: Places = UNNAMED,
) -> list[Section]:
    """The sections that have something to say, each with its sentences. `lists` are the chain's own."""
    speaker = Speaker(document, language, lists, places)
    told = [(title, part, [sentence(text) for text in part(speaker)]) for title, part in PARTS]
    spoken = [(speaker(*_titled(speaker, title, part)), part.__name__, texts) for title, part, texts in told if texts]
    rules = {f"{speaker.name('rules', code)}: ": code for code in reversed(document.rules)}
    return [_section(number, *parts, rules) for number, parts in enumerate(spoken, start=1)]


def _titled(s: Speaker, title: tuple[str, str], part: Part) -> tuple[str, str]:
    """Where a wallet of money pays, paying is not with bonuses alone."""
    if part is spending and any(is_money(s, wallet) for wallet, _ in s.document.ways_of_paying()):
        return ("Оплата из кошельков", "Paying from wallets")
    return title


def clauses(sections: list[Section]) -> dict[tuple[str, str], str]:
    """By part and rule the number of the first sentence that is said there of the rule; by no part, of them all."""
    found: dict[tuple[str, str], str] = {}
    for section in sections:
        for told in section.sentences:
            if told.rule is not None:
                found.setdefault((section.part, told.rule), told.number)
                found.setdefault(("", told.rule), told.number)
    return found


def _section(number: int, title: str, part: str, texts: list[str], rules: Mapping[str, str]) -> Section:
    sentences = (
        Sentence(f"{number}.{place}", text, next((rules[head] for head in rules if text.startswith(head)), None))
        for place, text in enumerate(texts, start=1)
    )
    return Section(number, title, tuple(sentences), part)


def _texts(s: Speaker) -> Iterator[str]:
    for block in s.document.contacts:
        said = block.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        parts = [part[s.language] if isinstance(part, dict) else part for part in said.values()]
        told = ", ".join(", ".join(part) if isinstance(part, list) else part for part in parts)
        yield f"{s('Связаться', 'To get in touch')}: {told}"
    for code, text in s.document.texts.items():
        yield f"{s.quote(code)}: {text.say(s.language)}"


PARTS: tuple[tuple[tuple[str, str], Part], ...] = (
    (("Программа", "The programme"), programme),
    (("Вступление", "Joining"), joining),
    (("Карты", "Cards"), cards),
    (("Люди и выбор", "People and choices"), people),
    (("Что считается", "What is counted"), counters),
    (("Уровни", "Levels"), levels),
    (("Места", "Places"), rankings),
    (("Скидки", "Discounts"), discounts),
    (("Кошельки", "Wallets"), wallets),
    (("Начисление", "Earning"), earning),
    (("Когда бонусов и скидок нет", "What is withheld"), refusals),
    (("Оплата бонусами", "Paying with bonuses"), spending),
    (("Бонусы кампаний", "Bonuses of campaigns"), campaigns),
    (("Награды и сертификаты", "Rewards and certificates"), rewards),
    (("Подарки и события", "Gifts and events"), gifts),
    (("Возвраты", "Returns"), returns),
    (("Тексты", "Texts"), _texts),
)
