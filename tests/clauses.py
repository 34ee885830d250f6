"""Which journals and tests prove which promise: `python -m tests.clauses` prints the table.

Journals name clauses in their title, tests in their docstring; rows of faults may also end a test's name. What the engine decides must have a proof; a test of ours
fails where it has none. 7K is 7 Krasok, KL is KEEP LOOKING, ES is Estetic; X is a sentence of the journals' own
specification, R a row of the faults and attacks that the product stands up to, I an invariant of the ledger.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent

CLAUSES = """
7K-1      engine  any purchase and a filled questionnaire give a cumulative card: it earns nothing and sums receipts for life
7K-2      engine  17 777 roubles of receipts lead to the registered card Privilege, whose issue begins the level
7K-3      engine  Privilege earns 7 % or 3 % by what was bought, nothing for promotional cards and services
7K-4      engine  77 SPA-hours in the last 12 months lead to the club card VIP-Privilege
7K-5      engine  VIP earns 10 % or 4 %
7K-6      engine  bonuses come 7 days after the purchase
7K-7      engine  bonuses are gone on 20 January; purchases of 10-20 January count for the period to come
7K-8      engine  bonuses are spent on certificates of 12 programmes in 4 categories, paid by 30, 50 or 100 %
7K-9      engine  a paper certificate in 5 working days to a salon, an electronic one in 2 by e-mail
7K-10     engine  a certificate is valid 37 days, transferable, for one visit, booked beforehand
7K-11     engine  accepted in salons of its category; luxury for Baliniz-classic only; a VIP holder's anywhere
7K-12     engine  cards: for one person, valid 2 years, presented and scanned, or nothing is counted
7K-13     engine  exchange of a card by the hours of the last 12 months, from 60 days before its end
7K-14     engine  further cards on a common account: 1 for Privilege, 3 for VIP
7K-15     engine  a lost cumulative card is not recovered; a lost registered one is replaced
7K-16     engine  a birthday compliment from the birthday for 7 days more, once a birthday
7K-17     engine  small pleasantness: gifts, double bonuses, invitations, with consent
7K-18     pages   a free consultation with a doctor, requested by the member
7K-19     pages   the personal account: balance, and a first sign-in by card or phone, birth date and a one-time code
7K-20     pages   the loyalty manager by phone and e-mail, with hours for each city
7K-21     pages   a call within 15 minutes, round the clock
7K-22     pages   sign-up and sign-in by phone or e-mail, change of phone, a forgotten password
7K-23     engine  the terms hold until 20 January 2018; outside its days the programme is closed
7K-24     engine  the salons of Moscow, its region and St Petersburg, each with its category
7K-25     pages   the shop: what was added to the basket and cannot be had now
KL-1      engine  from 1 May 2022: services 5/7/10 %, products -/5/7 % by level
KL-2.1.1  engine  SILVER: 200 000 within 12 months from the first visit, from the visit after the one that crossed it
KL-2.1.2  engine  otherwise on any day on which the last 12 months hold 200 000
KL-2.1.3  engine  SILVER is kept by 200 000 in its 12 months
KL-2.1.4  engine  below 200 000 the level is zeroed and counting starts anew
KL-2.2.1  engine  GOLD: 350 000 within 12 months from SILVER
KL-2.2.2  engine  GOLD from the visit after, whose purchases count in the new period
KL-2.2.3  engine  GOLD is kept by 350 000
KL-2.2.4  engine  else down to SILVER, from which one may rise again
KL-2.3.1  engine  PLATINUM: 600 000 within 12 months from GOLD
KL-2.3.2  engine  PLATINUM from the visit after
KL-2.3.3  engine  PLATINUM is kept by 600 000
KL-2.3.4  engine  else down to GOLD
KL-sum    engine  purchases: money paid after discount, returns taken off at the purchase's own date
KL-3.1    engine  GOLD and PLATINUM have 5 / 7 % on products in the online shop
KL-3.2    engine  purchases in the shop do not count to the level
KL-4.1    engine  rules may change or end; goods and services may be excluded
KL-4.2    pages   the questionnaire is consent; export and erasure
KL-4.3    text    no liability for reasons beyond the company
ES-1.1    engine  any person of 18 or more, of free will
ES-1.6    engine  no legal entities nor those who act for them; a member may leave
ES-1.2    engine  the account is opened free while paying
ES-1.3    engine  it needs the questionnaire
ES-1.4    engine  on paper, or electronic by a link
ES-1.5    engine  active once the questionnaire has been entered, within 5 or 10 working days
ES-1.7    engine  lasts as long as the programme, or until an announced date
ES-1.8    engine  at most 5 operations a day
ES-2.1    engine  100 for a procedure, 200 for a complex
ES-2.2    engine  after spending, accrual is for the part paid by other means
ES-2.3    engine  300 / 400 / 500 for courses of 5 / 10 / 15
ES-2.3b   engine  250 for a friend, 100 for a birthday
ES-2.4    engine  rounded down to 10 kopecks
ES-2.5    engine  each unit earns for itself
ES-2.6    engine  bonuses may gather before activation
ES-2.7    engine  nothing for instalments, credit or payment in parts
ES-2.8    engine  promotional bonuses have rules of their own
ES-2.9    engine  found by phone; an unknown phone closes without accrual
ES-2.10   engine  promotional bonuses have dates and a life of their own
ES-2.11   engine  the receipt is the proof in a dispute
ES-3.2    engine  bonuses are spent only after activation
ES-3.3    engine  only available bonuses pay
ES-3.4    engine  up to 50 % of a price, 1 bonus = 1 rouble
ES-3.5    engine  not for gift cards
ES-3.6    engine  shortest life first, promotional ones by their own rules
ES-3.7    engine  each unit is paid for itself
ES-3.8    engine  the maximum, or a set amount within it
ES-3.9    engine  the rest by gift card, cash or bank card, all of which earn
ES-4.1    engine  personal data change only by a new questionnaire
ES-4.2    engine  the new questionnaire replaces the old
ES-4.3    engine  the owner of an account cannot change
ES-6.1    text    follow your account
ES-6.2    engine  the balance from staff
ES-7.1    text    territory
ES-7.2    pages   changes of the rules are announced on the site
ES-7.3    engine  data that do not match stop accrual and spending
ES-7.4    engine  no cash, no sale, no transfer
ES-7.5    engine  personal offers
ES-7.6    pages   consent to notices, and a right to refuse advertising
"""
"""Id, who decides it, the promise."""

SENTENCES = """
X-time-1          a time is local, written in three ways, without an offset
X-time-2          a time that goes back is not valid
X-time-3          each journal starts from an empty world
X-time-4          what time alone brings about has happened at 00:00, before that day's events | keep_looking/54 estetic/48
X-time-5          only activation, publish and events act at their own moment | estetic/24 estetic/50
X-time-6          --until ends at that day's last moment
X-time-7          at 00:00: lots end, pending ones come, cards and certificates end, levels are judged, birthdays
X-time-8          N days pending: from 00:00 of the purchase's day + N | seven_krasok/06
X-dates-1         days are YYYY-MM-DD, or null
X-dates-2         `expires` and `level_until` are the first day on which it is gone | keep_looking/10 estetic/36
X-dates-3         `available_from` and `level_since` are the first day that counts | estetic/25 keep_looking/05
X-dates-4         rolling windows by the backward definition | keep_looking/08 seven_krasok/11
X-dates-5         a kept level's periods run from its first day | keep_looking/26
X-dates-6         a card of day D ends at 00:00 of D + 2 years | seven_krasok/18 seven_krasok/33
X-dates-7         `valid_until` and `deliver_by` are the last day included | seven_krasok/37 seven_krasok/39
X-levels-1        level, due, since and until are null when there is none | keep_looking/01
X-levels-2        keeping moves the end and never the beginning; with cards the end is the card's | keep_looking/11 seven_krasok/15
X-levels-3        what is due stays due through silence, ends and falls | keep_looking/17 keep_looking/25 seven_krasok/22
X-levels-4        it goes only with a return, judged as of the crossing visit | keep_looking/29 keep_looking/32
X-levels-5        `spend_period` without a level counts since counting began | keep_looking/01 keep_looking/12
X-levels-6        an exchange by hours needs them on its own day | seven_krasok/10
X-levels-7        only a desk receipt is a visit | keep_looking/45
X-levels-8        a period already judged is not judged again | keep_looking/31
X-comparison-1    amounts are compared as decimals, and printed with two | keep_looking/55
X-comparison-2    a mapping is a subset, a list is compared item by item
X-comparison-3    codes, rewards, cards and certificates in any order; lines and lots in order
X-comparison-4    an unknown field, member, certificate or campaign is not valid
X-shapes-1        lots: those with something left, in the order of spending, waiting ones without a day | estetic/26 estetic/76
X-shapes-2        a lot's source: receipt, birthday, referral, grant, returned, a campaign | estetic/48 estetic/38 estetic/62 estetic/67 estetic/32
X-shapes-3        cards: number, member, level, state, end | seven_krasok/02 seven_krasok/23 seven_krasok/32
X-shapes-4        certificates: key, reward, state, last day | seven_krasok/39 seven_krasok/42
X-shapes-5        measures: every one of the document's | keep_looking/01
X-shapes-6        a line gives its units | estetic/17 keep_looking/35
X-spending-1      a set amount too large: `over_share`, `insufficient_bonuses`, or both | estetic/19
X-spending-2      then nothing is redeemed, never less | estetic/19
X-spending-3      max takes the lesser of the two; with nothing to take it refuses nothing | estetic/22
X-spending-4      the amount fills unit after unit, line after line | estetic/18
X-spending-5      goods by half too, gift cards not at all | estetic/20 estetic/21
X-refusals-1      a code only where something asked for, or something due, was withheld | estetic/52 estetic/53
X-refusals-2      a line that is merely not rewarded gives none | estetic/13 seven_krasok/76
X-refusals-3      a known number, an unknown item or salon stop the whole event | estetic/30 keep_looking/48 seven_krasok/74
X-refusals-4      a receipt's number is unique in the chain for good | keep_looking/47
X-refusals-5      an unknown phone is a sale with `not_enrolled` | estetic/29 keep_looking/49
X-refusals-6      where several refusals hold, all are named | estetic/54
X-returns-1       lines count from 1, all that is left by default, units in their order | estetic/59 estetic/60
X-returns-2       a line's figure over its units: floor(total·k/n) - floor(total·(k-1)/n) | keep_looking/35
X-returns-3       first the spent is given back, then the earned is taken | estetic/68
X-returns-4       from its own lot, then as it would be spent, then from waiting ones | estetic/67 seven_krasok/62
X-returns-5       what ran out unspent leaves nothing to take | seven_krasok/64
X-returns-6       `bonuses_taken` is what was really taken, `owed` the whole debt | estetic/65 seven_krasok/61
X-returns-7       a debt is paid by the next accrual of any kind, not by what is given back | estetic/66 estetic/69 seven_krasok/63
X-returns-8       a receipt makes one lot; `earned` is the full accrual | estetic/65
X-returns-9       spent bonuses whose lot has gone come back for 14 days, on a cancelled certificate too | estetic/62 seven_krasok/41
X-returns-10      more units than are left: `over_return` | estetic/70 keep_looking/36
X-certificates-1  defaults: whole in bonuses, certified, standard, by e-mail | seven_krasok/34 seven_krasok/45
X-certificates-2  bonuses are price x share, up to 0.01, and leave with the order | seven_krasok/34
X-certificates-3  the money part earns nothing and counts in no sum | seven_krasok/48
X-certificates-4  due in 5 or 2 working days, the day of the order not counted | seven_krasok/37 seven_krasok/38
X-certificates-5  a VIP holder's goes anywhere, also handed on; others in salons of their category | seven_krasok/42 seven_krasok/45
X-certificates-6  luxury for baliniz_classic only | seven_krasok/44
X-certificates-7  a birthday gift once a birthday, over New Year too, to each holder | seven_krasok/52 seven_krasok/54
X-certificates-8  it starts as requested, by e-mail | seven_krasok/51
X-certificates-9  each holder of a common account may order | seven_krasok/27 seven_krasok/45
X-cards-1         issue: a first card, a further one, a replacement; else `not_eligible` | seven_krasok/23 seven_krasok/26 seven_krasok/27
X-cards-2         exchange: what is due, else by the hours from 60 days before the end, also after it | seven_krasok/15 seven_krasok/19
X-cards-3         the new two years run from the exchange | seven_krasok/15
X-cards-4         too few hours: `not_eligible`, and the fall comes with the card's end | seven_krasok/16
X-cards-5         enough hours later bring the old level back | seven_krasok/19 seven_krasok/20
X-cards-6         an expired card earns nothing and counts nothing | seven_krasok/18
X-cards-7         a sum that gave a level counts anew after a fall | seven_krasok/18
X-cards-8         a purchase before the first card counts | seven_krasok/01
X-cards-9         a number once used is `card_taken` | seven_krasok/24 seven_krasok/26
X-cards-10        a lost cumulative card takes its sum along | seven_krasok/24
X-cards-11        cards of an account share all; further ones stay to their end | seven_krasok/30 seven_krasok/31 seven_krasok/32
X-day-1           what neither earns nor spends is no operation, nor are grants, birthdays, friends | estetic/11
X-day-2           a receipt returned the same day counts, and those before activation | estetic/12
X-day-3           the sixth that would have moved something answers `daily_limit` | estetic/09
X-day-4           on instalments bonuses may be spent | estetic/28
X-day-5           a friend's first receipt above zero, not in instalments | estetic/39 estetic/40
X-day-6           the reward waits for an inactive referrer; a full return takes it back | estetic/41 estetic/43
X-day-7           `self_referral` leaves nothing done | estetic/42
X-day-8           a birthday under a mismatch gives nothing | estetic/51
X-day-9           a grant lives as bonuses of its day do, unless it has an end of its own | estetic/37 seven_krasok/56
X-day-10          ordinary bonuses never end and go last, oldest first | estetic/31 estetic/37
X-day-11          promo_first, promo_last, promo_services, double_bonus | estetic/32 estetic/33 estetic/34 seven_krasok/57
X-and-1           the lowest card anew after a loss or an end; with a good card and a level due `not_eligible` | seven_krasok/02 seven_krasok/20 seven_krasok/24
X-and-2           before the first card the level is cumulative, without an end | seven_krasok/01
X-and-3           a replacement has two fresh years | seven_krasok/23
X-and-4           without Privilege a further card is `card_limit` | seven_krasok/28
X-and-5           what a further card's holder had gathered alone stays behind | seven_krasok/29
X-and-6           a measure never goes below zero | keep_looking/53 seven_krasok/24
X-and-7           a refund of one unit spreads the discount, not the payable | keep_looking/35
X-and-8           a late receipt is no visit, no member before the enrolment, due from its posting | keep_looking/40 keep_looking/42
X-and-9           deposits and gift cards pay lines in order; a return lowers what had counted | seven_krasok/59 seven_krasok/60
X-and-10          a set amount is measured against what may pay these lines | estetic/34
X-and-11          after the friend's full return the next receipt gives; the referrer's mismatch stops it | estetic/43 estetic/46 estetic/47
X-and-12          after `close` everything answers closed; a common account goes on | estetic/72 seven_krasok/70 seven_krasok/71
X-and-13          a booking may be made anew, not for after the last day | seven_krasok/46
X-and-14          the only card being lost stops no certificate | seven_krasok/49
X-and-15          `lots` names the available ones first
X-and-16          a grant before activation waits | estetic/26 seven_krasok/58
X-and-17          eighteen, for one born on 29 February, is 28 February | estetic/02
X-and-18          max takes all of a balance off the step | estetic/22
X-and-19          a member not yet active is suspended under a mismatch too | estetic/53
X-and-20          codes behind a stopping refusal are all named | estetic/54
"""
"""Id, the sentence in few words, the journals that show it (chain/number); tests that name it are found by themselves."""

ROWS = [f"R{number}" for number in range(1, 74)] + [f"I{number}" for number in range(1, 9)]
NAMED = re.compile(r"\b(?:(?:7K|KL|ES)-(?:sum|[0-9]+(?:\.[0-9]+)*b?)|X-[a-z]+-[0-9]+|[RI][0-9]{1,2})(?![\w.]*\w)")
ENDS = re.compile(r"(?:_[ri][0-9]{1,2})+$")


class Clause(NamedTuple):
    name: str
    decided_by: str
    promise: str


class Sentence(NamedTuple):
    name: str
    words: str
    journals: tuple[str, ...]


def clauses() -> list[Clause]:
    return [Clause(*line.split(maxsplit=2)) for line in CLAUSES.strip().splitlines()]


def sentences() -> list[Sentence]:
    found = []
    for line in SENTENCES.strip().splitlines():
        said, _, journals = line.partition(" | ")
        name, words = said.split(maxsplit=1)
        found.append(Sentence(name, words, tuple(journals.split())))
    return found


def named_by_journals() -> dict[str, list[str]]:
    """For each id the journals, as chain/number, whose title names it."""
    found = defaultdict(list)
    for path in sorted(ROOT.glob("tenants/*/journals/*")):
        title = next((line for line in path.read_text().splitlines() if line.startswith("journal:")), "")
        for name in dict.fromkeys(NAMED.findall(title)):
            found[name].append(short(path))
    return found


def named_by_tests() -> dict[str, list[str]]:
    """For each id the tests whose docstring, or whose module's, names it, or whose name ends with it: `_r5_r12`."""
    found = defaultdict(list)
    for path in sorted(ROOT.glob("tests/**/test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                continue
            place = path.relative_to(ROOT / "tests").with_suffix("").as_posix()
            spot = place if isinstance(node, ast.Module) else f"{place}::{node.name}"
            ends = ENDS.search(getattr(node, "name", ""))
            told = [part.upper() for part in ends[0].split("_")[1:]] if ends else []
            for name in dict.fromkeys([*NAMED.findall(ast.get_docstring(node) or ""), *told]):
                found[name].append(spot)
    return found


def short(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.name[:2]}"


def proofs(name: str, journals: dict[str, list[str]], tests: dict[str, list[str]]) -> list[str]:
    return [*journals.get(name, ()), *tests.get(name, ())]


def rows() -> list[tuple[str, str, str]]:
    """(id, promise, what proves it) of every clause and sentence."""
    journals, tests = named_by_journals(), named_by_tests()
    table = []
    for clause in clauses():
        found = proofs(clause.name, journals, tests)
        missing = "none yet" if clause.decided_by != "text" else "stands in the rules text"
        table.append((clause.name, clause.promise, told(found) or missing))
    for sentence in sentences():
        found = [*sentence.journals, *tests.get(sentence.name, ())]
        table.append((sentence.name, sentence.words, told(found) or "none yet"))
    return table


def told(found: list[str]) -> str:
    """The first few by name, the rest by number."""
    more = f" and {len(found) - 4} more" if len(found) > 4 else ""
    return ", ".join(found[:4]) + more


def main() -> int:
    """Prints the table; then the rows of faults and the invariants that no test names yet."""
    table = rows()
    for name, promise, found in table:
        print(f"{name:<17} {promise[:88]:<88}  {found}")
    tests = named_by_tests()
    unnamed = [row for row in ROWS if row not in tests]
    without = [name for name, _, found in table if found == "none yet"]
    print(f"\n{len(table)} promises, {len(without)} without a proof yet: {', '.join(without) or 'none'}")
    print(f"Faults and invariants that no test names yet: {', '.join(unnamed) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
