"""A table that finished its work: 36 people of two camps, so that results have something to show. Always the same."""

from __future__ import annotations

import datetime
import random
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from rumbo.participation.models import Contribution, Exercise, Participant, Table

#: The code of the table, and what it says about the centre of a city.
CODE, AXIS = "CENTR2", "movilidad"
#: Statements, and how likely each camp agrees with them.
STATEMENTS = (
    ("Las banquetas del centro deben arreglarse antes que las calles", 0.95, 0.9),
    ("Los camiones deben pasar cada quince minutos, también en domingo", 0.9, 0.85),
    ("El estacionamiento en el centro debe costar más", 0.9, 0.1),
    ("Hay que cerrar al tráfico la calle Juárez los fines de semana", 0.95, 0.15),
    ("Hacen falta más estacionamientos en el centro", 0.1, 0.95),
    ("Los carriles para bicicleta quitan espacio que los coches necesitan", 0.05, 0.8),
    ("Los cruces de las escuelas necesitan semáforo", 1.0, 1.0),
    ("El transporte debe ser gratuito para estudiantes", 0.8, 0.5),
    ("Los comercios cierran si no se puede llegar en coche", 0.15, 0.85),
    ("Se debe multar a quien se estaciona en la banqueta", 0.9, 0.6),
    ("Prefiero árboles en vez de un carril más", 0.85, 0.35),
    ("El paso elevado de la entrada fue una buena inversión", 0.1, 0.3),
)
THINGS = (
    ("El camión tarda mucho", 4.6),
    ("No hay banquetas en San Telmo", 4.2),
    ("Los cruces de la escuela no tienen semáforo", 4.0),
    ("El centro se llena de coches", 3.1),
    ("Faltan árboles en las avenidas", 2.6),
)
CAMPS = (20, 16)


def add_finished_table(plan_key: str) -> None:
    """Add a workshop whose table is done, with the results of all its exercises in sight."""
    from rumbo.core.actors import SYSTEM
    from rumbo.core.services import records
    from rumbo.participation.models import Stage, Table, Workshop
    from rumbo.plan.models import Axis, Plan

    plan = Plan.objects.get(key=plan_key)
    stage = Stage.objects.filter(plan=plan).earliest("pk")
    place = {"date": datetime.date(2026, 4, 20), "place": "Casa de la Cultura"}
    workshop = records.create(SYSTEM, Workshop(plan=plan, stage=stage, title="Segundo taller", **place))
    axis = Axis.objects.get(plan=plan, key=AXIS)
    table = Table(plan=plan, workshop=workshop, axis=axis, title="Mesa del centro", code=CODE)
    work(records.create(SYSTEM, table))


def work(table: Table) -> None:
    """Let the table say, group, judge and vote; then close everything."""
    from rumbo.core.actors import SYSTEM
    from rumbo.participation.services.contributions import enter, say
    from rumbo.participation.services.exercises import close_exercise, show_results
    from rumbo.participation.services.grouping import merge

    draw = random.Random(2040)
    people = seat(table, draw)
    ideas = exercise(table, "ideas", "¿Qué no funciona en el centro?")
    said = [say(people[n], ideas, text, nonce=nonce(draw)) for n, (text, _mean) in enumerate(THINGS)]
    slow = say(people[9], ideas, "Hay que esperar mucho al camión", nonce=nonce(draw))
    grouping = exercise(table, "grouping", "¿Qué se parece?", ideas)
    group, _change = merge(SYSTEM, grouping, [said[0], slow])
    causes = exercise(table, "causes", "¿Qué lo causa?", grouping)
    for number, text in enumerate(("Hay pocas unidades", "Las rutas se enciman", "No hay horarios publicados")):
        say(people[number], causes, text, nonce=nonce(draw), parent=group if number < 2 else said[1])
    importance = exercise(table, "importance", "¿Qué urge más?", grouping)
    rate(people, importance, [group, *said[1:]], draw)
    opinion = exercise(table, "opinion", "¿Qué centro queremos?")
    vote(people, opinion, [enter(SYSTEM, opinion, text) for text, _one, _other in STATEMENTS], draw)
    for one in (ideas, grouping, causes, importance, opinion):
        show_results(SYSTEM, close_exercise(SYSTEM, one))


def seat(table: Table, draw: random.Random) -> list[Participant]:
    """Seat people of four sectors, one of them with too few people to be told apart, from two municipalities."""
    from rumbo.participation.queries.live import municipalities
    from rumbo.participation.services.joining import Person, join

    places: list[Any] = [*municipalities(table)[:2], None]
    return [
        join(
            table,
            Person(
                name=f"Participante {number}",
                sector=draw.choices(["social", "public", "private", "academic"], [14, 12, 8, 2])[0],
                territory=draw.choice(places),
            ),
            nonce=nonce(draw),
        )
        for number in range(sum(CAMPS))
    ]


def exercise(table: Table, kind: str, title: str, source: Exercise | None = None) -> Exercise:
    """Put an exercise on the agenda and open it."""
    from rumbo.core.actors import SYSTEM
    from rumbo.participation.models import Exercise
    from rumbo.participation.services.exercises import create_exercise, open_exercise

    made = create_exercise(SYSTEM, Exercise(table=table, type=kind, title=title, source=source))
    return open_exercise(SYSTEM, made)


def rate(people: list[Participant], asked: Exercise, things: list[Contribution], draw: random.Random) -> None:
    """Let people judge things from 1 to 5, around the means of ``THINGS``."""
    means = [mean for _text, mean in THINGS]
    send(people, asked, things, lambda _person, place: min(5, max(1, round(draw.gauss(means[place], 0.9)))))


def vote(people: list[Participant], asked: Exercise, said: list[Contribution], draw: random.Random) -> None:
    """Let people agree and disagree as their camp does, and pass now and then."""

    def value(person: int, place: int) -> int:
        if draw.random() < 0.06:
            return 0
        likely = STATEMENTS[place][1 if person < CAMPS[0] else 2]
        return 1 if draw.random() < likely else -1

    send(people, asked, said, value)


def send(people: list[Participant], asked: Exercise, items: list[Contribution], value: Any) -> None:
    """Send a sheet of each person; ``value`` takes the person's and the item's place."""
    from rumbo.participation.services.ballots import Sheet, cast

    sheets = [
        Sheet(person.pk, asked.pk, {item.pk: value(number, place) for place, item in enumerate(items)}, 1)
        for number, person in enumerate(people)
    ]
    assert not any(cast(sheets))


def nonce(draw: random.Random) -> UUID:
    """Return a nonce that is the same on every run."""
    return UUID(int=draw.getrandbits(128), version=4)
