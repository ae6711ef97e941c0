import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import ProjectFactory, ThemeFactory
from rumbo.core.services import records
from rumbo.core.services.search import reindex
from rumbo.desk.kinds import ALL


def listed(response):
    return [row.title for row in response.context["page_obj"]]


@pytest.mark.parametrize("kind", [kind.code for kind in ALL if kind.code != "plan"])
def test_it_checks_access(answers, statuses, plan, axis, other_axis, kind):
    assert answers(reverse("desk:list", args=[plan.key, kind])) == statuses()


def test_it_finds_by_words_number_axis_and_state(browser, reader, manager, plan, project, other_axis):
    other = ProjectFactory(program__theme=ThemeFactory(axis=other_axis), number="7000", title="Ciclovía del río")
    reindex()
    client, url = browser(reader), reverse("desk:list", args=[plan.key, "project"])
    assert listed(client.get(url)) == ["Medidores", "Ciclovía del río"]
    assert listed(client.get(url, {"q": "700"})) == ["Medidores"]
    assert listed(client.get(url, {"q": "río ciclo"})) == ["Ciclovía del río"]
    assert listed(client.get(url, {"axis": other_axis.pk})) == ["Ciclovía del río"]
    records.withdraw(manager, other, reason="Se canceló")
    assert listed(client.get(url)) == ["Medidores"]
    assert listed(client.get(url, {"state": "withdrawn"})) == ["Ciclovía del río"]


def test_what_makes_no_sense_narrows_nothing(browser, reader, plan, project):
    url = reverse("desk:list", args=[plan.key, "project"])
    response = browser(reader).get(url, {"axis": "nada", "state": "x", "gap": "y", "page": "z"})
    assert listed(response) == ["Medidores"]


def test_it_costs_the_same_for_few_and_many(browser, reader, plan, project):
    client, url = browser(reader), reverse("desk:list", args=[plan.key, "project"])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _n in range(30):
        ProjectFactory(program=project.program)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_only_who_may_create_gets_the_button(browser, reader, editor, plan, project):
    url = reverse("desk:list", args=[plan.key, "project"])
    assert "Nuevo proyecto" not in browser(reader).get(url).content.decode()
    assert "Nuevo proyecto" in browser(editor).get(url).content.decode()
