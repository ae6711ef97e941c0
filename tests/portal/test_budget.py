from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest

from factories import EstimateFactory, FundingFactory, ProgramFactory, ProjectFactory, TerritoryFactory, ThemeFactory
from reading import links, main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.core.templatetags.rumbo import millions, pesos
from rumbo.portfolio.queries.budget import budget_of, by_place, by_source, by_state
from rumbo.portfolio.services.shares import Part, agree, split_project

pytestmark = pytest.mark.django_db
URL = "/plan-2040/presupuesto/"
MILLION = Decimal(1_000_000)


@pytest.fixture
def money(story):
    """Two years of a project: 3.10 millions needed, one authorised and half a million asked for."""
    EstimateFactory(project=story.project, year=2027, amount=Decimal("1000000.10"))
    EstimateFactory(project=story.project, year=2027, amount=Decimal("100000.20"))
    EstimateFactory(project=story.project, year=2029, amount=2 * MILLION)
    FundingFactory(
        project=story.project,
        year=2027,
        amount=MILLION,
        status="authorized",
        territory=story.territory,
        source="state",
    )
    FundingFactory(project=story.project, year=2028, amount=MILLION / 2, status="requested")
    return story


def test_access(guarded, money):
    guarded(URL)


def test_an_empty_plan_says_what_to_do(client, story):
    page = client.get(URL)
    assert page.status_code == 200
    assert "Ningún proyecto tiene estimación" in main_text(page)


def test_sums_are_exact(money, plan):
    whole = budget_of(plan).whole
    assert whole.total.needed == Decimal("3100000.30")
    assert whole.cells[2027].needed == Decimal("1100000.30")
    assert (whole.total.sure, whole.total.gap) == (MILLION, Decimal("2100000.30"))


def test_a_thousand_cents_are_ten_pesos(story, plan):
    for _n in range(100):
        EstimateFactory(project=story.project, amount=Decimal("0.10"))
    assert budget_of(plan).whole.total.needed == Decimal(10)


def test_years_are_those_with_money_that_is_needed_or_sure(client, money):
    page = client.get(URL)
    assert page.context["budget"].years == [2027, 2029]
    assert "Agua" in section(page, "Por eje y año")
    assert "1.10" in section(page, "Por eje y año")


def test_one_axis_by_project(client, money, other_axis):
    page = client.get(f"{URL}?axis=agua")
    assert "Medidores en los pozos" in section(page, "Agua")
    assert "No hay dinero con estos filtros" in main_text(client.get(f"{URL}?axis=movilidad"))
    assert "no conoce «no-hay»" in main_text(client.get(f"{URL}?axis=no-hay"))


def test_what_is_no_longer_in_force_does_not_count(money, plan):
    records.withdraw(SYSTEM, money.project, reason="Sin suelo")
    assert budget_of(plan).is_empty
    assert not by_source(plan)


def test_the_money_of_an_axis_no_longer_in_force_is_still_in_the_sum(client, money, plan, axis):
    type(axis).objects.filter(pk=axis.pk).update(state="withdrawn")
    found = budget_of(plan)
    assert [line.of for line in found.axes] == [None]
    assert found.axes[0].total.needed == found.whole.total.needed
    assert "Ejes que ya no están vigentes" in main_text(client.get(URL))


def test_an_estimate_taken_back_does_not_count(money, plan):
    records.withdraw(SYSTEM, EstimateFactory(project=money.project, amount=MILLION), reason="Doble")
    assert budget_of(plan).whole.total.needed == Decimal("3100000.30")


def test_by_municipality_source_and_how_sure(money, plan):
    torreon = TerritoryFactory(title="Torreón")
    FundingFactory(project=money.project, year=2027, amount=7, status="spent", territory=None)
    parts = [Part(money.territory, Decimal(60)), Part(torreon, Decimal(40))]
    split = split_project(SYSTEM, money.project, Decimal(100), 0, parts)
    agree(SYSTEM, split.shares.get(territory=torreon), on="2026-01-01", administration="2025-2027")
    lines = [(str(line.place or ""), line.shares, line.agreed, line.sure) for line in by_place(plan)]
    assert lines == [("Lerdo", 60, 0, MILLION), ("Torreón", 40, 40, 0), ("", 0, 0, 7)]
    assert [(line.label, line.amount, line.sure) for line in by_source(plan)] == [
        ("Federal", MILLION / 2 + 7, 7),
        ("Estatal", MILLION, MILLION),
    ]
    assert [(line.amount, line.sure) for line in by_state(plan)] == [
        (MILLION / 2, 0),
        (MILLION, MILLION),
        (7, 7),
    ]


def test_files_have_the_exact_amounts(client, money):
    text = client.get(f"{URL}?format=csv").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["year"], row["needed"], row["authorised"], row["gap"]) for row in rows] == [
        ("2027", "1100000.30", "1000000.00", "100000.30"),
        ("2029", "2000000.00", "0", "2000000.00"),
    ]
    found = json.loads(client.get(f"{URL}?format=json&axis=agua").getvalue())
    assert found[0]["needed"] == "1100000.30"
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{URL}?format=xlsx").getvalue())).active
    assert sheet.cell(2, 6).value == 1100000.3


def test_a_file_of_an_axis_has_that_axis_only(client, money, other_axis):
    assert json.loads(client.get(f"{URL}?format=json&axis=movilidad").getvalue()) == []


@pytest.mark.parametrize("address", ["", "?axis=agua", "?format=json"])
def test_many_projects_ask_as_much_as_few(money, queries, address, axis, client):
    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            response = client.get(URL + address)
            assert response.status_code == 200
            if response.streaming:
                response.getvalue()
        return len(captured)

    few = count()
    program = ProgramFactory(theme=ThemeFactory(axis=axis))
    for _n in range(60):
        project = ProjectFactory(program=program)
        EstimateFactory(project=project)
        FundingFactory(project=project, status="committed")
    assert count() == few


def test_an_axis_is_shown_page_by_page(client, money, axis):
    program = ProgramFactory(theme=ThemeFactory(axis=axis))
    for _n in range(55):
        EstimateFactory(project=ProjectFactory(program=program))
    page = client.get(f"{URL}?axis=agua")
    assert len(page.context["lines"]) == 50
    assert len(client.get(f"{URL}?axis=agua&page=2").context["lines"]) == 6


def test_the_portfolio_leads_to_it(client, story):
    assert ("Presupuesto", URL) in links(client.get("/plan-2040/proyectos/"))


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "–"),
        ("1", "< 0.01"),
        ("-1", "> -0.01"),
        ("9999.99", "< 0.01"),
        ("10000", "0.01"),
        ("1234500000", "1,234.50"),
        ("-2500000", "-2.50"),
    ],
)
def test_millions(amount, shown):
    assert millions(Decimal(amount)) == shown


def test_pesos():
    assert [pesos(Decimal(amount)) for amount in ("1234.5", "-3")] == ["$1,234.50", "-$3.00"]
