import csv
import io
import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook

from factories import (
    AxisFactory,
    OrganizationFactory,
    PlanFactory,
    ProgramFactory,
    ProjectFactory,
    ResponsibilityFactory,
    TerritoryFactory,
    ThemeFactory,
)
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.core.services.search import reindex
from rumbo.plan.models import Measure
from rumbo.portfolio.models import Project, Responsibility
from rumbo.portfolio.services.gates import pass_by_decision, suspend

pytestmark = pytest.mark.django_db
URL = "/plan-2040/proyectos/"


@pytest.fixture
def program(axis):
    theme = ThemeFactory(axis=axis, key="acuifero", title="Acuífero")
    return ProgramFactory(theme=theme, key="recarga", title="Recarga del acuífero")


@pytest.fixture
def other_program(other_axis):
    theme = ThemeFactory(axis=other_axis, key="a-pie", title="A pie")
    return ProgramFactory(theme=theme, key="banquetas", title="Banquetas")


@pytest.fixture
def projects(program, other_program):
    """Numbers 2, 9, 10 and 30 of two axes; each has something that the others lack."""
    made = {
        "10": ProjectFactory(program=program, number="10", title="Árboles del vaso", term="short", priority=True),
        "9": ProjectFactory(program=program, number="9", title="Zanjas de infiltración", under_way=True),
        "2": ProjectFactory(program=other_program, number="2", title="banquetas accesibles", term="long"),
        "30": ProjectFactory(program=other_program, number="30", title="Cruces seguros"),
    }
    made["2"].territories.add(TerritoryFactory(key="lerdo", title="Lerdo"))
    ResponsibilityFactory(measure=made["9"].measure, organization__key="aguas", organization__title="Aguas del Valle")
    records.withdraw(SYSTEM, made["30"], reason="Sin suelo")
    reindex()
    return made


def numbers(response):
    return [row.number for row in response.context["rows"]]


def notes(response):
    return response.context["filters"].notes


def test_projects_in_force_in_number_order(client, projects):
    response = client.get(URL)
    assert numbers(response) == ["2", "9", "10"]
    content = response.content.decode()
    assert "<strong>3 proyectos</strong>" in content
    assert '<a href="/plan-2040/proyectos/9/">Zanjas de infiltración</a>' in content
    assert "Aguas del Valle" in content


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"axis": "agua"}, ["9", "10"]),
        ({"theme": "a-pie"}, ["2"]),
        ({"program": "recarga"}, ["9", "10"]),
        ({"territory": "lerdo"}, ["2"]),
        ({"organization": "aguas"}, ["9"]),
        ({"priority": "yes"}, ["10"]),
        ({"priority": "no"}, ["2", "9"]),
        ({"under_way": "yes"}, ["9"]),
        ({"under_way": "no"}, ["2", "10"]),
        ({"term": "long"}, ["2"]),
        ({"state": "withdrawn"}, ["30"]),
        ({"state": "superseded"}, []),
        ({"state": "all"}, ["2", "9", "10", "30"]),
        ({"q": "arboles"}, ["10"]),
        ({"q": "BANKETAS"}, ["2"]),
        ({"q": "9"}, ["9"]),
        ({"q": "xyzzyx"}, []),
        ({"axis": "agua", "under_way": "no", "q": "vaso"}, ["10"]),
        ({"axis": "", "theme": "", "q": "", "state": ""}, ["2", "9", "10"]),
    ],
)
def test_filters(client, projects, filters, kept):
    response = client.get(URL, filters)
    assert numbers(response) == kept
    assert notes(response) == []


