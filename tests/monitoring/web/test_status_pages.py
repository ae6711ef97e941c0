"""The desk's pages of statuses: the plan, its axes, one thing with its parts, and the rules."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from factories import (
    AxisFactory,
    MilestoneFactory,
    ObservationFactory,
    PlanFactory,
    ProgramFactory,
    ProjectFactory,
    SeriesFactory,
    TargetFactory,
)
from reading import main_text
from rumbo.methods.status import Thresholds
from rumbo.monitoring.models import StatusRecord, StatusRules
from rumbo.monitoring.services import previews, status
from rumbo.monitoring.status_lines import LINES

pytestmark = pytest.mark.django_db
USUAL = {line.name: line.shown(getattr(Thresholds(), line.name)) for line in LINES}


def at(name, plan, *args):
    return reverse(f"monitoring:{name}", args=[plan.key, *args])


@pytest.fixture
def project(plan, axis):
    return ProjectFactory(plan=plan, program__plan=plan, program__theme__axis=axis, program__theme__plan=plan)


def step(project, progress):
    """A step of 200 days, of which half have passed; its progress is of today."""
    today = timezone.localdate()
    begin, end = today - datetime.timedelta(days=99), today + datetime.timedelta(days=100)
    return MilestoneFactory(project=project, starts_on=begin, ends_on=end, progress=progress)


def test_before_anything_was_judged(client, plan, reader, manager):
    client.force_login(reader)
    assert "vuelve mañana" in main_text(client.get(at("statuses", plan)))
    client.force_login(manager)
    assert "Calcular ahora" in main_text(client.get(at("statuses", plan)))


def test_a_manager_judges_now(client, plan, axis, project, manager):
    step(project, 31)
    client.force_login(manager)
    text = main_text(client.post(at("judge_now", plan), follow=True))
    assert "En riesgo" in text
    assert "1 de 1 en riesgo" in text
    assert axis.title in text
    assert StatusRecord.objects.filter(plan=plan).exists()


@pytest.mark.parametrize("who", ["reader", "editor"])
def test_who_may_not_judge_or_set_rules(client, plan, who, request):
    client.force_login(request.getfixturevalue(who))
    assert client.post(at("judge_now", plan)).status_code == 403
    assert client.post(at("status_rules", plan), USUAL).status_code == 403
    assert "Cambiar las reglas" not in main_text(client.get(at("status_rules", plan)))


def test_an_outsider_sees_no_plan(client, plan, outsider):
    client.force_login(outsider)
    for name, args in (("statuses", ()), ("status_rules", ()), ("status", ("plan", plan.pk))):
        assert client.get(at(name, plan, *args)).status_code == 404


def test_a_project_with_its_sentence_its_parts_and_the_worst_named(client, plan, project, reader):
    for _number in range(9):
        step(project, 90)
    worst = step(project, 2)
    status.evaluate(plan)
    client.force_login(reader)
    text = main_text(client.get(at("status", plan, "project", project.pk)))
    assert "1 de 10 fuera de curso, y los demás no lo ocultan." in text
    assert "Fuera de curso: 1" in text
    assert "En curso: 9" in text
    assert text.index("Lo que va peor") < text.index(worst.title) < text.index("Lo demás")
    assert "2 % hecho al" in text
    assert "El dato es de hoy." in text


def test_an_indicator_says_its_unit(client, plan, reader):
    today = timezone.localdate()
    series = SeriesFactory(
        indicator__plan=plan,
        indicator__unit="litros",
        baseline_value=50,
        baseline_on=today - datetime.timedelta(days=3650),
    )
    TargetFactory(series=series, value=90, on=today + datetime.timedelta(days=3650))
    ObservationFactory(series=series, on=today - datetime.timedelta(days=10), number=49)
    status.evaluate(plan)
    client.force_login(reader)
    text = main_text(client.get(at("status", plan, "series", series.pk)))
    assert "peor que la línea base de 50 litros" in text
    assert "El dato tiene 10 días." in text


def test_how_it_stood_before(client, plan, project, reader):
    one = step(project, 31)
    status.evaluate(plan, timezone.localdate() - datetime.timedelta(days=5))
    type(one).objects.filter(pk=one.pk).update(progress=60)
    status.evaluate(plan)
    client.force_login(reader)
    text = main_text(client.get(at("status", plan, "milestone", one.pk)))
    assert "60 % hecho" in text
    assert text.index("Cómo iba antes") < text.index("31 % hecho")


@pytest.mark.parametrize(("kind", "pk"), [("project", 999), ("nada", 1)])
def test_no_status_there(client, plan, reader, kind, pk):
    client.force_login(reader)
    assert client.get(at("status", plan, kind, pk)).status_code == 404


def test_the_status_of_another_plan_is_not_here(client, plan, reader):
    other = PlanFactory()
    status.evaluate(other)
    client.force_login(reader)
    assert client.get(at("status", plan, "plan", other.pk)).status_code == 404


def test_the_rules_in_words(client, plan, reader):
    client.force_login(reader)
    text = main_text(client.get(at("status_rules", plan)))
    assert "Sin noticias después de" in text
    assert "120 días" in text
    assert "95 %" in text
    assert "Nadie ha cambiado" in text


def test_what_others_would_change_is_shown_and_not_saved(client, plan, project, manager):
    step(project, 31)
    client.force_login(manager)
    response = client.post(at("status_rules", plan), USUAL | {"risk_points": "24", "act": "preview"})
    text = main_text(response)
    assert response.status_code == 200
    assert "Cambiarían 5 semáforos" in text
    assert not StatusRules.objects.exists()


@pytest.fixture
def _large(settings, monkeypatch):
    """Every plan is too large to be judged while somebody waits; tasks wait in the database."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    monkeypatch.setattr(previews, "AT_ONCE", 0)


