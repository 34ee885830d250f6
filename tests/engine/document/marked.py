"""Texts in which ▸ marks the place that is meant."""

MARK = "▸"
HEAD = "name: {ru: Друзья, en: Friends}\ncurrency: RUB\n"


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and the line and column of each."""
    places = []
    for number, line in enumerate(text.splitlines(), start=1):
        while MARK in line:
            places.append((number, line.index(MARK) + 1))
            line = line.replace(MARK, "", 1)
    return text.replace(MARK, ""), places
