import csv

import pytest
from django.utils import translation

from factories import (
    ActionFactory,
    AxisFactory,
    ChapterFactory,
    ComponentFactory,
    GoalFactory,
    ObjectiveFactory,
    OrganizationFactory,
    PlanFactory,
    PriorityEntryFactory,
    ProblemFactory,
    ProgramFactory,
    ProjectFactory,
    StrategyFactory,
    TerritoryFactory,
    ThemeFactory,
)
from rumbo.accounts.models import Organization
from rumbo.core.actors import SYSTEM
from rumbo.core.models import SearchEntry, SearchPosting, SearchWord
from rumbo.core.queries.search import find, matching, read_query
from rumbo.core.services import records
from rumbo.core.services.search import models, reindex
from rumbo.places.models import Territory
from rumbo.portfolio.models import Project

pytestmark = pytest.mark.django_db


def search(plan, text, **options):
    shared = {"organization": Organization.objects.all(), "territory": Territory.objects.all()}
    return find(read_query(plan.pk, text), plan_key=plan.key, **{"shared": shared} | options)


def names(found, kind="project"):
    return [hit.name for group in found.groups if group.kind == kind for hit in group.hits]


@pytest.fixture
def theme(other_axis):
    return ThemeFactory(axis=other_axis, key="no-motorizada", title="Movilidad No Motorizada")


@pytest.fixture
def program(theme):
    return ProgramFactory(theme=theme, key="director", title="Plan Director de Movilidad no Motorizada")


@pytest.fixture
def projects(program):
    made = [
        ProjectFactory(program=program, number="203", title="Construcción del Paseo Morelos"),
        ProjectFactory(program=program, number="204", title="Red de infraestructura ciclista"),
        ProjectFactory(program=program, number="216", title="Semaforización inteligente", title_en="Smart lights"),
        ProjectFactory(program=program, number="20", title="Banquetas accesibles", text="Rutas para ciclistas."),
    ]
    reindex()
    return made


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("semaforizasion", "Semaforización inteligente"),
        ("SEMAFORIZACION", "Semaforización inteligente"),
        ("semaf", "Semaforización inteligente"),
        ("semaforisas", "Semaforización inteligente"),
        ("smart", "Semaforización inteligente"),
        ("CICLISTA infraestructura", "Red de infraestructura ciclista"),
        ("infraestrutura", "Red de infraestructura ciclista"),
        ("204", "Red de infraestructura ciclista"),
        ("#204", "Red de infraestructura ciclista"),
        ("proyecto 204", "Red de infraestructura ciclista"),
        ("paseo de morelos", "Construcción del Paseo Morelos"),
        ("vanquetas acesibles", "Banquetas accesibles"),
    ],
)
def test_a_project_is_found(plan, projects, typed, title):
    assert names(search(plan, typed))[0] == title


def test_the_exact_number_goes_before_numbers_that_begin_with_it(plan, projects):
    found = search(plan, "20")
    assert [hit.number for hit in found.groups[0].hits] == ["20", "203", "204"]


def test_a_whole_number_is_no_beginning_of_another(plan, projects, program):
    ProjectFactory(program=program, number="2045", title="Visión 2040")
    reindex()
    assert [hit.number for hit in search(plan, "204").groups[0].hits] == ["204"]


def test_a_number_is_never_corrected(plan, projects):
    assert search(plan, "219").total == 0


def test_a_title_weighs_more_than_a_text(plan, projects):
    assert names(search(plan, "ciclistas")) == ["Red de infraestructura ciclista", "Banquetas accesibles"]


def test_all_words_are_asked_for_and_some_where_nothing_has_all(plan, projects):
    assert search(plan, "paseo ciclista").partly
    assert set(names(search(plan, "paseo ciclista"))) == {
        "Construcción del Paseo Morelos",
        "Red de infraestructura ciclista",
        "Banquetas accesibles",
    }
    assert not search(plan, "red ciclista").partly


def test_the_likeliest_kind_comes_first(plan, projects):
    found = search(plan, "movilidad no motorisada")
    assert [(group.kind, group.total) for group in found.groups] == [("theme", 1), ("program", 1)]
    assert found.query.mended == (("motorisada", "motorizada"),)
    assert found.query.corrected == "movilidad no motorizada"


def test_the_name_of_a_kind_puts_it_first(plan, projects):
    assert [group.kind for group in search(plan, "programa movilidad").groups] == ["program", "axis", "theme"]