@pytest.mark.usefixtures("_large")
def test_of_a_large_plan_it_is_counted_in_the_background(client, plan, project, manager):
    step(project, 31)
    status.evaluate(plan)
    client.force_login(manager)
    there = client.post(at("status_rules", plan), USUAL | {"risk_points": "24", "act": "preview"}).url
    assert "Se está contando" in main_text(client.get(there))
    task = DBTaskResult.objects.get()
    task.claim("worker")
    task.set_successful(task.task.call(*task.args_kwargs["args"]))
    response = client.get(there)
    assert "Cambiarían 5 semáforos" in main_text(response)
    assert "Se está contando" not in main_text(response)
    assert 'value="24"' in response.content.decode()
    assert not StatusRules.objects.exclude(number=1).exists()


@pytest.mark.usefixtures("_large")
def test_a_preview_that_failed_and_names_of_none(client, plan, project, manager, reader):
    step(project, 31)
    status.evaluate(plan)
    client.force_login(manager)
    there = client.post(at("status_rules", plan), USUAL | {"risk_points": "24", "act": "preview"}).url
    DBTaskResult.objects.update(status="FAILED")
    assert "No se pudo contar" in main_text(client.get(there))
    for name in ("x", "0" * 32, ""):
        response = client.get(f"{at('status_rules', plan)}?vista={name}")
        assert response.status_code == 200
        assert 'id="preview"' not in response.content.decode()
    client.force_login(reader)
    assert 'id="preview"' not in client.get(there).content.decode()


def test_rules_are_saved_with_a_reason_and_everything_is_judged_by_them(
    client, plan, project, manager, django_capture_on_commit_callbacks
):
    one = step(project, 31)
    status.evaluate(plan)
    client.force_login(manager)
    data = USUAL | {"risk_points": "24", "off_parts": "12.5", "reason": "Acuerdo del consejo", "act": "save"}
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(at("status_rules", plan), data, follow=True)
    text = main_text(response)
    assert "Versión 2" in text
    assert "Acuerdo del consejo" in text
    assert "10 → 24 puntos" in text
    assert "25 → 12.5 %" in text
    assert StatusRules.objects.get(plan=plan, number=2).values["off_parts"] == 0.125
    assert StatusRecord.objects.get(kind="milestone", thing=one.pk, is_current=True).status == "on_course"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"grace_days": "2.5"}, "Escribe un número entero."),
        ({"grace_days": "muchos"}, "número"),
        ({"grace_days": ""}, "Este dato es necesario."),
        ({"grace_days": "1e400"}, "número"),
        ({"off_points": "5"}, "pon al menos tantos puntos"),
        ({"on_share": "101"}, "Pon un número de 0 a 100."),
        ({"grace_days": "31", "reason": ""}, "por qué"),
        ({}, "Nada cambia"),
    ],
)
def test_bad_rules_say_what_is_wrong(client, plan, manager, wrong, sentence):
    client.force_login(manager)
    response = client.post(at("status_rules", plan), USUAL | {"reason": "Así", "act": "save"} | wrong)
    assert response.status_code == 422
    assert sentence in main_text(response)
    assert not StatusRules.objects.exists()


def test_pages_cost_the_same_with_many_parts(client, plan, axis, reader):
    program = ProgramFactory(plan=plan, theme__axis=axis, theme__plan=plan)
    client.force_login(reader)
    addresses = [at("statuses", plan), at("status", plan, "axis", axis.pk), at("status", plan, "program", program.pk)]
    costs = []
    for many in (3, 15):
        for _number in range(many):
            step(ProjectFactory(plan=plan, program=program), 2)
            AxisFactory(plan=plan)
        status.evaluate(plan)
        cost = []
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).status_code == 200
            cost.append(len(queries))
        costs.append(cost)
    assert costs[0] == costs[1]
