"""Making the workshops of the demonstration: the four that made the plan, and one that is held today."""

from __future__ import annotations

import csv
import datetime
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils import timezone

from rumbo.cli.demo_workshops.people import Attending, Somebody, seat
from rumbo.cli.errors import UserError
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.participation.enums import ContributionKind, ExerciseType, Origin, Phase
from rumbo.participation.exercises import KINDS
from rumbo.participation.models import (
    Authorship,
    Contribution,
    Exercise,
    Participant,
    Process,
    Stage,
    Table,
    Workshop,
)
from rumbo.participation.services import contributions, grouping, minutes, past
from rumbo.participation.services.adoption import adopt
from rumbo.participation.services.ballots import Sheet, cast
from rumbo.participation.services.exercises import close_exercise
from rumbo.participation.services.joining import Person, join

if TYPE_CHECKING:
    from rumbo.accounts.models import User
    from rumbo.plan.models import Plan

FOLDER = Path(__file__).parent
#: Code of the table that is at work today.
CODE = "VALLE2"
_NAMESPACE = uuid.UUID("6b1f5b7a-52f0-4f34-9f0f-0c6f0f6f7a27")
_STAGES = (
    ("diagnostico", "Diagnóstico", "Diagnosis"),
    ("vision", "Visión y objetivos", "Vision and objectives"),
    ("estrategias", "Estrategias y acciones", "Strategies and actions"),
    ("proyectos", "Proyectos", "Projects"),
)
_WORKSHOPS = (
    ("¿Qué nos pasa y por qué?", "What happens to us, and why?", (2023, 3, 16), "Almagre"),
    ("¿A dónde vamos y a dónde queremos ir?", "Where are we going, and where to?", (2023, 5, 25), "Nogalera"),
    ("¿Qué debe cumplirse y por qué camino?", "What must be done, and which way?", (2023, 9, 7), "San Telmo"),
    ("¿Qué hacemos primero y quién responde?", "What first, and who answers?", (2023, 11, 23), "Dos Acequias"),
)
#: Agendas of the four workshops: title in Spanish and English, type, settings, and the exercise that it works on.
_AGENDAS: tuple[tuple[tuple[str, str, str, dict[str, Any], int | None], ...], ...] = (
    (
        ("¿Qué problemas tenemos?", "What problems do we have?", "ideas", {"kind": "problem"}, None),
        ("¿Por qué pasa?", "Why does it happen?", "causes", {}, 0),
    ),
    (("¿Cómo es el valle en 2045?", "What is the valley like in 2045?", "ideas", {"kind": "vision"}, None),),
    (
        ("¿Por qué camino?", "Which way?", "ideas", {"kind": "strategy"}, None),
        ("Juntamos lo parecido", "Putting together what is alike", "grouping", {"kind": "strategy"}, 0),
        ("¿Qué tan importante es cada una?", "How important is each?", "importance", {"scale": "rating"}, 1),
    ),
    (("¿Qué hacemos primero?", "What do we do first?", "ideas", {"kind": "project"}, None),),
)
_OPINION = ("movilidad", "¿En qué estamos de acuerdo?", "What do we agree on?")
#: Which contributions of the workshops stand in which exercise of the agenda.
_PLACES = {"problem": 0, "cause": 1, "vision": 0, "strategy": 0, "project": 0}
_IN_FULL = "Se muestra lo que cada mesa leyó en voz alta; la visión se escribió a partir de 214 tarjetas."
#: The table whose minutes are published, and what they say beside what the table did.
_MINUTES = (3, "movilidad")
_AGREEMENTS = """La tarjeta única es lo primero: se propone al Consejo Metropolitano un convenio de los dos estados.
El pago por kilómetro se prueba un año en dos rutas antes de extenderlo.
El Instituto trae al cuarto taller el costo de rehacer las calles frente a las escuelas."""
_REMARKS = "Dos personas pidieron que conste su desacuerdo con pagar recorridos vacíos."
_TODAY = (
    (
        "¿Qué te falta para moverte mejor por el valle?",
        "What do you need to move better?",
        "ideas",
        {"kind": "problem"},
    ),
    ("Juntamos lo parecido", "Putting together what is alike", "grouping", {"kind": "problem"}),
    ("¿Qué tan importante es cada una?", "How important is each?", "importance", {"scale": "rating"}),
    ("¿Estás de acuerdo?", "Do you agree?", "opinion", {"people_add": True}),
)
_SAID_TODAY = (
    "La tarjeta única todavía no sirve en los camiones de Nogalera",
    "Que la tarjeta se pueda recargar en las tiendas de Dos Acequias",
    "La tarjeta no pasa en los camiones de Nogalera",
    "El camión de las once de la noche ya pasa, pero va llenísimo",
    "Faltan rampas en tres esquinas de la clínica de San Telmo",
    "Los topes nuevos frente a la escuela no se ven de noche",
)


