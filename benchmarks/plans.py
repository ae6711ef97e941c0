"""Plans of any size to measure with: invented, the same at each run, written at once with their history and index."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from benchmarks.sizes import KEY, Size
from rumbo.accounts.models import Organization
from rumbo.core.ordering import natural_key, text_key
from rumbo.core.services.search import reindex
from rumbo.places.models import Territory
from rumbo.plan.models import (
    Antecedent,
    Axis,
    Chapter,
    Goal,
    Measure,
    Objective,
    Plan,
    Problem,
    Strategy,
    Theme,
)
from rumbo.portfolio.models import Action, Component, PriorityEntry, Program, Project, Responsibility

BATCH = 2000


def _words(text: str) -> list[str]:
    return text.split()


THINGS = _words(
    "red parque centro corredor mercado drenaje alumbrado semáforo banqueta ciclovía biblioteca clínica escuela "
    "reglamento catálogo padrón observatorio consejo fideicomiso programa taller museo bosque canal presa pozo vaso "
    "colector humedal vivero relleno estación terminal puente paseo plaza jardín albergue comedor laboratorio sistema"
)
QUALITIES = _words(
    "metropolitano municipal regional ciclista peatonal escolar comunitario público integral accesible solar hídrico "
    "digital cultural deportivo turístico industrial rural urbano ecológico sustentable preventivo participativo "
    "histórico intermodal inteligente subterráneo arbolado móvil permanente"
)
DEEDS = _words(
    "construcción rehabilitación ampliación semaforización creación homologación modernización recuperación "
    "actualización señalización reforestación capacitación difusión regularización equipamiento mantenimiento"
)
SYLLABLES = _words("ta lo me ri ca no pe lu sa vi de ma ro ne co fi ja zu ti ba")


class Writer:
    """Invents texts, always the same ones."""

    def __init__(self) -> None:
        self.dice = random.Random(2040)
        self.places = ["".join(self.dice.choices(SYLLABLES, k=self.dice.randint(2, 4))) for _ in range(3000)]

    def title(self) -> str:
        """Return a title such as projects have."""
        pick = self.dice.choice
        return f"{pick(DEEDS).capitalize()} de {pick(THINGS)} {pick(QUALITIES)} {pick(self.places).capitalize()}"

    def text(self, sentences: int) -> str:
        """Return some sentences."""
        pick = self.dice.choice
        return " ".join(
            f"{pick(DEEDS).capitalize()} de {pick(THINGS)} {pick(QUALITIES)} y {pick(THINGS)} {pick(QUALITIES)} en "
            f"{pick(self.places).capitalize()}, con {pick(DEEDS)} de {pick(THINGS)}."
            for _ in range(sentences)
        )


@transaction.atomic
def fill(size: Size) -> Plan:
    """Write a plan of a size and index it; return it."""
    writer = Writer()
    places = territories()
    plan: Plan = save([Plan(key=KEY, title="Plan de prueba", start_year=2015, end_year=2040, territory=places[0])])[0]
    agents = organizations(size, writer)
    themes = tree(plan, size, writer)
    projects = portfolio(plan, size, themes, writer)
    around(plan, projects, agents, places, writer)
    documents(plan, writer)
    priorities(plan, size, projects)
    reindex()
    return plan


def analyze() -> None:
    """Let the database count its rows, as it does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def save(records: Sequence[Any]) -> list[Any]:
    """Insert records of one model and the first entry of their history."""
    model = type(records[0])
    saved = list(model.objects.bulk_create(records, batch_size=BATCH))
    model.history.bulk_history_create(saved, batch_size=BATCH, default_change_reason="Importación")
    return saved


def measures(plan: Plan, kind: str, count: int) -> list[Measure]:
    """Insert as many anchors of a kind."""
    return list(Measure.objects.bulk_create((Measure(plan=plan, kind=kind) for _ in range(count)), batch_size=BATCH))


def territories() -> list[Any]:
    """Return a metropolitan area and its four municipalities."""
    area = Territory(key="zona", title="Zona Metropolitana", kind="metropolitan")
    names = ("Valle Seco", "Río Hondo", "Mezquital", "La Noria")
    towns = [Territory(key=f"municipio-{n}", title=name, kind="municipality") for n, name in enumerate(names)]
    return save([area, *towns])


def organizations(size: Size, writer: Writer) -> list[Any]:
    """Return the organizations."""
    return save(
        [
            Organization(key=f"organizacion-{n}", title=f"Instituto de {writer.title()}", sector="public")
            for n in range(size.organizations)
        ]
    )


