import pytest

from factories import AxisFactory, ChapterFactory, GoalFactory, ProjectFactory, ThemeFactory
from reading import links, main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.plan.models import Edition, Plan

pytestmark = pytest.mark.django_db
URL = "/plan-2040/"


def test_access(guarded, story):
    guarded(URL)


def test_an_unknown_plan_is_not_found(client, plan):
    assert client.get("/no-hay/").status_code == 404


def test_figures_lead_to_what_they_count(client, story):
    found = links(client.get(URL))
    assert ("1 eje", "#axes") in found
    assert ("1 meta", "/plan-2040/metas/") in found
    assert ("1 proyecto", "/plan-2040/proyectos/") in found
    assert ("2 acciones", "/plan-2040/estrategias/") in found
    assert ("1 organización", "/plan-2040/organizaciones/") in found


def test_axes_show_their_counts(client, story):
    ProjectFactory(program=story.program, number="8")
    AxisFactory(plan=story.plan, key="vacio", title="Eje vacío")
    assert section(client.get(URL), "Ejes") == (
        "Agua 2 proyectos 1 tema · 1 objetivo · 1 meta 1 en marcha 1 prioritario "
        "Eje vacío 0 proyectos 0 temas · 0 objetivos · 0 metas"
    )


def test_terms_show_their_years(client, plan):
    assert "Corto plazo 2020–2025 Mediano plazo 2026–2032" in main_text(client.get(URL)).replace(" (ahora)", "")


def test_no_years_are_made_up_for_terms(client, story):
    Plan.objects.update(short_until=None, medium_until=None)
    assert "Corto plazo" not in main_text(client.get(URL))
    assert "Todo pozo con medidor Corto plazo" in main_text(client.get(f"{URL}temas/acuifero/"))
    assert "Meta: corto plazo Todo pozo con medidor" in main_text(client.get(f"{URL}proyectos/7/"))


def test_priorities_antecedents_chapters_and_editions(client, story):
    Edition.objects.create(plan=story.plan, number=2, title="Aprobada", content={}, checksum="0" * 64)
    page = client.get(URL)
    assert (
        section(page, "Cartera prioritaria") == "7 Medidores en los pozos En marcha Ver toda la cartera prioritaria"
    )
    found = links(page)
    assert ("1994", "/plan-2040/antecedentes/plan-1994/") in found
    assert ("Diagnóstico del agua", "/plan-2040/documento/diagnostico/") in found
    assert ("Edición 2: Aprobada", "/plan-2040/ediciones/2/") in found


def test_what_changed_lately_says_what_and_why_but_not_who(client, story, manager):
    records.update(manager, story.goal, {"title": "Todo pozo medido"}, reason="Lo pidió el observatorio")
    records.withdraw(manager, story.project, reason="Se vendió el terreno")
    page = client.get(URL)
    shown = section(page, "Lo que cambió hace poco")
    assert "Todo pozo medido" in shown
    assert "Meta · Lo pidió el observatorio" in shown
    assert "Proyecto · Se vendió el terreno Retirado" in shown
    assert ("Todo pozo medido", f"/plan-2040/temas/acuifero/#goal-{story.goal.pk}") in links(page)
    assert str(manager) not in page.content.decode()
    assert manager.email not in page.content.decode()


def test_new_elements_are_no_change(client, story):
    assert "Lo que cambió" not in main_text(client.get(URL))


def test_an_empty_plan_says_what_comes(client, plan):
    assert "El plan todavía no tiene ejes" in main_text(client.get(URL))


def test_english_with_spanish_where_there_is_no_translation(english, story):
    records.update(SYSTEM, story.axis, {"title_en": "Water"})
    page = english.get(URL)
    assert '<html lang="en">' in page.content.decode()
    assert '<h1 lang="es">Plan 2040</h1>' in page.content.decode()
    assert ("Water", "/plan-2040/ejes/agua/") in links(page)


def test_staff_links_are_for_those_who_may_edit(client, story, editor, manager):
    client.force_login(editor)
    assert "/mesa/plan-2040/plan/" not in client.get(URL).content.decode()
    client.force_login(manager)
    assert client.get(URL).context["can_edit"] is True


def test_as_many_queries_for_a_large_plan(queries, story):
    records.update(SYSTEM, story.goal, {"title": "Otra meta"})
    few = queries(URL)
    for number in range(5):
        theme = ThemeFactory(axis=AxisFactory(plan=story.plan))
        GoalFactory(objective__theme=theme)
        ChapterFactory(plan=story.plan)
        project = ProjectFactory(program__theme=theme, number=str(100 + number))
        records.update(SYSTEM, project, {"title": "Con otro título"})
    assert queries(URL) == few
