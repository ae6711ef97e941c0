"""The views of the portfolio: all under the same filters, which every link between them keeps."""

import json
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import (
    EstimateFactory,
    FundingFactory,
    MilestoneFactory,
    OrganizationFactory,
    ProgramFactory,
    ProjectFactory,
    ResponsibilityFactory,
    ThemeFactory,
)
from rumbo.core.services import records
from rumbo.portfolio.enums import Stage
from rumbo.portfolio.queries.saved_views import NAMES
from rumbo.portfolio.web.filters import canonical, read_filters

pytestmark = pytest.mark.django_db
BASE = "/plan-2040/"
TABLE, BOARD, MATRIX = f"{BASE}proyectos/", f"{BASE}etapas/", f"{BASE}responsables/"
SCHEDULE, BUDGET = f"{BASE}cronograma/", f"{BASE}presupuesto/"
VIEWS = (TABLE, BOARD, SCHEDULE, BUDGET, MATRIX)


def fill(axis, count, first=1):
    """Add projects with a role, money and a milestone, over all stages."""
    program = ProgramFactory(theme=ThemeFactory(axis=axis))
    made = []
    for number in range(first, first + count):
        project = ProjectFactory(
            program=program,
            number=str(number),
            title=f"Obra {number}",
            stage=list(Stage)[number % 7],
            tags="Agua; Sed",
        )
        ResponsibilityFactory(measure=project.measure)
        EstimateFactory(project=project)
        FundingFactory(project=project, status="authorized")
        MilestoneFactory(project=project, starts_on=date(2027, 1, 1), ends_on=date(2028, 6, 30))
        made.append(project)
    return made


@pytest.fixture
def two_axes(axis, other_axis):
    return fill(axis, 2)[0], fill(other_axis, 1, 30)[0]


@pytest.mark.parametrize("url", VIEWS)
def test_one_filter_narrows_every_view(client, two_axes, url):
    kept, left_out = two_axes
    content = client.get(f"{url}?axis=agua").content.decode()
    assert kept.title in content
    assert left_out.title not in content


@pytest.mark.parametrize("url", VIEWS)
def test_every_tab_keeps_the_whole_view(client, two_axes, url):
    query = "?q=obra&axis=agua&since=2027&tag=Agua&sort=-title&columnas=number.title.cost"
    response = client.get(url + query.replace("&since=2027", "&since=2027&nada=1"))
    tabs = response.context["tabs"]
    assert [name for name, *_rest in tabs if name != "Mapa"] == [
        "Tabla",
        "Etapas",
        "Cronograma",
        "Presupuesto",
        "Quién responde",
    ]
    for _name, address, _current, _count in tabs:
        assert f"?{urlsplit(address).query}" == query
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("url", VIEWS)
def test_what_is_wrong_is_left_out_and_said(client, two_axes, url):
    wrong = "?axis=nada&stage=x&tag=nada&since=1800&columnas=precio&sort=nada&page=x&organization=0&q=\0&until=abc"
    response = client.get(url + wrong)
    assert response.status_code == 200
    assert response.context["filters"].values == {}
    assert response.content.decode().count("no se tomó en cuenta") == 8


@pytest.mark.parametrize("url", VIEWS)
def test_texts_are_escaped(client, axis, url):
    [project] = fill(axis, 1)
    hostile = "<script>alert(1)</script>"
    type(project).objects.filter(pk=project.pk).update(title=hostile, tags=hostile)
    type(axis).objects.filter(pk=axis.pk).update(title=hostile)
    content = client.get(f"{url}?columnas=number.title.axis.tags.accountable").content.decode()
    assert "<script>alert" not in content


@pytest.mark.parametrize("url", [*VIEWS, f"{BUDGET}?axis=agua"])
def test_many_projects_cost_the_queries_of_few(client, axis, url):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    client.cookies["sessionid"] = "x"  # a page made anew
    fill(axis, 3)
    cost()
    few = cost()
    fill(axis, 30, 10)
    assert cost() == few


def test_years_of_the_schedule_narrow(client, axis):
    [early] = fill(axis, 1)
    late = ProjectFactory(program=early.program, number="40", title="Tardía")
    MilestoneFactory(project=late, starts_on=date(2030, 1, 1), ends_on=date(2031, 1, 1))
    ProjectFactory(program=early.program, number="41", title="Sin fechas")

    def numbers(query):
        return [row.number for row in client.get(TABLE + query).context["rows"]]

    assert numbers("?since=2029") == ["40"]
    assert numbers("?until=2028") == ["1"]
    assert numbers("?since=2028&until=2030") == ["1", "40"]
    response = client.get(f"{TABLE}?since=2030&until=2028")
    assert len(response.context["rows"]) == 3
    assert "no puede terminar en 2028" in response.content.decode()


