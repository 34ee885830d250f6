"""Why: each decision in plain sentences, Russian or English, made from the rule that made it and from its own
figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from webapp.engine.decisions import Decision
from webapp.engine.document.phrases import Speaker
from webapp.engine.document.words import sentence
from webapp.engine.programme import Programme
from webapp.engine.situation import Line, Reason

REFUSALS: dict[str, tuple[str, str]] = {
    "not_active": (
        "счёт ещё не активирован: бонусы копятся, но тратить их пока нельзя",
        "the account is not active yet: bonuses gather but cannot be spent",
    ),
    "not_enrolled": ("покупатель не участвует в программе", "the buyer is not a member of the programme"),
    "under_age": ("возраст меньше того, который требует программа", "younger than the programme asks"),
    "not_individual": ("в программе участвуют только частные лица", "only private persons take part"),
    "card_not_presented": (
        "карта не предъявлена: чек не засчитывается",
        "the card was not presented: the receipt does not count",
    ),
    "card_expired": ("срок карты закончился", "the card has expired"),
    "card_blocked": ("карта заблокирована", "the card is blocked"),
    "card_taken": ("карта с таким номером уже выдавалась", "a card of this number has been issued before"),
    "card_limit": ("больше дополнительных карт по этому уровню не выдаётся", "the level allows no more further cards"),
    "not_eligible": ("условия для этого не выполнены", "the conditions for this are not met"),
    "daily_limit": ("на сегодня операции по счёту исчерпаны", "the account's operations of the day are used up"),
    "instalments": (
        "за покупку в рассрочку, в кредит или по частям бонусы не начисляются",
        "instalments, credit and part payments earn nothing",
    ),
    "excluded": ("правила исключают эту покупку", "the rules exclude this purchase"),
    "insufficient_bonuses": ("столько доступных бонусов нет", "there are not so many bonuses available"),
    "wallet_full": ("у получателя столько не поместится", "the receiver's wallet does not hold so many more"),
    "over_share": ("столько бонусами по этому чеку оплатить нельзя", "bonuses may not pay so much of this receipt"),
    "share_not_offered": ("такую долю оплатить бонусами нельзя", "this share cannot be paid with bonuses"),
    "not_redeemable_here": ("бонусы так не списываются", "bonuses are not spent this way"),
    "salon_category": (
        "салоны этой категории сертификат не принимают",
        "salons of this category do not take the certificate",
    ),
    "certificate_state": (
        "в нынешнем состоянии сертификата это невозможно",
        "the certificate's state does not allow it",
    ),
    "certificate_expired": ("срок сертификата закончился", "the certificate has run out"),
    "not_transferable": ("передать это другому нельзя", "it stays with its owner"),
    "outside_programme": ("в этот день программа не действует", "the programme is not in force on this day"),
    "mismatch": (
        "данные участника не совпадают: до новой анкеты бонусы приостановлены",
        "the member's data do not match: bonuses wait for a new questionnaire",
    ),
    "already_granted": ("это уже было подарено", "this has been given already"),
    "outside_birthday": ("подарок даётся только около дня рождения", "the gift is only for the days of the birthday"),
    "duplicate_receipt": ("чек с таким номером уже проведён", "a receipt of this number is posted already"),
    "unknown_item": ("такой позиции нет в каталоге", "the catalogue has no such item"),
    "unknown_salon": ("такого салона нет", "there is no such salon"),
    "unknown_receipt": ("такого чека нет", "there is no such receipt"),
    "unknown_card": ("такой карты нет", "there is no such card"),
    "over_return": ("возвращается больше, чем осталось по чеку", "more is returned than the receipt has left"),
    "phone_taken": ("этот телефон принадлежит другому участнику", "this phone belongs to another member"),
    "questionnaire_missing": ("сначала нужна анкета", "a questionnaire is needed first"),
    "already_active": ("участник уже активен", "the member is active already"),
    "not_offered": ("программа этого не предлагает", "the programme does not offer this"),
    "closed": ("участие закрыто", "the membership is closed"),
    "changed": ("цифры изменились, посмотрите новые", "the figures have changed, look at the new ones"),
    "chain_stopped": ("работа сети остановлена", "the chain has stopped working"),
    "member_limit": (
        "больше участников сеть принять не может: обратитесь к владельцу",
        "the chain can take no more members: ask its owner",
    ),
    "own_account": (
        "это ваш собственный счёт: чеки и бонусы по нему проводит коллега",
        "this is your own account: a colleague has to post its receipts and bonuses",
    ),
    "another_account": ("это не ваш счёт", "this account is not yours"),
    "second_person": (
        "вы провели по этому счёту сегодня уже много чеков: следующий проводит коллега",
        "you have posted many receipts for this account today: the next one is for a colleague to post",
    ),
    "unknown_event": ("такого события нет", "there is no such event"),
    "duplicate_event": ("это событие уже отмечено", "this event is noted already"),
    "below_minimum": ("меньше, чем нужно по правилам", "less than the rules ask for"),
    "not_a_multiple": ("столько списать нельзя: нужна кратная сумма", "only a multiple of the step can be spent"),
    "over_maximum": ("больше, чем можно за один раз", "more than one use allows"),
    "whole_only": ("бонусами оплачивают только целиком", "bonuses pay for the whole or for nothing"),
    "not_usable_yet": ("этим пока нельзя воспользоваться", "it cannot be used yet"),
    "not_combinable": ("с другими выгодами это не сочетается", "it does not go together with other benefits"),
    "outside_hours": ("в это время так нельзя", "it is not for this time of the week"),
    "outside_dates": ("в эти даты так нельзя", "it is not for these dates"),
    "companion_missing": ("для этого нужна ещё одна покупка в чеке", "it needs something else on the receipt"),
    "had_before": ("это уже было", "it has been had before"),
    "limit_per_receipt": ("больше на один чек нельзя", "the receipt allows no more of it"),
    "limit_per_period": ("на этот срок больше нельзя", "the period allows no more of it"),
    "guest_limit": ("столько гостей правила не допускают", "the rules allow no such guest"),
    "minimum_term": ("выйти пока нельзя", "it is too early to leave"),
    "endless_rules": (
        "правила запускают друг друга без конца: их должен исправить владелец сети",
        "the rules set each other off without end: the owner of the chain has to mend them",
    ),
    "too_late": ("срок для этого прошёл", "it is too late for this"),
    "reward_not_held": ("такой награды нет", "there is no such reward to use"),
    "self_referral": ("привести самого себя нельзя", "nobody can refer themselves"),
    "own_merge": (
        "это ваш собственный счёт: объединяет и разъединяет коллега",
        "this is your own account: a colleague has to merge or part it",
    ),
    "same_member": ("это один и тот же участник", "this is one and the same member"),
    "same_account": (
        "оба уже на одном общем счёте: объединять нечего",
        "both share one account already: there is nothing to merge",
    ),
    "holds_rewards": (
        "за этим участником записаны награды или события: оставьте его, а объедините с ним второго",
        "rewards or events stand under this member: let them stay, and merge the other one into them",
    ),
    "shared_account": (
        "на этом счёте есть и другие люди: оставьте его, а объедините с ним второй, или пусть этот человек сначала "
        "выйдет с общего счёта",
        "there are other people on this account: let it stay, and merge the second one into it, or let this person "
        "leave the shared account first",
    ),
    "merged_already": ("этот участник уже объединён с другим", "this member has been merged with another already"),
    "has_merged": (
        "к этому участнику уже присоединили другого: оставьте его, а объедините с ним второго",
        "another member has been merged into this one: let this one stay, and merge the second into it",
    ),
    "questionnaire_waiting": (
        "анкета того, кто присоединяется, ещё ждёт проверки: сначала примите или отклоните её",
        "a questionnaire of the one who goes still waits for a review: accept or decline it first",
    ),
    "not_merged": ("этот участник ни с кем не объединён", "this member is merged with nobody"),
    "erased": (
        "данные этого участника стёрты по его просьбе: отменить объединение уже нельзя",
        "this member's data were erased as they asked: the merge cannot be undone any more",
    ),
    "merged_since": (
        "позже к этому участнику присоединили ещё одного: сначала отмените то объединение",
        "yet another member has been merged into this one since: undo that first",
    ),
    "moved_on": (
        "участник с тех пор перешёл на другой счёт: отменить объединение уже нельзя",
        "the member has joined another account since: the merge can no longer be undone",
    ),
}
"""The reason codes of design 3, as the middle of a sentence."""


def say_refusal(code: str, language: str) -> str:
    """One sentence for a reason code; a document's own code is said as it stands."""
    russian, english = REFUSALS.get(code, (code, code))
    return sentence(russian if language == "ru" else english)


