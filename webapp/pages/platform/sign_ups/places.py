"""Where a new chain may be: cities by their names, and every zone of the tz database for the rest of the world."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from webapp.engine.document.schema import Named


class Place(NamedTuple):
    city: Named
    zone: str


_CITIES = """
Kaliningrad Калининград Europe/Kaliningrad
Moscow Москва Europe/Moscow
Saint_Petersburg Санкт-Петербург Europe/Moscow
Kazan Казань Europe/Moscow
Krasnodar Краснодар Europe/Moscow
Nizhny_Novgorod Нижний_Новгород Europe/Moscow
Rostov-on-Don Ростов-на-Дону Europe/Moscow
Sochi Сочи Europe/Moscow
Voronezh Воронеж Europe/Moscow
Yaroslavl Ярославль Europe/Moscow
Volgograd Волгоград Europe/Volgograd
Samara Самара Europe/Samara
Saratov Саратов Europe/Saratov
Izhevsk Ижевск Europe/Samara
Yekaterinburg Екатеринбург Asia/Yekaterinburg
Chelyabinsk Челябинск Asia/Yekaterinburg
Perm Пермь Asia/Yekaterinburg
Tyumen Тюмень Asia/Yekaterinburg
Ufa Уфа Asia/Yekaterinburg
Omsk Омск Asia/Omsk
Novosibirsk Новосибирск Asia/Novosibirsk
Barnaul Барнаул Asia/Barnaul
Tomsk Томск Asia/Tomsk
Krasnoyarsk Красноярск Asia/Krasnoyarsk
Irkutsk Иркутск Asia/Irkutsk
Ulan-Ude Улан-Удэ Asia/Irkutsk
Chita Чита Asia/Chita
Yakutsk Якутск Asia/Yakutsk
Khabarovsk Хабаровск Asia/Vladivostok
Vladivostok Владивосток Asia/Vladivostok
Yuzhno-Sakhalinsk Южно-Сахалинск Asia/Sakhalin
Magadan Магадан Asia/Magadan
Petropavlovsk-Kamchatsky Петропавловск-Камчатский Asia/Kamchatka
"""


def _place(line: str) -> tuple[str, Place]:
    english, russian, zone = line.split()
    return english.lower(), Place(Named(ru=russian.replace("_", " "), en=english.replace("_", " ")), zone)


CITIES = dict(_place(line) for line in _CITIES.strip().splitlines())


@cache
def zones() -> tuple[str, ...]:
    """The zones of the tz database that differ since 1970, by their names."""
    table = files("tzdata").joinpath("zoneinfo", "zone1970.tab").read_text(encoding="utf-8")
    return tuple(sorted(line.split("\t")[2].strip() for line in table.splitlines() if not line.startswith("#")))


def place_of(word: str) -> Place | None:
    """What was chosen; None for what is not in the list."""
    if word in CITIES:
        return CITIES[word]
    if word not in zones():
        return None
    name = word.rpartition("/")[2].replace("_", " ")
    return Place(Named(ru=name, en=name), word)