@pytest.mark.parametrize(
    ("filters", "kept", "note"),
    [
        ({"axis": "nada"}, ["2", "9", "10"], "El filtro «Eje» no conoce «nada»; no se tomó en cuenta."),
        ({"theme": "nada"}, ["2", "9", "10"], "El filtro «Tema» no conoce «nada»; no se tomó en cuenta."),
        ({"program": "nada"}, ["2", "9", "10"], "El filtro «Programa» no conoce «nada»; no se tomó en cuenta."),
        ({"territory": "\0x"}, ["2", "9", "10"], "El filtro «Territorio» no conoce «x»; no se tomó en cuenta."),
        ({"organization": "1"}, ["2", "9", "10"], "El filtro «Organización» no conoce «1»; no se tomó en cuenta."),
        ({"priority": "1"}, ["2", "9", "10"], "El filtro «Prioritario» no conoce «1»; no se tomó en cuenta."),
        ({"under_way": "si"}, ["2", "9", "10"], "El filtro «En marcha» no conoce «si»; no se tomó en cuenta."),
        ({"term": "tarde"}, ["2", "9", "10"], "El filtro «Plazo» no conoce «tarde»; no se tomó en cuenta."),
        ({"state": "x"}, ["2", "9", "10"], "El filtro «Estado» no conoce «x»; no se tomó en cuenta."),
        ({"sort": "precio"}, ["2", "9", "10"], "El filtro «Ordenar por» no conoce «precio»; no se tomó en cuenta."),
        (
            {"q": "de la"},
            ["2", "9", "10"],
            "«de la» no tiene palabras que buscar: escribe una palabra del título o un número.",
        ),
        (
            {"axis": "agua", "theme": "a-pie"},
            ["9", "10"],
            "«A pie» no está en «Agua»; el filtro «Tema» no se tomó en cuenta.",
        ),
        (
            {"theme": "acuifero", "program": "banquetas"},
            ["9", "10"],
            "«Banquetas» no está en «Acuífero»; el filtro «Programa» no se tomó en cuenta.",
        ),
        (
            {"axis": "movilidad", "program": "recarga"},
            ["2"],
            "«Recarga del acuífero» no está en «Movilidad»; el filtro «Programa» no se tomó en cuenta.",
        ),
    ],
)
def test_wrong_filters_are_left_out_and_said(client, projects, filters, kept, note):
    response = client.get(URL, filters)
    assert numbers(response) == kept
    assert notes(response)[0] == note


@pytest.mark.parametrize(
    ("order", "sorted_numbers"),
    [
        ("number", ["2", "9", "10"]),
        ("-number", ["10", "9", "2"]),
        ("title", ["10", "2", "9"]),
        ("-title", ["9", "2", "10"]),
        ("axis", ["9", "10", "2"]),
        ("-axis", ["2", "10", "9"]),
        ("program", ["2", "9", "10"]),
        ("-program", ["10", "9", "2"]),
    ],
)
def test_orders(client, projects, order, sorted_numbers):
    assert numbers(client.get(URL, {"sort": order})) == sorted_numbers


def test_a_heading_sorts_and_says_so(client, projects):
    headings = {one.name: (one.url, one.direction) for one in client.get(URL).context["headings"]}
    assert headings["number"] == ("?sort=-number", "ascending")
    assert headings["title"] == ("?sort=title", "")
    response = client.get(URL, {"sort": "-title", "axis": "agua"})
    assert '<th scope="col" aria-sort="descending">' in response.content.decode()


def test_a_lower_filter_chooses_what_is_above_it(client, projects):
    filters = client.get(URL, {"program": "recarga"}).context["filters"]
    assert filters.values == {"axis": "agua", "theme": "acuifero", "program": "recarga"}
    assert [label for label, _url in filters.chips] == [
        "Eje: Agua",
        "Tema: Acuífero",
        "Programa: Recarga del acuífero",
    ]


def test_a_chip_takes_its_filter_off_and_what_is_below_it(client, projects):
    chips = dict(client.get(URL, {"program": "recarga", "q": "zanjas", "sort": "title"}).context["chips"])
    without = {label: parse_qs(urlsplit(url).query) for label, url in chips.items()}
    assert without == {
        "Eje: Agua": {"q": ["zanjas"], "sort": ["title"]},
        "Tema: Acuífero": {"axis": ["agua"], "q": ["zanjas"], "sort": ["title"]},
        "Programa: Recarga del acuífero": {
            "axis": ["agua"],
            "theme": ["acuifero"],
            "q": ["zanjas"],
            "sort": ["title"],
        },
        "«zanjas»": {"axis": ["agua"], "theme": ["acuifero"], "program": ["recarga"], "sort": ["title"]},
    }


