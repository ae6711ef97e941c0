"""Flows are typed as a table or pasted as a block; the page of the appraisal says what they come to."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from factories import AppraisalFactory
from reading import main_text
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.portfolio.models import Appraisal

FLOWS = [["1000.00", "0.00", "0.00"], ["0.00", "10.50", "900.00"]]


@pytest.fixture
def address(plan, project):
    return f"{reverse('desk:create', args=[plan.key, 'appraisal'])}?project={project.pk}"


@pytest.fixture
def typed(project):
    """Give what a browser sends: the columns of the table, and the pasted lines."""

    def make(*rows, pasted="", **changes):
        data = {
            "project": project.pk,
            "title": "Bombeo",
            "discount_rate": "10",
            "price_year": 2026,
            "first_year": 2027,
            "flows-investment": [row[0] for row in rows],
            "flows-operation": [row[1] for row in rows],
            "flows-benefits": [row[2] for row in rows],
            "flows-pasted": pasted,
        }
        return data | changes

    return make


def test_a_table_is_kept_without_its_empty_end(browser, editor, address, typed):
    answer = browser(editor).post(
        address, typed(("1,000", "", ""), ("", "10.5", "$900"), ("", "", ""), (" ", "", ""))
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert Appraisal.objects.get().flows == FLOWS


@pytest.mark.parametrize(
    "block",
    [
        "1000\t0\t0\n0\t10.5\t900\n",
        "2027\t1,000.00\t\t\r\n2028\t\t10.50\t900.00\r\n",
        "Inversión\tOperación\tBeneficios\n1000\t0\t0\n0\t10.50\t900",
        "Año;Inversión;Operación;Beneficios\n2027;1000;0;0\n2028;0;10.50;900",
    ],
)
def test_a_block_of_a_sheet_takes_the_place_of_the_table(browser, editor, address, typed, block):
    answer = browser(editor).post(address, typed(("7", "7", "7"), pasted=block))
    assert answer.status_code == 302, answer.context["form"].errors
    assert Appraisal.objects.get().flows == FLOWS


def test_a_line_that_does_not_fit_is_named_and_nothing_is_lost(browser, editor, address, typed):
    answer = browser(editor).post(address, typed(pasted="1\t2\t3\n1\t2"))
    assert "La línea 2 de lo que pegaste tiene 2 columnas" in str(answer.context["form"].errors["flows"])
    assert "1\t2\t3\n1\t2" in answer.content.decode()


def test_what_is_no_amount_is_named_with_its_year_and_stays(browser, editor, address, typed):
    answer = browser(editor).post(address, typed(("1", "0", "0"), ("0", "diez", "0")))
    page = answer.content.decode()
    assert "2028, operación" in page
    assert 'value="diez"' in page
    assert not Appraisal.objects.exists()


@pytest.mark.parametrize("rows", [(), (("", "", ""),)])
def test_without_flows_it_says_what_is_needed(browser, editor, address, typed, rows):
    answer = browser(editor).post(address, typed(*rows))
    assert "Escribe los flujos de un año por lo menos" in str(answer.context["form"].errors["flows"])


@pytest.mark.parametrize("whole", ["{", "7", '[["1"]]', '[{"a": 1}]', "null", "[[[],[],[]]]"])
def test_a_broken_form_is_no_error_of_the_program(browser, editor, address, typed, whole):
    answer = browser(editor).post(address, typed(flows=whole))
    assert answer.status_code == 200
    assert answer.context["form"].errors["flows"]


def test_sixty_years_and_no_more(browser, editor, address, typed):
    answer = browser(editor).post(address, typed(*[("1", "0", "0")] * 61))
    assert "caben 60" in str(answer.context["form"].errors["flows"])
    assert answer.content.decode().count('name="flows-investment"') == 61
    assert browser(editor).post(address, typed(*[("1", "0", "0")] * 60)).status_code == 302


def test_the_form_shows_each_year(browser, editor, plan, project, url):
    page = browser(editor).get(url("edit", plan, AppraisalFactory(project=project))).content.decode()
    assert 'aria-label="2027: inversión"' in page
    assert 'value="400000"' in page
    assert page.count('name="flows-investment"') == 6


def test_the_page_says_what_it_comes_to(browser, reader, plan, project, url):
    text = main_text(browser(reader).get(url("element", plan, AppraisalFactory(project=project))))
    assert "Conviene: cada peso invertido devuelve 1.02." in text
    assert "Dejaría de convenir" in text


def test_its_history_reads_as_a_table(browser, editor, plan, project, url, form_of):
    appraisal = AppraisalFactory(project=project, flows=FLOWS)
    records.mark(SYSTEM, appraisal, {})
    data = form_of(appraisal, flows='[["1000.00", "0.00", "0.00"], ["0.00", "10.50", "950.00"]]')
    assert browser(editor).post(url("edit", plan, appraisal), data).status_code == 302
    text = main_text(browser(editor).get(url("history", plan, appraisal)))
    assert "Año 1: inversión $0.00, operación $10.50, beneficios" in text
    assert "[[" not in text


def test_saving_it_unchanged_makes_no_version(browser, editor, plan, project, url, form_of):
    appraisal = AppraisalFactory(project=project, flows=FLOWS)
    browser(editor).post(url("edit", plan, appraisal), form_of(appraisal))
    appraisal.refresh_from_db()
    assert appraisal.version == 1


def test_two_people_editing_it_lose_nothing(browser, editor, plan, project, url, form_of):
    appraisal = AppraisalFactory(project=project, flows=FLOWS)
    records.mark(SYSTEM, appraisal, {})
    seen = form_of(appraisal)
    records.update(SYSTEM, appraisal, {"flows": [*FLOWS, ["0.00", "0.00", "5.00"]]})
    client = browser(editor)
    mine = seen | {"flows": '[["2000.00", "0.00", "0.00"]]'}
    answer = client.post(url("edit", plan, appraisal), mine)
    assert answer.status_code == 409
    posted = QueryDict(mutable=True)
    posted.update(mine | {"version": answer.context["form"]["version"].value(), "keep-flows": "theirs"})
    assert client.post(url("edit", plan, appraisal), posted.dict()).status_code == 302
    appraisal.refresh_from_db()
    assert len(appraisal.flows) == 3
