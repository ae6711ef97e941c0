import pytest

from factories import PriorityEntryFactory, ProjectFactory, StrategyFactory
from reading import links, main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records

pytestmark = pytest.mark.django_db
URL = "/plan-2040/programas/cuentas/"


def test_access(guarded, story):
    guarded(URL)


def test_not_found_elsewhere(missing, story):
    missing(URL)


def test_projects_strategies_and_priorities(client, story):
    PriorityEntryFactory(
        axis=story.axis, title="Las cuentas", program=story.program, standing="to_confirm", score=0.9
    )
    page = client.get(URL)
    assert section(page, "Proyectos") == "7 Medidores en los pozos En marcha Prioritario"
    assert ("Medir las extracciones", "/plan-2040/estrategias/medir/") in links(page)
    assert "Las cuentas Por confirmar · parecido de 90 %" in main_text(page)
    assert "1 en marcha 1 prioritario" in main_text(page)


def test_withdrawn_projects_are_left_out(client, story):
    records.withdraw(SYSTEM, story.project, reason="Sin suelo")
    assert section(client.get(URL), "Proyectos") == "Este programa aún no tiene proyectos."


def test_twenty_projects_and_a_link_to_all(client, story):
    for number in range(100, 125):
        ProjectFactory(program=story.program, number=str(number))
    page = client.get(URL)
    assert "26" in section(page, "Proyectos")
    assert ("Ver los 26 proyectos", "/plan-2040/proyectos/?program=cuentas") in links(page)


def test_as_many_queries_for_a_large_program(queries, story):
    few = queries(URL)
    for number in range(5):
        ProjectFactory(program=story.program, number=str(100 + number))
        story.program.strategies.add(StrategyFactory(objective=story.objective))
        PriorityEntryFactory(axis=story.axis, program=story.program)
    assert queries(URL) == few
