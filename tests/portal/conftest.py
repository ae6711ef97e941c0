from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import (
    ActionFactory,
    AntecedentFactory,
    ChapterFactory,
    ComponentFactory,
    GoalFactory,
    ObjectiveFactory,
    OrganizationFactory,
    PlanFactory,
    PriorityEntryFactory,
    ProblemFactory,
    ProgramFactory,
    ProjectFactory,
    ResponsibilityFactory,
    StrategyFactory,
    TerritoryFactory,
    ThemeFactory,
)
from rumbo.plan.models import AntecedentLink


@pytest.fixture
def story(plan, axis):
    """One element of each kind, tied from the problem to the priority portfolio."""
    theme = ThemeFactory(axis=axis, key="acuifero", title="Acuífero", text="Lo que hay bajo el suelo.")
    problem = ProblemFactory(axis=axis, key="p1", title="El acuífero baja", text="Un metro y medio al año.")
    objective = ObjectiveFactory(theme=theme, key="o1", title="Equilibrar el acuífero")
    objective.problems.add(problem)
    goal = GoalFactory(objective=objective, key="g1", title="Todo pozo con medidor", term="short")
    strategy = StrategyFactory(objective=objective, key="medir", title="Medir las extracciones", term="medium")
    program = ProgramFactory(theme=theme, key="cuentas", title="Cuentas claras")
    program.strategies.add(strategy)
    project = ProjectFactory(
        program=program,
        number="7",
        title="Medidores en los pozos",
        text="Uno en cada pozo **grande**.",
        term="short",
        under_way=True,
        priority=True,
    )
    lerdo = TerritoryFactory(key="lerdo", title="Lerdo")
    project.territories.add(lerdo)
    aguas = OrganizationFactory(key="aguas", title="Aguas del Valle", group="Operadores", territory=lerdo)
    antecedent = AntecedentFactory(
        plan=plan,
        key="plan-1994",
        title="Plan de 1994",
        author="Consejo",
        outcome="abandoned",
        why_stopped="Se acabó el fideicomiso.",
        why_stopped_en="The trust fund ran out.",
    )
    return SimpleNamespace(
        plan=plan,
        axis=axis,
        theme=theme,
        problem=problem,
        objective=objective,
        goal=goal,
        strategy=strategy,
        program=program,
        project=project,
        component=ComponentFactory(project=project, key="c1", title="Antenas"),
        action=ActionFactory(strategy=strategy, key="padron", title="Depurar el padrón", term="short"),
        project_action=ActionFactory(strategy=None, project=project, key="comprar", title="Comprar medidores"),
        territory=lerdo,
        organization=aguas,
        responsibility=ResponsibilityFactory(measure=project.measure, organization=aguas),
        entry=PriorityEntryFactory(
            axis=axis, key="e1", title="Medidores en los pozos", project=project, standing="exact"
        ),
        antecedent=antecedent,
        link=AntecedentLink.objects.create(
            antecedent=antecedent, relation="adapted", measure=project.measure, note="Entonces eran mecánicos."
        ),
        chapter=ChapterFactory(
            plan=plan, key="diagnostico", title="Diagnóstico del agua", kind="diagnosis", axis=axis, text="# Hola"
        ),
    )


@pytest.fixture
def guarded(plan, outsider, reader):
    """Check that a page is open while the plan is public, and only to the plan's people while it is not."""

    def check(url):
        people = {"anonymous": Client(), "outsider": Client(), "reader": Client()}
        people["outsider"].force_login(outsider)
        people["reader"].force_login(reader)
        assert {who: client.get(url).status_code for who, client in people.items()} == dict.fromkeys(people, 200)
        plan.is_public = False
        plan.save()
        answers = {who: client.get(url).status_code for who, client in people.items()}
        assert answers == {"anonymous": 404, "outsider": 404, "reader": 200}

    return check


@pytest.fixture
def missing(plan, client):
    """Check that an address of this plan is not found under another plan, nor with another key."""

    def check(url):
        assert client.get(url).status_code == 200
        PlanFactory(key="otro", title="Otro plan")
        assert client.get(url.replace("/plan-2040/", "/otro/")).status_code == 404
        assert client.get(url.rstrip("/") + "-no-existe/").status_code == 404

    return check


@pytest.fixture
def queries(client):
    """Count the queries of a page."""

    def count(url):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    return count


@pytest.fixture
def english():
    """A visitor who reads English."""
    return Client(headers={"accept-language": "en"})
