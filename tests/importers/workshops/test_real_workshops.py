"""The 389 contributions of the real workshops, into the real plan."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date

import pytest
from django.utils.text import slugify

from factories import AxisFactory, MembershipFactory, PlanFactory
from importers.plans import applied
from rumbo.core.actors import SYSTEM
from rumbo.importers.files import InputFile, gather
from rumbo.importers.services import applying, runs
from rumbo.importers.services.proposing import propose
from rumbo.participation.models import (
    Authorship,
    Contribution,
    Exercise,
    Participant,
    Process,
    Stage,
    Table,
    Workshop,
)

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
TITLES = (
    "Buen Gobierno y Coordinación Metropolitana",
    "Desarrollo Económico",
    "Desarrollo Social",
    "Entorno Urbano",
    "Movilidad y Transporte",
    "Medio Ambiente y Sustentabilidad",
)
#: The two axes that are not among the documents of the real plan.
ABSENT = {"desarrollo-economico": "Desarrollo Económico", "medio-ambiente": "Medio Ambiente y Sustentabilidad"}


@pytest.fixture
def given(reference_data):
    content = (reference_data / "workshops" / "contributions.csv").read_bytes()
    return [InputFile("contributions.csv", content)]


@pytest.fixture
def rows(given):
    return list(csv.DictReader(given[0].content.decode().splitlines()))


@pytest.fixture
def real_plan(reference_data):
    return applied(gather(reference_data / "documents")).plan


@pytest.fixture
def whole_plan(db):
    """A plan with the six axes, their titles as in the real one."""
    plan = PlanFactory()
    for title in TITLES:
        AxisFactory(plan=plan, key=slugify(title), title=title)
    return plan


@pytest.fixture
def manager_of():
    return lambda plan: MembershipFactory(plan=plan, role="manager").user


def said(contribution):
    """What a stored contribution is in terms of the table."""
    table = contribution.exercise.table
    kind = "priority-score" if contribution.exercise.type == "importance" else contribution.kind
    return (
        table.workshop.title.removeprefix("Taller "),
        table.workshop.date.isoformat(),
        kind,
        contribution.parent.text if contribution.parent else "",
        contribution.text,
        f"{float(contribution.score)}" if contribution.score is not None else "",
    )


def stored():
    found = Contribution.objects.select_related("exercise__table__workshop", "exercise__table__axis", "parent")
    return Counter(said(one) for one in found)


def expected(rows):
    tidy = [{name: " ".join(value.split()) for name, value in row.items()} for row in rows]
    return Counter(
        (row["workshop"], row["date"], row["kind"], row["parent"], row["text"], row["score"]) for row in tidy
    )


def test_all_389_come_in_where_the_plan_has_their_axes(whole_plan, given, rows):
    run = applied(given, whole_plan)
    assert len(rows) == Contribution.objects.count() == 389
    assert stored() == expected(rows)
    assert [model.objects.count() for model in (Process, Stage, Workshop, Table)] == [1, 3, 3, 16]
    assert list(Workshop.objects.order_by("date").values_list("title", "date", "stage__title")) == [
        ("Taller 1", date(2014, 10, 9), "Diagnóstico"),
        ("Taller 2", date(2014, 10, 30), "Visión y objetivos"),
        ("Taller 3", date(2014, 11, 27), "Estrategias y acciones"),
    ]
    assert Counter(Exercise.objects.values_list("type", flat=True)) == {"ideas": 16, "causes": 6, "importance": 6}
    assert set(Exercise.objects.values_list("phase", flat=True)) == {"closed"}
    assert not run.lines.filter(action__in=["left", "to_confirm", "problem"]).exists()


def test_every_cause_stands_under_a_problem_of_its_own_table(whole_plan, given):
    applied(given, whole_plan)
    causes = Contribution.objects.filter(kind="cause").select_related("exercise__source", "parent__exercise")
    assert len(causes) == 169
    for cause in causes:
        assert cause.parent.kind == "problem"
        assert cause.parent.exercise == cause.exercise.source
        assert cause.parent.exercise.table == cause.exercise.table


def test_nobody_is_made_up_and_texts_of_any_length_are_kept(whole_plan, given):
    applied(given, whole_plan)
    assert (Participant.objects.count(), Authorship.objects.count()) == (0, 0)
    assert sum(len(one.text) > 600 for one in Contribution.objects.all()) == 4


def test_without_two_of_its_axes_every_line_is_accounted_for(real_plan, given, rows):
    run = applied(given, real_plan)
    lines = run.lines.filter(kind="contribution")
    assert sorted(lines.values_list("line", flat=True)) == list(range(2, 391))
    taken, left = lines.filter(action="create"), lines.filter(action="left", reason="axis_absent")
    absent = [row for row in rows if row["axis"] in ABSENT]
    assert (len(taken), len(left)) == (389 - len(absent), len(absent)) == (237, 152)
    assert Counter(left.values_list("title", flat=True)) == Counter(" ".join(row["text"].split()) for row in absent)
    assert Contribution.objects.count() == 237
    notes = list(run.lines.filter(action="note", message__startswith="El eje").values_list("message", flat=True))
    assert len(notes) == 2
    assert "desarrollo-economico" in notes[0]
    assert "88" in notes[0]

    for position, (key, title) in enumerate(ABSENT.items(), start=5):
        AxisFactory(plan=real_plan, key=key, title=title, position=position)
    applied(given, real_plan)  # what was left comes in once its axes are there
    assert stored() == expected(rows)
    assert [model.objects.count() for model in (Process, Stage, Workshop, Table)] == [1, 3, 3, 16]


def test_the_same_again_changes_nothing(whole_plan, given):
    applied(given, whole_plan)
    before = list(Contribution.objects.values())
    histories = [model.history.count() for model in (Process, Stage, Workshop, Table, Exercise)]
    run = applied(given, whole_plan)
    assert [run.counts[name] for name in ("taken", "changed", "unchanged", "left")] == [0, 0, 389, 0]
    assert list(Contribution.objects.values()) == before
    assert [model.history.count() for model in (Process, Stage, Workshop, Table, Exercise)] == histories


def test_it_costs_few_queries(whole_plan, given, django_assert_max_num_queries):
    with django_assert_max_num_queries(70):
        proposal = propose(given, whole_plan)
    stored_run = runs.store(SYSTEM, given, proposal)
    with django_assert_max_num_queries(500):
        applying.apply(SYSTEM, stored_run)


def test_the_history_says_where_elements_came_from(whole_plan, given, manager_of):
    manager = manager_of(whole_plan)
    applied(given, whole_plan, actor=manager)
    for model in (Process, Stage, Workshop, Table, Exercise):
        for version in model.history.all():
            assert (version.history_user, version.history_change_reason) == (
                manager,
                "Importación de contributions.csv",
            )
