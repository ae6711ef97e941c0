import pytest
from django.contrib.auth.models import AnonymousUser

from factories import AxisFactory, ChapterFactory, GoalFactory, OrganizationFactory, ProjectFactory, UserFactory
from rumbo.plan.models import Theme
from rumbo.plan.queries.roles import roles_of

PERMISSIONS = ("plan.read", "plan.edit", "plan.manage", "plan.administer")


def allowed(user, target):
    return [name.removeprefix("plan.") for name in PERMISSIONS if user.has_perm(name, target)]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("outsider", []),
        ("reader", ["read"]),
        ("other_editor", ["read"]),
        ("editor", ["read", "edit"]),
        ("manager", ["read", "edit", "manage"]),
        ("administrator", ["read", "edit", "manage", "administer"]),
    ],
)
def test_what_each_role_may_do_to_an_element_of_an_axis(request, who, expected, axis):
    user = request.getfixturevalue(who)
    new = Theme(plan=axis.plan, axis=axis, title="Nuevo")
    goal = GoalFactory(objective__theme__axis=axis)
    project = ProjectFactory(program__theme__axis=axis)
    assert [allowed(user, target) for target in (axis, new, goal, project)] == [expected] * 4


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("editor", ["read"]),
        ("manager", ["read", "edit", "manage"]),
        ("administrator", ["read", "edit", "manage", "administer"]),
    ],
)
def test_what_belongs_to_the_whole_plan_is_the_managers(request, who, expected, plan):
    user = request.getfixturevalue(who)
    assert allowed(user, plan) == expected
    assert allowed(user, ChapterFactory(plan=plan)) == expected


@pytest.mark.parametrize("who", ["reader", "editor", "manager", "administrator"])
def test_a_role_ends_with_its_plan(request, who, plan):
    user = request.getfixturevalue(who)
    other = AxisFactory()
    assert allowed(user, other) == []
    assert allowed(user, other.plan) == []


def test_shared_records_are_edited_by_managers_of_any_plan(manager, editor, outsider):
    organization = OrganizationFactory()
    assert manager.has_perm("plan.edit", organization)
    assert not editor.has_perm("plan.edit", organization)
    assert not outsider.has_perm("plan.edit", organization)


def test_superusers_may_do_everything_and_nobody_anonymous_or_inactive(axis, manager):
    assert allowed(UserFactory(is_superuser=True), axis) == ["read", "edit", "manage", "administer"]
    assert allowed(AnonymousUser(), axis) == []
    manager.is_active = False
    assert allowed(manager, axis) == []


def test_roles_are_read_once(editor, axis, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(roles_of(editor)) == 1
        for _ in range(5):
            assert editor.has_perm("plan.edit", axis)
