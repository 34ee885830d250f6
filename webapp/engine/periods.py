"""What a limit per period remembers: the latest period under its own name, and the earlier ones beside it for as long
as a late receipt or a return may still reach them.

What is kept is a word that begins with its period: `2027-02-01|45`, `2027-02-01 ×2`.
"""

from __future__ import annotations

from datetime import timedelta

from webapp.engine.counters import KEPT_DAYS

REACHED = timedelta(days=KEPT_DAYS)
"""How far back a late receipt finds what a period has used: as far as it finds what was counted on a day."""
EARLIER = "earlier|"
TIMES = " ×"


def times_in(known: str) -> int:
    """How often a rule has acted in the turn that is kept so; never where nothing is kept."""
    return int(known.partition(TIMES)[2] or 1) if known else 0


def in_words(turn: str, times: int) -> str:
    return turn if times == 1 else f"{turn}{TIMES}{times}"


def recall(kept: dict[str, str], slot: str, period: str) -> str:
    """The word that is kept of the period; empty for none."""
    latest = kept.get(slot, "")
    if not latest or _is_of(latest, period):
        return latest
    earlier = kept.get(EARLIER + slot)
    if earlier is None or latest < period:
        return ""
    return next((word for word in earlier.split(";") if _is_of(word, period)), "")


def keep(kept: dict[str, str], slot: str, period: str, word: str, oldest: str | None) -> None:
    """Keeps the word of the period. `oldest` is the first period that may still be reached; None where there is no way
    back to an earlier one.
    """
    latest = kept.get(slot, "")
    if not latest or oldest is None or _is_of(latest, period):
        kept[slot] = word
        return
    kept[slot], older = (word, latest) if latest < period else (latest, word)
    earlier = [known for known in _earlier(kept, slot) if known >= oldest and not _is_of(known, period)]
    kept[EARLIER + slot] = ";".join([*earlier, older])


def drop(kept: dict[str, str], slot: str, period: str) -> None:
    """Forgets the period; the latest of the others takes its place."""
    words = [word for word in (*_earlier(kept, slot), kept.get(slot, "")) if word and not _is_of(word, period)]
    kept.pop(slot, None)
    kept.pop(EARLIER + slot, None)
    if words:
        kept[slot] = max(words)
        words.remove(kept[slot])
    if words:
        kept[EARLIER + slot] = ";".join(words)


def joined(one: dict[str, str], other: dict[str, str]) -> dict[str, str]:
    """What either has kept, of one period the greater."""
    found = {}
    for slot in dict.fromkeys(name.removeprefix(EARLIER) for name in (*one, *other)):
        known = [word for kept in (one, other) for word in (*_earlier(kept, slot), kept.get(slot, "")) if word]
        words = {word.partition(TIMES)[0]: word for word in sorted(known)}
        *earlier, found[slot] = words.values()
        if earlier:
            found[EARLIER + slot] = ";".join(earlier)
    return found


def _earlier(kept: dict[str, str], slot: str) -> list[str]:
    known = kept.get(EARLIER + slot)
    return known.split(";") if known else []


def _is_of(word: str, period: str) -> bool:
    return word.startswith(period) and word[len(period) : len(period) + 1] in ("", "|", " ")
