"""The stage of a project on the desk: the gate before it, and the board."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from factories import AxisFactory, ProgramFactory, ProjectFactory, ResponsibilityFactory, ThemeFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.queries.history import versions
from rumbo.core.services import records
from rumbo.desk.services.undo import undo
from rumbo.portfolio.enums import PassageKind, Stage
from rumbo.portfolio.models import GateRule, Passage, Profile, Project
from rumbo.portfolio.queries.stages import FIRST, MORE, SHOWN
from rumbo.portfolio.services.gates import pass_by_decision, pass_gate, suspend

DAY = "2026-03-18"


@pytest.fixture
def address(plan, project):
    return reverse("desk:stage", args=[plan.key, project.pk])


def stage_of(project):
    return Project.objects.get(pk=project.pk).stage


def at(project, stage):
    Project.objects.filter(pk=project.pk).update(stage=stage)


def open_gate(project):
    """Give an idea what the gate into the profile asks for."""
    ResponsibilityFactory(measure=project.measure)
    records.create(SYSTEM, Profile(plan=project.plan, project=project, title="Ficha", problem="Falta agua"))


def acts(response):
    return re.findall(r'name="act" value="(\w+)"', response.content.decode())


def typed(act, **changes):
    return {"act": act, "on": DAY, "minutes": "Acta 4/2026", "reason": "Cambió el alcance", **changes}


class TestStage:
    def test_who_gets_in_and_who_moves_a_project(self, answers, statuses, address, other_axis, project):
        open_gate(project)
        assert answers(address) == statuses()
        passed = statuses(reader=403, editor=302) | dict.fromkeys(("manager", "administrator", "superuser"), 422)
        assert answers(address, typed("pass", stage="idea")) == passed  # whoever comes later saw another stage
        assert stage_of(project) == Stage.PROFILE

    @pytest.mark.parametrize(
        ("act", "start"), [("back", Stage.FUNDING), ("suspend", Stage.IDEA), ("resume", Stage.IDEA)]
    )
    def test_editors_of_the_axis_send_back_and_set_aside(
        self, answers, statuses, address, other_axis, project, act, start
    ):
        at(project, start)
        if act == "resume":
            suspend(SYSTEM, project, on=datetime.date(2026, 1, 1), reason="Sin terreno")
        data = typed(act, to="profile", stage=start)
        assert answers(address, data) == statuses(reader=403, editor=302, manager=422)

    def test_the_council_decides_through_managers(self, answers, statuses, address, other_axis, project):
        data = typed("decide", stage="idea")
        assert answers(address, data) == statuses(reader=403, editor=403, manager=302) | dict.fromkeys(
            ("administrator", "superuser"), 422
        )
        assert stage_of(project) == Stage.PROFILE

    def test_a_reader_sees_what_is_missing_and_no_form(self, browser, reader, editor, manager, address):
        page = browser(reader).get(address)
        text = page.content.decode()
        assert acts(page) == []
        assert "Faltan 2 cosas" in text
        assert "Ninguna organización rinde cuentas por él." in text
        assert 'aria-current="step"' in text
        assert acts(browser(editor).get(address)) == ["suspend"]
        assert acts(browser(manager).get(address)) == ["decide", "suspend"]

    def test_a_project_passes(self, browser, editor, address, project, told):
        open_gate(project)
        client = browser(editor)
        assert acts(client.get(address)) == ["pass", "suspend"]
        response = client.post(address, typed("pass", stage="idea"))
        assert response.status_code == 302
        assert "Ficha" in told(response)[0]
        passage = Passage.objects.get()
        assert (passage.kind, passage.minutes, passage.actor) == ("passed", "Acta 4/2026", editor)
        text = client.get(address).content.decode()
        assert "18 de marzo de 2026" in text
        assert "Acta 4/2026" in text
        assert "Idea → Ficha" in text

    def test_a_closed_gate_says_what_is_missing_and_keeps_what_was_typed(self, browser, editor, address, project):
        response = browser(editor).post(address, typed("pass", minutes="Acta de la sesión <9>"))
        text = response.content.decode()
        assert response.status_code == 422
        assert "La puerta a «Ficha» está cerrada: faltan 2 cosas." in text
        assert "Acta de la sesión &lt;9&gt;" in text
        assert f'value="{DAY}"' in text
        assert text.count("La ficha no dice qué problema atiende.") == 1
        assert stage_of(project) == Stage.IDEA

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"on": "mañana"}, "Escribe el día como año-mes-día, por ejemplo 2026-03-18."),
            ({"on": ""}, "Di qué día fue."),
            ({"on": "9999-12-31"}, "El día está en el futuro: registra el paso cuando haya ocurrido."),
            ({"reason": " "}, "Di por qué: la razón se publica junto con él."),
            ({"reason": "x" * 2001}, "2000 caracteres"),
            ({"minutes": ""}, "Di en qué acta está la decisión del consejo."),
            ({"minutes": "x" * 251}, "250 caracteres"),
            ({"stage": "funding"}, "Alguien más lo movió mientras tanto: ahora está en «Idea». Vuelve a verlo."),
        ],
    )
    def test_bad_input_of_a_decision_is_a_sentence(self, browser, manager, address, change, sentence):
        response = browser(manager).post(address, typed("decide", **change))
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert not Passage.objects.exists()

    def test_what_lacked_is_shown_before_and_kept_after_a_decision(self, browser, manager, address, project):
        client = browser(manager)
        assert client.get(address).content.decode().count("Ninguna organización rinde cuentas por él.") == 2
        assert client.post(address, typed("decide")).status_code == 302
        passage = Passage.objects.get()
        assert (passage.kind, passage.reason) == (PassageKind.EXCEPTION, "Cambió el alcance")
        assert len(passage.missing) == 2
        text = client.get(address).content.decode()
        assert "Faltaban 2 cosas" in text
        assert "La ficha no dice qué problema atiende." in text

    def test_sending_back_goes_to_an_earlier_stage_only(self, browser, editor, address, project):
        client = browser(editor)
        at(project, Stage.FUNDING)
        for stage in ("funding", "execution", "nowhere"):
            response = client.post(address, typed("back", to=stage))
            assert response.status_code == 422
            assert "Elige una etapa anterior a la actual." in response.content.decode()
        assert client.post(address, typed("back", to="profile")).status_code == 302
        assert stage_of(project) == Stage.PROFILE

    def test_suspended_and_taken_up_again(self, browser, editor, address, project):
        open_gate(project)
        client = browser(editor)
        client.post(address, typed("suspend", reason="Sin terreno"))
        page = client.get(address)
        assert acts(page) == ["resume"]
        assert "Sin terreno" in page.content.decode()
        response = client.post(address, typed("pass"))
        assert response.status_code == 422
        assert "El proyecto está suspendido: retómalo primero." in response.content.decode()
        assert client.post(address, typed("resume", reason="Ya hay")).status_code == 302
        assert acts(client.get(address)) == ["pass", "suspend"]

    def test_the_end_of_the_way(self, browser, manager, address, project):
        at(project, Stage.CLOSED)
        page = browser(manager).get(address)
        assert acts(page) == ["back", "suspend"]
        assert "Está cerrado: después de eso no hay más puertas." in page.content.decode()
        assert browser(manager).post(address, typed("pass")).status_code == 422

    def test_a_withdrawn_project_does_not_move(self, browser, manager, address, project):
        records.withdraw(manager, project, reason="Ya no")
        assert acts(browser(manager).get(address)) == []
        assert browser(manager).post(address, typed("decide")).status_code == 422

    def test_addresses_and_acts_that_are_not_there(self, browser, manager, plan, address, theme):
        client = browser(manager)
        assert client.post(address, typed("fly")).status_code == 404
        assert client.post(address, {}).status_code == 404
        assert client.get(reverse("desk:stage", args=[plan.key, 999999])).status_code == 404

    def test_what_was_typed_outlives_the_session(self, browser, editor, address, project):
        open_gate(project)
        client = browser()
        client.post(address, typed("suspend", reason="Falta el dictamen", typed_by=editor.pk))
        client.force_login(editor)
        assert "Falta el dictamen" in client.get(address).content.decode()

    def test_the_page_of_the_project_leads_there(self, browser, reader, plan, project, address, url):
        text = browser(reader).get(url("element", plan, project)).content.decode()
        assert f'href="{address}"' in text
        assert "Etapa: Idea" in text


class TestHistory:
    def test_no_earlier_version_brings_back_a_stage(self, manager, editor, project):
        open_gate(project)
        project = records.update(editor, project, {"title": "Antes"})
        pass_gate(editor, project, on=localdate())
        project = records.update(editor, Project.objects.get(pk=project.pk), {"title": "Después"})
        past = next(one for one in versions(project) if one.number == 2)
        records.restore(editor, project, past.history_id)
        project.refresh_from_db()
        assert (project.title, project.stage) == ("Antes", Stage.PROFILE)

    def test_a_passage_is_not_undone(self, browser, editor, plan, project, url, told):
        open_gate(project)
        pass_gate(editor, project, on=localdate())
        project.refresh_from_db()
        response = browser(editor).post(url("undo", plan, project, project.version))
        assert "Devuélvelo en la página de su etapa" in told(response)[0]
        assert stage_of(project) == Stage.PROFILE

    def test_what_came_after_a_passage_is_undone(self, editor, project):
        open_gate(project)
        pass_gate(editor, project, on=localdate())
        changed = records.update(editor, Project.objects.get(pk=project.pk), {"term": "short"})
        undo(editor, changed, changed.version)
        project.refresh_from_db()
        assert (project.term, project.stage) == ("", Stage.PROFILE)

    @pytest.mark.parametrize("change", [{"stage": Stage.CLOSED}, {"suspended": True}])
    def test_no_ordinary_edit_writes_a_stage(self, project, change):
        with pytest.raises(ValueError, match="Only their own service writes"):
            records.update(SYSTEM, project, change)


class TestGates:
    @pytest.fixture
    def gates(self, plan):
        return reverse("desk:gates", args=[plan.key])

    def test_who_gets_in_and_who_sets_them(self, answers, statuses, gates, other_axis):
        assert answers(gates) == statuses()
        data = {"stage": "profile", "ask-problem": "on"}
        assert answers(gates, data) == statuses(reader=403, manager=302)
        assert list(GateRule.objects.filter(active=True).values_list("requirement", flat=True)) == ["problem"]

    def test_defaults_are_said_to_be_defaults(self, browser, reader, manager, gates):
        text = browser(reader).get(gates).content.decode()
        assert text.count("Por omisión") == 6
        assert "al menos 80 %" in text
        assert '<input type="checkbox"' not in text
        client = browser(manager)
        data = {"stage": "execution", "ask-funding": "on", "value-funding": "30", "value-profile": "80"}
        client.post(gates, data | {"reason": "Lo acordó el consejo"})
        text = client.get(gates).content.decode()
        assert text.count("Por omisión") == 5
        assert "al menos 30 %" in text
        assert "Lo acordó el consejo" in text
        client.post(gates, {"stage": "execution", "act": "reset", "value-funding": "muchos"})
        assert client.get(gates).content.decode().count("Por omisión") == 6
        assert not GateRule.objects.exists()

    def test_a_set_gate_is_the_one_before_the_project(self, browser, manager, gates, address):
        client = browser(manager)
        client.post(gates, {"stage": "profile", "ask-cost": "on"})
        text = client.get(address).content.decode()
        assert "No hay una estimación de lo que cuesta." in text
        assert "Ninguna organización rinde cuentas por él." not in text
        client.post(gates, {"stage": "profile"})
        assert "Este plan no pide nada en esta puerta." in client.get(address).content.decode()

    @pytest.mark.parametrize("value", ["", "0", "101", "muchos", "1e9", "9" * 400])
    def test_a_threshold_is_from_1_to_100(self, browser, manager, gates, value):
        data = {"stage": "execution", "ask-funding": "on", "value-funding": value}
        response = browser(manager).post(gates, data)
        assert response.status_code == 422
        assert 'class="error-summary"' in response.content.decode()
        assert not GateRule.objects.exists()

    def test_a_gate_that_is_not_there(self, browser, manager, gates):
        for stage in ("idea", "nowhere", ""):
            assert browser(manager).post(gates, {"stage": stage}).status_code == 404


class TestBoard:
    @pytest.fixture
    def board(self, plan):
        return reverse("desk:board", args=[plan.key])

    def test_who_gets_in(self, answers, statuses, board, other_axis, project):
        assert answers(board) == statuses()
        assert answers(f"{board}?stage=idea") == statuses()

    def columns(self, response):
        return {
            column.stage: [card.project.number for card in column.cards]
            for column, _cards, _query in response.context["columns"]
            if column.cards
        }

    def numbers(self, cards):
        return re.findall(r'<span class="num">(\d+)</span>', cards)

    def test_projects_stand_at_their_stage_with_what_they_lack(self, browser, reader, manager, board, plan, program):
        one, two, gone = (ProjectFactory(plan=plan, program=program, number=n) for n in ("2", "10", "11"))
        ProjectFactory(number="99")
        pass_by_decision(manager, two, on=localdate(), minutes="Acta", reason="Urge")
        suspend(manager, two, on=localdate(), reason="Sin terreno")
        records.withdraw(manager, gone, reason="Ya no")
        response = browser(reader).get(board)
        assert self.columns(response) == {"idea": ["2"], "profile": ["10"]}
        text = response.content.decode()
        assert reverse("desk:stage", args=[plan.key, one.pk]) in text
        assert "Faltan 2" in text
        assert "1 suspendido" in text

    def test_one_axis(self, browser, reader, board, plan, program, other_axis):
        ProjectFactory(plan=plan, program=program, number="2")
        elsewhere = ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=other_axis))
        ProjectFactory(plan=plan, program=elsewhere, number="7")
        client = browser(reader)
        assert self.columns(client.get(board, {"axis": "movilidad"})) == {"idea": ["7"]}
        response = client.get(board, {"axis": "nada", "stage": "nowhere"})
        assert self.columns(response) == {"idea": ["2", "7"]}
        assert response.content.decode().count("notice warning") == 2
        response = client.get(board, {"stage": "idea", "axis": "movilidad"})
        assert self.numbers(response.context["cards"]) == ["7"]

    def test_a_long_column_folds_and_leads_to_all_of_it(self, browser, reader, board, plan, program):
        for n in range(1, SHOWN + 3):
            ProjectFactory(plan=plan, program=program, number=str(n))
        client = browser(reader)
        response = client.get(board)
        assert len(response.context["columns"][0][0].cards) == FIRST
        assert f"{SHOWN + 2 - FIRST} más" in response.content.decode()
        assert f'href="{board}?stage=idea"' in response.content.decode()
        last = client.get(board, {"stage": "idea", "page": "2"}).context["cards"]
        assert self.numbers(last) == [str(SHOWN + 1), str(SHOWN + 2)]
        assert client.get(board, {"stage": "idea", "page": "muchas"}).status_code == 200

    def test_a_column_brings_its_next_cards(self, browser, reader, board, plan, program):
        for n in range(1, FIRST + MORE + 3):
            ProjectFactory(plan=plan, program=program, number=str(n))
        client = browser(reader)
        more = client.get(board, {"stage": "idea", "from": FIRST})
        assert self.numbers(more.context["cards"]) == [str(n) for n in range(FIRST + 1, FIRST + MORE + 1)]
        assert f"from={FIRST + MORE}" in more.content.decode()
        last = client.get(board, {"stage": "idea", "from": FIRST + MORE}).content.decode()
        assert (last.count('class="card"'), "from=" in last) == (2, False)
        assert client.get(board, {"stage": "idea", "from": "9" * 30}).status_code == 200

    def test_a_gate_that_is_open_is_passed_on_the_board(self, browser, editor, reader, board, plan, project):
        open_gate(project)
        html = browser(editor).get(board, {"axis": "agua"}).content.decode()
        assert "data-pass" in html
        assert "data-pass" not in browser(reader).get(board).content.decode()
        given = {"act": "pass", "stage": "idea", "on": localdate().isoformat(), "board": "axis=agua&x=\n"}
        response = browser(editor).post(reverse("desk:stage", args=[plan.key, project.pk]), given)
        assert response.url == f"{board}?axis=agua&x=%0A"

    def test_many_projects_cost_the_queries_of_few(self, browser, reader, board, plan):
        def cost():
            with CaptureQueriesContext(connection) as captured:
                assert client.get(board).status_code == 200
            return len(captured)

        def add(n):
            program = ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=AxisFactory(plan=plan)))
            for stage in list(Stage) * n:
                ProjectFactory(plan=plan, program=program, stage=stage)

        client = browser(reader)
        add(1)
        few = cost()
        add(4)
        assert cost() == few

    def test_an_empty_plan_says_so(self, browser, reader, board):
        assert "El plan todavía no tiene proyectos" in browser(reader).get(board).content.decode()
