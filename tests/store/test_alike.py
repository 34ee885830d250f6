"""Names as they sound, in Russian and in Latin letters."""

import pytest

from webapp.store.alike import is_called, pairs, sounds, surname_of

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


@pytest.mark.parametrize("name", ["Пётр Белов", "Белов Пётр Ильич", "Petr Belov", "Ольга Белова-Новая"])
def test_a_surname_is_known_in_either_gender_and_alphabet_r48(name: str) -> None:
    assert is_called(name, surname_of("Дина Белова"))


@pytest.mark.parametrize("name", ["Дина Серова", "Белла Ахмадулина", ""])
def test_another_surname_is_not_r48(name: str) -> None:
    assert not is_called(name, surname_of("Белова Дина Петровна"))
    assert not is_called(name, surname_of("Дина"))
