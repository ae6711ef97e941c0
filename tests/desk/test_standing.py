"""How things stand on the desk: on the page of each, and on the cards of the board."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from factories import GoalFactory, MilestoneFactory, ProgramFactory, ProjectFactory, StrategyFactory
from rumbo.monitoring.services import status

pytestmark = pytest.mark.django_db
HEADING = 'id="how-it-stands"'


@pytest.fixture
def program(plan, axis):
    return ProgramFactory(plan=plan, theme__axis=axis, theme__plan=plan)


def late(plan, program):
    """A project whose only step was to end two months ago."""
    made, today = ProjectFactory(plan=plan, program=program), timezone.localdate()
    MilestoneFactory(
        project=made,
        starts_on=today - datetime.timedelta(days=300),
        ends_on=today - datetime.timedelta(days=60),
        progress=40,
    )
    return made


@pytest.fixture
def things(plan, axis, program):
    strategy = StrategyFactory(plan=plan, objective__theme=program.theme, objective__plan=plan)
    program.strategies.add(strategy)
    project = late(plan, program)
    goal = GoalFactory(plan=plan, objective__theme=program.theme, objective__plan=plan)
    step = project.milestones.get()
    return {
        "axis": axis,
        "program": program,
        "strategy": strategy,
        "project": project,
        "goal": goal,
        "milestone": step,
    }


@pytest.mark.parametrize("kind", ["axis", "program", "strategy", "project", "goal", "milestone"])
def test_its_page_says_how_it_stands_and_leads_to_why(client, plan, manager, things, kind):
    client.force_login(manager)
    pk = things[kind].pk
    url = reverse("desk:element", args=[plan.key, kind, pk])
    assert HEADING not in client.get(url).content.decode()
    status.evaluate(plan)
    html = client.get(url).content.decode()
    assert HEADING in html
    assert reverse("monitoring:status", args=[plan.key, kind, pk]) in html


def test_cards_of_the_board_say_what_calls_for_somebody(client, plan, manager, program):
    late(plan, program)
    client.force_login(manager)
    url = f"/mesa/{plan.key}/tablero/"
    assert "Fuera de curso" not in client.get(url).content.decode()
    status.evaluate(plan)
    assert '<span class="status small off">Fuera de curso</span>' in client.get(url).content.decode()


@pytest.mark.parametrize("stage", ["", "?stage=perfil"])
def test_the_board_takes_the_same_queries_for_many(
    client, plan, manager, program, stage, django_assert_max_num_queries
):
    late(plan, program)
    status.evaluate(plan)
    client.force_login(manager)
    url = f"/mesa/{plan.key}/tablero/{stage}"
    client.get(url)
    with django_assert_max_num_queries(100) as few:
        client.get(url)
    for _number in range(12):
        late(plan, program)
    status.evaluate(plan)
    with django_assert_max_num_queries(len(few)):
        client.get(url)
