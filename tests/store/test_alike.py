"""Names as they sound, in Russian and in Latin letters."""

import pytest

from webapp.store.alike import pairs, sounds

SAME = [
    ("Ольга Белова", "Olga Belova", "Belova Ol'ga"),
    ("Юлия Щербакова", "Yulia Shcherbakova", "Julia Scherbakova", "Yuliya Shherbakova"),
    ("Александр Хрущёв", "Alexander Khrushchev", "Aleksandr Hrushev"),
    ("Евгений Цой", "Evgeny Tsoy", "Yevgeniy Tzoi"),
    ("Наталья Семёнова", "Natalia Semyonova", "Наталья Семенова"),
    ("Ксения Чернышева", "Xenia Chernysheva"),
]
OTHER = [("Анна", "Яна"), ("Анна", "Инна"), ("Алина", "Елена"), ("Белова", "Белов"), ("Мария", "Марина")]


@pytest.mark.parametrize("names", SAME, ids=[names[0] for names in SAME])
def test_spellings_of_one_name_sound_the_same(names: tuple[str, ...]) -> None:
    assert len({tuple(sounds(name)) for name in names}) == 1


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_names_do_not(one: str, other: str) -> None:
    assert sounds(one) != sounds(other)


def test_two_words_are_shared_with_and_without_a_patronymic() -> None:
    assert set(pairs("Белова Ольга")) <= set(pairs("Ольга Ивановна Белова"))
    assert pairs("Ольга") == []
