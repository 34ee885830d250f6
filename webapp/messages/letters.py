"""What the service writes to people, in both languages."""

from __future__ import annotations

from typing import NamedTuple


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
    """Asks the owner of a new chain whether the address is theirs."""
    subject, text = _CONFIRM["ru" if language == "ru" else "en"]
    return Words(subject.format(chain=chain), text.format(chain=chain, link=link))
