"""Appraisals: what their model takes, what they come to, and what is said of it."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from factories import AppraisalFactory, ProjectFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.portfolio.appraisal_charts import flow_chart, tornado
from rumbo.portfolio.appraisal_page import page_of
from rumbo.portfolio.appraisal_words import headline, indicators, sentences, switching
from rumbo.portfolio.models import Appraisal
from rumbo.portfolio.queries.appraisals import report_of, reports_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory()


def made(project, flows, **values):
    given = {"title": "A", "discount_rate": 10, "price_year": 2026, "first_year": 2027} | values
    return records.create(SYSTEM, Appraisal(plan=project.plan, project=project, flows=flows, **given))


def wrong(project, flows, **values):
    with pytest.raises(ValidationError) as refused:
        made(project, flows, **values)
    return refused.value.message_dict


def figures(appraisal):
    return {one.name: one for one in indicators(report_of(appraisal))}


def test_flows_are_kept_to_the_cent(project):
    assert made(project, [["1,000.5", "", 0], ["0", "$ 2,000,000", "0.10"]]).flows == [
        ["1000.50", "0.00", "0.00"],
        ["0.00", "2000000.00", "0.10"],
    ]


def test_each_wrong_amount_is_named_with_its_year(project):
    said = wrong(project, [["-5", "0", "0"], ["0", "mucho", "0"], ["0", "0", "1.234"]])["flows"]
    assert [sentence.split(":")[0] for sentence in said] == ["2027, inversión", "2028, operación", "2029, beneficios"]
    assert "mucho" in said[1]


def test_many_wrong_amounts_are_counted(project):
    said = wrong(project, [["x", "x", "x"]] * 5)["flows"]
    assert len(said) == 11
    assert "5" in said[-1]


@pytest.mark.parametrize("flows", [[], {}, "x", None])
def test_at_least_a_year_is_needed(project, flows):
    assert "flows" in wrong(project, flows)


@pytest.mark.parametrize("row", [["1", "2"], "abc", None, 5, ["1", "2", "3", "4"]])
def test_a_year_needs_three_amounts(project, row):
    assert "2028" in wrong(project, [["1", "0", "0"], row])["flows"][0]


def test_years_have_bounds(project):
    assert "60" in wrong(project, [["1", "0", "0"]] * 61)["flows"][0]
    assert "2150" in wrong(project, [["1", "0", "0"]] * 60, first_year=2100)["first_year"][0]
    assert "first_year" in wrong(project, [["1", "0", "0"]], first_year=1999)
    assert len(made(project, [["1", "0", "0"]] * 60, first_year=2091).flows) == 60


def test_history_reads_flows_as_lines(project):
    shown = Appraisal.shown_value("flows", [["1000.00", "0.00", "2.50"]])
    assert shown == "Año 0: inversión $1,000.00, operación $0.00, beneficios $2.50"
    assert Appraisal.shown_value("title", "x") is None


def test_what_is_worth_it_is_said(project):
    appraisal = AppraisalFactory(project=project)  # -1000000, 350000, 850000 at 10 %
    report = report_of(appraisal)
    assert report.found.npv == pytest.approx(-1_000_000 + 350_000 / 1.1 + 850_000 / 1.21)
    assert headline(report) == "Conviene: cada peso invertido devuelve 1.02."
    assert figures(appraisal)["Tasa interna de retorno"].value == "11.34 %"
    assert sentences(report)[2] == "A valor de hoy, lo gastado se recupera en 2 años, en 2029."
    assert "Dejaría de convenir si la tasa de descuento pasara de 11.34 %." in switching(report)


def test_switching_values_are_sentences(project):
    appraisal = AppraisalFactory(project=project, flows=[["100", "0", "0"], ["0", "0", "220"]])
    said = switching(report_of(appraisal))  # worth 200 - 100
    assert "Dejaría de convenir si la inversión subiera más de 100 %." in said
    assert "Dejaría de convenir si los beneficios bajaran más de 50 %." in said


def test_what_is_not_worth_it_says_what_would_make_it_so(project):
    appraisal = AppraisalFactory(project=project, flows=[["100", "0", "0"], ["0", "0", "88"]])  # worth -20
    report = report_of(appraisal)
    assert headline(report) == "No conviene como está: cada peso invertido devuelve solo 0.80."
    assert "Convendría si la inversión bajara al menos 20 %." in switching(report)
    assert "Convendría si los beneficios subieran al menos 25 %." in switching(report)
    assert not any("tasa" in sentence for sentence in switching(report))  # its own is below zero


@pytest.mark.parametrize(
    ("flows", "reason"),
    [
        ([["100", "0", "0"], ["0", "5", "0"]], "ningún año da más de lo que cuesta"),
        ([["0", "0", "5"], ["0", "0", "5"]], "ningún año cuesta más de lo que da"),
        ([["100", "0", "0"], ["0", "0", "230"], ["132", "0", "0"]], "10 %, 20 %"),
        ([["100", "0", "0"], ["0", "0", "150"], ["100", "0", "0"]], "a ninguna tasa"),
    ],
)
def test_without_one_rate_the_reason_is_said(project, flows, reason):
    figure = figures(AppraisalFactory(project=project, flows=flows))["Tasa interna de retorno"]
    assert not figure.is_defined
    assert reason in figure.value


def test_costs_only_are_compared_by_the_year(project):
    report = report_of(AppraisalFactory(project=project, flows=[["100", "0", "0"], ["0", "10", "0"]]))
    assert headline(report).startswith("No tiene beneficios en dinero")
    assert "$120.00" in headline(report)
    assert not figures(report.record)["Recuperación"].is_defined


def test_a_year_alone_is_reckoned(project):
    report = report_of(AppraisalFactory(project=project, flows=[["100", "0", "150"]]))
    assert report.found.npv == pytest.approx(50)
    assert page_of(report, [report]).flows is not None


def test_nothing_at_all_is_shown_too(project):
    page = page_of(report_of(AppraisalFactory(project=project, flows=[["0", "0", "0"]])), [])
    assert (page.flows, page.tornado) == (None, None)
    assert page.headline.startswith("No tiene costos")


def test_totals_are_exact(project):
    report = report_of(AppraisalFactory(project=project, flows=[["0.10", "0.20", "0.00"]] * 60))
    assert str(report.totals["investment"]) == "6.00"
    assert str(report.totals["net"]) == "-18.00"


def test_alternatives_stand_in_order(project):
    first, second = AppraisalFactory(project=project, position=1), AppraisalFactory(project=project, position=2)
    AppraisalFactory(project=project, position=3, state="withdrawn")
    reports = reports_of(project)
    assert [one.record for one in reports] == [first, second]
    assert [one.is_here for one in page_of(reports[1], reports).alternatives] == [False, True]
    assert page_of(reports[0], reports[:1]).alternatives == []


def test_drawings_stay_within_their_frame(project):
    report = report_of(AppraisalFactory(project=project, flows=[["900", "0", "0"]] + [["0", "10", "300"]] * 24))
    page = page_of(report, [report])
    assert all(box.x >= 0 and box.x + box.width <= 480 for box in page.flows.boxes)
    assert all(box.y >= 0 and box.y + box.height <= 300 for box in page.flows.boxes)
    assert len(page.flows.years) <= 6
    assert next(row.name for row in page.tornado.rows) == "Beneficios"
    assert all(10 <= row.low.x <= 470 for row in page.tornado.rows)
    assert flow_chart([]) is None
    assert tornado([], 5.0) is None


def test_english_readers_get_english(project):
    report = report_of(AppraisalFactory(project=project))
    with translation.override("en"):
        assert headline(report) == "It is worth it: each peso that it costs gives back 1.02."
        assert indicators(report)[1].code == "IRR"