@dataclass(slots=True)
class _Said:
    """A row of ``said.csv``."""

    workshop: int
    axis: str
    kind: str
    parent: str
    text: str
    group: str
    adopted: str
    rating: float

    @property
    def nonce(self) -> uuid.UUID:
        return _nonce(self.workshop, self.axis, self.kind, self.text)


def add_workshops(plan: Plan, manager: User, leaders: Mapping[str, tuple[User | None, User | None]]) -> None:
    """Give a plan that has none its participatory process, and a workshop that is held today.

    ``leaders`` are who facilitates the table of an axis and who keeps its minutes. Hundreds of people and answers go
    in together; everything else through the services, as if it had happened.
    """
    if Process.objects.filter(plan=plan).exists():
        return
    axes = {axis.key: axis for axis in apps.get_model("plan", "Axis")._default_manager.filter(plan=plan)}
    made = _Past(plan, manager, axes, leaders)
    made.build()
    _today(plan, manager, axes, leaders)


class _Past:
    """The four workshops that made the plan."""

    def __init__(self, plan: Plan, manager: User, axes: Mapping[str, Any], leaders: Mapping[str, Any]) -> None:
        self.plan, self.manager, self.axes, self.leaders = plan, manager, axes, leaders
        self.rng = Random(427)  # noqa: S311 (a demonstration that is always the same)
        self.said = list(_read_said())
        self.agendas: dict[tuple[int, str], list[Exercise]] = {}
        self.people: dict[tuple[int, str], list[Participant]] = {}

    def build(self) -> None:
        """Make all of it."""
        self._tables()
        self._come()
        self._say()
        self._group()
        self._vote()
        self._adopt()
        self._publish()

    def _tables(self) -> None:
        titles = ("Elaboración del plan", "Making the plan")
        process = records.create(SYSTEM, Process(plan=self.plan, title=titles[0], title_en=titles[1]))
        stages = [
            Stage(plan=self.plan, process=process, key=key, title=title, title_en=english)
            for key, title, english in _STAGES
        ]
        _create(stages)
        workshops = [
            Workshop(
                plan=self.plan,
                stage=stage,
                title=f"Taller {number}. {title}",
                title_en=f"Workshop {number}. {english}",
                date=datetime.date(*on),
                starts_at=datetime.time(9, 30),
                place=place,
                text=_IN_FULL if number == 2 else "",
            )
            for number, (stage, (title, english, on, place)) in enumerate(
                zip(stages, _WORKSHOPS, strict=True), start=1
            )
        ]
        _create(workshops)
        tables = [
            _table(self.plan, workshop, axis, self.leaders.get(axis.key, (None, None)), capacity=40)
            for workshop in workshops
            for axis in self.axes.values()
        ]
        _create(tables)
        self._plan_agendas(workshops, tables)

    def _plan_agendas(self, workshops: Sequence[Workshop], tables: Sequence[Table]) -> None:
        """Make the exercises, those that others work on first."""
        numbers = {workshop.pk: number for number, workshop in enumerate(workshops, start=1)}
        for step in range(max(len(agenda) for agenda in _AGENDAS)):
            made = []
            for table in tables:
                number = numbers[table.workshop_id]
                agenda = _AGENDAS[number - 1]
                if step < len(agenda):
                    done = self.agendas.setdefault((number, table.axis.key), [])
                    title, english, type_, settings, source = agenda[step]
                    done.append(_exercise(table, (title, english), type_, settings, _at(done, source)))
                    made.append(done[-1])
            _create(made)
        axis, title, english = _OPINION
        table = next(t for t in tables if t.axis.key == axis and numbers[t.workshop_id] == len(_WORKSHOPS))
        opinion = _exercise(table, (title, english), "opinion", {}, None)
        _create([opinion])
        self.agendas[(len(_WORKSHOPS), axis)].append(opinion)

    def _come(self) -> None:
        towns = {one.key: one for one in apps.get_model("places", "Territory")._default_manager.all()}
        seats = seat(list(_organizations()))
        rows = []
        for axis, tables in seats.items():
            for number, table in enumerate(tables, start=1):
                exercise = self.agendas[(number, axis)][0]
                rows += [_participant(exercise.table, place, one, towns) for place, one in enumerate(table, start=1)]
        stored = Participant.objects.bulk_create(rows, batch_size=500)
        by_table: dict[int, list[Participant]] = {}
        for one in stored:
            by_table.setdefault(one.table_id, []).append(one)
        for place, agenda in self.agendas.items():
            self.people[place] = by_table[agenda[0].table_id]

    def _say(self) -> None:
        """Store what was said, with its authors: one who wrote it, and some who said that it is theirs too."""
        given = [self._said(one) for one in self.said]
        opinion = self.agendas[(len(_WORKSHOPS), _OPINION[0])][-1]
        for text, _first, _second in _opinions():
            given.append(past.Said(opinion, _nonce(opinion.key, text), ContributionKind.STATEMENT, text))
        stored = past.store(SYSTEM, self.plan, given)
        self.by_nonce = {one.nonce: one for one in stored}
        authors = []
        for said in self.said:
            chosen = self.rng.sample(self.people[(said.workshop, said.axis)], self.rng.choice((1, 1, 2, 3, 5, 8)))
            authors += [
                Authorship(contribution=self.by_nonce[said.nonce], participant=one, first=one is chosen[0])
                for one in chosen
            ]
        Authorship.objects.bulk_create(authors, batch_size=500)

    def _said(self, said: _Said) -> past.Said:
        exercise = self.agendas[(said.workshop, said.axis)][_PLACES[said.kind]]
        parent = _nonce(said.workshop, said.axis, "problem", said.parent) if said.parent else None
        return past.Said(exercise, said.nonce, said.kind, said.text, parent)

    def _group(self) -> None:
        """Put what is alike together; ``heads`` are what was voted on and adopted: groups, and what is in none."""
        together: dict[tuple[str, str], list[_Said]] = {}
        for said in self.said:
            if said.group:
                together.setdefault((said.axis, said.group), []).append(said)
        self.heads: dict[uuid.UUID, Contribution] = dict(self.by_nonce)
        for (axis, name), members in together.items():
            exercise = self.agendas[(3, axis)][1]
            chosen = [self.by_nonce[member.nonce] for member in members]
            group, _act = grouping.merge(SYSTEM, exercise, chosen, name)
            for member in members:
                self.heads[member.nonce] = group

    def _vote(self) -> None:
        asked = [self.agendas[(3, axis)][2] for axis in self.axes]
        opinion = self.agendas[(len(_WORKSHOPS), _OPINION[0])][-1]
        sheets = [sheet for axis in self.axes for sheet in self._ratings(axis)] + list(self._opinions(opinion))
        exercises = Exercise.objects.filter(pk__in=[one.pk for one in (*asked, opinion)])
        exercises.update(phase=Phase.OPEN)
        wrong = [answer for answer in cast(sheets) if answer]
        if wrong:
            raise UserError(f"The votes of the demonstration cannot be stored: {wrong[0]}")
        for exercise in exercises:
            close_exercise(SYSTEM, exercise)

    def _ratings(self, axis: str) -> Iterator[Sheet]:
        rated = {self.heads[one.nonce].pk: one.rating for one in self.said if one.axis == axis and one.rating}
        exercise = self.agendas[(3, axis)][2]
        for one in self.people[(3, axis)]:
            values = {pk: min(5, max(1, round(self.rng.gauss(mean, 0.8)))) for pk, mean in rated.items()}
            yield Sheet(one.pk, exercise.pk, values, 1)

    def _opinions(self, exercise: Exercise) -> Iterator[Sheet]:
        """Yield the votes of two camps, the first a little larger."""
        statements = [(self.by_nonce[_nonce(exercise.key, text)].pk, shares) for text, *shares in _opinions()]
        people = self.people[(len(_WORKSHOPS), _OPINION[0])]
        for index, one in enumerate(people):
            camp = 0 if index % 9 < 5 else 1
            values = {pk: self._vote_of(shares[camp]) for pk, shares in statements if self.rng.random() > 0.08}
            yield Sheet(one.pk, exercise.pk, values, 1)

    def _vote_of(self, agreeing: float) -> int:
        if self.rng.random() < 0.08:
            return 0
        return 1 if self.rng.random() < agreeing else -1

    def _adopt(self) -> None:
        found = {
            kind: {
                str(getattr(one, name)): one for one in apps.get_model(model)._default_manager.filter(plan=self.plan)
            }
            for kind, model, name in (
                ("problem", "plan.Problem", "key"),
                ("strategy", "plan.Strategy", "key"),
                ("project", "portfolio.Project", "number"),
            )
        }
        done: set[int] = set()
        for said in self.said:
            head = self.heads[said.nonce]
            if said.adopted and head.pk not in done:
                done.add(head.pk)
                kind, _colon, name = said.adopted.partition(":")
                adopt(self.manager, head, found[kind][name])

    def _publish(self) -> None:
        table = self.agendas[_MINUTES][0].table
        leader = table.facilitator or self.manager
        begun = minutes.get_or_start(leader, table)
        texts = {"agreements": _AGREEMENTS, "remarks": _REMARKS}
        minutes.edit(leader, table, **texts, expected_version=begun.version)
        minutes.sign(leader, table)
        minutes.publish(leader, table)


