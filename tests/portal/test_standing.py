"""How things stand on their public pages: the sentence, the datum's age, and of wholes how many have each status."""

import datetime

import pytest
from django.utils import timezone

from factories import ActionFactory, MilestoneFactory, ProgramFactory, ProjectFactory, StrategyFactory
from rumbo.monitoring.services import status

pytestmark = pytest.mark.django_db
HEADING = 'id="how-it-stands"'


@pytest.fixture
def program(plan, axis):
    return ProgramFactory(plan=plan, theme__axis=axis, theme__plan=plan)


@pytest.fixture
def project(plan, program):
    """A project whose only step is late."""
    made = ProjectFactory(plan=plan, program=program)
    today = timezone.localdate()
    MilestoneFactory(
        project=made,
        starts_on=today - datetime.timedelta(days=300),
        ends_on=today - datetime.timedelta(days=60),
        progress=40,
    )
    return made


@pytest.fixture
def strategy(plan, program):
    made = StrategyFactory(plan=plan, objective__theme=program.theme, objective__plan=plan)
    program.strategies.add(made)
    return made


@pytest.fixture
def pages(plan, axis, program, project, strategy):
    return {
        "plan": f"/{plan.key}/",
        "axis": f"/{plan.key}/ejes/{axis.key}/",
        "program": f"/{plan.key}/programas/{program.key}/",
        "strategy": f"/{plan.key}/estrategias/{strategy.key}/",
        "project": f"/{plan.key}/proyectos/{project.key}/",
    }


def test_nothing_is_shown_where_nothing_was_judged(client, pages):
    for url in pages.values():
        response = client.get(url)
        assert response.status_code == 200
        assert HEADING not in response.content.decode()


@pytest.mark.parametrize("name", ["plan", "axis", "program", "strategy", "project"])
def test_the_sentence_and_how_many_have_each_status(client, plan, pages, name):
    status.evaluate(plan)
    html = client.get(pages[name]).content.decode()
    assert HEADING in html
    if name == "project":
        assert "Debía terminar el" in html
        assert "El dato es de hoy." in html
    else:
        assert "1 de 1 fuera de curso." in html
        assert 'aria-label="1 parte"' in html
        assert "Fuera de curso: 1" in html
    assert "/mesa/" not in html.split(HEADING)[1].split("</section>")[0]


def test_an_axis_says_its_status_on_the_page_of_the_plan(client, plan, pages):
    status.evaluate(plan)
    assert '<span class="status small off">Fuera de curso</span>' in client.get(pages["plan"]).content.decode()


def test_actions_too_and_themes_have_none(client, plan, program, strategy):
    action = ActionFactory(plan=plan, strategy=strategy, project=None)
    status.evaluate(plan)
    assert HEADING in client.get(f"/{plan.key}/acciones/{action.key}/").content.decode()
    assert HEADING not in client.get(f"/{plan.key}/temas/{program.theme.key}/").content.decode()


def test_in_english(client, plan, pages):
    status.evaluate(plan)
    html = client.get(pages["axis"], headers={"accept-language": "en"}).content.decode()
    assert "1 of 1 off course." in html
