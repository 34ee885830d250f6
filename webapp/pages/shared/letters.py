"""What is sent to a guest: a slip, a statement. Plain text in the language of the page it is sent from."""

from __future__ import annotations

from webapp.messages.addresses import defused
from webapp.pages.shared import formats, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.rules import level_name, refusals, why
from webapp.pages.shared.words import item_name
from webapp.usecases.look_at_member import Sheet
from webapp.usecases.look_at_receipt import Note, Slip
from webapp.usecases.send_slip import Letter


def slip_letter(slip: Slip, to: str) -> Letter:
    chain = visit.chain()
    said = [chain.name.say(language()), say("slip.title", number=slip.number), formats.moment(language(), slip.local)]
    for line in slip.lines:
        worked = line.worked
        units = f"{worked.quantity} × {_money(worked.price)}"
        said += ["", item_name(worked.item, worked.group), f"{units}; {say('slip.paid')}: {_money(worked.payable)}"]
        said += why(slip.programme, worked, slip.refused)
    said += ["", f"{say('slip.paid')}: {_money(slip.payable)}"]
    if slip.earned:
        said.append(f"{say('slip.earned')}: {formats.number(language(), slip.earned)}")
    said += [line for note in slip.notes if not note.took for line in _given_back(note)]
    said += [*refusals(slip.refused), "", say("slip.not_fiscal")]
    subject = f"{chain.name.say(language())}: {say('slip.title', number=slip.number)}"
    return Letter(str(slip.id), to, subject, "\n".join(said))


def _given_back(note: Note) -> list[str]:
    bonuses = {"slip.bonuses_returned": note.returned, "slip.bonuses_taken": note.taken}
    told = [f"{say(key)}: {formats.number(language(), amount)}" for key, amount in bonuses.items() if amount]
    return [f"{say('slip.refund')}: {_money(note.refund)}", *told]


def statement_letter(sheet: Sheet, to: str) -> Letter:
    chain, standing = visit.chain(), sheet.standing
    said = [chain.name.say(language()), defused(sheet.known.full_name or ""), formats.moment(language(), visit.today())]
    if standing.get("level"):
        said.append(level_name(sheet.programme, standing["level"]))
    if sheet.programme.wallets:
        for name in ("available", "pending", "owed"):
            said.append(f"{say(f'member.{name}')}: {formats.number(language(), standing.get(name, 0))}")
        said += [_lot(lot) for lot in standing.get("lots", [])]
    return Letter(sheet.known.id, to, f"{chain.name.say(language())}: {say('statement.title')}", "\n".join(said))


def _lot(lot: dict[str, object]) -> str:
    ends = lot["expires"]
    until = say("member.lots.until", day=formats.day(language(), str(ends))) if ends else say("member.lots.never")
    return f"— {formats.number(language(), lot['amount'])}: {until}"  # type: ignore[arg-type]


def _money(amount: int) -> str:
    return formats.money(language(), amount, visit.chain().currency)
