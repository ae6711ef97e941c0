"""Who is invited to a workshop, what they answered, and who of them came."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import InvitationFactory, ParticipantFactory, TableFactory, TerritoryFactory, WorkshopFactory
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.participation.models import Invitation, Participant
from rumbo.participation.services.invitations import (
    Guest,
    Known,
    correct_invitation,
    invite,
    invite_many,
    seat_guest,
    set_answer,
    withdraw_invitation,
)
from rumbo.participation.services.joining import Person, take_off

pytestmark = pytest.mark.django_db
EVERYBODY = ("outsider", "reader", "other_editor", "editor", "facilitator", "manager", "administrator")
#: What the pages of invitations answer to each: who manages writes, who leads a table of the workshop sees.
SEES = dict(zip(EVERYBODY, (404, 403, 403, 200, 200, 200, 200), strict=True))
WRITES = dict(zip(EVERYBODY, (404, 403, 403, 403, 403, 200, 200), strict=True))


def guest(name="Persona", email="", **more):
    return Guest(Person(name=name, **more), email)


@pytest.fixture
def workshop(table):
    return table.workshop


@pytest.fixture
def invitation(workshop):
    return InvitationFactory(
        workshop=workshop, name="Persona invitada", organization="Cámara", email="una@example.org"
    )


@pytest.fixture
def page(plan):
    def make(name, *args):
        return reverse(f"participation:{name}", args=[plan.key, *args])

    return make


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


class TestServices:
    def test_inviting_is_kept_with_its_history(self, manager, workshop):
        made = invite(manager, workshop, guest("  Persona   una ", " Una@Example.org "))
        assert (made.name, made.email, made.answer) == ("Persona una", "Una@Example.org", "invited")
        assert made.history.get().history_user == manager

    @pytest.mark.parametrize("person", [Guest(Person()), Guest(Person(), "una@example.org")])
    def test_somebody_has_to_be_named(self, manager, workshop, person):
        with pytest.raises(ValidationError, match="nombre o una organización"):
            invite(manager, workshop, person)

    @pytest.mark.parametrize(
        ("field", "person"),
        [
            ("email", guest(email="no es correo")),
            ("sector", guest(sector="nada")),
            ("name", guest("x" * 151)),
            ("age_group", guest(age_group="200")),
        ],
    )
    def test_wrong_fields(self, manager, workshop, field, person):
        with pytest.raises(ValidationError) as error:
            invite(manager, workshop, person)
        assert list(error.value.error_dict) == [field]
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize(
        ("person", "field"),
        [
            (guest("Otra", "UNA@example.org"), "email"),
            (guest("persona INVITADA", organization="cámara"), "name"),
            (guest("Persona invitada", "otra@example.org", organization="Cámara"), ""),
            (guest("Otra persona"), ""),
        ],
    )
    def test_who_is_known(self, invitation, workshop, person, field):
        assert Known.of(workshop).field(person) == field

    def test_several_of_an_organization_by_their_addresses(self, manager, workshop):
        people = [Guest(Person(organization="Cámara"), f"{n}@example.org") for n in range(3)]
        assert invite_many(manager, workshop, people) == 3

    def test_many_are_all_or_none(self, manager, workshop, invitation):
        with pytest.raises(ValidationError):
            invite_many(manager, workshop, [guest("Una"), guest("Dos", "mal")])
        assert Invitation.objects.get() == invitation
        assert invite_many(manager, workshop, [guest("Una"), guest("Una"), guest("X", "una@example.org")]) == 1

    def test_a_withdrawn_workshop_invites_nobody(self, manager, workshop):
        gone = records.withdraw(manager, workshop, reason="Sin sala")
        with pytest.raises(Refused, match="fue retirado"):
            invite(manager, gone, guest())

    def test_there_is_an_end(self, manager, workshop, invitation, monkeypatch):
        monkeypatch.setattr("rumbo.participation.services.invitations.LIMIT", 1)
        with pytest.raises(Refused, match="a lo más 1"):
            invite(manager, workshop, guest())

    def test_nothing_changed_is_no_version(self, manager, invitation):
        correct_invitation(manager, invitation, Guest(Person.of(invitation), invitation.email))
        set_answer(manager, invitation, "invited")
        withdraw_invitation(manager, invitation, withdrawn=False)
        assert invitation.history.count() == 1

    def test_withdrawing_keeps_it(self, manager, workshop, invitation):
        withdraw_invitation(manager, invitation)
        with pytest.raises(Refused, match="se retiró"):
            set_answer(manager, invitation, "confirmed")
        again = invite(manager, workshop, guest("Nueva", invitation.email))
        with pytest.raises(ValidationError, match="ya tiene invitación"):
            withdraw_invitation(manager, invitation, withdrawn=False)
        withdraw_invitation(manager, again)
        assert not withdraw_invitation(manager, invitation, withdrawn=False).withdrawn
        assert Invitation.objects.count() == 2

    @pytest.mark.parametrize("name", [name for name, status in WRITES.items() if status != 200])
    def test_who_may_not(self, request, workshop, invitation, name):
        person = request.getfixturevalue(name)
        for act in (
            lambda: invite(person, workshop, guest()),
            lambda: invite_many(person, workshop, []),
            lambda: correct_invitation(person, invitation, guest()),
            lambda: set_answer(person, invitation, "confirmed"),
            lambda: withdraw_invitation(person, invitation),
        ):
            with pytest.raises(PermissionDenied):
                act()


class TestComing:
    def test_they_are_on_the_list_as_invited(self, facilitator, table, invitation):
        seat = seat_guest(facilitator, invitation, table)
        assert (seat.name, seat.organization, seat.invitation, seat.origin) == (
            "Persona invitada",
            "Cámara",
            invitation,
            "paper",
        )

    def test_twice_is_once_and_taken_off_comes_back(self, facilitator, table, invitation):
        seat = seat_guest(facilitator, invitation, table)
        assert seat_guest(facilitator, invitation, table) == seat
        take_off(facilitator, seat)
        assert not seat_guest(facilitator, invitation, table).left
        assert Participant.objects.count() == 1

    def test_not_at_two_tables(self, manager, table, invitation):
        other = TableFactory(axis=table.axis, workshop=table.workshop)
        seat = seat_guest(manager, invitation, table)
        with pytest.raises(Refused, match="Mesa de agua"):
            seat_guest(manager, invitation, other)
        take_off(manager, seat)
        assert seat_guest(manager, invitation, other).table == other

    def test_a_table_of_another_workshop(self, manager, invitation, axis):
        with pytest.raises(Refused, match="otro taller"):
            seat_guest(manager, invitation, TableFactory(axis=axis))

    def test_a_full_table(self, facilitator, table, invitation):
        table.capacity = 1
        table.save()
        ParticipantFactory(table=table)
        with pytest.raises(Refused, match="llena"):
            seat_guest(facilitator, invitation, table)

    def test_a_withdrawn_invitation(self, manager, table, invitation):
        withdraw_invitation(manager, invitation)
        with pytest.raises(Refused, match="se retiró"):
            seat_guest(manager, invitation, table)


class TestPages:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [("invitations", SEES), ("invitation_new", WRITES), ("guests", WRITES), ("targets", WRITES)],
    )
    def test_who_gets_the_pages_of_a_workshop(self, request, browser, page, workshop, name, expected):
        found = {
            one: browser(request.getfixturevalue(one)).get(page(name, workshop.pk)).status_code for one in EVERYBODY
        }
        assert found == expected

    def test_who_gets_an_invitation(self, request, browser, page, invitation):
        url = page("invitation_edit", invitation.pk)
        assert {one: browser(request.getfixturevalue(one)).get(url).status_code for one in EVERYBODY} == WRITES

    @pytest.mark.parametrize(
        ("name", "data"),
        [("invitation_answer", {"answer": "confirmed"}), ("invitation_turn", {"withdrawn": "1"})],
    )
    def test_who_writes(self, request, browser, page, invitation, name, data):
        for one in EVERYBODY:
            Invitation.objects.filter(pk=invitation.pk).update(answer="invited", withdrawn=False)
            status = browser(request.getfixturevalue(one)).post(page(name, invitation.pk), data).status_code
            invitation.refresh_from_db()
            changed = invitation.withdrawn or invitation.answer == "confirmed"
            assert (status, changed) == ((302, True) if WRITES[one] == 200 else (WRITES[one], False)), one

    def test_another_plan_is_not_reached(self, browser, manager, page):
        other = InvitationFactory()
        client = browser(manager)
        assert client.get(page("invitation_edit", other.pk)).status_code == 404
        assert client.get(page("invitations", other.workshop_id)).status_code == 404
        assert client.post(page("invitation_came", other.pk), {"table": 1}).status_code == 404

    def test_inviting_with_errors_and_without(self, browser, manager, page, workshop):
        client, url = browser(manager), page("invitation_new", workshop.pk)
        form = client.post(url, {"name": "", "email": "mal"}).context["form"]
        assert list(form.errors) == ["email"]
        form = client.post(url, {"name": ""}).context["form"]
        assert form.errors["name"] == ["Da un nombre o una organización."]
        assert client.post(url, {"name": "Una", "sector": "social"}).status_code == 302
        assert "ya tiene invitación" in text_of(client.post(url, {"name": "Una"}))
        assert Invitation.objects.get().sector == "social"

    def test_editing_keeps_a_municipality_from_elsewhere(self, browser, manager, plan, page, invitation):
        plan.territory = TerritoryFactory(kind="municipality", title="De aquí")
        plan.save()
        far = TerritoryFactory(kind="municipality", title="De lejos")
        Invitation.objects.filter(pk=invitation.pk).update(territory=far)
        client, url = browser(manager), page("invitation_edit", invitation.pk)
        form = client.get(url).context["form"]
        assert {label for _key, label in form.fields["territory"].choices} == {"—", "De aquí", "De lejos"}
        client.post(url, {**form.initial, "name": "Corregida"})
        invitation.refresh_from_db()
        assert (invitation.name, invitation.territory, invitation.email) == ("Corregida", far, "una@example.org")

    def test_one_tap_with_and_without_htmx(self, browser, manager, page, invitation):
        client, url = browser(manager), page("invitation_answer", invitation.pk)
        assert client.post(url, {"answer": "declined"}).url.endswith(f"#invitation-{invitation.pk}")
        text = text_of(client.post(url, {"answer": "confirmed"}, headers={"HX-Request": "true"}))
        assert text.strip().startswith("<tr")
        assert 'value="confirmed" aria-pressed="true"' in text
        assert "Elige una de las respuestas" in text_of(
            client.post(url, {"answer": "quizá"}, headers={"HX-Request": "true"})
        )

    def test_one_tap_seats_at_an_own_table_only(self, browser, facilitator, page, table, invitation):
        client, url = browser(facilitator), page("invitation_came", invitation.pk)
        other = TableFactory(axis=table.axis, workshop=table.workshop)
        assert client.post(url, {"table": other.pk}).status_code == 403
        assert client.post(url, {"table": "x"}).status_code == 403
        text = text_of(client.post(url, {"table": table.pk}, headers={"HX-Request": "true"}))
        assert "Mesa de agua" in text
        assert Participant.objects.get().table == table

    def test_a_reason_stands_in_the_row(self, browser, manager, page, table, invitation):
        table.capacity = 1
        table.save()
        ParticipantFactory(table=table)
        data = {"table": table.pk}
        url = page("invitation_came", invitation.pk)
        assert "llena" in text_of(browser(manager).post(url, data, headers={"HX-Request": "true"}))
        assert "llena" in text_of(browser(manager).post(url, data, follow=True))

    def test_filters(self, browser, manager, page, workshop, invitation, facilitator, table):
        place = TerritoryFactory(kind="municipality")
        InvitationFactory(workshop=workshop, name="Social", sector="social", answer="confirmed", territory=place)
        InvitationFactory(workshop=workshop, name="Retirada", withdrawn=True)
        seat_guest(facilitator, invitation, table)
        client, url = browser(manager), page("invitations", workshop.pk)

        def names(**query):
            return [one.name for one in client.get(url, query).context["page_obj"]]

        assert names() == ["Persona invitada", "Social"]
        assert names(answer="confirmed") == ["Social"]
        assert names(answer="withdrawn") == ["Retirada"]
        assert names(answer="came") == ["Persona invitada"]
        assert names(sector="social") == ["Social"]
        assert names(territory=place.pk) == ["Social"]
        assert names(q="cámara una@") == ["Persona invitada"]
        assert names(answer="x", sector="y", territory="z", page="99") == ["Persona invitada", "Social"]
        assert "Quitar todos" in text_of(client.get(url, {"q": "xyz"}))

    def test_an_empty_list_says_what_to_do(self, browser, manager, facilitator, page, workshop):
        url = page("invitations", workshop.pk)
        assert text_of(browser(manager).get(url)).count("/invitaciones/lista/") == 2
        assert "/invitaciones/lista/" not in text_of(browser(facilitator).get(url))

    def test_files(self, browser, manager, page, workshop, invitation):
        InvitationFactory(workshop=workshop, name="=SUM(A1)")
        url = page("invitations", workshop.pk)
        client = browser(manager)
        rows = json.loads(b"".join(client.get(url, {"format": "json"}).streaming_content))
        assert rows[1] | {"name": "Persona invitada", "email": "una@example.org", "table": None} == rows[1]
        text = b"".join(client.get(url, {"format": "csv"}).streaming_content).decode()
        assert "'=SUM(A1)" in text
        book = client.get(url, {"format": "xlsx"})
        assert b"".join(book.streaming_content).startswith(b"PK")

    def test_it_costs_the_same_for_many(self, browser, manager, page, workshop, table):
        client, url = browser(manager), page("invitations", workshop.pk)
        place = TerritoryFactory(kind="municipality")

        def more(n):
            for _n in range(n):
                one = InvitationFactory(workshop=workshop, territory=place)
                ParticipantFactory(table=table, invitation=one)

        more(2)
        client.get(url)
        with CaptureQueriesContext(connection) as few:
            client.get(url)
        more(12)
        with CaptureQueriesContext(connection) as many:
            client.get(url)
        assert len(many) == len(few)


def test_a_workshop_without_tables_of_ones_own(browser, facilitator, plan, page):
    workshop = WorkshopFactory(stage__process__plan=plan)
    assert browser(facilitator).get(page("invitations", workshop.pk)).status_code == 403
