import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import (
    ActionFactory,
    AntecedentFactory,
    ChapterFactory,
    ComponentFactory,
    GoalFactory,
    PriorityEntryFactory,
    ProblemFactory,
    StrategyFactory,
    TerritoryFactory,
)
from rumbo.core.services import records
from rumbo.plan.models import Objective, Theme


@pytest.fixture
def every_kind(plan, axis, theme, objective, goal, program, project, organization):
    strategy = StrategyFactory(objective=objective)
    return [
        axis,
        theme,
        objective,
        goal,
        program,
        project,
        organization,
        strategy,
        ProblemFactory(axis=axis),
        ComponentFactory(project=project),
        ActionFactory(strategy=strategy),
        ActionFactory(strategy=None, project=project),
        ChapterFactory(plan=plan),
        AntecedentFactory(plan=plan),
        PriorityEntryFactory(axis=axis),
        TerritoryFactory(),
    ]


def test_it_checks_access(answers, statuses, plan, other_axis, every_kind, url):
    for record in every_kind:
        assert answers(url("element", plan, record)) == statuses(), record.KIND


def test_the_plan_itself_is_its_desk(browser, reader, plan, url):
    assert browser(reader).get(url("element", plan, plan)).url == url("plan", plan)


def test_an_element_of_another_plan_is_not_there(browser, manager, plan, url):
    assert browser(manager).get(url("element", plan, GoalFactory())).status_code == 404


def test_buttons_only_where_the_person_may(browser, reader, other_editor, editor, plan, theme, url):
    address = url("element", plan, theme)
    for person in (reader, other_editor):
        page = browser(person).get(address).content.decode()
        assert url("edit", plan, theme) not in page
        assert "Nuevo objetivo" not in page
        assert "Retirar" not in page
    page = browser(editor).get(address).content.decode()
    assert url("edit", plan, theme) in page
    assert "Nuevo objetivo" in page
    assert url("withdraw", plan, theme) in page


def test_pages_ask_for_the_permission_that_the_model_names(monkeypatch, browser, editor, plan, theme, url):
    monkeypatch.setattr(Theme, "PERMISSION", "plan.manage")
    monkeypatch.setattr(Objective, "PERMISSION", "plan.manage")
    client = browser(editor)
    assert "Nuevo objetivo" not in client.get(url("element", plan, theme)).content.decode()
    assert client.get(url("edit", plan, theme)).status_code == 403
    new = reverse("desk:create", args=[plan.key, "objective"])
    assert client.get(f"{new}?theme={theme.pk}").status_code == 403


def test_it_shows_why_it_is_not_in_force(browser, reader, manager, plan, theme, url):
    records.withdraw(manager, theme, reason="Se fusionó con otro")
    page = browser(reader).get(url("element", plan, theme)).content.decode()
    assert "Se fusionó con otro" in page


def test_it_escapes_what_people_write(browser, reader, manager, plan, theme, url):
    records.update(manager, theme, {"title": "<script>alert(1)</script>", "text": "<b>x</b>"})
    page = browser(reader).get(url("element", plan, theme)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>x</b>" not in page


def test_it_costs_the_same_for_few_and_many(browser, editor, plan, program, project, url):
    client = browser(editor)
    client.get(url("element", plan, program))
    with CaptureQueriesContext(connection) as few:
        client.get(url("element", plan, program))
    for number in range(8, 30):
        type(project).objects.create(
            plan=plan, program=program, number=str(number), key=str(number), title="P", measure=_measure(plan)
        )
    with CaptureQueriesContext(connection) as many:
        client.get(url("element", plan, program))
    assert len(many) == len(few)


def _measure(plan):
    from rumbo.plan.models import Measure

    return Measure.objects.create(plan=plan, kind="project")


def test_numbers_that_no_database_holds_are_not_there(browser, manager, plan):
    client, huge = browser(manager), "9" * 30
    assert client.get(f"/mesa/{plan.key}/temas/{huge}/").status_code == 404
    assert client.get(f"/mesa/{plan.key}/temas/crear/?axis={huge}").status_code == 404
    assert client.get(f"/mesa/{plan.key}/importaciones/{huge}/").status_code == 404
    assert client.post(f"/mesa/{plan.key}/temas/1/historia/{huge}/restaurar/").status_code == 404