def _today(plan: Plan, manager: User, axes: Mapping[str, Any], leaders: Mapping[str, Any]) -> None:
    """Make a workshop of today: one of its tables is at work, and whoever looks at the demonstration can join it."""
    process = records.create(
        SYSTEM, Process(plan=plan, title="Revisión anual del plan", title_en="Yearly review of the plan")
    )
    stage = records.create(SYSTEM, Stage(plan=plan, process=process, title="Seguimiento", title_en="Follow-up"))
    workshop = records.create(
        SYSTEM,
        Workshop(
            plan=plan,
            stage=stage,
            title="Taller de seguimiento: ¿qué falta?",
            title_en="Follow-up workshop: what is missing?",
            date=timezone.localdate(),
            starts_at=datetime.time(17, 0),
            place="Centro cívico de la Fundición Vieja, Almagre",
        ),
    )
    live = _table(plan, workshop, axes["movilidad"], leaders.get("movilidad", (None, None)), capacity=100)
    live.code = CODE
    others = [_table(plan, workshop, axis, (None, None)) for axis in axes.values() if axis.key != "movilidad"]
    _create([live, *others])
    agenda: list[Exercise] = []
    for title, english, type_, settings in _TODAY:
        source = agenda[-1] if type_ in (ExerciseType.GROUPING, ExerciseType.IMPORTANCE) else None
        exercise = _exercise(live, (title, english), type_, settings, source)
        exercise.phase = Phase.DRAFT if agenda else Phase.OPEN
        exercise.results_shown = not agenda
        _create([exercise])
        agenda.append(exercise)
    _arrive(live, agenda[0])
    for text, _first, _second in list(_opinions())[:6]:
        contributions.enter(manager, agenda[3], text)


