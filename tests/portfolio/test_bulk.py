"""Bulk edits: only what was seen, in one transaction, with what may not be changed said, and undone as one."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import OrganizationFactory, ProjectFactory, ResponsibilityFactory, TerritoryFactory, ThemeFactory
from rumbo.core.errors import Refused
from rumbo.core.queries.history import values_of, versions
from rumbo.core.services import records
from rumbo.portfolio.models import Batch, Project, Responsibility
from rumbo.portfolio.queries.bulk import Edit, looked_at
from rumbo.portfolio.queries.tags import tags_of
from rumbo.portfolio.services import batches, bulk, responsibilities


@pytest.fixture
def projects(axis):
    first = ProjectFactory(program__theme__axis=axis, tags="agua", term="short")
    rest = [ProjectFactory(program=first.program, tags=tags) for tags in ("Río; agua", "")]
    return [first, *rest]


@pytest.fixture
def organization(db):
    return OrganizationFactory(title="Instituto de Planeación")


def seen(actor, plan, projects, edit):
    return {
        line.project.pk: line.mark
        for line in looked_at(actor, plan, [project.pk for project in projects], edit)
        if line.kind == "change"
    }


def edited(actor, plan, projects, edit, reason="Acuerdo de gabinete"):
    return bulk.apply(actor, plan, seen(actor, plan, projects, edit), edit, reason=reason)


def now(projects):
    return [Project.objects.get(pk=project.pk) for project in projects]


def roles(project):
    held = Responsibility.objects.filter(measure=project.measure, share=None)
    return {(row.organization_id, row.role) for row in held}


def test_it_says_what_would_change_and_what_stays_the_same(manager, plan, projects):
    edit = Edit(term="short", add=("Metropolitano",), remove=("AGUA",))
    lines = looked_at(manager, plan, [project.pk for project in projects], edit)
    assert [[tuple(one) for one in line.changes] for line in lines] == [
        [("Etiquetas", "agua", "Metropolitano")],
        [("Plazo", "", "Corto plazo"), ("Etiquetas", "agua; Río", "Metropolitano; Río")],
        [("Plazo", "", "Corto plazo"), ("Etiquetas", "", "Metropolitano")],
    ]
    same = looked_at(manager, plan, [projects[0].pk], Edit(term="short", add=("Agua",)))
    assert [line.kind for line in same] == ["same"]


def test_it_changes_all_as_one_batch_with_who_and_why(manager, plan, projects, organization):
    edit = Edit(term="long", add=("obra",), organization=organization)
    outcome = edited(manager, plan, projects, edit)
    assert (outcome.changed, outcome.left) == (3, [])
    assert [(one.term, one.tags) for one in now(projects)] == [
        ("long", "agua; obra"),
        ("long", "agua; obra; Río"),
        ("long", "obra"),
    ]
    assert all(roles(one) == {(organization.pk, "accountable")} for one in projects)
    for one in now(projects):
        last = versions(one)[0]
        assert (last.number, last.by, last.reason) == (2, str(manager), "Acuerdo de gabinete")
    held = Responsibility.history.filter(organization=organization)
    assert {(row.history_user, row.history_change_reason) for row in held} == {(manager, "Acuerdo de gabinete")}


def test_undo_restores_every_field_and_role(manager, plan, projects, organization):
    before = [(values_of(one), roles(one)) for one in now(projects)]
    other = ResponsibilityFactory(measure=projects[0].measure, role="accountable").organization
    edit = Edit(term="", add=("x",), remove=("agua",), organization=organization, replace=True)
    outcome = edited(manager, plan, projects, edit)
    assert roles(projects[0]) == {(organization.pk, "accountable")}
    batches.undo(manager, outcome.batch)
    after = [(values_of(one), roles(one)) for one in now(projects)]
    assert after == [(before[0][0], {(other.pk, "accountable")}), *before[1:]]


def test_an_edit_in_between_is_a_conflict_and_is_not_overwritten(manager, plan, projects):
    edit = Edit(term="long")
    marks = seen(manager, plan, projects, edit)
    records.update(manager, projects[1], {"title": "Otro nombre"})
    outcome = bulk.apply(manager, plan, marks, edit, reason="Acta")
    assert outcome.changed == 2
    assert [(project, "cambió" in why) for project, why in outcome.left] == [(projects[1], True)]
    assert [one.term for one in now(projects)] == ["long", "", "long"]


def test_somebody_made_accountable_in_between_is_a_conflict(manager, plan, projects, organization):
    edit = Edit(organization=organization, replace=True)
    marks = seen(manager, plan, projects, edit)
    other = OrganizationFactory()
    responsibilities.assign(manager, projects[0], other, "accountable")
    outcome = bulk.apply(manager, plan, marks, edit, reason="Acta")
    assert [project for project, _why in outcome.left] == [projects[0]]
    assert roles(projects[0]) == {(other.pk, "accountable")}


def test_who_is_accountable_is_replaced_only_when_told(manager, plan, projects, organization):
    other = ResponsibilityFactory(measure=projects[0].measure, role="accountable").organization
    lines = looked_at(manager, plan, [projects[0].pk], Edit(organization=organization))
    assert [(line.kind, line.taken) for line in lines] == [("refused", True)]
    assert other.name in lines[0].refused
    outcome = bulk.apply(
        manager, plan, {projects[0].pk: lines[0].mark}, Edit(organization=organization), reason="Acta"
    )
    assert outcome.left == [(projects[0], lines[0].refused)]
    assert outcome.batch is None
    edited(manager, plan, projects, Edit(organization=organization, role="consulted"))
    assert roles(projects[0]) == {(other.pk, "accountable"), (organization.pk, "consulted")}


def test_each_may_change_what_is_theirs_only(editor, other_editor, reader, plan, projects, other_axis):
    foreign = ProjectFactory(program__theme=ThemeFactory(axis=other_axis))
    edit = Edit(term="long")
    lines = looked_at(editor, plan, [projects[0].pk, foreign.pk], edit)
    assert [line.kind for line in lines] == ["change", "refused"]
    marks = {line.project.pk: line.mark for line in lines}
    outcome = bulk.apply(editor, plan, marks, edit, reason="Acta")
    assert (outcome.changed, [project for project, _why in outcome.left]) == (1, [foreign])
    outcome = bulk.apply(reader, plan, marks, Edit(term="medium"), reason="Acta")
    assert outcome.changed == 0
    assert [one.term for one in now([projects[0], foreign])] == ["long", ""]


def test_projects_of_another_plan_or_not_in_force_stay(manager, plan, projects):
    foreign = ProjectFactory()
    records.withdraw(manager, projects[0], reason="Se canceló")
    lines = looked_at(manager, plan, [projects[0].pk, foreign.pk], Edit(term="long"))
    assert [(line.project, line.kind) for line in lines] == [(projects[0], "refused")]


def test_a_project_with_too_many_tags_stays_and_says_so(manager, plan, projects):
    records.update(manager, projects[2], {"tags": "; ".join(f"e{n}" for n in range(20))})
    outcome = edited(manager, plan, projects, Edit(add=("una más",)))
    assert outcome.changed == 2
    lines = looked_at(manager, plan, [projects[2].pk], Edit(add=("una más",)))
    assert "20" in lines[0].refused


def test_it_is_all_or_nothing(manager, plan, projects, organization, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(bulk, "save_many", fail)
    with pytest.raises(RuntimeError):
        edited(manager, plan, projects, Edit(term="long", organization=organization))
    assert not Responsibility.objects.exists()
    assert not Batch.objects.exists()


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_needs_a_reason(manager, plan, projects, reason):
    with pytest.raises(Refused):
        edited(manager, plan, projects, Edit(term="long"), reason=reason)
    assert {one.term for one in now(projects)} == {"short", ""}


def test_more_than_the_limit_are_refused(manager, plan):
    with pytest.raises(Refused, match="5000"):
        bulk.apply(manager, plan, dict.fromkeys(range(5001), "1"), Edit(term="long"), reason="Acta")


def test_it_costs_the_same_for_few_and_many(manager, plan, projects, organization):
    edit = Edit(term="long", add=("obra",), organization=organization)
    with CaptureQueriesContext(connection) as few:
        edited(manager, plan, projects, edit)
    many = ProjectFactory.create_batch(60, program=projects[0].program)
    with CaptureQueriesContext(connection) as more:
        edited(manager, plan, many, edit)
    assert len(more) < len(few) + 12  # databases take some hundred values at a time


def test_a_tag_is_renamed_joined_and_taken_away_in_the_whole_plan(manager, plan, projects):
    ProjectFactory(tags="agua")
    outcome = bulk.rename_tag(manager, plan, "Agua", "Agua potable", reason="Ortografía")
    assert outcome.changed == 2
    assert [one.tags for one in now(projects)] == ["Agua potable", "Agua potable; Río", ""]
    bulk.rename_tag(manager, plan, "Agua potable", "río")
    assert [one.tags for one in now(projects)] == ["río", "río", ""]
    gone = bulk.rename_tag(manager, plan, "río", "")
    assert tags_of(plan) == []
    assert Project.objects.exclude(plan=plan).get().tags == "agua"
    batches.undo(manager, gone.batch)
    assert [one.tags for one in now(projects)] == ["río", "río", ""]


@pytest.mark.parametrize("to", ["a; b", "x" * 41, "¡!"])
def test_a_tag_needs_a_name_that_is_one(manager, plan, projects, to):
    with pytest.raises(ValidationError):
        bulk.rename_tag(manager, plan, "agua", to)


def test_only_who_manages_the_plan_renames_tags(editor, manager, plan, projects):
    with pytest.raises(PermissionDenied):
        bulk.rename_tag(editor, plan, "agua", "Agua potable")
    with pytest.raises(Refused, match="nieve"):
        bulk.rename_tag(manager, plan, "nieve", "hielo")


EDITS = st.builds(
    Edit,
    term=st.sampled_from([None, "", "short", "long"]),
    add=st.lists(st.sampled_from(["agua", "AGUA", "río", "obra pública"]), max_size=3).map(tuple),
    remove=st.lists(st.sampled_from(["agua", "Río", "otra"]), max_size=2).map(tuple),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDITS, min_size=1, max_size=3), st.sampled_from(["accountable", "informed"]), st.booleans())
def test_undo_of_any_edits_restores_every_field(manager, plan, projects, organization, wanted, role, replace):
    Project.objects.get(pk=projects[1].pk).territories.add(TerritoryFactory())
    before = [(values_of(one), roles(one)) for one in now(projects)]
    made = []
    for edit in wanted:
        whole = Edit(edit.term, edit.add, edit.remove, organization, role, replace)
        made.append(edited(manager, plan, projects, whole).batch)
    for batch in reversed([batch for batch in made if batch is not None]):
        batches.undo(manager, batch)
    assert [(values_of(one), roles(one)) for one in now(projects)] == before


def test_undo_of_many_costs_what_undo_of_few_costs(manager, plan, projects):
    first = edited(manager, plan, projects, Edit(term="long", add=("obra",)))
    with CaptureQueriesContext(connection) as few:
        batches.undo(manager, first.batch)
    many = ProjectFactory.create_batch(60, program=projects[0].program)
    second = edited(manager, plan, many, Edit(term="long", add=("obra",)))
    with CaptureQueriesContext(connection) as more:
        assert batches.undo(manager, second.batch).restored == 60
    assert {one.term for one in now(many)} == {""}
    assert len(more) < len(few) + 12  # databases take some hundred values at a time
