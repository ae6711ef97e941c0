from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import OrganizationFactory, ProgramFactory, ProjectFactory, ResponsibilityFactory, ThemeFactory
from reading import links, main_html, main_text
from rumbo.portfolio.models import Responsibility

pytestmark = pytest.mark.django_db
DATA = "application/json"


@pytest.fixture
def other(db):
    return OrganizationFactory(key="aguas", title="Aguas del Valle")


@pytest.fixture
def address(plan, project):
    return reverse("desk:matrix", args=[plan.key])


@pytest.fixture
def cell(plan, project, organization):
    return reverse("desk:matrix_cell", args=[plan.key, project.pk, organization.pk])


def held(project):
    rows = Responsibility.objects.filter(measure=project.measure).values_list("organization__key", "role")
    return sorted(rows)


def test_who_sees_it(answers, statuses, address):
    assert answers(address) == statuses()


def test_who_opens_a_cell(answers, statuses, cell):
    assert answers(cell) == statuses(reader=403, editor=200)


def test_who_sets_a_cell(answers, statuses, cell):
    assert answers(cell, {"roles": "R"}) == statuses(reader=403, editor=302)


def test_what_is_not_of_the_plan_is_not_found(browser, manager, plan, organization, project):
    stranger = ProjectFactory()
    for pk, one in ((stranger.pk, organization.pk), (project.pk, 999_999)):
        assert browser(manager).get(reverse("desk:matrix_cell", args=[plan.key, pk, one])).status_code == 404
    assert browser(manager).get(reverse("desk:matrix", args=[plan.key]) + "?axis=no-hay").status_code == 404


def test_letters_stand_where_project_and_organization_meet(browser, editor, address, project, organization, other):
    for role in ("accountable", "responsible"):
        ResponsibilityFactory(measure=project.measure, organization=organization, role=role)
    ResponsibilityFactory(measure=project.measure, organization=other, role="informed")
    page = browser(editor).get(address)
    (row,) = page.context["rows"]
    assert row["cells"] == [(organization, "RA"), (other, "I")]
    assert f'aria-label="{project} · Consejo de Cuenca: RA"' in main_html(page)


def test_an_axis_alone(browser, editor, address, project, other_axis):
    elsewhere = ProjectFactory(program=ProgramFactory(theme=ThemeFactory(axis=other_axis)))
    both = browser(editor).get(address)
    assert [row["project"] for row in both.context["rows"]] == [elsewhere, project] or len(both.context["rows"]) == 2
    one = browser(editor).get(f"{address}?axis=agua")
    assert [row["project"] for row in one.context["rows"]] == [project]


def test_rows_of_other_axes_have_no_links(browser, editor, other_editor, address, project, organization):
    ResponsibilityFactory(measure=project.measure, organization=organization, role="consulted")
    assert "data-cell" in main_html(browser(editor).get(address))
    assert "data-cell" not in main_html(browser(other_editor).get(address))


def test_a_cell_is_set_by_its_form_and_undone(browser, editor, cell, project, told):
    client = browser(editor)
    response = client.post(f"{cell}?axis=agua&other=1", {"roles": ["R", "C"], "expect": ""})
    assert response.status_code == 302
    assert "?axis=agua#c-" in response.url
    assert held(project) == [("consejo", "consulted"), ("consejo", "responsible")]
    (sentence,) = told(response)
    assert "RC" in sentence
    assert 'name="expect" value="RC"' in sentence
    client.post(cell, {"undo": "1", "roles": "", "expect": "RC", "restore": ""})
    assert held(project) == []


def test_a_cell_is_set_by_the_script(browser, editor, cell, project, organization):
    answer = browser(editor).post(cell, {"roles": "A", "expect": ""}, headers={"accept": DATA})
    assert answer.status_code == 200
    found = answer.json()
    assert found["cells"] == {str(organization.pk): "A"}
    assert found["accountable"] is True
    assert found["undo"] == {"undo": "1", "roles": "", "expect": "A", "restore": ""}
    emptied = browser(editor).post(cell, {"roles": "", "expect": "A"}, headers={"accept": DATA}).json()
    assert (emptied["cells"], emptied["accountable"]) == ({str(organization.pk): ""}, False)


