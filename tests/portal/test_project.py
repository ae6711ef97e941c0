import re
from datetime import date

import pytest

from factories import (
    ActionFactory,
    ComponentFactory,
    GoalFactory,
    OrganizationFactory,
    ProblemFactory,
    ProjectFactory,
    ResponsibilityFactory,
    StrategyFactory,
    TerritoryFactory,
)
from reading import links, main_html, main_text, section, words
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.portfolio.services.gates import pass_by_decision, suspend

pytestmark = pytest.mark.django_db
URL = "/plan-2040/proyectos/7/"


def thread(page):
    """The knots of the thread, in words."""
    return [words(item) for item in re.findall(r"<li\b.*?</li>", main_html(page).rpartition("<aside")[2], re.DOTALL)]


def test_access(guarded, story):
    guarded(URL)


def test_not_found_elsewhere(missing, story):
    missing(URL)


def test_what_it_is(client, story):
    page = client.get(URL)
    text = main_text(page)
    assert "Plan 2040 Agua Acuífero Cuentas claras 7" in text
    assert "7 · Programa Cuentas claras Medidores en los pozos Idea En marcha En la cartera prioritaria" in text
    assert "Uno en cada pozo grande. Plazo Corto plazo, 2020–2025 Dónde Lerdo" in text
    assert section(page, "Componentes") == "Antenas"
    assert section(page, "Acciones") == "Comprar medidores"
    assert ("En la cartera prioritaria", f"/plan-2040/cartera-prioritaria/#priority_entry-{story.entry.pk}") in links(
        page
    )


def test_who_answers_by_role(client, story):
    ResponsibilityFactory(measure=story.project.measure, organization__title="Universidad", role="consulted")
    ResponsibilityFactory(measure=story.project.measure, organization__title="Obras Públicas", role="responsible")
    assert section(client.get(URL), "Quién responde").removeprefix(
        "Organizaciones y su papel Organización Papel Territorio "
    ) == ("Aguas del Valle Rinde cuentas Lerdo Obras Públicas Ejecuta Universidad Es consultada")


def test_nobody_answers(client, story):
    story.responsibility.delete()
    assert "Sin responsable falta Rinde cuentas" in section(client.get(URL), "Quién responde")


def test_the_thread(client, story):
    page = client.get(URL)
    assert thread(page) == [
        "1994 · Antecedente: adaptado Plan de 1994 Entonces eran mecánicos.",
        "Problema del diagnóstico El acuífero baja",
        "Objetivo Equilibrar el acuífero",
        "Estrategia a la que sirve su programa Medir las extracciones",
        "Programa Cuentas claras",
        "Proyecto del plan 7 Medidores en los pozos En marcha",
        "Cartera prioritaria Medidores en los pozos",
        "Meta a 2025 Todo pozo con medidor",
    ]
    assert ("El acuífero baja", f"/plan-2040/ejes/agua/#problem-{story.problem.pk}") in links(page)
    assert ("Todo pozo con medidor", f"/plan-2040/temas/acuifero/#goal-{story.goal.pk}") in links(page)


def test_without_strategies_the_thread_goes_by_its_theme(client, story):
    story.program.strategies.clear()
    knots = thread(client.get(URL))
    assert "Objetivo de su tema Equilibrar el acuífero" in knots
    assert not [knot for knot in knots if knot.startswith("Estrategia")]


def test_the_thread_makes_nothing_up(client, plan):
    ProjectFactory(program__theme__axis__plan=plan, program__title="Solo", number="1", title="Suelto")
    assert thread(client.get("/plan-2040/proyectos/1/")) == ["Programa Solo", "Proyecto del plan 1 Suelto"]


def test_the_thread_counts_what_does_not_fit(client, story):
    for number in range(4):
        story.objective.problems.add(
            ProblemFactory(axis=story.axis, title=f"Problema {number}", position=99_999 + number)
        )
    knots = [knot for knot in thread(client.get(URL)) if knot.startswith("Problema")]
    assert len(knots) == 3
    assert knots[-1] == "Problema del diagnóstico Problema 1 y 2 más"


def test_superseded_with_reason_date_and_heir(client, story):
    heir = ProjectFactory(program=story.program, number="8", title="Medidores nuevos")
    records.supersede(SYSTEM, story.project, by=heir, reason="Hay mejor técnica")
    page = client.get(URL)
    assert re.search(
        r"Sustituido: ya no está vigente\. Desde el \d+ de \w+ de \d{4}\. Hay mejor técnica "
        r"Tomó su lugar: 8 Medidores nuevos",
        main_text(page),
    )
    assert "Tomó su lugar: 8 Medidores nuevos" in thread(page)
    assert "Sustituido 7 Medidores en los pozos Hay mejor técnica" in thread(page)


def test_previous_and_next_by_number(client, story):
    ProjectFactory(program=story.program, number="30")
    ProjectFactory(program__theme__axis__plan=story.plan, number="10", title="Diez")
    ProjectFactory(program=story.program, number="2", title="Dos")
    gone = ProjectFactory(program=story.program, number="8")
    records.withdraw(SYSTEM, gone, reason="Sin suelo")
    found = links(client.get(URL))
    assert found[-2:] == [
        ("Anterior 2 Dos", "/plan-2040/proyectos/2/"),
        ("Siguiente 10 Diez", "/plan-2040/proyectos/10/"),
    ]


