from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import GoalFactory, ObjectiveFactory, ProjectFactory, ResponsibilityFactory, ThemeFactory


def test_it_checks_access(answers, statuses, plan, url):
    assert answers(url("plan", plan)) == statuses()
    assert answers("/mesa/no-existe/") == {
        name: 302 if name == "anonymous" else 404 for name in answers("/mesa/no-existe/")
    }


def test_an_outsider_gets_no_name(browser, outsider, plan, axis, url):
    text = browser(outsider).get(url("plan", plan)).content.decode()
    assert "Plan 2040" not in text.replace("<title>", "")
    assert "Agua" not in text


def test_it_shows_the_tree_with_counts(browser, reader, plan, project, goal, url):
    text = browser(reader).get(url("plan", plan)).content.decode()
    for words in ("Agua", "Acuífero", f'href="{url("element", plan, project.program.theme)}"'):
        assert words in text


def test_it_counts_what_the_plan_lacks(browser, reader, plan, axis, url):
    theme = ThemeFactory(axis=axis)
    ThemeFactory(axis=axis)
    GoalFactory(objective=ObjectiveFactory(theme=theme), term="")
    ObjectiveFactory(theme=theme)
    answered = ProjectFactory(program__theme=theme)
    ResponsibilityFactory(measure=answered.measure)
    ProjectFactory(program=answered.program)
    response = browser(reader).get(url("plan", plan))
    found = {gap.code: count for gap, count in response.context["gaps"]}
    others = dict.fromkeys(("verdictless", "expired", "overdue", "missing", "vacant", "unanswered", "undone"), 0)
    assert found == {"unaccountable": 1, "goalless": 1, "undated": 1, "aimless": 1} | others
    listed = browser(reader).get(f"/mesa/{plan.key}/proyectos/?gap=unaccountable")
    assert [str(row) for row in listed.context["page_obj"]] == [
        str(project) for project in type(answered).objects.exclude(pk=answered.pk)
    ]


def test_a_reader_gets_no_button(browser, reader, manager, plan, axis, url):
    page = browser(reader).get(url("plan", plan)).content.decode()
    assert "Nuevo eje" not in page
    assert "Importar archivos" not in page
    assert "Editar el plan" not in page
    page = browser(manager).get(url("plan", plan)).content.decode()
    assert "Nuevo eje" in page
    assert "Importar archivos" in page
    assert "Editar el plan" in page


def test_it_costs_the_same_for_a_large_plan(browser, reader, plan, axis, theme, url):
    client = browser(reader)
    client.get(url("plan", plan))
    with CaptureQueriesContext(connection) as few:
        client.get(url("plan", plan))
    for _n in range(6):
        ProjectFactory(program__theme=ThemeFactory(axis=axis))
    with CaptureQueriesContext(connection) as many:
        client.get(url("plan", plan))
    assert len(many) == len(few)
