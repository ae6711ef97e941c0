"""The participatory process in public."""

from __future__ import annotations

import csv
import io

import pytest

from factories import (
    ContributionFactory,
    ExerciseFactory,
    ParticipantFactory,
    ProjectFactory,
    StageFactory,
    TableFactory,
    WorkshopFactory,
)
from reading import links, main_html, main_text
from rumbo.core.services import records
from rumbo.participation.enums import ExerciseType
from rumbo.participation.services import adoption, grouping
from rumbo.participation.services.ballots import Sheet, cast

pytestmark = pytest.mark.django_db
URL = "/plan-2040/participacion/"
LIST = "/plan-2040/aportaciones/"


@pytest.fixture
def exercise(table):
    return ExerciseFactory(table=table, phase="closed")


@pytest.fixture
def project(axis):
    return ProjectFactory(program__theme__axis=axis, number="7", title="Medidores")


@pytest.mark.parametrize("address", [URL, LIST])
def test_access(guarded, exercise, address):
    guarded(address)


def test_a_plan_without_any_says_so(client, plan):
    assert "Todavía no se publica ningún proceso" in main_text(client.get(URL))
    assert "Todavía no es público nada" in main_text(client.get(LIST))


class TestTheProcess:
    def test_stages_workshops_and_axes(self, client, table):
        text = main_text(client.get(URL))
        for words in (table.workshop.stage.process.title, table.workshop.stage.title, table.workshop.title):
            assert words in text
        assert "16 de marzo de 2026" in text
        assert "Salón de actos" in text
        assert "Agua" in text

    def test_what_is_withdrawn_is_left_out(self, client, table, manager):
        second = WorkshopFactory(stage=StageFactory(process=table.workshop.stage.process), title="Taller cancelado")
        records.withdraw(manager, second, reason="Se canceló")
        assert "Taller cancelado" not in main_text(client.get(URL))

    def test_the_plan_leads_there(self, client, table):
        assert f'href="{URL}"' in client.get("/plan-2040/").content.decode()


class TestWhoCame:
    def test_by_sector_in_numbers(self, client, table):
        for sector, number in (("social", 7), ("public", 6)):
            for _n in range(number):
                ParticipantFactory(table=table, sector=sector, name="Rosario Ejemplo")
        page = client.get(URL)
        text = main_text(page)
        assert "13 asistencias a los talleres" in text
        assert "Social 7" in text
        assert "Público 6" in text
        assert "Rosario" not in page.content.decode()

    def test_few_are_not_told_nor_can_be_found_by_subtraction(self, client, table):
        for sector, number in (("social", 9), ("public", 6), ("media", 2)):
            for _n in range(number):
                ParticipantFactory(table=table, sector=sector)
        text = main_text(client.get(URL))
        assert "Medios no se dice" in text
        assert "Público no se dice" in text
        assert "Social 9" in text

    def test_a_workshop_of_few(self, client, table):
        for _n in range(3):
            ParticipantFactory(table=table)
        text = main_text(client.get(URL))
        assert "3" not in text.partition("Salón de actos")[2].partition("aportaci")[0].replace("2040", "")
        assert "Menos personas de las que se pueden decir" in text

    def test_who_was_taken_off_the_list_did_not_come(self, client, table):
        for _n in range(6):
            ParticipantFactory(table=table)
        ParticipantFactory(table=table, left=True)
        assert "6 asistencias a los talleres" in main_text(client.get(URL))


class TestWhatBecameOfIt:
    def test_in_numbers(self, client, exercise, project, manager):
        chosen = [ContributionFactory(exercise=exercise) for _n in range(4)]
        adoption.adopt(manager, chosen[0], project)
        adoption.adopt_as_problem(manager, chosen[0], "También problema", exercise.table.axis)
        adoption.adopt_as_problem(manager, chosen[1], "Falta agua", exercise.table.axis)
        page = client.get(URL)
        text = main_text(page)
        assert "De 4 aportaciones, el plan adoptó 2" in text
        assert "1 problema 1 proyecto 2 todavía no" in text
        assert (chosen[0].text, f"{LIST}{chosen[0].pk}/") in links(page)

    def test_nothing_before_it_is_public(self, client, table, project, manager):
        closed, opened = (ExerciseFactory(table=table, phase=phase) for phase in ("closed", "open"))
        seen = ContributionFactory(exercise=closed, text="Se ve")
        hidden = ContributionFactory(exercise=closed, text="Se oculta")
        early = ContributionFactory(exercise=opened, text="Aún se dice")
        for one in (seen, hidden, early):
            adoption.adopt(manager, one, project)
        grouping.hide(manager, hidden, reason="Ofende")
        for address in (URL, LIST, f"{LIST}?q=se", f"{LIST}?format=json"):
            answer = client.get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert "Se ve" in content.decode(), address
            assert "Se oculta" not in content.decode(), address
            assert "Aún se dice" not in content.decode(), address
        assert "De 1 aportación" in main_text(client.get(URL))


