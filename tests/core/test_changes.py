import pytest

from factories import AxisFactory, ProblemFactory, TerritoryFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.queries.changes import Edit, left_force_at, public_versions
from rumbo.core.services import records
from rumbo.places.models import Territory
from rumbo.plan.models import Problem
from rumbo.portfolio.queries.changes import recent_changes

pytestmark = pytest.mark.django_db


def test_versions_newest_first_with_what_changed(axis, manager):
    problem = records.create(manager, Problem(plan=axis.plan, axis=axis, title="Fugas"), reason="Taller 1")
    records.update(manager, problem, {"title": "Hay fugas", "text": "x" * 400}, reason="Se precisó")
    newest, first = public_versions(problem)
    assert (newest.reason, newest.created) == ("Se precisó", False)
    assert newest.edits == (
        Edit("título", "Fugas", "Hay fugas", long=False),
        Edit("texto", "", "x" * 400, long=True),
    )
    assert (first.reason, first.created, first.edits) == ("Taller 1", True, ())


def test_leaving_force_and_coming_back(axis):
    problem = ProblemFactory(axis=axis)
    records.withdraw(SYSTEM, problem, reason="Se resolvió")
    assert left_force_at(Problem.objects.get()) == problem.history.first().history_date
    records.reinstate(SYSTEM, problem, reason="Volvió")
    assert left_force_at(Problem.objects.get()) is None
    assert [(one.reason, one.left, one.returned) for one in public_versions(problem)] == [
        ("Volvió", False, True),
        ("Se resolvió", True, False),
        ("", False, False),
    ]


def test_links_are_told_by_name():
    lerdo, matamoros = TerritoryFactory(title="Lerdo"), TerritoryFactory(title="Matamoros")
    area = records.create(SYSTEM, Territory(title="Zona", kind="metropolitan"), links={"members": [lerdo]})
    records.update(SYSTEM, area, {"members": [matamoros, lerdo]})
    assert public_versions(area)[0].edits[0].before == "Lerdo"
    assert public_versions(area)[0].edits[0].after == "Lerdo; Matamoros"


def test_a_record_without_history_has_none(axis):
    axis.history.all().delete()
    assert public_versions(axis) == []


def test_no_more_versions_than_asked(axis):
    for number in range(5):
        records.update(SYSTEM, axis, {"title": f"Agua {number}"})
    versions = public_versions(axis, limit=3)
    assert [version.edits[0].after for version in versions] == ["Agua 4", "Agua 3", "Agua 2"]
    assert not versions[-1].created


def test_recent_changes_of_one_plan(axis, plan, django_assert_num_queries):
    elsewhere = AxisFactory()
    problem = ProblemFactory(axis=axis, title="Fugas")
    for record in (elsewhere, axis, problem):
        records.update(SYSTEM, record, {"text": "Otro texto"}, reason=f"Por {record.title}")
    with django_assert_num_queries(2):
        changes = recent_changes(plan)
    assert [(change.kind, change.title, change.reason) for change in changes] == [
        ("problem", "Fugas", "Por Fugas"),
        ("axis", "Agua", "Por Agua"),
    ]
    assert (changes[0].home_kind, changes[0].home_key) == ("axis", "agua")
