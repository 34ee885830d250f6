"""What the service writes to people, in both languages."""

from __future__ import annotations

from typing import NamedTuple

from webapp.messages.addresses import defused


class Words(NamedTuple):
    subject: str
    text: str


_CONFIRM = {
    "ru": Words(
        "Подтвердите почту для {chain}",
        "Здравствуйте!\n\n"
        "Сеть «{chain}» зарегистрирована в Laurel с этим адресом. Чтобы участники могли получать от неё сообщения, "
        "подтвердите, что адрес ваш:\n\n{link}\n\n"
        "Ссылка действует 48 часов и только один раз. Если вы никого не регистрировали, ничего делать не нужно.\n",
    ),
    "en": Words(
        "Confirm your e-mail for {chain}",
        "Hello!\n\n"
        "The chain {chain} has signed up at Laurel with this address. So that its members can get messages, confirm "
        "that the address is yours:\n\n{link}\n\n"
        "The link works once and for 48 hours. If you have signed nobody up, there is nothing that you need to do.\n",
    ),
}


def confirmation(language: str, chain: str, link: str) -> Words:
    """Asks the owner of a new chain whether the address is theirs. The chain's name is a stranger's by then."""
    subject, text = _CONFIRM["ru" if language == "ru" else "en"]
    chain = defused(chain)
    return Words(subject.format(chain=chain), text.format(chain=chain, link=link))


_GUESSED = {
    "ru": Words(
        "Кто-то подбирает коды сертификатов: {chain}",
        "Здравствуйте!\n\n"
        "В сети «{chain}» подряд набрано слишком много неверных кодов сертификатов. Дальнейшие попытки остановлены на "
        "15 минут. Кто и где набирал коды, записано в журнале офиса.\n",
    ),
    "en": Words(
        "Somebody is guessing certificate codes: {chain}",
        "Hello!\n\n"
        "At {chain} too many wrong certificate codes were typed in a row. Further tries are stopped for 15 minutes. "
        "Who typed them and where stands in the office’s log.\n",
    ),
}
_BOOKING = {
    "ru": "На визит записывает менеджер программы лояльности.\n",
    "en": "Visits are booked by the loyalty manager.\n",
}
_REST = {"ru": "При визите нужно доплатить {sum}.\n", "en": "{sum} is still to be paid at the visit.\n"}


def guessed_codes(language: str, chain: str) -> Words:
    """Tells an owner that codes of certificates are being guessed (R52)."""
    subject, text = _GUESSED["ru" if language == "ru" else "en"]
    return Words(subject.format(chain=chain), text.format(chain=chain))


def booking(language: str) -> str:
    """Goes into the mail of a certificate for which a visit is booked."""
    return _BOOKING["ru" if language == "ru" else "en"]


def rest(language: str, due: str) -> str:
    """Goes into the mail of a certificate; `due` is the sum still to be paid, as people write it."""
    return _REST["ru" if language == "ru" else "en"].format(sum=due)