@dataclass(frozen=True, slots=True)
class Why:
    """The sentences of a decision: for each line of a receipt, and for the whole."""

    lines: list[list[str]]
    whole: list[str]


def why(programme: Programme, decision: Decision, language: str) -> Why:
    """What the decision did and why, in the member's words. Never empty for a refusal or an amount."""
    speaker = Speaker(programme.document, language)
    lines = [say_line(speaker, line) for line in decision.lines]
    whole = [say_refusal(code, language) for code in decision.refused]
    for change in decision.changes:
        whole.extend(
            say_entry(speaker, entry.kind, entry.amount or entry.debt or entry.lapsed) for entry in change.entries
        )
    return Why(lines, list(dict.fromkeys(whole)))


def say_line(s: Speaker, line: Line) -> list[str]:
    """Every rule that touched the line with its arithmetic; what nothing rewarded says so."""
    said = [sentence(_reason(s, line, reason)) for reason in line.reasons]
    if line.redeemed:
        said.append(sentence(_spent(s, line)))
    return said or [s("По этой позиции правила ничего не дают.", "The rules give nothing for this line.")]


def _spent(s: Speaker, line: Line) -> str:
    """What bonuses paid, and what was money already."""
    left, as_money = s.money(line.payable), sum(line.paid_with or ())
    paid = []
    if line.redeemed > as_money:
        bonuses = s.number(line.redeemed - as_money)
        paid.append(s(f"бонусами оплачено {bonuses}", f"{bonuses} paid with bonuses"))
    if as_money:
        paid.append(s(f"со счёта оплачено {s.money(as_money)}", f"{s.money(as_money)} paid from the account"))
    return ", ".join([*paid, s(f"остаётся {left}", f"{left} left to pay")])


