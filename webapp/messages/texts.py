"""What messages say where the chain has no words of its own: subject and text, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from webapp.messages.letters import Words

_CERTIFICATE_RU = (
    "Здравствуйте!\n\n{chain}: сертификат «{reward}» — в приложенном файле. Он действует по {until} включительно.\n"
    "{booking}{rest}\nКод на сертификате показывают в салоне. Не пересылайте его тем, кому сертификат не предназначен."
)
_CERTIFICATE_EN = (
    "Hello!\n\n{chain}: the certificate {reward} is in the attached file. It is good until {until}, that day included."
    "\n{booking}{rest}\nThe code on it is shown in the salon. Do not send it on to anybody whom it is not for."
)

TEXTS: Final[Mapping[str, Mapping[str, Words]]] = {
    "ru": {
        "code": Words(
            "Код для входа: {chain}", "{chain}: ваш код {code}. Действует {minutes} мин. Никому его не говорите."
        ),
        "certificate": Words("Ваш сертификат: {reward}", _CERTIFICATE_RU),
        "password_changed": Words(
            "Новый пароль: {chain}",
            "{chain}: для вашего личного кабинета задан новый пароль. Если это были не вы, сразу задайте свой по ссылке"
            " «Забыли пароль?» или обратитесь в салон.",
        ),
        "phone_changed": Words(
            "Другой телефон: {chain}",
            "{chain}: телефон вашего личного кабинета заменён другим. Если это были не вы, сразу обратитесь в салон.",
        ),
        "visits_ended": Words(
            "Вход завершён на всех устройствах: {chain}",
            "{chain}: вход в ваш личный кабинет завершён на всех устройствах. Если это были не вы, войдите снова и"
            " смените пароль.",
        ),
        "enrolled": Words("Вы участник: {chain}", "{chain}: вы записаны в программу лояльности. Ждём вас!"),
        "activated": Words("Счёт открыт: {chain}", "{chain}: ваш бонусный счёт открыт, на нём бонусов: {balance}."),
        "earned": Words("Начислены бонусы: {amount}", "{chain}: начислено бонусов: {amount}. На счёте: {balance}."),
        "spent": Words("Списаны бонусы: {amount}", "{chain}: списано бонусов: {amount}. Осталось: {balance}."),
        "expiring_30": Words(
            "Бонусы сгорят через месяц: {amount}",
            "{chain}: бонусы в количестве {amount} можно потратить по {day} включительно, потом они сгорят.",
        ),
        "expiring_7": Words(
            "Бонусы сгорят через неделю: {amount}",
            "{chain}: осталась неделя! Бонусы в количестве {amount} можно потратить по {day} включительно.",
        ),
        "level_due": Words(
            "Вас ждёт уровень {level}", "{chain}: вы заслужили уровень {level}. Он начнётся по правилам сети."
        ),
        "level_reached": Words("Ваш уровень: {level}", "{chain}: теперь у вас уровень {level}. Поздравляем!"),
        "level_ending": Words(
            "Уровень {level} скоро закончится", "{chain}: уровень {level} действует по {day} включительно."
        ),
        "certificate_issued": Words(
            "Сертификат выпущен: {reward}",
            "{chain}: сертификат «{reward}» выпущен и действует по {until} включительно.",
        ),
        "certificate_delivered": Words(
            "Сертификат ждёт вас: {reward}", "{chain}: сертификат «{reward}» можно забрать. Он действует по {until}."
        ),
        "certificate_booked": Words(
            "Вы записаны: {reward}", "{chain}: вы записаны по сертификату «{reward}»: {visit}, {salon}."
        ),
        "certificate_used": Words(
            "Сертификат использован: {reward}", "{chain}: сертификат «{reward}» использован, {salon}. Спасибо за визит!"
        ),
        "certificate_expired": Words(
            "Срок сертификата истёк: {reward}", "{chain}: сертификат «{reward}» действовал по {until}."
        ),
        "certificate_cancelled": Words("Сертификат отменён: {reward}", "{chain}: сертификат «{reward}» отменён."),
        "birthday": Words("С днём рождения!", "{name}, с днём рождения! Ваша сеть {chain}."),
        "rule": Words("{chain}", "{chain}: {text}"),
    },
    "en": {
        "code": Words(
            "Your sign-in code: {chain}",
            "{chain}: your code is {code}. It is good for {minutes} min. Tell it to nobody.",
        ),
        "certificate": Words("Your certificate: {reward}", _CERTIFICATE_EN),
        "password_changed": Words(
            "A new password: {chain}",
            "{chain}: your account has a new password. If it was not you, set your own at once by the link Forgotten"
            " password, or tell the salon.",
        ),
        "phone_changed": Words(
            "Another phone: {chain}",
            "{chain}: the phone of your account was replaced by another. If it was not you, tell the salon at once.",
        ),
        "visits_ended": Words(
            "Signed out everywhere: {chain}",
            "{chain}: your account was signed out on all devices. If it was not you, sign in again and change your"
            " password.",
        ),
        "enrolled": Words("You have joined {chain}", "{chain}: you are in the loyalty programme. See you soon!"),
        "activated": Words(
            "Your account is open: {chain}", "{chain}: your account is open, with {balance} bonuses on it."
        ),
        "earned": Words(
            "Bonuses earned: {amount}", "{chain}: you have earned {amount} bonuses and have {balance} now."
        ),
        "spent": Words("Bonuses spent: {amount}", "{chain}: you have spent {amount} bonuses and have {balance} left."),
        "expiring_30": Words(
            "In a month bonuses will expire: {amount}",
            "{chain}: {amount} bonuses can be spent until {day}, that day included; then they expire.",
        ),
        "expiring_7": Words(
            "In a week bonuses will expire: {amount}",
            "{chain}: one week left! {amount} bonuses can be spent until {day}, that day included.",
        ),
        "level_due": Words(
            "The level {level} awaits you", "{chain}: you have earned the level {level}. It begins as the rules say."
        ),
        "level_reached": Words("Your level: {level}", "{chain}: you have reached the level {level}. Congratulations!"),
        "level_ending": Words(
            "The level {level} will end soon", "{chain}: the level {level} is yours until {day}, that day included."
        ),
        "certificate_issued": Words(
            "Certificate issued: {reward}", "{chain}: the certificate {reward} is issued and good until {until}."
        ),
        "certificate_delivered": Words(
            "Your certificate is ready: {reward}",
            "{chain}: the certificate {reward} can be collected. Good until {until}.",
        ),
        "certificate_booked": Words(
            "You are booked: {reward}", "{chain}: you are booked with the certificate {reward}: {visit}, {salon}."
        ),
        "certificate_used": Words(
            "Certificate used: {reward}", "{chain}: the certificate {reward} was used, {salon}. Thank you for coming!"
        ),
        "certificate_expired": Words(
            "Certificate expired: {reward}", "{chain}: the certificate {reward} was good until {until}."
        ),
        "certificate_cancelled": Words(
            "Certificate cancelled: {reward}", "{chain}: the certificate {reward} was cancelled."
        ),
        "birthday": Words("Happy birthday!", "{name}, happy birthday from {chain}!"),
        "rule": Words("{chain}", "{chain}: {text}"),
    },
}
WAY_OUT: Final[Mapping[str, str]] = {"ru": "Отказаться от рекламы: {link}", "en": "No more advertising: {link}"}
_SAMPLE: Final[Mapping[str, Mapping[str, str]]] = {
    "ru": {
        "name": "Анна",
        "code": "482915",
        "minutes": "10",
        "amount": "350",
        "balance": "1 240",
        "level": "Gold",
        "day": "14 декабря 2026",
        "reward": "Морской бриз",
        "until": "3 января 2027",
        "booking": "На визит записывает менеджер программы лояльности.\n",
        "rest": "При визите нужно доплатить 1 500 ₽.\n",
        "salon": "Арбат",
        "visit": "12 декабря 2026, 18:30",
        "text": "приходите на чай, у нас двойные бонусы до воскресенья.",
    },
    "en": {
        "name": "Anna",
        "code": "482915",
        "minutes": "10",
        "amount": "350",
        "balance": "1,240",
        "level": "Gold",
        "day": "14 December 2026",
        "reward": "Sea Breeze",
        "until": "3 January 2027",
        "booking": "Visits are booked by the loyalty manager.\n",
        "rest": "1,500 ₽ is still to be paid at the visit.\n",
        "salon": "Arbat",
        "visit": "12 December 2026, 18:30",
        "text": "come round for tea, all bonuses are doubled until Sunday.",
    },
}


def sample(language: str) -> Mapping[str, str]:
    """Data that look real, for whoever writes a text."""
    return _SAMPLE[language]
