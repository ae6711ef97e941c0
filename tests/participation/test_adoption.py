"""From contribution to plan: who may adopt, what is refused, and the way back."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import (
    ActionFactory,
    ContributionFactory,
    ExerciseFactory,
    GoalFactory,
    ObjectiveFactory,
    ParticipantFactory,
    PlanFactory,
    ProblemFactory,
    ProgramFactory,
    ProjectFactory,
    StrategyFactory,
    TableFactory,
    ThemeFactory,
)
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.participation.enums import Act, ExerciseType
from rumbo.participation.models import Adoption, Authorship, Contribution, ContributionChange
from rumbo.participation.services import adoption, grouping
from rumbo.plan.models import Measure, Problem
from rumbo.portfolio.models import Project
from rumbo.portfolio.services.adoption import adopt_as_action, adopt_as_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercise(table):
    return ExerciseFactory(table=table, phase="closed")


@pytest.fixture
def contribution(exercise):
    return ContributionFactory(exercise=exercise, author=ParticipantFactory(table=exercise.table))


@pytest.fixture
def project(axis):
    return ProjectFactory(program__theme__axis=axis, title="Medidores")


@pytest.fixture
def group(table, exercise):
    """A group of two contributions with an author each."""
    members = [ContributionFactory(exercise=exercise, author=ParticipantFactory(table=table)) for _n in range(2)]
    grouping_exercise = ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=exercise)
    made, _change = grouping.merge(table.facilitator, grouping_exercise, members, "Agua para todos")
    return made


def in_force():
    return Adoption.objects.filter(released_at=None)


class TestWhoMay:
    @pytest.mark.parametrize(
        ("who", "may"),
        [
            ("facilitator", True),
            ("editor", True),
            ("manager", True),
            ("administrator", True),
            ("reader", False),
            ("other_editor", False),
            ("outsider", False),
        ],
    )
    def test_adopt_and_release(self, who, may, request, contribution, project, manager):
        actor = request.getfixturevalue(who)
        if may:
            made, _change = adoption.adopt(actor, contribution, project)
            adoption.release(actor, made, "Fue un error")
            return
        with pytest.raises(PermissionDenied):
            adoption.adopt(actor, contribution, project)
        with pytest.raises(PermissionDenied):
            adoption.adopt_as_problem(actor, contribution, "Otro", contribution.exercise.table.axis)
        made, change = adoption.adopt(manager, contribution, project)
        for act in (
            lambda: adoption.release(actor, made, "Porque sí"),
            lambda: adoption.reinstate(actor, made),
            lambda: adoption.undo(actor, change),
        ):
            with pytest.raises(PermissionDenied):
                act()

    def test_whoever_leads_a_table_adopts_within_its_axis_only(self, facilitator, contribution, other_axis):
        elsewhere = ProblemFactory(axis=other_axis)
        with pytest.raises(PermissionDenied):
            adoption.adopt(facilitator, contribution, elsewhere)
        with pytest.raises(PermissionDenied):
            adoption.adopt_as_problem(facilitator, contribution, "Otro", other_axis)

    def test_an_editor_takes_what_another_table_said_into_the_own_axis(self, other_editor, contribution, other_axis):
        adoption.adopt(other_editor, contribution, ProblemFactory(axis=other_axis))
        assert in_force().count() == 1

    def test_a_facilitator_without_a_role_to_edit_is_named_in_the_history(self, facilitator, contribution, axis):
        made, change = adoption.adopt_as_problem(facilitator, contribution, "Falta agua", axis)
        assert made.element.title == "Falta agua"
        assert made.element.history.get().history_user == facilitator
        assert (made.actor, change.actor) == (facilitator, facilitator)


class TestKinds:
    def test_existing_ones(self, manager, contribution, axis, project):
        objective = ObjectiveFactory(theme__axis=axis)
        elements = [
            ProblemFactory(axis=axis),
            objective,
            GoalFactory(objective=objective),
            StrategyFactory(objective=objective),
            project,
            ActionFactory(strategy=None, project=project),
        ]
        for element in elements:
            made, _change = adoption.adopt(manager, contribution, element, "Tal cual")
            assert made.element == element
        assert in_force().count() == len(elements)

    def test_new_ones(self, manager, contribution, axis):
        theme = ThemeFactory(axis=axis)
        objective = adoption.adopt_as_objective(manager, contribution, "Agua para todos", theme)[0].element
        goal = adoption.adopt_as_goal(manager, contribution, "Diez pozos", objective)[0].element
        strategy = adoption.adopt_as_strategy(manager, contribution, "Medir", objective)[0].element
        program = ProgramFactory(theme=theme)
        project = adopt_as_project(manager, contribution, "Medidores", program)[0].element
        action = adopt_as_action(manager, contribution, "Comprarlos", project=project)[0].element
        other = adopt_as_action(manager, contribution, "Censarlos", strategy=strategy)[0].element
        assert (goal.objective, strategy.objective, project.program) == (objective, objective, program)
        assert (action.project, other.strategy) == (project, strategy)
        assert {one.measure.element for one in (strategy, project, action, other)} == {
            strategy,
            project,
            action,
            other,
        }

    def test_nothing_is_made_where_one_of_them_cannot_be_adopted(self, manager, exercise, axis):
        chosen = [ContributionFactory(exercise=exercise), ContributionFactory(exercise=exercise, hidden=True)]
        program = ProgramFactory(theme__axis=axis)
        new = Project(plan_id=program.plan_id, program=program, title="Medidores")
        with pytest.raises(Refused, match="oculta"):
            adoption.adopt_as_new(manager, chosen, new)
        assert not Project.objects.exists()
        assert not Measure.objects.exists()
        assert not in_force().exists()

    def test_a_title_too_long(self, manager, contribution, axis):
        with pytest.raises(ValidationError):
            adopt_as_project(manager, contribution, "x" * 251, ProgramFactory(theme__axis=axis))
        assert not Adoption.objects.exists()

    def test_several_by_one(self, manager, exercise, project):
        chosen = [ContributionFactory(exercise=exercise) for _n in range(3)]
        adoption.adopt(manager, chosen[0], project)
        assert len(adoption.adopt_many(manager, chosen, project)) == 2
        with pytest.raises(Refused, match="ya"):
            adoption.adopt_many(manager, chosen, project)


class TestRefused:
    def test_twice_by_the_same(self, manager, contribution, project):
        adoption.adopt(manager, contribution, project)
        with pytest.raises(Refused, match="ya"):
            adoption.adopt(manager, contribution, project)
        adoption.adopt(manager, contribution, ProjectFactory(program=project.program))

    def test_a_form_that_is_sent_twice_makes_one(self, manager, exercise, contribution, axis):
        other = ContributionFactory(exercise=exercise)
        adoption.adopt_as_problem(manager, contribution, "Falta agua", axis)
        for again in ([contribution], [other, contribution]):
            with pytest.raises(Refused, match="ya adoptó"):
                adoption.adopt_as_new(manager, again, Problem(plan=axis.plan, axis=axis, title="Falta agua"))
        assert Problem.objects.filter(title="Falta agua").count() == 1
        adoption.adopt_as_problem(manager, contribution, "Falta agua limpia", axis)
        assert in_force().count() == 2

    def test_hidden_merged_and_emptied(self, manager, group, contribution, project):
        member = group.members.first()
        with pytest.raises(Refused, match="Agua para todos"):
            adoption.adopt(manager, member, project)
        grouping.hide(manager, contribution, reason="Ofende")
        with pytest.raises(Refused, match="oculta"):
            adoption.adopt(manager, contribution, project)
        for one in group.members.all():
            grouping.split(manager, one)
        with pytest.raises(Refused, match="ya no tiene"):
            adoption.adopt(manager, group, project)

    def test_of_another_plan_or_not_in_force(self, manager, contribution, project):
        with pytest.raises(Refused, match="otro plan"):
            adoption.adopt(manager, contribution, ProblemFactory(axis__plan=PlanFactory()))
        records.withdraw(manager, project, reason="No va")
        project.refresh_from_db()
        with pytest.raises(Refused, match="vigente"):
            adoption.adopt(manager, contribution, project)

    def test_of_a_kind_that_nothing_becomes(self, manager, contribution, axis):
        with pytest.raises(Refused, match="proyectos"):
            adoption.adopt(manager, contribution, ThemeFactory(axis=axis))

    def test_a_note_or_reason_too_long_or_missing(self, manager, contribution, project):
        with pytest.raises(Refused, match="501"):
            adoption.adopt(manager, contribution, project, "x" * 501)
        made, _change = adoption.adopt(manager, contribution, project)
        for reason in ("", "   ", "x" * 301):
            with pytest.raises(Refused):
                adoption.release(manager, made, reason)
        assert in_force().count() == 1


class TestTheWayBack:
    def test_release_stays_on_record_and_comes_back(self, manager, contribution, project):
        made, _change = adoption.adopt(manager, contribution, project, "Como se dijo")
        adoption.release(manager, made, "Era otro")
        made.refresh_from_db()
        assert (made.release_reason, made.released_by) == ("Era otro", manager)
        with pytest.raises(Refused):
            adoption.release(manager, made, "Otra vez")
        adoption.reinstate(manager, made)
        made.refresh_from_db()
        assert made.released_at is None
        with pytest.raises(Refused):
            adoption.reinstate(manager, made)
        acts = list(ContributionChange.objects.order_by("pk").values_list("act", "reason"))
        assert acts == [(Act.ADOPTED, "Como se dijo"), (Act.RELEASED, "Era otro"), (Act.ADOPTED, "")]

    def test_not_beside_another_that_is_in_force(self, manager, contribution, project):
        made, _change = adoption.adopt(manager, contribution, project)
        adoption.release(manager, made, "Era otro")
        adoption.adopt(manager, contribution, project)
        with pytest.raises(Refused):
            adoption.reinstate(manager, made)

    def test_undo_withdraws_what_was_made_and_undo_again_brings_it_back(self, facilitator, contribution, axis):
        made, change = adopt_as_project(facilitator, contribution, "Medidores", ProgramFactory(theme__axis=axis))
        undone = grouping.undo(facilitator, change)
        project = made.element
        project.refresh_from_db()
        assert (project.state, in_force().count()) == ("withdrawn", 0)
        with pytest.raises(Refused):
            grouping.undo(facilitator, change)
        grouping.undo(facilitator, undone)
        project.refresh_from_db()
        assert (project.state, in_force().get()) == ("current", made)

    def test_undo_leaves_what_somebody_edited_since(self, facilitator, manager, contribution, axis):
        made, change = adopt_as_project(facilitator, contribution, "Medidores", ProgramFactory(theme__axis=axis))
        records.update(manager, made.element, {"text": "Con antenas."})
        adoption.undo(facilitator, change)
        assert made.element.is_current
        assert not in_force().exists()

    def test_undo_leaves_what_was_there_before(self, manager, contribution, project):
        _made, change = adoption.adopt(manager, contribution, project)
        adoption.undo(manager, change)
        project.refresh_from_db()
        assert project.is_current


class TestGroups:
    def test_an_adopted_group_keeps_its_members(self, manager, table, group, project):
        merged = ContributionChange.objects.get(act=Act.MERGED)
        made, _change = adoption.adopt(manager, group, project)
        for act in (lambda: grouping.split(manager, group.members.first()), lambda: grouping.undo(manager, merged)):
            with pytest.raises(Refused, match="adopci"):
                act()
        adoption.release(manager, made, "Para separar")
        grouping.split(manager, group.members.first())

    def test_more_may_join_an_adopted_group(self, manager, exercise, group, project):
        adoption.adopt(manager, group, project)
        one = ContributionFactory(exercise=exercise)
        other, _change = grouping.merge(manager, group.exercise, [one, ContributionFactory(exercise=exercise)])
        kept, _change = grouping.merge(manager, group.exercise, [other, group])
        assert kept == group
        assert group.members.count() == 4
        second = grouping.merge(
            manager, group.exercise, [ContributionFactory(exercise=exercise) for _n in range(2)], "Otro"
        )[0]
        adoption.adopt(manager, second, project)
        with pytest.raises(Refused, match="adopci"):
            grouping.merge(manager, group.exercise, [group, second])


def followers(table) -> dict[int, set[int]]:
    """The authors that follow each adoption in force: of the contribution, and of what was merged into it."""
    found = {}
    for one in in_force().filter(contribution__exercise__table=table):
        said = Contribution.objects.filter(pk=one.contribution_id) | Contribution.objects.filter(
            merged_into=one.contribution_id
        )
        found[one.pk] = set(Authorship.objects.filter(contribution__in=said).values_list("participant_id", flat=True))
    return found


ACTIONS = st.lists(
    st.tuples(st.sampled_from(["adopt", "release", "merge", "split", "undo"]), st.integers(0, 30)), max_size=14
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_no_author_is_ever_lost(actions, manager, axis):
    """Whatever is adopted, taken back, merged, split and undone: authors stay, and follow what they followed."""
    table = TableFactory(axis=axis)
    exercise = ExerciseFactory(table=table)
    together = ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=exercise)
    projects = [ProjectFactory(program__theme__axis=axis) for _n in range(2)]
    for _n in range(4):
        ContributionFactory(exercise=exercise, author=ParticipantFactory(table=table))
    rows = Authorship.objects.filter(participant__table=table)
    authors = set(rows.values_list("pk", "participant_id", "contribution_id"))
    for action, number in actions:
        before = followers(table)
        try:
            _act(action, number, manager, table, together, projects)
        except Refused:
            assert followers(table) == before
        after = followers(table)
        assert set(rows.all().values_list("pk", "participant_id", "contribution_id")) == authors
        assert all(before[pk] <= after[pk] for pk in before.keys() & after.keys())
        assert all(after.values())


def _act(action, number, manager, table, together, projects) -> None:
    said = list(Contribution.objects.filter(exercise__table=table).order_by("pk"))
    one = said[number % len(said)]
    if action == "adopt":
        adoption.adopt(manager, one, projects[number % 2])
    elif action == "release" and (made := Adoption.objects.filter(contribution__in=said).order_by("pk")):
        adoption.release(manager, made[number % len(made)], "Prueba")
    elif action == "merge":
        grouping.merge(manager, together, [one, said[(number + 1) % len(said)]])
    elif action == "split":
        grouping.split(manager, one)
    elif action == "undo" and (changes := ContributionChange.objects.filter(table=table).order_by("-pk")):
        grouping.undo(manager, changes[number % len(changes)])