def test_replacing_who_is_accountable_asks_first_and_can_be_undone(
    browser, editor, cell, project, organization, other
):
    ResponsibilityFactory(measure=project.measure, organization=other)
    client = browser(editor)
    asked = client.post(cell, {"roles": "A", "expect": ""}, headers={"accept": DATA})
    assert (asked.status_code, asked.json()["ask"]) == (409, True)
    assert "Aguas del Valle" in asked.json()["refused"]
    assert held(project) == [("aguas", "accountable")]
    done = client.post(cell, {"roles": "A", "expect": "", "replace": "1"}, headers={"accept": DATA}).json()
    assert done["cells"] == {str(organization.pk): "A", str(other.pk): ""}
    assert held(project) == [("consejo", "accountable")]
    client.post(cell, done["undo"], headers={"accept": DATA})
    assert held(project) == [("aguas", "accountable")]


def test_the_form_keeps_what_was_chosen_while_it_asks(browser, editor, cell, project, other):
    ResponsibilityFactory(measure=project.measure, organization=other)
    page = browser(editor).post(cell, {"roles": ["A", "C"], "expect": ""})
    assert page.status_code == 200
    assert [letter for letter, _label, on in page.context["roles"] if on] == ["A", "C"]
    assert 'name="replace"' in main_html(page)
    assert held(project) == [("aguas", "accountable")]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(browser, editor, cell, project, organization):
    ResponsibilityFactory(measure=project.measure, organization=organization, role="informed")
    answer = browser(editor).post(cell, {"roles": "R", "expect": ""}, headers={"accept": DATA})
    assert answer.status_code == 409
    assert answer.json()["cells"] == {str(organization.pk): "I"}
    assert held(project) == [("consejo", "informed")]


@pytest.mark.parametrize("data", [{"roles": "X"}, {"roles": "R", "expect": "Ñ"}, {"roles": "RACIRACIRACIZ"}])
def test_other_letters_are_said(browser, editor, cell, project, data):
    page = browser(editor).post(cell, data)
    assert page.status_code == 200
    assert "no es un papel" in main_text(page)
    assert held(project) == []


def test_an_organization_without_a_role_is_added_as_a_column(browser, editor, address, organization):
    page = browser(editor).get(f"{address}?organization={organization.pk}&organization=abc&organization=99999")
    assert page.context["heads"] == [organization]
    assert not browser(editor).get(address).context["heads"]


def test_projects_nobody_is_accountable_for_are_linked(browser, editor, plan, address, project, organization):
    ResponsibilityFactory(measure=project.measure, organization=organization, role="responsible")
    page = browser(editor).get(address)
    target = reverse("desk:list", args=[plan.key, "project"]) + "?gap=unaccountable"
    assert ("1 proyecto del que nadie rinde cuentas", target) in links(page)
    ResponsibilityFactory(measure=project.measure, organization=organization)
    assert "nadie rinde cuentas" not in main_text(browser(editor).get(address)).replace("Nadie rinde cuentas", "")


def test_the_file_has_all_of_it(browser, editor, address, project, organization, other):
    ResponsibilityFactory(measure=project.measure, organization=organization)
    ResponsibilityFactory(measure=project.measure, organization=other, role="consulted")
    text = browser(editor).get(f"{address}?format=csv").getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row == {"axis": "Agua", "number": "700", "project": "Medidores", "aguas": "C", "consejo": "A"}


def test_a_matrix_of_many_asks_as_much_as_one_of_few(browser, editor, address, project, program, organization):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert browser(editor).get(address).status_code == 200
        return len(captured)

    ResponsibilityFactory(measure=project.measure, organization=organization)
    few = count()
    for _n in range(15):
        ResponsibilityFactory(measure=ProjectFactory(program=program).measure)
    assert count() == few


def test_an_empty_plan_says_what_to_do(browser, editor, plan):
    page = browser(editor).get(reverse("desk:matrix", args=[plan.key]))
    assert "Aquí no hay proyectos todavía" in main_text(page)
