"""What the sheets of a plan's projects lack, as lists to go through."""

import datetime

import pytest
from django.urls import reverse

from factories import ConditionFactory, PermitFactory, PositionFactory, ProjectFactory, StudyFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.desk.queries.gaps import BY_CODE, counts
from rumbo.portfolio.models import Project

PAST, FUTURE = datetime.date(2020, 5, 1), datetime.date(2999, 5, 1)


def rows(plan, code):
    return list(BY_CODE[code].rows(plan))


def test_conditions_overdue(plan, project):
    study = StudyFactory(project=project)
    late = ConditionFactory(study=study, due_on=PAST)
    ConditionFactory(study=study, due_on=FUTURE)
    ConditionFactory(study=study)
    ConditionFactory(study=study, due_on=PAST, met_on=PAST)
    assert rows(plan, "overdue") == [late]
    records.withdraw(SYSTEM, study, reason="Se hizo otro.")
    assert rows(plan, "overdue") == []


def test_studies_expired(plan, project):
    old = StudyFactory(project=project, expires_on=PAST)
    StudyFactory(project=project, expires_on=FUTURE)
    StudyFactory(project=project)
    assert rows(plan, "expired") == [old]


@pytest.mark.parametrize(
    ("verdict", "expires_on", "lacks"),
    [("feasible", None, False), ("not_feasible", FUTURE, False), ("unknown", None, True), ("feasible", PAST, True)],
)
def test_projects_without_a_verdict(plan, project, verdict, expires_on, lacks):
    StudyFactory(project=project, verdict=verdict, expires_on=expires_on)
    assert rows(plan, "verdictless") == []
    Project.objects.filter(pk=project.pk).update(stage="feasibility")
    assert (rows(plan, "verdictless") == [project]) is lacks


def test_permits_missing(plan, project):
    PermitFactory(project=project, status="granted")
    PermitFactory(project=project, status="granted", expires_on=FUTURE)
    old = PermitFactory(project=project, status="granted", expires_on=PAST)
    asked = PermitFactory(project=project, status="requested")
    assert rows(plan, "missing") == [old, asked]


def test_vacancies(plan, project):
    PositionFactory(project=project, person="Alguien")
    vacant = PositionFactory(project=project)
    PositionFactory(project=ProjectFactory())
    assert rows(plan, "vacant") == [vacant]
    assert {gap.code: n for gap, n in counts(plan)}["vacant"] == 1


def test_the_list_goes_through_them(browser, reader, plan, project):
    PositionFactory(project=project, title="Supervisión")
    PositionFactory(project=project, title="Residente", person="Alguien")
    address = f"{reverse('desk:list', args=[plan.key, 'position'])}?gap=vacant"
    page = browser(reader).get(address).content.decode()
    assert "Supervisión" in page
    assert "Residente" not in page
