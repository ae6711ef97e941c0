"""The real plan, from its documents to its tables, against tables that were extracted independently."""

import csv
from collections import Counter

import pytest

from importers.plans import applied
from rumbo.accounts.models import Organization
from rumbo.core.actors import SYSTEM
from rumbo.importers.files import InputFile, gather
from rumbo.importers.models import Duplicate
from rumbo.importers.services import applying
from rumbo.importers.services.proposing import propose
from rumbo.places.models import Territory
from rumbo.plan.models import Axis, Chapter, Goal, Objective, Plan, Theme
from rumbo.portfolio.models import Component, PriorityEntry, Program, Project

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
AXES = {
    "buen-gobierno": "Buen Gobierno y Coordinación Metropolitana",
    "desarrollo-social": "Desarrollo Social",
    "entorno-urbano": "Entorno Urbano",
    "movilidad": "Movilidad y Transporte",
}


@pytest.fixture
def documents(reference_data):
    return gather(reference_data / "documents")


@pytest.fixture
def run(documents):
    return applied(documents)


def reference(folder, name):
    for axis, title in AXES.items():
        with (folder / "reference" / f"{name}-{axis}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield {"axis": title} | {key: " ".join(value.split()) for key, value in row.items() if key != "axis"}


def test_the_plan_and_its_counts(run):
    plan = Plan.objects.get()
    assert plan.key == "plan-estrategico-torreon-con-vision-metropolitana-2040"
    assert plan.title == "Plan Estratégico Torreón con visión metropolitana 2040"
    assert (plan.start_year, plan.end_year, plan.territory.code) == (2015, 2040, "05035")
    assert [model.objects.count() for model in (Axis, Theme, Program, Project, Component)] == [4, 17, 65, 197, 9]
    assert [model.objects.count() for model in (Objective, Goal, PriorityEntry)] == [37, 81, 29]
    assert Project.objects.filter(under_way=True).count() == 18
    assert list(Axis.objects.values_list("title", flat=True)) == list(AXES.values())


def test_every_project_stands_in_its_programme_and_theme(run, reference_data):
    expected = {
        (
            row["axis"],
            row["theme"],
            row["program"],
            int(row["number"]),
            row["project"].rstrip("*").rstrip(" .:"),
            row["project"].endswith("*"),
        )
        for row in reference(reference_data, "cartera")
    }
    found = {
        (
            project.program.theme.axis.title,
            project.program.theme.title,
            project.program.title,
            int(project.number),
            project.title.rstrip(" .:"),
            project.under_way,
        )
        for project in Project.objects.select_related("program__theme__axis")
    }
    assert found == expected
    assert len(found) == 197


def test_components_stand_under_their_projects(run):
    assert Counter(Component.objects.values_list("project__number", flat=True)) == {"214": 3, "217": 6}


def test_every_goal_stands_under_its_objective_and_theme(run, reference_data):
    goals = {
        (goal.objective.theme.other_name or goal.objective.theme.title, goal.objective.title, goal.title)
        for goal in Goal.objects.select_related("objective__theme")
    }
    bare = {
        (objective.theme.other_name or objective.theme.title, objective.title, "")
        for objective in Objective.objects.select_related("theme")
    }
    rows = {(row["theme"], row["objective"], row["goal"]) for row in reference(reference_data, "metas")}
    assert goals | bare == rows


def test_themes_of_the_vision_are_matched(run):
    standings = Counter(Theme.objects.values_list("standing", flat=True))
    assert standings == {"exact": 16, "to_confirm": 1}
    doubtful = Theme.objects.get(standing="to_confirm")
    assert doubtful.title == "Planes, Reglamentos e Información del Desarrollo Urbano"
    assert doubtful.other_name == "Planes y reglamentos de desarrollo urbano y ordenamiento territorial"
    assert doubtful.score == 0.732


def test_entries_of_the_priority_portfolio_are_matched(run):
    entries = PriorityEntry.objects.all()
    assert Counter(entries.values_list("standing", flat=True)) == {
        "exact": 16,
        "to_confirm": 1,
        "none": 4,
        "axis_absent": 8,
    }
    assert list(entries.filter(standing="to_confirm").values_list("title", "program__title")) == [
        ("Plan del Centro Histórico", "Plan Centro Histórico")
    ]
    assert list(entries.filter(standing="exact").values_list("project__number", "program__title")) == [
        ("1", None),
        ("18", None),
        ("82", None),
        ("85", None),
        ("109", None),
        ("124", None),
        ("129", None),
        ("130", None),
        ("138", None),
        ("90", None),
        ("225", None),
        ("242", None),
        (None, "Plan Director de Movilidad no Motorizada"),
        ("214", None),
        ("165", None),
        ("175", None),
    ]
    candidates = {
        line.title: [one["number"] for one in line.candidates]
        for line in run.lines.filter(action="left", reason="no_counterpart")
    }
    assert candidates == {
        "Calles Completas: Manual de lineamientos y proyecto piloto (Blvd. Independencia)": ["213", "212"],
        "Plan Metropolitano de Desarrollo Urbano": ["150", "151", "176", "149"],
        "Plan Integral para el Manejo de Aguas Pluviales": [],
        "Actualización del Plan de Desarrollo Urbano": ["151", "150", "179"],
    }
    assert Counter(entries.filter(standing="axis_absent").values_list("axis_title", flat=True)) == {
        "Desarrollo Económico": 4,
        "Medio Ambiente y Sustentabilidad": 4,
    }
    assert Project.objects.filter(priority=True).count() == 15


def test_the_prose_is_readable(run):
    assert Counter(Chapter.objects.values_list("kind", flat=True)) == {
        "diagnosis": 4,
        "introduction": 1,
        "methodology": 1,
        "legal": 1,
        "model": 1,
        "scenarios": 1,
        "synthesis": 1,
    }
    assert min(len(text) for text in Chapter.objects.values_list("text", flat=True)) > 3000


def test_the_counts_say_so(run):
    names = ("taken", "changed", "unchanged", "matched", "to_confirm", "left")
    assert [run.counts[name] for name in names] == [458, 0, 0, 32, 2, 12]


def test_the_same_again_changes_nothing(run, documents):
    again = applied(documents, run.plan)
    names = ("taken", "changed", "matched", "to_confirm", "left")
    assert [again.counts[name] for name in names] == [0, 0, 32, 2, 12]


def test_one_chapter_of_it_misses_nothing_outside_of_its_axis(run, documents):
    given = [file for file in documents if file.name == "cartera-movilidad.md"]
    again = applied(given, run.plan)
    names = ("taken", "changed", "unchanged", "left")
    assert [again.counts[name] for name in names] == [0, 0, 71, 0]


def test_a_plan_that_grows_axis_by_axis_is_the_same(documents):
    plan = None
    for axis in AXES:
        given = [file for file in documents if file.name.endswith(f"{axis}.md") or file.name == "indice.md"]
        plan = applied(given, plan).plan
    plan = applied([file for file in documents if file.name == "cartera-prioritaria.md"], plan).plan
    assert [model.objects.count() for model in (Axis, Theme, Program, Project)] == [4, 17, 65, 197]
    assert Project.objects.filter(priority=True).count() == 15


def test_it_imports_with_few_queries(documents, django_assert_max_num_queries):
    proposal = propose(documents, None)
    from rumbo.importers.services.runs import store

    with django_assert_max_num_queries(40):
        stored = store(SYSTEM, documents, proposal)
    with django_assert_max_num_queries(5000):
        applying.apply(SYSTEM, stored)


def test_the_list_of_institutions(reference_data):
    given = [InputFile("institutions.csv", (reference_data / "institutions.csv").read_bytes())]
    run = applied(given)
    assert (run.counts["taken"], Organization.objects.count(), Duplicate.objects.count()) == (390, 390, 2)
    again = applied(given)
    assert (again.counts["taken"], again.counts["changed"], again.counts["to_confirm"]) == (0, 0, 2)


def test_the_territories_of_the_region_are_made(run):
    assert dict(Territory.objects.exclude(code="").values_list("code", "title")) == {
        "05": "Coahuila de Zaragoza",
        "10": "Durango",
        "05035": "Torreón",
        "05017": "Matamoros",
        "10007": "Gómez Palacio",
        "10012": "Lerdo",
    }
