from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import (
    ActionFactory,
    OrganizationFactory,
    ProjectFactory,
    ResponsibilityFactory,
    StrategyFactory,
)
from reading import main_html, main_text
from rumbo.portfolio.models import Responsibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(plan, project):
    return reverse("desk:missing", args=[plan.key])


def held(element):
    rows = Responsibility.objects.filter(measure=element.measure).order_by("organization__key", "role")
    return list(rows.values_list("organization__key", "role"))


def listed(response):
    return [row[0] for row in response.context["rows"]]


def test_who_sees_it(answers, statuses, address):
    assert answers(address) == statuses()


def test_who_gives_somebody(answers, statuses, address, project, organization):
    data = {"element": project.pk, "organization": organization.pk}
    assert answers(address, data) == statuses(reader=403, editor=302)


def test_projects_strategies_and_actions_of_an_axis(browser, editor, address, project, objective, other_axis):
    answered = ProjectFactory(program=project.program)
    ResponsibilityFactory(measure=answered.measure)
    ResponsibilityFactory(measure=project.measure, role="responsible")
    strategy = StrategyFactory(objective=objective)
    action = ActionFactory(plan=project.plan, strategy=None, project=project)
    elsewhere = ProjectFactory(program__theme__axis=other_axis)
    client = browser(editor)
    assert set(listed(client.get(address))) == {project, elsewhere}
    assert listed(client.get(f"{address}?axis=agua")) == [project]
    assert listed(client.get(f"{address}?kind=strategy&axis=agua")) == [strategy]
    assert listed(client.get(f"{address}?kind=action")) == [action]
    assert client.get(f"{address}?kind=goal").status_code == 404
    assert client.get(f"{address}?axis=nada").status_code == 404


def test_assigning_goes_on_with_the_next_row_and_is_undone(browser, editor, address, project, organization, told):
    following = ProjectFactory(program=project.program, number="701")
    ResponsibilityFactory(measure=project.measure, organization=organization, role="informed")
    client = browser(editor)
    page = client.get(f"{address}?axis=agua")
    assert f'name="next" value="{following.pk}"' in main_html(page)
    data = {"element": project.pk, "organization": organization.pk, "next": following.pk}
    response = client.post(f"{address}?axis=agua", data)
    assert response.url == f"{address}?axis=agua&#m-{following.pk}"
    assert held(project) == [("consejo", "accountable"), ("consejo", "informed")]
    (sentence,) = told(response)
    assert "«Consejo de Cuenca» rinde cuentas de «700 Medidores»" in sentence
    assert 'name="before" value="I"' in sentence
    undone = {"undo": "1", "element": project.pk, "organization": organization.pk, "before": "I", "after": "AI"}
    assert client.post(address, undone).status_code == 302
    assert held(project) == [("consejo", "informed")]


def test_a_strategy_is_given_too(browser, manager, address, objective, organization):
    strategy = StrategyFactory(objective=objective)
    data = {"element": strategy.pk, "organization": organization.pk}
    assert browser(manager).post(f"{address}?kind=strategy", data).status_code == 302
    assert held(strategy) == [("consejo", "accountable")]


def test_nothing_chosen_leads_back_to_the_row(browser, editor, address, project, organization, told):
    response = browser(editor).post(f"{address}?page=2", {"element": project.pk, "organization": ""})
    assert response.url == f"{address}?page=2&row={project.pk}#m-{project.pk}"
    assert "Elige la organización" in told(response)[0]
    assert 'aria-invalid="true"' in main_html(browser(editor).get(response.url))
    assert held(project) == []


def test_who_came_first_stays(browser, editor, address, project, organization, told):
    ResponsibilityFactory(measure=project.measure, organization=OrganizationFactory(key="obras", title="Obras"))
    response = browser(editor).post(address, {"element": project.pk, "organization": organization.pk})
    assert told(response) == ["Mientras tanto alguien empezó a rendir cuentas de «700 Medidores»: no se cambió nada."]
    assert held(project) == [("obras", "accountable")]


@pytest.mark.parametrize("data", [{}, {"element": "x"}, {"element": "999999", "organization": "1"}])
def test_what_is_not_there_is_not_found(browser, editor, address, data):
    assert browser(editor).post(address, data).status_code == 404


def test_rows_of_other_axes_have_no_form(browser, other_editor, address, project, organization):
    page = browser(other_editor).get(address)
    assert listed(page) == [project]
    assert 'name="organization"' not in main_html(page)


def test_nothing_left_to_do_and_no_organizations(browser, editor, address, project):
    assert "Todavía no hay organizaciones" in main_text(browser(editor).get(address))
    ResponsibilityFactory(measure=project.measure)
    assert "Todo lo de aquí tiene una organización" in main_text(browser(editor).get(address))


def test_the_file(browser, reader, address, project):
    text = browser(reader).get(f"{address}?format=csv").getvalue().decode("utf-8-sig")
    assert list(csv.DictReader(io.StringIO(text))) == [{"axis": "Agua", "number": "700", "title": "Medidores"}]


def test_many_cost_as_much_as_few(browser, editor, address, project, organization):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert browser(editor).get(address).status_code == 200
        return len(captured)

    few = count()
    for _n in range(15):
        ProjectFactory(program=project.program)
    assert count() == few
