"""The attendance list of a table."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import ParticipantFactory, TerritoryFactory
from rumbo.core.services import records
from rumbo.participation.models import Participant

pytestmark = pytest.mark.django_db
EVERYBODY = ("outsider", "reader", "other_editor", "editor", "facilitator", "manager", "administrator")
LEADS = dict(zip(EVERYBODY, (404, 403, 403, 200, 200, 200, 200), strict=True))
HTMX = {"HX-Request": "true"}


@pytest.fixture
def url(plan, table):
    return reverse("participation:attendance", args=[plan.key, table.pk])


@pytest.fixture
def one(table):
    return ParticipantFactory(table=table, name="Persona una")


def page(name, plan, pk):
    return reverse(f"participation:{name}", args=[plan.key, pk])


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


class TestAccess:
    @pytest.mark.parametrize("name", ["attendance", "sheet"])
    def test_who_gets_it(self, request, browser, plan, table, name):
        address = page(name, plan, table.pk)
        assert {who: browser(request.getfixturevalue(who)).get(address).status_code for who in EVERYBODY} == LEADS

    def test_who_writes(self, request, browser, plan, url, one):
        for who in EVERYBODY:
            client = browser(request.getfixturevalue(who))
            before = Participant.objects.count()
            expected = 302 if LEADS[who] == 200 else LEADS[who]
            assert client.post(url, {"name": who}).status_code == expected, who
            assert Participant.objects.count() - before == (1 if expected == 302 else 0), who
            for name, data in (("participant_edit", {"name": who}), ("participant_turn", {"left": "0"})):
                assert client.post(page(name, plan, one.pk), data).status_code == expected, who
            one.refresh_from_db()
            assert (one.name == who) == (expected == 302), who

    def test_nobody_of_another_plan(self, browser, manager, plan):
        other = ParticipantFactory()
        client = browser(manager)
        assert client.get(page("attendance", plan, other.table_id)).status_code == 404
        assert client.get(page("participant_edit", plan, other.pk)).status_code == 404
        assert client.post(page("participant_turn", plan, other.pk), {"left": "1"}).status_code == 404

    def test_a_file_is_not_given_to_others(self, browser, reader, url, one):
        assert browser(reader).get(url, {"format": "csv"}).status_code == 403


class TestAdding:
    def test_the_next_name_can_be_typed_at_once(self, browser, facilitator, url, table):
        place = TerritoryFactory(kind="municipality")
        data = {
            "name": "Una",
            "organization": "Cámara",
            "sector": "private",
            "territory": place.pk,
            "gender": "woman",
        }
        text = text_of(browser(facilitator).post(url, data, headers=HTMX))
        assert "«Una» está en la lista, con el número 1." in text
        assert "autofocus" in text
        assert "<html" not in text
        seat = Participant.objects.get()
        assert (seat.origin, seat.organization, seat.territory, seat.table) == ("paper", "Cámara", place, table)

    def test_without_htmx(self, browser, facilitator, url):
        client = browser(facilitator)
        assert "autofocus" not in text_of(client.get(url))
        text = text_of(client.post(url, {"name": "Una"}, follow=True))
        assert "con el número 1" in text
        assert "autofocus" in text

    @pytest.mark.parametrize("headers", [{}, HTMX])
    def test_wrong_fields(self, browser, facilitator, url, headers):
        client = browser(facilitator)
        response = client.post(url, {"name": " "}, headers=headers)
        assert response.context["form"].errors["name"] == [
            "Da un nombre o una organización, como se firmó en la lista."
        ]
        response = client.post(url, {"name": "Una", "sector": "x", "territory": "y"}, headers=headers)
        assert set(response.context["form"].errors) == {"sector", "territory"}
        assert "x" * 151 in text_of(client.post(url, {"name": "x" * 151}, headers=headers))
        assert not Participant.objects.exists()

    def test_a_full_table(self, browser, facilitator, table, url, one):
        table.capacity = 1
        table.save()
        text = text_of(browser(facilitator).post(url, {"name": "Otra"}))
        assert "La mesa está llena" in text
        assert 'value="Otra"' in text
        assert Participant.objects.count() == 1

    def test_a_withdrawn_table_takes_nobody(self, browser, manager, table, url):
        records.withdraw(manager, table, reason="Sin sala")
        client = browser(manager)
        assert '<form method="post" action="' + url not in text_of(client.get(url))
        assert "Esta mesa" in text_of(client.post(url, {"name": "Una"}))


class TestList:
    def test_correcting(self, browser, facilitator, plan, one):
        client, address = browser(facilitator), page("participant_edit", plan, one.pk)
        form = client.get(address).context["form"]
        assert form["name"].value() == "Persona una"
        assert "sector" in client.post(address, {"name": "Una", "sector": "x"}).context["form"].errors
        assert client.post(address, {"name": "Corregida", "sector": "media"}).url.endswith(f"#participant-{one.pk}")
        one.refresh_from_db()
        assert (one.name, one.sector, one.number) == ("Corregida", "media", one.number)

    def test_somebody_on_a_phone_may_stay_without_a_name(self, browser, facilitator, plan, one):
        assert browser(facilitator).post(page("participant_edit", plan, one.pk), {"name": ""}).status_code == 302
        one.refresh_from_db()
        assert (one.name, one.sector) == ("", "")

    def test_off_and_back(self, browser, facilitator, plan, table, url, one):
        client, address = browser(facilitator), page("participant_turn", plan, one.pk)
        text = text_of(client.post(address, {"left": "1"}, follow=True))
        assert "salió de la lista" in text
        assert "0 de 40 lugares" in text
        assert "1 de 40 lugares" in text_of(client.post(address, {"left": "0"}, follow=True))
        client.post(address, {"left": "1"})
        table.capacity = 1
        table.save()
        ParticipantFactory(table=table)
        assert "La mesa está llena" in text_of(client.post(address, {"left": "0"}, follow=True))
        one.refresh_from_db()
        assert one.left

    def test_files(self, browser, facilitator, url, one):
        client = browser(facilitator)
        rows = json.loads(b"".join(client.get(url, {"format": "json"}).streaming_content))
        assert rows == [
            {
                "number": one.number,
                "name": "Persona una",
                "organization": "",
                "sector": "social",
                "municipality": None,
                "gender": "",
                "age": "",
                "came": "phone",
                "taken_off": False,
            }
        ]
        text = b"".join(client.get(url, {"format": "csv"}).streaming_content).decode()
        assert f"{one.number},Persona una," in text
        book = client.get(url, {"format": "xlsx"})
        assert b"".join(book.streaming_content).startswith(b"PK")

    def test_names_are_shown_as_text(self, browser, facilitator, url, table):
        ParticipantFactory(table=table, name="<script>alert(1)</script>")
        assert "<script>alert" not in text_of(browser(facilitator).get(url))

    def test_a_sheet_has_a_line_for_each_place(self, browser, facilitator, plan, table, one):
        address = page("sheet", plan, table.pk)
        client = browser(facilitator)
        text = text_of(client.get(address))
        assert text.count("<tr><td") == table.capacity + 5
        assert "Persona una" not in text
        table.capacity = 2000
        table.save()
        assert text_of(client.get(address)).count("<tr><td") == 120

    def test_it_costs_the_same_for_many(self, browser, facilitator, url, table):
        client = browser(facilitator)
        place = TerritoryFactory(kind="municipality")
        ParticipantFactory(table=table, territory=place)
        client.get(url)
        with CaptureQueriesContext(connection) as few:
            client.get(url)
        ParticipantFactory.create_batch(15, table=table, territory=place)
        with CaptureQueriesContext(connection) as many:
            client.get(url)
        assert len(many) == len(few)
