"""The programme itself, joining it, cards and levels, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from webapp.engine.calendar import Duration
from webapp.engine.document.amounts import Table, leaves_of, written
from webapp.engine.document.bounds import WORKING_HOURS, Compare
from webapp.engine.document.details import details
from webapp.engine.document.phrases import (
    Speaker,
    condition,
    count_bounds,
    counter_bounds,
    level_end,
    nothing_asked,
    rows,
)
from webapp.engine.document.schema import Cards, Level, Renewal
from webapp.engine.document.spoken import spoken
from webapp.engine.document.when import PERIODS
from webapp.engine.document.words import BONUS, HOUR, SUMS_IN, Noun, Speech
from webapp.engine.money import WHOLE

CARD: Noun = ("карта", "карты", "карт")
YEAR_OF_AGE: Noun = ("год", "года", "лет")
MINUTE: Noun = ("минута", "минуты", "минут")
OPERATION: Noun = ("операция", "операции", "операций")
FORMS = {"paper": ("бумажную", "a paper one"), "electronic": ("электронную", "an electronic one")}


def programme(s: Speaker) -> Iterator[str]:
    document = s.document
    yield s(f"Название: {document.name.ru}", f"Its name: {document.name.en}")
    yield s(
        f"Все суммы — в {_sums_in(s)}, дни и часы — {_time(s)}",
        f"All sums are in {_sums_in(s)}; days and hours are those of {_time(s)}",
    )
    yield _in_force(s)
    kept = {"feb_28": (2, 28), "mar_1": (3, 1)}[document.calendar.feb_29 or "feb_28"]
    yield s(
        f"День рождения 29 февраля в невисокосный год празднуют {s.month_day(kept)}",
        f"A birthday on 29 February is kept on {s.month_day(kept)} in common years",
    )
    country = s.places.country or document.calendar.working
    yield s(
        f"Рабочие дни — по официальному календарю: {country}",
        f"Working days are those of the official calendar of {country}",
    )
    for works, russian, english in ((True, "рабочие", "worked on"), (False, "нерабочие", "days of rest")):
        days = [s.day(day) for day, working in document.calendar.exceptions.items() if working is works]
        if days:
            yield s(
                f"Вопреки календарю это дни {russian}: {s.all_of(days)}",
                f"Against that calendar these are {english}: {s.all_of(days)}",
            )
    yield from details(s, s("Дни", "Days"), document.calendar, {"feb_29", "working", "exceptions"})
    limit = document.limits.operations_a_day
    if limit is not None:
        count = s.of_counted(limit * WHOLE, OPERATION, "operation")
        yield s(
            f"По одному счёту за календарный день — не больше {count}; чек, который начисляет или тратит бонусы, — "
            "одна операция; следующие чеки проходят без бонусов",
            f"An account has at most {count} in a calendar day; a receipt that earns or spends bonuses is one "
            "operation; further receipts go through without bonuses",
        )
    if document.wallets:
        most = s.of_counted(document.limits.by_hand_a_day, BONUS, "bonus")
        yield s(
            f"Вручную один сотрудник за день начисляет и снимает не больше {most}",
            f"By hand, one person of the staff grants and withdraws at most {most} a day",
        )
    hours = document.limits.working_hours
    if hours != WORKING_HOURS:
        yield (
            s("Сотрудники работают с ", "The staff work from ")
            + str(hours).replace("-", s(" до ", " to "))
            + s("; что делается в другое время, видит владелец", "; what is done at other times is told to the owner")
        )
    yield _answered(s)


def _answered(s: Speaker) -> str:
    within = s.document.requests
    call, claim, benefit, visit = (
        answered_within(s, span) for span in (within.call_back, within.claim, within.benefit, within.booking)
    )
    ru = [f"звонок — {call}", f"спор о чеке — {claim}", f"запись на визит — {visit}"]
    en = [f"a call back within {call}", f"a claim about a receipt within {claim}", f"a visit's booking within {visit}"]
    if any(level.benefits for level in s.document.levels.values()):
        ru.insert(2, f"то, что положено на уровне, — {benefit}")
        en.insert(2, f"what the level entitles to within {benefit}")
    return s(f"На просьбы отвечают в срок: {'; '.join(ru)}", f"Requests are answered in time: {'; '.join(en)}")


def answered_within(s: Speech, span: timedelta | Duration) -> str:
    if isinstance(span, Duration):
        return s.span(span)
    minutes = int(span.total_seconds()) // 60
    count, noun, english = (minutes, MINUTE, "minute") if minutes % 60 else (minutes // 60, HOUR, "hour")
    return s.counted(count * WHOLE, noun, english)


def _sums_in(s: Speaker) -> str:
    code = s.currency
    return s(*SUMS_IN.get(code, (f"валюте {code}", code)))


def _time(s: Speaker) -> str:
    if s.places.city:
        return s(f"по времени города {s.places.city}", s.places.city)
    return s(f"по часовому поясу {s.document.zone}", f"the time zone {s.document.zone}")


def _in_force(s: Speaker) -> str:
    span = s.document.in_force
    if not span.from_ and not span.until:
        return s("Программа действует бессрочно", "The programme is in force without an end")
    start = s(f" с {s.day(span.from_)}", f" from {s.day(span.from_)}") if span.from_ else ""
    end = ""
    if span.until:
        end = s(f" до {s.day(span.until)}, не включая этот день", f" until {s.day(span.until)}, that day excluded")
    return s(
        f"Программа действует{start}{end}; покупки в другие дни не приносят ничего и нигде не считаются",
        f"The programme is in force{start}{end}; purchases on other days bring nothing and count nowhere",
    )


def joining(s: Speaker) -> Iterator[str]:
    enrolment = s.document.enrolment
    if enrolment.age is None:
        yield s("Вступить можно в любом возрасте", "People of any age may join")
    else:
        years = s.counted(enrolment.age * WHOLE, YEAR_OF_AGE, "year")
        yield s(
            f"Вступить может тот, кому исполнилось {years}: сам день рождения уже подходит",
            f"One may join at the age of {years}: the birthday itself is old enough",
        )
    if enrolment.individuals_only:
        yield s("Вступают только физические лица", "Only individuals may join, no legal entities")
    else:
        yield s("Вступать могут и юридические лица", "Legal entities may join too")
    yield _activation(s)
    if enrolment.activation.by == "questionnaire" or not enrolment.before_activation.earn:
        if enrolment.before_activation.earn:
            yield s(
                "До активации бонусы копятся, но тратить их нельзя",
                "Before activation bonuses gather but can't be spent",
            )
        else:
            yield s("До активации бонусы не начисляются", "Before activation no bonuses are earned")


def _activation(s: Speaker) -> str:
    activation = s.document.enrolment.activation
    spans = [
        s(f"{FORMS[form][0]} — за {s.span(span)}", f"{FORMS[form][1]} within {s.span(span)}")
        for form, span in (activation.within or {}).items()
    ]
    within = s(f": {', '.join(spans)}", f": {', '.join(spans)}") if spans else ""
    if activation.by == "enrolment":
        return s("Участник активен сразу после вступления", "A member is active at once on joining") + within
    if activation.within is None:
        return s(
            "Участник становится активен, когда заполнит анкету", "A member becomes active on filling the questionnaire"
        )
    return s(
        f"Участник становится активен, когда заполненную анкету внесут в базу{within}",
        f"A member becomes active once the filled questionnaire is in the database{within}",
    )


def cards(s: Speaker) -> Iterator[str]:
    cards = s.document.cards
    if cards is None:
        return
    term = s.span(cards.valid)
    yield s(
        f"Карта уровня, который держится на карте, действует {term} со дня выдачи; прочие карты бессрочны",
        f"The card of a level that hangs on its card is good for {term} from its issue; other cards have no end",
    )
    if cards.must_be_presented:
        yield s(
            "Карту надо предъявить: без неё чек не приносит бонусов и не считается",
            "The card must be presented: without it a receipt earns no bonuses and does not count",
        )
    else:
        yield s("Предъявлять карту не обязательно", "The card need not be presented")
    if cards.renewal:
        yield from _renewal(s, cards.renewal)
    else:
        yield s("Обмена карты на новую по итогам счёта нет", "Cards are not exchanged for new ones by what was counted")
    yield from _further(s, cards)
    if cards.lost == "not_recovered":
        yield s(
            "Потерянная карта блокируется навсегда; с бессрочной картой пропадает и всё сосчитанное по ней",
            "A lost card is blocked for good; with one that never ends all that was counted on it goes too",
        )
    else:
        yield s(
            "Потерянная карта блокируется навсегда, а всё сосчитанное по ней остаётся",
            "A lost card is blocked for good, and all that was counted on it stays",
        )


def _renewal(s: Speaker, renewal: Renewal) -> Iterator[str]:
    intro = s(
        f"Карту можно обменять на новую, начиная за {s.span(renewal.within)} до её конца и после него, "
        "если в день обмена счётчик",
        f"A card may be exchanged for a new one from {s.span(renewal.within)} before its end, and after it, "
        "if on the day of the exchange the counter",
    )
    if isinstance(renewal.needs, int):
        yield f"{intro} {counter_bounds(s, renewal.counter, Compare(at_least=renewal.needs))}"
        return
    table = renewal.needs if isinstance(renewal.needs, Table) else Table(("level",), {})
    needed = rows(s, table, lambda need: count_bounds(s, renewal.counter, Compare(at_least=need)))
    yield f"{intro} {s.name('counters', renewal.counter)} {s('таков', 'is')}: {'; '.join(needed)}"


def _further(s: Speaker, cards: Cards) -> Iterator[str]:
    if cards.further is None:
        yield s("Дополнительных карт на общий счёт нет", "There are no further cards on a common account")
        return
    limits = cards.further
    if isinstance(limits, int):
        said = s.of_counted(limits, CARD, "card")
    elif isinstance(limits, Table):
        said = "; ".join(rows(s, limits, lambda count: s.of_counted(count, CARD, "card")))
    else:
        said = spoken(s, limits.written())
    yield s(
        f"Дополнительные карты на общий счёт, не больше: {said}", f"Further cards on a common account, at most: {said}"
    )


def people(s: Speaker) -> Iterator[str]:
    """Who else uses an account, what members choose, how they leave."""
    enrolment = s.document.enrolment
    yield from details(
        s, s("Участие", "Membership"), enrolment, {"age", "individuals_only", "activation", "before_activation"}
    )
    if enrolment.before_activation.spend:
        yield s("До активации бонусы можно тратить", "Bonuses can be spent before activation")
    yield from details(s, s("Общий счёт", "A shared account"), s.document.people, set())
    for code, choice in s.document.choices.items():
        name = s(f"Выбор {s.name('choices', code)}", f"Choice {s.name('choices', code)}")
        yield f"{name}: {s('из', 'of')} {s.any_of(map(s.quote, choice.of))}"
        yield from details(s, name, choice, {"of"})


def rankings(s: Speaker) -> Iterator[str]:
    for code, ranking in s.document.rankings.items():
        name = s(f"Рейтинг {s.name('rankings', code)}", f"Ranking {s.name('rankings', code)}")
        russian, english = PERIODS[ranking.every]
        counter = s.name("counters", ranking.by)
        yield s(
            f"{name}: по окончании каждого календарного {russian} участников расставляют по тому, что за это время "
            f"сосчитал счётчик {counter}; мест — {ranking.places}",
            f"{name}: when a calendar {english} is over, members are placed by what counter {counter} counted in it; "
            f"the places are {ranking.places}",
        )
        if ranking.if_ is not None:
            asked = condition(s, ranking.if_)
            yield s(f"{name}: участвуют те, у кого {asked}", f"{name}: one takes part if {asked}")
        ties = {
            "earlier": ("из равных выше тот, кто набрал раньше", "of equals whoever came to it earlier stands higher"),
            "shared": (
                "равные делят место, следующие за ним не занимают",
                "equals share a place, the next are left out",
            ),
        }
        yield f"{name}: {s(*ties[ranking.ties])}"
        yield s(
            f"{name}: места определяют один раз; что вернут позже, их не меняет",
            f"{name}: places are given once; what comes back later does not change them",
        )


def levels(s: Speaker) -> Iterator[str]:
    held = s.document.levels
    if not held:
        return
    names = [s.name("levels", code) for code in held]
    yield s(f"Уровни, от низшего к высшему: {s.all_of(names)}", f"The levels, lowest first: {s.all_of(names)}")
    yield s(
        "Условия уровней проверяют после каждого события, и только вверх; если выполнено несколько, даётся высший",
        "What levels ask is looked at after each event, only upwards; where several hold, the highest is given",
    )
    asking_nothing = (code for code, level in held.items() if nothing_asked(level.enter))
    base = next((code for code in asking_nothing if not held[code].by_rule and not _by_rule(s, code)), None)
    for code, level in held.items():
        yield from _level(s, code, level, code == base)


def _level(s: Speaker, code: str, level: Level, base: bool) -> Iterator[str]:
    name = s(f"Уровень {s.name('levels', code)}", f"Level {s.name('levels', code)}")
    said = {"from", "enter", "lasts", "keep", "else", "benefits", "begins"}
    yield from details(s, name, level, said)
    asked = condition(s, level.enter)
    rising = ""
    if isinstance(level.from_, tuple):
        lower = s.any_of(s.name("levels", other) for other in level.from_)
        rising = s(f"; подняться на него можно только с уровня {lower}", f"; it is reached from level {lower} only")
    elif level.from_ is not None:
        lower = spoken(s, written(level.from_))
        rising = s(f"; подняться на него можно так: {lower}", f"; it is reached so: {lower}")
    by_rule = level.by_rule or _by_rule(s, code)
    if by_rule:
        yield s(f"{name} даётся только правилом{rising}", f"{name} is given by a rule alone{rising}")
    elif nothing_asked(level.enter):
        yield s(f"{name} даётся без условий{rising}", f"{name} is given without a condition{rising}")
    else:
        yield s(f"{name} даётся, если {asked}{rising}", f"{name} is given if {asked}{rising}")
    begins = {
        "at_once": ("начинается сразу, для следующей покупки", "begins at once, for the next purchase"),
        "next_visit": ("начинается со следующего визита в другой день", "begins with the next visit on another day"),
        "card_issue": (
            "начинается с выдачи его карты, если условие выполнено и в тот день",
            "begins with the issue of its card, if the condition holds on that day too",
        ),
        "same_sale": ("начинается с той самой покупки, что его дала", "begins with the very purchase that gives it"),
        "next_month": ("начинается с первого дня следующего месяца", "begins on the first day of the next month"),
        "after_present": (
            "начинается, когда кончится нынешний уровень, а без него сразу",
            "begins when the present level ends, without one at once",
        ),
    }[level.begins]
    if base:
        begins = ("начинается со вступления", "begins on joining")
    lasting = s("не кончается", "never ends") if level.lasts is None else level_end(s, level.lasts)
    yield f"{name} {s(*begins)}; {s('он', 'it')} {lasting}"
    yield from _after(s, name, level, by_rule)
    if level.benefits:
        listed = "; ".join(benefit.say(s.language) for benefit in level.benefits.values())
        yield s(
            f"Преимущества уровня {s.name('levels', code)}: {listed}",
            f"Benefits of level {s.name('levels', code)}: {listed}",
        )


def _by_rule(s: Speaker, code: str) -> bool:
    level = s.document.levels[code]
    return "enter" not in level.model_fields_set and any(
        code in leaves_of(each.to) for rule in s.document.rules.values() if (each := rule.then.of("level"))
    )


def _after(s: Speaker, name: str, level: Level, by_rule: bool) -> Iterator[str]:
    """What follows when the level's period ends."""
    lasting = level.lasts is not None and getattr(level.lasts, "kind", "") != "never"
    if not lasting and level.until is None and level.keep is None and level.else_ == "none":
        return
    own = level.else_ == "matching" and not by_rule and lasting
    if level.keep is not None:
        asked = condition(s, level.keep)
        yield s(
            f"{name} в конце срока остаётся ещё на такой же срок, если {asked}",
            f"{name} is kept at its end for another such time if {asked}",
        )
    following: dict[Any, tuple[str, str]] = {
        "none": ("уровня не остаётся", "no level is left"),
        "matching": (
            "наступает высший из более низких, условие которого выполнено за истёкший срок",
            "the highest lower level follows whose condition the ended time meets",
        ),
    }
    if own and level.keep is None:
        yield s(
            f"{name} в конце срока остаётся ещё на такой же срок, если за истёкший срок его условие выполнено",
            f"{name} is kept at its end for another such time if the ended time meets its own condition",
        )
    if isinstance(level.else_, str):
        named = s.name("levels", level.else_)
        after = s(*following.get(level.else_, (f"наступает уровень {named}", f"level {named} follows")))
    else:
        named = spoken(s, written(level.else_))
        after = s(f"наступает уровень: {named}", f"this level follows: {named}")
    if own or level.keep is not None:
        yield s(f"{name}: если это не выполнено, {after}", f"{name}: if that does not hold, {after}")
    else:
        yield s(f"{name}: когда срок кончается, {after}", f"{name}: when it ends, {after}")
