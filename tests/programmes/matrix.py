"""Which programme uses which mechanic: `python -m tests.programmes.matrix` draws the table."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.programmes.mechanics import MECHANICS, Shown

PROGRAMMES = sorted(path.parent for path in Path(__file__).parent.glob("*/programme.yaml"))


@cache
def shown(home: Path) -> Shown:
    return Shown(home)


def uses(home: Path, mechanic: str) -> bool:
    return bool(MECHANICS[mechanic](shown(home)))


def main() -> None:
    for number, home in enumerate(PROGRAMMES, start=1):
        print(f"{number:>2} {home.name}")
    for mechanic in MECHANICS:
        marks = "".join("•" if uses(home, mechanic) else "·" for home in PROGRAMMES)
        print(f"{mechanic:<58} {marks}")


if __name__ == "__main__":
    main()
