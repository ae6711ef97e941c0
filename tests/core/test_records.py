import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from factories import ObjectiveFactory, ProblemFactory, ProgramFactory, ProjectFactory, ThemeFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import EditConflict, Refused
from rumbo.core.models import State
from rumbo.core.queries.history import values_of, versions
from rumbo.core.services import records
from rumbo.plan.models import Axis, Measure, Objective, Theme
from rumbo.portfolio.models import Project


def test_create_gives_key_position_measure_and_history(editor, axis):
    program = ProgramFactory(theme=ThemeFactory(axis=axis))
    project = records.create(
        editor, Project(plan=axis.plan, program=program, number="7", title="Pozo de absorción"), reason="Taller 4"
    )
    assert (project.key, project.position, project.version) == ("7", 1, 1)
    assert project.measure.kind == "project"
    assert project.measure.element == project
    (version,) = versions(project)
    assert (version.by, version.reason, version.created) == (str(editor), "Taller 4", True)


def test_keys_are_made_free(manager, axis):
    first = records.create(manager, Theme(plan=axis.plan, axis=axis, title="Agua potable"))
    second = records.create(manager, Theme(plan=axis.plan, axis=axis, title="Agua potable"))
    assert (first.key, second.key) == ("agua-potable", "agua-potable-2")
    assert (first.position, second.position) == (1, 2)


def test_links_are_part_of_one_version_and_of_its_restoring(manager, axis):
    first, second = ProblemFactory(axis=axis, title="Uno"), ProblemFactory(axis=axis, title="Dos")
    theme = ThemeFactory(axis=axis)
    objective = records.create(
        manager, Objective(plan=axis.plan, theme=theme, title="Resolver"), links={"problems": [first]}
    )
    records.update(manager, objective, {"problems": [first, second], "title": "Resolver todo"}, reason="Faltaba")
    newest, oldest = versions(objective)
    assert [(c.field, c.before, c.after) for c in newest.changes] == [
        ("title", "Resolver", "Resolver todo"),
        ("problems", "Uno", "Dos; Uno"),
    ]
    records.restore(manager, objective, oldest.history_id)
    objective.refresh_from_db()
    assert objective.title == "Resolver"
    assert list(objective.problems.all()) == [first]
    assert len(versions(objective)) == 3


def test_second_of_two_editors_sees_both_texts(editor, manager, axis):
    theme = ThemeFactory(axis=axis, title="Antes")
    records.update(manager, theme, {"title": "Del primero"}, expected_version=1)
    with pytest.raises(EditConflict) as conflict:
        records.update(editor, theme, {"title": "Del segundo"}, expected_version=1)
    assert conflict.value.current.title == "Del primero"
    assert conflict.value.submitted == {"title": "Del segundo"}
    theme.refresh_from_db()
    assert theme.title == "Del primero"


def test_nothing_is_written_where_nothing_changes(manager, axis):
    theme = ThemeFactory(axis=axis, title="Igual")
    assert records.update(manager, theme, values_of(theme)).version == 1


@pytest.mark.parametrize("who", ["outsider", "reader", "other_editor"])
def test_others_may_not_write(request, who, axis):
    actor = request.getfixturevalue(who)
    theme = ThemeFactory(axis=axis, title="Suyo")
    with pytest.raises(PermissionDenied):
        records.update(actor, theme, {"title": "Mío"})
    with pytest.raises(PermissionDenied):
        records.create(actor, Theme(plan=axis.plan, axis=axis, title="Nuevo"))
    with pytest.raises(PermissionDenied):
        records.withdraw(actor, theme, reason="porque sí")
    assert list(Theme.objects.values_list("title", "state")) == [("Suyo", "current")]


WRITES = {
    "create": lambda actor, theme: records.create(actor, Theme(plan=theme.plan, axis=theme.axis, title="Nuevo")),
    "update": lambda actor, theme: records.update(actor, theme, {"title": "Otro"}),
    "move": lambda actor, theme: records.move(actor, theme, before=None),
    "withdraw": lambda actor, theme: records.withdraw(actor, theme, reason="Ya no aplica"),
    "supersede": lambda actor, theme: records.supersede(
        actor, theme, by=ThemeFactory(axis=theme.axis), reason="Se fusionaron"
    ),
    "reinstate": lambda actor, theme: records.reinstate(actor, theme, reason="Fue un error"),
}


