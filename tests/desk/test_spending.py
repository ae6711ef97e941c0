"""Spending beyond what is committed asks for the reason on the form, keeps what was typed, stays in the history."""

import pytest
from django.urls import reverse

from factories import FundingFactory
from reading import main_text
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.portfolio.models import Funding

SAID = "Se han ejercido $120.00 y el renglón tiene $100.00."


@pytest.fixture
def typed(project):
    return {
        "project": project.pk,
        "title": "Fondo",
        "source": "state",
        "year": 2030,
        "amount": "100",
        "status": "committed",
        "spent": "120",
    }


@pytest.fixture
def address(plan, project):
    return f"{reverse('desk:create', args=[plan.key, 'funding'])}?project={project.pk}"


def test_a_new_one_asks_why_and_keeps_what_was_typed(browser, editor, plan, project, address, typed, url):
    client = browser(editor)
    assert 'name="reason"' not in client.get(address).content.decode()
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.context["form"].errors == {"reason": [SAID]}
    assert 'name="reason"' in page
    assert "autofocus" in page
    assert 'value="120"' in page
    assert not Funding.objects.exists()
    assert client.post(address, typed | {"reason": " "}).status_code == 200
    assert client.post(address, typed | {"reason": "Subió el acero."}).status_code == 302
    text = main_text(client.get(url("history", plan, Funding.objects.get())))
    assert "Subió el acero." in text


def test_an_old_one_asks_why_once(browser, editor, plan, project, url, form_of):
    row = FundingFactory(project=project, amount=100, status="committed", year=2030)
    records.mark(SYSTEM, row, {})
    client = browser(editor)
    answer = client.post(url("edit", plan, row), form_of(row, spent="120"))
    assert answer.context["form"].errors == {"reason": [SAID]}
    answer = client.post(url("edit", plan, row), form_of(row, spent="120", reason="Subió el acero."))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert client.post(url("edit", plan, row), form_of(row, title="Otro nombre")).status_code == 302


def test_the_sheet_and_the_budget_say_why(client, browser, editor, plan, project, address, typed):
    browser(editor).post(address, typed | {"reason": "Subió el acero."})
    for page in (f"/{plan.key}/proyectos/{project.key}/", f"/{plan.key}/presupuesto/"):
        text = main_text(client.get(page))
        assert "Ejercido por encima de lo comprometido" in text
        assert SAID in text
        assert "Motivo: Subió el acero." in text


def test_a_lower_figure_asks_why_beside_the_field_and_the_history_tells_it(
    browser, editor, plan, project, url, form_of
):
    row = FundingFactory(project=project, amount=100, status="committed", spent=80, year=2030)
    records.mark(SYSTEM, row, {})
    client = browser(editor)
    answer = client.post(url("edit", plan, row), form_of(row, spent="70"))
    said = "Se habían ejercido $80.00 y ahora serían $70.00: corrige el importe o di por qué es menos."
    assert answer.context["form"].errors == {"reason": [said]}
    assert said in main_text(answer)
    assert 'value="70"' in answer.content.decode()
    row.refresh_from_db()
    assert row.spent == 80
    answer = client.post(url("edit", plan, row), form_of(row, spent="70", reason="Se devolvió una parte."))
    assert answer.status_code == 302
    assert "Se devolvió una parte." in main_text(client.get(url("history", plan, row)))
