from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from factories import OrganizationFactory, ProgramFactory, ProjectFactory, TerritoryFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.portfolio.models import Responsibility
from rumbo.portfolio.queries.responsibilities import answer_for_shares, answered_by, responsibilities_of
from rumbo.portfolio.queries.tables import plan_project_rows
from rumbo.portfolio.services import responsibilities
from rumbo.portfolio.services.shares import Part, split_project


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


@pytest.fixture
def shares(project):
    """The project is shared by two municipalities, half and half."""
    places = [TerritoryFactory(key=key, title=title) for key, title in (("lerdo", "Lerdo"), ("gomez", "Gómez"))]
    split = split_project(SYSTEM, project, Decimal(10), 0, [Part(place, Decimal(5)) for place in places])
    return list(split.shares.order_by("pk"))


def test_each_share_has_one_accountable_organization_besides_that_of_the_whole(editor, project, shares):
    one, two = OrganizationFactory(key="una", title="Una"), OrganizationFactory(key="otra")
    responsibilities.assign(editor, project, one, "accountable")
    held = responsibilities.assign(editor, project, one, "accountable", share=shares[0])
    assert responsibilities.assign(editor, project, one, "accountable", share=shares[0]) == held
    responsibilities.assign(editor, project, two, "accountable", share=shares[1])
    with pytest.raises(Refused) as refused:
        responsibilities.assign(editor, project, two, "accountable", share=shares[0])
    assert "«Una» ya rinde cuentas" in refused.value.message
    responsibilities.assign(editor, project, two, "accountable", share=shares[0], replace=True)
    assert [(row.organization.key, row.role) for row in responsibilities_of(project.measure_id)] == [
        ("una", "accountable")
    ]
    assert {pk: [row.organization.key for row in rows] for pk, rows in answer_for_shares(project).items()} == {
        shares[0].pk: ["otra"],
        shares[1].pk: ["otra"],
    }


def test_a_share_of_another_project_takes_no_role(editor, project, shares):
    other = ProjectFactory(program=project.program)
    with pytest.raises(Refused) as refused:
        responsibilities.assign(editor, other, OrganizationFactory(), "informed", share=shares[0])
    assert "otro proyecto" in refused.value.message
    assert not roles(other)


def test_who_answers_for_a_share_does_not_answer_for_the_whole(project, shares):
    organization = OrganizationFactory(title="Obras")
    responsibilities.assign(SYSTEM, project, organization, "accountable", share=shares[0])
    (row,) = plan_project_rows(project.plan)
    assert row.measure.accountable == []
    (answered,) = answered_by(project.plan, organization)
    assert (answered.element, answered.share.title) == (project, "Lerdo")


def test_roles_for_shares_are_handed_over_too(project, shares):
    old, new = OrganizationFactory(key="vieja"), OrganizationFactory(key="nueva")
    responsibilities.assign(SYSTEM, project, old, "accountable")
    responsibilities.assign(SYSTEM, project, old, "informed", share=shares[0])
    responsibilities.assign(SYSTEM, project, new, "informed", share=shares[0])
    responsibilities.assign(SYSTEM, project, old, "informed", share=shares[1])
    assert responsibilities.hand_over(SYSTEM, old, new) == 2
    rows = project.measure.responsibilities.order_by("pk")
    assert {row.organization.key for row in rows} == {"nueva"}
    assert sorted((row.role, row.share_id or 0) for row in rows) == [
        ("accountable", 0),
        ("informed", shares[0].pk),
        ("informed", shares[1].pk),
    ]


def test_the_roles_of_a_share_that_goes_end_with_it_and_the_history_says_why(editor, project, shares):
    organization = OrganizationFactory()
    for share in shares:
        responsibilities.assign(SYSTEM, project, organization, "accountable", share=share)
    stays = Part(shares[0].territory, Decimal(10))
    split_project(editor, project, Decimal(10), 0, [stays])
    assert list(project.measure.responsibilities.values_list("share", flat=True)) == [shares[0].pk]
    newest = Responsibility.history.first()
    assert (newest.history_type, newest.history_user) == ("-", editor)
    assert newest.history_change_reason == "«Gómez» ya no toma parte"
