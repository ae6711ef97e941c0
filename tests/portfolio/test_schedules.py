from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from factories import PlanFactory, ProgramFactory, ProjectFactory, ThemeFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.portfolio.models import Milestone
from rumbo.portfolio.services.schedules import set_baseline

START, END = datetime.date(2027, 1, 1), datetime.date(2027, 6, 30)


@pytest.fixture
def project(plan, axis):
    return ProjectFactory(plan=plan, program=ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis)))


def step(project, title, after=(), **fields):
    milestone = Milestone(plan=project.plan, project=project, title=title, starts_on=START, ends_on=END, **fields)
    return records.create(SYSTEM, milestone, links={"after": list(after)})


def test_steps_that_wait_for_each_other_are_refused_by_name(project, plan):
    other = ProjectFactory(plan=plan, program=project.program)
    permit = step(project, "Permiso")
    works = step(other, "Obra", [permit])
    opening = step(project, "Apertura", [works])
    with pytest.raises(ValidationError) as error:
        records.update(SYSTEM, permit, {"after": [opening]})
    assert all(name in str(error.value) for name in ("Permiso", "Obra", "Apertura"))
    assert not permit.after.exists()
    with pytest.raises(ValidationError):
        records.update(SYSTEM, permit, {"after": [permit]})


def test_steps_of_other_plans_are_refused(project):
    elsewhere = PlanFactory()
    foreign = step(ProjectFactory(plan=elsewhere, program=ProgramFactory(plan=elsewhere)), "Ajena")
    with pytest.raises(ValidationError):
        step(project, "Obra", [foreign])


@pytest.mark.parametrize("days", [{"ends_on": datetime.date(2026, 1, 1)}, {"ends_on": datetime.date(2041, 1, 1)}])
def test_a_step_ends_after_it_begins_and_within_the_plan(project, days):
    with pytest.raises(ValidationError) as error:
        records.update(SYSTEM, step(project, "Obra"), days)
    assert "ends_on" in error.value.message_dict


def test_baselines_are_numbered_kept_and_need_a_reason_and_a_change(editor, project):
    for reason in ("Convenio", ""):
        with pytest.raises(Refused):
            set_baseline(editor, project, reason=reason)
    works = step(project, "Obra", weight=3)
    original = set_baseline(editor, project, reason="Convenio")
    assert original.milestones == {str(works.pk): ["2027-01-01", "2027-06-30", 3]}
    with pytest.raises(Refused):
        set_baseline(editor, project, reason="Otra vez")
    records.update(SYSTEM, works, {"ends_on": datetime.date(2027, 9, 30)})
    assert set_baseline(editor, project, reason="Lluvias").number == 2
    original.refresh_from_db()
    assert original.milestones[str(works.pk)][1] == "2027-06-30"


def test_others_fix_no_baseline(reader, other_editor, project):
    step(project, "Obra")
    for person in (reader, other_editor):
        with pytest.raises(PermissionDenied):
            set_baseline(person, project, reason="x")