def _arrive(table: Table, exercise: Exercise) -> None:
    """Seat some people with their phones, and let them say the first things."""
    towns = list(apps.get_model("places", "Territory")._default_manager.filter(kind="municipality").order_by("pk"))
    sectors = ("social", "public", "private", "academic")
    for number, text in enumerate(_SAID_TODAY):
        person = Person(sector=sectors[number % len(sectors)], territory=towns[number % len(towns)])
        participant = join(table, person, nonce=_nonce("today", str(number)))
        contributions.say(participant, exercise, text, nonce=_nonce("today", text))


def _table(plan: Plan, workshop: Workshop, axis: Any, leaders: tuple[Any, Any], capacity: int = 40) -> Table:
    facilitator, secretary = leaders
    return Table(
        plan=plan,
        workshop=workshop,
        axis=axis,
        title=f"Mesa de {axis.title}",
        title_en=f"Table on {axis.title_en}",
        facilitator=facilitator,
        secretary=secretary,
        capacity=capacity,
    )


def _exercise(
    table: Table, titles: tuple[str, str], type_: str, settings: Mapping[str, Any], source: Exercise | None
) -> Exercise:
    return Exercise(
        plan=table.plan,
        table=table,
        title=titles[0],
        title_en=titles[1],
        type=type_,
        settings=KINDS[type_].clean(dict(settings)),
        source=source,
        phase=Phase.CLOSED,
        results_shown=True,
    )


def _participant(table: Table, number: int, one: Somebody, towns: Mapping[str, Any]) -> Participant:
    return Participant(
        table=table,
        number=number,
        origin=Origin.PAPER,
        nonce=one.nonce,
        name=one.name,
        organization=one.organization,
        sector=one.sector,
        territory=towns[one.territory],
        gender=one.gender,
        age_group=one.age_group,
    )


def _create(elements: Sequence[Any]) -> None:
    records.create_many(SYSTEM, [(element, {}) for element in elements])


def _at(agenda: Sequence[Exercise], index: int | None) -> Exercise | None:
    return None if index is None else agenda[index]


def _organizations() -> Iterator[Attending]:
    """Yield the organizations of the plan and those beside them: 96 together."""
    for one in apps.get_model("accounts", "Organization")._default_manager.select_related("territory").order_by("pk"):
        municipality = one.territory is not None and one.territory.kind == "municipality"
        yield Attending(one.title, one.sector, one.territory.key if municipality else "")
    for row in _rows("attending"):
        yield Attending(row["organization"], row["sector"], row["territory"])


def _read_said() -> Iterator[_Said]:
    for row in _rows("said"):
        yield _Said(
            int(row["workshop"]),
            row["axis"],
            row["kind"],
            row["parent"],
            row["text"],
            row["group"],
            row["adopted"],
            float(row["rating"] or 0),
        )


def _opinions() -> Iterator[tuple[str, float, float]]:
    for row in _rows("opinions"):
        yield row["text"], float(row["first"]), float(row["second"])


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _nonce(*parts: Any) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, "\x1f".join(str(part) for part in parts))