def test_common_words_alone_find_nothing(plan, projects):
    assert search(plan, "de la").total == 0
    assert search(plan, "").total == 0
    assert search(plan, "¿?").total == 0


def test_a_hit_says_where_it_stands_and_why(plan, projects):
    hit = search(plan, "ciclistas").groups[0].hits[1]
    assert hit.trail == ("Movilidad", "Movilidad No Motorizada", "Plan Director de Movilidad no Motorizada")
    assert hit.piece == "Rutas para <mark>ciclistas</mark>."
    assert hit.url == "/plan-2040/proyectos/20/"
    marked = search(plan, "red").groups[0].hits[0].marked
    assert marked == "<mark>Red</mark> de infraestructura ciclista"


def test_english_names_for_english_readers(plan, projects):
    with translation.override("en"):
        assert names(search(plan, "semaforización")) == ["Smart lights"]


def test_html_in_a_title_is_escaped(plan, program):
    ProjectFactory(program=program, title="<script>alert(1)</script> ciclista")
    reindex()
    marked = search(plan, "ciclista").groups[0].hits[0].marked
    assert marked == "&lt;script&gt;alert(1)&lt;/script&gt; <mark>ciclista</mark>"


def test_every_kind_is_found_with_its_address(plan, program, axis):
    project = ProjectFactory(program=program, number="7", title="zanahoria")
    component = ComponentFactory(project=project, title="zanahoria")
    objective = ObjectiveFactory(theme=program.theme, title="zanahoria")
    goal = GoalFactory(objective=objective, title="zanahoria")
    strategy = StrategyFactory(objective=objective, key="e", title="zanahoria")
    ActionFactory(strategy=strategy, key="a", title="zanahoria")
    problem = ProblemFactory(axis=axis, title="zanahoria")
    ChapterFactory(plan=plan, key="c", title="Capítulo", text="Zanahorias.")
    OrganizationFactory(key="o", title="ZANAHORIA, A.C.")
    TerritoryFactory(key="t", title="Zanahoria")
    PriorityEntryFactory(axis=axis, title="zanahoria")
    reindex()
    assert {group.kind: group.hits[0].url for group in search(plan, "zanahoria").groups} == {
        "project": "/plan-2040/proyectos/7/",
        "component": f"/plan-2040/proyectos/7/#component-{component.pk}",
        "objective": f"/plan-2040/temas/no-motorizada/#objective-{objective.pk}",
        "goal": f"/plan-2040/temas/no-motorizada/#goal-{goal.pk}",
        "strategy": "/plan-2040/estrategias/e/",
        "action": "/plan-2040/acciones/a/",
        "problem": f"/plan-2040/ejes/agua/#problem-{problem.pk}",
        "chapter": "/plan-2040/documento/c/",
        "organization": "/plan-2040/organizaciones/o/",
        "territory": "/plan-2040/territorios/t/",
    }


def test_names_in_other_fields_are_found(plan, axis):
    ThemeFactory(axis=axis, title="Tema", other_name="Rezago")
    OrganizationFactory(title="Instituto", other_names="Inmuvi; Planificadora")
    reindex()
    assert names(search(plan, "rezago"), "theme") == ["Tema"]
    assert names(search(plan, "planificadora"), "organization") == ["Instituto"]


def test_another_plan_is_not_searched_nor_are_its_words_known(plan, projects):
    other = PlanFactory(key="otro", is_public=False)
    ProjectFactory(program__theme__axis__plan=other, title="Criptoducto")
    reindex()
    assert search(other, "criptoducto").total == 1
    assert search(plan, "criptoducto").total == 0
    assert search(plan, "criptoduct0").query.mended == ()
    assert search(other, "ciclista").total == 0


def test_shared_records_are_found_where_they_are_shown(plan):
    shown = OrganizationFactory(title="Zanahoria A")
    OrganizationFactory(title="Zanahoria B")
    reindex()
    only = {"organization": Organization.objects.filter(pk=shown.pk)}
    assert names(search(plan, "zanahoria", shared=only), "organization") == ["Zanahoria A"]
    assert search(plan, "zanahoria", shared={}).total == 0
    assert search(plan, "zanaoria", shared={}).query.mended == ()


def test_withdrawn_elements_are_found_last_and_marked(plan, projects):
    records.withdraw(SYSTEM, projects[1], reason="Sin suelo")
    hits = search(plan, "ciclistas").groups[0].hits
    assert [(hit.number, hit.is_current) for hit in hits] == [("20", True), ("204", False)]