def select(response, name):
    return next(one for one in response.context["filters"].selects if one.name == name)


def test_choices_depend_on_what_is_chosen(client, projects):
    everything = client.get(URL)
    assert select(everything, "program").disabled
    assert select(everything, "theme").options == (
        '<optgroup label="Agua"><option value="acuifero">Acuífero</option></optgroup>'
        '<optgroup label="Movilidad"><option value="a-pie">A pie</option></optgroup>'
    )
    water = client.get(URL, {"axis": "agua"})
    assert select(water, "theme").options == '<option value="acuifero">Acuífero</option>'
    assert select(water, "program").options == (
        '<optgroup label="Acuífero"><option value="recarga">Recarga del acuífero</option></optgroup>'
    )
    theme = client.get(URL, {"axis": "agua", "theme": "acuifero"})
    assert select(theme, "theme").options == '<option value="acuifero" selected>Acuífero</option>'
    assert select(theme, "program").options == '<option value="recarga">Recarga del acuífero</option>'


def test_only_organizations_and_territories_with_projects_are_choices(client, projects):
    OrganizationFactory(title="Sin proyectos")
    TerritoryFactory(title="Sin proyectos")
    response = client.get(URL)
    assert select(response, "organization").options == '<option value="aguas">Aguas del Valle</option>'
    assert select(response, "territory").options == '<option value="lerdo">Lerdo</option>'


def test_texts_are_escaped(client, axis, program):
    axis.title = "<script>alert(1)</script>"
    axis.save()
    ProjectFactory(program=program, number="1", title='"><img src=x onerror=alert(1)>')
    content = client.get(URL, {"q": "<script>alert(2)</script>", "axis": "<b>"}).content.decode()
    assert "<script>alert" not in content
    assert "<img src=x" not in content


def test_pages_of_fifty(client, program):
    for number in range(1, 121):
        ProjectFactory(program=program, number=str(number))
    assert numbers(client.get(URL)) == [str(number) for number in range(1, 51)]
    assert numbers(client.get(URL, {"page": "3"})) == [str(number) for number in range(101, 121)]
    assert numbers(client.get(URL, {"page": "99"}))[0] == "101"
    assert numbers(client.get(URL, {"page": "x"}))[0] == "1"
    assert "<strong>120 proyectos</strong>" in client.get(URL).content.decode()


