import pytest
from django.core.exceptions import PermissionDenied

from factories import OrganizationFactory, ProgramFactory, ProjectFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.portfolio.models import Responsibility
from rumbo.portfolio.services import responsibilities


@pytest.fixture
def project(axis):
    return ProjectFactory(program=ProgramFactory(theme__axis=axis))


def roles(project):
    return list(project.measure.responsibilities.order_by("pk").values_list("organization__key", "role"))


def test_one_organization_is_accountable_and_another_may_replace_it(editor, project):
    first, second = OrganizationFactory(key="una"), OrganizationFactory(key="otra", title="Otra")
    made = responsibilities.assign(editor, project, first, "accountable", reason="Acuerdo")
    assert responsibilities.assign(editor, project, first, "accountable") == made
    with pytest.raises(Refused) as refused:
        responsibilities.assign(editor, project, second, "accountable")
    assert refused.value.message.startswith(f"«{first.title}» ya rinde cuentas")
    responsibilities.assign(editor, project, second, "accountable", replace=True, reason="Relevo")
    assert roles(project) == [("otra", "accountable")]
    history = Responsibility.history.order_by("history_id")
    assert list(
        history.values_list("history_type", "organization__key", "history_change_reason", "history_user")
    ) == [
        ("+", "una", "Acuerdo", editor.pk),
        ("~", "otra", "Relevo", editor.pk),
    ]


def test_many_may_be_responsible_consulted_and_informed(editor, project):
    for key in ("una", "otra"):
        responsibilities.assign(editor, project, OrganizationFactory(key=key), "responsible")
    assert roles(project) == [("una", "responsible"), ("otra", "responsible")]


def test_many_are_given_at_once_with_a_history(editor, project):
    entries = [
        (project, OrganizationFactory(key=key), role) for key, role in (("a", "accountable"), ("b", "informed"))
    ]
    responsibilities.assign_many(editor, entries, reason="Importación")
    assert roles(project) == [("a", "accountable"), ("b", "informed")]
    assert set(Responsibility.history.values_list("history_change_reason", "history_user")) == {
        ("Importación", editor.pk)
    }


def test_a_role_that_is_taken_away_stays_in_the_history(editor, project):
    made = responsibilities.assign(editor, project, OrganizationFactory(), "informed")
    responsibilities.remove(editor, made, reason="Ya no")
    assert roles(project) == []
    newest = Responsibility.history.first()
    assert (newest.history_type, newest.history_change_reason) == ("-", "Ya no")


def test_all_roles_are_handed_over_once(project):
    old, new = OrganizationFactory(key="vieja"), OrganizationFactory(key="nueva")
    for organization, role in ((old, "accountable"), (old, "informed"), (new, "informed")):
        responsibilities.assign(SYSTEM, project, organization, role)
    assert responsibilities.hand_over(SYSTEM, old, new) == 1
    assert sorted(roles(project)) == [("nueva", "accountable"), ("nueva", "informed")]


@pytest.mark.parametrize("who", ["outsider", "reader", "other_editor"])
def test_others_may_not_give_or_take_roles(request, who, project):
    actor = request.getfixturevalue(who)
    organization = OrganizationFactory()
    made = responsibilities.assign(SYSTEM, project, organization, "informed")
    with pytest.raises(PermissionDenied):
        responsibilities.assign(actor, project, organization, "accountable")
    with pytest.raises(PermissionDenied):
        responsibilities.assign_many(actor, [(project, organization, "consulted")])
    with pytest.raises(PermissionDenied):
        responsibilities.remove(actor, made)
    with pytest.raises(PermissionDenied):
        responsibilities.hand_over(actor, organization, OrganizationFactory())
    assert [role for _key, role in roles(project)] == ["informed"]
