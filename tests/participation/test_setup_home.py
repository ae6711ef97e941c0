"""Processes, stages, workshops and tables: the page where they begin, and the desk that edits them."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from factories import AxisFactory, ParticipantFactory, ProcessFactory, StageFactory, TableFactory, WorkshopFactory
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.participation.models import Process, Stage, Table, Workshop
from rumbo.participation.services.setup import add_tables, start_process

pytestmark = pytest.mark.django_db
ROLES = ("outsider", "reader", "other_editor", "editor", "manager", "administrator")


@pytest.fixture
def browser():
    def open_browser(person):
        client = Client()
        client.force_login(person)
        return client

    return open_browser


@pytest.fixture
def home(plan):
    return reverse("participation:home", args=[plan.key])


def page_of(table):
    return reverse("participation:workshop", args=[table.plan.key, table.workshop_id])


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


class TestBeginning:
    def test_an_empty_plan_says_what_to_do(self, browser, manager, reader, home):
        text = text_of(browser(manager).get(home))
        assert "Empezar con las cuatro etapas usuales" in text
        assert "/procesos/crear/" in text
        text = text_of(browser(reader).get(home))
        assert "todavía no tiene un proceso" in text
        assert '<form method="post" action="/mesa/plan-2040/participacion' not in text

    def test_one_button_makes_the_four_stages(self, browser, manager, plan, home):
        response = browser(manager).post(reverse("participation:start", args=[plan.key]), follow=True)
        stages = list(Stage.objects.values_list("title", "title_en", "position"))
        assert stages == [
            ("Diagnóstico", "Diagnosis", 1),
            ("Visión y objetivos", "Vision and objectives", 2),
            ("Estrategias y acciones", "Strategies and actions", 3),
            ("Proyectos", "Projects", 4),
        ]
        assert "Visión y objetivos" in text_of(response)
        assert Process.objects.get().history.first().history_user == manager

    def test_twice_is_one(self, manager, plan):
        start_process(manager, plan)
        with pytest.raises(Refused, match="ya tiene un proceso"):
            start_process(manager, plan)
        assert Process.objects.count() == 1

    @pytest.mark.parametrize("name", ROLES[:4])
    def test_others_may_not(self, request, browser, plan, name):
        person = request.getfixturevalue(name)
        response = browser(person).post(reverse("participation:start", args=[plan.key]))
        assert response.status_code == (404 if name == "outsider" else 403)
        assert not Process.objects.exists()


class TestHome:
    def test_who_gets_it(self, request, browser, home):
        found = {name: browser(request.getfixturevalue(name)).get(home).status_code for name in ROLES}
        assert found == {name: 404 if name == "outsider" else 200 for name in ROLES}

    def test_nobody_without_account(self, client, home):
        assert client.get(home).status_code == 302

    def test_it_shows_own_tables_first(self, browser, facilitator, reader, table, home):
        ParticipantFactory(table=table)
        ParticipantFactory(table=table, left=True)
        text = text_of(browser(facilitator).get(home))
        assert text.index("Tus mesas") < text.index(f"process-{table.workshop.stage.process_id}")
        assert "1 de 40" in text
        assert "Tus mesas" not in text_of(browser(reader).get(home))

    def test_own_tables_to_come_stand_before_those_of_the_past(self, browser, facilitator, plan, home):
        today = localdate()
        days = {"Ayer": -1, "Hoy mismo": 0, "Mañana": 1, "Hace un año": -365}
        for title, shift in days.items():
            workshop = WorkshopFactory(
                stage__process__plan=plan, title=title, date=today + datetime.timedelta(days=shift)
            )
            TableFactory(workshop=workshop, axis__plan=plan, facilitator=facilitator)
        mine = text_of(browser(facilitator).get(home)).partition("Tus mesas")[2].partition('id="process-title')[0]
        found = sorted(("Talleres anteriores", *days), key=mine.index)
        assert found == ["Hoy mismo", "Mañana", "Talleres anteriores", "Ayer", "Hace un año"]

    def test_workshops_go_by_their_day(self, browser, reader, plan, home):
        stage = StageFactory(process__plan=plan)
        for title, date in (("Segundo", datetime.date(2026, 4, 2)), ("Primero", datetime.date(2026, 4, 1))):
            WorkshopFactory(stage=stage, title=title, date=date)
        text = text_of(browser(reader).get(home))
        assert text.index("Primero") < text.index("Segundo")

    def test_what_was_withdrawn_is_not_shown(self, browser, manager, plan, home):
        process = ProcessFactory(plan=plan, title="Proceso viejo")
        records.withdraw(manager, process, reason="No se hizo")
        assert "Proceso viejo" not in text_of(browser(manager).get(home))

    def test_a_reader_gets_no_button(self, browser, reader, manager, table, home):
        assert "/crear/" not in text_of(browser(reader).get(home))
        assert text_of(browser(manager).get(home)).count("/crear/") == 3

    def test_another_plan_stays_out(self, browser, manager, home):
        TableFactory(workshop__title="Taller ajeno", axis__plan__key="ajeno")
        assert "Taller ajeno" not in text_of(browser(manager).get(home))

    def test_it_costs_the_same_for_many(self, browser, facilitator, table, axis, home):
        client = browser(facilitator)
        client.get(home)
        with CaptureQueriesContext(connection) as few:
            client.get(home)
        for _n in range(5):
            TableFactory(axis=axis, facilitator=facilitator)
        with CaptureQueriesContext(connection) as many:
            client.get(home)
        assert len(many) == len(few)


class TestTablesForEachAxis:
    def test_one_for_each_axis_without_one(self, manager, table, axis):
        water = AxisFactory(plan=axis.plan, title="Movilidad", title_en="Mobility")
        records.withdraw(manager, AxisFactory(plan=axis.plan, title="Viejo"), reason="Se fue")
        made = add_tables(manager, table.workshop)
        assert [(one.axis, one.title, one.title_en, one.capacity) for one in made] == [
            (water, "Mesa de Movilidad", "Table on Mobility", 40)
        ]
        assert made[0].code != table.code
        assert made[0].history.first().history_user == manager

    def test_a_table_that_was_withdrawn_is_replaced(self, manager, table, axis):
        records.withdraw(manager, table, reason="Otra sala")
        assert [one.axis for one in add_tables(manager, table.workshop)] == [axis]

    def test_nothing_left_to_add(self, manager, table):
        with pytest.raises(Refused, match="ya tiene su mesa"):
            add_tables(manager, table.workshop)

    def test_a_withdrawn_workshop_gets_none(self, manager, table, other_axis):
        workshop = records.withdraw(manager, table.workshop, reason="Sin sala")
        with pytest.raises(Refused, match="fue retirado"):
            add_tables(manager, workshop)

    def test_the_button(self, browser, manager, plan, axis, other_axis):
        workshop = WorkshopFactory(stage__process__plan=plan)
        url = reverse("participation:workshop", args=[plan.key, workshop.pk])
        client = browser(manager)
        assert "Agregar una mesa por eje" in text_of(client.get(url))
        done = client.post(reverse("participation:add_tables", args=[plan.key, workshop.pk]), follow=True)
        text = text_of(done)
        assert "Se agregaron 2 mesas." in text
        assert "Agregar una mesa" not in text
        assert Table.objects.filter(workshop=workshop).count() == 2

    @pytest.mark.parametrize("name", ROLES[:4])
    def test_others_may_not(self, request, browser, plan, axis, name):
        workshop = WorkshopFactory(stage__process__plan=plan)
        url = reverse("participation:add_tables", args=[plan.key, workshop.pk])
        response = browser(request.getfixturevalue(name)).post(url)
        assert response.status_code == (404 if name == "outsider" else 403)
        assert not Table.objects.exists()


class TestDesk:
    """The one mechanism of the desk makes, edits, moves and withdraws them."""

    def test_a_manager_creates_from_process_to_table(self, browser, manager, plan, axis, facilitator):
        client = browser(manager)
        client.post("/mesa/plan-2040/procesos/crear/", {"title": "Proceso 2026"})
        process = Process.objects.get()
        client.post(
            f"/mesa/plan-2040/etapas/crear/?process={process.pk}", {"title": "Diagnóstico", "process": process.pk}
        )
        stage = Stage.objects.get()
        data = {"title": "Taller 1", "stage": stage.pk, "date": "2026-05-04", "starts_at": "09:30", "place": "Salón"}
        response = client.post(f"/mesa/plan-2040/talleres/crear/?stage={stage.pk}", data)
        workshop = Workshop.objects.get()
        assert response.url.startswith(reverse("participation:workshop", args=[plan.key, workshop.pk]))
        assert (workshop.date, workshop.starts_at) == (datetime.date(2026, 5, 4), datetime.time(9, 30))
        data = {
            "title": "Mesa",
            "workshop": workshop.pk,
            "axis": axis.pk,
            "facilitator": facilitator.pk,
            "capacity": 30,
        }
        client.post(f"/mesa/plan-2040/mesas-de-trabajo/crear/?workshop={workshop.pk}", data)
        table = Table.objects.get()
        assert (table.axis, table.facilitator, table.capacity, len(table.code)) == (axis, facilitator, 30, 6)

    def test_dates_and_times_have_native_controls(self, browser, manager, table):
        client = browser(manager)
        text = text_of(client.get(f"/mesa/plan-2040/talleres/{table.workshop_id}/editar/"))
        assert '<input type="date" name="date" value="2026-03-16"' in text
        assert '<input type="time" name="starts_at"' in text

    def test_only_people_of_the_plan_lead_tables(self, browser, manager, outsider, facilitator, table):
        response = browser(manager).get(f"/mesa/plan-2040/mesas-de-trabajo/{table.pk}/editar/")
        choices = response.context["form"].fields["facilitator"].queryset
        assert set(choices) == {manager, facilitator}
        assert outsider not in choices

    def test_who_left_the_plan_stays_chosen(self, browser, manager, facilitator, table):
        facilitator.memberships.all().delete()
        response = browser(manager).get(f"/mesa/plan-2040/mesas-de-trabajo/{table.pk}/editar/")
        assert facilitator in response.context["form"].fields["facilitator"].queryset

    def test_who_may_edit_a_table(self, request, browser, table, facilitator):
        url = f"/mesa/plan-2040/mesas-de-trabajo/{table.pk}/editar/"
        found = {
            name: browser(request.getfixturevalue(name)).get(url).status_code for name in (*ROLES, "facilitator")
        }
        assert found == {
            "outsider": 404,
            "reader": 403,
            "other_editor": 403,
            "editor": 200,
            "manager": 200,
            "administrator": 200,
            "facilitator": 403,
        }

    def test_an_editor_may_not_give_the_table_to_another_axis(self, browser, editor, table, other_axis):
        url = f"/mesa/plan-2040/mesas-de-trabajo/{table.pk}/editar/"
        data = {"title": "Mesa", "workshop": table.workshop_id, "axis": other_axis.pk, "capacity": 40, "version": 1}
        response = browser(editor).post(url, data)
        assert "axis" in response.context["form"].errors
        table.refresh_from_db()
        assert table.version == 1

    @pytest.mark.parametrize("slug", ["procesos", "etapas", "talleres", "mesas-de-trabajo"])
    def test_an_editor_creates_none(self, browser, editor, table, slug):
        assert browser(editor).get(f"/mesa/plan-2040/{slug}/crear/").status_code == 403

    def test_a_table_of_another_plans_axis(self, manager, table):
        other = AxisFactory()
        wrong = Table(plan=table.plan, workshop=table.workshop, axis=other, title="Mesa")
        with pytest.raises(Exception, match="mismo plan"):
            records.create(manager, wrong)

    def test_history_undo_and_places(self, browser, manager, table):
        client = browser(manager)
        url = f"/mesa/plan-2040/talleres/{table.workshop_id}"
        data = {
            "title": "Otro",
            "stage": table.workshop.stage_id,
            "date": "2026-06-01",
            "place": "Patio",
            "version": 1,
        }
        client.post(f"{url}/editar/", data)
        text = text_of(client.get(f"{url}/historia/"))
        assert "marzo" in text
        assert "2026-03-16" not in text
        client.post(f"{url}/deshacer/2/")
        table.workshop.refresh_from_db()
        assert (table.workshop.place, str(table.workshop.date)) == ("Salón de actos", "2026-03-16")

    def test_the_desk_of_the_plan_stays_as_it_was(self, browser, manager, plan, table):
        text = text_of(browser(manager).get(f"/mesa/{plan.key}/"))
        assert f'/mesa/{plan.key}/procesos/"' not in text
        assert "/procesos/crear/" not in text
        assert f'href="/mesa/{plan.key}/participacion/"' in text

    @pytest.mark.parametrize("kind", ["process", "stage", "workshop", "table"])
    def test_each_has_its_pages(self, browser, manager, table, kind):
        record = {"table": table, "workshop": table.workshop, "stage": table.workshop.stage}.get(
            kind, table.workshop.stage.process
        )
        slug = {"process": "procesos", "stage": "etapas", "workshop": "talleres", "table": "mesas-de-trabajo"}[kind]
        client = browser(manager)
        for address in ("", f"{record.pk}/", f"{record.pk}/historia/", f"{record.pk}/retirar/"):
            text_of(client.get(f"/mesa/plan-2040/{slug}/{address}"))
        client.post(f"/mesa/plan-2040/{slug}/{record.pk}/retirar/", {"reason": "Ya no"})
        record.refresh_from_db()
        assert record.state == "withdrawn"
        client.post(f"/mesa/plan-2040/{slug}/{record.pk}/reponer/", {"reason": "Sí"})
        record.refresh_from_db()
        assert record.state == "current"

    def test_they_are_not_searched(self, manager, plan, table):
        from rumbo.core.models import SearchEntry
        from rumbo.core.services.search import reindex

        start = Workshop(plan=plan, stage=table.workshop.stage, title="Taller buscado")
        records.create(manager, start)
        reindex()
        assert not SearchEntry.objects.filter(kind__in=["process", "stage", "workshop", "table"]).exists()
