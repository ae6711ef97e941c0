from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from factories import MilestoneFactory
from reading import main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.portfolio.models import Baseline, Estimate, Funding
from rumbo.portfolio.queries.schedules import baselines_of, worth_of
from rumbo.portfolio.services.schedules import set_baseline

DAY = datetime.date(2027, 4, 10)


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture
def address(plan, project):
    return reverse("desk:schedule", args=[plan.key, project.pk])


@pytest.fixture
def works(project):
    return MilestoneFactory(
        project=project, title="Obra", starts_on=day("2027-04-01"), ends_on=day("2027-04-20"), weight=3, progress=20
    )


def money(project, budget=1000, spent=None):
    amounts = {"title": "Obra", "year": 2027, "plan": project.plan, "project": project}
    records.create(SYSTEM, Estimate(**amounts, amount=Decimal(budget), price_year=2027))
    if spent is not None:
        records.create(SYSTEM, Funding(**amounts, amount=Decimal(spent), source="state", status="spent"))


def test_it_checks_access(answers, statuses, other_axis, works, address):
    assert answers(address) == statuses()


def test_fixing_checks_access(answers, statuses, other_axis, works, address):
    assert answers(address, {"reason": ""}) == statuses()
    found = answers(address, {"reason": "Convenio"})
    assert found["editor"] == 302
    assert {name: found[name] for name in ("anonymous", "outsider", "reader", "other_editor")} == {
        "anonymous": 302,
        "outsider": 404,
        "reader": 403,
        "other_editor": 403,
    }
    assert Baseline.objects.count() == 1


def test_a_baseline_is_fixed_with_its_reason(browser, editor, project, works, address, told):
    response = browser(editor).post(address, {"reason": "Convenio del 3 de marzo"})
    assert response.url == address
    assert told(response) == ["El cronograma quedó fijado como línea base 1."]
    page = browser(editor).get(address)
    assert "Convenio del 3 de marzo" in section(page, "Líneas base")
    assert "Nada se ha movido desde entonces." in section(page, "Líneas base")


def test_what_cannot_be_fixed_says_why(browser, editor, project, works, address):
    browser(editor).post(address, {"reason": "Convenio"})
    page = browser(editor).post(address, {"reason": "Otra vez"})
    assert "Nada cambió desde la última línea base." in main_text(page)
    assert browser(editor).post(address, {"reason": " "}).context["form"].errors["reason"]


def test_readers_get_no_form(browser, reader, works, address):
    page = browser(reader).get(address).content.decode()
    assert "Fijar las fechas" not in page
    assert "Nuevo hito" not in page


def test_what_moved_since_is_told_in_days(project, works, browser, reader, address):
    gone = MilestoneFactory(project=project, title="Caseta")
    set_baseline(SYSTEM, project, reason="Convenio")
    records.update(SYSTEM, works, {"starts_on": day("2027-03-30"), "ends_on": day("2027-05-20")})
    records.withdraw(SYSTEM, gone, reason="No hace falta")
    MilestoneFactory(project=project, title="Barda")
    (found,) = baselines_of(project)
    assert [(move.name, move.kind, move.begin, move.end) for move in found.moves] == [
        ("Obra", "moved", -2, 30),
        ("Barda", "new", 0, 0),
        ("Caseta", "gone", 0, 0),
    ]
    told = section(browser(reader).get(address), "Líneas base")
    assert "Obra 2 días antes 30 días después" in told


def test_earned_value_is_measured_against_the_last_baseline(project, works):
    money(project, 1000, 400)
    assert worth_of(project, DAY).baseline is None
    set_baseline(SYSTEM, project, reason="Convenio")
    works.refresh_from_db()
    records.update(SYSTEM, works, {"ends_on": day("2027-09-20")})
    MilestoneFactory(project=project, title="Barda")
    worth = worth_of(project, DAY)
    figures = worth.figures
    assert (worth.baseline, worth.left_out) == (1, 1)
    assert (figures.pv, figures.ev, figures.ac, figures.spi, figures.cpi) == (
        500,
        200,
        400,
        Decimal("0.4"),
        Decimal("0.5"),
    )
    assert (figures.eac, figures.vac) == (2000, -1000)
    assert (worth.done_percent, worth.planned_percent) == (20, 50)


def test_a_finished_step_counts_whole_and_a_withdrawn_one_as_it_was(project, works):
    money(project)
    side = MilestoneFactory(
        project=project, title="Caseta", starts_on=day("2027-04-01"), ends_on=day("2027-04-01"), progress=50
    )
    set_baseline(SYSTEM, project, reason="Convenio")
    records.withdraw(SYSTEM, side, reason="No hace falta")
    works.refresh_from_db()
    records.update(SYSTEM, works, {"done_on": DAY})
    assert worth_of(project, DAY).figures.ev == 875


def test_the_page_explains_the_figures_and_says_what_is_undefined(browser, reader, project, works, address):
    bare = section(browser(reader).get(address), "Valor ganado")
    assert "Indefinido: el proyecto aún no tiene estimaciones." in bare
    assert "No se sabe: ningún financiamiento dice todavía cuánto se ha ejercido." in bare
    money(project, 1234567, 100)
    full = section(browser(reader).get(address), "Valor ganado")
    assert "$1,234,567.00" in full
    assert "$246,913.40" in full


def test_without_milestones_it_says_what_to_do(browser, editor, project, address):
    page = browser(editor).get(address)
    assert "Aún no hay hitos" in main_text(page)
    assert f"/hitos/crear/?project={project.pk}" in page.content.decode()
    assert worth_of(project, DAY) is None


def test_it_costs_the_same_however_many_steps(browser, reader, project, works, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        client = browser(reader)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    set_baseline(SYSTEM, project, reason="Convenio")
    few = count()
    for _ in range(20):
        MilestoneFactory(project=project).after.add(works)
        set_baseline(SYSTEM, project, reason="Otro")
    assert count() == few


def test_the_drawing_names_its_steps_as_text(browser, reader, project, works, address):
    MilestoneFactory(project=project, title="<b>Fuerte</b>")
    page = browser(reader).get(address).content.decode()
    assert "<b>Fuerte" not in page
    assert "&lt;b&gt;Fuerte" in page