def _reason(s: Speaker, line: Line, reason: Reason) -> str:
    if reason.effect == "rest":
        return s(
            "остаток по сертификату: бонусов не приносит и в сумму чеков не входит",
            "the rest of a certificate: it earns nothing and counts in no sum",
        )
    rule = s.name("rules", reason.rule)
    if reason.effect == "discount":
        percent, gross = s.percent(reason.value), s.money(line.gross)
        return s(
            f"{rule}: скидка {percent} от {gross} — {s.money(line.discount)}",
            f"{rule}: {percent} off {gross} is {s.money(line.discount)}",
        )
    if reason.effect in ("offer", "reward"):
        name = s.named(reason.rule.partition(":")[2]) if reason.effect == "offer" else s.name("rewards", reason.rule)
        return s(f"{name}: выгода на строку, скидка {s.money(line.discount)}", f"{name}: {s.money(line.discount)} off")
    if reason.effect == "withheld":
        return s(f"{rule}: бонусы не начисляются", f"{rule}: no bonuses are earned")
    if reason.effect == "withheld_discount":
        return s(f"{rule}: скидки нет", f"{rule}: no discount")
    if reason.effect == "times":
        return s(f"{rule}: бонусы × {s.number(reason.value)}", f"{rule}: bonuses × {s.number(reason.value)}")
    if reason.percent:
        percent, base = s.percent(reason.value), s.money(line.paid)
        return s(
            f"{rule}: {percent} от {base} — {s.bonuses(line.earned)}",
            f"{rule}: {percent} of {base} is {s.bonuses(line.earned)}",
        )
    return _fixed(s, line, reason, rule)


def _fixed(s: Speaker, line: Line, reason: Reason, rule: str) -> str:
    units = f" × {line.quantity}" if line.quantity > 1 else ""
    net = line.gross - line.discount
    share = ""
    if line.paid != net:
        share = s(
            f" за оплаченную часть, {s.money(line.paid)} из {s.money(net)}",
            f" for the part paid, {s.money(line.paid)} of {s.money(net)}",
        )
    if _is_rate(s, reason.rule) or (not units and not share and reason.value == line.earned):
        return f"{rule}: {s.bonuses(line.earned)}"
    return f"{rule}: {s.number(reason.value)}{units}{share} — {s.bonuses(line.earned)}"


def _is_rate(s: Speaker, rule: str) -> bool:
    """Whether it gives so much for each so much paid: then the number alone would say nothing."""
    told = s.document.rules.get(rule)
    earn = told.then.earn if told is not None else None
    return earn is not None and (earn.per is not None or earn.per_full is not None)


ENTRIES: dict[str, tuple[str, str]] = {
    "accrued": ("начислено: {sum}", "earned: {sum}"),
    "debt_paid": ("в счёт долга удержано: {sum}", "kept to pay what was owed: {sum}"),
    "redeemed": ("списано: {sum}", "spent: {sum}"),
    "withdrawn": ("снято вручную: {sum}", "withdrawn by hand: {sum}"),
    "given_back": ("возвращено на счёт: {sum}", "given back: {sum}"),
    "taken_back": ("начисленное за возвращённое снято: {sum}", "taken back for what was returned: {sum}"),
    "owed": (
        "останется должно счёту и спишется со следующих начислений: {sum}",
        "owed and taken from the next accruals: {sum}",
    ),
    "debt_undone": ("долг отменён: {sum}", "owed no more: {sum}"),
    "expired": ("сгорело по сроку: {sum}", "expired: {sum}"),
    "taken": ("снято по правилам: {sum}", "taken by the rules: {sum}"),
    "converted": ("обменяно: {sum}", "converted: {sum}"),
    "transferred": ("передано другому: {sum}", "given to another: {sum}"),
    "held": ("удержано для записи: {sum}", "held for a booking: {sum}"),
    "moved_in": ("пришло с объединённого счёта: {sum}", "come from the merged account: {sum}"),
    "moved_out": ("ушло на объединённый счёт: {sum}", "gone to the merged account: {sum}"),
    "forgone": ("сгорело раньше, чем вернулось: {sum}", "had expired before it was returned: {sum}"),
}
"""One sentence for each kind of entry."""


def say_entry(s: Speaker, kind: str, amount: int) -> str:
    russian, english = ENTRIES[kind]
    return sentence(s(russian, english).format(sum=s.bonuses(abs(amount))))
