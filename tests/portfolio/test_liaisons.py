import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from factories import (
    ActionFactory,
    LiaisonFactory,
    OrganizationFactory,
    ProgramFactory,
    ProjectFactory,
    ResponsibilityFactory,
)
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.importers.models import Duplicate
from rumbo.importers.services import duplicates
from rumbo.portfolio.models import Liaison
from rumbo.portfolio.queries import liaisons as queries
from rumbo.portfolio.services.liaisons import Person, hand_over

DAY = datetime.date(2027, 6, 15)


def days(n):
    return DAY + datetime.timedelta(days=n)


@pytest.fixture
def project(axis):
    return ProjectFactory(program=ProgramFactory(theme__axis=axis))


@pytest.fixture
def organization(db):
    return OrganizationFactory(key="obras", title="Obras")


@pytest.fixture
def liaison(plan, organization):
    return LiaisonFactory(
        plan=plan, organization=organization, title="Rosa Mezquite", email="rosa@obras.example", phone="871 000 0000"
    )


def new(plan, organization, **values):
    given = {"title": "Rosa Mezquite", "email": "rosa@obras.example", "from_day": DAY}
    return Liaison(plan=plan, organization=organization, **given | values)


class TestWriting:
    def test_the_key_does_not_hold_the_name(self, manager, plan, organization):
        keys = [records.create(manager, new(plan, organization)).key for _n in range(2)]
        assert keys == ["enlace-1", "enlace-2"]
        LiaisonFactory(plan=plan, organization=organization, key="enlace-7")
        both = [(new(plan, organization), {}), (new(plan, organization), {})]
        assert [one.key for one in records.create_many(manager, both)] == ["enlace-8", "enlace-9"]

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"until_day": days(-1)}, "until_day"),
            ({"email": "", "phone": " "}, "email"),
            ({"title": ""}, "title"),
            ({"email": "nadie"}, "email"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, manager, plan, organization, wrong, field):
        with pytest.raises(ValidationError) as error:
            records.create(manager, new(plan, organization, **wrong))
        assert list(error.value.error_dict) == [field]

    def test_a_telephone_is_enough_and_one_day_too(self, manager, plan, organization):
        made = records.create(manager, new(plan, organization, email="", phone="871 000 0000", until_day=DAY))
        assert made.is_in_office(DAY)
        assert not made.is_in_office(days(1))

    def test_the_project_is_of_the_plan(self, manager, plan, organization):
        with pytest.raises(ValidationError) as error:
            records.create(manager, new(plan, organization, project=ProjectFactory()))
        assert list(error.value.error_dict) == ["project"]

    def test_an_editor_names_them_for_projects_of_the_axis(self, editor, other_editor, plan, organization, project):
        made = records.create(editor, new(plan, organization, project=project))
        with pytest.raises(PermissionDenied):
            records.create(editor, new(plan, organization))
        with pytest.raises(PermissionDenied):
            records.create(other_editor, new(plan, organization, project=project))
        with pytest.raises(PermissionDenied):
            records.update(editor, made, {"project": None})


class TestHandingOver:
    def test_one_ends_and_another_begins_on_the_next_day(self, manager, liaison, project):
        records.update(SYSTEM, liaison, {"project": project, "role": "deputy"})
        heir = hand_over(manager, liaison, Person("Luis Sotol", "Director", phone="1"), on=DAY, reason=" Oficio 3 ")
        liaison.refresh_from_db()
        assert (liaison.until_day, heir.from_day, heir.until_day) == (DAY, days(1), None)
        assert (heir.organization, heir.project, heir.role) == (liaison.organization, project, "deputy")
        assert (heir.title, heir.function, heir.email, heir.phone) == ("Luis Sotol", "Director", "", "1")
        for one in (liaison, heir):
            newest = one.history.first()
            assert (newest.history_user, newest.history_change_reason) == (manager, "Oficio 3")

    def test_nothing_ends_where_nobody_can_begin(self, manager, liaison):
        with pytest.raises(ValidationError) as error:
            hand_over(manager, liaison, Person("Luis Sotol"), on=DAY, reason="Oficio")
        assert "email" in error.value.error_dict
        liaison.refresh_from_db()
        assert (liaison.until_day, Liaison.objects.count()) == (None, 1)

    def test_days_and_reasons_that_do_not_fit(self, manager, liaison):
        to = Person("Luis Sotol", phone="1")
        records.update(SYSTEM, liaison, {"until_day": days(5)})
        for on, reason, said in (
            (DAY, "  ", "Di por qué"),
            (datetime.date(2026, 12, 31), "x", "no puede ser anterior"),
            (days(6), "x", "elige ese día o uno anterior"),
        ):
            with pytest.raises(Refused) as refused:
                hand_over(manager, liaison, to, on=on, reason=reason)
            assert said in refused.value.message
        records.withdraw(SYSTEM, liaison, reason="Error")
        with pytest.raises(Refused):
            hand_over(manager, liaison, to, on=DAY, reason="x")

    @pytest.mark.parametrize("who", ["outsider", "reader", "editor"])
    def test_others_may_not(self, request, who, liaison):
        with pytest.raises(PermissionDenied):
            hand_over(request.getfixturevalue(who), liaison, Person("X", phone="1"), on=DAY, reason="x")

    def test_they_go_with_an_organization_that_is_another(self, manager, liaison, organization):
        kept = OrganizationFactory(title="Obras Públicas")
        pair = Duplicate.objects.create(first=organization, second=kept, score=1)
        duplicates.merge(manager, pair, kept)
        liaison.refresh_from_db()
        assert liaison.organization == kept


