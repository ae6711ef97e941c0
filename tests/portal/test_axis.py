import pytest

from factories import (
    ChapterFactory,
    ObjectiveFactory,
    PriorityEntryFactory,
    ProblemFactory,
    ProgramFactory,
    ProjectFactory,
    StrategyFactory,
    ThemeFactory,
)
from reading import links, main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.plan.models import AntecedentLink

pytestmark = pytest.mark.django_db
URL = "/plan-2040/ejes/agua/"


def test_access(guarded, axis):
    guarded(URL)


def test_not_found_elsewhere(missing, axis):
    missing(URL)


def test_vision_themes_and_strategies(client, story):
    records.update(SYSTEM, story.axis, {"text": "> Una región *con agua*."})
    page = client.get(URL)
    assert section(page, "Visión 2040") == "Una región con agua."
    assert section(page, "Temas") == "Acuífero 1 proyecto · 1 objetivo · 1 meta 1 en marcha 1 prioritario"
    assert section(page, "Estrategias") == "Medir las extracciones Acuífero · Mediano plazo · 1 programa la sirve"
    assert ("1 proyecto", "/plan-2040/proyectos/?axis=agua") in links(page)


def test_problems_show_what_answers_them_and_what_nobody_answers(client, story):
    ProblemFactory(axis=story.axis, title="Hay fugas", position=99_999)
    page = client.get(URL)
    assert section(page, "Los problemas") == (
        "El acuífero baja Un metro y medio al año. Objetivo Equilibrar el acuífero "
        "Hay fugas Ningún objetivo le responde todavía"
    )
    assert ("Equilibrar el acuífero", f"/plan-2040/temas/acuifero/#objective-{story.objective.pk}") in links(page)


def test_priorities_chapters_and_antecedents(client, story):
    AntecedentLink.objects.create(antecedent=story.antecedent, relation="taken", axis=story.axis)
    found = links(client.get(URL))
    assert ("Medidores en los pozos", "/plan-2040/proyectos/7/") in found
    assert ("Diagnóstico del agua", "/plan-2040/documento/diagnostico/") in found
    assert ("Plan de 1994", "/plan-2040/antecedentes/plan-1994/") in found


def test_what_left_force_is_out_of_the_lists(client, story):
    records.withdraw(SYSTEM, story.theme, reason="Se fusionó")
    records.withdraw(SYSTEM, story.problem, reason="Se resolvió")
    text = main_text(client.get(URL))
    assert "Este eje aún no tiene temas." in text
    assert "El acuífero baja" not in text


def test_an_axis_out_of_force_says_so(client, story, other_axis):
    records.supersede(SYSTEM, story.axis, by=other_axis, reason="Se dividió")
    page = client.get(URL)
    assert "Sustituido: ya no está vigente." in main_text(page)
    assert "Se dividió" in main_text(page)
    assert ("Movilidad", "/plan-2040/ejes/movilidad/") in links(page)


def test_only_editors_of_the_axis_may_edit(client, axis, editor, other_editor):
    client.force_login(other_editor)
    assert client.get(URL).context["can_edit"] is False
    client.force_login(editor)
    assert client.get(URL).context["can_edit"] is True


def test_as_many_queries_for_a_large_axis(queries, story):
    few = queries(URL)
    for number in range(5):
        theme = ThemeFactory(axis=story.axis)
        objective = ObjectiveFactory(theme=theme)
        objective.problems.add(ProblemFactory(axis=story.axis))
        ProgramFactory(theme=theme).strategies.add(StrategyFactory(objective=objective))
        project = ProjectFactory(program__theme=theme, number=str(50 + number))
        PriorityEntryFactory(axis=story.axis, project=project, standing="exact")
        ChapterFactory(plan=story.plan, axis=story.axis)
    assert queries(URL) == few
