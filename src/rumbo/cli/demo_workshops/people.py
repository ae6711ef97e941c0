"""Who came to the workshops: as many as the methodology chapter says, drawn the same way every time."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from rumbo.accounts.enums import Sector
from rumbo.participation.enums import AgeGroup, Gender

#: People at the table of each axis, in each of the four workshops. They add up to 168, 151, 174 and 189.
ATTENDANCE = {
    "agua": (33, 28, 34, 35),
    "movilidad": (30, 27, 31, 34),
    "economia": (26, 24, 27, 30),
    "social": (28, 26, 30, 33),
    "ciudad": (27, 25, 28, 31),
    "gobierno": (24, 21, 24, 26),
}
#: Different people of each axis: 427 together.
PEOPLE = {"agua": 81, "movilidad": 76, "economia": 67, "social": 73, "ciudad": 70, "gobierno": 60}
#: Shares of those who came, as the methodology chapter gives them.
WOMEN, UNDER_30, SMALLEST = 0.44, 0.16, 0.09
#: The municipality that the last of them is about.
SMALL_TOWN = "dos-acequias"
_TOWNS = ("almagre", "almagre", "almagre", "san-telmo", "san-telmo", "nogalera")
_NAMES = (
    "Jacinta Nopal",
    "Eusebio Mezquite",
    "Remedios Huizache",
    "Fermín Álamo",
    "Tomasa Biznaga",
    "Lázaro Carrizo",
    "Eduviges Sauce",
    "Práxedes Encino",
    "Cleofas Jarilla",
    "Amparo Granjeno",
)
_WITH_ORGANIZATION = 0.62
_NAMESPACE = uuid.UUID("0d2c5a0e-7b1e-4d2b-9d6a-3a7f1f9b5c11")


@dataclass(slots=True)
class Attending:
    """An organization that sends people; ``territory`` is the key of its municipality, or empty."""

    title: str
    sector: str
    territory: str


@dataclass(slots=True)
class Somebody:
    """Somebody who came, to one workshop or several; all of it but the number may be empty."""

    number: int
    axis: str
    times: int = 0
    name: str = ""
    organization: str = ""
    sector: str = ""
    territory: str = ""
    gender: str = ""
    age_group: str = ""

    @property
    def nonce(self) -> uuid.UUID:
        """The same at every table: this is how one knows that 427 people came 682 times."""
        return uuid.uuid5(_NAMESPACE, str(self.number))


def seat(organizations: Sequence[Attending]) -> dict[str, list[list[Somebody]]]:
    """Return who sat at the table of each axis in each of the four workshops; every organization sent somebody."""
    rng = Random(2045)  # noqa: S311 (a demonstration that is always the same)
    seats: dict[str, list[list[Somebody]]] = {}
    everybody: list[Somebody] = []
    for axis, sizes in ATTENDANCE.items():
        pool = [Somebody(len(everybody) + n, axis) for n in range(1, PEOPLE[axis] + 1)]
        everybody += pool
        seats[axis] = _tables(rng, pool, sizes)
    for person, count in Counter(
        one.number for tables in seats.values() for table in tables for one in table
    ).items():
        everybody[person - 1].times = count
    _describe(rng, everybody, organizations)
    return seats


def _tables(rng: Random, pool: Sequence[Somebody], sizes: Sequence[int]) -> list[list[Somebody]]:
    """Seat a pool so that everybody comes at least once: at each table some are new and the others come again."""
    waiting = list(pool)
    known: list[Somebody] = []
    tables = []
    for index, size in enumerate(sizes):
        left = len(sizes) - index
        new = size if not known else max(len(waiting) // left, size - len(known))
        fresh = [waiting.pop(0) for _n in range(min(new, len(waiting)))]
        again = rng.sample(known, size - len(fresh))
        tables.append(sorted([*fresh, *again], key=lambda one: one.number))
        known += fresh
    return tables


def _describe(rng: Random, everybody: Sequence[Somebody], organizations: Sequence[Attending]) -> None:
    attended = sum(one.times for one in everybody)
    for one in _picked(rng, everybody, round(attended * SMALLEST)):
        one.territory = SMALL_TOWN
    for one in everybody:
        one.territory = one.territory or rng.choice(_TOWNS)
        one.sector = rng.choice((Sector.SOCIAL, Sector.SOCIAL, Sector.SOCIAL, Sector.PRIVATE, Sector.ACADEMIC, ""))
        one.gender = rng.choice((Gender.MAN, Gender.MAN, Gender.MAN, Gender.MAN, ""))
        one.age_group = rng.choice((AgeGroup.TO_44, AgeGroup.TO_44, AgeGroup.TO_59, AgeGroup.TO_59, AgeGroup.OVER_60))
    for one in _picked(rng, everybody, round(attended * WOMEN)):
        one.gender = Gender.WOMAN
    for one in _picked(rng, everybody, round(attended * UNDER_30)):
        one.age_group = rng.choice((AgeGroup.TO_29, AgeGroup.TO_29, AgeGroup.TO_29, AgeGroup.UNDER_18))
    _send(rng, everybody, organizations)
    for one, name in zip(rng.sample(list(everybody), len(_NAMES)), _NAMES, strict=True):
        one.name = name


def _picked(rng: Random, everybody: Sequence[Somebody], attendances: int) -> Iterable[Somebody]:
    """Return people drawn at random who came as many times together."""
    picked, total = [], 0
    for one in rng.sample(list(everybody), len(everybody)):
        if total + one.times <= attendances:
            picked.append(one)
            total += one.times
    return picked


def _send(rng: Random, everybody: Sequence[Somebody], organizations: Sequence[Attending]) -> None:
    """Let organizations send people of their municipality; those of the whole valley send any of the larger towns."""
    wanted = round(len(everybody) * _WITH_ORGANIZATION)
    turns = list(organizations) + [rng.choice(organizations) for _n in range(wanted - len(organizations))]
    free = rng.sample(list(everybody), len(everybody))
    for organization in turns:
        fits = {organization.territory} if organization.territory else set(_TOWNS)
        one = next((person for person in free if person.territory in fits), None)
        if one is not None:
            free.remove(one)
            one.organization, one.sector = organization.title, organization.sector