def tree(plan: Plan, size: Size, writer: Writer) -> list[Any]:
    """Write axes, problems, themes, objectives, goals and strategies; return the themes."""
    axes = save(
        [
            Axis(plan=plan, key=f"eje-{n}", title=f"Eje {n} {writer.title()}", text=writer.text(6), position=n)
            for n in range(1, size.axes + 1)
        ]
    )
    save(_numbered(Problem, plan, "axis", axes, 5, writer))
    themes = save(_numbered(Theme, plan, "axis", axes, size.themes_an_axis, writer))
    objectives = save(_numbered(Objective, plan, "theme", themes, 2, writer))
    save(_numbered(Goal, plan, "objective", objectives, 2, writer))
    strategies = _numbered(Strategy, plan, "objective", objectives, 1, writer)
    for strategy, measure in zip(strategies, measures(plan, "strategy", len(strategies)), strict=True):
        strategy.measure = measure
    save(strategies)
    return themes


def portfolio(plan: Plan, size: Size, themes: list[Any], writer: Writer) -> list[Any]:
    """Write programmes and projects; return the projects."""
    programs = _numbered(Program, plan, "theme", themes, size.programs_a_theme, writer)
    for program in programs:
        program.title_order = text_key(program.title)
    programs = save(programs)
    projects = []
    for number, measure in enumerate(measures(plan, "project", size.projects), start=1):
        title = writer.title()
        projects.append(
            Project(
                plan=plan,
                program=programs[(number - 1) * len(programs) // size.projects],
                measure=measure,
                number=str(number),
                number_order=natural_key(str(number)),
                key=str(number),
                title=title,
                title_order=text_key(title),
                text=writer.text(3),
                term=("", "short", "medium", "long")[number % 4],
                under_way=number % 11 == 0,
                priority=number % 13 == 0,
                position=number,
            )
        )
    return save(projects)


def around(plan: Plan, projects: list[Any], agents: list[Any], places: list[Any], writer: Writer) -> None:
    """Give projects territories and organizations, and every tenth a component and an action."""
    within = Project.territories.through
    within.objects.bulk_create(
        (within(project=project, territory=places[number % len(places)]) for number, project in enumerate(projects)),
        batch_size=BATCH,
    )
    held = []
    for number, project in enumerate(projects):
        first, second = number % len(agents), (number * 7 + 1) % len(agents)
        held.append(Responsibility(measure=project.measure, organization=agents[first], role="accountable"))
        held.append(Responsibility(measure=project.measure, organization=agents[second], role="consulted"))
    Responsibility.objects.bulk_create(held, batch_size=BATCH)
    some = projects[::10]
    save(_numbered(Component, plan, "project", some, 1, writer))
    actions = _numbered(Action, plan, "project", some, 1, writer)
    for action, measure in zip(actions, measures(plan, "action", len(actions)), strict=True):
        action.measure = measure
    save(actions)


def documents(plan: Plan, writer: Writer) -> None:
    """Write chapters and antecedents."""
    kinds = ("introduction", "methodology", "legal", "diagnosis", "scenarios")
    save(
        [
            Chapter(
                plan=plan, key=f"capitulo-{n}", kind=kind, title=writer.title(), text=writer.text(150), position=n
            )
            for n, kind in enumerate(kinds)
        ]
    )
    save([Antecedent(plan=plan, key=f"plan-{year}", title=writer.title(), year=year) for year in (1994, 2001, 2009)])


def priorities(plan: Plan, size: Size, projects: list[Any]) -> None:
    """Write the entries of the priority portfolio."""
    chosen = projects[:: max(1, len(projects) // size.entries)][: size.entries]
    save(
        [
            PriorityEntry(
                plan=plan,
                key=f"prioridad-{n}",
                title=project.title,
                axis=project.program.theme.axis,
                project=project,
                standing="exact",
                position=n,
            )
            for n, project in enumerate(chosen)
        ]
    )


def _numbered(model: Any, plan: Plan, above: str, parents: Iterable[Any], each: int, writer: Writer) -> list[Any]:
    return [
        model(
            plan=plan,
            key=f"{model.KIND}-{parent.pk}-{n}",
            title=writer.title(),
            text=writer.text(1),
            position=n,
            **{above: parent},
        )
        for parent in parents
        for n in range(1, each + 1)
    ]