def test_what_is_written_is_found_at_once_and_what_was_there_no_more(plan, projects):
    records.update(SYSTEM, projects[0], {"title": "Alameda nueva"})
    assert names(search(plan, "alameda")) == ["Alameda nueva"]
    assert search(plan, "morelos").total == 0
    assert not SearchWord.objects.filter(word="morelos").exists()


def test_a_new_element_is_found_under_parents_never_indexed(plan, program):
    project = Project(plan=plan, program=program, number="9", title="Parque lineal")
    records.create(SYSTEM, project)
    hit = search(plan, "parque").groups[0].hits[0]
    assert hit.trail == ("Movilidad", "Movilidad No Motorizada", "Plan Director de Movilidad no Motorizada")


def test_a_parents_new_name_shows_in_the_trail(plan, projects, theme):
    records.update(SYSTEM, theme, {"title": "A pie y en bici"})
    assert search(plan, "204").groups[0].hits[0].trail[1] == "A pie y en bici"


def test_one_kind_is_read_page_by_page(plan, program):
    for number in range(1, 8):
        ProjectFactory(program=program, number=str(number), title="Jardín")
    reindex()
    found = search(plan, "jardin", kind="project", limit=3, offset=6)
    assert [(group.total, [hit.number for hit in group.hits]) for group in found.groups] == [(7, ["7"])]


def test_a_list_is_filtered_by_words(plan, projects):
    query = read_query(plan.pk, "red ciclista")
    assert list(Project.objects.filter(matching(query, "project")).values_list("number", flat=True)) == ["204"]


def test_a_search_takes_two_statements_however_much_it_finds(plan, program, django_assert_num_queries):
    for size in (20, 200):
        start = Project.objects.count()
        for number in range(start, start + size):
            ProjectFactory(program=program, number=str(number), title=f"Jardín {number}")
        reindex()
        search(plan, "jardin")
        with django_assert_num_queries(2):
            search(plan, "jardin")


def test_reindexing_twice_gives_the_same_index(plan, projects):
    before = sorted(SearchPosting.objects.values_list("entry__record", "stem", "weight", "place"))
    assert reindex() == SearchEntry.objects.count()
    assert reindex(plan.pk) == SearchEntry.objects.filter(scope=plan.pk).count()
    assert sorted(SearchPosting.objects.values_list("entry__record", "stem", "weight", "place")) == before


def test_parents_are_indexed_before_children():
    kinds = [model.KIND for model in models()]
    assert kinds.index("axis") < kinds.index("theme") < kinds.index("program") < kinds.index("project")
    assert kinds.index("project") < kinds.index("component")
    assert not {"plan", "priority_entry"} & set(kinds)


@pytest.fixture
def real_plan(plan, reference_data):
    for path in sorted((reference_data / "reference").glob("cartera-*.csv")):
        axis = AxisFactory(plan=plan, key=path.stem, title=path.stem.removeprefix("cartera-").replace("-", " "))
        themes, programs = {}, {}
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                name = row["theme"]
                themes[name] = themes.get(name) or ThemeFactory(axis=axis, title=name)
                place = (name, row["program"])
                programs[place] = programs.get(place) or ProgramFactory(theme=themes[name], title=row["program"])
                ProjectFactory(program=programs[place], number=row["number"], title=row["project"])
    reindex()
    return plan


@pytest.mark.parametrize(
    ("typed", "kind", "number", "title"),
    [
        ("204", "project", "204", "Red de infraestructura ciclista"),
        ("CICLISTA", "project", "204", "Red de infraestructura ciclista"),
        ("movilidad no motorisada", "theme", "", "Movilidad No Motorizada"),
        ("paseo morelos", "project", "203", "Construcción del Paseo Morelos (2a etapa)*"),
        ("retinopatia", "project", "83", "Prevención de la ceguera por retinopatía en el prematuro"),
    ],
)
def test_the_real_words(real_plan, typed, kind, number, title):
    group = search(real_plan, typed).groups[0]
    assert (group.kind, group.hits[0].number, group.hits[0].name) == (kind, number, title)


def test_a_real_word_misspelt(real_plan):
    found = search(real_plan, "semaforizasion")
    assert found.total >= 1
    assert all("emafor" in hit.name for group in found.groups for hit in group.hits)
