import pytest

from factories import PriorityEntryFactory, ProgramFactory, ProjectFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.portfolio.models import PriorityEntry, Project
from rumbo.portfolio.services.priority import sync


@pytest.fixture
def project(axis):
    return ProjectFactory(program=ProgramFactory(theme__axis=axis), number="1")


def flagged():
    return list(Project.objects.filter(priority=True).values_list("number", flat=True))


@pytest.mark.parametrize(
    ("standing", "numbers"),
    [
        ("exact", ["1"]),
        ("to_confirm", ["1"]),
        ("confirmed", ["1"]),
        ("none", []),
        ("rejected", []),
        ("axis_absent", []),
    ],
)
def test_a_project_is_of_priority_when_an_entry_in_force_names_it(axis, project, standing, numbers):
    PriorityEntryFactory(axis=axis, project=project, standing=standing)
    sync([axis.plan_id])
    assert flagged() == numbers


def test_an_entry_that_names_a_programme_flags_none_of_its_projects(axis, project):
    PriorityEntryFactory(axis=axis, program=project.program, standing="exact")
    sync([axis.plan_id])
    assert flagged() == []


def test_the_flag_follows_the_entry_as_it_is_written(axis, project):
    entry = records.create(
        SYSTEM, PriorityEntry(plan=axis.plan, axis=axis, title="Uno", project=project, standing="exact")
    )
    assert flagged() == ["1"]
    records.withdraw(SYSTEM, entry, reason="Ya no")
    assert flagged() == []
    records.reinstate(SYSTEM, entry, reason="Sí")
    assert flagged() == ["1"]
    other = ProjectFactory(program=project.program, number="2")
    records.update(SYSTEM, entry, {"project": other})
    assert flagged() == ["2"]


def test_other_plans_keep_theirs(axis, project):
    other = ProjectFactory(number="9", priority=True)
    sync([axis.plan_id])
    assert flagged() == ["9"]
    sync([other.plan_id])
    assert flagged() == []