def test_without_numbers_neighbours_are_of_the_program(client, story):
    first = ProjectFactory(program=story.program, number="", key="primero", title="Primero", position=1)
    middle = ProjectFactory(program=story.program, number="", key="medio", title="Medio", position=2)
    ProjectFactory(program__theme=story.theme, number="", key="ajeno", title="Ajeno", position=1)
    found = links(client.get(f"/plan-2040/proyectos/{middle.key}/"))
    assert ("Anterior Primero", f"/plan-2040/proyectos/{first.key}/") in found
    assert "Ajeno" not in str(found)


def test_history_says_when_what_and_why_but_not_who(client, story, manager):
    records.update(
        manager,
        story.project,
        {"term": "long", "territories": [TerritoryFactory(title="Torreón")], "program": story.program},
        reason="Se pospuso",
    )
    shown = section(client.get(URL), "Qué cambió")
    assert "Plazo" in shown
    assert "territorios Se pospuso" in shown
    assert "quitado: Corto plazo agregado: Largo plazo" in shown
    assert "agregado: Torreón" in shown
    assert str(manager) not in client.get(URL).content.decode()


def test_staff_links(client, story, editor, other_editor, reader):
    for user, may in ((reader, False), (other_editor, False), (editor, True)):
        client.force_login(user)
        assert client.get(URL).context["can_edit"] is may


def test_as_many_queries_for_a_large_project(queries, story):
    records.update(SYSTEM, story.project, {"title": "Otro título"})
    few = queries(URL)
    for number in range(5):
        ComponentFactory(project=story.project)
        ActionFactory(strategy=None, project=story.project)
        ResponsibilityFactory(measure=story.project.measure, organization=OrganizationFactory(), role="informed")
        story.project.territories.add(TerritoryFactory())
        strategy = StrategyFactory(objective__theme=story.theme)
        strategy.objective.problems.add(ProblemFactory(axis=story.axis))
        GoalFactory(objective=strategy.objective, term="long")
        story.program.strategies.add(strategy)
        records.update(SYSTEM, story.project, {"title": f"Título {number}"})
    assert queries(URL) == few


class TestStage:
    """How far it is, and how it came there."""

    @pytest.fixture
    def passed(self, story, manager):
        pass_by_decision(
            manager, story.project, on=date(2025, 3, 18), minutes="Acta 2/2025", reason="El fondo vence en julio"
        )

    def test_an_idea_is_shown_as_one(self, client, story):
        page = client.get(URL)
        assert "Medidores en los pozos Idea En marcha" in main_text(page)
        assert "De etapa en etapa" not in main_text(page)

    def test_an_exception_is_told_with_minutes_reason_and_what_was_missing(self, client, story, passed, manager):
        page = client.get(URL)
        text = section(page, "De etapa en etapa")
        assert "18 de marzo de 2025 · Pasó por decisión del consejo: Idea → Ficha Acta: Acta 2/2025" in text
        assert "El fondo vence en julio Pasó aunque faltaba esto: La ficha no dice qué problema atiende." in text
        assert manager.name not in main_text(page)
        (step,) = [knot for knot in thread(page) if "Idea → Ficha" in knot]
        assert step.startswith("18 de marzo de 2025 · Pasó por decisión del consejo")
        assert step.endswith("Acta 2/2025 · faltaba 1 cosa")
        assert "Etapa" in section(page, "Qué cambió")

    def test_a_suspended_one_says_why_until_it_is_taken_up_again(self, client, story, passed, manager):
        suspend(manager, story.project, on=date(2025, 5, 2), reason="Falta el terreno del tanque")
        text = main_text(client.get(URL))
        assert "Ficha Suspendido En marcha" in text
        assert "Suspendido Falta el terreno del tanque Desde el 2 de mayo de 2025." in text
        suspend(manager, story.project, on=date(2025, 6, 2), reason="Ya hay terreno", suspended=False)
        assert "Ficha En marcha" in main_text(client.get(URL))
        assert "Desde el 2 de mayo" not in main_text(client.get(URL))

    def test_the_thread_tells_the_latest_and_counts_the_others(self, client, story, manager):
        for n in range(1, 3):
            suspend(manager, story.project, on=date(2025, n, 1), reason=f"Por {n}")
            suspend(manager, story.project, on=date(2025, n, 20), reason=f"Ya {n}", suspended=False)
        page = client.get(URL)
        knots = [knot for knot in thread(page) if "Suspendido" in knot or "Retomado" in knot]
        assert len(knots) == 3
        assert knots[-1].endswith("y 1 más")
        assert section(page, "De etapa en etapa").count("Suspendido") == 2

    def test_passages_cost_no_queries_each(self, client, story, manager, queries):
        suspend(manager, story.project, on=date(2025, 1, 1), reason="Por 1")
        few = queries(URL)
        for n in range(2, 5):
            suspend(manager, story.project, on=date(2025, n, 20), reason=f"Ya {n}", suspended=False)
            suspend(manager, story.project, on=date(2025, n, 21), reason=f"Por {n}")
        assert queries(URL) == few
