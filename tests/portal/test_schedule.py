from __future__ import annotations

import csv
import datetime
import io

import pytest

from factories import AxisFactory, MilestoneFactory, ProgramFactory, ProjectFactory, ThemeFactory
from reading import links, main_html, main_text, section, words
from rumbo.core.actors import SYSTEM
from rumbo.core.models import State
from rumbo.core.services import records
from rumbo.portfolio.models import Project
from rumbo.portfolio.queries.schedules import schedule_of, scheduled, schedules_of_axis
from rumbo.portfolio.services.schedules import set_baseline

pytestmark = pytest.mark.django_db
PROJECT, AXIS, PLAN = (
    "/plan-2040/proyectos/7/cronograma/",
    "/plan-2040/ejes/agua/cronograma/",
    "/plan-2040/cronograma/",
)
TODAY = datetime.date(2027, 6, 1)


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture
def steps(story):
    """A permit, works that wait for it, and something on the side that has room."""
    permit = MilestoneFactory(
        project=story.project, title="Permiso", starts_on=day("2027-01-01"), ends_on=day("2027-01-31"), progress=100
    )
    works = MilestoneFactory(
        project=story.project, title="Obra", starts_on=day("2027-02-01"), ends_on=day("2027-04-30"), weight=3
    )
    works.after.add(permit)
    side = MilestoneFactory(
        project=story.project, title="Difusión", starts_on=day("2027-02-01"), ends_on=day("2027-02-28")
    )
    return permit, works, side


def test_path_slack_and_how_each_step_stands(story, steps):
    found = schedule_of(story.project, TODAY)
    told = {row.name: (row.critical, row.slack, row.status) for row in found.rows}
    assert told == {
        "Permiso": (True, 0, "done"),
        "Obra": (True, 0, "overdue"),
        "Difusión": (False, 61, "overdue"),
    }
    assert (found.progress, found.overdue) == (20, 2)
    assert schedule_of(story.project, day("2027-01-15")).rows[1].status == "to_come"


def test_steps_stand_beside_what_was_agreed_first_and_last(story, steps):
    assert schedule_of(story.project, TODAY).late is None
    _permit, works, _side = steps
    set_baseline(SYSTEM, story.project, reason="Convenio")
    records.update(SYSTEM, works, {"ends_on": day("2027-05-10")})
    set_baseline(SYSTEM, story.project, reason="Lluvias")
    works.refresh_from_db()
    records.update(SYSTEM, works, {"ends_on": day("2027-05-08")})
    row = next(row for row in schedule_of(story.project, TODAY).rows if row.name == "Obra")
    assert (row.first.end, row.last.end) == (day("2027-04-30"), day("2027-05-10"))
    assert (row.late, row.late_first, row.early) == (-2, 8, 2)


def test_a_step_of_another_project_holds_back(story, steps):
    other = ProjectFactory(plan=story.plan, program=story.program, number="8", key="8", title="Pozos")
    first = MilestoneFactory(project=other, title="Perforar", starts_on=day("2027-01-01"), ends_on=day("2027-03-31"))
    works = steps[1]
    works.after.add(first)
    row = next(row for row in schedule_of(story.project, TODAY).rows if row.name == "Obra")
    assert row.clash
    assert [str(one) for one in row.awaited] == ["Permiso", "8 Pozos › Perforar"]
    records.withdraw(SYSTEM, first, reason="Ya no")
    assert not next(row for row in schedule_of(story.project, TODAY).rows if row.name == "Obra").clash


def test_axis_and_plan_have_the_projects_with_steps(story, steps):
    elsewhere = ProjectFactory(
        plan=story.plan,
        program=ProgramFactory(
            plan=story.plan, theme=ThemeFactory(plan=story.plan, axis=AxisFactory(plan=story.plan, key="otro"))
        ),
        number="9",
        key="9",
    )
    MilestoneFactory(project=elsewhere)
    ProjectFactory(plan=story.plan, program=story.program, number="10", key="10")
    assert [one.key for one in schedules_of_axis(story.axis, TODAY)] == ["7"]
    assert [one.key for one in scheduled(Project.objects.current().filter(plan=story.plan))] == ["7", "9"]
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(state=State.WITHDRAWN)
    assert [one.key for one in scheduled(Project.objects.current().filter(plan=story.plan))] == ["7"]


@pytest.mark.parametrize("url", [PROJECT, AXIS, PLAN])
def test_access(guarded, steps, url):
    guarded(url)


@pytest.mark.parametrize("url", [PROJECT, AXIS])
def test_not_found_elsewhere(client, steps, url):
    assert client.get(url).status_code == 200
    for key in ("7", "agua"):
        url = url.replace(f"/{key}/", "/no-existe/")
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", [PROJECT, AXIS, PLAN])
def test_drawing_table_and_words_say_the_same(client, steps, url):
    page = client.get(url)
    text = main_text(page)
    assert main_html(page).count('class="gantt"') == 1
    for said in ("Permiso", "Obra", "Difusión", "Después de: Permiso", "Crítico", "61 días", "Vencido"):
        assert said in text


def test_the_plan_folds_steps_under_projects(client, steps):
    assert main_html(client.get(PLAN)).count('<details><summary class="gantt-row">') == 1
    assert "<details" not in main_html(client.get(PROJECT))


@pytest.mark.parametrize("url", ["/plan-2040/proyectos/", "/plan-2040/ejes/agua/"])
def test_portfolio_and_axis_lead_to_it(client, story, url):
    assert {PLAN, AXIS} & {address for _label, address in links(client.get(url))}


@pytest.mark.parametrize("url", [PROJECT, AXIS, PLAN])
def test_nothing_yet_says_what_to_do(client, story, url):
    assert "Aún no hay cronograma" in main_text(client.get(url))


def test_the_project_shows_its_schedule_and_leads_to_it(client, story, steps):
    page = client.get("/plan-2040/proyectos/7/")
    assert "Obra" in section(page, "Cronograma")
    assert PROJECT in [address for _label, address in links(page)]
    steps[0].__class__.objects.all().update(state=State.WITHDRAWN)
    assert PROJECT not in words(main_html(client.get("/plan-2040/proyectos/7/?x")))


@pytest.mark.parametrize("url", [PROJECT, AXIS, PLAN])
def test_it_goes_out_as_a_file(client, steps, url):
    response = client.get(f"{url}?format=csv")
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    works = next(row for row in rows if row["milestone"] == "Obra")
    assert (works["project_number"], works["begins"], works["ends"]) == ("7", "2027-02-01", "2027-04-30")
    assert works["waits_for"] == "Permiso"
    for ending in ("xlsx", "json"):
        assert b"".join(client.get(f"{url}?format={ending}").streaming_content)


@pytest.mark.parametrize("url", [AXIS, PLAN, PROJECT])
def test_it_costs_the_same_however_much_there_is(queries, story, steps, url):
    set_baseline(SYSTEM, story.project, reason="Convenio")
    few = queries(f"{url}?a")
    for n in range(20, 40):
        project = ProjectFactory(plan=story.plan, program=story.program, number=str(n), key=str(n))
        one = MilestoneFactory(project=project)
        MilestoneFactory(project=project).after.add(one)
        MilestoneFactory(project=story.project).after.add(one)
        set_baseline(SYSTEM, project, reason="Convenio")
    assert queries(f"{url}?b") == few


def test_a_hostile_name_is_text(client, story, steps):
    MilestoneFactory(project=story.project, title="<script>x</script>")
    for url in (PROJECT, PLAN):
        assert "<script>x" not in client.get(url).content.decode()
