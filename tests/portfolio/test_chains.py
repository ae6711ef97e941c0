"""The chain that decides the end of several projects, and what a late milestone moves in others."""

import datetime

import pytest

from factories import MilestoneFactory, ProgramFactory, ProjectFactory, ThemeFactory
from rumbo.portfolio.models import Project
from rumbo.portfolio.queries.chains import chain_of, chain_of_axis, slips_of

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime.date(2030, 1, 1)


def day(number):
    return NEW_YEAR + datetime.timedelta(days=number)


@pytest.fixture
def programme(plan, axis):
    return ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis))


@pytest.fixture
def first(plan, programme):
    return ProjectFactory(plan=plan, program=programme, number="1", title="Presa")


@pytest.fixture
def second(plan, programme):
    return ProjectFactory(plan=plan, program=programme, number="2", title="Canal")


def step(project, title, begin, end, *after, **values):
    made = MilestoneFactory(project=project, title=title, starts_on=day(begin), ends_on=day(end), **values)
    made.after.set(after)
    return made


def chain():
    return chain_of(Project.objects.current())


def test_the_chain_goes_through_projects(first, second):
    works = step(first, "Cortina", 0, 99)
    step(first, "Parque", 0, 20)
    filling = step(second, "Llenado", 100, 149, works)
    found = chain()
    assert [(link.name, link.project) for link in found.links] == [("Cortina", "1 Presa"), ("Llenado", "2 Canal")]
    assert (found.projects, found.end, found.late) == (2, day(149), 0)
    assert found.critical == {works.pk, filling.pk}


def test_slack_breaks_the_chain(first, second):
    works = step(first, "Cortina", 0, 99)
    step(second, "Llenado", 105, 149, works)
    assert [link.name for link in chain().links] == ["Llenado"]


def test_an_end_that_cannot_be_is_said(first, second):
    works = step(first, "Cortina", 0, 99)
    step(second, "Llenado", 90, 109, works)  # begins before it can
    found = chain()
    assert (found.written, found.end, found.late) == (day(109), day(119), 10)


def test_only_what_is_in_force_counts(first, second):
    gone = step(first, "Cortina", 0, 99, state="withdrawn")
    step(second, "Llenado", 100, 149, gone)
    assert [link.name for link in chain().links] == ["Llenado"]
    Project.objects.update(state="withdrawn")
    assert chain() is None


def test_a_chain_of_an_axis_reaches_outside_of_it(first, second, other_axis):
    second.program.theme.axis_id  # noqa: B018
    elsewhere = ProjectFactory(
        plan=first.plan, program=ProgramFactory(plan=first.plan, theme=ThemeFactory(plan=first.plan, axis=other_axis))
    )
    permit = step(elsewhere, "Permiso", 0, 9)
    step(first, "Cortina", 10, 20, permit)
    assert [link.name for link in chain_of_axis(first.program.theme.axis).links] == ["Permiso", "Cortina"]


def test_a_late_milestone_moves_others(first, second):
    works = step(first, "Cortina", 0, 99)
    filling = step(second, "Llenado", 110, 149, works)
    step(second, "Apertura", 150, 150, filling)
    (slip,) = slips_of(first, 30)
    assert slip.name == "Cortina"
    (project,) = slip.projects
    assert (project.label, project.days) == ("2 Canal", 20)
    assert [(one.name, one.days, one.end) for one in project.steps] == [
        ("Llenado", 20, day(169)),
        ("Apertura", 20, day(170)),
    ]


def test_slack_takes_it_up(first, second):
    step(second, "Llenado", 200, 249, step(first, "Cortina", 0, 99))
    (slip,) = slips_of(first, 30)
    assert slip.projects == ()


def test_a_project_whose_other_steps_end_later_ends_when_it_did(first, second):
    step(second, "Llenado", 100, 149, step(first, "Cortina", 0, 99))
    step(second, "Museo", 0, 900)
    (project,) = slips_of(first, 30)[0].projects
    assert (project.days, project.steps[0].days) == (0, 30)


def test_it_goes_on_through_steps_of_its_own(first, second):
    works = step(first, "Cortina", 0, 99)
    gates = step(first, "Compuertas", 100, 119, works)
    step(second, "Llenado", 120, 149, gates)
    assert [slip.name for slip in slips_of(first, 5)] == ["Cortina", "Compuertas"]


def test_what_is_done_moves_no_more(first, second):
    step(second, "Llenado", 100, 149, step(first, "Cortina", 0, 99, done_on=day(95)))
    assert slips_of(first, 30) == []
    works = step(first, "Compuertas", 0, 99)
    step(second, "Prueba", 100, 101, works, progress=100)
    assert slips_of(first, 30) == []


def test_without_dependents_there_is_nothing(first, second):
    step(first, "Cortina", 0, 99, step(second, "Permiso", 0, 5))
    assert slips_of(first, 30) == []
    assert slips_of(ProjectFactory(program=first.program, plan=first.plan), 30) == []


def test_the_queries_do_not_grow(first, second, django_assert_num_queries):
    before = step(first, "Cortina", 0, 9)
    for number in range(1, 30):
        owner = second if number % 2 else first
        before = step(owner, f"Paso {number}", number * 10, number * 10 + 9, before)
    with django_assert_num_queries(3):
        assert len(chain().links) == 30
    with django_assert_num_queries(4):
        assert len(slips_of(first, 3)) == 15