class TestTheList:
    def test_filters(self, client, exercise, project, manager, other_axis):
        first = ContributionFactory(exercise=exercise, text="Midan los pozos", kind="project")
        table = TableFactory(axis=other_axis, plan=exercise.plan, workshop=exercise.table.workshop)
        second = ContributionFactory(exercise__table=table, exercise__phase="closed", text="Más camiones")
        adoption.adopt(manager, first, project)

        def found(**query):
            return [row.contribution for row in client.get(LIST, query).context["rows"]]

        assert found() == [first, second]
        assert found(adopted="yes") == [first]
        assert found(adopted="no") == [second]
        assert found(axis=other_axis.pk) == [second]
        assert found(kind="project") == [first]
        assert found(q="pozos midan") == [first]
        assert found(workshop="x", axis="-1", kind="z", page="999") == [first, second]

    def test_a_filter_that_finds_nothing(self, client, exercise):
        ContributionFactory(exercise=exercise)
        assert "Ninguna aportación cumple" in main_text(client.get(LIST, {"q": "dragones"}))

    def test_as_a_file(self, client, exercise, project, manager):
        one = ContributionFactory(exercise=exercise, text="=2+2", author=ParticipantFactory(table=exercise.table))
        adoption.adopt(manager, one, project)
        answer = client.get(LIST, {"format": "csv"})
        (row,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
        assert row["text"] == "'=2+2"
        assert row["adopted_as"] == "project: 7 Medidores"
        assert set(row).isdisjoint({"hidden", "author", "name"})

    def test_texts_are_only_texts(self, client, exercise):
        ContributionFactory(exercise=exercise, text="<img src=x onerror=alert(1)>")
        html = main_html(client.get(LIST))
        assert "<img" not in html


class TestResults:
    @pytest.fixture
    def voted(self, table, exercise):
        """An exercise of importance in which twelve people answered."""
        things = [ContributionFactory(exercise=exercise, text=text) for text in ("Medir los pozos", "Más camiones")]
        importance = ExerciseFactory(table=table, type=ExerciseType.IMPORTANCE, source=exercise, title="¿Qué urge?")
        people = [ParticipantFactory(table=table) for _n in range(12)]
        sheets = [Sheet(one.pk, importance.pk, {things[0].pk: 5, things[1].pk: 2}, 1) for one in people]
        assert set(cast(sheets)) == {""}
        importance.phase, importance.results_shown = "closed", True
        importance.save()
        return importance

    def test_are_found_where_the_workshop_is(self, client, voted):
        address = f"{URL}resultados/{voted.pk}/"
        assert ("Resultados: ¿Qué urge?", address) in links(client.get(URL))
        text = main_text(client.get(address))
        assert "Medir los pozos" in text
        answer = client.get(address, {"format": "csv"})
        assert "Medir los pozos" in b"".join(answer.streaming_content).decode()

    @pytest.mark.parametrize("values", [{"phase": "open"}, {"results_shown": False}, {"state": "withdrawn"}])
    def test_not_before_they_are_shown(self, client, voted, values):
        type(voted).objects.filter(pk=voted.pk).update(**values)
        assert client.get(f"{URL}resultados/{voted.pk}/").status_code == 404
        assert "Resultados:" not in main_text(client.get(URL))

    def test_not_of_a_plan_that_is_not_public(self, guarded, voted):
        guarded(f"{URL}resultados/{voted.pk}/")


def test_as_many_queries_for_many(queries, table, project, manager):
    def fill(number):
        for _n in range(number):
            workshop = WorkshopFactory(stage=table.workshop.stage)
            here = TableFactory(workshop=workshop, plan=table.plan, axis=table.axis)
            one = ContributionFactory(
                exercise__table=here, exercise__phase="closed", author=ParticipantFactory(table=here)
            )
            adoption.adopt(manager, one, project)

    fill(2)
    few = queries(URL), queries(LIST)
    fill(10)
    assert (queries(URL), queries(LIST)) == few
