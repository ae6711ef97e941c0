import pytest

from factories import (
    ActionFactory,
    OrganizationFactory,
    ProblemFactory,
    ProgramFactory,
    ProjectFactory,
    ResponsibilityFactory,
)
from reading import links, main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records

pytestmark = pytest.mark.django_db
URL = "/plan-2040/estrategias/medir/"


def test_access(guarded, story):
    guarded(URL)


def test_not_found_elsewhere(missing, story):
    missing(URL)


def test_what_it_serves_and_what_serves_it(client, story):
    page = client.get(URL)
    assert "Plazo Mediano plazo, 2026–2032" in main_text(page)
    assert section(page, "Acciones") == "Depurar el padrón Corto plazo, 2020–2025"
    assert section(page, "Programas que la sirven") == (
        "Cuentas claras 1 7 Medidores en los pozos En marcha Prioritario"
    )
    assert ("Equilibrar el acuífero", f"/plan-2040/temas/acuifero/#objective-{story.objective.pk}") in links(page)
    assert ("El acuífero baja", f"/plan-2040/ejes/agua/#problem-{story.problem.pk}") in links(page)


def test_gaps_are_shown(client, story):
    story.program.strategies.clear()
    records.withdraw(SYSTEM, story.action, reason="Se hizo")
    page = client.get(URL)
    assert section(page, "Acciones") == "Sin acciones todavía"
    assert section(page, "Programas que la sirven") == "Ningún programa la sirve todavía"
    assert "Sin responsable falta" in section(page, "Quién responde")


def test_as_many_queries_for_a_large_strategy(queries, story):
    few = queries(URL)
    for number in range(5):
        ActionFactory(strategy=story.strategy)
        program = ProgramFactory(theme=story.theme)
        program.strategies.add(story.strategy)
        ProjectFactory(program=program, number=str(100 + number))
        story.objective.problems.add(ProblemFactory(axis=story.axis))
        ResponsibilityFactory(measure=story.strategy.measure, organization=OrganizationFactory(), role="informed")
    assert queries(URL) == few
