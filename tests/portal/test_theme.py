import csv
import io

import pytest

from factories import GoalFactory, ObjectiveFactory, ProblemFactory, ProgramFactory, ProjectFactory, StrategyFactory
from reading import links, main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.plan.models import AntecedentLink, Theme

pytestmark = pytest.mark.django_db
URL = "/plan-2040/temas/acuifero/"


def test_access(guarded, story):
    guarded(URL)


def test_not_found_elsewhere(missing, story):
    missing(URL)


def test_objectives_with_goals_problems_and_strategies(client, story):
    GoalFactory(objective=story.objective, title="Sin fecha", position=99_999)
    assert section(client.get(URL), "Objetivos y metas") == (
        "Equilibrar el acuífero Responde a: El acuífero baja "
        "Metas Meta Plazo Todo pozo con medidor Corto plazo, 2020–2025 Sin fecha Sin plazo señalado "
        "Estrategias Medir las extracciones La sirven Cuentas claras Descarga la lista: CSV XLSX JSON"
    )


def test_an_objective_without_goals_shows_the_gap(client, story):
    records.withdraw(SYSTEM, story.goal, reason="Se cumplió")
    assert "Sin metas todavía" in section(client.get(URL), "Objetivos y metas")


def test_programs_with_their_projects_in_number_order(client, story):
    ProjectFactory(program=story.program, number="30", title="Treinta")
    ProjectFactory(program=story.program, number="4", title="Cuatro")
    ProgramFactory(theme=story.theme, title="Sin proyectos", position=99_999)
    assert section(client.get(URL), "Programas y proyectos") == (
        "Cuentas claras 3 4 Cuatro 7 Medidores en los pozos En marcha Prioritario 30 Treinta "
        "Sin proyectos 0 Este programa aún no tiene proyectos."
    )


def test_twenty_projects_of_a_program_and_a_link_to_all(client, story):
    for number in range(100, 125):
        ProjectFactory(program=story.program, number=str(number))
    page = client.get(URL)
    shown = [address for _words, address in links(page) if address.startswith("/plan-2040/proyectos/")]
    assert len(shown) == 21
    assert ("Ver los 26 proyectos", "/plan-2040/proyectos/?program=cuentas") in links(page)


def test_the_name_in_the_vision(client, story):
    Theme.objects.filter(pk=story.theme.pk).update(other_name="Agua del subsuelo", standing="to_confirm", score=0.86)
    text = main_text(client.get(URL))
    assert "La visión lo llama «Agua del subsuelo». Por confirmar · parecido de 86 %" in text
    Theme.objects.filter(pk=story.theme.pk).update(standing="confirmed")
    assert "Por confirmar" not in main_text(client.get(URL))


def test_antecedents_of_its_goals_too(client, story):
    AntecedentLink.objects.create(
        antecedent=story.antecedent, relation="adapted", goal=story.goal, note="Nota", note_en="A note"
    )
    assert section(client.get(URL), "De planes anteriores") == "1994 · Adaptado · en una meta Plan de 1994 Nota"


def test_english_notes(english, story):
    AntecedentLink.objects.create(
        antecedent=story.antecedent, relation="adapted", theme=story.theme, note="Nota", note_en="A note"
    )
    assert section(english.get(URL), "From earlier plans") == "1994 · Adapted Plan de 1994 A note"


def test_goals_as_a_file(client, story):
    GoalFactory(objective__theme__axis=story.axis, title="De otro tema")
    answer = client.get(f"{URL}?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row["theme"], row["objective"], row["goal"], row["term"]) for row in rows] == [
        ("Acuífero", "Equilibrar el acuífero", "Todo pozo con medidor", "short")
    ]


def test_as_many_queries_for_a_large_theme(queries, story):
    few = queries(URL)
    for number in range(5):
        objective = ObjectiveFactory(theme=story.theme)
        objective.problems.add(ProblemFactory(axis=story.axis))
        GoalFactory(objective=objective)
        program = ProgramFactory(theme=story.theme)
        program.strategies.add(StrategyFactory(objective=objective))
        ProjectFactory(program=program, number=str(50 + number))
    assert queries(URL) == few
