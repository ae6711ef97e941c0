from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import (
    ActionFactory,
    OrganizationFactory,
    ProgramFactory,
    ProjectFactory,
    ResponsibilityFactory,
    StrategyFactory,
    TerritoryFactory,
    ThemeFactory,
)
from reading import links, main_html, main_text
from rumbo.core.actors import SYSTEM
from rumbo.portfolio.models import Responsibility
from rumbo.portfolio.services.responsibilities import assign
from rumbo.portfolio.services.shares import Part, split_project

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
    content = browser(manager).get(reverse("desk:matrix", args=[plan.key]) + "?axis=no-hay").content.decode()
    assert "no conoce «no-hay»" in content


def test_letters_stand_where_project_and_organization_meet(browser, editor, address, project, organization, other):
    for role in ("accountable", "responsible"):
        ResponsibilityFactory(measure=project.measure, organization=organization, role=role)
    ResponsibilityFactory(measure=project.measure, organization=other, role="informed")
    page = browser(editor).get(address)
    (row,) = page.context["rows"]
    assert page.context["heads"] == [organization, other]
    assert row.letters == {organization.pk: "RA", other.pk: "I"}
    assert f'aria-label="{project} · Consejo de Cuenca: RA"' in main_html(page)


def test_an_axis_alone(browser, editor, address, project, other_axis):
    elsewhere = ProjectFactory(program=ProgramFactory(theme=ThemeFactory(axis=other_axis)))
    both = browser(editor).get(address)
    assert [row.element for row in both.context["rows"]] == [elsewhere, project] or len(both.context["rows"]) == 2
    one = browser(editor).get(f"{address}?axis=agua")
    assert [row.element for row in one.context["rows"]] == [project]


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
    target = reverse("desk:missing", args=[plan.key]) + "?"
    assert ("De 1 de ellos nadie rinde cuentas", target) in links(page)
    ResponsibilityFactory(measure=project.measure, organization=organization)
    assert "de ellos nadie rinde cuentas" not in main_text(browser(editor).get(address))


def test_the_file_has_all_of_it(browser, editor, address, project, organization, other):
    ResponsibilityFactory(measure=project.measure, organization=organization)
    ResponsibilityFactory(measure=project.measure, organization=other, role="consulted")
    text = browser(editor).get(f"{address}?format=csv").getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    whole = {"axis": "Agua", "number": "700", "project": "Medidores", "share": ""}
    assert row == whole | {"aguas": "C", "consejo": "A"}


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
    assert "Aquí no hay nada todavía" in main_text(page)


@pytest.fixture
def strategy(objective):
    return StrategyFactory(objective=objective, title="Cobrar lo justo")


@pytest.fixture
def share(project):
    place = TerritoryFactory(key="lerdo", title="Lerdo")
    return split_project(SYSTEM, project, Decimal(10), 0, [Part(place, Decimal(10))]).shares.get()


def test_strategies_and_actions_have_a_matrix_too(browser, editor, address, project, strategy, other_axis):
    of_strategy = ActionFactory(plan=project.plan, strategy=strategy)
    of_project = ActionFactory(plan=project.plan, strategy=None, project=project)
    ActionFactory(plan=project.plan, strategy=None, project=ProjectFactory(program__theme__axis=other_axis))
    client = browser(editor)
    shown = {kind: client.get(f"{address}?kind={kind}&axis=agua").context["rows"] for kind in ("strategy", "action")}
    assert [row.element for row in shown["strategy"]] == [strategy]
    assert {row.element for row in shown["action"]} == {of_strategy, of_project}
    assert len(client.get(f"{address}?kind=action").context["rows"]) == 3
    assert client.get(f"{address}?kind=goal").status_code == 404


def test_a_cell_of_a_strategy_is_set_and_leads_back_to_its_matrix(browser, editor, plan, strategy, organization):
    cell = reverse("desk:matrix_cell", args=[plan.key, "strategy", strategy.pk, organization.pk])
    response = browser(editor).post(f"{cell}?kind=strategy", {"roles": "A", "expect": ""})
    assert response.status_code == 302
    assert response.url.startswith(reverse("desk:matrix", args=[plan.key]) + "?kind=strategy#c-")
    assert held(strategy) == [("consejo", "accountable")]
    goal = reverse("desk:matrix_cell", args=[plan.key, "goal", strategy.objective.pk, organization.pk])
    assert browser(editor).get(goal).status_code == 404


def test_roles_for_shares_are_marks_beside_the_letters(browser, editor, address, cell, project, organization, share):
    assign(SYSTEM, project, organization, "responsible", share=share)
    assign(SYSTEM, project, organization, "informed")
    page = browser(editor).get(address)
    (row,) = page.context["rows"]
    assert row.letters == {organization.pk: "I"}
    assert row.shares == {organization.pk: [("Lerdo", "R")]}
    assert "Lerdo: R" in main_text(page)
    assert "Lerdo: R" in main_text(browser(editor).get(cell))


def test_who_is_accountable_for_a_share_is_not_for_the_whole(browser, editor, address, project, organization, share):
    assign(SYSTEM, project, organization, "accountable", share=share)
    page = browser(editor).get(address)
    assert [row.accountable for row in page.context["rows"]] == [False]
    assert page.context["nobody"] == 1


def test_the_file_has_a_row_for_each_share(browser, editor, address, project, organization, share):
    assign(SYSTEM, project, organization, "accountable", share=share)
    text = browser(editor).get(f"{address}?format=csv").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["project"], row["share"], row["consejo"]) for row in rows] == [
        ("Medidores", "", ""),
        ("Medidores", "Lerdo", "A"),
    ]
