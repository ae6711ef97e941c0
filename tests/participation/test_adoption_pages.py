"""The staff's pages on which contributions become elements of the plan."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import (
    ContributionFactory,
    ExerciseFactory,
    ParticipantFactory,
    PlanFactory,
    ProgramFactory,
    ProjectFactory,
    TableFactory,
)
from reading import links, main_html, main_text
from rumbo.participation.enums import ContributionKind, ExerciseType
from rumbo.participation.models import Adoption
from rumbo.participation.services import adoption, grouping
from rumbo.portfolio.models import Project

pytestmark = pytest.mark.django_db
LIST = "/mesa/plan-2040/participacion/aportaciones/"
HOSTILE = "<script>alert(1)</script> {{ 7|add:1 }} [x](javascript:alert(1))"


@pytest.fixture
def exercise(table):
    return ExerciseFactory(table=table, phase="closed")


@pytest.fixture
def contribution(exercise):
    return ContributionFactory(
        exercise=exercise,
        kind=ContributionKind.PROJECT,
        text="Poner medidores en los pozos",
        author=ParticipantFactory(table=exercise.table, name="Rosario Ejemplo"),
    )


@pytest.fixture
def project(axis):
    return ProjectFactory(program__theme__axis=axis, title="Medidores en todos los pozos")


@pytest.fixture
def url(contribution):
    return f"{LIST}{contribution.pk}/adoptar/"


@pytest.fixture
def browser(client):
    def of(user):
        client.force_login(user)
        return client

    return of


class TestWhoGetsThere:
    @pytest.mark.parametrize(
        ("who", "listing", "adopting"),
        [
            ("facilitator", 200, 200),
            ("editor", 200, 200),
            ("manager", 200, 200),
            ("administrator", 200, 200),
            ("reader", 200, 403),
            ("other_editor", 200, 200),
            ("outsider", 404, 404),
        ],
    )
    def test_pages(self, who, listing, adopting, request, url, contribution, browser):
        client = browser(request.getfixturevalue(who))
        assert client.get(LIST).status_code == listing
        assert client.get(url).status_code == adopting
        assert client.get(f"{LIST}adoptar/", {"c": contribution.pk}).status_code == adopting

    def test_nobody_signed_in(self, url):
        assert Client().get(url).status_code == 302

    @pytest.mark.parametrize("who", ["reader", "outsider", "other_editor"])
    def test_who_may_not_writes_nothing(self, who, request, url, contribution, project, manager, browser):
        made, change = adoption.adopt(manager, contribution, project)
        client = browser(request.getfixturevalue(who))
        base = "/mesa/plan-2040/participacion/adopciones/"
        sent = {"do": "join", "element": f"project-{project.pk}", "kind": "project", "reason": "No"}
        sent |= {"parent": f"program-{project.program_id}", "title": "Otro", "act": change.pk}
        for address in (url, f"{base}{made.pk}/retirar/", f"{base}{made.pk}/reponer/", f"{base}deshacer/"):
            assert client.post(address, sent).status_code in {403, 404, 422}, address
            assert client.post(address, sent | {"do": "new"}).status_code in {403, 404, 422}, address
        assert Adoption.objects.get() == made
        assert Adoption.objects.get().released_at is None
        assert Project.objects.count() == 1

    def test_of_another_plan(self, manager, browser, url):
        PlanFactory(key="otro")
        client = browser(manager)
        for number in (0, 999_999_999_999_999_999):
            assert client.get(f"{LIST}{number}/adoptar/").status_code == 404
        manager.is_superuser = True
        manager.save()
        assert client.get(url.replace("plan-2040", "otro")).status_code == 404


class TestAdopting:
    def test_joining_the_most_alike(self, facilitator, browser, url, project, contribution):
        client = browser(facilitator)
        page = client.get(url)
        assert "Poner medidores en los pozos" in main_text(page)
        assert page.context["candidates"][0].element == project
        answer = client.post(
            url, {"do": "join", "element": f"project-{project.pk}", "note": "Casi igual"}, follow=True
        )
        assert "Ya es parte de" in answer.content.decode()
        made = Adoption.objects.get()
        assert (made.element, made.note, made.actor) == (project, "Casi igual", facilitator)

    def test_making_a_project_and_undoing_it(self, facilitator, browser, url, axis):
        program = ProgramFactory(theme__axis=axis)
        client = browser(facilitator)
        sent = {"do": "new", "kind": "project", "parent": f"program-{program.pk}", "title": "Medidores en pozos"}
        answer = client.post(url, sent, follow=True)
        made = Project.objects.get()
        assert (made.title, made.is_current) == ("Medidores en pozos", True)
        assert "Deshacer" in answer.content.decode()
        act = Adoption.objects.get().contribution.exercise.table.changes.get()
        client.post("/mesa/plan-2040/participacion/adopciones/deshacer/", {"act": act.pk})
        assert not Project.objects.current().exists()
        assert Adoption.objects.get().released_at is not None

    def test_taking_back_needs_a_reason(self, facilitator, browser, contribution, project):
        made, _change = adoption.adopt(facilitator, contribution, project)
        client, address = browser(facilitator), f"/mesa/plan-2040/participacion/adopciones/{made.pk}/"
        assert "Di por qué" in client.post(f"{address}retirar/", follow=True).content.decode()
        assert "Se retiró" in client.post(f"{address}retirar/", {"reason": "Era otro"}, follow=True).content.decode()
        assert "en pie" in client.post(f"{address}reponer/", follow=True).content.decode()
        made.refresh_from_db()
        assert made.released_at is None

    def test_what_makes_no_sense_is_said(self, facilitator, browser, url, axis, other_axis):
        client, elsewhere = browser(facilitator), ProgramFactory(theme__axis=other_axis)
        program = ProgramFactory(theme__axis=axis)
        for sent in (
            {},
            {"do": "join"},
            {"do": "join", "element": "project-9" * 40},
            {"do": "join", "element": "dragon-1"},
            {"do": "new", "kind": "project", "parent": "", "title": "Otro"},
            {"do": "new", "kind": "project", "parent": f"program-{elsewhere.pk}", "title": "Otro"},
            {"do": "new", "kind": "project", "parent": f"theme-{program.pk}", "title": "Otro"},
            {"do": "new", "kind": "project", "parent": f"program-{program.pk}", "title": " "},
            {"do": "new", "kind": "project", "parent": f"program-{program.pk}", "title": "x" * 900},
        ):
            answer = client.post(url, sent)
            assert answer.status_code == 422, sent
            assert "No se adoptó" in main_text(answer)
        assert not Project.objects.exists()

    def test_several_at_once(self, manager, browser, exercise, project):
        chosen = [ContributionFactory(exercise=exercise).pk for _n in range(3)]
        client = browser(manager)
        assert client.get(f"{LIST}adoptar/", {"c": chosen}).status_code == 200
        sent = {"c": chosen, "do": "join", "element": f"project-{project.pk}"}
        answer = client.post(f"{LIST}adoptar/", sent, follow=True)
        assert "3 aportaciones" in answer.content.decode()
        acts = list(exercise.table.changes.values_list("pk", flat=True))
        client.post("/mesa/plan-2040/participacion/adopciones/deshacer/", {"act": acts})
        assert not Adoption.objects.filter(released_at=None).exists()

    def test_none_chosen(self, manager, browser, contribution):
        for data in ({}, {"c": "x"}, {"c": "0"}):
            answer = browser(manager).get(f"{LIST}adoptar/", data, follow=True)
            assert "Elige al menos una" in answer.content.decode()

    def test_texts_are_only_texts(self, manager, browser, exercise):
        one = ContributionFactory(exercise=exercise, text=HOSTILE)
        for address in (LIST, f"{LIST}{one.pk}/adoptar/"):
            html = main_html(browser(manager).get(address))
            assert "<script>alert" not in html
            assert "{{ 7|add:1 }}" in html
            assert 'href="javascript' not in html


class TestTheList:
    def test_filters(self, manager, browser, contribution, project, other_axis):
        other = ContributionFactory(
            exercise__table__axis=other_axis,
            exercise__table__plan=contribution.plan,
            exercise__table__workshop=contribution.exercise.table.workshop,
            text="Más camiones",
        )
        adoption.adopt(manager, contribution, project)
        client = browser(manager)

        def found(**query):
            return [row.contribution for row in client.get(LIST, query).context["rows"]]

        assert found() == [contribution, other]
        assert found(axis=other_axis.pk) == [other]
        assert found(kind="project") == [contribution]
        assert found(adopted="yes") == [contribution]
        assert found(adopted="no") == [other]
        assert found(q="CAMIONES") == [other]
        assert found(workshop=contribution.exercise.table.workshop_id) == [contribution, other]
        assert found(workshop="x", axis="9" * 30, kind="y", adopted="z", page="n") == [contribution, other]
        assert found(q="nada así") == []

    def test_what_is_merged_is_found_in_its_group(self, manager, browser, table, exercise):
        members = [ContributionFactory(exercise=exercise, author=ParticipantFactory(table=table)) for _n in range(2)]
        together = ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=exercise)
        group, _change = grouping.merge(manager, together, members, "Juntas")
        (row,) = browser(manager).get(LIST).context["rows"]
        assert (row.contribution, row.people, row.merged) == (group, 2, 2)

    def test_as_a_file_without_names(self, manager, browser, contribution, project):
        adoption.adopt(manager, contribution, project)
        answer = browser(manager).get(LIST, {"format": "csv"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(text))
        assert (row["text"], row["people"], row["kind"]) == ("Poner medidores en los pozos", "1", "project")
        assert "Medidores en todos los pozos" in row["adopted_as"]
        assert "Rosario" not in text

    def test_queries_do_not_grow(self, manager, browser, table, project):
        client = browser(manager)

        def fill(number):
            for _n in range(number):
                exercise = ExerciseFactory(table=table, phase="closed")
                one = ContributionFactory(exercise=exercise, author=ParticipantFactory(table=table))
                adoption.adopt(manager, one, ProjectFactory(program=project.program))

        def count(address):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            return len(captured)

        fill(2)
        pks = [row.contribution.pk for row in client.get(LIST).context["rows"]]
        few = count(LIST), count(f"{LIST}adoptar/?c={pks[0]}&c={pks[1]}")
        fill(20)
        pks = [row.contribution.pk for row in client.get(LIST).context["rows"]]
        many = count(LIST), count(f"{LIST}adoptar/?{'&'.join(f'c={pk}' for pk in pks)}")
        assert few == many

    @pytest.mark.parametrize(
        ("who", "sees"),
        [("facilitator", True), ("editor", True), ("manager", True), ("other_editor", False), ("reader", False)],
    )
    def test_what_is_hidden_is_for_who_leads_its_table(
        self, who, sees, request, browser, exercise, contribution, project, manager, url
    ):
        ContributionFactory(exercise=exercise, text="Faltan medidores", kind="cause", parent=contribution)
        adoption.adopt(manager, contribution, project)
        grouping.hide(manager, contribution, reason="Ofende")
        client = browser(request.getfixturevalue(who))
        page, file = client.get(LIST), client.get(LIST, {"format": "json"})
        assert "Faltan medidores" in main_text(page)
        assert (contribution.text in main_text(page)) is sees
        assert (contribution.text in b"".join(file.streaming_content).decode()) is sees
        several = client.get(f"{LIST}adoptar/", {"c": contribution.pk}, follow=True)
        assert (contribution.text in main_text(several)) is sees
        assert client.get(url).status_code == (200 if sees else 404)
        assert contribution.text not in main_text(client.get(f"/mesa/plan-2040/proyectos/{project.pk}/"))

    def test_links_to_each(self, manager, browser, contribution, url):
        assert url in [address for _words, address in links(browser(manager).get(LIST))]


def test_a_table_of_another_axis_counts_for_its_own(manager, facilitator, other_axis, table, contribution, project):
    """Whoever leads tables of two axes adopts things of both together nowhere: each in its own."""
    second = TableFactory(axis=other_axis, workshop=table.workshop, plan=table.plan, facilitator=facilitator)
    other = ContributionFactory(exercise__table=second)
    assert adoption.axes_to_adopt(facilitator, table.plan, [contribution]) == [table.axis]
    assert adoption.axes_to_adopt(facilitator, table.plan, [other]) == [other_axis]
    assert adoption.axes_to_adopt(facilitator, table.plan, [contribution, other]) == []
    assert set(adoption.axes_to_adopt(manager, table.plan, [contribution, other])) == {table.axis, other_axis}


def test_the_elements_page_says_who_asked_for_it(manager, browser, contribution, project, url):
    address = f"/mesa/plan-2040/proyectos/{project.pk}/"
    assert "Lo pidió la gente" not in main_text(browser(manager).get(address))
    adoption.adopt(manager, contribution, project, "Tal cual")
    page = browser(manager).get(address)
    assert ("Poner medidores en los pozos", url) in links(page)
    assert "1 persona Tal cual" in main_text(page)
    made = Adoption.objects.get()
    adoption.release(manager, made, "Era otro")
    assert "Lo pidió la gente" not in main_text(browser(manager).get(address))
