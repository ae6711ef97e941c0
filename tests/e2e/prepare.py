"""Fills the database that every browser test begins with, in a process of its own."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from rumbo.cli.start import start_django

if TYPE_CHECKING:
    from rumbo.participation.models import Contribution, Exercise, Participant, Table

#: A plan with nothing in it, and one that the real documents were imported to, with doubts that nobody looked at.
EMPTY_PLAN, IMPORTED_PLAN = "torreon-2040", "torreon-importado"
#: Who signs in, besides the people of the demonstration.
SECOND_EDITOR, OTHER_EDITOR, OUTSIDER = "segunda@almagre.example", "agua@almagre.example", "ajena@almagre.example"

#: The code of the table that is at work, and the axis that it works on. The demonstration's editor leads it.
TABLE_CODE, TABLE_AXIS = "MESA23", "movilidad"
#: What its exercises ask, by type, in the order of the agenda. The ideas are open.
QUESTIONS = {
    "ideas": "¿Qué problemas de movilidad vivimos?",
    "grouping": "¿Qué se parece?",
    "causes": "¿Qué causa cada problema?",
    "importance": "¿Qué importa más?",
    "opinion": "¿En qué coincidimos?",
    "profile": "La ficha de un proyecto",
}
IDEAS = (
    "El camión pasa cada cuarenta minutos",
    "Hay que esperar mucho al camión",
    "No hay banquetas en San Telmo",
    "Los cruces de la escuela no tienen semáforo",
)
STATEMENTS = (
    "El transporte debe ser gratuito para estudiantes",
    "Faltan carriles para bicicleta",
    "El estacionamiento en el centro debe costar más",
)


def main(documents: list[str]) -> None:
    """Make the demonstration with more people, an empty plan and, where given, the plan of the documents."""
    start_django()
    from e2e.decided import add_decisions
    from e2e.finished import add_finished_table
    from e2e.ranked import add_rankings
    from e2e.reported import add_reports
    from e2e.scoring import add_rounds
    from e2e.voting import add_votes
    from rumbo.cli import demo
    from rumbo.cli.database import prepare_database

    prepare_database(update=True)
    demo.build()
    add_people(demo.PLAN_KEY)
    add_workshop(demo.PLAN_KEY)
    add_finished_table(demo.PLAN_KEY)
    add_rounds(demo.PLAN_KEY)
    add_rankings()
    add_votes(demo.PLAN_KEY)
    add_decisions()
    add_reports()
    add_plan(EMPTY_PLAN, "Plan Estratégico Torreón 2040")
    if documents:
        add_plan(IMPORTED_PLAN, "Plan importado")
        import_documents(Path(documents[0]))


def add_people(plan_key: str) -> None:
    """Add two editors, and somebody without any role."""
    from rumbo.core.actors import SYSTEM
    from rumbo.plan.models import Axis, Plan
    from rumbo.plan.services.roles import give_role

    plan = Plan.objects.get(key=plan_key)
    for email, name, axis in (
        (SECOND_EDITOR, "Celia Huizache", "movilidad"),
        (OTHER_EDITOR, "Rita Palma", "agua"),
    ):
        give_role(SYSTEM, plan, account(email, name), "editor", Axis.objects.get(plan=plan, key=axis))
    account(OUTSIDER, "Nadie Conocido")


def add_workshop(plan_key: str) -> None:
    """Add a workshop whose table is at work: an exercise of each type, four participants and what they said."""
    from rumbo.cli.demo import PEOPLE
    from rumbo.core.actors import SYSTEM
    from rumbo.core.services import records
    from rumbo.participation.models import Process, Stage, Table, Workshop
    from rumbo.plan.models import Axis, Plan

    plan = Plan.objects.get(key=plan_key)
    process = records.create(SYSTEM, Process(plan=plan, title="Revisión del plan"))
    stage = records.create(SYSTEM, Stage(plan=plan, process=process, title="Diagnóstico"))
    place = {"date": datetime.date(2026, 3, 16), "place": "Teatro de San Telmo"}
    workshop = records.create(SYSTEM, Workshop(plan=plan, stage=stage, title="Primer taller", **place))
    table = Table(
        plan=plan,
        workshop=workshop,
        axis=Axis.objects.get(plan=plan, key=TABLE_AXIS),
        title="Mesa de movilidad",
        facilitator=account(PEOPLE[2][0], ""),
        code=TABLE_CODE,
    )
    add_exercises(records.create(SYSTEM, table))


def add_exercises(table: Table) -> None:
    """Let four people go through an exercise of each type; then the ideas are open again."""
    from rumbo.participation.models import Exercise
    from rumbo.participation.services.contributions import enter, same_as_mine, say
    from rumbo.participation.services.exercises import create_exercise, open_exercise
    from rumbo.participation.services.grouping import merge
    from rumbo.participation.services.joining import Person, join
    from rumbo.participation.services.profiles import save_part

    leader = table.facilitator
    people = [join(table, Person(sector="social"), nonce=uuid4()) for _idea in IDEAS]
    made: dict[str, Exercise] = {}
    for kind, source in (
        ("ideas", None),
        ("grouping", "ideas"),
        ("causes", "grouping"),
        ("importance", "grouping"),
        ("opinion", None),
        ("profile", None),
    ):
        exercise = Exercise(table=table, type=kind, title=QUESTIONS[kind], source=made.get(source or ""))
        made[kind] = open_exercise(leader, create_exercise(leader, exercise))
        if kind == "ideas":
            ideas = [say(one, made[kind], text, nonce=uuid4()) for one, text in zip(people, IDEAS, strict=True)]
            same_as_mine(people[3], ideas[2])
        elif kind == "grouping":
            group, _change = merge(leader, made[kind], ideas[:2], "El camión tarda mucho")
        elif kind == "causes":
            say(people[2], made[kind], "Hay pocas unidades", nonce=uuid4(), parent=group)
        elif kind == "opinion":
            statements = [enter(leader, made[kind], text) for text in STATEMENTS]
            vote(people, made[kind], statements)
        elif kind == "importance":
            vote(people, made[kind], [group, ideas[2], ideas[3]])
        else:
            save_part(people[0], made[kind], None, "problem", "El camión no llega a San Telmo", seen="")
    open_exercise(leader, made["ideas"])


def vote(people: list[Participant], exercise: Exercise, items: list[Contribution]) -> None:
    """Let all but the last answer: the same to all items."""
    from rumbo.participation.services.ballots import Sheet, cast

    values = dict.fromkeys([item.pk for item in items], 1)
    assert not any(cast([Sheet(one.pk, exercise.pk, values, 1) for one in people[:-1]]))


def add_plan(key: str, title: str) -> None:
    """Add an empty plan that the manager of the demonstration manages too."""
    from rumbo.cli.demo import PEOPLE
    from rumbo.core.actors import SYSTEM
    from rumbo.core.services import records
    from rumbo.plan.models import Plan
    from rumbo.plan.services.roles import give_role

    plan = records.create(SYSTEM, Plan(key=key, title=title, start_year=2015, end_year=2040))
    give_role(SYSTEM, plan, account(PEOPLE[1][0], ""), "manager", None)


def import_documents(folder: Path) -> None:
    """Import the documents without deciding anything."""
    from rumbo.core.actors import SYSTEM
    from rumbo.importers.files import gather
    from rumbo.importers.services.applying import apply
    from rumbo.importers.services.proposing import propose
    from rumbo.importers.services.runs import store
    from rumbo.plan.models import Plan

    files, plan = gather(folder), Plan.objects.get(key=IMPORTED_PLAN)
    apply(SYSTEM, store(SYSTEM, files, propose(files, plan)))


def account(email: str, name: str):
    """Return the account of this address, with the password of the demonstration."""
    from rumbo.accounts.services.people import ensure_account
    from rumbo.cli.demo import PASSWORD

    user, made = ensure_account(email, name)
    if made:
        user.set_password(PASSWORD)
        user.save()
    return user


if __name__ == "__main__":
    main(sys.argv[1:])
