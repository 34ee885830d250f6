"""Why something was not done: a code for machines and a sentence for people. A refusal is an answer, not an error."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from webapp.engine.document.words import Speech
from webapp.engine.money import WHOLE

SENTENCES: dict[str, tuple[str, str]] = {
    "further_holder": (
        "Приглашает тот, на кого открыт счёт.",
        "Invitations are sent by the person whom the account was opened for.",
    ),
    "further_limit": (
        "Больше никого пригласить нельзя: на вашем уровне мест на счёте {places}.",
        "Nobody else can be invited: at your level the account has room for {places} more.",
    ),
    "guest_filled": (
        "По этой ссылке анкету уже заполнили.",
        "The questionnaire behind this link is already filled in.",
    ),
    "guest_unfilled": (
        "Сначала гость заполняет анкету по своей ссылке.",
        "First your guest fills in the questionnaire by their link.",
    ),
    "asked_much": (
        "У вас уже {most} обращений без ответа: дождитесь, пока мы ответим.",
        "You have {most} requests waiting already: please wait for our answers.",
    ),
    "slug_form": (
        "Адрес {slug} не подходит: нужны от 3 до 40 строчных латинских букв, цифр и дефисов, первой буква.",
        "{slug} cannot be an address: 3 to 40 small Latin letters, digits and hyphens are wanted, a letter first.",
    ),
    "slug_reserved": (
        "Адрес {slug} занят самим сервисом, выберите другой.",
        "The address {slug} is kept for the service itself; choose another.",
    ),
    "slug_taken": (
        "Адрес {slug} уже занят, выберите другой.",
        "The address {slug} is taken already; choose another.",
    ),
    "chain_unknown": (
        "Сети с адресом {slug} нет.",
        "No chain answers to {slug}.",
    ),
    "name_form": (
        "Нужно имя, не длиннее {most} знаков.",
        "A name is wanted, of at most {most} characters.",
    ),
    "email_form": (
        "{email} не похоже на адрес электронной почты.",
        "{email} does not look like an e-mail address.",
    ),
    "email_taken": (
        "У сотрудника с почтой {email} уже есть доступ.",
        "Someone with the e-mail {email} already has access.",
    ),
    "password_short": (
        "Пароль слишком короткий: нужно не меньше {least} знаков.",
        "The password is too short: at least {least} characters are wanted.",
    ),
    "password_guessable": (
        "Такой пароль легко угадать: возьмите несколько не связанных между собой слов.",
        "This password is easily guessed: take several words that have nothing to do with each other.",
    ),
    "role_unknown": (
        "Нет такой роли: {role}. Есть: {accepted}.",
        "There is no role {role}. There are: {accepted}.",
    ),
    "salon_unknown": (
        "В сети нет салона с кодом {salon}.",
        "The chain has no salon with the code {salon}.",
    ),
    "staff_unknown": (
        "Такого сотрудника нет.",
        "There is no such person on the staff.",
    ),
    "last_owner": (
        "Это последний владелец: сначала назначьте другого.",
        "This is the last owner: appoint another one first.",
    ),
    "move_another_day": (
        "Перенести чек можно только в день продажи: оформите возврат и новый чек.",
        "A receipt is moved on the day of its sale only: post a return and a new receipt.",
    ),
    "move_returned": (
        "По этому чеку уже был возврат: перенести его нельзя.",
        "Something of this receipt has been returned already, so it cannot be moved.",
    ),
    "move_same_member": (
        "Чек уже записан на этого участника.",
        "The receipt already is this member's.",
    ),
    "staff_rank": (
        "Владельцами и менеджерами управляют только владельцы.",
        "Owners and managers are managed by owners alone.",
    ),
    "own_access": (
        "Свою роль и свой доступ меняет не сам человек: попросите другого.",
        "Nobody changes their own role or access: ask somebody else.",
    ),
    "salons_missing": (
        "Отметьте хотя бы один салон.",
        "Tick at least one salon.",
    ),
    "pin_form": (
        "ПИН — это ровно шесть цифр.",
        "A PIN is exactly six digits.",
    ),
    "pin_guessable": (
        "Такой ПИН угадывают первым: не берите ряды, повторы и даты.",
        "This PIN is guessed first: take no rows, no repeats and no dates.",
    ),
    "pin_wrong": (
        "ПИН не подходит, или попыток было слишком много. Проверьте его или попробуйте через 15 минут.",
        "The PIN is wrong, or there were too many attempts. Check it, or try again in 15 minutes.",
    ),
    "secret_wrong": (
        "Нынешний пароль или ПИН не подходит, или попыток было слишком много.",
        "The present password or PIN is wrong, or there were too many attempts.",
    ),
    "password_wrong": (
        "Нынешний пароль не подходит, или попыток было слишком много.",
        "The present password is wrong, or there were too many attempts.",
    ),
    "link_gone": (
        "Эта ссылка больше не действует: попросите новую.",
        "This link is no longer good: ask for a new one.",
    ),
    "tablet_unknown": (
        "Такого планшета нет.",
        "There is no such tablet.",
    ),
    "key_reused": (
        "Эта форма уже отправлена с другим содержанием.",
        "This form was already sent with other content.",
    ),
    "start_in_past": (
        "Правила не могут начать действовать задним числом: {day} уже прошло.",
        "Rules cannot take effect in the past: {day} is over.",
    ),
    "end_in_past": (
        "Срок правил уже кончился: {day}.",
        "The rules have ended already: {day}.",
    ),
    "other_currency": (
        "Валюта программы {found}, а у сети {currency}.",
        "The programme's currency is {found}, the chain's is {currency}.",
    ),
    "second_person": (
        "Эту анкету вводили вы: проверить её должен кто-то другой.",
        "You typed this questionnaire in: somebody else has to check it.",
    ),
    "decided_already": (
        "Эту анкету уже рассмотрели или её заменила новая.",
        "This questionnaire has been decided on already, or a newer one has taken its place.",
    ),
    "sign_in": (
        "Почта или пароль не подходят, или попыток было слишком много. Проверьте их или попробуйте через 15 минут.",
        "The e-mail or the password is wrong, or there were too many attempts. Check them, or try again in 15 minutes.",
    ),
    "too_many_sign_ups": (
        "Сейчас регистрируется слишком много сетей. Введённое сохранилось: попробуйте через час.",
        "Too many chains are signing up just now. What you typed is kept: try again in an hour.",
    ),
    "too_many_mails": (
        "Писем уже отправлено слишком много. Проверьте папку «Спам» или попробуйте через час.",
        "Too many mails were sent already. Look into the spam folder, or try again in an hour.",
    ),
    "confirmed_already": (
        "Почта уже подтверждена.",
        "The e-mail is confirmed already.",
    ),
    "reason_missing": (
        "Напишите причину.",
        "Write the reason.",
    ),
    "other_name": (
        "Чтобы закрыть сеть, наберите её название: {name}",
        "To close the chain, type its name: {name}",
    ),
    "standing_changed": (
        "Состояние сети уже другое: посмотрите ещё раз.",
        "The chain's state is another by now: look again.",
    ),
    "certificate_unknown": (
        "Такого сертификата нет.",
        "There is no such certificate.",
    ),
    "certificate_not_good": (
        "Этот сертификат не действует.",
        "This certificate is not good.",
    ),
    "code_form": (
        "Код — это {length} знаков тремя группами, как {example}. Проверьте, все ли они набраны.",
        "A code is {length} signs in three groups, such as {example}. See whether all of them are typed.",
    ),
    "code_wrong": (
        "Сертификата с таким кодом нет. Сверьте код со всеми знаками на сертификате.",
        "No certificate has this code. Compare it with every sign on the certificate.",
    ),
    "code_tries": (
        "Неверных кодов было слишком много: подождите 15 минут или попросите менеджера.",
        "There were too many wrong codes: wait for 15 minutes, or ask a manager.",
    ),
    "no_email": (
        "Укажите почту, на которую отправить сертификат.",
        "Give the e-mail address that the certificate goes to.",
    ),
    "request_stopped": (
        "Сеть приостановлена: просьбы сейчас не принимаются.",
        "The chain is suspended: no requests are taken now.",
    ),
    "request_decided": (
        "На эту просьбу уже ответили.",
        "This request has been answered already.",
    ),
    "asked_already": (
        "Такая просьба уже записана и ждёт ответа.",
        "The same request is written down already and waits for an answer.",
    ),
    "claimed_already": (
        "По этому чеку уже всё начислено: спор о нём удовлетворён раньше.",
        "What this receipt brings was posted already: an earlier claim about it was accepted.",
    ),
    "claim_unposted": (
        "Такого чека в книгах нет: проведите его или откажите с причиной.",
        "The books have no such receipt: post it, or decline with a reason.",
    ),
    "claim_day": (
        "Дата чека ещё не наступила.",
        "The receipt's day is still to come.",
    ),
    "benefit_unknown": (
        "На уровне участника такого преимущества нет.",
        "The member's level has no such benefit.",
    ),
    "member_unknown": (
        "Такого участника нет.",
        "There is no such member.",
    ),
    "member_left": (
        "Участник вышел из программы.",
        "The member has left the programme.",
    ),
    "visit_missing": (
        "Укажите салон, день и время визита.",
        "Give the salon, the day and the time of the visit.",
    ),
    "pair_unfit": (
        "Объединить можно двух разных участников, которые не вышли из программы.",
        "Two different members can be merged who have not left the programme.",
    ),
    "visit_not_agreed": (
        "Согласованного визита здесь нет: менять нечего.",
        "No visit is agreed here: there is nothing to change.",
    ),
    "visit_past": (
        "Это время уже прошло.",
        "That time is over.",
    ),
    "by_hand_cap": (
        "Один сотрудник за день начисляет и снимает вручную не больше {most} бонусов: попросите коллегу.",
        "One person may grant and withdraw at most {most} bonuses by hand in a day: ask a colleague.",
    ),
    "photo_form": (
        "Это не фото: нужен файл JPEG, PNG или WebP.",
        "This is no photo: a JPEG, PNG or WebP file is wanted.",
    ),
    "photo_empty": (
        "Файл пуст: сфотографируйте чек ещё раз или выберите другой файл.",
        "The file is empty: take the photo once more or choose another file.",
    ),
    "photo_large": (
        "Фото слишком большое: нужно не больше {most} МБ.",
        "The photo is too large: at most {most} MB are wanted.",
    ),
    "decided_pair": (
        "Эту пару уже рассмотрел кто-то другой.",
        "Somebody else has decided on this pair already.",
    ),
    "consent_unknown": (
        "О таком согласии сеть не спрашивает.",
        "The chain does not ask for this consent.",
    ),
    "consent_needed": (
        "Без этого согласия участвовать в программе нельзя: чтобы отозвать его, удалите свои данные.",
        "Nobody can take part without this consent: to withdraw it, have your data erased.",
    ),
    "codes_not_yet": (
        "Сеть ещё не подтвердила свою почту, поэтому коды пока не отправляются. Спросите в салоне.",
        "The chain has not confirmed its e-mail yet, so no codes are sent. Ask in the salon.",
    ),
    "codes_too_many": (
        "Кодов запрошено слишком много или слишком часто. Подождите и попробуйте ещё раз.",
        "Too many codes were asked for, or too often. Wait a while and try again.",
    ),
    "codes_too_dear": (
        "Сегодня коды этим путём больше не отправляются. Выберите другой путь или попробуйте завтра.",
        "No more codes are sent this way today. Choose another way, or try again tomorrow.",
    ),
    "door_code": (
        "Код не подошёл: он введён с ошибкой, устарел или попыток было слишком много. Проверьте код или через несколько"
        " минут запросите новый.",
        "The code is not right: it is mistyped, too old, or there were too many tries. Check it, or ask for a new one"
        " in a few minutes.",
    ),
    "too_many_calls": (
        "С этого адреса или на этот номер сегодня уже просили перезвонить много раз. Позвоните нам сами.",
        "Many calls have been asked for today from this address or for this number. Please call us yourself.",
    ),
    "too_many_joinings": (
        "Сегодня отсюда пришло слишком много анкет. Попробуйте завтра или вступите в салоне.",
        "Too many questionnaires have come from here today. Try again tomorrow, or join in a salon.",
    ),
    "joining_off": (
        "Вступить через сайт нельзя: вступают в салоне.",
        "Nobody joins through the site: people join in a salon.",
    ),
    "door_password": (
        "Вход не удался: проверьте телефон или почту и пароль. После нескольких неудач подождите 15 минут или войдите"
        " позже по коду.",
        "That did not work: check the phone or e-mail and the password. After several failures wait 15 minutes, or come"
        " in by a code later.",
    ),
    "phone_own": (
        "Это и сейчас ваш телефон.",
        "This is your phone already.",
    ),
    "phone_held": (
        "По этому телефону зарегистрирован другой участник. Спросите в салоне: двойные записи объединяют.",
        "Another member is registered under this phone. Ask in the salon: double records are merged there.",
    ),
    "scope_unknown": (
        "Нет такого права у ключей: {scope}. Есть: {accepted}.",
        "Keys have no scope {scope}. There are: {accepted}.",
    ),
    "key_over": (
        "Ключ не может закончиться в прошлом: {day} уже прошло.",
        "A key cannot end in the past: {day} is over.",
    ),
    "key_made": (
        "Ключ по этой форме уже создан и был показан один раз. Если он не сохранился, отзовите его и создайте другой.",
        "This form's key is made already and was shown once. If it was not kept, revoke it and make another.",
    ),
    "key_unknown": (
        "Такого ключа нет.",
        "There is no such key.",
    ),
    "group_unknown": (
        "В каталоге нет группы {group}. Есть: {accepted}.",
        "The catalogue has no group {group}. There are: {accepted}.",
    ),
    "link_dead": (
        "Ссылка уже использована или устарела.",
        "The link has been used already or is too old.",
    ),
    "revision_unknown": (
        "Редакции {number} нет.",
        "There is no revision {number}.",
    ),
    "draft_there": (
        "Черновик уже есть: продолжите его или сначала удалите.",
        "There is a draft already: go on with it, or discard it first.",
    ),
    "draft_gone": (
        "Черновика больше нет: его опубликовали или удалили.",
        "The draft is gone: it was published or discarded.",
    ),
    "draft_changed": (
        "Черновик тем временем изменил кто-то ещё. Ваши изменения не сохранены: посмотрите, что стало с черновиком, и"
        " внесите их заново.",
        "Somebody else has changed the draft meanwhile. Your changes are not saved: look at the draft as it is now, and"
        " make them again.",
    ),
    "draft_long": (
        "Документ слишком длинный: не больше {most} КБ.",
        "The document is too long: {most} KB at most.",
    ),
    "end_before_start": (
        "Правила перестают действовать {day}, раньше первого дня: измените in_force.until в документе.",
        "The rules end on {day}, before their first day: change in_force.until in the document.",
    ),
    "journals_many": (
        "Журналов слишком много: не больше {most}, вместе не больше {size} КБ.",
        "There are too many journals: {most} at most, {size} KB together at most.",
    ),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    code: str
    words: dict[str, Any] = field(default_factory=dict, hash=False)

    def say(self, language: str) -> str:
        russian, english = SENTENCES[self.code]
        number = Speech(language, "").number
        words = {name: number(said * WHOLE) if isinstance(said, int) else said for name, said in self.words.items()}
        return (russian if language == "ru" else english).format(**words)
