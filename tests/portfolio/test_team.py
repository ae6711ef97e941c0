import datetime

import pytest

from factories import AxisFactory, PositionFactory, ProgramFactory, ProjectFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.portfolio.models import Position
from rumbo.portfolio.queries.team import overload_rows, overloads_of, positions_of, vacancies_of

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 6, 15)


def days(n):
    return DAY + datetime.timedelta(days=n)


@pytest.fixture
def project(axis):
    return ProjectFactory(program=ProgramFactory(theme__axis=axis), number="2")


@pytest.fixture
def other(project):
    return ProjectFactory(program=project.program, number="1")


def work(project, dedication, begins=None, ends=None, person="Ana Palma"):
    dates = {"from_day": begins and days(begins), "until_day": ends and days(ends)}
    return PositionFactory(project=project, person=person, dedication=dedication, **dates)


def test_vacancies_of_all_projects_by_number(plan, project, other, django_assert_num_queries):
    late, first = PositionFactory(project=project), PositionFactory(project=other)
    PositionFactory(project=other, person="Ana Palma")
    PositionFactory(project=other, state="withdrawn")
    PositionFactory(project=ProjectFactory(program=project.program, stage="closed"))
    PositionFactory(project=ProjectFactory(program=project.program, state="withdrawn"))
    PositionFactory()
    with django_assert_num_queries(2):
        found = vacancies_of(plan)
    assert [row.position for row in found] == [first, late]
    assert list(positions_of(plan, AxisFactory(plan=plan))) == []


def test_since_when_it_is_vacant(plan, project):
    one = records.create(SYSTEM, Position(plan=plan, project=project, title="Residente"))
    for person in ("Ana Palma", "", ""):
        one = records.update(SYSTEM, one, {"person": person, "text": f"{one.version}"})
    dates = [datetime.datetime(2027, month, 5, 12, tzinfo=datetime.UTC) for month in (1, 2, 3, 4)]
    for version, at in zip(one.history.order_by("history_id"), dates, strict=True):
        one.history.filter(pk=version.pk).update(history_date=at)
    (row,) = vacancies_of(plan)
    assert row.since == datetime.date(2027, 3, 5)
    one.history.all().delete()
    Position.objects.update(created_at=dates[0])
    assert vacancies_of(plan)[0].since == datetime.date(2027, 1, 5)


def test_who_is_above_a_full_time(plan, project, other, django_assert_num_queries):
    work(project, 60, -100, 40)
    work(other, 60, 10, 20, person=" ana  PALMA ")
    work(project, 100, person="Luis Sotol")
    work(other, None, person="Luis Sotol")
    with django_assert_num_queries(1):
        (over,) = overloads_of(plan, DAY)
    assert (over.dedication, over.since, over.until) == (120, days(10), days(20))
    assert {one.project for one in over.positions} == {project, other}
    assert [one.project.number for _over, one in overload_rows([over])] == ["1", "2"]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ((60, None, 9), (60, 10, None), None),
        ((60, None, 10), (60, 10, None), (120, 10, 10)),
        ((60, -30, -1), (60, -30, None), None),
        ((50, None, None), (50, None, None), None),
        ((51, None, None), (50, None, None), (101, 0, None)),
    ],
)
def test_the_days_have_to_be_the_same(plan, project, other, first, second, found):
    work(project, *first)
    work(other, *second)
    over = overloads_of(plan, DAY)
    expected = [] if found is None else [(found[0], days(found[1]), None if found[2] is None else days(found[2]))]
    assert [(one.dedication, one.since, one.until) for one in over] == expected
