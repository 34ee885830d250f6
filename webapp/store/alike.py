"""Names as they sound, whether in Russian or in Latin letters: Юлия Щербакова, Yulia Shcherbakova and Julia
Scherbakova come out the same.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations

MOST_WORDS = 4
FEWEST_WORDS = 2
SHORTEST = 2
"""Letters of a surname without its ending that tell nothing yet."""
_ENDING = re.compile("[aeiou]+$")

# Passports' letters (ICAO 9303), and those of neighbouring alphabets that stand in Russian names.
_LETTERS = str.maketrans(
    {
        **dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True)),
        **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia"},
        **dict.fromkeys("ъь'’ʹʺ`", ""),
        **dict(zip("іґәғқңөұүһў", "igagknouuhu", strict=True)),
        **{"ї": "i", "є": "e"},
    }
)
_SPELLINGS = [
    (re.compile(spelled), sound)
    for spelled, sound in [
        (r"shch|sch|shh", "sh"),
        (r"tch", "ch"),
        (r"kh", "h"),
        (r"tz|cz", "ts"),
        (r"ck|q", "k"),
        (r"c(?!h)", "k"),
        (r"x", "ks"),
        (r"ph", "f"),
        (r"w", "v"),
        (r"^[iyj]+(?=[au])", "!"),
        (r"[iyj]+(?=[aeou])", "@"),
        (r"@o", "e"),
        (r"@", ""),
        (r"!", "i"),
        (r"[iyj]+", "i"),
        (r"(.)\1+", r"\1"),
        (r"er$", "r"),
    ]
]


def sound(word: str) -> str:
    """A folded word as all spell it who hear it."""
    latin = unicodedata.normalize("NFC", word).casefold().translate(_LETTERS)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", latin) if sign.isascii() and sign.isalpha())
    for spelled, heard in _SPELLINGS:
        plain = spelled.sub(heard, plain)
    return plain


def sounds(name: str) -> list[str]:
    """Of the words of a name that tell something, in one order whatever the order of the words."""
    heard = (sound(word) for word in re.split(r"[\s\-‐-―]+", name)[: MOST_WORDS + 1])
    return sorted({word for word in heard if len(word) > 1})[:MOST_WORDS]


def pairs(name: str) -> list[str]:
    """Every two words of it, as they sound: what two spellings of a name with or without a patronymic share."""
    return [f"{one} {other}" for one, other in combinations(sounds(name), 2)]


def surname_of(name: str) -> str:
    """As it sounds in either gender: the last of two words, the first of three, which is how Russian papers write."""
    words = [word for word in re.split(r"\s+", name) if word]
    if len(words) < FEWEST_WORDS:
        return ""
    return _ENDING.sub("", sound(words[-1] if len(words) == FEWEST_WORDS else words[0]))


def is_called(name: str, surname: str) -> bool:
    """Whether any word of the name is that surname."""
    return len(surname) > SHORTEST and any(_ENDING.sub("", word) == surname for word in sounds(name))
