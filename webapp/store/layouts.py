"""What was typed, or scanned, while the keyboard stood in the other language."""

from __future__ import annotations

_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN_SHIFTED = _RUSSIAN.upper() + '"'
_LATIN_SHIFTED = 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~' + "@"
_TO_LATIN = str.maketrans(_RUSSIAN + _RUSSIAN_SHIFTED, _LATIN + _LATIN_SHIFTED)
_TO_RUSSIAN = str.maketrans(_LATIN + _LATIN_SHIFTED[:-1], _RUSSIAN + _RUSSIAN_SHIFTED[:-1])


def other_layout(text: str) -> str:
    """The same keys in the other language: `,tkjdf` is `белова`, `лштп` is `king`."""
    return text.translate(_TO_LATIN if is_russian(text) else _TO_RUSSIAN)


def is_russian(text: str) -> bool:
    return any(sign in _RUSSIAN or sign in _RUSSIAN_SHIFTED[:-1] for sign in text)


def as_latin(text: str) -> str:
    """A card's number or an address as a scanner meant it, whatever the layout was."""
    return text.translate(_TO_LATIN)