def test_a_suspended_stage_of_old_addresses_still_means_it(client, axis):
    [project] = fill(axis, 1)
    type(project).objects.filter(pk=project.pk).update(suspended=True)
    assert client.get(f"{TABLE}?stage=suspended").context["filters"].values == {"suspended": "yes"}


def test_chosen_columns_are_shown_and_downloaded(client, axis):
    fill(axis, 2)
    url = f"{TABLE}?columnas=title&columnas=number&columnas=funded&columnas=ends"
    response = client.get(url)
    assert [one.name for one in response.context["headings"]] == ["number", "title", "funded", "ends"]
    assert "50 %" in response.context["body"]
    assert "columnas=number.title.funded.ends&amp;format=xlsx" in response.content.decode()
    rows = json.loads(b"".join(client.get(f"{url}&format=json").streaming_content))
    assert rows[0] == {"number": "1", "title": "Obra 1", "funded": 50, "ends": "2028-06-30"}


def test_all_columns_can_be_sorted_by_where_they_say_so(client, axis):
    [project] = fill(axis, 1)
    ProjectFactory(program=project.program, number="50")
    for order in ("stage", "term", "priority", "accountable", "cost", "progress", "begins", "ends", "updated"):
        ascending = [row.number for row in client.get(TABLE, {"sort": order}).context["rows"]]
        descending = [row.number for row in client.get(TABLE, {"sort": f"-{order}"}).context["rows"]]
        assert set(ascending) == set(descending) == {"1", "50"}
        if order in {"cost", "progress", "begins", "ends", "accountable"}:  # nothing comes last, either way
            assert ascending == descending == ["1", "50"]


def test_the_matrix_pages_its_organizations(client, axis):
    [project] = fill(axis, 1)
    for _n in range(13):
        ResponsibilityFactory(measure=project.measure, organization=OrganizationFactory(), role="informed")
    response = client.get(MATRIX)
    assert len(response.context["heads"]) == 12
    assert "Organizaciones 1 a 12 de 14" in response.content.decode()
    assert len(client.get(f"{MATRIX}?columns=2").context["heads"]) == 2
    assert json.loads(b"".join(client.get(f"{MATRIX}?format=json").streaming_content))[0]["project"] == "Obra 1"


@pytest.mark.parametrize("url", [BOARD, MATRIX])
def test_access(guarded, two_axes, url):
    guarded(url)


def test_empty_views_say_what_to_do(client, plan):
    for url in (BOARD, MATRIX):
        assert "El plan todavía no tiene proyectos" in client.get(url).content.decode()
        assert "Ningún proyecto cumple con todo eso" in client.get(f"{url}?priority=yes").content.decode()


VALUES = st.one_of(
    st.sampled_from(["agua", "movilidad", "yes", "no", "all", "suspended", "idea", "2027", "2028", "1800", "title"]),
    st.sampled_from(["number.title", "title.number", "precio", "-title", "agua", "short", "withdrawn", "", "1"]),
    st.text(max_size=230),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_values=st.lists(st.tuples(st.sampled_from((*NAMES, "page", "nada")), VALUES), max_size=8))
def test_a_canonical_address_is_stable(two_axes, given_values):
    plan = two_axes[0].plan
    data = QueryDict(mutable=True)
    for name, value in given_values:
        data.appendlist(name, value)
    once = read_filters(data, plan)
    query = once.address.removeprefix("?")
    again = read_filters(QueryDict(query), plan)
    assert again.notes == []
    assert (again.values, again.order, again.columns, again.wanted) == (
        once.values,
        once.order,
        once.columns,
        once.wanted,
    )
    assert canonical(query, plan) == query
    assert list(QueryDict(query)) == [name for name in NAMES if name in once.values]


@pytest.mark.parametrize("view", ["proyectos", "etapas", "mapa", "cronograma", "presupuesto", "responsables"])
def test_a_view_shows_what_was_written_since_the_last_reader(client, two_axes, manager, settings, view):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": f"test_views_{view}"}
    settings.CACHES = settings.CACHES | {"values": memory}
    caches["values"].clear()
    client.force_login(manager)
    project = two_axes[0]
    before = client.get(f"/plan-2040/{view}/").context["filters"].selects
    records.update(manager, project, {"tags": "Agua; Sombra"})
    after = client.get(f"/plan-2040/{view}/").context["filters"].selects
    assert [("Sombra" in "".join(one.options for one in selects)) for selects in (before, after)] == [False, True]