def test_htmx_gets_the_list_alone_with_a_short_address(client, projects):
    data = {"axis": "agua", "theme": "", "q": "", "sort": "number", "page": "1"}
    response = client.get(URL, data, headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert response.headers["HX-Push-Url"] == "/plan-2040/proyectos/?axis=agua"
    assert numbers(response) == ["9", "10"]
    response = client.get(URL, headers={"HX-Request": "true"})
    assert response.headers["HX-Push-Url"] == "/plan-2040/proyectos/"
    assert "HX-Request" in response.headers["Vary"]


def test_nothing_kept_says_what_to_do_next(client, projects):
    content = client.get(URL, {"axis": "agua", "term": "long"}).content.decode()
    assert "Ningún proyecto cumple con todo eso" in content
    assert "Ver todos los proyectos" in content


def test_an_empty_plan_says_where_projects_come_from(client, plan):
    assert "El plan todavía no tiene proyectos" in client.get(URL).content.decode()


def test_a_withdrawn_project_is_marked(client, projects):
    content = client.get(URL, {"state": "all"}).content.decode()
    assert '<span class="status small gone">Retirado</span>' in content


def test_in_english(client, program):
    ProjectFactory(program=program, number="1", title="Zanjas", title_en="Trenches")
    ProjectFactory(program=program, number="2", title="Bordos")
    client.cookies["django_language"] = "en"
    response = client.get(URL)
    assert [(row.name, row.lang) for row in response.context["rows"]] == [("Trenches", ""), ("Bordos", "es")]
    assert "<strong>2 projects</strong>" in response.content.decode()


def content_of(response):
    return b"".join(response.streaming_content)


HEADER = (
    "axis,theme,program,number,title,under_way,priority,key,title_en,text,term,territories,accountable,state,"
    "stage,suspended"
)


def test_csv_of_the_filtered_list(client, projects):
    response = client.get(URL, {"format": "csv", "axis": "agua", "sort": "-number", "page": "7"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="plan-2040-proyectos.csv"'
    assert content_of(response).decode() == (
        f"\ufeff{HEADER}\r\n"
        "Agua,Acuífero,Recarga del acuífero,10,Árboles del vaso,false,true,10,,,short,,,current,idea,false\r\n"
        "Agua,Acuífero,Recarga del acuífero,9,Zanjas de infiltración,true,false,9,,,,,Aguas del Valle,current,"
        "idea,false\r\n"
    )


def test_json_of_the_filtered_list(client, projects):
    response = client.get(URL, {"format": "json", "territory": "lerdo"})
    assert json.loads(content_of(response)) == [
        {
            "axis": "Movilidad",
            "theme": "A pie",
            "program": "Banquetas",
            "number": "2",
            "title": "banquetas accesibles",
            "under_way": False,
            "priority": False,
            "key": "2",
            "title_en": "",
            "text": "",
            "term": "long",
            "territories": ["Lerdo"],
            "accountable": "",
            "state": "current",
            "stage": "idea",
            "suspended": False,
        }
    ]


def test_xlsx_of_the_filtered_list(client, projects):
    response = client.get(URL, {"format": "xlsx", "q": "zanjas"})
    sheet = load_workbook(io.BytesIO(content_of(response))).active
    response.close()
    rows = list(sheet.values)
    assert rows[0][:5] == ("Eje", "Tema", "Programa", "Número", "Título")
    assert rows[1][:7] == ("Agua", "Acuífero", "Recarga del acuífero", "9", "Zanjas de infiltración", True, False)
    assert len(rows) == 2


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@x", "=HYPERLINK(1)"])
def test_no_title_is_a_formula_in_a_file(client, program, title):
    ProjectFactory(program=program, number="1", title=title)
    rows = list(csv.DictReader(io.StringIO(content_of(client.get(URL, {"format": "csv"})).decode("utf-8-sig"))))
    assert rows[0]["title"] == f"'{title}"
    response = client.get(URL, {"format": "xlsx"})
    cell = load_workbook(io.BytesIO(content_of(response))).active["E2"]
    response.close()
    assert (cell.value, cell.data_type) == (title, "s")


def test_an_unknown_format_shows_the_page(client, projects):
    assert numbers(client.get(URL, {"format": "pdf"})) == ["2", "9", "10"]


def test_an_outsider_gets_nothing_of_a_plan_that_is_not_public(client, plan, projects, outsider, reader):
    plan.is_public = False
    plan.save()
    assert client.get(URL).status_code == 404
    client.force_login(outsider)
    for wanted in ("", "csv", "json", "xlsx"):
        assert client.get(URL, {"format": wanted}).status_code == 404
    client.force_login(reader)
    assert numbers(client.get(URL)) == ["2", "9", "10"]


def test_projects_of_another_plan_are_not_listed(client, projects):
    other = PlanFactory(key="otro")
    ProjectFactory(program__theme__axis=AxisFactory(plan=other, key="ajeno"))
    assert numbers(client.get(URL)) == ["2", "9", "10"]
    assert notes(client.get(URL, {"axis": "ajeno"})) == ["El filtro «Eje» no conoce «ajeno»; no se tomó en cuenta."]


def test_an_unknown_plan(client, db):
    assert client.get("/nada/proyectos/").status_code == 404


def test_only_reading(client, plan):
    assert client.post(URL).status_code == 405


def add(program, count, start):
    """Add many projects at once, each with a territory and an accountable organization."""
    organization, territory = OrganizationFactory(), TerritoryFactory()
    measures = Measure.objects.bulk_create([Measure(plan=program.plan, kind="project") for _ in range(count)])
    projects = Project.objects.bulk_create(
        ProjectFactory.build(
            plan=program.plan, program=program, measure=measure, number=str(number), title=f"Jardín {number}"
        )
        for number, measure in enumerate(measures, start)
    )
    within = Project.territories.through
    within.objects.bulk_create(within(project=project, territory=territory) for project in projects)
    Responsibility.objects.bulk_create(
        Responsibility(measure=measure, organization=organization, role="accountable") for measure in measures
    )


@pytest.mark.parametrize(
    ("filters", "queries"), [({}, 16), ({"axis": "agua"}, 17), ({"axis": "agua", "q": "jardin"}, 18)]
)
def test_the_same_queries_for_20_and_2000_projects(client, program, filters, queries, django_assert_num_queries):
    add(program, 20, 1)
    reindex()
    client.get(URL, filters)
    with django_assert_num_queries(queries):
        client.get(URL, filters)
    add(program, 1980, 21)
    reindex()
    client.get(URL, filters)
    with django_assert_num_queries(queries):
        assert len(client.get(URL, filters).context["rows"]) == 50


def test_a_file_takes_two_more_queries_for_each_500_projects(client, program, django_assert_num_queries):
    add(program, 20, 1)
    with django_assert_num_queries(11):
        assert len(content_of(client.get(URL, {"format": "csv"})).splitlines()) == 21
    add(program, 1980, 21)
    with django_assert_num_queries(11 + 3 * 2):
        assert len(content_of(client.get(URL, {"format": "csv"})).splitlines()) == 2001


@pytest.mark.parametrize(
    ("stage", "kept"), [("idea", ["2", "10"]), ("profile", ["9"]), ("closed", []), ("suspended", ["2", "9"])]
)
def test_by_stage(client, projects, manager, stage, kept):
    pass_by_decision(manager, projects["9"], on=date(2025, 3, 18), minutes="Acta 2/2025", reason="Urge")
    for number in ("2", "9"):
        suspend(manager, projects[number], on=date(2025, 4, 1), reason="Sin terreno")
    response = client.get(URL, {"stage": stage})
    assert numbers(response) == kept
    assert [label for label, _url in response.context["chips"]] == [
        {
            "idea": "Etapa: Idea",
            "profile": "Etapa: Ficha",
            "closed": "Etapa: Cerrado",
            "suspended": "Suspendido: Sí",
        }[stage]
    ]


def test_a_stage_that_is_none_is_left_out_and_said(client, projects):
    response = client.get(URL, {"stage": "nowhere"})
    assert numbers(response) == ["2", "9", "10"]
    assert "“nowhere”" in notes(response)[0] or "«nowhere»" in notes(response)[0]


def test_the_column_of_stages_is_there_once_a_project_left_the_idea(client, projects, manager):
    heading = ">Etapa</a></th>"
    assert heading not in client.get(URL).content.decode()
    pass_by_decision(manager, projects["9"], on=date(2025, 3, 18), minutes="Acta 2/2025", reason="Urge")
    content = client.get(URL).content.decode()
    assert heading in content
    assert content.count('class="dashes"') == 3


def test_stages_go_out_in_files(client, projects, manager):
    pass_by_decision(manager, projects["9"], on=date(2025, 3, 18), minutes="Acta 2/2025", reason="Urge")
    suspend(manager, projects["2"], on=date(2025, 4, 1), reason="Sin terreno")
    rows = json.loads(client.get(URL, {"format": "json"}).getvalue())
    assert [(row["number"], row["stage"], row["suspended"]) for row in rows] == [
        ("2", "idea", True),
        ("9", "profile", False),
        ("10", "idea", False),
    ]
