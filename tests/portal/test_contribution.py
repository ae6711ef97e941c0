"""What somebody said, in public: its thread into the plan, and what stays out of sight."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches
from django.test import Client

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory, TableFactory
from reading import links, main_html, main_text, words
from rumbo.core.services import records
from rumbo.participation.enums import ExerciseType
from rumbo.participation.services import adoption, grouping

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script><a href='//malo.example'>x</a>"


@pytest.fixture
def exercise(table):
    return ExerciseFactory(table=table, phase="closed", title="¿Qué hace falta?")


@pytest.fixture
def said(exercise):
    """A contribution that two people share."""
    one = ContributionFactory(
        exercise=exercise,
        text="Midan los pozos",
        author=ParticipantFactory(table=exercise.table, name="Rosario Ejemplo"),
    )
    one.authorships.create(participant=ParticipantFactory(table=exercise.table, name="Otra Persona"))
    return one


@pytest.fixture
def group(table, exercise, said, manager):
    other = ContributionFactory(exercise=exercise, text="Pongan medidores", author=ParticipantFactory(table=table))
    together = ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=exercise, phase="closed")
    made, _change = grouping.merge(manager, together, [said, other], "Medir el agua")
    return made


def url(one):
    return f"/plan-2040/aportaciones/{one.pk}/"


def knots(page):
    """The thread in words, a knot a line."""
    thread = re.search(r'<ol class="thread course">(.*?)</ol>', main_html(page), re.DOTALL)[1]
    return [words(knot) for knot in re.split(r"<li\b(?=[^>]*><span|[^>]*>\s*<span)", thread)[1:]]


class TestWhatIsPublic:
    def test_access(self, guarded, said):
        guarded(url(said))

    @pytest.mark.parametrize("phase", ["draft", "open"])
    def test_not_before_its_exercise_is_closed(self, client, said, phase):
        said.exercise.phase = phase
        said.exercise.save()
        answer = client.get(url(said))
        assert answer.status_code == 404
        assert "su ejercicio sigue en curso" in answer.content.decode()

    def test_not_hidden_nor_withdrawn(self, client, said, manager):
        grouping.hide(manager, said, reason="Ofende")
        assert client.get(url(said)).status_code == 404
        grouping.show_again(manager, said)
        assert client.get(url(said)).status_code == 200
        records.withdraw(manager, said.exercise.table, reason="De prueba")
        assert client.get(url(said)).status_code == 404

    def test_of_another_plan_or_none(self, client, said):
        other = ContributionFactory(exercise__phase="closed")
        for address in (url(other), "/plan-2040/aportaciones/0/", "/plan-2040/aportaciones/99999999999999999999/"):
            assert client.get(address).status_code == 404

    def test_nobody_is_named(self, client, said, group):
        for one in (said, group):
            html = client.get(url(one)).content.decode()
            assert "Rosario" not in html
            assert "Otra Persona" not in html

    def test_texts_are_only_texts(self, client, exercise):
        html = main_html(client.get(url(ContributionFactory(exercise=exercise, text=HOSTILE))))
        assert "<script>alert" not in html
        assert "<a href='//malo" not in html

    def test_a_long_text_is_read_in_whole_below_its_beginning(self, client, exercise):
        text = " ".join(f"palabra{number}" for number in range(50))
        page = main_text(client.get(url(ContributionFactory(exercise=exercise, text=text))))
        assert "palabra49" in page
        assert page.count("palabra1 ") == 3  # in the heading, in the crumbs and in the text


class TestTheThread:
    def test_said_and_nothing_more_yet(self, client, said):
        first, second = knots(client.get(url(said)))
        assert "2 personas la comparten" in first
        assert "Todavía no" in second

    def test_from_a_member_through_its_group_to_the_project_and_back(self, client, story, said, group, manager):
        adoption.adopt(manager, group, story.project, "Uno por pozo")
        page = client.get(url(said))
        said_knot, merged, adopted, today = knots(page)
        assert "Dicho en un taller" in said_knot
        assert "Se juntó con 1 que dice lo mismo" in merged
        assert "Medir el agua" in merged
        assert "3 personas la comparten" in merged
        assert "El plan la adoptó: proyecto" in adopted
        assert "Uno por pozo" in adopted
        assert "Vigente en el plan Cuentas claras En marcha En la cartera prioritaria" in today
        assert ("7 Medidores en los pozos", "/plan-2040/proyectos/7/") in links(page)
        project = client.get("/plan-2040/proyectos/7/")
        assert ("Medir el agua", url(group)) in links(project)
        assert ("Midan los pozos", url(said)) in links(client.get(url(group)))

    def test_a_group_that_is_not_public_is_not_told(self, client, said, group):
        group.exercise.phase = "open"
        group.exercise.save()
        assert "Medir el agua" not in main_text(client.get(url(said)))

    def test_what_became_of_the_element(self, client, story, said, manager):
        adoption.adopt(manager, said, story.objective)
        records.withdraw(manager, story.objective, reason="Se unió al plan hídrico")
        assert "Retirado Se unió al plan hídrico" in knots(client.get(url(said)))[-1]

    def test_the_heir_of_the_element(self, client, story, said, manager):
        adoption.adopt(manager, said, story.problem)
        heir = records.create(manager, type(story.problem)(plan=story.plan, axis=story.axis, title="El agua escasea"))
        records.supersede(manager, story.problem, by=heir, reason="Se dijo mejor")
        *_before, past, last = knots(client.get(url(said)))
        assert "Se dijo mejor" in past
        assert "El agua escasea" in last

    def test_taken_back(self, client, story, said, manager):
        made, _change = adoption.adopt(manager, said, story.project)
        adoption.release(manager, made, "Era otro")
        assert "Todavía no" in knots(client.get(url(said)))[-1]
        assert "Midan los pozos" not in main_text(client.get("/plan-2040/proyectos/7/"))

    def test_only_whoever_leads_is_offered_to_adopt(self, said, facilitator, reader):
        for user, offered in ((facilitator, True), (reader, False)):
            client = Client()
            client.force_login(user)
            assert (f"{said.pk}/adoptar/" in client.get(url(said)).content.decode()) is offered


class TestOnTheElementsPages:
    @pytest.mark.parametrize(
        ("element", "address"),
        [
            ("project", "proyectos/7/"),
            ("strategy", "estrategias/medir/"),
            ("action", "acciones/padron/"),
            ("objective", "temas/acuifero/"),
            ("goal", "temas/acuifero/"),
            ("problem", "ejes/agua/"),
        ],
    )
    def test_where_it_came_from(self, client, story, said, exercise, manager, element, address):
        adoption.adopt(manager, said, getattr(story, element))
        hidden = ContributionFactory(exercise=exercise, text="Texto oculto")
        adoption.adopt(manager, hidden, getattr(story, element))
        grouping.hide(manager, hidden, reason="Ofende")
        page = client.get(f"/plan-2040/{address}")
        assert ("Midan los pozos", url(said)) in links(page)
        assert "2 personas" in main_text(page)
        assert "Texto oculto" not in main_text(page)

    def test_only_the_first_are_quoted(self, client, story, exercise, manager):
        for number in range(5):
            adoption.adopt(manager, ContributionFactory(exercise=exercise, text=f"Idea {number}"), story.project)
        text = main_text(client.get("/plan-2040/proyectos/7/"))
        assert "Idea 2" in text
        assert "y 2 más" in text
        assert "Idea 3" not in text

    def test_as_many_queries_for_many(self, queries, story, exercise, manager):
        addresses = ["proyectos/7/", "temas/acuifero/", "ejes/agua/"]
        elements = (story.project, story.objective, story.goal, story.problem)

        def add(number):
            for _n in range(number):
                for element in elements:
                    adoption.adopt(manager, ContributionFactory(exercise=exercise), element)

        add(1)
        few = [queries(f"/plan-2040/{address}") for address in addresses]
        add(6)
        assert [queries(f"/plan-2040/{address}") for address in addresses] == few


class TestKeptPages:
    @pytest.fixture(autouse=True)
    def _keeping(self, settings):
        memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test_contribution"}
        settings.CACHES = settings.CACHES | {"pages": memory}
        caches["pages"].clear()

    def test_adopting_and_taking_back_show_at_once(self, story, said, manager):
        project, own = "/plan-2040/proyectos/7/", url(said)

        def shows(address, text):
            return text in main_text(Client().get(address))

        assert not shows(project, "Midan los pozos")
        assert shows(own, "Todavía no")
        made, _change = adoption.adopt(manager, said, story.project)
        assert shows(project, "Midan los pozos")
        assert shows(own, "Vigente en el plan")
        adoption.release(manager, made, "Era otro")
        assert not shows(project, "Midan los pozos")
        assert shows(own, "Todavía no")
        grouping.hide(manager, said, reason="Ofende")
        assert Client().get(own).status_code == 404


def test_queries_of_a_group_do_not_grow(queries, table, exercise, manager):
    together = ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=exercise, phase="closed")

    def made(number):
        members = [
            ContributionFactory(exercise=exercise, author=ParticipantFactory(table=table)) for _n in range(number)
        ]
        return grouping.merge(manager, together, members, "Juntas")[0]

    assert queries(url(made(2))) == queries(url(made(12)))


def test_two_tables_of_one_person_stay_apart(client, said, other_axis):
    """A contribution of another table with the same words has its own page and its own number of people."""
    second = TableFactory(axis=other_axis, plan=said.plan, workshop=said.exercise.table.workshop)
    other = ContributionFactory(exercise__table=second, exercise__phase="closed", text=said.text)
    assert "2 personas" in main_text(client.get(url(said)))
    assert "2 personas" not in main_text(client.get(url(other)))