class TestReading:
    def test_who_answers_on_a_day(self, plan, organization, liaison):
        other = OrganizationFactory(title="Aguas")
        deputy = LiaisonFactory(plan=plan, organization=organization, role="deputy")
        first = LiaisonFactory(plan=plan, organization=other)
        LiaisonFactory(plan=plan, organization=other, until_day=days(-1))
        LiaisonFactory(plan=plan, organization=other, from_day=days(1))
        LiaisonFactory(plan=plan, organization=other, state="withdrawn")
        LiaisonFactory(organization=other)
        assert queries.in_order(queries.liaisons_of(plan).filter(queries.in_office(DAY))) == [first, liaison, deputy]

    def test_who_is_asked_about_a_project(self, plan, project, organization, liaison, django_assert_num_queries):
        ResponsibilityFactory(measure=project.measure, organization=organization)
        ResponsibilityFactory(
            measure=project.measure, role="responsible", organization=LiaisonFactory(plan=plan).organization
        )
        head = LiaisonFactory(plan=plan, organization=organization, role="head")
        deputy = LiaisonFactory(plan=plan, organization=organization, role="deputy")
        of_project = LiaisonFactory(plan=plan, organization=organization, project=project, role="deputy")
        LiaisonFactory(plan=plan, organization=organization, project=ProjectFactory(program=project.program))
        LiaisonFactory(plan=plan, organization=organization, until_day=days(-1))
        with django_assert_num_queries(2):
            asked = queries.asked_for(project.measure, DAY)
        assert asked == [of_project, liaison, deputy, head]
        action = ActionFactory(plan=plan, strategy=None, project=project)
        assert queries.asked_for(action.measure, DAY) == []
        ResponsibilityFactory(measure=action.measure, organization=organization)
        assert queries.asked_for(action.measure, DAY) == asked

    def test_where_nobody_is_accountable_the_responsible_are_asked(self, project, organization, liaison):
        ResponsibilityFactory(measure=project.measure, organization=organization, role="informed")
        assert queries.asked_for(project.measure, DAY) == []
        ResponsibilityFactory(measure=project.measure, organization=organization, role="responsible")
        assert queries.asked_for(project.measure, DAY) == [liaison]

    def test_organizations_without_a_liaison(self, plan, project, organization, liaison, django_assert_num_queries):
        other = OrganizationFactory(title="Aguas")
        for one, role in ((organization, "accountable"), (other, "responsible"), (other, "consulted")):
            ResponsibilityFactory(measure=project.measure, organization=one, role=role)
        ResponsibilityFactory(measure=project.measure, role="informed")
        ResponsibilityFactory()
        LiaisonFactory(plan=plan, organization=other, role="deputy")
        LiaisonFactory(plan=plan, organization=other, until_day=days(-1))
        LiaisonFactory(plan=plan, organization=other, project=project)  # for all else there is nobody
        with django_assert_num_queries(2):
            found = queries.without_liaison(plan, DAY)
        assert [(one, one.answers_for) for one in found] == [(other, 1)]
        LiaisonFactory(plan=plan, organization=other)
        assert queries.without_liaison(plan, DAY) == []

    @pytest.mark.parametrize(
        ("begins", "ends", "tone", "mark"),
        [
            (-9, None, "", ""),
            (-9, 31, "", ""),
            (-9, 30, "risk", "Termina en 30 días"),
            (-9, 0, "risk", "Termina hoy"),
            (-9, -1, "gone", "Terminó"),
            (3, 9, "new", "Desde el 18 de junio de 2027"),
        ],
    )
    def test_dates_are_marked(self, plan, begins, ends, tone, mark):
        until = None if ends is None else days(ends)
        one = LiaisonFactory.build(from_day=days(begins), until_day=until)
        row = queries.row_of(one, DAY)
        assert (row.tone, row.mark) == (tone, mark)
