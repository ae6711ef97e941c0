"""Lists of people to invite: what is read, and what is told of what is wrong."""

import io
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import InvitationFactory, TerritoryFactory
from rumbo.core.errors import Refused
from rumbo.core.tables import workbook_limits
from rumbo.participation import guest_lists
from rumbo.participation.guest_lists import GuestList, cells_of, cells_of_text, read_guests
from rumbo.participation.models import Invitation
from rumbo.participation.services.invitations import Guest, Known
from rumbo.participation.services.joining import Person
from rumbo.places.models import Territory

PLACES = [
    Territory(pk=1, key="torreon", title="Torreón", code="05035"),
    Territory(pk=2, key="juarez-c", title="Juárez", code="05014"),
    Territory(pk=3, key="juarez-d", title="Juárez", code="08037"),
]


def read(text, places=PLACES, known=()):
    return read_guests(cells_of_text(text), places, Known(known))


def told(found):
    return [(fault.row, fault.column, fault.text) for fault in found.faults]


def book(*rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            "Nombre\tOrganización\tSector\tMunicipio\tCorreo\tGénero\tEdad\n"
            "Una\tCámara\tPrivado\tTORREON\ta@example.org\tMujer\t34",
            "name,organization,sector,municipality,e-mail,gender,age\nUna,Cámara,private,05035,a@example.org,woman,30_44",
            "\n\nEDAD;sexo;Correo electrónico;municipio;sector;institución;Nombre completo\n"
            "30 a 44;Femenino;a@example.org;Torreón;privado;Cámara;Una",
        ],
    )
    def test_both_languages_and_any_separator(self, text):
        found = read(text)
        assert told(found) == []
        person = Person("Una", "Cámara", "private", PLACES[0], "woman", "30_44")
        assert found.guests == [Guest(person, "a@example.org")]

    def test_few_columns_and_ragged_rows_will_do(self):
        found = read("Organización,Nota\nCámara\n,\nColegio,x,y,z")
        assert [one.person.organization for one in found.guests] == ["Cámara", "Colegio"]
        assert found.ignored == ["Nota"]

    @pytest.mark.parametrize(
        ("age", "group"),
        [
            ("0", "under_18"),
            ("17", "under_18"),
            ("18", "18_29"),
            ("29", "18_29"),
            ("60", "over_60"),
            ("120", "over_60"),
        ],
    )
    def test_years(self, age, group):
        assert read(f"nombre,edad\nUna,{age}").guests[0].person.age_group == group

    @pytest.mark.parametrize(
        ("text", "row", "column", "words"),
        [
            ("", 0, "", "está vacía"),
            (" \n\n", 0, "", "está vacía"),
            ("nombre,sector", 0, "", "ninguna persona"),
            ("Una,Cámara", 1, "", "primera fila"),
            ("nombre,Name\nUna,Dos", 1, "Name", "dos columnas"),
            ("nombre,Sector\nUna,marciano", 2, "Sector", "Público, Privado"),
            ("nombre,Correo\nUna,@", 2, "Correo", "no es una dirección"),
            ("nombre,edad\nUna,121", 2, "edad", "121"),
            ("nombre,municipio\nUna,Atlántida", 2, "municipio", "Atlántida"),
            ("nombre,municipio\n\nUna,juarez", 3, "municipio", "INEGI"),
            ("nombre,sector\n,social", 2, "", "ni organización"),
            ("nombre\nUna\nuna", 3, "", "dos veces"),
            (f"nombre\n{'x' * 151}", 2, "nombre", "caben 150"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_place(self, text, row, column, words):
        ((found_row, found_column, said),) = told(read(text))
        assert (found_row, found_column) == (row, column)
        assert words in said

    def test_all_faults_of_a_row_at_once_and_not_more_than_people_read(self):
        assert len(told(read("nombre,sector,correo\nUna,x,y"))) == 2
        assert len(told(read("nombre,sector\n" + "Una,x\n" * 200))) == guest_lists.FAULTS

    def test_who_is_invited_already_is_left_out(self):
        found = read("nombre,correo\nUna,a@example.org\nDos,", known=[Guest(Person("Otro nombre"), "A@example.org")])
        assert ([one.person.name for one in found.guests], found.known) == (["Dos"], 1)

    def test_signs_that_nobody_sees_are_taken_out(self):
        assert read("nombre\nU\u202ena \x07 x").guests[0].person.name == "U na x"

    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=300))
    def test_whatever_is_pasted(self, text):
        with suppress(Refused):
            assert isinstance(read(text), GuestList)


class TestFiles:
    def test_a_workbook(self):
        content = book(["Nombre", "Edad", "Sector"], ["Una", 34.0, "Social"], [None, None, None], ["Dos", None, None])
        found = read_guests(cells_of("lista.xlsx", content), PLACES, Known())
        assert [(one.person.name, one.person.age_group, one.person.sector) for one in found.guests] == [
            ("Una", "30_44", "social"),
            ("Dos", "", ""),
        ]

    def test_old_letters(self):
        assert cells_of("lista.csv", "nombre\nPeñón".encode("cp1252")) == [["nombre"], ["Peñón"]]

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.xlsx", b"PK\x03\x04nada"),
            ("a.xlsx", b"no"),
            ("foto.png", b"\x89PNG\x00\x01"),
            ("a.xls", b"\xd0\xcf\x00"),
        ],
    )
    def test_damaged_and_other_files(self, name, content):
        with pytest.raises(Refused):
            cells_of(name, content)

    def test_too_many_rows(self, monkeypatch):
        monkeypatch.setattr(guest_lists, "ROWS", 3)
        with pytest.raises(Refused, match="más de 3 filas"):
            cells_of_text("a\n" * 4)
        with pytest.raises(Refused, match="más de 3 filas"):
            cells_of("a.xlsx", book(*[["a"]] * 4))

    def test_a_workbook_that_unpacks_to_too_much(self, monkeypatch):
        monkeypatch.setattr(workbook_limits, "UNPACKED_LIMIT", 1000)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr("xl/workbook.xml", b"0" * 2000)
        with pytest.raises(Refused, match="demasiado grande"):
            cells_of("a.xlsx", out.getvalue())


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def url(self, plan, table):
        TerritoryFactory(kind="municipality", title="Torreón")
        return reverse("participation:guests", args=[plan.key, table.workshop_id])

    def test_nothing_is_written_before_it_was_seen(self, browser, manager, url):
        client = browser(manager)
        text = "Nombre\tSector\tMunicipio\n=Una\tSocial\tTorreón\nDos\t\t"
        seen = client.post(url, {"text": text})
        assert "Se invitará a 2 personas" in seen.content.decode()
        assert not Invitation.objects.exists()
        done = client.post(url, {"text": seen.context["text"], "apply": "1"}, follow=True)
        assert "Se invitó a 2 personas." in done.content.decode()
        assert [(one.name, one.sector, str(one.territory or "")) for one in Invitation.objects.order_by("pk")] == [
            ("=Una", "social", "Torreón"),
            ("Dos", "", ""),
        ]

    def test_a_file(self, browser, manager, url):
        file = SimpleUploadedFile("lista.xlsx", book(["Nombre"], ["Una"]))
        seen = browser(manager).post(url, {"file": file})
        assert "Se invitará a 1 persona" in seen.content.decode()

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({}, "Pega una lista"),
            ({"text": "nada"}, "primera fila"),
            ({"text": "nombre,sector\nUna,x", "apply": "1"}, "Fila 2, sector"),
            ({"text": "nombre\n" + "a" * 400_001}, "400000"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_written(self, browser, manager, url, data, words):
        response = browser(manager).post(url, data)
        assert response.status_code == 200
        assert words in response.content.decode()
        assert not Invitation.objects.exists()

    def test_a_bad_file(self, browser, manager, url, settings):
        client = browser(manager)
        assert "dañado" in client.post(url, {"file": SimpleUploadedFile("a.xlsx", b"no")}).content.decode()
        settings.UPLOAD_LIMIT = 1
        assert "pesa más" in client.post(url, {"file": SimpleUploadedFile("a.csv", b"nombre")}).content.decode()

    def test_nobody_new(self, browser, manager, url, table):
        InvitationFactory(workshop=table.workshop, name="Una")
        response = browser(manager).post(url, {"text": "nombre\nUna"})
        assert "nadie nuevo" in response.content.decode()
        assert response.context["found"].known == 1
