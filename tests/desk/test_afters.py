"""What a milestone waits for is chosen from its project, or found by typing, however many milestones a plan has."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import MilestoneFactory, ProjectFactory
from reading import main_text
from rumbo.desk.web.forms import record_form
from rumbo.portfolio.models import Milestone


@pytest.fixture
def other(project):
    return ProjectFactory(program=project.program, plan=project.plan, number="701", title="Cárcamo")


@pytest.fixture
def works(project):
    return MilestoneFactory(project=project, title="Obra")


@pytest.fixture
def permit(other):
    return MilestoneFactory(project=other, title="Permiso de descarga")


def test_the_own_project_comes_first_and_others_only_when_found(browser, editor, plan, works, permit, project, url):
    MilestoneFactory(project=project, title="Licitación")
    text = main_text(browser(editor).get(url("edit", plan, works)))
    assert "De este proyecto Licitación" in text
    assert "Permiso de descarga" not in text


@pytest.mark.parametrize("typed", ["descarga", "cárcamo permiso", "701", "PERMISO"])
def test_a_search_comes_back_with_what_was_typed(browser, editor, plan, works, permit, url, form_of, typed):
    data = form_of(works, title="Obra civil", weight="") | {"after-search": "1", "after-find": typed}
    answer = browser(editor).post(url("edit", plan, works), data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "701 Cárcamo › Permiso de descarga" in page
    assert 'value="Obra civil"' in page
    assert not answer.context["form"].errors  # it was not sent to be saved
    works.refresh_from_db()
    assert works.title == "Obra"


def test_what_was_found_is_chosen_and_stays_in_view(browser, editor, plan, works, permit, url, form_of):
    answer = browser(editor).post(url("edit", plan, works), form_of(works, after=[permit.pk]))
    assert answer.status_code == 302
    assert list(works.after.all()) == [permit]
    text = main_text(browser(editor).get(url("edit", plan, works)))
    assert "Elegidos de otros proyectos 701 Cárcamo › Permiso de descarga" in text


def test_a_search_keeps_what_is_chosen(browser, editor, plan, works, permit, url, form_of):
    data = form_of(works, after=[permit.pk]) | {"after-search": "1", "after-find": "nada así"}
    text = main_text(browser(editor).post(url("edit", plan, works), data))
    assert "Permiso de descarga" in text
    assert "0 hitos encontrados" in text


def test_it_works_for_a_new_one(browser, editor, plan, project, permit):
    address = f"{reverse('desk:create', args=[plan.key, 'milestone'])}?project={project.pk}"
    data = {"project": project.pk, "title": "Conexión", "after-search": "1", "after-find": "descarga"}
    assert "Permiso de descarga" in main_text(browser(editor).post(address, data))
    assert Milestone.objects.count() == 1
    day = datetime.date(2030, 1, 1)
    data = {"project": project.pk, "title": "Conexión", "weight": 1, "progress": 0, "after": [permit.pk]}
    answer = browser(editor).post(address, data | {"starts_on": day, "ends_on": day})
    assert answer.status_code == 302
    assert list(Milestone.objects.get(title="Conexión").after.all()) == [permit]


@pytest.mark.parametrize("after", [["x"], ["999999"], ["9" * 30]])
def test_what_is_none_is_refused(browser, editor, plan, works, url, form_of, after):
    answer = browser(editor).post(url("edit", plan, works), form_of(works, after=after))
    assert "after" in answer.context["form"].errors


def test_it_costs_the_same_in_a_plan_of_thousands(editor, project, other, works):
    def count():
        with CaptureQueriesContext(connection) as captured:
            str(record_form(editor, works, {"after-find": "hito", "after-search": "1"})["after"])
        return len(captured)

    template = MilestoneFactory(project=other, title="Hito")
    count()  # who may edit is asked once
    few = count()
    Milestone.objects.bulk_create(
        Milestone(
            plan=other.plan,
            project=other,
            key=f"m{number}",
            title=f"Hito {number}",
            starts_on=template.starts_on,
            ends_on=template.ends_on,
        )
        for number in range(2000)
    )
    assert count() == few
    page = str(record_form(editor, works, {"after-find": "hito", "after-search": "1"})["after"])
    assert page.count('type="checkbox"') == 20