@pytest.mark.parametrize("write", WRITES)
def test_each_model_names_the_permission_that_its_writes_need(monkeypatch, write, editor, manager, axis):
    monkeypatch.setattr(Theme, "PERMISSION", "plan.manage")
    state = State.WITHDRAWN if write == "reinstate" else State.CURRENT
    theme = ThemeFactory(axis=axis, state=state)
    with pytest.raises(PermissionDenied):
        WRITES[write](editor, theme)
    assert WRITES[write](manager, theme).pk


def test_an_editor_may_not_move_an_element_into_another_axis(editor, axis, other_axis):
    theme = ThemeFactory(axis=axis)
    with pytest.raises(PermissionDenied):
        records.update(editor, theme, {"axis": other_axis})
    theme.refresh_from_db()
    assert theme.axis == axis


def test_an_editor_may_not_make_an_axis(editor, plan):
    with pytest.raises(PermissionDenied):
        records.create(editor, Axis(plan=plan, title="Otro"))


def test_withdrawing_needs_a_reason_and_can_be_undone(manager, axis):
    theme = ThemeFactory(axis=axis)
    with pytest.raises(Refused):
        records.withdraw(manager, theme, reason=" ")
    records.withdraw(manager, theme, reason="Ya no aplica")
    theme.refresh_from_db()
    assert (theme.state, theme.state_reason) == (State.WITHDRAWN, "Ya no aplica")
    with pytest.raises(Refused):
        records.withdraw(manager, theme, reason="Otra vez")
    records.reinstate(manager, theme, reason="Fue un error")
    theme.refresh_from_db()
    assert theme.is_current


def test_superseding_names_the_heir(manager, axis):
    old, new = ThemeFactory(axis=axis), ThemeFactory(axis=axis)
    records.supersede(manager, old, by=new, reason="Se fusionaron")
    old.refresh_from_db()
    assert (old.state, old.superseded_by) == (State.SUPERSEDED, new)
    with pytest.raises(Refused):
        records.supersede(manager, new, by=new, reason="A sí mismo")
    with pytest.raises(Refused):
        records.supersede(manager, new, by=ThemeFactory(), reason="De otro plan")


def test_move_numbers_the_siblings(manager, axis):
    first, second, third = (ThemeFactory(axis=axis) for _ in range(3))
    records.move(manager, third, before=first)
    assert list(Theme.objects.filter(axis=axis)) == [third, first, second]
    records.move(manager, third, before=None)
    assert list(Theme.objects.filter(axis=axis).values_list("position", flat=True)) == [1, 2, 3]
    with pytest.raises(Refused):
        records.move(manager, third, before=ThemeFactory())


def test_titles_have_a_limit(manager, axis):
    with pytest.raises(ValidationError) as error:
        records.create(manager, Theme(plan=axis.plan, axis=axis, title="x" * 251))
    assert "251" in str(error.value)
    ObjectiveFactory(theme=ThemeFactory(axis=axis), title="y" * 900)


def test_a_parent_of_another_plan_is_refused(axis):
    with pytest.raises(ValidationError):
        records.create(SYSTEM, Theme(plan=axis.plan, axis=ThemeFactory().axis, title="Ajeno"))


def test_a_failed_batch_leaves_nothing(manager, axis):
    program = ProgramFactory(theme=ThemeFactory(axis=axis))
    before = Measure.objects.count()
    batch = [(Project(plan=axis.plan, program=program, number=n, title="P"), {}) for n in ("1", "2", "1")]
    with pytest.raises(ValidationError):
        records.create_many(manager, batch)
    assert (Project.objects.count(), Measure.objects.count()) == (0, before)


def test_numbers_sort_as_people_count(axis):
    program = ProgramFactory(theme=ThemeFactory(axis=axis))
    for number in ("10", "9", "1.10", "1.2", ""):
        ProjectFactory(program=program, number=number, key=f"k{number.replace('.', '-')}")
    assert [p.number for p in Project.objects.all()] == ["1.2", "1.10", "9", "10", ""]


def test_a_text_that_would_take_seconds_to_show_is_refused(manager, axis):
    with pytest.raises(ValidationError, match="500001"):
        records.update(manager, axis, {"text": "a" * (records.TEXT_LIMIT + 1)})
    assert records.update(manager, axis, {"text": "a" * records.TEXT_LIMIT}).version == 2
