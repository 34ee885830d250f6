"""The programme itself, joining it, cards and people, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from webapp.engine.calendar import Duration
from webapp.engine.document.amounts import Table
from webapp.engine.document.bounds import WORKING_HOURS, Compare
from webapp.engine.document.details import details
from webapp.engine.document.measured import Unit, bounded
from webapp.engine.document.phrases import Speaker, condition, count_bounds, counter_bounds, rows
from webapp.engine.document.schema import Cards, Renewal
from webapp.engine.document.when import PERIODS
from webapp.engine.document.words import BONUS, HOUR, MINUTE, SUMS_IN, Noun, Speech
from webapp.engine.money import WHOLE

CARD: Noun = ("карта", "карты", "карт")
YEAR_OF_AGE: Noun = ("год", "года", "лет")
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
    unit = Unit(lambda count: s.counted(count, CARD, "card"), lambda count: s.of_counted(count, CARD, "card"))
    yield bounded(
        s, "Дополнительных карт на общий счёт не больше", "Further cards on a common account: at most", limits, unit
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
            yield s(f"{name}: участвует тот, о ком верно: {asked}", f"{name}: one takes part if {asked}")
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
