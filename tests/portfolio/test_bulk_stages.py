"""Stages in bulk: each project through its own gate, what lacks something said, and undone through the gates."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import OrganizationFactory, ProfileFactory, ProjectFactory, ThemeFactory
from rumbo.core.errors import Refused
from rumbo.core.queries.history import versions
from rumbo.portfolio.enums import PassageKind, Stage
from rumbo.portfolio.models import Batch, Passage, Project, Responsibility
from rumbo.portfolio.queries.bulk_stages import Move, standings
from rumbo.portfolio.queries.gates import ORDER, gates_of
from rumbo.portfolio.services import batches, bulk_stages, gates
from rumbo.portfolio.services.responsibilities import assign

TODAY = datetime.date(2026, 6, 30)
PASS = Move(PassageKind.PASSED, TODAY, minutes="Acta 4/2026", reason="Urge")


@pytest.fixture
def projects(manager, axis):
    """Two that pass into the profile, one that lacks something."""
    first = ProjectFactory(program__theme__axis=axis)
    rows = [first, *ProjectFactory.create_batch(2, program=first.program)]
    for project in rows[:2]:
        ready(manager, project)
    return rows


def ready(manager, project):
    ProfileFactory(project=project, problem="Se inunda")
    assign(manager, project, OrganizationFactory(), "accountable")


def marks(actor, plan, projects, move):
    return {one.project.pk: one.mark for one in standings(actor, plan, [project.pk for project in projects], move)}


def moved(actor, plan, projects, move, decided=()):
    return bulk_stages.move(actor, plan, marks(actor, plan, projects, move), move, decided=decided)


def stages(projects):
    return [Project.objects.get(pk=project.pk).stage for project in projects]


def test_it_says_who_passes_and_what_each_of_the_others_lacks(editor, plan, projects):
    found = standings(editor, plan, [project.pk for project in projects], PASS)
    assert [one.kind for one in found] == ["moves", "moves", "lacks"]
    assert [one.to for one in found] == ["profile"] * 3
    assert len(found[2].missing) == 2


def test_those_that_pass_go_through_and_the_others_stay(editor, plan, projects):
    outcome = moved(editor, plan, projects, PASS)
    assert stages(projects) == ["profile", "profile", "idea"]
    assert outcome.changed == 2
    assert [project for project, _why in outcome.left] == [projects[2]]
    passage = Passage.objects.filter(project=projects[0]).get()
    assert (passage.kind, passage.from_stage, passage.to_stage) == ("passed", "idea", "profile")
    assert (passage.minutes, passage.reason, passage.actor, passage.on) == ("Acta 4/2026", "", editor, TODAY)
    assert versions(projects[0])[0].number == 2


def test_the_council_lets_those_pass_that_it_decided_on(manager, editor, plan, projects):
    with pytest.raises(PermissionDenied):
        moved(editor, plan, projects, PASS, [projects[2].pk])
    with pytest.raises(Refused):
        moved(manager, plan, projects, Move(PassageKind.PASSED, TODAY, minutes="Acta"), [projects[2].pk])
    outcome = moved(manager, plan, projects, PASS, [projects[2].pk])
    assert stages(projects) == ["profile"] * 3
    assert outcome.left == []
    passage = Passage.objects.get(project=projects[2])
    assert (passage.kind, passage.reason, len(passage.missing)) == ("exception", "Urge", 2)
    assert Passage.objects.get(project=projects[0]).kind == "passed"


def test_only_the_gate_that_was_asked_for_is_passed(manager, plan, projects):
    outcome = moved(manager, plan, projects, Move(PassageKind.PASSED, TODAY, to="feasibility"))
    assert outcome.changed == 0
    assert {why for _project, why in outcome.left} == {
        "Su siguiente puerta lleva a «Ficha»: las puertas se pasan una por una."
    }


def test_what_changed_since_it_was_seen_stays(manager, plan, projects):
    seen = marks(manager, plan, projects, PASS)
    gates.pass_gate(manager, projects[0], on=TODAY)
    Responsibility.objects.filter(measure=projects[1].measure).delete()
    ready(manager, projects[2])
    outcome = bulk_stages.move(manager, plan, seen, PASS, decided=[project.pk for project in projects])
    assert outcome.changed == 0
    assert len(outcome.left) == 3
    assert stages(projects) == ["profile", "idea", "idea"]


def test_they_are_sent_back_set_aside_and_taken_up_again(editor, plan, projects):
    moved(editor, plan, projects, PASS)
    back = moved(editor, plan, projects, Move(PassageKind.BACK, TODAY, to="idea", reason="Falta estudio"))
    assert (back.changed, stages(projects)) == (2, ["idea"] * 3)
    aside = moved(editor, plan, projects[:2], Move(PassageKind.SUSPENDED, TODAY, reason="Sin fondos"))
    assert aside.changed == 2
    outcome = moved(editor, plan, projects, PASS)
    assert [why.startswith("Está suspendido") for _project, why in outcome.left] == [True, True, False]
    again = moved(editor, plan, projects, Move(PassageKind.RESUMED, TODAY, reason="Hay fondos"))
    assert again.changed == 2
    assert not Project.objects.filter(suspended=True).exists()


@pytest.mark.parametrize(
    "move",
    [
        Move(PassageKind.BACK, TODAY, to="idea"),
        Move(PassageKind.BACK, TODAY, to="", reason="Acta"),
        Move(PassageKind.SUSPENDED, TODAY, reason=" "),
        Move(PassageKind.PASSED, datetime.date(2999, 1, 1)),
        Move(PassageKind.PASSED, TODAY, to="nada"),
        Move("nada", TODAY, reason="Acta"),
    ],
)
def test_what_makes_no_sense_is_refused(manager, plan, projects, move):
    with pytest.raises(Refused):
        bulk_stages.move(manager, plan, {projects[0].pk: "idea-0-0"}, move)
    assert not Passage.objects.exists()


def test_undo_sends_them_back_through_the_gates(manager, plan, projects):
    outcome = moved(manager, plan, projects, PASS, [projects[2].pk])
    assert outcome.batch.kind == "stages"
    batches.undo(manager, outcome.batch)
    assert stages(projects) == ["idea"] * 3
    assert list(Passage.objects.filter(project=projects[2]).values_list("kind", flat=True)) == ["exception", "back"]


def test_others_move_nothing(reader, other_editor, plan, projects, other_axis):
    ready_of_other = ProjectFactory(program__theme=ThemeFactory(axis=other_axis))
    for person in (reader, other_editor):
        outcome = moved(person, plan, projects, PASS)
        assert (outcome.changed, len(outcome.left)) == (0, 3)
    found = standings(other_editor, plan, [ready_of_other.pk], PASS)
    assert [one.kind for one in found] == ["lacks"]


def test_nothing_is_kept_where_nothing_moved(manager, plan, projects):
    outcome = moved(manager, plan, projects[2:], PASS)
    assert outcome.batch is None
    assert not Batch.objects.exists()


def test_it_costs_the_same_for_few_and_many(manager, plan, projects):
    with CaptureQueriesContext(connection) as few:
        moved(manager, plan, projects, PASS)
    many = ProjectFactory.create_batch(60, program=projects[0].program)
    with CaptureQueriesContext(connection) as more:
        moved(manager, plan, many, PASS, [project.pk for project in many])
    assert len(more) < len(few) + 12  # databases take some hundred values at a time


KINDS = [PassageKind.PASSED, PassageKind.BACK, PassageKind.SUSPENDED, PassageKind.RESUMED]
MOVES = st.tuples(st.sampled_from(KINDS), st.sampled_from(["", *Stage.values]), st.sets(st.integers(0, 2)))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MOVES, min_size=1, max_size=6))
def test_a_stage_is_reached_only_through_its_gate(manager, plan, projects, wanted):
    passed = Passage.objects.count()
    for kind, to, decided in wanted:
        before = {project.pk: project for project in Project.objects.filter(plan=plan)}
        closed = {pk for pk, gate in gates_of(plan, before.values(), TODAY).items() if gate and gate.missing}
        move = Move(kind, TODAY, to=to, minutes="Acta", reason="Así se acordó")
        allowed = {projects[place].pk for place in decided}
        try:
            moved(manager, plan, projects, move, allowed)
        except (Refused, ValueError):  # sent back to no stage
            continue
        for project in Project.objects.filter(plan=plan):
            was = before[project.pk]
            step = ORDER.index(project.stage) - ORDER.index(was.stage)
            assert step <= 1
            assert step < 1 or (kind == "passed" and not was.suspended)
            assert step < 1 or project.pk not in closed or project.pk in allowed
            assert step >= 0 or kind == "back"
            last = Passage.objects.filter(project=project).order_by("-pk").first()
            assert project.stage == (last.to_stage if last else "idea")
    assert Passage.objects.count() >= passed
